"""Rectification items, risk points and inspections as a template tells them: labels, days in words, no names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db import wording
from db.ledgers.rectification import KINDS, MEASURES, PROBLEMS, STATES
from db.ledgers.risk import RISK_POINTS, RISK_ROUNDS
from db.ledgers.supervision import CHECK_ITEMS, SUPERVISIONS
from db.periods import Period
from db.report_data import inspections, problems, risks
from desktop.reports.material import Material, quoted
from desktop.reports.veil import Veil

_STATES = {state.code: state.label for state in STATES}
_KINDS = {state.code: state.label for state in KINDS}
_LISTED = 40  # items of an inspection report


@dataclass(frozen=True)
class Measure:
    """A measure, whether it is carried out, its sub-measures."""

    text: str
    done: bool
    parts: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Matter:
    """One rectification item. Days are in words ("" when unknown); ``late`` at the period's end."""

    title: str
    aspect: str
    detail: str
    source: str
    kind: str
    department: str
    partners: str
    post: str
    deadline: str
    first_deadline: str
    state: str
    late: bool
    measure: str
    measures: tuple[Measure, ...]
    result: str
    progress: str
    progress_on: str
    submitted_on: str
    accepted_on: str
    closed_on: str
    reopened: bool

    @property
    def all_done(self) -> bool:
        """Whether every measure and sub-measure is carried out."""
        return all(step.done and all(part.done for part in step.parts) for step in self.measures)


@dataclass(frozen=True)
class Fault:
    """A problem as an inspection report tells it: a rectification item, or the ``item`` of an ``inspection``'s list."""

    title: str
    detail: str = ""
    measure: str = ""
    department: str = ""
    deadline: str = ""
    inspection: str = ""
    item: str = ""


@dataclass(frozen=True)
class Group:
    """Things told under one heading."""

    name: str
    rows: tuple[Matter, ...] | tuple[Fault, ...] | tuple[Point, ...]


@dataclass(frozen=True)
class Round:
    """One check: its day in words and what was concluded."""

    day: str
    conclusion: str


@dataclass(frozen=True)
class Point:
    """One risk point. ``turn``: new, up, down, same against the round before; ``state`` as stored."""

    area: str
    point: str
    description: str
    level: str
    level_before: str
    turn: str
    department: str
    owner: str
    measure: str
    plan: str
    outcome: str
    state: str


