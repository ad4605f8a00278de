"""The rows an import did not take, as a workbook with the reason beside each, to be put right and imported again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.fields import Number, Text
from desktop.exchange import provenance
from desktop.exchange.book import Book
from desktop.exchange.layout import Layout, name_of, personal, width
from desktop.exchange.sheets import Sheet
from desktop.exchange.taker import PlannedRow
from desktop.exchange.workbook_in import Plan, TablePlan
from desktop.reports.target import replace_file

REASON = "没有导入的原因"


def reason(row: PlannedRow) -> str:
    """Why a row is not taken over, in one line."""
    if row.verdict == "twin":
        return f"和已有的“{row.twin}”相似（日期、名称都相同），没有重复导入。"
    return "".join(
        f"{f'“{error.column}”' if error.column and error.column not in error.sentence else ''}{error.sentence}"
        for error in row.errors
    )


def left_rows(table: TablePlan) -> list[PlannedRow]:
    """The rows of a table that are not taken over."""
    return [row for row in table.rows if row.verdict in ("error", "twin")]


def write_book(sheets: list[Sheet], plan: Plan, target: Path) -> None:
    """Writes the left rows of a whole workbook, sheet by sheet under their own headings. Raises Refusal."""
    known = {sheet.title: sheet for sheet in sheets}
    written: dict[str, str] = {}

    def write(part: Path) -> None:
        with Book(part) as book:
            for table in plan.tables:
                if rows := left_rows(table):
                    _write_sheet(book, table.sheet, known[table.sheet], Layout(table.sheet, table.head), rows)
                    written[table.sheet] = known[table.sheet].key
            if file := next((sheet.file for sheet in sheets), ""):
                provenance.write(book, file, written)

    replace_file(target, write)


def write_reasons(rows: list[tuple[str, int, str]], target: Path) -> None:
    """Writes (whose table, row, what is wrong with it) line by line, to be sent back. Raises Refusal."""
    fields = [Text("科室", width=10), Number("行", width=4), Text("为什么没有收下", width=40)]

    def write(part: Path) -> None:
        with Book(part) as book:
            book.sheet("没有收下的行", fields, rows)

    replace_file(target, write)


def write_left_over(sheet: Sheet, layout: Layout, rows: list[PlannedRow], target: Path) -> None:
    """Writes the rows with their own headings, so that the corrected file can be imported as it is. Raises Refusal."""
    def write(part: Path) -> None:
        with Book(part) as book:
            _write_sheet(book, "没有导入的行", sheet, layout, rows)

    replace_file(target, write)


def _write_sheet(book: Book, title: str, sheet: Sheet, layout: Layout, rows: list[PlannedRow]) -> None:
    kept = [column for column in range(width(sheet)) if not personal(sheet, layout, column)]
    fields = [Text(REASON, width=24), *(Text(name_of(sheet, layout, column), width=12) for column in kept)]
    book.sheet(title, fields, ((reason(row), *(_words(cell) for cell in _cells(sheet, row, kept))) for row in rows))


def _cells(sheet: Sheet, row: PlannedRow, columns: list[int]) -> list[Any]:
    cells = sheet.rows[row.row - 1]
    return [cells[column] if column < len(cells) else None for column in columns]


def _words(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if cell.hour or cell.minute else cell.strftime("%Y-%m-%d")
    return cell.isoformat() if isinstance(cell, date) else cell
