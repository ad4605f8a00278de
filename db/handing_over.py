"""What a successor has to know about an open file: what is open, promised and next; where paper and drafts are."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.document import IssuedDocument
from db.overview import Due, due_until
from db.record import Draft
from db.reports import DRAFT, Report
from db.settings import read_setting
from db.sticks import BACKUPS, KnownStick, sticks_in
from db.workspace import Workspace

_BY_NUMBER = {"talk", "opinion", "incident"}  # ledgers whose words nobody but their keeper needs: told by their number
_MONTHS = 3  # so far ahead the calendar reaches, beyond this month


@dataclass(frozen=True)
class Situation:
    """``open`` is unfinished today, ``promised`` what somebody promised in talks (numbers only), ``next`` what falls due
    after today. ``drafts`` are (what, how many or when), ``papers`` (where originals lie, how many)."""

    open: tuple[Due, ...]
    promised: tuple[Due, ...]
    next: tuple[Due, ...]
    until: date
    drafts: tuple[tuple[str, str], ...]
    papers: tuple[tuple[str, int], ...]
    sticks: tuple[KnownStick, ...]
    at: datetime


def plain_title(due: Due) -> str:
    """The words of a thing without contents: only the number for talks, opinions and complaints."""
    return due.title.split("　")[0] if due.ledger_key in _BY_NUMBER else due.title


def horizon(today: date) -> date:
    """The last day of the third month from now."""
    year, month = divmod(today.month - 1 + _MONTHS, 12)
    year, month = today.year + year, month + 1
    return date(year, month, calendar.monthrange(year, month)[1])


def situation(workspace: Workspace, at: datetime) -> Situation:
    """Reads it from the file as it is now."""
    today, until = at.date(), horizon(at.date())
    seen = (*due_until(workspace.path, today, today, workspace.keys),  # today's reports, and as seen then: what begins until then
            *due_until(workspace.path, until, until, workspace.keys))
    found = sorted(dict.fromkeys(seen), key=lambda due: due.day or date.max)
    promised = [due for due in found if due.kind in ("谈话跟进", "意见待答复")]
    others = [due for due in found if due not in set(promised)]
    coming = [due for due in others if due.day is not None and due.day > today]
    left = [due for due in others if due not in set(coming)]
    with workspace.read() as session:
        return Situation(tuple(left), tuple(promised), tuple(coming), until, tuple(_drafts(session)), tuple(_papers(session)),
                         sticks_in(read_setting(session, BACKUPS)), at)


def _drafts(session: Session) -> list[tuple[str, str]]:
    found = [(title, f"{changed:%Y-%m-%d} 改过，没有定稿") for title, changed in session.execute(
        select(Report.title, Report.changed_at).where(Report.voided_at.is_(None), Report.state == DRAFT)
        .order_by(Report.changed_at.desc()))]
    typed = session.execute(select(Draft.ledger, func.count()).group_by(Draft.ledger)).all()
    found += [(f"{LEDGERS[key].title}：填了一半没有保存的", f"{count} 条") for key, count in typed if key in LEDGERS]
    return found


def _papers(session: Session) -> list[tuple[str, int]]:
    place = IssuedDocument.place
    return [(where, count) for where, count in session.execute(
        select(place, func.count()).where(IssuedDocument.voided_at.is_(None), place.is_not(None), place != "")
        .group_by(place).order_by(func.count().desc()))]
