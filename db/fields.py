"""Field types: what a column of a ledger means to a person. One class per type, one place per consequence.

To add a field type: 1 write the class here; 2 give it an editor in ``desktop/widgets/editors.py``;
3 ``tests/test_fields.py`` goes over ``FIELD_TYPES`` and will tell what is still missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Protocol
from unicodedata import normalize

from sqlalchemy import Boolean, Date, DateTime, ForeignKey, Integer, Text as TextColumn
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.sql import ColumnElement

from db.dates import read_day, read_moment
from db.errors import Refusal, UnknownTerm

_COUNTERS = "元|人次|人|名|位|次|篇|件|条|场|期|份|个|项|家|册"  # what people write behind a number, whatever the field counts in

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # pasted along unseen

_LATIN = re.compile("[A-Za-zÀ-ɏＡ-Ｚａ-ｚ]")

SEALED = "⟦sealed-1⟧"  # what the token of a sealed text begins with (db/talk_lock.py)
LOCKED = "（内容已加锁）"  # what is shown in its place while its key is not at hand


class Labels(Protocol):
    """Words for codes and ids, and back; ``today`` is the day by which 昨天 and 3.5 are read. Implemented by
    ``db.vocabulary.Words`` over an open session."""

    def term(self, vocabulary: str, code: str) -> str: ...
    def code(self, vocabulary: str, label: str) -> str: ...
    def linked(self, ledger_key: str, record_id: int) -> str: ...
    def find(self, ledger_key: str, text: str) -> int: ...
    def plain(self, value: str) -> str: ...
    def today(self) -> date: ...


@dataclass
class Field:
    """One field of a record. ``name`` is the attribute's name, filled in by the ledger; ``width`` is in Han characters."""

    label: str
    help: str = ""
    required: bool = False
    width: int = 8
    readonly: bool = False  # moved by actions or filled by the program, never typed
    searchable: bool = False
    default: Any = None  # a value, or a function of the day on which the record is made
    also: tuple[str, ...] = ()  # other headings seen in people's Excel sheets
    name: str = ""

    column_type: ClassVar[Any] = TextColumn
    sample: ClassVar[Any] = None

    def parse(self, text: str, words: Labels | None = None) -> Any:
        """The value typed or pasted as ``text`` without what nobody can see in it (two names that look the same are the
        same); blank text gives None. Raises Refusal with one sentence."""
        text = visible(text).strip()
        return self._read(text, words) if text else None

    def display(self, value: Any, words: Labels | None = None) -> str:
        """The value as a person reads it; "" for None."""
        return "" if value is None else self._show(value, words)

    def check(self, value: Any, today: date | None = None) -> str | None:
        """A sentence when ``value`` is not acceptable for this field alone, else None."""
        if value is None or value == "":
            return f"请填写“{self.label}”。" if self.required else None
        return None

    def from_cell(self, value: Any, words: Labels | None = None) -> Any:
        """The value of an Excel cell (text, number or date). Raises Refusal."""
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return self.parse(str(value), words)

    def to_cell(self, value: Any, words: Labels | None = None) -> Any:
        """What is written into an Excel cell."""
        return self.display(value, words)

    def initial(self, today: date | None = None) -> Any:
        return self.default(today or date.today()) if callable(self.default) else self.default

    def _read(self, text: str, words: Labels | None) -> Any:
        return text

    def _show(self, value: Any, words: Labels | None) -> str:
        return str(value)


@dataclass
class Text(Field):
    """One line of text, at most ``limit`` characters. ``naming``: what a person, department or branch is called; gaps for
    the look of a table (张　三, 内 科) are not kept, those of a name with Latin letters are."""

    limit: int = 200
    naming: bool = False
    sample = "第一门诊部"

    def check(self, value: Any, today: date | None = None) -> str | None:
        if value and len(value) > self.limit:
            return f"“{self.label}”有 {len(value)} 个字，最多 {self.limit} 个字，请压缩。"
        return super().check(value, today)

    def _read(self, text: str, words: Labels | None) -> str:
        return gapless(text) if self.naming and not _LATIN.search(text) else " ".join(text.split())


