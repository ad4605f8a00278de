"""The rows an import did not take, as a workbook with the reason beside each, to be put right and imported again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.fields import Text
from desktop.exchange.book import Book
from desktop.exchange.layout import Layout, name_of, width
from desktop.exchange.sheets import Sheet
from desktop.exchange.workbook_in import PlannedRow
from desktop.reports.target import replace_file

REASON = "没有导入的原因"


def reason(row: PlannedRow) -> str:
    """All that is wrong with a row, in one line."""
    return "".join(f"{f'“{error.column}”' if error.column and error.column not in error.sentence else ''}{error.sentence}"
                   for error in row.errors)


def write_left_over(sheet: Sheet, layout: Layout, rows: list[PlannedRow], target: Path) -> None:
    """Writes the rows with their own headings, so that the corrected file can be imported as it is. Raises Refusal."""
    fields = [Text(REASON, width=24), *(Text(name_of(sheet, layout, column), width=12) for column in range(width(sheet)))]

    def write(part: Path) -> None:
        with Book(part) as book:
            book.sheet("没有导入的行", fields, ((reason(row), *map(_words, sheet.rows[row.row - 1])) for row in rows))

    replace_file(target, write)


def _words(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.hour or cell.minute else cell.strftime("%Y-%m-%d")
    return cell.isoformat() if isinstance(cell, date) else cell
