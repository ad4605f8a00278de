"""From strips to pages, and from pages to the canvas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.reports.fonts import Faces, first_usable, middle, registered
from desktop.reports.linebreak import Placed
from desktop.reports.pdf_ink import Ink
from desktop.reports.pdf_strips import RULE_PT, SAME, Foot, Part, Strip, Text, Turn, top_of
from desktop.reports.style import MM, Style

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


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
    if not pages[-1].strips and len(pages) % 2:  # blank since the paper was turned
        pages[-1].numbered = False
        pages.append(Page(numbered=False))
    elif len(pages) % 2 or not fits:
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
        self.ink = Ink(canvas)
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
        if strip.outline:
            self._outline(*strip.outline, height - top)
        if strip.rules:
            self.ink.rules(strip.rules, left, height - top)
        for box in strip.boxes:
            self.ink.box(left + box.x0, height - top - box.y1, box.x1 - box.x0, box.y1 - box.y0, box.colour)
        for text in strip.texts:
            x, middle_at = left + text.left, top + text.middle
            placed = self.ink.text(text, x, height - middle_at)
            if placed:
                self.ink.changes(text.size, placed, x, height - middle_at)
                self._note_figures(text, placed, number, x, middle_at)

    def _outline(self, text: str, depth: int, at: float) -> None:
        self._depth = min(depth, self._depth + 1)
        self._bookmarks += 1
        key = f"h{self._bookmarks}"
        self.canvas.bookmarkHorizontal(key, 0, at)
        self.canvas.addOutlineEntry(text, key, self._depth)

    def _note_figures(self, text: Text, placed: list[Placed], number: int, left: float, centre: float) -> None:
        """Note the places of items that state figures; neighbours of one figure make one box."""
        half = text.size / 2
        before: Placed | None = None
        for each in placed:
            figure_id, x1 = each.item.figure_id, left + each.left + each.width
            if figure_id is None:
                continue
            if before is not None and before.item.figure_id == figure_id and each.follows(before):
                last = self.figures.pop()
                self.figures.append(FigureBox(last.page, last.x0, last.y0, x1, last.y1, figure_id))
            else:
                self.figures.append(
                    FigureBox(number - 1, left + each.left, centre - half, x1, centre + half, figure_id)
                )
            before = each

    def _page_number(self, number: int, landscape: bool, height: float) -> None:
        """The number between dashes at the foot of the upright page, one character from the outer edge (G23, G26)."""
        style, canvas, size = self.style, self.canvas, self.style.page_number_pt
        file = first_usable(style.page_number)
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
