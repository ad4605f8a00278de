"""Forms as strips: cells over several columns and rows, room to sign, long text that grows and goes on overleaf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.reports.blocks import Grid, Words
from desktop.reports.grids import (
    LEADING,
    NOTE_LEADING,
    NOTE_PT,
    Place,
    bands,
    closing,
    column_edges,
    margin_of,
    places,
    room,
    row_heights,
    split_spans,
    type_size,
)
from desktop.reports.linebreak import Line, break_lines, natural_width
from desktop.reports.pdf_strips import Rule, Strip, Text
from desktop.reports.style import MM
from desktop.reports.tables import PADDING_PT, WORTH_USING

if TYPE_CHECKING:
    from desktop.reports.pdf_compose import Composer

_SAME = 0.01


class _Sheet:
    """One form laid out as a single picture; pages are cut from it."""

    def __init__(self, grid: Grid, composer: Composer, notes: Sequence[Line], free: float) -> None:
        self.grid = grid
        self.composer = composer
        style = composer.style
        self.page = (style.area_width_mm if grid.landscape else style.area_height_mm) * MM
        self.size = type_size(grid, composer.style)
        self.leading = self.size * LEADING
        self.edges = column_edges(grid, composer.measure)
        self.places = places(grid)
        self.lines = {(place.row, place.column): self._broken(place) for place in self.places}
        heights = row_heights(
            grid, composer.style, lambda place: len(self.lines[place.row, place.column]), len(notes), free
        )
        self.tops = [0.0]
        for height in heights:
            self.tops.append(self.tops[-1] + height)

    def _broken(self, place: Place) -> list[tuple[Line, float]]:
        """The lines of a cell with the indent of each."""
        style, width = self.composer.style, room(place, self.edges)
        face = style.table_head if place.cell.role == "label" else style.table
        first = 2 * self.size if place.cell.role == "prose" else 0.0
        found: list[tuple[Line, float]] = []
        for spans in split_spans(place.cell.spans):
            broken = break_lines(self.composer.items(spans, face, self.size, width - first), width, first)
            found += [(line, 0.0 if number else first) for number, line in enumerate(broken)]
            if not broken:
                found.append((Line((), width, True), 0.0))
        return found

    def strip(self, top: float, bottom: float, keep: bool = False, head: tuple[Strip, ...] = ()) -> Strip:
        """What lies between two heights of the picture, closed with a rule above and below."""
        texts: list[Text] = []
        rules: list[Rule] = []
        for place in self.places:
            self._draw(place, top, bottom, texts, rules)
        return Strip(bottom - top, tuple(texts), tuple(rules), keep=keep, on_grid=False, head=head)

    def _draw(self, place: Place, top: float, bottom: float, texts: list[Text], rules: list[Rule]) -> None:
        cell = place.cell
        upper, lower = self.tops[place.row], self.tops[place.row + cell.down]
        if lower <= top + _SAME or upper >= bottom - _SAME:
            return
        x0, x1 = self.edges[place.column], self.edges[place.column + cell.across]
        y0, y1 = max(upper, top) - top, min(lower, bottom) - top
        if self.grid.ruled:
            rules += [Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
            if place.row == 0 or y0 <= _SAME:
                rules.append(Rule(x0, y0, x1, y0))
            if not cell.open or y1 >= bottom - top - _SAME:
                rules.append(Rule(x0, y1, x1, y1))
        lines = self.lines[place.row, place.column]
        if self._repeats(place):
            upper, lower = max(upper, top), min(lower, bottom)
        middle = self._first_line(place, upper, lower) + self.leading / 2
        for line, indent in lines:
            if line.items and top - _SAME <= middle - self.leading / 2 and middle + self.leading / 2 <= bottom + _SAME:
                slack = max(0.0, line.measure - natural_width(line.items))
                centred = cell.role in ("label", "value")
                shift = slack - min(slack, self.size) if cell.role == "sign" else slack / 2 if centred else indent
                left, loose = x0 + PADDING_PT + shift, centred or cell.role == "sign"
                texts.append(Text(line, left, middle - top, self.size, justified=not loose))
            middle += self.leading

    def _first_line(self, place: Place, upper: float, lower: float) -> float:
        """The top of a cell's first line when the cell reaches from `upper` to `lower`."""
        if place.cell.role == "prose" or (place.cell.role == "left" and self._tall(place)):
            return upper + margin_of(self.grid)
        return (upper + lower - self.leading * len(self.lines[place.row, place.column])) / 2

    def cut(self, top: float, limit: float, end: float) -> float:
        """The lowest height up to `limit` at which the picture can be cut: between two rows, else within a tall row
        where no line of text is cut.
        """
        lines = self._line_boxes(top, end)
        for at in sorted((tall for tall in self.tops if top + self.leading < tall <= limit + _SAME), reverse=True):
            if (
                not any(start < at - _SAME and stop > at + _SAME for start, stop in lines)
                and at - top > (limit - top) / 2
            ):
                return at
        at = limit
        while at > top + self.leading:
            crossing = [start for start, stop in lines if start < at - _SAME and stop > at + _SAME]
            if not crossing:
                return at
            at = min(crossing)
        return limit

    def _line_boxes(self, top: float, bottom: float) -> list[tuple[float, float]]:
        boxes = []
        for place in self.places:
            upper, lower = self.tops[place.row], self.tops[place.row + place.cell.down]
            if lower > top and upper < bottom and not self._repeats(place):
                start = self._first_line(place, upper, lower)
                count = len(self.lines[place.row, place.column])
                boxes += [(start + n * self.leading, start + (n + 1) * self.leading) for n in range(count)]
        return boxes

    def _tall(self, place: Place) -> bool:
        """Whether a cell is so high that it may go on overleaf."""
        return self.tops[place.row + place.cell.down] - self.tops[place.row] > self.page / 2

    def _repeats(self, place: Place) -> bool:
        """Whether a cell says its words again on every page it reaches, as one beside many rows or a long text does."""
        return place.cell.role in ("label", "value") and (place.cell.down > 1 or self._tall(place))


