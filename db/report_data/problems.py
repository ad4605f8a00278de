"""Rectification items of a period with their measures and sub-measures (domain.md 2, 整改进展通报, and 3.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.figures.problems import in_hand, open_after
from db.figures.measure import binds
from db.ledgers.organisation import Department, Person
from db.ledgers.rectification import Measure, Problem, ProblemEvent, ProblemProgress
from db.periods import Period

REPORTED = ("inspection-above", "supervision", "self")
"""Sources of problems that an inspection found, as against those the hospital met in its own work."""


@dataclass(frozen=True)
class Step:
    """A measure of an item; ``parts`` are its sub-measures. ``done`` as of the period's end."""

    text: str
    note: str
    deadline: date | None
    done: bool
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Item:
    """One rectification item as it stood at a period's end.

    ``state`` is new, doing, check, done or closed; ``department`` the department in charge under the name it had,
    ``post`` the post of the leader in charge (never a name); ``progress`` the last dated entry, of ``progress_on``.
    """

    id: int
    aspect: str
    title: str
    detail: str
    source: str
    nature: str
    kind: str
    important: bool
    measure: str
    department: str
    partners: str
    post: str
    found_on: date
    deadline: date | None
    first_deadline: date | None
    state: str
    late: bool
    result: str
    progress: str
    progress_on: date | None
    submitted_on: date | None
    accepted_on: date | None
    closed_on: date | None
    reopened: bool
    steps: tuple[Step, ...]


def items_of(session: Session, period: Period, sources: Sequence[str] = (), leader_id: int | None = None,
             still_open: bool = False, limit: int | None = None) -> list[Item]:
    """The items in hand during a period: open when it began, found or reopened in it. Important and early ones first.

    Narrowed to ``sources``, to one leader in charge, or to those not closed at the period's end.
    """
    query = select(Problem).where(Problem.voided_at.is_(None), Problem.found_on <= period.end, in_hand())
    if sources:
        query = query.where(Problem.source.in_(sources))
    if leader_id is not None:
        query = query.where(Problem.leader_id == leader_id)
    if still_open:
        query = query.where(open_after())
    query = query.order_by(Problem.key.is_(True).desc(), Problem.found_on, Problem.id).limit(limit)
    rows = list(session.scalars(query, binds(period)))
    ids = [row.id for row in rows]
    steps, entries = _steps(session, ids, period.end), _entries(session, ids, period.end)
    again = set(session.scalars(select(ProblemEvent.problem_id).where(
        ProblemEvent.voided_at.is_(None), ProblemEvent.kind == "reopen",
        ProblemEvent.day.between(period.start, period.end)))) if ids else set()
    departments = dict(session.execute(select(Department.id, Department.name)).all()) if ids else {}
    posts = dict(session.execute(select(Person.id, Person.post)).all()) if ids else {}
    return [_item(row, period, steps.get(row.id, ()), entries.get(row.id), row.id in again,
                  departments.get(row.department_id) or "", posts.get(row.leader_id) or "") for row in rows]


def _item(row: Problem, period: Period, steps: tuple[Step, ...], entry: tuple[date, str] | None, again: bool,
          department: str, post: str) -> Item:
    state = state_at(row, period.end)
    late = state in ("new", "doing") and row.deadline is not None and row.deadline < period.so_far(date.today())
    return Item(row.id, row.aspect or "", row.title or "", row.detail or "", row.source or "", row.issue_kind or "",
                row.kind or "", bool(row.key), row.measure or "", department, row.partners or "", post, row.found_on,
                row.deadline, row.first_deadline, state, late,
                (row.result or "") if state in ("check", "done", "closed") else "",
                entry[1] if entry else "", entry[0] if entry else None,
                *(day if day is not None and day <= period.end else None
                  for day in (row.submitted_on, row.accepted_on, row.closed_on)), again, steps)


def state_at(row: Problem, day: date) -> str:
    """How far an item was at the end of a day, from the dates of its steps."""
    for state, reached in (("closed", row.closed_on), ("done", row.accepted_on), ("check", row.submitted_on),
                           ("doing", row.started_on)):
        if reached is not None and reached <= day:
            return state
    return "new"


def _steps(session: Session, ids: Iterable[int], end: date) -> dict[int, tuple[Step, ...]]:
    """Measures by item. A sub-measure whose measure is in the recycle bin stands on the first level."""
    rows = session.execute(select(
        Measure.id, Measure.problem_id, Measure.above_id, Measure.text, Measure.note, Measure.deadline, Measure.done_on)
        .where(Measure.voided_at.is_(None), Measure.problem_id.in_(list(ids))).order_by(Measure.id)).all()
    alive = {row.id for row in rows}
    below: dict[int, list[Any]] = defaultdict(list)
    tops: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        (below[row.above_id] if row.above_id in alive else tops[row.problem_id]).append(row)

    def step(row: Any) -> Step:
        done = row.done_on is not None and row.done_on <= end
        return Step(row.text or "", row.note or "", row.deadline, done, tuple(step(part) for part in below[row.id]))

    return {problem_id: tuple(step(row) for row in found) for problem_id, found in tops.items()}


def _entries(session: Session, ids: Iterable[int], end: date) -> dict[int, tuple[date, str]]:
    """The last dated progress of each item."""
    rows = session.execute(select(ProblemProgress.problem_id, ProblemProgress.day, ProblemProgress.text).where(
        ProblemProgress.voided_at.is_(None), ProblemProgress.day <= end, ProblemProgress.problem_id.in_(list(ids)))
        .order_by(ProblemProgress.day, ProblemProgress.id))
    return {row.problem_id: (row.day, row.text or "") for row in rows}
