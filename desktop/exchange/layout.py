"""Which row of a sheet is the heading and which column is which field, found by the program, changed by a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.fields import Field
from db.ledger import NUMBER, Ledger
from db.settings import read_setting, write_setting
from desktop.exchange.headings import PERSONAL, SEARCHED, Heading, bare, find_heading, heads_of, left_out
from desktop.exchange.rows import headings_of, typed_fields
from desktop.exchange.sheets import Sheet, read_sheets

NO_HEADING = -1
_SETS = 40  # of headings, remembered for each ledger
_NUMBER_OF_PERSON = re.compile(r"[1-9]\d{16}[\dXx]|1[3-9]\d{9}")


@dataclass(frozen=True)
class Source:
    """Where rows come from: a file, read anew each time, or what was pasted."""

    name: str
    path: Path | None = None
    pasted: tuple[Sheet, ...] = ()

    def read(self) -> list[Sheet]:
        """The sheets. Raises Refusal when the file cannot be read."""
        return read_sheets(self.path) if self.path is not None else list(self.pasted)

    def sheet(self, title: str) -> Sheet:
        return next(sheet for sheet in self.read() if sheet.title == title)


@dataclass(frozen=True)
class Layout:
    """``row`` is an index into ``Sheet.rows`` or NO_HEADING; ``fields``: (column, field name) of what is imported;
    ``given``: (field name, value) of what every row has when no column says it."""

    sheet: str
    row: int
    fields: tuple[tuple[int, str], ...] = ()
    given: tuple[tuple[str, Any], ...] = ()

    def field_of(self, column: int) -> str:
        """The field name of a column, "" when it is left out."""
        return dict(self.fields).get(column, "")

    def but(self, column: int, name: str) -> Layout:
        """With another field for a column; the column that had it before is left out."""
        kept = {place: field for place, field in self.fields if place != column and field != name}
        return replace(self, fields=tuple(sorted((kept | ({column: name} if name else {})).items())))

    def heading(self, sheet: Sheet, ledger: Ledger) -> Heading:
        """As the rows below are read."""
        known = {field.name: field for field in fields_for(ledger)}
        fields = {column: known[name] for column, name in self.fields}
        ignored = []
        if self.row != NO_HEADING:
            cells = heads_of(sheet, self.row)
            ignored = [
                left_out(str(cell)) for column, cell in enumerate(cells) if cell is not None and column not in fields
            ]
        return Heading(self.row, fields, tuple(dict.fromkeys(ignored)), self.taken)

    @property
    def taken(self) -> tuple[tuple[str, Any], ...]:
        """What of ``given`` no column says."""
        named = {name for _, name in self.fields}
        return tuple((name, value) for name, value in self.given if name not in named)

    def missing(self, ledger: Ledger) -> list[str]:
        """Labels of the fields that every row needs and no column gives."""
        named = {name for _, name in self.fields} | {name for name, _ in self.given}
        if "number" in named:
            return []
        return [
            field.label
            for field in typed_fields(ledger)
            if field.required and field.initial() is None and field.name not in named
        ]


def fields_for(ledger: Ledger) -> list[Field]:
    """What a column may be: the number and everything a person types, in the order of the form."""
    typed = typed_fields(ledger)
    formed = [field for field in ledger.form_fields() if field in typed]
    return [NUMBER, *formed, *(field for field in typed if field not in formed)]


def width(sheet: Sheet) -> int:
    return max((len(row) for row in sheet.rows), default=0)


def name_of(sheet: Sheet, layout: Layout, column: int) -> str:
    """What a person calls a column: its heading, else 第3列."""
    cells = heads_of(sheet, layout.row) if layout.row != NO_HEADING else ()
    heading = cells[column] if column < len(cells) else None
    return str(heading) if heading is not None else f"第{column + 1}列"


def personal(sheet: Sheet, layout: Layout, column: int) -> bool:
    """Whether a column holds numbers or addresses of people, by its heading or by its cells: it is never imported."""
    return bool(PERSONAL.search(name_of(sheet, layout, column))) or _holds_numbers_of_people(sheet, column)


def originals(sheet: Sheet, heading: Heading) -> Callable[[int], str]:
    """Row number → what stands in the row, heading by heading, without personal numbers and addresses."""
    layout = Layout(sheet.title, heading.row)
    names = {
        column: bare(name_of(sheet, layout, column))
        for column in range(width(sheet))
        if not personal(sheet, layout, column)
    }

    def original(row: int) -> str:
        cells = sheet.rows[row - 1]
        return "\n".join(f"{name}：{shown(cells[column])}" for column, name in names.items()
                         if column < len(cells) and cells[column] is not None)

    return original


def shown(cell: Any) -> str:
    """A cell as it looked: a day without its midnight."""
    return cell.strftime("%Y-%m-%d") if isinstance(cell, datetime) and cell.time() == time() else str(cell)


def assumed(ledger: Ledger, layout: Layout) -> list[str]:
    """A sentence when no column gives the day of the records: then every new one gets its default, today."""
    day = ledger.day_field
    named = {name for _, name in layout.fields}
    if day is None or day.readonly or day.name in named or "number" in named or day.initial() is None:
        return []
    return [f"没有哪一列是“{day.label}”，新增的记录都会填今天；如果表里有日期，请在左边给它选上。"]


def dropped(sheet: Sheet, layout: Layout) -> list[str]:
    """Sentences about the columns of personal numbers and addresses."""
    return [f"“{name_of(sheet, layout, column)}”涉及个人信息，本程序不登记，没有导入。"
            for column in range(width(sheet)) if personal(sheet, layout, column)]


def guess(session: Session, sheet: Sheet, ledger: Ledger, row: int | None = None) -> Layout:
    """The heading found (or the row given), columns by the remembered mapping, then by their names.

    A sheet without a heading is taken in the order of the table's columns, without number and computed ones.
    """
    if row == NO_HEADING:
        return _by_order(sheet, ledger)
    kept = _Kept(read_setting(session, _key(ledger)) or {})
    first, last = (0, None) if row is None else (row, row + 1)
    heading = find_heading(sheet, headings_of(ledger), first, last)
    if row is None:
        found = len(heading.fields) if heading is not None else 0
        row, known = kept.row_in(sheet)
        if found >= known:
            row = heading.row if heading is not None else 0
        if max(found, known) < min(2, width(sheet)):
            return _by_order(sheet, ledger)
    allowed = {field.name for field in fields_for(ledger)}
    layout = Layout(sheet.title, row)
    if heading is not None and heading.row == row:
        for column, field in heading.fields.items():
            if field.name in allowed:
                layout = layout.but(column, field.name)
    names = kept.of(heads_of(sheet, row))
    for column, cell in enumerate(heads_of(sheet, row)):
        name = names.get(bare(cell)) if cell is not None else None
        if name is not None and (name in allowed or name == "") and not personal(sheet, layout, column):
            layout = layout.but(column, name)
    return layout


class _Kept:
    """What headings were taken for, by set of headings: a 备注 may be one thing here and another there."""

    def __init__(self, sets: dict[str, dict[str, str]]):
        self.sets = sets
        self._all: dict[str, str] = {}
        for names in sets.values():
            self._all |= names

    def of(self, heads: tuple[Any, ...]) -> dict[str, str]:
        """Of a set met before what was chosen then, else what each heading was taken for last."""
        return self.sets.get(_set_of(heads), self._all)

    def row_in(self, sheet: Sheet) -> tuple[int, int]:
        """The row whose cells were taken as headings before, and how many of them lead to a field."""
        counts = [
            sum(bool(self._all.get(bare(cell))) for cell in row if cell is not None) for row in sheet.rows[:SEARCHED]
        ]
        best = max(counts, default=0)
        return (counts.index(best) if best else 0), best


def _set_of(heads: tuple[Any, ...]) -> str:
    return "|".join(sorted({bare(cell) for cell in heads if cell is not None}))


def remember(session: Session, ledger: Ledger, sheet: Sheet, layout: Layout) -> None:
    """Keeps for this set of headings what each was taken for, for the next import into this ledger."""
    if layout.row == NO_HEADING:
        return
    heads = heads_of(sheet, layout.row)
    kept: dict[str, Any] = dict(read_setting(session, _key(ledger)) or {})
    kept.pop(_set_of(heads), None)
    kept[_set_of(heads)] = {
        bare(cell): layout.field_of(column) for column, cell in enumerate(heads) if cell is not None
    }
    write_setting(session, _key(ledger), dict(list(kept.items())[-_SETS:]))


def _holds_numbers_of_people(sheet: Sheet, column: int) -> bool:
    cells = [str(row[column]) for row in sheet.rows[:200] if column < len(row) and row[column] is not None]
    return sum(bool(_NUMBER_OF_PERSON.fullmatch(cell)) for cell in cells) * 2 > len(cells)


def _counts_up(sheet: Sheet, column: int) -> bool:
    """Whether a column only numbers the lines."""
    cells = [str(row[column]) if column < len(row) else "" for row in sheet.rows]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _by_order(sheet: Sheet, ledger: Ledger) -> Layout:
    typed = fields_for(ledger)[1:]
    shown = [field for field in ledger.listed if field in typed]
    order = [*shown, *(field for field in typed if field not in shown)]
    bare_layout = Layout(sheet.title, NO_HEADING)
    columns = [column for column in range(width(sheet))
               if not personal(sheet, bare_layout, column) and not (column == 0 and _counts_up(sheet, column))]
    return replace(bare_layout, fields=tuple((column, field.name) for column, field in zip(columns, order)))


def _key(ledger: Ledger) -> str:
    return f"import_columns.{ledger.key}"
