"""A form as a WordprocessingML table: merged cells, rows of at least a height, long rows that may go on overleaf."""

from __future__ import annotations

from math import ceil

from desktop.reports.blocks import Grid, GridCell, plain_text
from desktop.reports.docx_parts import twips
from desktop.reports.docx_text import runs, words
from desktop.reports.grids import (
    NOTE_PT,
    Place,
    closing,
    column_edges,
    margin_of,
    places,
    room,
    row_heights,
    split_spans,
    type_size,
)
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style
from desktop.reports.tables import PADDING_PT, RULE_PT

_NO_RULE = '<w:{} w:val="nil"/>'


class _Form:
    """One form on its way into the Word file."""

    def __init__(self, grid: Grid, style: Style, free: float) -> None:
        self.grid, self.style = grid, style
        self.prefix = "" if not grid.ruled else "WideForm" if grid.landscape else "Form"
        self.size = type_size(grid, style)
        measure = style.area_height_mm if grid.landscape else style.area_width_mm
        self.page = (style.area_width_mm if grid.landscape else style.area_height_mm) * MM
        self.edges = [round(edge) for edge in column_edges(grid, twips(measure))]
        self.points = tuple(edge / 20 for edge in self.edges)
        wide = self.points[-1]
        notes = sum(ceil(ems(note) * NOTE_PT / wide) for note in grid.notes)
        self.heights = row_heights(grid, style, self._line_count, notes, free)
        self.rule = RULE_PT if grid.ruled else 0.0
        self.short = sum(self.heights) <= self.page / 2 and not grid.head
        self.signed = closing(grid)
        self.owner = {}
        for place in places(grid):
            for row in range(place.row, place.row + place.cell.down):
                self.owner[row, place.column] = place

    def _line_count(self, place: Place) -> int:
        wide = room(place, self.points)
        first = 2 * self.size if place.cell.role == "prose" else 0.0
        return sum(
            max(1, ceil((ems(plain_text(part)) * self.size + first) / wide - 0.01))
            for part in split_spans(place.cell.spans)
        )

    def xml(self) -> str:
        """The table with its rows; a row that fits a page is never divided."""
        margin, padding = round(margin_of(self.grid) * 20), round(PADDING_PT * 20)
        margins = "".join(
            f'<w:{side} w:w="{wide}" w:type="dxa"/>'
            for side, wide in (("top", margin), ("left", padding), ("bottom", margin), ("right", padding))
        )
        columns = "".join(f'<w:gridCol w:w="{after - before}"/>' for before, after in zip(self.edges, self.edges[1:]))
        rows = "".join(self._row(number) for number in range(len(self.grid.rows)))
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{"TableGrid" if self.grid.ruled else "TableNormal"}"/>'
            f'<w:tblW w:w="{self.edges[-1]}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, number: int) -> str:
        height = self.heights[number]
        whole = "<w:cantSplit/>" if height < self.page / 2 else ""
        head = "<w:tblHeader/>" if number < self.grid.head else ""
        cells, column = "", 0
        while column < len(self.grid.widths):
            place = self.owner[number, column]
            cells += self._cell(place, number)
            column += place.cell.across
        # Word adds the rule to the height a row is told to have.
        least = f'<w:trHeight w:val="{round((height - self.rule) * 20)}" w:hRule="atLeast"/>'
        return f"<w:tr><w:trPr>{whole}{least}{head}</w:trPr>{cells}</w:tr>"

    def _cell(self, place: Place, row: int) -> str:
        cell = place.cell
        wide = self.edges[place.column + cell.across] - self.edges[place.column]
        merged = ""
        if cell.down > 1:
            merged = '<w:vMerge w:val="restart"/>' if row == place.row else "<w:vMerge/>"
        span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
        above = self.owner.get((place.row - 1, place.column))
        sides = (_NO_RULE.format("top") if above is not None and above.cell.open else "") + (
            _NO_RULE.format("bottom") if cell.open else ""
        )
        borders = f"<w:tcBorders>{sides}</w:tcBorders>" if sides else ""
        last = row + 1 == len(self.grid.rows)
        keep = "<w:keepNext/>" if (row < self.grid.head or self.short or row in self.signed) and not last else ""
        # A row that may be divided stays with the next one by its last words: told so by its first, some programs do
        # not divide it but move all of it.
        whole = self.heights[row] < self.page / 2
        at_top = cell.role == "prose" or (cell.role == "left" and not whole)
        upright = "" if at_top else '<w:vAlign w:val="center"/>'
        at_end = keep if whole or place.column else ""
        inner = self._paragraphs(cell, keep if whole else "", at_end) if row == place.row else ""
        name = f"{self.prefix}Text" if self.prefix else "PlainLine"
        empty = f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{at_end}</w:pPr></w:p>'
        width = f'<w:tcW w:w="{wide}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{width}{span}{merged}{borders}{upright}</w:tcPr>{inner or empty}</w:tc>"

    def _paragraphs(self, cell: GridCell, keep: str, at_end: str) -> str:
        name = f"{self.prefix}{'Label' if cell.role == 'label' else 'Text'}" if self.prefix else "PlainLine"
        parts = split_spans(cell.spans)
        layout = {
            "prose": f'<w:ind w:firstLineChars="200" w:firstLine="{round(self.size * 40)}"/>',
            "sign": f'<w:ind w:right="{round(self.size * 20)}"/><w:jc w:val="right"/>',
            "value": '<w:jc w:val="center"/>',
        }.get(cell.role, "")
        stays = (keep,) * (len(parts) - 1) + (at_end,)
        return "".join(
            f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{stay}{layout}</w:pPr>{runs(part)}</w:p>'
            for part, stay in zip(parts, stays)
        )


def grid(block: Grid, style: Style, free: float) -> str:
    """The form and its notes. `free` is the height in points left on the page, which rows that stretch take up."""
    return _Form(block, style, free).xml()


def note(text: str) -> str:
    """One note below a form."""
    return f'<w:p><w:pPr><w:pStyle w:val="FormNote"/></w:pPr>{words(text)}</w:p>'
