"""Dates as office people write them: 3.5, 2025年3月5日, 三月五日, 20250305, 昨天. One reader for forms, paste and Excel."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from unicodedata import normalize

from db.errors import Refusal

_RELATIVE = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_FULL = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_SHORT = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?")
_WEEKDAY = re.compile(r"\s*[(]?(星期|周)[一二三四五六日天][)]?")
_HAN = re.compile(r"(?:([〇○零一二三四五六七八九]{4})年)?(十[一二]?|[一二三四五六七八九])月([二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]?")
_DIGITS = {word: digit for digit, words in enumerate(("〇○零", *"一二三四五六七八九")) for word in words}
_HALF = re.compile(r"(上午|下午|晚上?|中午)")


def read_day(text: str, today: date | None = None, prefer_past: bool = False) -> date:
    """One day. Without a year the one nearest to ``today`` (at most half a year off) is meant, with ``prefer_past`` the
    last one up to ``today``. Raises Refusal."""
    today = today or date.today()
    text = _plain(text)
    if found := re.fullmatch(r"(.*\d日?)[ T]\d{1,2}:\d{2}(:\d{2})?", text):
        text = found[1]  # a day written with its time of day
    if text in _RELATIVE:
        return today + timedelta(days=_RELATIVE[text])
    try:
        if found := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _SHORT.fullmatch(text):
            return _nearest(int(found[1]), int(found[2]), today, prefer_past)
    except ValueError as error:
        raise Refusal(f"“{text}”不是日历上有的日期，请写成 2025-03-05 这样。") from error
    raise Refusal(f"看不懂日期“{text}”，请写成 2025-03-05、3.5 或 2025年3月5日。")


def read_moment(text: str, today: date | None = None, prefer_past: bool = False) -> datetime:
    """A day with an optional time of day (midnight when left out). Raises Refusal."""
    text = _plain(text).replace("T", " ")
    half = _HALF.search(text)
    text = _HALF.sub(" ", text)
    clock = _CLOCK.search(text)
    hour = minute = 0
    if clock and (clock.start() == 0 or not text[clock.start() - 1].isdigit()):
        hour, minute = int(clock[1]), int(clock[2] or 0)
        tail = text[clock.end():].lstrip(":0123456789")
        text = (text[: clock.start()] + tail).strip()
        if half and half[1] in ("下午", "晚", "晚上", "中午") and 1 <= hour < (11 if half[1] == "中午" else 12):
            hour += 12
    if hour > 23 or minute > 59:
        raise Refusal("时间应在 0:00 到 23:59 之间，请改正，例如 14:30。")
    day = read_day(text, today, prefer_past) if text else (today or date.today())
    return datetime(day.year, day.month, day.day, hour, minute)


def arabic(text: str) -> str:
    """二〇二五年三月五日 as 2025年3月5日; any other text as it is."""
    found = _HAN.match(text.strip())
    if found is None:
        return text
    year = "".join(str(_DIGITS[word]) for word in found[1] or "")
    return f"{f'{year}年' if year else ''}{_count(found[2])}月{_count(found[3])}日{text.strip()[found.end():]}"


def _count(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _plain(text: str) -> str:
    """Full-width digits as plain ones, without the day of the week that people add in brackets."""
    text = arabic(text)
    return _WEEKDAY.sub("", normalize("NFKC", text)).strip() if text.strip()[:1].isdigit() else text.strip()


def _nearest(month: int, day: int, today: date, prefer_past: bool) -> date:
    candidates = []
    for year in range(today.year - 8, today.year + 2):  # 29 February may lie eight years back
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if prefer_past:
        candidates = [candidate for candidate in candidates if candidate <= today]
    if not candidates:
        raise ValueError(f"{month}-{day}")
    return min(candidates, key=lambda candidate: abs(candidate - today))
