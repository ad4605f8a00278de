"""What a form is: its name, the ledger it is filled from, and the function that makes its document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.record import Record
from db.settings import read_setting
from db.vocabulary import Words
from desktop.reports.blocks import Block, Document
from desktop.reports.export import STYLE_SETTING
from desktop.reports.style import STANDARD, Style
from desktop.reports.style_settings import style_of


@dataclass(frozen=True)
class House:
    """Who fills forms in: the hospital, its party committee, today's date, its page; empty names leave room to write
    them.
    """

    hospital: str
    committee: str
    today: date
    style: Style = STANDARD

    @classmethod
    def of(cls, session: Session, today: date | None = None) -> House:
        """As the open file has it. Raises Refusal for a stored layout that cannot be."""
        hospital = read_setting(session, "hospital") or ""
        committee = read_setting(session, "party_committee") or (f"中共{hospital}委员会" if hospital else "")
        return cls(hospital, committee, today or date.today(), style_of(read_setting(session, STYLE_SETTING)))

    @property
    def office(self) -> str:
        """党委办公室 as author of the files."""
        return f"{self.hospital}党委办公室"

    def document(self, title: str, *blocks: Block, numbered: bool = False, subject: str = "") -> Document:
        """A document of this house; one-page forms go without page numbers."""
        return Document(tuple(blocks), title, self.office, subject or title, self.today, numbered)


Build = Callable[[Session, Any, Words, House], Document]


@dataclass(frozen=True)
class Form:
    """One form. `build(session, record, words, house)` makes its document, the record being one of `ledger_key` (for a
    form of no ledger what its module says). Without a record it is made empty, to be filled in by hand, or, for a list,
    of all records. `listing`: made of many records, whose ids stand in the record's place.
    """

    key: str
    title: str
    ledger_key: str
    build: Build
    help: str = ""
    listing: bool = False


def link(words: Words, key: str, record_id: int | None) -> str:
    """The title of a linked record, nothing when there is none."""
    return "" if record_id is None else words.linked(key, record_id)


def shown(ledger: Any, record: Record | None, words: Words, name: str) -> str:
    """A field's value as people read it, dates in office style; nothing without a record."""
    if record is None:
        return ""
    field, value = ledger.field(name), getattr(record, name)
    if isinstance(value, date):
        return day_text(value)
    return field.display(value, words)


def day_text(day: date | None) -> str:
    """A date as an office form states it, a moment with its time of day: 2025年3月5日 14:30."""
    if day is None:
        return ""
    moment = f" {day:%H:%M}" if hasattr(day, "hour") else ""
    return f"{day.year}年{day.month}月{day.day}日{moment}"
