"""Set lines as the operators of a PDF page.

Written straight into the page instead of through reportlab's text objects, and each broken line only once however often
it is drawn: a ledger of a thousand rows repeats most of its cells, and its pages are done in half the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from desktop.reports.fonts import dash_ink, middle, typeface
from desktop.reports.linebreak import RAISED, RAISED_SCALE, Item, Line, Placed, place
from desktop.reports.pdf_strips import RULE_PT, SAME, Rule, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

EDIT_COLOURS = {"deleted": "B00020", "added": "1A4F9C"}
"""Of words struck out and words put in; the line through or below them tells them apart without colour."""
_DASH = "—"
_RAISED_BY = 0.3
"""How far the middle of a raised mark stands above the line's, as a share of its size of type."""
_PLAIN = "0 0 0"


class Ink:
    """Writes set lines and rules on the pages of one canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        # The line is kept with what was made of it, so that no other line can come to have its identity.
        self._made: dict[tuple[int, float, bool, bool, str], tuple[Line, str, list[Placed]]] = {}

    def text(self, text: Text, left: float, centre: float) -> list[Placed]:
        """Set a line with its left edge and middle at a place, in points from the page's bottom left. Returns the
        places of those items that state a figure or were changed.
        """
        key = (id(text.line), text.size, text.justified, text.bold, text.colour)
        made = self._made.get(key)
        if made is None:
            placed = place(text.line, text.justified)
            marked = [each for each in placed if each.item.figure_id is not None or each.item.change]
            made = self._made[key] = (text.line, self._operators(text, placed), marked)
        self.canvas._code.append(f"BT 1 0 0 1 {left:.2f} {centre:.2f} Tm {made[1]} ET")
        return made[2]

    def rules(self, rules: tuple[Rule, ...], left: float, top: float) -> None:
        """Draw straight lines whose places count from a point of the page downwards."""
        code = self.canvas._code
        plain = [
            f"{left + rule.x0:.2f} {top - rule.y0:.2f} m {left + rule.x1:.2f} {top - rule.y1:.2f} l"
            for rule in rules
            if rule.width == RULE_PT
        ]
        if plain:
            code.append(" ".join((*plain, "S")))
        for rule in rules:
            if rule.width != RULE_PT:
                code.append(
                    f"q {rule.width:.2f} w {rgb(rule.colour)} RG {left + rule.x0:.2f} {top - rule.y0:.2f} m "
                    f"{left + rule.x1:.2f} {top - rule.y1:.2f} l S Q"
                )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle given by its lower left corner."""
        self.canvas._code.append(f"q {rgb(colour)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def changes(self, size: float, placed: list[Placed], left: float, centre: float) -> None:
        """Strike out what was deleted, underline what was added."""
        for each in placed:
            if each.item.change in EDIT_COLOURS:
                at = centre if each.item.change == "deleted" else centre - size * 0.58
                x0 = left + each.left
                ink = rgb(EDIT_COLOURS[each.item.change])
                self.canvas._code.append(f"q {ink} RG {x0:.2f} {at:.2f} m {x0 + each.width:.2f} {at:.2f} l S Q")

    def _operators(self, text: Text, placed: list[Placed]) -> str:
        """What sets a line whose left edge and middle are where the text matrix stands."""
        size, found = text.size, []
        if text.bold:
            found.append(f"{size / 40:.2f} w 2 Tr")
        colour, stretched, x, y = "", 100.0, 0.0, 0.0
        for file, start, spacing, stretch, words, change in _runs(placed, size):
            wanted = EDIT_COLOURS.get(change, text.colour)
            small = change == RAISED
            scale = size * RAISED_SCALE if small else size
            if wanted != colour:
                found.append(f"{rgb(wanted)} rg")
                colour = wanted
            to_x, to_y = round(start, 2), round(-middle(file) * scale + (size * _RAISED_BY if small else 0.0), 2)
            found.append(f"{to_x - x:.2f} {to_y - y:.2f} Td")
            x, y = to_x, to_y
            if stretch != stretched:
                found.append(f"{stretch:.2f} Tz")
                stretched = stretch
            found.append(f"{spacing:.3f} Tc")
            font = typeface(file)
            for subset, codes in font.splitString(words, self.canvas._doc):
                name = font.getSubsetInternalName(subset, self.canvas._doc)
                found.append(f"{name} {scale:g} Tf ({self.canvas._escape(codes)}) Tj")
        # What is set here lasts beyond the line: nothing may be left behind for words drawn in another way.
        found.append("0 Tc")
        if stretched != 100.0:
            found.append("100 Tz")
        if colour:
            found.append(f"{_PLAIN} rg")
        if text.bold:
            found.append(f"0 Tr {RULE_PT} w")
        return " ".join(found)


def rgb(colour: str) -> str:
    """Six hexadecimal digits as the operands of a colour operator; nothing is black."""
    return " ".join(f"{int(colour[at : at + 2] or '0', 16) / 255:.3f}" for at in (0, 2, 4)) if colour else _PLAIN


def _runs(placed: list[Placed], size: float) -> Iterator[tuple[str, float, float, float, str, str]]:
    """Neighbours that one drawing operation can set: (file, start, character spacing, stretch in per cent, words,
    change).

    A dash is stretched over its whole place, and up to the next dash, so that a pair makes one unbroken line.
    """
    index = 0
    while index < len(placed):
        first, item = placed[index], placed[index].item
        if item.kind == "latin":
            yield item.file, first.shape, (item.width - item.natural) / len(item.text), 100.0, item.text, item.change
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
