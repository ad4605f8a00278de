"""Taking the rows of one table over into an open session: each becomes a record, changes one, is there already, or not.

A row that names the same day, title and kinds as a record, but differs in something else, looks like it (its twin):
what becomes of such rows the clerk decides for the whole import.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import journal, late, origin, records
from db.errors import Invalid, Refusal
from db.fields import LOCKED, Flag, Number, Prose
from db.giving_way import give_way, in_turns
from db.ledger import Ledger, Scene
from db.talk_lock import TEXTS, lock_of
from desktop.exchange.headings import Heading
from desktop.exchange.rows import RowError, TableRow, typed_fields
from desktop.exchange.sheets import letter

SKIP, UPDATE, NEW = "skip", "update", "new"  # what becomes of rows that look like a record
_LOCKED_AWAY = "谈话内容在导出时是加锁的，没有一起导出，请在原来的文件里用第二密码解锁，重新导出后再导入。"


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


class _Unfilled(Refusal):
    """What the program had filled in elsewhere makes no sense here."""

    def __init__(self, errors: Iterable[RowError]):
        self.errors = tuple(errors)
        super().__init__(str(self.errors[0]))


class Taker:
    """Takes the rows of one ledger over. With a ``file``, records keep it and the row's ``original`` text.

    ``whole``: the rows are of a workbook of all ledgers, where rows with equal words are as many records and an empty cell
    of a new record means that it is empty; ``foreign``: of another file's, whose numbers may mean other records here.
    """

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        heading: Heading,
        today: date | None,
        twins: str = SKIP,
        file: str | None = None,
        original: Callable[[int], str] | None = None,
        whole: bool = False,
        foreign: bool = False,
    ):
        self._whole, self._foreign = whole, foreign
        self.record_id: int | None = None  # what the last row is or has become
        self._session, self._ledger, self._today = session, ledger, today or date.today()
        self._twins, self._file, self._original = twins, file, original
        self._letters = {field.name: letter(column) for column, field in heading.fields.items()}
        self._same: dict[tuple[str, ...], dict[tuple[Any, ...], list[int]]] = {}
        self._given: dict[str, int] = {}
        model = ledger.model
        numbers = session.execute(select(model.number, model.id, model.voided_at).where(model.number.is_not(None)))
        self._numbers = {number: (record_id, voided_at) for number, record_id, voided_at in in_turns(numbers)}
        self._marks = marks(ledger)
        self._alike = self._read_marks() if len(self._marks) > 1 or ledger.day is None else {}

    def take(self, row: TableRow) -> PlannedRow:
        """Does what the row asks for and says what it was."""
        self._twin, self.record_id = None, None
        return self._tried(row, lambda: self._find(row))

    def bring(self, row: TableRow) -> PlannedRow:
        """Makes a record of the row without looking for it: it belongs to one that has just come in."""
        self._twin, self.record_id = None, None
        return self._tried(row, lambda: self._make(row, row.values | row.filled))

    def _tried(self, row: TableRow, act: Callable[[], str]) -> PlannedRow:
        give_way()
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
        except _Unfilled as unfilled:
            return PlannedRow(row.row, "error", row.number, row.values, unfilled.errors)
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

    def _find(self, row: TableRow) -> str:
        if row.number is not None and self._given.setdefault(row.number, row.row) != row.row:
            raise Refusal(f"编号“{row.number}”在第 {self._given[row.number]} 行已经有了，请改正，或把编号一格清空。")
        row, known = self._unlocked(row), self._numbers.get(row.number)
        if known is None:
            return self._add(row)
        record, voided_at = records.get(self._session, self._ledger, known[0]), known[1]
        if voided_at is not None and not journal.undone(self._session, self._ledger.model, record.id):
            raise Refusal(f"编号“{row.number}”的记录在回收站里，请先恢复它，或把编号一格清空。")
        other = [name for name in row.values if _key([row.values[name]]) != _key([getattr(record, name)])]
        if voided_at is not None:
            links = {link.name for link in self._ledger.links}  # who it names may have been made anew
            return self._bring_back(record, row) if links.issuperset(other) else self._add(row)
        if not other:
            return self._is(record.id)
        if self._foreign and not set(self._marks).isdisjoint(other):
            return self._add(row)  # another record has this number here
        return self._save_over(record, row.values, row)

    def _bring_back(self, record: Any, row: TableRow) -> str:
        """What an undone import had brought comes in again as it was, under its number."""
        record.voided_at = None
        records.save(self._session, self._ledger, self._as_it_was(row) if self._whole else row.values, record, today=self._today)
        self._numbers[record.number] = (record.id, None)
        self._note(record.id, row)
        return "new"

    def _is(self, record_id: int) -> str:
        """The record is there as the row says; of a whole workbook the next equal row is another one."""
        self.record_id = record_id
        record = self._session.get(self._ledger.model, record_id) if self._whole and self._same else None
        for names, known in self._same.items() if record is not None else ():
            ids = known.get(_key(getattr(record, name) for name in names), [])
            if record_id in ids:
                ids.remove(record_id)
        return "same"

    def _add(self, row: TableRow) -> str:
        known = self._known(tuple(row.values))
        if ids := known.get(_key(row.values.values())):
            return self._is(ids[0])
        told = {name: value for name, value in row.values.items() if value is not None}
        filled = self._as_it_was(row) if self._whole else told
        whole = self._prepared(filled)
        if ids := known.get(_key(whole[name] for name in row.values)):
            return self._is(ids[0])
        self._twin = self._alike.get(_key(whole[name] for name in self._marks))
        if self._twin is not None and self._twins != NEW:
            return self._meet_twin(told, row)
        return self._make(row, filled)

    def _as_it_was(self, row: TableRow) -> dict[str, Any]:
        """All that a row of a whole workbook tells of its record. A row without its number was added to it by hand: then
        what the program fills in is left to the program."""
        if self._ledger.prefix and row.number is None:
            return row.values
        if row.unfilled:
            raise _Unfilled(row.unfilled)
        return row.values | row.filled

    def _make(self, row: TableRow, values: dict[str, Any]) -> str:
        if any(name not in row.values for name in TEXTS.get(self._ledger.key, ()) if name in self._letters):
            raise Refusal(_LOCKED_AWAY)
        found = late.lateness(self._session, self._ledger, self._prepared(values), None, self._today)
        number = row.number if row.number not in self._numbers else None
        record = records.save(self._session, self._ledger, values, today=self._today, number=number)
        if found is not None:
            late.keep(self._session, self._ledger, record.id, found, late.IMPORTED)
        if record.number is not None:
            self._numbers[record.number] = (record.id, None)
        if not self._whole:
            for names, known in self._same.items():
                known[_key(getattr(record, name) for name in names)].append(record.id)
        self._note(record.id, row)
        return "new"

    def _meet_twin(self, filled: dict[str, Any], row: TableRow) -> str:
        """Empty cells never empty a field of the record that a row only looks like. Of a whole workbook, what is still
        empty here is filled in."""
        record = records.get(self._session, self._ledger, self._twin)
        here = {name: getattr(record, name) for name in filled}
        other = [name for name in filled if _key([filled[name]]) != _key([here[name]])]
        if not other:
            self._twin = None
            return self._is(record.id)
        fills = self._whole and all(here[name] in (None, "", self._ledger.field(name).initial(self._today)) for name in other)
        if self._twins == UPDATE or fills:
            return self._save_over(record, filled, row)
        self.record_id = record.id
        return "twin"

    def _prepared(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new record with its defaults and what the ledger works out."""
        whole = records.initial(self._ledger, values, self._today)
        if self._ledger.prepare is not None:
            self._ledger.prepare(Scene(self._session, self._today), whole)
        return whole

    def _unlocked(self, row: TableRow) -> TableRow:
        """A row of talks as it compares with what is kept: texts sealed, those that were locked away left out."""
        lock, values = lock_of(self._session), dict(row.values)
        for name in TEXTS.get(self._ledger.key, ()):
            if values.get(name) == LOCKED:
                del values[name]
            elif lock is not None and values.get(name):
                values[name] = lock.incoming(values[name], None)
        return replace(row, values=values)

    def _save_over(self, record: Any, values: dict[str, Any], row: TableRow) -> str:
        records.save(self._session, self._ledger, values, record, today=self._today)
        self._note(record.id, row)
        return "changed"

    def _note(self, record_id: int, row: TableRow) -> None:
        self.record_id = record_id
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
        return {_key(values): record_id for record_id, *values in in_turns(rows)}

    def _twin_name(self) -> str | None:
        if self._twin is None:
            return None
        record = self._session.get(self._ledger.model, self._twin)
        return record.number or getattr(record, self._marks[0], None) or str(record.id)

    def _known(self, names: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
        """What the living records hold in these columns; a second table on a sheet may have others than the first."""
        if names not in self._same:
            model = self._ledger.model
            living = self._session.execute(
                select(model.id, *(getattr(model, name) for name in names)).where(model.voided_at.is_(None))
            )
            self._same[names] = defaultdict(list)
            for record_id, *values in in_turns(living):
                self._same[names][_key(values)].append(record_id)
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
