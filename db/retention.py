"""How long each ledger's records are kept (保存期限), and which have passed their time.

The years are the hospital's to decide; the program proposes some where personal information is kept and nothing for the
rest, which follow the hospital's own filing rules (归档范围). Source: domain.md P-09; 个人信息保护法 art. 19, 47.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.settings import read_setting, read_settings

LONGEST = 100


@dataclass(frozen=True)
class Expired:
    """One record past its time. ``until`` is its last day; ``voided``: it lies in the recycle bin."""

    ledger_key: str
    record_id: int
    number: str
    day: date
    until: date
    voided: bool


def ledgers_kept() -> list[Ledger]:
    """The ledgers that have a time: those with a day that are no part of another and no standing register."""
    return [ledger for ledger in LEDGERS.values() if ledger.day is not None and ledger.parent is None and not ledger.standing]


def setting_of(ledger_key: str) -> str:
    return f"{ledger_key}_keep_years"


def years_of(session: Session, ledger: Ledger) -> int:
    """Years a record is kept after its day; 0 = for good."""
    return int(read_setting(session, setting_of(ledger.key)) or 0)


def years_kept(session: Session) -> list[tuple[Ledger, int]]:
    """The ledgers that have a time, with their years."""
    kept = read_settings(session, [setting_of(ledger.key) for ledger in ledgers_kept()])
    return [(ledger, int(kept[setting_of(ledger.key)] or 0)) for ledger in ledgers_kept()]


def last_day(day: date, years: int) -> date:
    """The last day on which a record of ``day`` is kept."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)


def expired(session: Session, today: date, most: int | None = None) -> list[Expired]:
    """Every record past its time, or the first ``most``: ledger by ledger, the oldest first; those in the recycle bin too."""
    found: list[Expired] = []
    for ledger, years, past in _past(session, today):
        model, day = ledger.model, ledger.day
        query = select(model.id, model.number, day, model.voided_at).where(past).order_by(day, model.id)
        for row in session.execute(query.limit(most - len(found)) if most is not None else query):
            on = row[2].date() if isinstance(row[2], datetime) else row[2]
            found.append(Expired(ledger.key, row[0], row[1] or f"第{row[0]}条", on, last_day(on, years), row[3] is not None))
    return found


def count_expired(session: Session, today: date) -> int:
    """How many records are past their time."""
    return sum(session.scalar(select(func.count()).select_from(ledger.model).where(past)) or 0
               for ledger, _, past in _past(session, today))


def _past(session: Session, today: date) -> Iterator[tuple[Ledger, int, ColumnElement[bool]]]:
    """The ledgers that have a time, the years, and the condition of being past it."""
    for ledger, years in years_kept(session):
        if years and today.year > years:
            day = last_day(today, -years)  # near the last day that is past: 29 February moves it by one
            while last_day(day, years) >= today:
                day -= timedelta(days=1)
            yield ledger, years, ledger.day < day + timedelta(days=1)
