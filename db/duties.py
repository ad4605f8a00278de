"""From duties to due items: one item for each time of each period of the year. Source: duty calendar, domain.md 3.7."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.duty import DUTIES, DUTY_ITEMS, DUTY_LISTS, Duty, DutyItem, DutyList
from db.links import tie
from db.periods import Period
from db.record import Relation
from db.records import save, values_of
from db.resources import resource
from db.vocabulary import Words


def expand(session: Session, duty_list: DutyList, duties: Iterable[Duty], today: date, since: date = date.min) -> int:
    """Makes the items of a list that do not exist yet, and returns how many the list has in all.

    ``since`` leaves out what was due before that day: a list that replaces another asks nothing of the time before it.
    """
    year = Period.year(duty_list.year)
    total = 0
    for duty in duties:
        have = set(session.execute(select(DutyItem.due_on, DutyItem.turn).where(
            DutyItem.duty_id == duty.id, DutyItem.voided_at.is_(None))).all())
        missing = [(starts_on, due_on, turn) for starts_on, due_on, turn in occasions(duty, year)
                   if (due_on, turn) not in have and due_on >= since]
        for starts_on, due_on, turn in missing:
            save(session, DUTY_ITEMS, {"duty_id": duty.id, "starts_on": starts_on, "due_on": due_on, "turn": turn}, today=today)
        total += len(have) + len(missing)
    return total


def next_version(session: Session, old: DutyList, today: date) -> DutyList:
    """A draft of the list's next version with all its duties; each new duty remembers the one it renews."""
    newest = session.scalar(select(func.max(DutyList.version)).where(DutyList.year == old.year, DutyList.voided_at.is_(None)))
    new = save(session, DUTY_LISTS, {"year": old.year, "version": newest + 1, "title": old.title, "basis": old.basis}, today=today)
    for duty in session.scalars(select(Duty).where(Duty.list_id == old.id, Duty.voided_at.is_(None)).order_by(Duty.id)).all():
        tie(session, "renewed", duty, save(session, DUTIES, values_of(DUTIES, duty) | {"list_id": new.id}, today=today))
    return new


def carry_over(session: Session, duty_list: DutyList, duties: Iterable[Duty]) -> None:
    """Moves the items of the duties that ``duties`` renew over to them, with proofs and state, where the times still fit.

    What the replaced versions still ask for after the new one's day is excused; what was late by then stays late.
    """
    year = Period.year(duty_list.year)
    for duty in duties:
        fits = set(occasions(duty, year))
        items = session.scalars(
            select(DutyItem).join(Relation, (Relation.from_id == DutyItem.duty_id) & (Relation.from_ledger == "duty"))
            .join(Duty, Duty.id == DutyItem.duty_id).join(DutyList, DutyList.id == Duty.list_id)
            .where(Relation.kind == "renewed", Relation.to_ledger == "duty", Relation.to_id == duty.id, Relation.voided_at.is_(None),
                   DutyList.year == duty_list.year, DutyItem.voided_at.is_(None))).all()
        for item in items:
            if (item.starts_on, item.due_on, item.turn) in fits:
                save(session, DUTY_ITEMS, {"duty_id": duty.id}, item)
    left = session.scalars(
        select(DutyItem).join(Duty, Duty.id == DutyItem.duty_id).join(DutyList, DutyList.id == Duty.list_id)
        .where(DutyList.year == duty_list.year, DutyList.state == "replaced", DutyItem.voided_at.is_(None), DutyItem.done_on.is_(None),
               DutyItem.excused.is_(None), DutyItem.due_on >= duty_list.issued_on)).all()
    for item in left:
        save(session, DUTY_ITEMS, {"excused": f"已按第{duty_list.version}版清单调整"}, item)


def occasions(duty: Duty, year: Period) -> list[tuple[date, date, int]]:
    """(first day, last day, which time) of every time a duty is due in a year; none for 随时."""
    if duty.frequency == "any":
        return []
    if duty.frequency == "year":
        end = Period.month(year.start.year, duty.due_month or 12).end
        periods = [Period(year.start, end, "range")]
    else:
        periods = list(year.parts(duty.frequency))
    return [(period.start, period.end, turn) for period in periods for turn in range(1, (duty.times or 1) + 1)]


def template() -> list[dict[str, str]]:
    """The rows of the shipped responsibility template: field name → text (``resources/duties.tsv``)."""
    with resource("duties.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def draw_up(session: Session, duty_list: DutyList, today: date) -> int:
    """Fills a list from the template; duties it has already are left alone. Returns how many were added."""
    have = set(session.scalars(select(Duty.task).where(Duty.list_id == duty_list.id, Duty.voided_at.is_(None))))
    words = Words(session, LEDGERS)
    made = 0
    for row in template():
        if row["task"] in have:
            continue
        values = {name: DUTIES.field(name).parse(text, words) for name, text in row.items()}
        save(session, DUTIES, values | {"list_id": duty_list.id}, today=today)
        made += 1
    return made
