"""Which of many copies stay: the last few, and the last of each of so many days, weeks, months and quarters.

Copies are told apart by their order, which is certain; their dates only say which belong together. A clock that was
wrong for a day therefore costs one place in each row and never the newest copies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

SETTING = "backup_generations"
MOST = 365


@dataclass(frozen=True)
class Generations:
    """How many copies stay: of the newest ones, of days, of ISO weeks, of months, of quarters."""

    latest: int = 3
    daily: int = 14
    weekly: int = 8
    monthly: int = 0
    quarterly: int = 8

    @classmethod
    def of(cls, stored: Any) -> Generations:
        """From the setting ``SETTING`` (daily, weekly, quarterly); whatever in it makes no sense is the usual number."""
        numbers = stored if isinstance(stored, dict) else {}
        return cls(**{name: number for name in ("daily", "weekly", "quarterly")
                      if isinstance(number := numbers.get(name), int) and 0 <= number <= MOST})

    def kept(self, times: Sequence[datetime]) -> set[int]:
        """Places in ``times`` (newest copy first, whatever its date says) that stay. The first always does."""
        places = set(range(min(len(times), max(self.latest, 1))))
        for most, of_time in ((self.daily, _day), (self.weekly, _week), (self.monthly, _month), (self.quarterly, _quarter)):
            newest: dict[Any, int] = {}
            for place, time in enumerate(times):
                newest.setdefault(of_time(time), place)
            places |= set(list(newest.values())[:most])
        return places


def _day(time: datetime) -> Any:
    return time.date()


def _week(time: datetime) -> Any:
    return time.isocalendar()[:2]


def _month(time: datetime) -> Any:
    return time.year, time.month


def _quarter(time: datetime) -> Any:
    return time.year, (time.month + 2) // 3
