"""The year's duties laid out on twelve months: what the 应办一览 shows. Plain values only, read with three
statements (and one for the order of the tiers).

A cell is one period of one duty (a month, a quarter, a half-year, the year up to its month) and holds one item for each
time the duty is due in it. Source: domain.md 3.1 (states) and 3.7 (frequencies).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from db.fields import State
from db.ledgers.duty import DUTIES, ITEM_STATES, Duty, DutyItem, DutyList, item_state
from db.periods import Period
from db.record import Evidence, Relation
from db.vocabulary import Words, terms_of

_WEIGHT = ("late", "due", "future")  # the state of a cell is the heaviest one among its items
STATES = {state.code: state for state in ITEM_STATES}


@dataclass(frozen=True)
class Item:
    """One time that a duty is due. ``proofs`` counts linked records and attached files."""

    id: int
    turn: int
    starts_on: date
    due_on: date
    state: str
    done_on: date | None
    excused: str | None
    proofs: int


@dataclass(frozen=True)
class Cell:
    """One period of one duty: ``items`` are its times, at least one."""

    items: tuple[Item, ...]

    @property
    def first_month(self) -> int:
        return self.items[0].starts_on.month

    @property
    def last_month(self) -> int:
        return self.items[0].due_on.month

    @property
    def state(self) -> State:
        """逾期 before 应办 before 未到期; done when every time is done or excused, not applicable when all are excused."""
        codes = {item.state for item in self.items}
        return STATES[next((code for code in _WEIGHT if code in codes), "done" if "done" in codes else "na")]

    @property
    def done(self) -> int:
        return sum(item.state == "done" for item in self.items)

    @property
    def expected(self) -> int:
        return sum(item.state != "na" for item in self.items)

    @property
    def period(self) -> Period:
        return Period(self.items[0].starts_on, self.items[0].due_on, "range")

    @property
    def word(self) -> str:
        """3月 · 第一季度 · 上半年 · 全年 · 3月底前."""
        first, last = self.first_month, self.last_month
        if first == last:
            return f"{first}月"
        year = self.items[0].due_on.year
        for kind in ("quarter", "half", "year"):
            whole = Period.of(kind, self.items[0].due_on)
            if (whole.start.month, whole.end.month) == (first, last):
                return whole.word
        return f"{last}月底前" if first == 1 else f"{year}年{first}月至{last}月"


@dataclass(frozen=True)
class Line:
    """One duty with its cells in order; ``cells`` is empty for what is done whenever it occurs (随时)."""

    duty_id: int
    party: str
    task: str
    frequency: str
    proof_ledger: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Tier:
    """The duties of one tier of responsibility (责任层级)."""

    code: str
    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Totals:
    """Ids behind the four figures above the grid: expected in the year, done, late, still open in today's quarter."""

    expected: frozenset[int]
    done: frozenset[int]
    late: frozenset[int]
    quarter: frozenset[int]


@dataclass(frozen=True)
class Grid:
    """A year's list in force. ``list_id`` is None when none has been issued; ``drafts`` are lists not issued yet."""

    year: int
    today: date
    list_id: int | None
    title: str
    drafts: int
    tiers: tuple[Tier, ...]

    def lines(self) -> Iterator[Line]:
        for tier in self.tiers:
            yield from tier.lines

    def items(self) -> Iterator[Item]:
        for line in self.lines():
            for cell in line.cells:
                yield from cell.items

    @property
    def totals(self) -> Totals:
        quarter = Period.of("quarter", self.today)
        found: dict[str, set[int]] = {"expected": set(), "done": set(), "late": set(), "quarter": set()}
        for item in self.items():
            if item.state == "na":
                continue
            found["expected"].add(item.id)
            if item.state in ("done", "late"):
                found[item.state].add(item.id)
            if item.state != "done" and quarter.contains(item.due_on):
                found["quarter"].add(item.id)
        return Totals(**{name: frozenset(ids) for name, ids in found.items()})


def years(session: Session) -> list[int]:
    """The years that have a 责任清单, newest first."""
    return list(session.scalars(
        select(DutyList.year).where(DutyList.voided_at.is_(None)).distinct().order_by(DutyList.year.desc())))


def read_grid(session: Session, year: int, today: date, words: Words) -> Grid:
    """The grid of the newest list in force of ``year``."""
    lists = session.execute(select(DutyList.id, DutyList.title, DutyList.state).where(
        DutyList.year == year, DutyList.voided_at.is_(None))
        .order_by(DutyList.version.desc(), DutyList.id.desc())).all()
    issued = next((row for row in lists if row.state == "issued"), None)
    drafts = sum(row.state == "draft" for row in lists)
    if issued is None:
        return Grid(year, today, None, "", drafts, ())
    cells = _cells(session, issued.id, today)
    return Grid(year, today, issued.id, issued.title or "", drafts, _tiers(session, issued.id, cells, words))


def _cells(session: Session, list_id: int, today: date) -> dict[int, tuple[Cell, ...]]:
    tied = select(func.count()).select_from(Relation).where(
        Relation.kind == "proof", Relation.from_ledger == "duty_item", Relation.from_id == DutyItem.id,
        Relation.voided_at.is_(None)).scalar_subquery()
    attached = select(func.count()).select_from(Evidence).where(
        Evidence.owner_ledger == "duty_item", Evidence.owner_id == DutyItem.id,
        Evidence.voided_at.is_(None)).scalar_subquery()
    rows = session.execute(
        select(DutyItem.duty_id, DutyItem.id, DutyItem.turn, DutyItem.starts_on, DutyItem.due_on, item_state(today),
               DutyItem.done_on,
               DutyItem.excused, tied + attached)
        .join(Duty, Duty.id == DutyItem.duty_id)
        .where(Duty.list_id == list_id, Duty.voided_at.is_(None), DutyItem.voided_at.is_(None))
        .order_by(DutyItem.duty_id, DutyItem.due_on, DutyItem.starts_on, DutyItem.turn, DutyItem.id)).all()
    return {duty_id: tuple(Cell(tuple(Item(*row[1:]) for row in times))
                           for _, times in groupby(of_duty, key=lambda row: (row.starts_on, row.due_on)))
            for duty_id, of_duty in groupby(rows, key=lambda row: row.duty_id)}


def _tiers(session: Session, list_id: int, cells: dict[int, tuple[Cell, ...]], words: Words) -> tuple[Tier, ...]:
    order = {code: place for place, (code, _) in enumerate(terms_of(session, "duty_tier", with_retired=True))}
    rank = case(order, value=Duty.tier, else_=len(order)) if order else Duty.tier
    rows = session.execute(
        select(Duty.tier, Duty.id, Duty.party, Duty.task, Duty.frequency, Duty.proof_ledger)
        .where(Duty.list_id == list_id, Duty.voided_at.is_(None)).order_by(rank, Duty.tier, Duty.id)).all()
    frequency = DUTIES.field("frequency")
    return tuple(
        Tier(code, words.term("duty_tier", code), tuple(
            Line(row.id, row.party or "", row.task or "", frequency.display(row.frequency), row.proof_ledger,
                 cells.get(row.id, ()))
            for row in of_tier))
        for code, of_tier in groupby(rows, key=lambda row: row.tier or ""))
