"""What both writers decide alike about a table: column widths and which columns are centred."""

from __future__ import annotations

from desktop.reports.blocks import Cell, Table
from desktop.reports.linebreak import ems
from desktop.reports.style import Style

PADDING_PT = 3.0
"""Free space between a rule and the text of a cell, left and right."""
RULE_PT = 0.5
"""Thickness of the rules; a ruled row is higher by one of them, as word processors make it."""

HAIRLINE_PT = 1.0
"""Height of the empty paragraph a word processor needs behind a table; the last row stays with it, or it could begin a
page by itself.
"""

LEADING = 1.3
"""Distance of lines in a cell, in sizes of type."""
WORTH_USING = 0.2
"""The share of a page that must be free below for a row taller than a page to begin there."""
_UNDIVIDED_ROWS = 8


def stands_together(table: Table) -> bool:
    """Whether a table is so short that it is not divided between two pages."""
    return len(table.rows) <= _UNDIVIDED_ROWS


def begins_at_top(lines: int, size: float, page: float) -> bool:
    """Whether the words of a row stand at its top instead of in its middle: a row of so many lines is half a page high
    or more and may go on overleaf. `size` and the height of the page in points.
    """
    return lines * size * LEADING > page / 2


def cell_text(cell: Cell) -> str:
    """The words of a cell."""
    return cell if isinstance(cell, str) else cell.text


def type_size(table: Table, style: Style) -> float:
    """Size of the table's text in points."""
    wide = style.wide_table_pt if table.landscape else style.table_pt
    return min(wide, style.small_table_pt) if table.small else wide


def column_widths(table: Table, available: float) -> tuple[float, ...]:
    """Widths of the columns so that together they fill what is available, in its unit."""
    shares = table.widths or (1,) * len(table.head)
    return tuple(available * share / sum(shares) for share in shares)


def centred_columns(table: Table, widths_pt: tuple[float, ...], size: float) -> tuple[bool, ...]:
    """Columns whose every entry fits on one line are centred; columns of running text are set from the left."""
    return tuple(
        all(
            ems(part) * size <= width - 2 * PADDING_PT
            for row in table.rows
            for part in cell_text(row[index]).split("\n")
        )
        for index, width in enumerate(widths_pt)
    )
