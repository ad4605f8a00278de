"""Where a record came from when it was taken over from a table: the file, the place in it, and what stood there.

The clerk can show an inspector the line of the old ledger that a record was made of, long after the old file is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.record import Record


class Origin(Record):
    """One line of a table that made or changed one record. ``original`` is the line's own text, heading by heading."""

    __tablename__ = "origin"
    __table_args__ = (Index("ix_origin_place", "ledger", "record_id"), {"sqlite_autoincrement": True})

    ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    record_id: Mapped[int] = mapped_column(Integer, active_history=True)
    file: Mapped[str] = mapped_column(String(200), active_history=True)
    place: Mapped[str] = mapped_column(String(120), active_history=True)
    original: Mapped[str] = mapped_column(Text, active_history=True)


@dataclass(frozen=True)
class Source:
    """One origin as a person reads it."""

    file: str
    place: str
    original: str
    taken_at: datetime


def keep(session: Session, ledger_key: str, record_id: int, file: str, place: str, original: str) -> None:
    """Notes where a record was taken from; written with the session's next flush."""
    session.add(Origin(ledger=ledger_key, record_id=record_id, file=file[:200], place=place[:120], original=original))


def origins_of(session: Session, ledger_key: str, record_id: int) -> list[Source]:
    """What a record was taken from, oldest first."""
    rows = session.scalars(
        select(Origin)
        .where(Origin.ledger == ledger_key, Origin.record_id == record_id, Origin.voided_at.is_(None))
        .order_by(Origin.id)
    )
    return [Source(row.file, row.place, row.original, row.created_at) for row in rows]
