"""Tables as strips: wrapped cells, one strip per row so that no row is divided, the head repeated on every page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from desktop.reports.blocks import Cell, Table, Words
from desktop.reports.linebreak import Line, break_lines, natural_width
from desktop.reports.pdf_strips import Rule, Strip, Text
from desktop.reports.style import MM, Face
from desktop.reports.tables import (
    HAIRLINE_PT,
    LEADING,
    PADDING_PT,
    RULE_PT,
    WORTH_USING,
    begins_at_top,
    centred_columns,
    column_widths,
    stands_together,
    type_size,
)

if TYPE_CHECKING:
    from desktop.reports.pdf_compose import Composer

_MARGIN_PT = 3.0  # above the first and below the last line of a cell


_Set = tuple[Line, float]


class _Rows:
    """Sets the rows of one table; equal cells of one column are broken only once."""

    def __init__(self, table: Table, composer: Composer) -> None:
        self.composer = composer
        self.size = type_size(table, composer.style)
        self.widths = column_widths(table, composer.measure)
        self.centred = centred_columns(table, self.widths, self.size)
        style = composer.style
        page_height = (style.area_width_mm if table.landscape else style.area_height_mm) * MM
        self.page_height = page_height
        self._broken: dict[tuple[Cell, float, Face], list[_Set]] = {}

    def lines(self, cell: Cell, width: float, face: Face) -> list[_Set]:
        """The lines of a cell in a column of that width, each with the room it leaves; a line feed in the cell ends a
        line.
        """
        key = (cell, width, face)
        if key not in self._broken:
            room = width - 2 * PADDING_PT
            spans = [Words(part) for part in cell.split("\n")] if isinstance(cell, str) else [cell]
            self._broken[key] = [
                (line, max(0.0, line.measure - natural_width(line.items)))
                for span in spans
                for line in break_lines(self.composer.items((span,), face, self.size, room), room)
                or [Line((), room, True)]
            ]
        return self._broken[key]

    def strip(self, columns: list[list[_Set]], centred: tuple[bool, ...], at_top: bool = False) -> Strip:
        """One row of broken cells with the rules around them."""
        leading = self.size * LEADING
        height = leading * max(map(len, columns)) + 2 * _MARGIN_PT + RULE_PT
        texts, rules = [], []
        left = 0.0
        for lines, width, middle in zip(columns, self.widths, centred):
            top = _MARGIN_PT if at_top else (height - leading * len(lines)) / 2
            for number, (line, slack) in enumerate(lines):
                if line.items:
                    at = top + (number + 0.5) * leading
                    shift = slack / 2 if middle else 0.0
                    # Nothing is spread: in a narrow column it would tear the words apart.
                    texts.append(Text(line, left + PADDING_PT + shift, at, self.size, justified=False))
            rules.append(Rule(left, 0, left, height))
            left += width
        rules += [Rule(left, 0, left, height), Rule(0, 0, left, 0), Rule(0, height, left, height)]
        return Strip(height, tuple(texts), tuple(rules), on_grid=False)

    def pieces(self, columns: list[list[_Set]], left: float, fresh: float) -> list[list[list[_Set]]]:
        """The row as it is, or, when it is taller than what a `fresh` page has room for, cut into pieces that are not:
        the first as high as what is `left` on the page under way, where that is worth using.
        """
        most, tallest = self._lines_in(fresh), max(map(len, columns))
        if tallest <= most:
            return [columns]
        first = self._lines_in(left) if left > fresh * WORTH_USING else most
        cuts = [0, *range(first, tallest, most), tallest]
        return [
            [lines[start:end] or [(Line((), 0, True), 0.0)] for lines in columns] for start, end in pairwise(cuts)
        ]

    def _lines_in(self, room: float) -> int:
        return max(1, int((room - 2 * _MARGIN_PT - 2 * RULE_PT - HAIRLINE_PT) / (self.size * LEADING)))


def table_strips(table: Table, composer: Composer, free: float) -> list[Strip]:
    """The head and the rows of a table; the head stays with the first row and is repeated on every further page. `free`
    is the height in points left on the page.
    """
    style, rows = composer.style, _Rows(table, composer)
    titles = [rows.lines(title, width, style.table_head) for title, width in zip(table.head, rows.widths)]
    head = rows.strip(titles, (True,) * len(table.head))
    strips = [Strip(head.height, head.texts, head.rules, keep=bool(table.rows), on_grid=False)]
    together = stands_together(table)
    fresh = rows.page_height - head.height
    left = 0.0 if together else free - head.height
    for number, row in enumerate(table.rows, 1):
        columns = [rows.lines(cell, width, style.table) for cell, width in zip(row, rows.widths)]
        at_top = begins_at_top(max(map(len, columns)), rows.size, rows.page_height)
        for piece in rows.pieces(columns, left, fresh):
            body = rows.strip(piece, rows.centred, at_top)
            keep = together and number < len(table.rows)
            after = HAIRLINE_PT + RULE_PT if number == len(table.rows) else 0.0  # and the rule above all
            left = (left if body.height <= left else fresh) - body.height
            strips.append(Strip(body.height + after, body.texts, body.rules, keep=keep, on_grid=False, head=(head,)))
    return strips
