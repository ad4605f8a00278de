"""Saving, deleting and reading records of any ledger. Everything that writes a record goes through here."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import search
from db.errors import Invalid, Missing, Refusal, Stale
from db.ledger import Action, Ledger, Scene
from db.record import Counter, Record


def values_of(ledger: Ledger, record: Record) -> dict[str, Any]:
    """The record's field values by name: what a form edits."""
    return {field.name: getattr(record, field.name) for field in ledger.fields}


def initial(ledger: Ledger, given: dict[str, Any] | None = None, today: date | None = None) -> dict[str, Any]:
    """Values of a new record: defaults as of ``today``, overlaid with ``given``."""
    return {field.name: field.initial(today) for field in ledger.fields} | (given or {})


def get(session: Session, ledger: Ledger, record_id: int) -> Record:
    """The record. Raises Missing."""
    record = session.get(ledger.model, record_id)
    if record is None:
        raise Missing(f"{ledger.title}里没有第 {record_id} 号记录。")
    return record


def problems(session: Session, ledger: Ledger, values: dict[str, Any], record: Record | None = None,
             today: date | None = None) -> dict[str, str]:
    """Field name → sentence for everything that keeps ``values`` from being saved ("" = the whole record)."""
    scene = Scene(session, today or date.today(), record)
    found: dict[str, str] = {}
    for field in ledger.fields:
        sentence = field.check(values.get(field.name), scene.today)
        if sentence and not (field.readonly and field.required):
            found[field.name] = sentence
    if not found:
        for rule in ledger.rules:
            for name, sentence in rule(scene, values):
                found.setdefault(name, sentence)
    return found


def save(session: Session, ledger: Ledger, values: dict[str, Any], record: Record | None = None,
         revision: int | None = None, today: date | None = None, number: str | None = None) -> Record:
    """Creates a record or changes the given one, after all checks. Raises Invalid or Stale.

    ``values`` may name only some fields; the others keep what they have (or their defaults). ``revision`` is the one the
    values were read at: a newer one in the file means somebody changed the record since. A new record keeps the
    ``number`` it had elsewhere, which the caller knows to be free, where it is one of the ledger's (``series_of``).
    """
    if record is not None and revision is not None and record.revision != revision:
        raise Stale(f"“{record.number or ledger.title}”")
    known = {field.name for field in ledger.fields}
    lock = session.info.get("talk_lock")
    if lock is not None:
        values = lock.taken(ledger.key, values, record)
    strange = set(values) - known
    if strange:
        raise AssertionError(f"{ledger.key} has no field {strange}")
    whole = (values_of(ledger, record) if record is not None else initial(ledger, today=today)) | values
    scene = Scene(session, today or date.today(), record)
    if ledger.prepare is not None:
        ledger.prepare(scene, whole)
    found = problems(session, ledger, whole, record, scene.today)
    if found:
        raise Invalid(found)
    if record is None:
        record = ledger.model(**{name: value for name, value in whole.items() if name in known})
        record.number = _kept_number(session, ledger, number) or next_number(session, ledger, whole, scene.today)
        session.add(record)
    else:
        for name, value in whole.items():
            if getattr(record, name) != value:
                setattr(record, name, value)
    session.flush()
    search.index(session, ledger, record)
    return record


def touch(session: Session, ledger: Ledger, record: Record) -> None:
    """Flushes a record that an action changed by hand and brings its search words up to date."""
    session.flush()
    search.index(session, ledger, record)


def void(session: Session, ledger: Ledger, record_id: int, at: datetime | None = None) -> Record:
    """Moves a record, and the sub-records in its form, to the recycle bin."""
    record = get(session, ledger, record_id)
    if record.voided_at is None:
        at = at or datetime.now()
        record.voided_at = at
        touch(session, ledger, record)
        for child in ledger.children:
            for part_id in child_ids(session, child, record_id):
                void(session, child, part_id, at)
    return record


def restore(session: Session, ledger: Ledger, record_id: int) -> Record:
    """Takes a record out of the recycle bin, with the sub-records that went there together with it."""
    record = get(session, ledger, record_id)
    at, record.voided_at = record.voided_at, None
    touch(session, ledger, record)
    for child in ledger.children:
        query = select(child.model.id).where(child.parent == record_id, child.model.voided_at == at)
        for part_id in list(session.scalars(query)):
            restore(session, child, part_id)
    return record


def child_ids(session: Session, child: Ledger, record_id: int) -> list[int]:
    """Ids of a record's sub-records of one kind, oldest first, without those in the recycle bin."""
    return list(session.scalars(select(child.model.id).where(
        child.parent == record_id, child.model.voided_at.is_(None)).order_by(child.model.id)))


def actions_for(ledger: Ledger, record: Record) -> list[Action]:
    """The steps that can be taken with the record now."""
    return [] if record.voided_at is not None else [action for action in ledger.actions if action.when(record)]


def act(session: Session, ledger: Ledger, record: Record, action: Action, answers: dict[str, Any] | None = None,
        today: date | None = None) -> str | None:
    """Takes one step of the state machine. Raises Refusal at a gate; returns a sentence to show or None."""
    if action not in actions_for(ledger, record):
        raise Refusal(f"现在的状态不能“{action.label}”，请刷新后再看。")
    answers = {field.name: field.initial(today) for field in action.ask} | (answers or {})
    found = {field.name: sentence for field in action.ask if (sentence := field.check(answers.get(field.name), today))}
    if found:
        raise Invalid(found)
    said = action.perform(Scene(session, today or date.today(), record), answers)
    touch(session, ledger, record)
    return said


def next_number(session: Session, ledger: Ledger, values: dict[str, Any], today: date) -> str | None:
    """The next printed number, ``prefix-2025-001`` or ``prefix-2025-Q3-001``; None for ledgers without numbers."""
    if not ledger.prefix:
        return None
    day = values.get(ledger.day.key) or today
    series = f"{ledger.prefix}-{day.year}" + (f"-Q{(day.month + 2) // 3}" if ledger.by == "quarter" else "")
    counter = _counter(session, series)
    counter.last += 1
    return f"{series}-{counter.last:03d}"


def series_of(ledger: Ledger, number: str | None) -> tuple[str, int] | None:
    """The series and the place in it of a printed number of this ledger; None for any other text."""
    found = re.fullmatch(rf"({re.escape(ledger.prefix)}-\d{{4}}(?:-Q[1-4])?)-(\d{{3,6}})", number or "") if ledger.prefix else None
    return (found[1], int(found[2])) if found else None


def _kept_number(session: Session, ledger: Ledger, number: str | None) -> str | None:
    """The number itself when it is one of the ledger's; the series goes on behind it."""
    place = series_of(ledger, number)
    if place is None:
        return None
    counter = _counter(session, place[0])
    counter.last = max(counter.last, place[1])
    return number


def _counter(session: Session, series: str) -> Counter:
    counters = session.info.setdefault("counters", {})  # held, or an import of thousands would read it for every row
    counter = counters.get(series) or session.get(Counter, series)
    if counter is None:
        counter = Counter(series=series, last=0)
        session.add(counter)
    counters[series] = counter
    return counter