@dataclass
class Prose(Field):
    """Several lines of text."""

    limit: int = 20000
    lines: int = 4
    sample = "第一行\n第二行"

    def check(self, value: Any, today: date | None = None) -> str | None:
        if value and len(value) > self.limit and not value.startswith(SEALED):
            return f"“{self.label}”有 {len(value)} 个字，最多 {self.limit} 个字，请压缩。"
        return super().check(value, today)

    def _show(self, value: Any, words: Labels | None) -> str:
        if not value.startswith(SEALED):
            return value
        return words.plain(value) if words is not None else LOCKED


@dataclass
class Number(Field):
    """A whole number between ``least`` and ``most`` with a unit for display."""

    least: int = 0
    most: int = 1_000_000_000
    unit: str = ""
    column_type = Integer
    sample = 12

    def check(self, value: Any, today: date | None = None) -> str | None:
        if value is not None and not self.least <= value <= self.most:
            return f"“{self.label}”应在 {self.least} 到 {self.most} 之间，请改正。"
        return super().check(value, today)

    def to_cell(self, value: Any, words: Labels | None = None) -> Any:
        return value

    def _read(self, text: str, words: Labels | None) -> int:
        plain = normalize("NFKC", text).removesuffix(self.unit).replace(",", "").strip(" ¥")
        found = re.fullmatch(rf"([+-]?[0-9]+(?:\.[0-9]+)?)\s*(万?)(?:{_COUNTERS})?", plain)
        if found is None:
            raise Refusal(f"“{self.label}”应填数字，现在是“{text}”，请改正。")
        value = Decimal(found[1]) * (10_000 if found[2] else 1)
        if value != int(value):
            raise Refusal(f"“{self.label}”应填整数，现在是“{text}”，请改正。")
        return int(value)


@dataclass
class Day(Field):
    """A calendar day. ``past`` refuses days after today; typed without a year the last one is meant, not one to come."""

    past: bool = False
    width: int = 6
    column_type = Date
    sample = date(2025, 3, 5)

    def check(self, value: Any, today: date | None = None) -> str | None:
        if value is not None and not 1949 <= value.year <= 2100:
            return f"“{self.label}”的年份是 {value.year}，请检查。"
        if value is not None and self.past and value > (today or date.today()):
            return f"“{self.label}”不能晚于今天，请改正。"
        return super().check(value, today)

    def from_cell(self, value: Any, words: Labels | None = None) -> Any:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return super().from_cell(value, words)

    def to_cell(self, value: Any, words: Labels | None = None) -> Any:
        return value

    def _read(self, text: str, words: Labels | None) -> date:
        return read_day(text, words.today() if words is not None else None, prefer_past=self.past)

    def _show(self, value: Any, words: Labels | None) -> str:
        return value.isoformat()


@dataclass
class Moment(Field):
    """A day and a time of day, to the minute. ``past``: typed without a year the last such day is meant."""

    past: bool = False
    width: int = 9
    column_type = DateTime
    sample = datetime(2025, 3, 5, 14, 30)

    def from_cell(self, value: Any, words: Labels | None = None) -> Any:
        if isinstance(value, datetime):
            return value.replace(second=0, microsecond=0)
        if isinstance(value, date):
            return datetime.combine(value, time())
        return super().from_cell(value, words)

    def to_cell(self, value: Any, words: Labels | None = None) -> Any:
        return value

    def _read(self, text: str, words: Labels | None) -> datetime:
        return read_moment(text, words.today() if words is not None else None, prefer_past=self.past)

    def _show(self, value: Any, words: Labels | None) -> str:
        return value.strftime("%Y-%m-%d %H:%M")


@dataclass
class Flag(Field):
    """Yes or no."""

    width: int = 3
    default: Any = False
    column_type = Boolean
    sample = True

    def _read(self, text: str, words: Labels | None) -> bool:
        if text in ("是", "√", "✓", "1", "Y", "y", "有", "对", "True", "true"):
            return True
        if text in ("否", "×", "0", "N", "n", "无", "没有", "False", "false"):
            return False
        raise Refusal(f"“{self.label}”应填“是”或“否”，现在是“{text}”，请改正。")

    def _show(self, value: Any, words: Labels | None) -> str:
        return "是" if value else "否"


@dataclass
class Term(Field):
    """A term of a vocabulary the clerk can extend. The record keeps the code, so labels may be reworded later."""

    vocabulary: str = ""
    sample = "sample"

    def _read(self, text: str, words: Labels | None) -> str:
        return words.code(self.vocabulary, text) if words else text

    def _show(self, value: Any, words: Labels | None) -> str:
        return words.term(self.vocabulary, value) if words else value


