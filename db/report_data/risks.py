"""Risk points of a period, each with what became of it since the round before (domain.md 2, 研判 report, and 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers.organisation import Department, Person
from db.ledgers.risk import RiskPoint, RiskRound
from db.periods import Period


@dataclass(frozen=True)
class Risk:
    """A risk point. ``level_before`` is its level in the round before ("" when it is new); ``post`` never a name."""

    id: int
    area: str
    point: str
    description: str
    level: str
    level_before: str
    carried: bool
    department: str
    owner: str
    post: str
    measure: str
    plan: str
    deadline: date | None
    outcome: str
    state: str


@dataclass(frozen=True)
class Round:
    """One check of the period: its day, what it covered, what was concluded."""

    id: int
    day: date
    scope: str
    nothing_found: bool
    conclusion: str


def rounds_of(session: Session, period: Period) -> list[Round]:
    """The rounds in the order of their days."""
    rows = session.scalars(select(RiskRound).where(
        RiskRound.voided_at.is_(None), RiskRound.day.between(period.start, period.end))
        .order_by(RiskRound.day, RiskRound.id))
    return [Round(row.id, row.day, row.scope or "", bool(row.nothing_found), row.conclusion or "") for row in rows]


def risks_of(session: Session, period: Period) -> list[Risk]:
    """The points of the period as its last round has them: one taken over by a later round stands once."""
    rows = list(session.scalars(select(RiskPoint).where(
        RiskPoint.voided_at.is_(None), RiskPoint.day.between(period.start, period.end))
        .order_by(RiskPoint.day, RiskPoint.id)))
    followed = {row.carried_from_id for row in rows}
    earlier = {row.id: row for row in session.scalars(select(RiskPoint).where(
        RiskPoint.id.in_([row.carried_from_id for row in rows if row.carried_from_id])))}
    departments = dict(session.execute(select(Department.id, Department.name)).all())
    posts = dict(session.execute(select(Person.id, Person.post)).all())
    found = []
    for row in rows:
        if row.id in followed:
            continue
        before = earlier.get(row.carried_from_id)
        found.append(Risk(
            row.id, row.area or "", row.point or "", row.description or "", row.level or "",
            (before.level or "") if before else "", row.carried_from_id is not None,
            departments.get(row.department_id) or "", departments.get(row.owner_department_id) or "",
            posts.get(row.leader_id) or "", row.measure or "", row.plan or "", row.deadline, row.outcome or "",
            row.state or ""))
    return found
