"""How reports say a number: 150余篇, 1.2万条, 98%以上, 均, 未…, 一周内. Pure functions, one rule each.

Source: domain.md 1.1. No phrase ever claims more than the number: everything is floored, 均 and 全部 need every single
case, 未… needs none at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from db.errors import Refusal

_DIGITS = "零一二三四五六七八九"
_MYRIAD = 10_000
_CLAIMS_RATE = re.compile(r"(\d{1,3})%(以上)?")
_CLAIMS_NONE = re.compile(r"^(?:均?未|没有|杜绝|无)|均未|未(?:出现|发生|形成|引发)")
_CLAIMS_ALL = re.compile(r"(?<![平人日户])均(?!衡)|全部|全覆盖|应签尽签|应办尽办")


def exact(number: int, unit: str) -> str:
    """Every one counted: 9 → 9个. From 万 on with one decimal: 12000 → 1.2万条."""
    return in_myriads(number, unit) if number >= _MYRIAD else f"{number}{unit}"


def about(number: int, unit: str) -> str:
    """Floored to ten with 余: 153 → 150余篇; 20 → 20篇 (nothing left over), 8 → 8篇 (below ten every one counts)."""
    if number >= _MYRIAD:
        return in_myriads(number, unit)
    rest = number % 10
    return f"{number - rest}余{unit}" if rest and number > 10 else f"{number}{unit}"


def in_myriads(number: int, unit: str) -> str:
    """In 万 with at most one decimal, floored, 余 when something is left: 680000 → 68万次, 12345 → 1.2万余次."""
    tenths, rest = divmod(number, _MYRIAD // 10)
    whole, tenth = divmod(tenths, 10)
    return f"{whole}{f'.{tenth}' if tenth else ''}万{'余' if rest else ''}{unit}"


def percent(hits: int, total: int) -> str:
    """A rate floored to whole percent: 100%, 98% when exact, else 98%以上; below one percent 不足1%; "" without cases."""
    if total <= 0:
        return ""
    whole, rest = divmod(hits * 100, total)
    if rest and whole == 0:
        return "不足1%"
    return f"{whole}%以上" if rest else f"{whole}%"


def all_of(hits: int, total: int, word: str = "均") -> str:
    """均 or 全部 when every case of at least one is meant, else "" (never 均 for 7 of 8)."""
    return word if total > 0 and hits == total else ""


def none_of(number: int, words: str) -> str:
    """``words`` (未引发次生舆情 …) when the number is 0, else ""."""
    return words if number == 0 else ""


def within_days(days: int) -> str:
    """The longest time a case took: up to 7 → 一周内, 8 → 8天内, 0 → 当天."""
    if days <= 0:
        return "当天"
    return "一周内" if days <= 7 else f"{days}天内"


def passed(number: int, unit: str) -> str:
    """A threshold passed, floored to 万 (below that to thousands, hundreds): 80321 → 突破8万人."""
    for step in (_MYRIAD, 1000, 100):
        if number >= step:
            return f"突破{exact(number // step * step, unit)}"
    return exact(number, unit)


def years(first: int, last: int) -> str:
    """A span of years as reports write it: 2019-2022年, one year 2023年."""
    return f"{first}年" if first == last else f"{first}-{last}年"


def chinese(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 101 → 一百零一; for headings and 一是, 1 to 999."""
    if not 1 <= number <= 999:
        raise Refusal(f"中文序号只能是一到九百九十九，现在是 {number}。")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    ten = "" if tens == 0 else "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    hundred = f"{_DIGITS[hundreds]}百{'零' if ones and not tens else ''}" if hundreds else ""
    return hundred + ten + (_DIGITS[ones] if ones else "")


def day(value: date) -> str:
    """GB/T 9704 form, Arabic digits without leading zeros: 2025年1月5日."""
    return f"{value.year}年{value.month}月{value.day}日"


def days(values: Sequence[date]) -> str:
    """Several days, each year named once: 2025年10月9日、11月4日、2026年1月5日."""
    named = zip(values, [None, *values])
    return "、".join(day(value) if before is None or before.year != value.year else f"{value.month}月{value.day}日" for value, before in named)


def listing(names: Sequence[str], most: int = 6) -> str:
    """甲、乙和丙; with more than ``most`` names the first ones and 等."""
    if len(names) > most:
        return "、".join(names[:most]) + "等"
    return "和".join(["、".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def change(now: int, before: int, unit: str, against: str) -> str:
    """比上季度增加3次 · 比上季度减少3次 · 与上季度持平; ``against`` is 上季度, 去年同期 …"""
    if now == before:
        return f"与{against}持平"
    return f"比{against}{'增加' if now > before else '减少'}{exact(abs(now - before), unit)}"


def claim_holds(words: str, value: float | None, hits: int | None = None, total: int | None = None) -> bool:
    """Whether words that claim all (均, 全部), none (未, 杜绝) or a rate (98%以上) are true of the figure (check C10)."""
    if total and hits is not None and (rate := _CLAIMS_RATE.search(words)):
        least = int(rate[1])
        return hits * 100 >= least * total and (bool(rate[2]) or hits * 100 == least * total)
    if _CLAIMS_NONE.search(words):
        return not value
    if _CLAIMS_ALL.search(words):
        return bool(total) and hits == total
    return True
