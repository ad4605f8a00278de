"""Taking the rows of one table over into an open session: each becomes a record, changes one, is there already, or not.

A row that names the same day, title and kinds as a record, but differs in something else, looks like it (its twin):
what becomes of such rows the clerk decides for the whole import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import late, origin, records
from db.errors import Invalid, Refusal
from db.fields import Flag, Number, Prose
from db.ledger import Ledger, Scene
from desktop.exchange.headings import Heading
from desktop.exchange.rows import RowError, TableRow, letter, typed_fields

SKIP, UPDATE, NEW = "skip", "update", "new"  # what becomes of rows that look like a record


@dataclass(frozen=True)
class PlannedRow:
    """What will become of one row: new, changed, same (nothing to do), twin (left alone) or error.

    ``twin`` names the record that the row looks like.
    """

    row: int
    verdict: str
    number: str | None
    values: dict[str, Any]
    errors: tuple[RowError, ...] = ()
    twin: str | None = None


class Taker:
    """Takes the rows of one ledger over. With a ``file``, records keep it and the row's ``original`` text."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        heading: Heading,
        today: date | None,
        twins: str = SKIP,
        file: str | None = None,
        original: Callable[[int], str] | None = None,
    ):
        self._session, self._ledger, self._today = session, ledger, today or date.today()
        self._twins, self._file, self._original = twins, file, original
        self._letters = {field.name: letter(column) for column, field in heading.fields.items()}
        self._same: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}
        model = ledger.model
        numbers = session.execute(select(model.number, model.id, model.voided_at).where(model.number.is_not(None)))
        self._numbers = {number: (record_id, voided_at) for number, record_id, voided_at in numbers}
        self._marks = marks(ledger)
        self._alike = self._read_marks() if len(self._marks) > 1 or ledger.day is None else {}

    def take(self, row: TableRow) -> PlannedRow:
        """Does what the row asks for and says what it was."""
        self._twin: int | None = None
        return self._tried(row, lambda: self._change(row) if row.number in self._numbers else self._add(row))

    def _tried(self, row: TableRow, act: Callable[[], str]) -> PlannedRow:
        if row.errors:
            return PlannedRow(row.row, "error", row.number, row.values, tuple(row.errors))
        try:
            verdict = act()
        except Invalid as invalid:
            return PlannedRow(
                row.row,
                "error",
                row.number,
                row.values,
                tuple(
                    RowError(row.sheet, row.row, self._label(name), sentence, self._letters.get(name, ""))
                    for name, sentence in invalid.problems.items()
                ),
            )
        except Refusal as refusal:
            return PlannedRow(
                row.row, "error", row.number, row.values, (RowError(row.sheet, row.row, "", str(refusal)),)
            )
        return PlannedRow(row.row, verdict, row.number, row.values, twin=self._twin_name())

    def change(self, record_id: int, row: TableRow) -> PlannedRow:
        """Writes what the row tells over a record; empty cells empty nothing."""
        self._twin = None
        record = records.get(self._session, self._ledger, record_id)
        return self._tried(
            row,
            lambda: self._save_over(
                record, {name: value for name, value in row.values.items() if value is not None}, row
            ),
        )

    def _change(self, row: TableRow) -> str:
        record_id, voided_at = self._numbers[row.number]
        if voided_at is not None:
            raise Refusal(f"编号“{row.number}”的记录在回收站里，请先恢复它，或把编号一格清空。")
        record = records.get(self._session, self._ledger, record_id)
        if _key(row.values.values()) == _key(getattr(record, name) for name in row.values):
            return "same"
        return self._save_over(record, row.values, row)

    def _add(self, row: TableRow) -> str:
        known = self._known(tuple(row.values))
        if _key(row.values.values()) in known:
            return "same"
        filled = {name: value for name, value in row.values.items() if value is not None}
        whole = records.initial(self._ledger, filled)
        if self._ledger.prepare is not None:
            self._ledger.prepare(Scene(self._session, self._today), whole)
        if _key(whole[name] for name in row.values) in known:
            return "same"
        self._twin = self._alike.get(_key(whole[name] for name in self._marks))
        if self._twin is not None and self._twins != NEW:
            return self._meet_twin(filled, row)
        found = late.lateness(self._session, self._ledger, whole, None, self._today)
        record = records.save(self._session, self._ledger, filled, today=self._today)
        if found is not None:
            late.keep(self._session, self._ledger, record.id, found, late.IMPORTED)
        for names, keys in self._same.items():
            keys.add(_key(getattr(record, name) for name in names))
        self._note(record.id, row)
        return "new"

    def _meet_twin(self, filled: dict[str, Any], row: TableRow) -> str:
        """Empty cells never empty a field of the record that a row only looks like."""
        record = records.get(self._session, self._ledger, self._twin)
        if _key(filled.values()) == _key(getattr(record, name) for name in filled):
            self._twin = None
            return "same"
        return self._save_over(record, filled, row) if self._twins == UPDATE else "twin"

    def _save_over(self, record: Any, values: dict[str, Any], row: TableRow) -> str:
        records.save(self._session, self._ledger, values, record, today=self._today)
        self._note(record.id, row)
        return "changed"

    def _note(self, record_id: int, row: TableRow) -> None:
        if self._file is not None:
            original = self._original(row.row) if self._original is not None else ""
            origin.keep(
                self._session, self._ledger.key, record_id, self._file, f"“{row.sheet}”第 {row.row} 行", original
            )

    def _read_marks(self) -> dict[tuple[Any, ...], int]:
        """What tells records apart → id, of those that were there before the import."""
        model = self._ledger.model
        rows = self._session.execute(
            select(model.id, *(getattr(model, name) for name in self._marks))
            .where(model.voided_at.is_(None))
            .order_by(model.id.desc())
        )
        return {_key(values): record_id for record_id, *values in rows}

    def _twin_name(self) -> str | None:
        if self._twin is None:
            return None
        record = self._session.get(self._ledger.model, self._twin)
        return record.number or getattr(record, self._marks[0], None) or str(record.id)

    def _known(self, names: tuple[str, ...]) -> set[tuple[Any, ...]]:
        """What the living records hold in these columns; a second table on a sheet may have others than the first."""
        if names not in self._same:
            model = self._ledger.model
            living = self._session.execute(
                select(*(getattr(model, name) for name in names)).where(model.voided_at.is_(None))
            )
            self._same[names] = {_key(values) for values in living}
        return self._same[names]

    def _label(self, name: str) -> str:
        return self._ledger.field(name).label if name else ""


def marks(ledger: Ledger) -> list[str]:
    """The fields that tell one record of a ledger from another: what must be filled in, no count, no long text."""
    named = {attribute.key for attribute in ledger.title_of} | ({ledger.day.key} if ledger.day is not None else set())
    named |= {ledger.parent.key} if ledger.parent is not None else set()
    return [
        field.name
        for field in typed_fields(ledger)
        if (field.required or field.name in named) and not isinstance(field, (Number, Prose, Flag))
    ]


def _key(values: Any) -> tuple[Any, ...]:
    """Values by which two records are the same: an empty text, a "no" and nothing at all do not differ."""
    return tuple(value or None if isinstance(value, (str, bool)) else value for value in values)
