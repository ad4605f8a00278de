"""From one cell of somebody's sheet to a value: errors, Excel's day numbers, dashes for "nothing", no year."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from db.dates import arabic
from db.errors import Refusal
from db.fields import Day, Field, Labels, Moment, Prose, Text

_NOTHING = {"/", "\\", "-", "--", "—", "——", "－", "／", "/ /"}
_FIRST, _LAST = 20_000, 80_000  # Excel's numbers for the days from 1954 to 2119
_BEGIN = datetime(1899, 12, 30)  # day 0 of those numbers; the two days off make up for Excel's 29 February 1900
_MONTH = re.compile(r"\d{4}\s*[-./年]\s*\d{1,2}\s*月?(份)?")
_NO_YEAR = re.compile(r"\d{1,2}\s*[-./月]\s*\d{1,2}(?!\d)(?!\s*[-./月年])")


class Unread(str):
    """What stands in a cell whose value nobody can know; ``reason`` is the sentence to show."""

    reason: str

    def __new__(cls, text: str, reason: str) -> Unread:
        made = super().__new__(cls, text)
        made.reason = reason
        return made


def value_of(field: Field, cell: Any, words: Labels | None, year: int | None = None) -> Any:
    """The field's value of a cell; ``year`` is meant where a day is written without one. Raises Refusal."""
    if isinstance(cell, Unread):
        raise Refusal(cell.reason)
    if isinstance(field, (Text, Prose)):
        return field.from_cell(cell, words)
    if isinstance(cell, str) and cell.strip() in _NOTHING:
        return None
    if isinstance(field, (Day, Moment)) and not isinstance(cell, (date, bool)) and cell is not None:
        cell = _day(field.label, arabic(cell) if isinstance(cell, str) else cell)
        if year is not None and lacks_year(field, cell):
            cell = f"{year}-{re.sub(r'[-./月]', '-', cell.strip(), count=1)}"
    return field.from_cell(cell, words)


def lacks_year(field: Field, cell: Any) -> bool:
    """Whether a day is written as 3月5日 or 3.5."""
    return (
        isinstance(field, (Day, Moment))
        and isinstance(cell, (str, float))
        and not isinstance(cell, Unread)
        and bool(_NO_YEAR.match(arabic(str(cell)).strip()))
    )


def _day(label: str, cell: Any) -> Any:
    """A cell of a column of days without the traps that numbers set there."""
    if isinstance(cell, (int, float)) and _FIRST <= cell <= _LAST:
        return (_BEGIN + timedelta(days=cell) + timedelta(milliseconds=500)).replace(microsecond=0)
    text = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()
    if _MONTH.fullmatch(text):
        raise Refusal(f"“{label}”只写了年月“{text}”，没有写是哪一天，请补上。")
    if re.fullmatch(r"(19|20)\d\d年?", text):
        raise Refusal(f"“{label}”只写了年份“{text}”，请补上月和日。")
    if isinstance(cell, float) and re.fullmatch(r"\d{1,2}\.[123]", text):
        month, day = text.split(".")
        raise Refusal(
            f"“{label}”是数字 {text}，看不出是{month}月{day}日还是{month}月{day}0日，请写成 2025-{int(month):02d}-{int(day):02d} 这样。"
        )
    return text if isinstance(cell, (int, float)) else cell