class Matters:
    """What reports list one by one for a period."""

    def __init__(self, session: Session, period: Period, veil: Veil, material: Material):
        self._session, self._period, self._veil, self._material = session, period, veil, material

    def by_aspect(self) -> list[Group]:
        """All items in hand, by the respect in which they are wanting. A result that several share says nothing."""
        rows = problems.items_of(self._session, self._period)
        worded = Counter(row.result for row in rows)
        return _grouped((self._material.aspect(row), self._matter(row, worded[row.result] == 1)) for row in rows)

    def _matter(self, row: problems.Item, own_result: bool) -> Matter:
        def line(text: str) -> str:
            return self._veil.sentence(text, PROBLEMS.key, row.id)

        def step(one: problems.Step) -> Measure:
            parts = tuple(step(part) for part in one.parts)
            return Measure(self._veil.phrase(one.text, MEASURES.key, row.id), one.done, parts)

        return Matter(
            self._veil.phrase(row.title, PROBLEMS.key, row.id), self._material.aspect(row), line(row.detail),
            self._material.words.term("problem_source", row.source) if row.source else "", _KINDS.get(row.kind, ""),
            row.department, self._veil.phrase(row.partners, PROBLEMS.key, row.id), row.post, _day(row.deadline),
            _day(row.first_deadline), _STATES.get(row.state, ""), row.late, line(row.measure),
            tuple(step(one) for one in row.steps), line(row.result) if own_result else "", line(row.progress),
            _day(row.progress_on), _day(row.submitted_on), _day(row.accepted_on), _day(row.closed_on), row.reopened)

    # -- risk review ---------------------------------------------------------------------------------------------------

    def points(self) -> list[Point]:
        """The risk points of the period, the highest level first."""
        order = {"high": 0, "middle": 1, "low": 2}
        rows = sorted(risks.risks_of(self._session, self._period), key=lambda row: order.get(row.level, 3))
        return [self._point(row, order) for row in rows]

    def _point(self, row: risks.Risk, order: dict[str, int]) -> Point:
        words = self._material.words
        turn = "new" if not row.carried else "same"
        if row.carried and row.level_before and row.level_before != row.level:
            turn = "up" if order.get(row.level, 3) < order.get(row.level_before, 3) else "down"
        return Point(
            words.term("risk_area", row.area) if row.area else "",
            self._veil.phrase(row.point, RISK_POINTS.key, row.id),
            self._veil.sentence(row.description, RISK_POINTS.key, row.id),
            words.term("risk_level", row.level) if row.level else "",
            words.term("risk_level", row.level_before) if row.level_before else "", turn, row.department, row.owner,
            self._veil.sentence(row.measure, RISK_POINTS.key, row.id),
            self._veil.phrase(row.plan, RISK_POINTS.key, row.id),
            self._veil.sentence(row.outcome, RISK_POINTS.key, row.id), row.state)

    def areas(self) -> list[Group]:
        """The risk points by area."""
        return _grouped((point.area or "其他领域", point) for point in self.points())

    def rounds(self) -> list[Round]:
        """The checks that say what they concluded, in order."""
        return [Round(_day(one.day), text) for one in risks.rounds_of(self._session, self._period)
                if (text := self._veil.sentence(one.conclusion, RISK_ROUNDS.key, one.id))]

    # -- inspection ----------------------------------------------------------------------------------------------------

    def basis(self) -> str:
        """The papers that inspections of the period rest on, those of self-inspections first: 《…》《…》."""
        rows = sorted(inspections.inspections_of(self._session, self._period), key=lambda row: row.kind != "self")
        return quoted([self._veil.phrase(part, SUPERVISIONS.key, row.id)
                       for row in rows for part in re.split(r"[；;\n、]|(?<=》)(?=《)", row.basis)])

    def faults(self) -> list[Group]:
        """What inspections found: open items that an inspection raised, and wanting lines not made an item yet."""
        found: list[tuple[str, Fault]] = []
        for row in problems.items_of(self._session, self._period, problems.REPORTED, still_open=True, limit=_LISTED):
            found.append((self._material.aspect(row), Fault(
                self._veil.phrase(row.title, PROBLEMS.key, row.id),
                self._veil.sentence(row.detail, PROBLEMS.key, row.id),
                self._veil.sentence(row.measure or "；".join(step.text for step in row.steps), PROBLEMS.key, row.id),
                row.department, _day(row.deadline))))
        lines: dict[tuple[str, str], Fault] = {}  # what later inspections found again stands once
        for one in inspections.inspections_of(self._session, self._period):
            for line in one.wanting:
                if not line.moved:
                    area = self._material.words.term("check_area", line.area) if line.area else "工作落实"
                    item = self._veil.phrase(line.item, CHECK_ITEMS.key, line.id)
                    finding = self._veil.phrase(line.finding, CHECK_ITEMS.key, line.id) or item
                    lines[f"{area}方面", finding] = Fault(
                        finding, department=line.department, item=item,
                        inspection=self._veil.phrase(one.title, SUPERVISIONS.key, one.id))
        return _grouped([*found, *((area, fault) for (area, _), fault in lines.items())])


def _grouped(pairs: Iterable[tuple[str, Matter | Fault | Point]]) -> list[Group]:
    groups: dict[str, list] = {}
    for name, row in pairs:
        groups.setdefault(name, []).append(row)
    return [Group(name, tuple(rows)) for name, rows in groups.items()]


def _day(day: date | None) -> str:
    return wording.day(day) if day else ""
