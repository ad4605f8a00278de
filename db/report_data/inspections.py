"""Inspections of a period, what they rest on, and the lines of their checklists found wanting (domain.md L14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers.organisation import Department
from db.ledgers.supervision import CheckItem, Supervision
from db.periods import Period
from db.record import Relation


@dataclass(frozen=True)
class Wanting:
    """A line of a checklist that was met in part or not at all. ``moved``: a rectification item was made of it."""

    id: int
    area: str
    item: str
    finding: str
    department: str
    moved: bool


@dataclass(frozen=True)
class Inspection:
    """One inspection."""

    id: int
    day: date
    kind: str
    title: str
    scope: str
    basis: str
    conclusion: str
    wanting: tuple[Wanting, ...]


def inspections_of(session: Session, period: Period) -> list[Inspection]:
    """The inspections of the period in the order of their days."""
    rows = list(session.scalars(select(Supervision).where(
        Supervision.voided_at.is_(None), Supervision.day.between(period.start, period.end))
        .order_by(Supervision.day, Supervision.id)))
    ids = [row.id for row in rows]
    moved = set(session.scalars(select(Relation.from_id).where(
        Relation.voided_at.is_(None), Relation.kind == "raised", Relation.from_ledger == "check_item")))
    departments = dict(session.execute(select(Department.id, Department.name)).all()) if ids else {}
    wanting: dict[int, list[Wanting]] = {one: [] for one in ids}
    for line in session.scalars(select(CheckItem).where(
            CheckItem.voided_at.is_(None), CheckItem.supervision_id.in_(ids), CheckItem.result.in_(("part", "bad")))
            .order_by(CheckItem.id)):
        wanting[line.supervision_id].append(Wanting(line.id, line.area or "", line.item or "", line.finding or "",
                                                    departments.get(line.department_id) or "", line.id in moved))
    return [Inspection(row.id, row.day, row.kind or "", row.title or "", row.scope or "", row.basis or "",
                       row.conclusion or "", tuple(wanting[row.id])) for row in rows]
