"""Destruction records (销毁清单): what was destroyed by rule, in numbers and dates, without contents."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db import journal
from db.record import Record


class Destruction(Record):
    """One destruction record (销毁清单). ``listed`` is JSON: ledger key → [[id, number, day]]; ``removed``: table → ids of all
    that went, parts and proofs included. Neither holds contents."""

    __tablename__ = journal.DESTRUCTIONS

    at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(100))
    decided_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(300))
    listed: Mapped[str] = mapped_column(Text)
    removed: Mapped[str] = mapped_column(Text)
    files: Mapped[int] = mapped_column(default=0)  # proofs' files removed from the disk

    @property
    def fixed(self) -> str | None:
        return "销毁清单不能撤销。"

    def rows(self) -> list[DestroyedRow]:
        """The records that were chosen, ledger by ledger."""
        return [DestroyedRow(key, one, number or f"第{one}条", day)
                for key, rows in json.loads(self.listed).items() for one, number, day in rows]


@dataclass(frozen=True)
class DestroyedRow:
    """One record that was destroyed: where it stood, its number, its day as text."""

    ledger_key: str
    record_id: int
    number: str
    day: str


def emptied_steps(session: Session) -> int:
    """How many steps of the log have lost their contents to a destruction."""
    return session.scalar(select(func.count()).select_from(journal.Step).where(journal.Step.salt == "")) or 0


def destroyed_ids(session: Session, ledger_key: str) -> frozenset[int]:
    """Ids of a ledger's records that were destroyed by rule."""
    found: set[int] = set()
    for removed in session.scalars(select(Destruction.removed)):
        found.update(json.loads(removed).get(ledger_key, ()))
    return frozenset(found)
