"""Drafts: what was typed into a form and not yet saved. Kept in the file, survives a crash, is never journalled.

A draft holds what stands in the form's fields as JSON (text as typed, also when it cannot be read as a value yet).
There is one per record, and one for a ledger's new record (``record_id`` 0); the lines of a sheet of new records have
numbers below zero. Sheets of different parents of one ledger (``of``) are kept apart. What the lock found half typed in
dialogs stands together in a draft of no ledger (PUT_BY).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from db.fields import LOCKED
from db.record import PUT_BY, Draft
from db.talk_lock import plain


@dataclass(frozen=True)
class TypedDraft:
    """One draft: of which record (None = a new one), read at which revision, what was typed, and when. ``sealed``: some of it
    cannot be read while the talks are locked, and is not in ``typed``."""

    record_id: int | None
    revision: int | None
    typed: dict[str, Any]
    saved_at: datetime
    sealed: bool = False


def save_draft(session: Session, ledger_key: str, record_id: int | None, revision: int | None, typed: dict[str, Any],
               at: datetime) -> None:
    """Puts the draft in place of the earlier one, of which what cannot be read now stays. ``session`` comes from ``Workspace.scratch()``."""
    lock = session.info.get("talk_lock")
    if lock is not None:
        earlier = session.get(Draft, (ledger_key, record_id or 0)) if lock.closed else None
        there = json.loads(earlier.values)["typed"] if earlier is not None else {}
        typed = lock.kept_typed(ledger_key, typed) | {name: kept for name, kept in there.items() if plain(session, kept) == LOCKED}
    session.merge(Draft(ledger=ledger_key, record_id=record_id or 0, saved_at=at,
                        values=json.dumps({"revision": revision, "typed": typed}, ensure_ascii=False)))


def drafts_of(session: Session, ledger_key: str) -> list[TypedDraft]:
    """The drafts of a ledger, newest first."""
    rows = session.scalars(select(Draft).where(Draft.ledger == ledger_key, Draft.record_id >= 0).order_by(Draft.saved_at.desc()))
    found = []
    for row in rows:
        kept = json.loads(row.values)
        typed = {name: plain(session, value) for name, value in kept["typed"].items()}
        readable = {name: value for name, value in typed.items() if value != LOCKED}
        found.append(TypedDraft(row.record_id or None, kept["revision"], readable, row.saved_at, len(readable) < len(typed)))
    return found


def drop_draft(session: Session, ledger_key: str, record_id: int | None) -> None:
    """Forgets the draft of a record (None = of the new one). Fine when there is none."""
    row = session.get(Draft, (ledger_key, record_id or 0))
    if row is not None:
        session.delete(row)


def put_by(session: Session, what: Any, typed: Any, at: datetime) -> None:
    """Keeps what stands half typed in a dialog (None = forgets it); ``what`` tells dialogs apart. Both as JSON can hold them.
    What is put by while the talks are unlocked waits, sealed, until they are again."""
    lock, place = session.info["talk_lock"], json.dumps(what, ensure_ascii=False)
    kept = _put_by(session) | {place: json.dumps(typed, ensure_ascii=False)}
    if typed is None:
        del kept[place]
    if lock.on and not lock.closed:
        kept = {place: lock.seal(text) for place, text in kept.items()}
    save_draft(session, PUT_BY, _side(session), None, kept, at)


def put_by_for(session: Session, what: Any) -> Any:
    """What was put by for a dialog; None when nothing was."""
    return json.loads(_put_by(session).get(json.dumps(what, ensure_ascii=False), "null"))


def _put_by(session: Session) -> dict[str, str]:
    return next((draft.typed for draft in drafts_of(session, PUT_BY) if draft.record_id == _side(session)), {})


def _side(session: Session) -> int | None:
    """The number of the draft that is used now: the first one, or while the talks are locked another."""
    return 1 if session.info["talk_lock"].closed else None


def save_sheet(session: Session, ledger_key: str, rows: list[dict[str, str]], at: datetime, of: str = "") -> None:
    """Puts the lines of a sheet of new records in place of those kept before: one draft each, numbered below zero."""
    lock = session.info.get("talk_lock")
    there = {record_id: kept.get("of", "") for record_id, kept in _lines(session, ledger_key)}
    session.execute(delete(Draft).where(Draft.ledger == ledger_key, Draft.record_id.in_([one for one in there if there[one] == of])))
    last = min((one for one in there if there[one] != of), default=0)
    kept = [lock.kept_typed(ledger_key, typed) if lock is not None else typed for typed in rows]
    if kept:
        session.execute(insert(Draft), [
            {"ledger": ledger_key, "record_id": last - 1 - place, "saved_at": at,
             "values": json.dumps({"revision": None, "typed": typed, "of": of}, ensure_ascii=False)} for place, typed in enumerate(kept)])


def sheet_of(session: Session, ledger_key: str, of: str = "") -> list[dict[str, str]]:
    """The lines that ``save_sheet`` kept last, in their order."""
    lines = [{name: plain(session, value) for name, value in kept["typed"].items()}
             for _, kept in _lines(session, ledger_key) if kept.get("of", "") == of]
    return [{name: value for name, value in typed.items() if value != LOCKED} for typed in lines]


def _lines(session: Session, ledger_key: str) -> list[tuple[int, dict[str, Any]]]:
    """(number, what is kept) of every line of a ledger's sheets."""
    rows = session.execute(select(Draft.record_id, Draft.values).where(
        Draft.ledger == ledger_key, Draft.record_id < 0).order_by(Draft.record_id.desc()))
    return [(record_id, json.loads(values)) for record_id, values in rows]
