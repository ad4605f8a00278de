"""Reporting periods: quarter, half-year, year, any range of days, with the words reports use for them.

Source: domain.md 1.1 (period word) and 3.7 (duty calendar).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.errors import Refusal

_QUARTER_WORDS = ("第一季度", "第二季度", "第三季度", "第四季度")


@dataclass(frozen=True)
class Period:
    """An inclusive range of days. ``code`` is its command-line form; ``label`` its heading, ``word`` its short form in a sentence."""

    start: date
    end: date
    kind: str  # quarter | half | year | range

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Refusal("时间范围的结束日期早于开始日期，请对调后再试。")

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """The calendar quarter ``number`` (1 to 4)."""
        return cls(date(year, 3 * number - 2, 1), _month_end(year, 3 * number), "quarter")

    @classmethod
    def half(cls, year: int, number: int) -> Period:
        """The half-year ``number`` (1 or 2)."""
        return cls(date(year, 6 * number - 5, 1), _month_end(year, 6 * number), "half")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31), "year")

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        return cls(date(year, number, 1), _month_end(year, number), "range")

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2025Q4``, ``2025H1``, ``2025`` or ``2025-03-01..2025-06-30``. Raises Refusal for anything else."""
        text = text.strip().upper()
        try:
            if found := re.fullmatch(r"(\d{4})Q([1-4])", text):
                return cls.quarter(int(found[1]), int(found[2]))
            if found := re.fullmatch(r"(\d{4})H([12])", text):
                return cls.half(int(found[1]), int(found[2]))
            if re.fullmatch(r"\d{4}", text):
                return cls.year(int(text))
            if found := re.fullmatch(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", text):
                return cls(date.fromisoformat(found[1]), date.fromisoformat(found[2]), "range")
        except ValueError:
            pass
        raise Refusal(f"看不懂报告期“{text}”，请写成 2025Q4、2025H1、2025 或 2025-03-01..2025-06-30。")

    @classmethod
    def of(cls, kind: str, day: date) -> Period:
        """The quarter, half or year in which ``day`` lies."""
        if kind == "quarter":
            return cls.quarter(day.year, (day.month + 2) // 3)
        if kind == "half":
            return cls.half(day.year, 1 if day.month <= 6 else 2)
        return cls.year(day.year)

    @property
    def code(self) -> str:
        if self.kind == "quarter":
            return f"{self.start.year}Q{(self.start.month + 2) // 3}"
        if self.kind == "half":
            return f"{self.start.year}H{1 if self.start.month == 1 else 2}"
        if self.kind == "year":
            return str(self.start.year)
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """Full words for headings: 2025年第四季度 · 2025年上半年 · 2025年度 · 2025年3月1日至6月30日."""
        if self.kind in ("quarter", "half"):
            return f"{self.start.year}年{self.word}"
        if self.kind == "year":
            return f"{self.start.year}年度"
        if (self.start.year, self.start.month) == (self.end.year, self.end.month) and self.start.day == 1:
            if self.end == _month_end(self.end.year, self.end.month):
                return f"{self.start.year}年{self.start.month}月"
        end = f"{self.end.month}月{self.end.day}日"
        if self.end.year != self.start.year:
            end = f"{self.end.year}年{end}"
        return f"{self.start.year}年{self.start.month}月{self.start.day}日至{end}"

    @property
    def word(self) -> str:
        """The word a sentence starts with: 第四季度 · 上半年 · 全年 · the full label for a free range."""
        if self.kind == "quarter":
            return _QUARTER_WORDS[(self.start.month + 2) // 3 - 1]
        if self.kind == "half":
            return "上半年" if self.start.month == 1 else "下半年"
        if self.kind == "year":
            return "全年"
        return self.label

    def previous(self) -> Period:
        """The period of the same kind right before this one (a free range: as many days)."""
        before = self.start - timedelta(days=1)
        if self.kind == "range":
            return Period(before - (self.end - self.start), before, "range")
        return Period.of(self.kind, before)

    def year_before(self) -> Period:
        """The same period one year earlier (29 February becomes the 28th)."""
        return Period(_same_day(self.start, -1), _same_day(self.end, -1), self.kind)

    def so_far(self, today: date) -> date:
        """The last day that can be judged: the period's end, or today while it runs."""
        return min(self.end, today)

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def parts(self, kind: str) -> Iterator[Period]:
        """The quarters, halves or months (``kind`` = "month") that begin inside this period, in order."""
        day = self.start
        while day <= self.end:
            part = Period.month(day.year, day.month) if kind == "month" else Period.of(kind, day)
            yield part
            day = part.end + timedelta(days=1)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
