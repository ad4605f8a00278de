"""The clerk's texts, papers, duties ahead, and what one person did by name (domain.md L17, L20 and section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers.activity import Activity
from db.ledgers.document import IssuedDocument
from db.ledgers.duty import Duty, DutyItem
from db.ledgers.narrative import Narrative
from db.ledgers.organisation import Person
from db.ledgers.study import Study
from db.periods import Period


@dataclass(frozen=True)
class Text:
    """A paragraph the clerk wrote for reports."""

    id: int
    day: date
    heading: str
    text: str


@dataclass(frozen=True)
class Reporter:
    """The person who reports on his or her own work: an actor, told in reports by the post only."""

    id: int
    post: str
    secretary: bool


def texts_of(session: Session, period: Period, kind: str) -> list[Text]:
    """The narrative blocks of a kind (problem, plan, practice) that belong to the period, in the clerk's order."""
    rows = session.scalars(select(Narrative).where(
        Narrative.voided_at.is_(None), Narrative.kind == kind, Narrative.day.between(period.start, period.end))
        .order_by(Narrative.position, Narrative.day, Narrative.id))
    return [Text(row.id, row.day, row.heading or "", row.text or "") for row in rows]


def latest(texts: Iterable[Text]) -> list[Text]:
    """Of a long period's texts those of its last quarter that has any: a year does not repeat four quarters."""
    found = list(texts)
    if not found:
        return []
    last = Period.of("quarter", max(text.day for text in found))
    return [text for text in found if last.contains(text.day)]


def papers_of(session: Session, period: Period, *kinds: str) -> list[str]:
    """The titles of the papers of some kinds, issued in the period, in the order of their days."""
    return [title for title in session.scalars(select(IssuedDocument.title).where(
        IssuedDocument.voided_at.is_(None), IssuedDocument.kind.in_(kinds),
        IssuedDocument.day.between(period.start, period.end)).order_by(IssuedDocument.day, IssuedDocument.id)) if title]


def tasks_ahead(session: Session, period: Period) -> list[str]:
    """What the list of duties asks for in the next period of the same kind, the soonest first, each task once."""
    span = _next(period)
    rows = session.scalars(select(Duty.task).join(DutyItem, DutyItem.duty_id == Duty.id).where(
        DutyItem.voided_at.is_(None), Duty.voided_at.is_(None), DutyItem.done_on.is_(None), DutyItem.excused.is_(None),
        DutyItem.due_on.between(span.start, span.end)).order_by(DutyItem.due_on, DutyItem.id))
    return list(dict.fromkeys(task for task in rows if task))


def titles_by(session: Session, period: Period, person_id: int) -> dict[str, list[str]]:
    """What a person did by name: "lecture" party lectures given, "site" visits led, "study" sessions hosted."""
    def found(model: Any, title: Any, who: Any, *more: Any) -> list[str]:
        rows = session.scalars(select(title).where(
            model.voided_at.is_(None), who == person_id, model.day.between(period.start, period.end), *more)
            .order_by(model.day, model.id))
        return list(dict.fromkeys(row for row in rows if row))

    return {"lecture": found(Activity, Activity.title, Activity.host_id, Activity.form == "party-lecture"),
            "site": found(Activity, Activity.title, Activity.host_id, Activity.form.in_(("site", "warning"))),
            "study": found(Study, Study.topic, Study.host_id, Study.ideology.is_(True))}


def reporter_of(session: Session, person_id: int) -> Reporter | None:
    """A person as one who reports; None when there is no such person."""
    row = session.get(Person, person_id)
    return None if row is None else Reporter(row.id, row.post or "", row.duty_role == "secretary")


def possible_reporters(session: Session) -> list[tuple[int, str, str, str]]:
    """(id, name, post, role) of the people of the roster, those with a leading role first."""
    order = {"secretary": 0, "deputy": 1, "member": 2, "branch": 3, "head": 4}
    rows = session.execute(select(Person.id, Person.name, Person.post, Person.duty_role).where(
        Person.voided_at.is_(None)).order_by(Person.position, Person.id)).all()
    return sorted(((row.id, row.name or "", row.post or "", row.duty_role or "") for row in rows),
                  key=lambda row: order.get(row[3], 9))


def _next(period: Period) -> Period:
    """The period of the same kind right after (a free range: as many days)."""
    after = period.end + timedelta(days=1)
    if period.kind == "range":
        return Period(after, after + (period.end - period.start), "range")
    return Period.of(period.kind, after)
