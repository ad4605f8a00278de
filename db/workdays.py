"""Working days of China: weekends, public holidays and 调休 (days swapped by the State Council's yearly notice).

The notices come from the library ``chinese_calendar``, offline; each year's appears in the November before. A year that
the installed version does not know yet is reckoned Monday to Friday, and whoever shows such a day says 暂算.

The library is loaded when first asked: nothing here may be imported before the first paint of the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Count:
    """Working days between two days; ``certain`` False: a year among them is not announced yet (暂算)."""

    days: int
    certain: bool

    @property
    def words(self) -> str:
        return f"{self.days} 个工作日" if self.certain else f"暂算 {self.days} 个工作日"


@dataclass(frozen=True)
class Deadline:
    """A day so many working days later; ``certain`` as above."""

    day: date
    certain: bool


def is_known(year: int) -> bool:
    """Whether the arrangement of the year's holidays is in the installed library."""
    from chinese_calendar import is_workday as known_workday

    try:
        known_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    """Whether offices work that day; Monday to Friday in a year that is not known."""
    from chinese_calendar import is_workday as known_workday

    try:
        return known_workday(day)
    except NotImplementedError:
        return day.weekday() < 5


def until(today: date, due: date) -> Count:
    """The working days from tomorrow to ``due``, that day included; 0 when it is over."""
    days = sum(is_workday(today + timedelta(step)) for step in range(1, (due - today).days + 1))
    return Count(days, _certain(today, max(today, due)))


def after(start: date, count: int) -> Deadline:
    """The ``count``-th working day after ``start``, the day itself not counted."""
    day, left = start, count
    while left > 0:
        day += timedelta(1)
        left -= is_workday(day)
    return Deadline(day, _certain(start, day))


def _certain(first: date, last: date) -> bool:
    return all(is_known(year) for year in range(first.year, last.year + 1))
