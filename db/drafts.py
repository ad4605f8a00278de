"""Drafts: what was typed into a form and not yet saved. Kept in the file, survives a crash, is never journalled.

A draft holds what stands in the form's fields as JSON (text as typed, also when it cannot be read as a value yet).
There is one per record, and one for a ledger's new record (``record_id`` 0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.fields import LOCKED
from db.record import Draft
from db.talk_lock import plain


@dataclass(frozen=True)
class TypedDraft:
    """One draft: of which record (None = a new one), read at which revision, what was typed, and when."""

    record_id: int | None
    revision: int | None
    typed: dict[str, Any]
    saved_at: datetime


def save_draft(session: Session, ledger_key: str, record_id: int | None, revision: int | None, typed: dict[str, Any],
               at: datetime) -> None:
    """Puts the draft in place of the earlier one. ``session`` comes from ``Workspace.scratch()``."""
    lock = session.info.get("talk_lock")
    if lock is not None:
        typed = lock.kept_typed(ledger_key, typed)
    session.merge(Draft(ledger=ledger_key, record_id=record_id or 0, saved_at=at,
                        values=json.dumps({"revision": revision, "typed": typed}, ensure_ascii=False)))


def drafts_of(session: Session, ledger_key: str) -> list[TypedDraft]:
    """The drafts of a ledger, newest first."""
    rows = session.scalars(select(Draft).where(Draft.ledger == ledger_key).order_by(Draft.saved_at.desc()))
    found = []
    for row in rows:
        kept = json.loads(row.values)
        typed = {name: plain(session, value) for name, value in kept["typed"].items()}
        found.append(TypedDraft(row.record_id or None, kept["revision"],
                                {name: value for name, value in typed.items() if value != LOCKED}, row.saved_at))
    return found


def drop_draft(session: Session, ledger_key: str, record_id: int | None) -> None:
    """Forgets the draft of a record (None = of the new one). Fine when there is none."""
    row = session.get(Draft, (ledger_key, record_id or 0))
    if row is not None:
        session.delete(row)
