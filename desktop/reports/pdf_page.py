"""From strips to pages, and from pages to the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.reports.fonts import Faces, dash_ink, middle, registered
from desktop.reports.linebreak import Item, Placed, place
from desktop.reports.pdf_strips import RULE_PT, SAME, Foot, Part, Rule, Strip, Text, Turn, top_of
from desktop.reports.style import MM, Style

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

EDIT_COLOURS = {"deleted": "B00020", "added": "1A4F9C"}
"""Of words struck out and words put in; the line through or below them tells them apart without colour."""
_DASH = "—"


@dataclass(frozen=True, slots=True)
class FigureBox:
    """Where a figure stands: page counted from 0, corners in points from the page's top left. A figure broken over two
    lines has two.
    """

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    figure_id: str


@dataclass
class Page:
    """A page: its orientation and the strips on it with their distance from the top of the type area, in points."""

    landscape: bool = False
    numbered: bool = True
    strips: list[tuple[float, Strip]] = field(default_factory=list)
    filled: float = 0.0

    def put(self, strip: Strip, pitch: float) -> None:
        """Add a strip below the others."""
        top = top_of(self.filled, strip, pitch)
        self.strips.append((top, strip))
        self.filled = top + strip.height


def paginate(parts: Sequence[Part], style: Style) -> list[Page]:
    """Divide strips into pages: strips that belong together stay together, table heads are repeated, blank rows never
    open a page.
    """
    pages = [Page()]
    for group in _groups(parts):
        if isinstance(group, Turn):
            if pages[-1].strips:
                pages.append(Page())
            pages[-1].landscape = group.landscape
            continue
        if isinstance(group, Foot):
            _close(pages, group.strip, style)
            continue
        if pages[-1].strips and not _fits(pages[-1].filled, group, pages[-1], style):
            fresh = Page(pages[-1].landscape)
            if _fits(sum(strip.height for strip in group[0].head), _without_blanks(group), fresh, style):
                pages.append(fresh)
        for strip in group:
            if pages[-1].strips and not _fits(pages[-1].filled, [strip], pages[-1], style):
                pages.append(Page(pages[-1].landscape))
            if not pages[-1].strips:
                for repeated in strip.head:
                    pages[-1].put(repeated, style.pitch_pt)
                if len(pages) > 1 and strip.blank and not pages[-1].strips:
                    continue
            pages[-1].put(strip, style.pitch_pt)
    return pages


def _close(pages: list[Page], strip: Strip, style: Style) -> None:
    """Put 版记 at the foot of the last page, which is made an even one. A blank page before it and its own page then
    have no number (G23).
    """
    top = style.area_height_mm * MM - strip.height
    fits = not pages[-1].landscape and pages[-1].filled <= top + SAME
    if len(pages) % 2 or not fits:
        blank = len(pages) % 2 == 0
        if blank:
            pages.append(Page(numbered=False))
        pages.append(Page(numbered=not blank))
    pages[-1].strips.append((top, strip))
    pages[-1].filled = top + strip.height


def _groups(parts: Sequence[Part]) -> Iterator[Turn | Foot | list[Strip]]:
    group: list[Strip] = []
    for part in parts:
        if isinstance(part, Strip):
            group.append(part)
            if part.keep:
                continue
        if group:
            yield group
            group = []
        if not isinstance(part, Strip):
            yield part
    if group:
        yield group


def _without_blanks(group: list[Strip]) -> list[Strip]:
    first = next((index for index, strip in enumerate(group) if not strip.blank), len(group))
    return group[first:]


def _fits(filled: float, group: Sequence[Strip], page: Page, style: Style) -> bool:
    for strip in group:
        filled = top_of(filled, strip, style.pitch_pt) + strip.height
    return filled <= (style.area_width_mm if page.landscape else style.area_height_mm) * MM + SAME


class Press:
    """Draws pages on a canvas and notes where the figures came to stand."""

    def __init__(self, canvas: Canvas, style: Style, faces: Faces, numbered: bool = True) -> None:
        self.canvas = canvas
        self.numbered = numbered
        self.style = style
        self.faces = faces
        self.figures: list[FigureBox] = []
        self._depth = -1
        self._bookmarks = 0

    def draw(self, number: int, page: Page) -> None:
        """Draw the page with this number, counted from 1, and finish it."""
        style, canvas = self.style, self.canvas
        size = (style.page_width_mm * MM, style.page_height_mm * MM)
        # A landscape page is bound with its upper edge at the left, so its own left is the foot of the upright page.
        foot = style.page_height_mm - style.top_mm - style.area_height_mm
        left, top = (foot, style.left_mm) if page.landscape else (style.left_mm, style.top_mm)
        width, height = reversed(size) if page.landscape else size
        canvas.setPageSize((width, height))
        canvas.setLineWidth(RULE_PT)
        for offset, strip in page.strips:
            self.strip(strip, number, left * MM, top * MM + offset, height)
        if page.numbered and self.numbered:
            self._page_number(number, page.landscape, height)
        canvas.showPage()

    def strip(self, strip: Strip, number: int, left: float, top: float, height: float) -> None:
        """Draw a strip on page `number`, its upper left corner given in points from that of a page `height` high."""
        canvas = self.canvas
        if strip.outline:
            self._outline(*strip.outline, height - top)
        for box in strip.boxes:
            canvas.setFillColorRGB(*_rgb(box.colour))
            canvas.rect(left + box.x0, height - top - box.y1, box.x1 - box.x0, box.y1 - box.y0, stroke=0, fill=1)
        if strip.boxes:
            canvas.setFillColorRGB(0, 0, 0)
        if strip.rules:
            self._rules(strip.rules, left, height - top)
        for text in strip.texts:
            placed = place(text.line, text.justified)
            self._text(text, placed, left + text.left, height - top - text.middle)
            self._note_figures(text, placed, number, left + text.left, top + text.middle)

    def _rules(self, rules: Sequence[Rule], left: float, top: float) -> None:
        plain = [(left + r.x0, top - r.y0, left + r.x1, top - r.y1) for r in rules if r.width == RULE_PT]
        if plain:
            self.canvas.lines(plain)
        for rule in rules:
            if rule.width != RULE_PT:
                self.canvas.setLineWidth(rule.width)
                self.canvas.setStrokeColorRGB(*_rgb(rule.colour))
                self.canvas.line(left + rule.x0, top - rule.y0, left + rule.x1, top - rule.y1)
                self.canvas.setStrokeColorRGB(0, 0, 0)
                self.canvas.setLineWidth(RULE_PT)

    def _outline(self, text: str, depth: int, at: float) -> None:
        self._depth = min(depth, self._depth + 1)
        self._bookmarks += 1
        key = f"h{self._bookmarks}"
        self.canvas.bookmarkHorizontal(key, 0, at)
        self.canvas.addOutlineEntry(text, key, self._depth)

    def _text(self, text: Text, placed: list[Placed], left: float, centre: float) -> None:
        pen = self.canvas.beginText()
        if text.bold:
            self.canvas.setLineWidth(text.size / 40)
            pen.setTextRenderMode(2)
        colour = ""
        for file, start, spacing, stretch, words, change in _runs(placed, text.size):
            wanted = EDIT_COLOURS[change] if change else text.colour
            if wanted != colour:
                pen.setFillColorRGB(*_rgb(wanted))
                colour = wanted
            pen.setTextOrigin(left + start, centre - middle(file) * text.size)
            pen.setFont(registered(file), text.size)
            pen.setCharSpace(spacing)
            pen.setHorizScale(stretch)
            pen.textOut(words)
        if text.bold:
            pen.setTextRenderMode(0)
        if colour:
            pen.setFillColorRGB(0, 0, 0)
        pen.setHorizScale(100)
        self.canvas.drawText(pen)
        if text.bold:
            self.canvas.setLineWidth(RULE_PT)
        if any(each.item.change for each in placed):
            self._changes(text.size, placed, left, centre)

    def _note_figures(self, text: Text, placed: list[Placed], number: int, left: float, centre: float) -> None:
        half = text.size / 2
        open_id: str | None = None
        for each in placed:
            figure_id = each.item.figure_id
            if figure_id is not None:
                x0, x1 = left + each.left, left + each.left + each.width
                if figure_id == open_id:
                    before = self.figures.pop()
                    self.figures.append(FigureBox(before.page, before.x0, before.y0, x1, before.y1, figure_id))
                else:
                    self.figures.append(FigureBox(number - 1, x0, centre - half, x1, centre + half, figure_id))
            open_id = figure_id

    def _changes(self, size: float, placed: list[Placed], left: float, centre: float) -> None:
        """Strike out what was deleted, underline what was added."""
        for each in placed:
            if each.item.change:
                at = centre if each.item.change == "deleted" else centre - size * 0.58
                self.canvas.setStrokeColorRGB(*_rgb(EDIT_COLOURS[each.item.change]))
                self.canvas.line(left + each.left, at, left + each.left + each.width, at)
        self.canvas.setStrokeColorRGB(0, 0, 0)

    def _page_number(self, number: int, landscape: bool, height: float) -> None:
        """The number between dashes at the foot of the upright page, one character from the outer edge (G23, G26)."""
        style, canvas, size = self.style, self.canvas, self.style.page_number_pt
        file = style.page_number.files[0]
        words = f"— {number} —"
        width = self.faces.width(words, file, size)
        along = style.area_width_mm * MM - size - width if number % 2 else size
        drop = style.page_number_gap_mm * MM
        canvas.saveState()
        if landscape:
            foot = style.page_height_mm - style.top_mm - style.area_height_mm
            canvas.translate(foot * MM - drop, height - style.left_mm * MM - along)
            canvas.rotate(-90)
        else:
            canvas.translate(style.left_mm * MM + along, height - (style.top_mm + style.area_height_mm) * MM - drop)
        canvas.setFont(registered(file), size)
        canvas.drawString(0, -middle(file) * size, words)
        canvas.restoreState()


def _rgb(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[at : at + 2] or "0", 16) / 255 for at in (0, 2, 4))  # type: ignore[return-value]


def _runs(placed: list[Placed], size: float) -> Iterator[tuple[str, float, float, float, str, str]]:
    """Neighbours that one drawing operation can set: (file, start, character spacing, stretch in per cent, words,
    change).

    A dash is stretched over its whole place, and up to the next dash, so that a pair makes one unbroken line.
    """
    index = 0
    while index < len(placed):
        first, item = placed[index], placed[index].item
        if item.kind == "latin":
            yield item.file, first.shape, 0.0, 100.0, item.text, item.change
        elif item.text == _DASH:
            after = placed[index + 1] if index + 1 < len(placed) else None
            end = after.left if after and after.item.text == _DASH else first.left + first.width
            ink_start, ink_end = dash_ink(item.file)
            stretch = (end - first.left) / ((ink_end - ink_start) * size)
            yield item.file, first.left - ink_start * size * stretch, 0.0, stretch * 100, item.text, item.change
        else:
            words, spacing = item.text, _gap(placed, index)
            while (
                index + 1 < len(placed)
                and abs(_gap(placed, index) - spacing) < SAME
                and _joins(placed[index + 1].item, item)
            ):
                index += 1
                words += placed[index].item.text
            yield item.file, first.shape, spacing, 100.0, words, item.change
        index += 1


def _gap(placed: list[Placed], index: int) -> float:
    """Free space between a shape and the next; none after the last."""
    each = placed[index]
    return placed[index + 1].shape - each.shape - each.item.natural if index + 1 < len(placed) else 0.0


def _joins(item: Item, first: Item) -> bool:
    return item.file == first.file and item.change == first.change and item.kind != "latin" and item.text != _DASH
