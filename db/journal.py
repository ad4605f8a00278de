"""The journal: what changed, from, to, when. Written in the transaction that makes the change; never rewritten.

One transaction is one step. Steps form a hash chain: each step's hash covers the one before, so that a step altered or
removed behind the program's back is found (``broken_at``). Undo and redo are steps of their own; history only grows.

The chain does not cover contents but their salted digests. So what a record once said can be taken out when it is destroyed
by rule (``blank``): the digest stays, without its salt nobody can guess from it what stood there, and the chain still holds.
Contents that are gone without a destruction record (``db.destruction``) later in the chain are tampering.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Integer, String, Text, event, func, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.errors import Refusal
from db.fields import LOCKED, SEALED
from db.giving_way import give_way
from db.record import Base, Record

_SILENT = {"revision", "changed_at"}  # bookkeeping, not content
DESTROY, DESTRUCTIONS = "destroy", "destruction"  # the kind of step, and the table of destruction records
GONE = "gone"  # in a session's info: table → ids of records that it destroys
BLANKED = "（内容已按规定销毁）"
_AT_ONCE = 500  # records read by one query

Tell = Callable[[int, int, str], None]
"""Told of progress now and then: so many of so many are done, and what is being done."""


class Step(Base):
    """One transaction. ``kind`` is edit, undo, redo, fixed (an edit that 撤销 passes by: sealing a report), event
    (something logged that changed no record) or destroy (records destroyed for good: 撤销 ends there).

    ``mark`` is the digest of ``salt`` and the label; a blanked label has no salt any more."""

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    label: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    target: Mapped[int | None] = mapped_column(Integer)  # the edit that an undo or redo is about
    salt: Mapped[str] = mapped_column(String(32))
    mark: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = {"sqlite_autoincrement": True}


class Change(Base):
    """One record touched by a step. ``before``/``after`` are JSON of the changed attributes; ``before`` NULL = created.

    ``mark`` is the digest of ``salt`` and the contents; contents that were destroyed have neither ``after`` nor salt."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    step_id: Mapped[int] = mapped_column(Integer, index=True)
    ledger: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(Integer, index=True)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    mark: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class ChangeSet:
    """What a committed transaction touched: ``ids`` maps a table name (= ledger key) to record ids."""

    label: str
    ids: dict[str, set[int]] = field(default_factory=dict)
    step_id: int = 0


@dataclass(frozen=True)
class FieldChange:
    """One line of a record's history: when, in which step, which attribute, from what to what (plain values)."""

    at: datetime
    step_id: int
    label: str
    attribute: str
    before: Any
    after: Any