@dataclass
class Terms(Field):
    """Several terms of one vocabulary, kept as ``,code,code,`` so that one term can be asked for in SQL."""

    vocabulary: str = ""
    width: int = 12
    sample = ",one,two,"

    def _read(self, text: str, words: Labels | None) -> str | None:
        parts = [part.strip() for part in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")]
        codes, unknown = [], []
        for part in filter(None, parts):
            try:
                codes.append(words.code(self.vocabulary, part) if words else part)
            except UnknownTerm as error:
                unknown.append(error)
        if unknown:
            raise UnknownTerm("".join(map(str, unknown)), tuple(word for error in unknown for word in error.words))
        return pack(codes)

    def _show(self, value: Any, words: Labels | None) -> str:
        return "、".join(words.term(self.vocabulary, code) if words else code for code in unpack(value))


@dataclass(frozen=True)
class State:
    """One state of a fixed state machine; ``tone`` is good, warn, bad or calm and never the only mark of it.

    No tone: the usual state, of which the form says nothing."""

    code: str
    label: str
    tone: str = "calm"


@dataclass
class Choice(Field):
    """A fixed set of states or kinds that the program's rules depend on; the clerk cannot extend it."""

    states: tuple[State, ...] = ()
    width: int = 5
    sample = None

    def __post_init__(self) -> None:
        if self.default is None and self.readonly:
            self.default = self.states[0].code

    def state(self, code: str) -> State:
        return next((state for state in self.states if state.code == code), State(code, code))

    def _read(self, text: str, words: Labels | None) -> str:
        for state in self.states:
            if text in (state.label, state.code):
                return state.code
        known = "、".join(state.label for state in self.states)
        raise Refusal(f"“{self.label}”里没有“{text}”，可填：{known}。")

    def _show(self, value: Any, words: Labels | None) -> str:
        return self.state(value).label


@dataclass
class Link(Field):
    """One record of another ledger (a person, a department, the round a risk belongs to). ``growing``: where a record
    is written, a name that is not there yet may be added on the spot."""

    target: str = ""
    growing: bool = False
    column_type = Integer
    sample = 1

    def _read(self, text: str, words: Labels | None) -> int:
        if words is None:
            return int(text)
        return words.find(self.target, text)

    def _show(self, value: Any, words: Labels | None) -> str:
        return words.linked(self.target, value) if words else str(value)


@dataclass
class Derived(Field):
    """A column computed at the moment of asking (overdue, days left). ``expression(today)`` is SQL; nothing is stored."""

    expression: Callable[[date], ColumnElement] | None = None
    readonly: bool = True
    states: tuple[State, ...] = ()

    def state(self, code: str) -> State:
        return next((state for state in self.states if state.code == code), State(code, code))

    def _show(self, value: Any, words: Labels | None) -> str:
        return self.state(value).label if self.states else str(value)


FIELD_TYPES: tuple[type[Field], ...] = (Text, Prose, Number, Day, Moment, Flag, Term, Terms, Choice, Link)


def visible(text: str) -> str:
    """``text`` without control characters and marks of no width, as web pages, chats and old papers leave them; Word's
    break within a paragraph becomes a line break."""
    return _UNSEEN.sub("", text.replace("\x0b", "\n"))


def gapless(name: str) -> str:
    """A name as it is compared with others: 张　三 is 张三, 内 科 is 内科."""
    return "".join(name.split())


def that_day(today: date) -> date:
    """A default: the day on which the record is made."""
    return today


def that_minute(today: date) -> datetime:
    """A default: the moment at which the record is made."""
    return datetime.combine(today, datetime.now().time().replace(second=0, microsecond=0))


def pack(codes: list[str]) -> str | None:
    """``["a","b"]`` → ``,a,b,``; nothing → None."""
    return "," + ",".join(codes) + "," if codes else None


def unpack(value: str | None) -> list[str]:
    """The codes of a Terms value, in order."""
    return [code for code in (value or "").split(",") if code]


def keep(field: Field, *, index: bool = False, unique: bool = False) -> MappedColumn[Any]:
    """The mapped column that stores ``field``. ``active_history`` so that the journal always knows the old value."""
    arguments: list[Any] = [field.column_type]
    if isinstance(field, Link):
        arguments.append(ForeignKey(f"{field.target}.id"))
        index = True
    return mapped_column(*arguments, nullable=True, info={"field": field}, active_history=True, index=index, unique=unique)
