"""From cells to values: the rows of one table with an error for every cell that makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field as dataclass_field
from typing import Any

from db.errors import Refusal
from db.fields import Field, Link
from db.ledger import NUMBER, Ledger
from desktop.exchange.finder import Finder
from desktop.exchange.headings import Heading, find_heading, heads_anew, skipped
from desktop.exchange.sheets import Sheet


@dataclass(frozen=True)
class RowError:
    """What is wrong in one place of a sheet. ``row`` is the number Excel shows; ``column`` a heading or ""."""

    sheet: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.row}行{f'“{self.column}”' if self.column else ''}：{self.sentence}"


@dataclass
class TableRow:
    """One line of a table: the values that were filled in, and what is wrong with it."""

    sheet: str
    row: int
    number: str | None = None
    values: dict[str, Any] = dataclass_field(default_factory=dict)
    errors: list[RowError] = dataclass_field(default_factory=list)


def typed_fields(ledger: Ledger) -> list[Field]:
    """The fields that may be filled from a sheet: what a person types, and the record it belongs to."""
    parent = ledger.parent.key if ledger.parent is not None else None
    typed = [field for field in ledger.fields if not field.readonly]
    return sorted(typed, key=lambda field: field.name != parent)


def importable(ledger: Ledger) -> bool:
    """False for ledgers whose records the program makes itself: nothing in their form has to be typed."""
    return any(field.required for field in ledger.form_fields())


def headings_of(ledger: Ledger) -> list[Field]:
    """Everything a heading of this ledger may name, the columns that are not imported included."""
    return [NUMBER, *ledger.fields, *ledger.derived]


def rows_of(sheet: Sheet, heading: Heading, ledger: Ledger, finder: Finder, fixed: bool = False) -> Iterator[TableRow]:
    """The records below a heading; blank lines, totals and notes are passed over.

    ``fixed``: the columns were set by a person, so that a heading met further down changes nothing about them.
    """
    fields = headings_of(ledger)
    typed = {field.name for field in typed_fields(ledger)}
    for place in range(heading.row + 1, len(sheet.rows)):
        cells = sheet.rows[place]
        if skipped(cells, len(heading.fields)):
            continue
        if again := heads_anew(sheet, place, heading, fields):
            heading = heading if fixed else again
            continue
        yield _row(sheet, place, heading, ledger, typed, finder)


def not_imported(heading: Heading, ledger: Ledger) -> list[str]:
    """Sentences about the columns that a sheet has and an import leaves alone."""
    typed = {field.name for field in typed_fields(ledger)}
    kept = [field.label for field in heading.fields.values() if field.name not in typed and field is not NUMBER]
    return [*heading.ignored, *([f"“{'”“'.join(kept)}”由程序根据办理步骤填写，导入时不改。"] if kept else [])]


def _row(sheet: Sheet, place: int, heading: Heading, ledger: Ledger, typed: set[str], finder: Finder) -> TableRow:
    row = TableRow(sheet.title, place + 1)
    cells = sheet.rows[place]
    parent = ledger.parent.key if ledger.parent is not None else None
    finder.within = None
    for column, field in sorted(heading.fields.items(), key=lambda item: item[1].name != parent):
        value = cells[column] if column < len(cells) else None
        if field is NUMBER:
            row.number = str(value).strip() if value is not None else None
        elif field.name in typed:
            _take(row, field, value, finder)
            if field.name == parent and isinstance(field, Link):
                finder.within = row.values.get(parent)
    return row


def _take(row: TableRow, field: Field, value: Any, finder: Finder) -> None:
    try:
        row.values[field.name] = field.from_cell(value, finder)
    except Refusal as refusal:
        row.errors.append(RowError(row.sheet, row.row, field.label, str(refusal)))


__all__ = ["RowError", "TableRow", "find_heading", "headings_of", "importable", "not_imported", "rows_of",
    "typed_fields"]
