"""Lists of names from a group chat (接龙): who takes part, who does not and why, matched to the people in the file.

Only counts and reasons go into a record; the names stay on the screen (domain.md section 5, N-2; C1: attendance is kept as
numbers per session).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from db.errors import Refusal
from db.fields import gapless
from db.ledgers import LEDGERS
from db.vocabulary import Words

HERE, AWAY, OUT = "here", "away", "out"
"""What becomes of an entry: counted as present, counted as absent, not counted at all."""

_ENTRY = re.compile(r"^\s*(?:\d{1,3}\s*[.．、,，:：)）]|\d{1,3}\ufe0f?\u20e3|[（(]\d{1,3}[)）]|[①-⑳])\s*(.*)$")
_EXAMPLE = re.compile(r"^\s*(例|示例|格式)")
_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_NAME = re.compile(rf"[{_HAN}]\s+[{_HAN}](?![{_HAN}·])|[{_HAN}·]+|[A-Za-z][A-Za-z .]*")  # 张 三, 张三, Anna
_REASONS = ("病假", "事假", "产假", "年休", "休假", "公休", "出差", "外出", "值班", "夜班", "手术", "门诊", "进修", "培训", "援外", "下乡", "开会")
_AWAY = re.compile("请假|不参加|不能|无法|缺席|未参加|来不了|去不了|" + "|".join(_REASONS))
_MORE = re.compile(r"[+＋]\s*\d|[带加共]\s*\d")


@dataclass(frozen=True)
class Entry:
    """One line of a list: its number there, its words, the name that stands first and what follows it."""

    place: int
    text: str
    name: str
    rest: str

    @property
    def reason(self) -> str:
        """Why not, in one word; "" for those who come."""
        if not _AWAY.search(self.rest):
            return ""
        return next((reason for reason in _REASONS if reason in self.rest), "请假")


@dataclass(frozen=True)
class Match:
    """An entry and the people it may mean. ``person`` None: nobody in the file, or not decided yet."""

    entry: Entry
    candidates: tuple[tuple[int, str], ...]
    person: int | None
    fate: str
    told: str = ""  # what the clerk should look at


def read_chain(text: str) -> list[Entry]:
    """The entries of a pasted list, in order; what stands above the first number is no entry. Raises Refusal."""
    found: list[Entry] = []
    for line in text.replace("\u3000", " ").replace("\xa0", " ").splitlines():
        numbered = _ENTRY.match(line)
        if numbered is None or _EXAMPLE.match(line):
            continue
        name = _NAME.search(words := numbered[1].strip())
        if name is not None:
            found.append(Entry(len(found) + 1, words, gapless(name[0]), words[name.end():].strip(" -—–:：,，+、")))
    if not found:
        raise Refusal("没有找到接龙的名单：每个人应占一行，前面有序号，例如“1. 张三”。请把群里的接龙整段复制过来。")
    return found


def match(session: Session, entries: list[Entry], day: date | None) -> list[Match]:
    """Finds each entry's person among those in force on ``day``; the same person a second time is left out."""
    words = Words(session, LEDGERS)
    people = _people(session, day)
    by_name: dict[str, list[int]] = {}
    for one, name, _ in people:
        by_name.setdefault(gapless(name), []).append(one)
    words.load("person", [one for one, _, _ in people])
    departments = {one: department for one, _, department in people}
    names = sorted(by_name, key=len, reverse=True)
    matched: list[Match] = []
    for entry in entries:
        entry = _cut(entry, names)
        found = by_name.get(entry.name, [])
        if len(found) > 1:  # the department beside the name tells which one
            told = [one for one in found if departments[one] and gapless(departments[one]) in gapless(entry.text)]
            found = told if len(told) == 1 else found
        candidates = tuple((one, words.linked("person", one)) for one in found)
        fate = AWAY if entry.reason else HERE
        person = found[0] if len(found) == 1 else None
        told = "" if person else "名册里没有这个名字" if not found else f"名册里有 {len(found)} 个“{entry.name}”，请选是哪一位"
        if _MORE.search(entry.text):
            told = "一行写了不止一个人，这里只算一个" + (f"；{told}" if told else "")
        if any(_same(earlier, entry, person) for earlier in matched):
            fate, told = OUT, "前面已经接过龙，不重复算"
        matched.append(Match(entry, candidates, person, fate, told))
    return matched


def counted(matches: list[Match]) -> tuple[int, str]:
    """How many are present, and the reasons of the absent with their numbers ("出差 1 人、请假 2 人"), without names."""
    reasons = Counter(one.entry.reason or "请假" for one in matches if one.fate == AWAY)
    return (sum(one.fate == HERE for one in matches),
            "、".join(f"{reason} {number} 人" for reason, number in reasons.most_common()))


def _people(session: Session, day: date | None) -> list[tuple[int, str, str]]:
    """(id, name, department) of the people in force on a day."""
    from sqlalchemy import or_, select

    person, department = LEDGERS["person"].model, LEDGERS["department"].model
    query = select(person.id, person.name, department.name).outerjoin(
        department, department.id == person.department_id).where(person.voided_at.is_(None))
    if day is not None:
        query = query.where(or_(person.valid_from.is_(None), person.valid_from <= day),
                            or_(person.valid_to.is_(None), person.valid_to >= day))
    return [(row[0], row[1], row[2] or "") for row in session.execute(query)]


def _cut(entry: Entry, names: list[str]) -> Entry:
    """The name as it stands in the file, also where words follow it without a gap (张三请假) or come first (内科张三)."""
    if entry.name in names:
        return entry
    text = gapless(entry.text)
    for name in names:
        if len(name) > 1 and (place := text.find(name)) >= 0:
            return replace(entry, name=name, rest=text[place + len(name):].strip("-—–:：,，+、"))
    away = _AWAY.search(entry.name)
    if away is not None and away.start() > 1:
        return replace(entry, name=entry.name[:away.start()], rest=entry.name[away.start():] + entry.rest)
    return entry


def _same(earlier: Match, entry: Entry, person: int | None) -> bool:
    if person is not None or earlier.person is not None:
        return person == earlier.person
    return not earlier.candidates and earlier.entry.name == entry.name
