"""Records that are not what the journal says they are: changed, added or removed behind the program's back.

The hash chain (``db.journal.broken_at``) proves that the journal is whole; here every record is held against what the journal
says of it. Together they find a change to any row. Source: domain.md section 5 (P-14, accountability).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.destroyed import destroyed_ids
from db.journal import Change, encode
from db.ledgers import MODELS
from db.record import Evidence, Record, VocabularyTerm

# Bookkeeping that is kept outside the journal: how a proof's bytes are stored changes when a password is set or taken off.
_UNTOLD = {Evidence.__tablename__: {"object", "object_size"}}
_SEEDED = {VocabularyTerm.__tablename__}  # the terms every new file begins with have no history


@dataclass(frozen=True)
class Stray:
    """One record that does not agree with the journal. ``columns`` differ; none of them: it is ``missing``, or ``unknown``."""

    table: str
    record_id: int
    number: str
    columns: tuple[str, ...] = ()
    missing: bool = False


def strays(session: Session) -> Iterator[Stray]:
    """Table after table, in the order of their records. Reads the whole journal once for each table that has records."""
    for table, model in MODELS.items():
        told = _told(session, table)
        gone = destroyed_ids(session, table)
        for row in session.execute(select(model.__table__).order_by(model.__table__.c.id)):
            if row.id not in told:
                if table not in _SEEDED:
                    yield Stray(table, row.id, row.number or "")
                continue
            columns = _different(row, told.pop(row.id), _UNTOLD.get(table, set()))
            if columns:
                yield Stray(table, row.id, row.number or "", columns)
        for record_id, values in sorted(told.items()):
            if record_id not in gone:
                yield Stray(table, record_id, values.get("number") or "", missing=True)


def _told(session: Session, table: str) -> dict[int, dict[str, Any]]:
    """Record id → what its columns should hold, from all its changes in their order."""
    told: dict[int, dict[str, Any]] = {}
    rows = session.execute(select(Change.record_id, Change.after).where(Change.ledger == table).order_by(Change.id))
    for record_id, after in rows:
        values = told.setdefault(record_id, {})
        if after is not None:  # contents that were destroyed by rule
            values.update(json.loads(after))
    return told


def _different(row: Any, values: dict[str, Any], untold: set[str]) -> tuple[str, ...]:
    here = row._mapping
    return tuple(column for column, value in values.items()
                 if column not in untold and column in here and encode(here[column]) != value)


def labels(model: type[Record], columns: tuple[str, ...]) -> str:
    """The columns in the words of the form: 实到、议题."""
    found = [field.label for column in columns if (field := model.__table__.c[column].info.get("field")) is not None]
    return "、".join(found) or "登记信息"
