"""From cells to values: the rows of one table with an error for every cell that makes no sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field as dataclass_field
from typing import Any

from db.errors import Refusal, UnknownTerm
from db.fields import Field, Link, Number, Term, Terms
from db.giving_way import in_turns
from db.ledger import NUMBER, Ledger
from desktop.exchange.finder import Finder
from desktop.exchange.cells import lacks_year, value_of
from desktop.exchange.headings import Heading, Names, heads_anew, no_record
from desktop.exchange.sheets import Sheet, letter, some


@dataclass(frozen=True)
class RowError:
    """What is wrong in one place of a sheet. ``row`` is the number Excel shows; ``column`` a heading or "". ``unknown``: the
    words that the ``vocabulary`` does not have, where that is what is wrong."""

    sheet: str
    row: int
    column: str
    sentence: str
    letter: str = ""  # what Excel calls the column
    vocabulary: str = ""
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        column = f"{f'{self.letter}列' if self.letter else ''}“{self.column}”" if self.column else ""
        return f"“{self.sheet}”第{self.row}行{column}：{self.sentence}"


@dataclass
class TableRow:
    """One line of a table: the values that were filled in, and what is wrong with it.

    Of a workbook of all ledgers, ``filled`` is what the program itself had filled in and ``unfilled`` what of that makes
    no sense. ``waits``: a link leads to a record of the same ledger that is not there (yet).
    """

    sheet: str
    row: int
    number: str | None = None
    values: dict[str, Any] = dataclass_field(default_factory=dict)
    errors: list[RowError] = dataclass_field(default_factory=list)
    filled: dict[str, Any] = dataclass_field(default_factory=dict)
    unfilled: list[RowError] = dataclass_field(default_factory=list)
    waits: bool = False


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


class TableReader:
    """The records below a heading, one after the other; lines that are none are remembered for ``notes``.

    ``fixed``: the columns were set by a person, so that a heading met further down changes nothing about them.
    """

    def __init__(self, sheet: Sheet, heading: Heading, ledger: Ledger, finder: Finder, fixed: bool = False):
        self._key = ledger.key
        self._stored = {field.name for field in ledger.fields} if sheet.file else set()
        self._headings: dict[int, Heading] = {}
        self._sheet, self._heading, self._finder, self._fixed = sheet, heading, finder, fixed
        self._known = Names(headings_of(ledger))
        self._typed = {field.name for field in typed_fields(ledger)}
        self._parent = ledger.parent.key if ledger.parent is not None else None
        self._year = year_of(sheet, heading)
        self._shared = {(row, column): area for area in sheet.merged if area.bottom > area.top
                        for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1)}
        self._passed: dict[str, list[int]] = {}
        self._dated: set[str] = set()
        self._undated: set[tuple[int, int]] = set()

    def __iter__(self) -> Iterator[TableRow]:
        heading = self._heading
        for place in in_turns(range(heading.row + 1, len(self._sheet.rows))):
            cells = self._sheet.rows[place]
            kind = no_record(cells, heading.fields)
            if kind is not None:
                if kind:
                    self._passed.setdefault(kind, []).append(place + 1)
            elif again := heads_anew(self._sheet, place, heading, self._known):
                heading = heading if self._fixed else again
            else:
                yield self._row(place, heading)

    def again(self, row: TableRow) -> TableRow:
        """The same line read once more, after others have become records."""
        return self._row(row.row - 1, self._headings[row.row])

    def notes(self) -> list[str]:
        """What a person should know about how the lines were read; complete after the last one."""
        found = [f"第 {some(rows)} 行是{kind}，没有当作记录。" for kind, rows in self._passed.items()]
        if self._undated:
            year = f"按 {self._year} 年" if self._year else f"按离今天最近的那一年（{'、'.join(sorted(self._dated))} 年）"
            found.append(f"有 {len(self._undated)} 个日期没有写年份，{year}填写。")
        first = self._heading.row + 1
        filled = {column for area in self._sheet.merged if area.bottom > area.top and area.top >= first
                  for column in range(area.left, area.right + 1) if column in self._heading.fields}
        if filled:
            names = "”“".join(self._heading.label(column) for column in sorted(filled))
            found.append(f"“{names}”里有合并的单元格，合并到的每一行都填了同样的内容。")
        return found

    def _row(self, place: int, heading: Heading) -> TableRow:
        row = TableRow(self._sheet.title, place + 1, values=dict(heading.given))
        cells = self._sheet.rows[place]
        self._headings[row.row] = heading
        self._finder.begin_row(self._key)
        self._finder.within = row.values.get(self._parent)
        for column, field in sorted(heading.fields.items(), key=lambda item: item[1].name != self._parent):
            value = cells[column] if column < len(cells) else None
            if field is NUMBER:
                row.number = str(value).strip() if value is not None else None
            elif field.name in self._typed:
                self._take(row, column, field, value, row.values, row.errors)
            elif field.name in self._stored:
                self._take(row, column, field, value, row.filled, row.unfilled)
            if field.name == self._parent and isinstance(field, Link):
                self._finder.within = (row.values | row.filled).get(self._parent)
        return row

    def _take(self, row: TableRow, column: int, field: Field, value: Any, values: dict[str, Any],
              errors: list[RowError]) -> None:
        try:
            if isinstance(field, Number) and value is not None:
                self._refuse_shared(row.row - 1, column, field)
            values[field.name] = taken = value_of(field, value, self._finder, self._year)
            if taken is not None and lacks_year(field, value):
                self._undated.add((row.row, column))
                self._dated.add(str(taken.year))
        except Refusal as refusal:
            words = (field.vocabulary, refusal.words) if isinstance(refusal, UnknownTerm) and isinstance(field, (Term, Terms)) else ()
            errors.append(RowError(row.sheet, row.row, field.label, str(refusal), letter(column), *words))
            row.waits = row.waits or (isinstance(field, Link) and field.target == self._key)

    def _refuse_shared(self, place: int, column: int, field: Field) -> None:
        """A number over several rows would be counted once for each of them."""
        if area := self._shared.get((place, column)):
            raise Refusal(f"“{field.label}”第 {area.top + 1} 到 {area.bottom + 1} 行合并成了一格，看不出每行各是多少，请拆开填写。")


def year_of(sheet: Sheet, heading: Heading) -> int | None:
    """The year of days written without one: from the lines above the heading, else the sheet's or the file's name."""
    above = " ".join(str(cell) for row in sheet.rows[:max(heading.row, 0)] for cell in row if cell is not None)
    for text in (above, sheet.title, sheet.book):
        years = set(re.findall(r"(?<!\d)(20\d\d|19[5-9]\d)(?!\d)", text))
        if years:
            return int(years.pop()) if len(years) == 1 else None
    return None


def not_imported(heading: Heading, ledger: Ledger) -> list[str]:
    """Sentences about the columns that a sheet has and an import leaves alone."""
    typed = {field.name for field in typed_fields(ledger)}
    kept = [field.label for field in heading.fields.values() if field.name not in typed and field is not NUMBER]
    return [*heading.ignored, *([f"“{'”“'.join(kept)}”由程序根据办理步骤填写，导入时不改。"] if kept else [])]
