"""From duties to due items: one item for each time of each period of the year. Source: duty calendar, domain.md 3.7."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.duty import DUTIES, DUTY_ITEMS, Duty, DutyItem, DutyList
from db.periods import Period
from db.records import save
from db.resources import resource
from db.vocabulary import Words


def expand(session: Session, duty_list: DutyList, duties: Iterable[Duty], today: date) -> int:
    """Makes the items of a list that do not exist yet, and returns how many the list has in all."""
    year = Period.year(duty_list.year)
    total = 0
    for duty in duties:
        have = set(session.execute(select(DutyItem.due_on, DutyItem.turn).where(
            DutyItem.duty_id == duty.id, DutyItem.voided_at.is_(None))).all())
        for starts_on, due_on, turn in occasions(duty, year):
            total += 1
            if (due_on, turn) not in have:
                save(session, DUTY_ITEMS, {"duty_id": duty.id, "starts_on": starts_on, "due_on": due_on, "turn": turn}, today=today)
    return total


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
