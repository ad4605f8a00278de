"""Forms as strips: cells over several columns and rows, room to sign, long text that grows and is continued overleaf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.reports.blocks import Grid, Words
from desktop.reports.grids import (
    LEADING,
    MARGIN_PT,
    NOTE_LEADING,
    NOTE_PT,
    Place,
    bands,
    column_edges,
    places,
    room,
    row_heights,
    split_spans,
    type_size,
)
from desktop.reports.linebreak import Line, break_lines, natural_width
from desktop.reports.pdf_strips import Rule, Strip, Text
from desktop.reports.style import MM
from desktop.reports.tables import PADDING_PT

if TYPE_CHECKING:
    from desktop.reports.pdf_compose import Composer

_SAME = 0.01


class _Sheet:
    """One form laid out as a single picture; pages are cut from it."""

    def __init__(self, grid: Grid, composer: Composer, free: float) -> None:
        self.grid = grid
        self.composer = composer
        self.size = type_size(grid, composer.style)
        self.leading = self.size * LEADING
        self.edges = column_edges(grid, composer.measure)
        self.places = places(grid)
        self.lines = {(place.row, place.column): self._broken(place) for place in self.places}
        heights = row_heights(grid, composer.style, lambda place: len(self.lines[place.row, place.column]), free)
        self.tops = [0.0]
        for height in heights:
            self.tops.append(self.tops[-1] + height)

    def _broken(self, place: Place) -> list[tuple[Line, float]]:
        """The lines of a cell with the indent of each."""
        style, width = self.composer.style, room(place, self.edges)
        face = style.table_head if place.cell.kind == "label" else style.table
        first = 2 * self.size if place.cell.kind == "prose" else 0.0
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
        rules += [Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
        if place.row == 0 or y0 <= _SAME:
            rules.append(Rule(x0, y0, x1, y0))
        if not cell.open or y1 >= bottom - top - _SAME:
            rules.append(Rule(x0, y1, x1, y1))
        lines = self.lines[place.row, place.column]
        middle = upper + MARGIN_PT if cell.kind == "prose" else (upper + lower - self.leading * len(lines)) / 2
        middle += self.leading / 2
        for line, indent in lines:
            if line.items and top - _SAME <= middle - self.leading / 2 and middle + self.leading / 2 <= bottom + _SAME:
                slack = max(0.0, line.measure - natural_width(line.items))
                centred = cell.kind == "label" or (cell.kind == "value" and len(lines) == len(split_spans(cell.spans)))
                shift = slack if cell.kind == "sign" else slack / 2 if centred else indent
                texts.append(
                    Text(line, x0 + PADDING_PT + shift, middle - top, self.size, justified=cell.kind != "sign" and not centred)
                )
            middle += self.leading

    def cut(self, top: float, limit: float, end: float) -> float:
        """The lowest height up to `limit` at which the picture can be cut without cutting a line of text."""
        at = limit
        while at > top + self.leading:
            crossing = [
                start
                for start, stop in self._line_boxes(top, end)
                if start < at - _SAME and stop > at + _SAME
            ]
            if not crossing:
                return at
            at = min(crossing)
        return limit

    def _line_boxes(self, top: float, bottom: float) -> Sequence[tuple[float, float]]:
        boxes = []
        for place in self.places:
            upper, lower = self.tops[place.row], self.tops[place.row + place.cell.down]
            if lower <= top or upper >= bottom:
                continue
            count = len(self.lines[place.row, place.column])
            start = upper + MARGIN_PT if place.cell.kind == "prose" else (upper + lower - self.leading * count) / 2
            boxes += [(start + n * self.leading, start + (n + 1) * self.leading) for n in range(count)]
        return boxes


def grid_strips(grid: Grid, composer: Composer, free: float) -> list[Strip]:
    """The form's rows and notes. `free` is the height in points left on the page, which rows that stretch take up."""
    style = composer.style
    page = (style.area_width_mm if grid.landscape else style.area_height_mm) * MM
    sheet = _Sheet(grid, composer, free)
    head = (sheet.strip(0, sheet.tops[grid.head]),) if grid.head else ()
    strips: list[Strip] = []
    runs = bands(grid)
    for first, after in runs:
        top, end = sheet.tops[first], sheet.tops[after]
        repeated = () if first < grid.head else head
        limit = page - sum(strip.height for strip in repeated)
        while end - top > limit + _SAME:
            below = sheet.cut(top, top + limit, end)
            strips.append(sheet.strip(top, below, head=repeated))
            top = below
        last = after == len(grid.rows)
        keep = (first < grid.head and not last) or (last and bool(grid.notes) and end - top < page / 2)
        strips.append(sheet.strip(top, end, keep=keep, head=repeated))
    for number, note in enumerate(grid.notes):
        spans = (Words(note),)
        for line in break_lines(composer.items(spans, style.table, NOTE_PT, composer.measure), composer.measure):
            height = NOTE_PT * NOTE_LEADING
            strips.append(Strip(height, (Text(line, 0, height / 2 + 1.5, NOTE_PT),), on_grid=False, keep=number + 1 < len(grid.notes)))
    return strips
