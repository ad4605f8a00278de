"""Tables as WordprocessingML text.

Large ledgers are written as one string: building them element by element takes minutes.
"""

from __future__ import annotations

from math import ceil

from desktop.reports.blocks import Cell, Table
from desktop.reports.docx_parts import twips
from desktop.reports.docx_text import words
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style
from desktop.reports.tables import (
    LEADING,
    PADDING_PT,
    begins_at_top,
    cell_text,
    centred_columns,
    column_widths,
    stands_together,
    type_size,
)

_CENTRED = '<w:jc w:val="center"/>'
_UPRIGHT = '<w:vAlign w:val="center"/>'


def table(block: Table, style: Style) -> str:
    """The whole table: fixed columns over the full measure, the head repeated, no row divided that fits a page, the last
    row staying with what follows.
    """
    prefix = "SmallTable" if block.small else "WideTable" if block.landscape else "Table"
    measure = twips(style.area_height_mm if block.landscape else style.area_width_mm)
    widths = [round(width) for width in column_widths(block, measure)]
    size, points = type_size(block, style), tuple(width / 20 for width in widths)
    page = (style.area_width_mm if block.landscape else style.area_height_mm) * MM
    centred = centred_columns(block, points, size)
    padding = round(PADDING_PT * 20)
    margins = "".join(f'<w:{side} w:w="{padding}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)

    def row(cells: tuple[Cell, ...], head: str, name: str, middles: tuple[bool, ...], keep: bool) -> str:
        stay = "<w:keepNext/>" if keep else ""
        lines = max(_line_count(cell, (width - 2 * PADDING_PT) / size) for cell, width in zip(cells, points))
        upright = "" if begins_at_top(lines, size, page) else _UPRIGHT
        whole = "<w:cantSplit/>" if lines * size * LEADING < page else ""
        columns = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{upright}</w:tcPr><w:p><w:pPr>'
            f'<w:pStyle w:val="{name}"/>{stay}'
            f"{_CENTRED if middle else ''}</w:pPr>{words(cell_text(cell))}</w:p></w:tc>"
            for cell, width, middle in zip(cells, widths, middles)
        )
        return f"<w:tr><w:trPr>{whole}{head}</w:trPr>{columns}</w:tr>"

    head = row(block.head, "<w:tblHeader/>", f"{prefix}Head", (False,) * len(widths), False)
    final, together = len(block.rows) - 1, stands_together(block)
    rows = "".join(
        row(cells, "", f"{prefix}Text", centred, index == final or together)
        for index, cells in enumerate(block.rows)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc '
        'w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _line_count(cell: Cell, room: float) -> int:
    """About how many lines a cell has in a column with room for so many characters."""
    return sum(max(1, ceil(ems(part) / room)) for part in cell_text(cell).split("\n"))
