"""Rounds of the 风险隐患排查 by quarter, with the gaps, and what they found by area and level. Plain values only.

The level belongs to a matter and is what the clerk typed; nothing is computed from it (domain.md section 5, N-2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from db.ledgers.risk import RiskPoint, RiskRound
from db.periods import Period
from db.vocabulary import Words, terms_of

_LIVE = ("found", "control", "watch")
_Next = aliased(RiskPoint)
_taken_over = exists().where(_Next.carried_from_id == RiskPoint.id, _Next.voided_at.is_(None)).correlate(RiskPoint)


@dataclass(frozen=True)
class Round:
    """One round: points found in it and how many of them are still open and in no later round. ``nothing_found``: a round without risks."""

    id: int
    number: str
    day: date
    quarter: int
    nothing_found: bool
    points: int
    open: int
    reported: bool


@dataclass(frozen=True)
class Slot:
    """One quarter of a year. Without rounds it is missing once it has ended, due while it runs, else still to come."""

    quarter: Period
    rounds: tuple[Round, ...]

    def state(self, today: date) -> tuple[str, str]:
        """(words, tone) of a quarter without a round; ("", "") when it has one."""
        if self.rounds:
            return "", ""
        if self.quarter.end < today:
            return "缺", "bad"
        return ("待排查", "warn") if self.quarter.start <= today else ("未到", "calm")


@dataclass(frozen=True)
class AreaLine:
    """One area: ids of the points of each level, in the order of ``levels``."""

    area: str
    points: tuple[frozenset[int], ...]


@dataclass(frozen=True)
class AreaTable:
    """Areas of the given rounds that have points, by level."""

    levels: tuple[str, ...]
    lines: tuple[AreaLine, ...]


def read_year(session: Session, year: int) -> list[Slot]:
    """The four quarters of a year; each round counts in the quarter the clerk gave it, not in that of its day."""
    points = select(func.count()).where(RiskPoint.round_id == RiskRound.id,
                                        RiskPoint.voided_at.is_(None)).scalar_subquery()
    live = select(func.count()).where(RiskPoint.round_id == RiskRound.id, RiskPoint.voided_at.is_(None),
                                      RiskPoint.state.in_(_LIVE), ~_taken_over).scalar_subquery()
    rows = session.execute(
        select(RiskRound.id, RiskRound.number, RiskRound.day, RiskRound.quarter, RiskRound.nothing_found, points, live,
               RiskRound.reported_on.is_not(None))
        .where(RiskRound.voided_at.is_(None), RiskRound.year == year).order_by(RiskRound.day, RiskRound.id)).all()
    rounds = [Round(row[0], row[1] or "", row[2], row[3] or (row[2].month + 2) // 3, bool(row[4]), row[5], row[6],
                    bool(row[7]))
              for row in rows]
    return [Slot(quarter, tuple(one for one in rounds if one.quarter == number))
            for number, quarter in enumerate(Period.year(year).parts("quarter"), start=1)]


def areas_by_level(session: Session, round_ids: frozenset[int], words: Words) -> AreaTable:
    """Points of the rounds by area and level, areas in the order of the vocabulary."""
    rows = session.execute(select(RiskPoint.id, RiskPoint.area, RiskPoint.level).where(
        RiskPoint.voided_at.is_(None), RiskPoint.round_id.in_(round_ids))).all()
    used = {row.level for row in rows}
    levels = [code for code, _ in terms_of(session, "risk_level", with_retired=True) if code in used or not used]
    areas = [code for code, _ in terms_of(session, "risk_area", with_retired=True)]
    lines = tuple(
        AreaLine(words.term("risk_area", area), tuple(
            frozenset(row.id for row in rows if row.area == area and row.level == level) for level in levels))
        for area in areas if any(row.area == area for row in rows))
    return AreaTable(tuple(words.term("risk_level", level) for level in levels), lines)
