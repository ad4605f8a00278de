"""What both writers decide alike about a form: where its cells stand and how high its rows are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from desktop.reports.blocks import EditedWords, FigureWords, Grid, GridCell, Span, Words
from desktop.reports.style import MM, Style
from desktop.reports.tables import PADDING_PT, RULE_PT

LEADING = 1.35
"""Distance of lines in a form, in sizes of type."""
MARGIN_PT = 3.0
"""Free space above the first and below the last line of a cell."""
NOTE_PT = 10.5
NOTE_LEADING = 1.4


@dataclass(frozen=True, slots=True)
class Place:
    """A cell with the row and column of its upper left corner."""

    row: int
    column: int
    cell: GridCell


def type_size(grid: Grid, style: Style) -> float:
    """Size of the form's text in points."""
    if not grid.ruled:
        return style.body_pt
    return style.wide_table_pt if grid.landscape else style.table_pt


def margin_of(grid: Grid) -> float:
    """Free space in points above and below the text of a cell."""
    return MARGIN_PT if grid.ruled else 0.0


def column_edges(grid: Grid, available: float) -> tuple[float, ...]:
    """Left edges of all columns and the right edge of the last, in the unit of what is available."""
    edges, total = [0.0], sum(grid.widths)
    for share in grid.widths:
        edges.append(edges[-1] + available * share / total)
    return tuple(edges)


def places(grid: Grid) -> tuple[Place, ...]:
    """Every cell with its place, row by row."""
    free = [0] * len(grid.widths)
    found = []
    for number, row in enumerate(grid.rows):
        column = 0
        for cell in row.cells:
            while free[column]:
                column += 1
            found.append(Place(number, column, cell))
            free[column : column + cell.across] = [cell.down] * cell.across
            column += cell.across
        free = [max(0, rows - 1) for rows in free]
    return tuple(found)


def split_spans(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    """The words of a cell, paragraph by paragraph; a line feed ends one."""
    if not spans:
        return []
    found: list[list[Span]] = [[]]
    for span in spans:
        for number, part in enumerate(span.text.split("\n")):
            if number:
                found.append([])
            if part:
                found[-1].append(_same_kind(span, part))
    return [tuple(each) for each in found]


def _same_kind(span: Span, text: str) -> Span:
    match span:
        case FigureWords():
            return FigureWords(text, span.figure_id)
        case EditedWords():
            return EditedWords(text, span.change)
        case _:
            return Words(text)


def room(place: Place, edges: tuple[float, ...]) -> float:
    """Width of a cell's text in points, when the edges are in points."""
    return edges[place.column + place.cell.across] - edges[place.column] - 2 * PADDING_PT


def row_heights(
    grid: Grid, style: Style, lines: Callable[[Place], int], note_lines: int, free: float
) -> tuple[float, ...]:
    """Heights of the rows in points: what their cells need, at least what they ask for, and what is left of `free`
    points, less the lines of the notes, shared among those that stretch. A ruled row is higher by its rule.
    """
    leading, margin = type_size(grid, style) * LEADING, margin_of(grid)
    rule = RULE_PT if grid.ruled else 0.0
    heights = [max(row.least_mm * MM, leading + 2 * margin) + rule for row in grid.rows]
    for place in sorted(places(grid), key=lambda place: place.cell.down):
        need = lines(place) * leading + 2 * margin + rule
        last = place.row + place.cell.down
        short = need - sum(heights[place.row : last])
        if short > 0:
            heights[last - 1] += short
    shares = sum(row.stretch for row in grid.rows)
    rest = free - sum(heights) - note_lines * NOTE_PT * NOTE_LEADING
    if shares and rest > 0:
        heights = [height + rest * row.stretch / shares for height, row in zip(heights, grid.rows)]
    return tuple(heights)


def closing(grid: Grid) -> range:
    """The rows that stay with the next one, so that words of approval and the places to sign never stand on a page by
    themselves (G20): the last row of the form proper and all of the box that is signed but its last.
    """
    first, after = bands(grid)[-1]
    signed = any(cell.role == "sign" for row in grid.rows[first:after] for cell in row.cells)
    return range(max(grid.head, first - 1), after - 1) if signed else range(0)


def bands(grid: Grid) -> list[tuple[int, int]]:
    """Runs of rows tied together by cells over several rows, as (first, after the last)."""
    tied = {row for place in places(grid) for row in range(place.row + 1, place.row + place.cell.down)}
    starts = [row for row in range(len(grid.rows)) if row not in tied]
    return list(pairwise([*starts, len(grid.rows)]))
