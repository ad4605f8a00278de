"""Texts a report takes from records: shortcomings, plans, open problems, duties ahead. Never a person's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import wording
from db.checks import Finding
from db.ledgers import LEDGERS
from db.ledgers.duty import Duty, DutyItem
from db.ledgers.narrative import NARRATIVES, Narrative
from db.ledgers.organisation import Person
from db.ledgers.rectification import PROBLEMS, Problem
from db.periods import Period
from db.vocabulary import Words
from desktop.reports.slots import plain

_MOST_PROBLEMS = 5
_MOST_DUTIES = 4
_PROGRESS = {"new": "已列入整改台账", "doing": "正在整改", "check": "整改已提交验收", "done": "整改已通过验收、待销号", "closed": "整改已销号"}


@dataclass(frozen=True)
class Text:
    """A paragraph the clerk wrote for reports."""

    heading: str
    text: str


@dataclass(frozen=True)
class OpenProblem:
    """A rectification item that is still open: in which respect, what, and how far it is."""

    aspect: str
    title: str
    progress: str


class Material:
    """Reads texts for one period and hides names in them; ``findings`` says where a name stood."""

    def __init__(self, session: Session, period: Period):
        self._session, self._period = session, period
        self.findings: list[Finding] = []
        names = {name for name in session.scalars(select(Person.name)) if name and len(name) > 1}
        self._names = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))) if names else None

    def texts(self, kind: str) -> list[Text]:
        """The narrative blocks of one kind in the clerk's order."""
        rows = self._session.scalars(select(Narrative).where(
            Narrative.voided_at.is_(None), Narrative.kind == kind,
            Narrative.day.between(self._period.start, self._period.end))
            .order_by(Narrative.position, Narrative.day, Narrative.id))
        return [Text(_end(self._hide(row.heading, NARRATIVES.key, row.id)),
                     _sentence(self._hide(row.text, NARRATIVES.key, row.id)))
                for row in rows]

    def problems(self) -> list[OpenProblem]:
        """The items open at the period's end, the important and the oldest first."""
        rows = self._session.scalars(select(Problem).where(
            Problem.voided_at.is_(None), Problem.found_on <= self._period.end,
            Problem.closed_on.is_(None) | (Problem.closed_on > self._period.end))
            .order_by(Problem.key.desc(), Problem.found_on, Problem.id).limit(_MOST_PROBLEMS))
        words = Words(self._session, LEDGERS)
        found = []
        for row in rows:
            kind = words.term("issue_kind", row.issue_kind) if row.issue_kind else "工作落实"
            aspect = _end(self._hide(row.aspect, PROBLEMS.key, row.id)) or kind
            aspect = aspect if aspect.endswith(("方面", "上")) else f"{aspect}方面"
            found.append(OpenProblem(aspect, _end(self._hide(row.title, PROBLEMS.key, row.id)),
                                     _PROGRESS.get(row.state or "new", "正在整改")))
        return found

    def duties(self) -> str:
        """What the list of duties asks for in the next period of the same kind: a few tasks by name."""
        span = _next(self._period)
        rows = self._session.execute(select(Duty.task).join(DutyItem, DutyItem.duty_id == Duty.id).where(
            DutyItem.voided_at.is_(None), Duty.voided_at.is_(None), DutyItem.done_on.is_(None),
            DutyItem.excused.is_(None),
            DutyItem.due_on.between(span.start, span.end)).order_by(DutyItem.due_on, DutyItem.id)).scalars()
        tasks = list(dict.fromkeys(_end(plain(task)) for task in rows if task))
        return wording.listing(tasks[:_MOST_DUTIES], _MOST_DUTIES)

    def _hide(self, text: str | None, ledger_key: str, record_id: int) -> str:
        clean = plain(text)
        if self._names is None or not self._names.search(clean):
            return clean
        self.findings.append(Finding("P1", f"{LEDGERS[ledger_key].title}里有一条写了人员姓名，报告里已隐去，请改写原记录。", ledger_key,
                                     (record_id,), True))
        return self._names.sub("有关人员", clean)


def _next(period: Period) -> Period:
    """The period of the same kind right after (a free range: as many days)."""
    after = period.end + timedelta(days=1)
    if period.kind == "range":
        return Period(after, after + (period.end - period.start), "range")
    return Period.of(period.kind, after)


def _end(text: str) -> str:
    return text.rstrip("。；;，,.、 ")


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "…")) else f"{_end(text)}。" if text else ""