def encode(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def decode(model: type[Record], attribute: str, value: Any) -> Any:
    """The Python value of a journalled JSON value, by the column's type."""
    if value is None:
        return None
    python = model.__table__.c[attribute].type.python_type
    if python is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if python is date else value


class Recorder:
    """Collects the changes of one writing session and writes them as one step before the commit."""

    def __init__(self, session: Session, label: str, at: datetime, kind: str = "edit", target: int | None = None):
        self._session, self.label, self.at, self.kind, self.target = session, label, at, kind, target
        self._changes: dict[tuple[str, int], dict[str, Any]] = {}
        self._fresh: list[Record] = []
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush", self._after_flush)
        event.listen(session, "do_orm_execute", _refuse_bulk)

    def _before_flush(self, session: Session, context: Any, instances: Any) -> None:
        if any(isinstance(gone, Record) for gone in session.deleted):
            raise AssertionError("records are voided, never deleted")
        self._fresh = [new for new in session.new if isinstance(new, Record)]
        for record in self._fresh:
            record.created_at = record.created_at or self.at
            record.changed_at = self.at
        for record in session.dirty:
            if isinstance(record, Record) and session.is_modified(record, include_collections=False):
                record.changed_at = self.at
                self._note(record)

    def _note(self, record: Record) -> None:
        give_way()
        change = self._changes.setdefault((record.__tablename__, record.id), {"before": {}, "after": {}})
        for attribute in inspect(record).attrs:
            if attribute.key in _SILENT or not attribute.history.has_changes():
                continue
            old = encode(attribute.history.deleted[0]) if attribute.history.deleted else None
            if change["before"] is not None:
                change["before"].setdefault(attribute.key, old)
            change["after"][attribute.key] = encode(attribute.value)

    def _after_flush(self, session: Session, context: Any) -> None:
        for record in self._fresh:
            give_way()
            values = {column.key: encode(getattr(record, column.key)) for column in inspect(record).mapper.column_attrs
                      if column.key not in _SILENT | {"id"}}
            self._changes[record.__tablename__, record.id] = {"before": None, "after": values}
        self._fresh = []

    def finish(self) -> ChangeSet:
        """Writes the step (none when nothing changed) and returns what was touched. Call right before the commit."""
        self._session.flush()
        real = {place: change for place, change in self._changes.items() if change["before"] != change["after"]}
        if not real and self.kind != "event":
            return ChangeSet(self.label)
        step_id = append_step(self._session, self.label, self.at, self.kind, self.target, [
            (table, record_id, change["before"], change["after"]) for (table, record_id), change in real.items()])
        ids: dict[str, set[int]] = {}
        for table, record_id in real:
            ids.setdefault(table, set()).add(record_id)
        for table, gone in self._session.info.get(GONE, {}).items():
            ids.setdefault(table, set()).update(gone)
        return ChangeSet(self.label, ids, step_id)


def append_step(session: Session, label: str, at: datetime, kind: str, target: int | None,
                changes: list[tuple[str, int, dict[str, Any] | None, dict[str, Any]]]) -> int:
    """Adds one step to the chain and returns its id. ``changes`` rows are (ledger, record id, before, after)."""
    connection = session.connection()
    last = connection.execute(select(Step.hash).order_by(Step.id.desc()).limit(1)).scalar() or ""
    rows = []
    for table, record_id, before, after in changes:
        give_way()
        row = {"ledger": table, "record_id": record_id, "before": None if before is None else _json(before), "after": _json(after),
               "salt": secrets.token_hex(16)}
        rows.append(row | {"mark": mark_of_change(**row)})
    salt = secrets.token_hex(16)
    mark = _mark(salt, label)
    digest = _digest(last, at, mark, kind, target, [(row["ledger"], row["record_id"], row["mark"]) for row in rows])
    step_id = connection.execute(Step.__table__.insert().values(
        at=at, label=label, kind=kind, target=target, salt=salt, mark=mark, hash=digest)).inserted_primary_key[0]
    if rows:
        connection.execute(Change.__table__.insert(), [row | {"step_id": step_id} for row in rows])
    return step_id


def broken_at(session: Session) -> int | None:
    """The id of the first step that does not fit, or None when the whole chain holds."""
    previous = ""
    changes = _changes_by_step(session)
    blanked: list[tuple[int, set[tuple[str, int]]]] = []  # step, its records without contents
    destroyed: dict[tuple[str, int], int] = {}  # record → the step that destroyed it
    for step in session.execute(select(Step.__table__).order_by(Step.id)):
        rows = next(changes)
        bare = {(row.ledger, row.record_id) for row in rows if not row.salt}
        told = [row for row in rows if row.salt]
        fits = all(row.mark == mark_of_change(row.ledger, row.record_id, *_opened(session, row)) for row in told
                   if not _shut(session, row))
        named = step.mark == _mark(step.salt, step.label) if step.salt else bool(bare) and step.label == BLANKED
        emptied = all(row.before is None and row.after is None for row in rows if not row.salt)
        digest = _digest(previous, step.at, step.mark, step.kind, step.target,
                         [(row.ledger, row.record_id, row.mark) for row in rows])
        if not (fits and named and emptied) or digest != step.hash:
            return step.id
        if bare:
            blanked.append((step.id, bare))
        if step.kind == DESTROY:
            for row in told:
                if row.ledger == DESTRUCTIONS and row.before is None:
                    destroyed |= dict.fromkeys(destroyed_by(json.loads(row.after)), step.id)
        previous = step.hash
    return next((step_id for step_id, places in blanked
                 if any(destroyed.get(place, 0) <= step_id for place in places)), None)


def _shut(session: Session, row: Any) -> bool:
    """Whether a row's contents were sealed by the 谈话锁 and cannot be read now: then its digest has to be believed."""
    lock = session.info.get("talk_lock")
    return row.salt.startswith(SEALED) and (lock is None or lock.plain(row.salt) == LOCKED)


def _opened(session: Session, row: Any) -> tuple[str | None, str, str]:
    lock = session.info.get("talk_lock")
    parts = (row.before, row.after, row.salt)
    return parts if lock is None else tuple(lock.plain(part) for part in parts)


def blank(session: Session, places: Iterable[tuple[str, int]]) -> None:
    """Takes out of the history all that was ever recorded about these records, the names of their steps included."""
    connection = session.connection()
    for table, record_id in places:
        here = (Change.__table__.c.ledger == table) & (Change.__table__.c.record_id == record_id)
        connection.execute(update(Step.__table__).where(Step.__table__.c.id.in_(select(Change.step_id).where(here)))
                           .values(label=BLANKED, salt=""))
        connection.execute(update(Change.__table__).where(here).values(before=None, after=None, salt=""))


def destroyed_by(values: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """(table, id) of everything that a destruction record, as journalled, says was destroyed."""
    for table, ids in json.loads(values["removed"]).items():
        for record_id in ids:
            yield table, record_id


def making_undone(session: Session, model: type[Record], record_id: int) -> bool:
    """Whether a record is gone because the step that made it was taken back."""
    its = (Change.ledger == model.__tablename__, Change.record_id == record_id)
    last = session.execute(select(Step.kind, Step.target).join(Change, Change.step_id == Step.id).where(*its)
                           .order_by(Step.id.desc()).limit(1)).first()
    made = session.scalar(select(func.min(Change.step_id)).where(*its))
    return last is not None and last.kind == "undo" and last.target == made


def history(session: Session, model: type[Record], record_id: int) -> list[FieldChange]:
    """Every change of one record, newest first; the creation is one line with attribute ""."""
    lines: list[FieldChange] = []
    rows = session.execute(
        select(Step.at, Step.label, Change.step_id, Change.before, Change.after, Change.salt).join(Step, Step.id == Change.step_id)
        .where(Change.ledger == model.__tablename__, Change.record_id == record_id).order_by(Change.id.desc()))
    for row in rows:
        if row.after is None:
            continue
        if row.before is None:
            lines.append(FieldChange(row.at, row.step_id, row.label, "", None, None))
            continue
        if _shut(session, row):
            text = next(field for field in ("content", "text") if field in model.__table__.c)
            lines.append(FieldChange(row.at, row.step_id, row.label, text, LOCKED, LOCKED))
            continue
        sealed = row.salt.startswith(SEALED)
        before, after = (json.loads(part) for part in (_opened(session, row) if sealed else row[3:5])[:2])
        lock = session.info.get("talk_lock")
        for name in after:
            was, then = (decode(model, name, value) for value in (before.get(name), after[name]))
            if lock is not None:
                was, then = lock.plain(was), lock.plain(then)
            lines.append(FieldChange(row.at, row.step_id, row.label, name, was, then))
    return lines


def undone(session: Session, model: type[Record], record_id: int) -> bool:
    """Whether the last thing that happened to the record was that a step was undone."""
    kind = (select(Step.kind).join(Change, Change.step_id == Step.id)
            .where(Change.ledger == model.__tablename__, Change.record_id == record_id).order_by(Change.id.desc()).limit(1))
    return session.scalar(kind) == "undo"


def changes_of(session: Session, step_id: int) -> list[Change]:
    return list(session.scalars(select(Change).where(Change.step_id == step_id).order_by(Change.id)))


def size_of(session: Session, step_id: int) -> int:
    """How many records a step touched."""
    return session.scalar(select(func.count()).where(Change.step_id == step_id)) or 0


def revert(session: Session, models: dict[str, type[Record]], step_id: int, at: datetime, forward: bool) -> list[tuple[str, Record]]:
    """Puts the values of a step's records back to before it (``forward``: to after it again); gives (table, record).

    Raises Refusal when a record was changed by a later step: undoing would silently lose that change.
    """
    changes = changes_of(session, step_id)
    records = _records_of(session, models, changes)
    touched: list[tuple[str, Record]] = []
    if any(change.after is None or change.salt.startswith(SEALED) for change in changes):
        raise Refusal("这一步涉及的记录已按规定销毁或加锁，不能撤销或重做。")
    for change in (changes if forward else reversed(changes)):
        give_way()
        model, record = models[change.ledger], records[change.ledger, change.record_id]
        touched.append((change.ledger, record))
        if record.fixed:
            raise Refusal(record.fixed)
        if change.before is None:
            record.voided_at = None if forward else at
            continue
        before, after = json.loads(change.before), json.loads(change.after)
        source, wanted = (before, after) if forward else (after, before)
        for name, value in source.items():
            if encode(getattr(record, name)) != value and name in wanted:
                raise Refusal(f"“{record.number or change.record_id}”之后又被改过，不能直接撤销这一步；请在该记录的“修改历史”里恢复需要的内容。")
        for name, value in wanted.items():
            setattr(record, name, decode(model, name, value))
    return touched


def _records_of(session: Session, models: dict[str, type[Record]], changes: list[Change]) -> dict[tuple[str, int], Record]:
    """The changed records, read many at a time: one by one, a step of thousands would take minutes."""
    wanted: dict[str, list[int]] = {}
    for change in changes:
        wanted.setdefault(change.ledger, []).append(change.record_id)
    found: dict[tuple[str, int], Record] = {}
    for table, ids in wanted.items():
        model = models[table]
        for start in range(0, len(ids), _AT_ONCE):
            some = session.scalars(select(model).where(model.id.in_(ids[start:start + _AT_ONCE])))
            found.update(((table, record.id), record) for record in some)
    return found


class UndoStacks:
    """Which steps can be undone and redone, replayed from the journal so that they outlive a restart."""

    def __init__(self, session: Session, depth: int = 200):
        self.undo: list[tuple[int, str]] = []
        self.redo: list[tuple[int, str]] = []
        recent = session.execute(select(Step.id, Step.kind, Step.target, Step.label).where(Step.kind != "event")
                                 .order_by(Step.id.desc()).limit(depth)).all()
        for step in reversed(recent):
            self.add(step.id, step.kind, step.target, step.label)

    def add(self, step_id: int, kind: str, target: int | None, label: str) -> None:
        if kind == "edit":
            self.undo.append((step_id, label))
            self.redo.clear()
        elif kind == DESTROY:
            self.undo.clear()
            self.redo.clear()
        elif kind == "undo":
            self._move(self.undo, self.redo, target)
        elif kind == "redo":
            self._move(self.redo, self.undo, target)

    @staticmethod
    def _move(source: list[tuple[int, str]], goal: list[tuple[int, str]], step_id: int | None) -> None:
        for entry in source:
            if entry[0] == step_id:
                source.remove(entry)
                goal.append(entry)
                return


def _refuse_bulk(state: Any) -> None:
    if (state.is_update or state.is_delete) and issubclass(state.bind_mapper.class_, Record):
        raise AssertionError("bulk changes of records bypass the journal")


def _changes_by_step(session: Session) -> Iterator[list[Any]]:
    """The change rows of step after step, in the order of the steps (an empty list for a step without changes)."""
    rows = session.execute(select(Change.__table__).order_by(Change.step_id, Change.id)).yield_per(2000)
    pending = next(rows, None)
    for step_id in session.scalars(select(Step.id).order_by(Step.id)).all():
        found: list[Any] = []
        while pending is not None and pending.step_id <= step_id:
            found.append(pending)
            pending = next(rows, None)
        yield found


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(previous: str, at: datetime, mark: str, kind: str, target: int | None, rows: list[tuple[str, int, str]]) -> str:
    return _mark(previous, at.isoformat(), mark, kind, target, rows)


def mark_of_change(ledger: str, record_id: int, before: str | None, after: str | None, salt: str) -> str:
    """The digest of one change's contents, which the chain covers."""
    return _mark(salt, ledger, record_id, before, after)


def _mark(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