def grid_strips(grid: Grid, composer: Composer, free: float) -> list[Strip]:
    """The form's rows and notes. `free` is the height in points left on the page, which rows that stretch take up."""
    style = composer.style
    notes = [
        line
        for note in grid.notes
        for line in break_lines(
            composer.items((Words(note),), style.table, NOTE_PT, composer.measure), composer.measure
        )
    ]
    sheet = _Sheet(grid, composer, notes, free)
    page = sheet.page
    short = sheet.tops[-1] <= page / 2 and not grid.head
    head = (sheet.strip(0, sheet.tops[grid.head]),) if grid.head else ()
    strips: list[Strip] = []
    signed = closing(grid)
    left = free
    for first, after in bands(grid):
        top, end = sheet.tops[first], sheet.tops[after]
        repeated = () if first < grid.head else head
        fresh = page - sum(strip.height for strip in repeated)
        # A tall piece begins on the page under way when there is room worth using, and goes on overleaf.
        divided = end - top > fresh + _SAME or (
            end - top > left + _SAME and (after - first > 1 or end - top > page / 2)
        )
        limit = left if divided and left > page * WORTH_USING else fresh
        while divided and end - top > limit + _SAME:
            below = sheet.cut(top, top + limit, end)
            strips.append(sheet.strip(top, below, head=repeated))
            top, limit = below, fresh
            left = fresh
        last = after == len(grid.rows)
        keep = ((first < grid.head or short) and not last) or (last and bool(notes) and end - top < page / 2)
        keep |= after - 1 in signed
        strips.append(sheet.strip(top, end, keep=keep, head=repeated))
        left = (left if end - top <= left + _SAME else fresh) - (end - top)
    height = NOTE_PT * NOTE_LEADING
    for number, line in enumerate(notes, 1):
        text = Text(line, 0, height / 2 + 1.5, NOTE_PT)
        strips.append(Strip(height, (text,), on_grid=False, keep=number < len(notes)))
    return strips
