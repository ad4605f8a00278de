"""Plays an invented hospital's year back day by day, the way a clerk would have entered it.

Planners (``talks.py``, ``problems.py`` …) put events on a calendar first; ``play`` then carries them out in the order
of their days, each in a transaction of its day and with the file's clock set to that day. So every rule and gate holds,
histories read like a real year, and equal arguments give equal records.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import evidence, records
from db.ledgers import LEDGERS
from db.links import tie
from db.record import Record, Relation
from db.workspace import Workspace

Progress = Callable[[int, int, str], None]
_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (5, 5), *((10, day) for day in range(1, 8))}


@dataclass(frozen=True)
class Event:
    """Something that happens on a day; ``do`` gets the hand that writes it."""

    day: date
    label: str
    do: Callable[[Hand], None]


@dataclass
class Hand:
    """The clerk's hand on one day: saves, takes steps and attaches proofs inside the day's transaction."""

    session: Session
    workspace: Workspace
    day: date
    marks: dict[str, int]  # ids of records that later events come back to
    desk: Path

    def save(self, key: str, mark: str = "", /, **values: Any) -> Record:
        """Saves a new record; ``mark`` is the name under which a later event finds it."""
        record = records.save(self.session, LEDGERS[key], values, today=self.day)
        if mark:
            self.marks[mark] = record.id
        return record

    def change(self, key: str, mark: str, /, **values: Any) -> Record:
        return records.save(self.session, LEDGERS[key], values, self.get(key, mark), today=self.day)

    def get(self, key: str, mark: str) -> Any:
        return records.get(self.session, LEDGERS[key], self.marks[mark])

    def act(self, key: str, record: Record, action: str, /, **answers: Any) -> None:
        """Takes one step of the record's state machine. Raises Refusal at its gates, like the window does."""
        step = next(one for one in LEDGERS[key].actions if one.key == action)
        records.act(self.session, LEDGERS[key], record, step, answers, self.day)

    def attach(self, key: str, record: Record, title: str, *lines: str) -> None:
        """Attaches a small text file made for the occasion."""
        page = self.desk / f"{title}.txt"
        page.write_text("\n".join((title, "", *lines, "", f"{self.day.year}年{self.day.month}月{self.day.day}日")),
            encoding="utf-8-sig")
        evidence.attach(self.session, self.workspace.evidence, LEDGERS[key], record, page, title, self.day)
        page.unlink()

    def follow(self, kind: str, source: Record, mark: str) -> None:
        """Marks the record that a step has just made of ``source``."""
        made = self.session.scalars(select(Relation).where(
            Relation.kind == kind, Relation.from_ledger == source.__tablename__,
            Relation.from_id == source.id).order_by(Relation.id.desc())).first()
        assert made is not None, mark
        self.marks[mark] = made.to_id

    def newest(self, key: str, fits: Callable[[Any], bool]) -> Any:
        """The newest record of a ledger that ``fits``."""
        model = LEDGERS[key].model
        return next(one for one in self.session.scalars(select(model).order_by(model.id.desc())) if fits(one))

    def tie(self, kind: str, source: Record, target: Record) -> None:
        tie(self.session, kind, source, target)


@dataclass
class Chronicle:
    """The calendar that planners fill."""

    year: int
    random: Random
    marks: dict[str, int] = field(default_factory=dict)
    _events: list[Event] = field(default_factory=list)

    def on(self, day: date, label: str, do: Callable[[Hand], None]) -> None:
        """Plans an event. Days after the year's end are left out: the sample stands at New Year's Eve."""
        if day.year == self.year:
            self._events.append(Event(day, label, do))

    def day(self, month: int, number: int) -> date:
        """A working day at or right after the given one."""
        return self.workday(date(self.year, month, min(number, calendar.monthrange(self.year, month)[1])))

    def workday(self, day: date) -> date:
        """``day`` or the next working day, but never past New Year's Eve when ``day`` lies before it."""
        end = date(self.year, 12, 31)
        moved = day
        while moved.weekday() > 4 or (moved.month, moved.day) in _HOLIDAYS:
            moved += timedelta(days=1)
        return end if day <= end < moved else moved

    def days(self, count: int, first: date, last: date) -> Iterator[date]:
        """``count`` working days between two days, in order; more than one may fall on a day."""
        span = (last - first).days
        for offset in sorted(self.random.randint(0, span) for _ in range(count)):
            yield min(self.workday(first + timedelta(days=offset)), last)

    def quarter_days(self, counts: tuple[int, int, int, int]) -> Iterator[tuple[int, date]]:
        """(quarter, day): so many days in each quarter, in order."""
        for quarter, count in enumerate(counts, start=1):
            first = date(self.year, 3 * quarter - 2, 1)
            last = date(self.year, 3 * quarter, calendar.monthrange(self.year, 3 * quarter)[1])
            for day in self.days(count, first, last):
                yield quarter, day

    def play(self, workspace: Workspace, progress: Progress | None = None) -> None:
        """Carries the events out in the order of their days, one transaction for each day and label."""
        events = sorted(self._events, key=lambda event: event.day)
        batches = [(day, label, list(batch)) for (day, label),
            batch in groupby(events, key=lambda event: (event.day, event.label))]
        clock = workspace.clock
        try:
            with TemporaryDirectory() as desk:
                for number, (day, label, batch) in enumerate(batches, start=1):
                    workspace.clock = _clock(day)
                    with workspace.transaction(label) as session:
                        for event in batch:
                            event.do(Hand(session, workspace, day, self.marks, Path(desk)))
                    if progress is not None and (number % 20 == 0 or number == len(batches)):
                        progress(number, len(batches), f"{day.month}月{day.day}日")
        finally:
            workspace.clock = clock
        self._events.clear()


def _clock(day: date) -> Callable[[], datetime]:
    moment = datetime.combine(day, time(16, 30))
    return lambda: moment
