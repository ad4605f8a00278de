"""The month's plan of talks, how it covers the departments, and what still has to be followed up. Plain values only.

Coverage is counted by department; nothing is counted by person. Source: domain.md 3.2 (plan, completion, coverage).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.organisation import Department, Person
from db.ledgers.talk import Talk, TalkFollowUp
from db.periods import Period
from db.vocabulary import Words


@dataclass(frozen=True)
class Planned:
    """One planned talk. ``whom`` is the person or the description of the group."""

    id: int
    planned_on: date
    speaker: str
    whom: str
    department: str
    kind: str
    held_on: date | None

    def state(self, today: date) -> tuple[str, str]:
        """(words, tone): 已谈, 未谈, or 逾期未谈 once the day has passed."""
        if self.held_on is not None:
            return "已谈", "good"
        return ("逾期未谈", "bad") if self.planned_on < today else ("未谈", "warn")


@dataclass(frozen=True)
class Coverage:
    """One department: people in office, talks planned in the month, talks held in the month and in the year."""

    department_id: int | None
    department: str
    people: int
    planned: frozenset[int]
    held: frozenset[int]
    held_in_year: frozenset[int]


@dataclass(frozen=True)
class Waiting:
    """A talk whose follow-up is open. ``entries`` counts what was written down since; content is not in here."""

    id: int
    number: str
    held_on: date
    whom: str
    follower: str
    follow_by: date | None
    entries: int

    def left(self, today: date) -> tuple[str, str]:
        """(words, tone): 还有 5 天 · 今天到期 · 逾期 3 天 · 未定期限."""
        if self.follow_by is None:
            return "未定期限", "calm"
        days = (self.follow_by - today).days
        if days < 0:
            return f"逾期 {-days} 天", "bad"
        return ("今天到期", "warn") if days == 0 else (f"还有 {days} 天", "warn" if days <= 7 else "calm")


def read_plan(session: Session, month: Period, words: Words) -> list[Planned]:
    """The talks planned for a month, by day."""
    rows = session.execute(
        select(Talk.id, Talk.planned_on, Talk.speaker_id, Talk.person_id, Talk.names, Talk.department_id, Talk.kind,
               Talk.held_on)
        .where(Talk.voided_at.is_(None), Talk.planned_on.between(month.start, month.end))
        .order_by(Talk.planned_on, Talk.id)).all()
    _load(words, rows)
    return [Planned(row.id, row.planned_on, _name(words, "person", row.speaker_id),
                    _name(words, "person", row.person_id) or row.names or "",
                    _name(words, "department", row.department_id),
                    LEDGERS["talk"].field("kind").display(row.kind, words), row.held_on)
            for row in rows]


def read_coverage(session: Session, month: Period, words: Words) -> list[Coverage]:
    """Departments in force in the month in their order, and 未填科室 when there are such talks."""
    year = Period.of("year", month.start)
    talks = session.execute(
        select(Talk.id, Talk.department_id, Talk.planned_on, Talk.held_on)
        .where(Talk.voided_at.is_(None),
               Talk.on.between(year.start, year.end) | Talk.planned_on.between(month.start, month.end))).all()
    people = {row[0]: row[1] for row in session.execute(
        select(Person.department_id, func.count()).where(
            Person.voided_at.is_(None), Person.valid_from.is_(None) | (Person.valid_from <= month.end),
            Person.valid_to.is_(None) | (Person.valid_to >= month.start)).group_by(Person.department_id))}
    departments = [(row.id, row.name) for row in session.execute(
        select(Department.id, Department.name).where(
            Department.voided_at.is_(None), Department.valid_from.is_(None) | (Department.valid_from <= month.end),
            Department.valid_to.is_(None) | (Department.valid_to >= month.start))
        .order_by(Department.position, Department.id))]
    known = {key for key, _ in departments}
    elsewhere = {row.department_id for row in talks} - known
    words.load("department", [key for key in elsewhere if key])
    departments += [(key, _name(words, "department", key) or "未填科室")
                    for key in sorted(elsewhere, key=lambda key: key or 0)]

    def having(key: int | None, chosen: Callable[[Any], bool]) -> frozenset[int]:
        return frozenset(row.id for row in talks if row.department_id == key and chosen(row))

    return [Coverage(key, name, people.get(key, 0),
                     having(key, lambda row: row.planned_on is not None and month.contains(row.planned_on)),
                     having(key, lambda row: row.held_on is not None and month.contains(row.held_on)),
                     having(key, lambda row: row.held_on is not None and year.contains(row.held_on)))
            for key, name in departments]


def read_waiting(session: Session, words: Words) -> list[Waiting]:
    """Open follow-ups, the nearest deadline first; without a deadline last."""
    entries = select(func.count()).where(TalkFollowUp.talk_id == Talk.id,
                                         TalkFollowUp.voided_at.is_(None)).scalar_subquery()
    rows = session.execute(
        select(Talk.id, Talk.number, Talk.held_on, Talk.person_id, Talk.names, Talk.follower_id, Talk.follow_by,
               entries.label("entries"))
        .where(Talk.voided_at.is_(None), Talk.state == "follow")
        .order_by(Talk.follow_by.is_(None), Talk.follow_by, Talk.id)).all()
    words.load("person", [key for row in rows for key in (row.person_id, row.follower_id) if key])
    return [Waiting(row.id, row.number or "", row.held_on, _name(words, "person", row.person_id) or row.names or "",
                    _name(words, "person", row.follower_id), row.follow_by, row.entries) for row in rows]


def _load(words: Words, rows: Sequence[Any]) -> None:
    words.load("person", [key for row in rows for key in (row.speaker_id, row.person_id) if key])
    words.load("department", [row.department_id for row in rows if row.department_id])


def _name(words: Words, ledger_key: str, record_id: int | None) -> str:
    return words.linked(ledger_key, record_id) if record_id else ""


def people_by_department(session: Session, on: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """People in office on a day, by department in its order: (department, [(id, name and post)])."""
    rows = session.execute(
        select(Person.id, Person.name, Person.post, Department.name)
        .outerjoin(Department, Department.id == Person.department_id)
        .where(Person.voided_at.is_(None), Person.valid_from.is_(None) | (Person.valid_from <= on),
               Person.valid_to.is_(None) | (Person.valid_to >= on))
        .order_by(Department.id.is_(None), Department.position, Department.id, Person.position, Person.id)).all()
    groups: dict[str, list[tuple[int, str]]] = {}
    for person_id, name, post, department in rows:
        groups.setdefault(department or "未填科室", []).append((person_id, f"{name}　{post}" if post else name or ""))
    return list(groups.items())
