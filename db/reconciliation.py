"""对账: opening balance + new + reopened − closed = balance of the rectification items, for any run of periods.

Every number names its items, so that it can be opened. Closures and reopenings are counted each time they happen: an
item closed, reopened and closed again counts twice as closed and once as reopened. So the equation always holds, and
the lines of following periods add up to the line of the whole.
Source: domain.md 3.4 (对账销号); only matters are counted, never persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.fields import Link, Term
from db.ledgers.rectification import PROBLEMS, Problem, ProblemEvent
from db.periods import Period
from db.vocabulary import Words

GROUPS = ("source", "department_id")  # what a period may be broken down by


@dataclass(frozen=True)
class Life:
    """One item from being found on: ``turns`` are (day, closed?) in order, days never going back."""

    id: int
    found_on: date
    turns: tuple[tuple[date, bool], ...] = ()
    source: str | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Account:
    """One line: ids of rectification items; ``reopened`` and ``closed`` name an item once for each time."""

    label: str
    period: Period
    opening: frozenset[int]
    new: frozenset[int]
    reopened: tuple[int, ...]
    closed: tuple[int, ...]
    balance: frozenset[int]

    @property
    def holds(self) -> bool:
        return len(self.opening) + len(self.new) + len(self.reopened) - len(self.closed) == len(self.balance)


def read_lives(session: Session) -> list[Life]:
    """All items that are not in the recycle bin, with their closures and reopenings."""
    turns: dict[int, list[tuple[date, bool]]] = {}
    for row in session.execute(
            select(ProblemEvent.problem_id, ProblemEvent.day, ProblemEvent.kind)
            .where(ProblemEvent.voided_at.is_(None), ProblemEvent.kind.in_(("close", "reopen")))
            .order_by(ProblemEvent.id)):
        turns.setdefault(row.problem_id, []).append((row.day, row.kind == "close"))
    rows = session.execute(
        select(Problem.id, Problem.found_on, Problem.source, Problem.department_id, Problem.closed_on)
        .where(Problem.voided_at.is_(None), Problem.found_on.is_not(None)).order_by(Problem.id))
    return [life(row.id, row.found_on, turns.get(row.id, []), row.closed_on, row.source, row.department_id)
            for row in rows]


def life(problem_id: int, found_on: date, turns: Iterable[tuple[date, bool]], closed_on: date | None = None,
         source: str | None = None, department_id: int | None = None) -> Life:
    """Orders an item's turns. A step entered with a day before the step it followed counts on that step's day.

    ``closed_on`` closes an item that has no event for it (taken over from a sheet).
    """
    kept: list[tuple[date, bool]] = []
    closed, last = False, found_on
    for day, to in turns:
        if to != closed:  # reopening what was only accepted changes no balance
            closed, last = to, max(day, last)
            kept.append((last, to))
    if closed_on is not None and not closed:
        kept.append((max(closed_on, last), True))
    return Life(problem_id, found_on, tuple(kept), source, department_id)


def account(lives: Iterable[Life], period: Period, label: str = "") -> Account:
    """One period's line over the given items."""
    opening, new, reopened, closed, balance = set(), set(), [], [], set()
    for one in lives:
        if one.found_on > period.end:
            continue
        shut_before = shut = False
        for day, to_closed in one.turns:
            if day > period.end:
                break
            shut = to_closed
            if day < period.start:
                shut_before = shut
            else:
                (closed if to_closed else reopened).append(one.id)
        if one.found_on >= period.start:
            new.add(one.id)
        elif not shut_before:
            opening.add(one.id)
        if not shut:
            balance.add(one.id)
    return Account(label or _word(period), period, frozenset(opening), frozenset(new), tuple(reopened), tuple(closed),
                   frozenset(balance))


def _word(period: Period) -> str:
    """3月 · 第一季度 · 上半年; a table of one year does not repeat the year."""
    whole_month = period == Period.month(period.start.year, period.start.month)
    return f"{period.start.month}月" if whole_month else period.word


def by_period(lives: Sequence[Life], periods: Iterable[Period]) -> list[Account]:
    """One line for each period; each line's balance is the next one's opening when the periods follow each other."""
    return [account(lives, period) for period in periods]


def by_group(lives: Sequence[Life], period: Period, group: str, words: Words) -> list[Account]:
    """One period by source or by department, in order of the balance; lines with nothing at all are left out."""
    field = PROBLEMS.field(group)
    parts: dict[object, list[Life]] = {}
    for one in lives:
        parts.setdefault(getattr(one, group), []).append(one)
    if isinstance(field, Link):
        words.load(field.target, [key for key in parts if isinstance(key, int)])
    assert isinstance(field, (Link, Term)), group
    lines = [account(part, period, field.display(key, words) or f"未填{field.label}") for key, part in parts.items()]
    filled = [line for line in lines if line.opening or line.new or line.reopened or line.closed]
    return sorted(filled, key=lambda line: (-len(line.balance), -len(line.opening | line.new), line.label))
