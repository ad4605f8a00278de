"""Names in texts, and by the initials of their pinyin: 林书记 is found by lsj. Readings are kept beside the records, written when
these are.

A character with several readings (曾, 单, 仇 …) gives one row for each way of saying the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice, product

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.fields import gapless
from db.ledger import Ledger
from db.record import Record

NAMED = {"person": "name", "department": "name", "branch": "name"}  # ledger key → the attribute that is read aloud
DDL = ("CREATE TABLE name_initials (ledger TEXT NOT NULL, record_id INTEGER NOT NULL, initials TEXT NOT NULL, "
       "PRIMARY KEY (ledger, record_id, initials)) WITHOUT ROWID",)
_MOST_READINGS = 24


def index(session: Session, ledger: Ledger, record: Record) -> None:
    """Writes the readings of a record's name (takes them out when it is in the recycle bin). Same transaction."""
    if ledger.key not in NAMED:
        return
    place = {"ledger": ledger.key, "record": record.id}
    session.execute(text("DELETE FROM name_initials WHERE ledger=:ledger AND record_id=:record"), place)
    name = getattr(record, NAMED[ledger.key])
    if record.voided_at is None and name:
        for initials in readings(name):
            session.execute(text("INSERT INTO name_initials VALUES (:ledger, :record, :initials)"), place | {"initials": initials})


def readings(name: str) -> list[str]:
    """The initials of every way to say a name, the usual one first; letters and digits stay as they are."""
    from pypinyin import Style, pinyin

    each = pinyin(name, style=Style.FIRST_LETTER, heteronym=True, errors=lambda strange: [[one] for one in strange])
    letters = [list(dict.fromkeys(reading.lower() for reading in one if reading.isascii() and reading.isalnum())) for one in each]
    ways = product(*(one for one in letters if one))
    return list(dict.fromkeys("".join(way) for way in islice(ways, _MOST_READINGS)))


def anywhere(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of these names in a text, the longest first, also where one is written with gaps (张　三); None: there are none."""
    listed = sorted(map(gapless, names), key=len, reverse=True)
    return re.compile("|".join("[ \u3000]?".join(map(re.escape, name)) for name in listed)) if listed else None


def spoken(words: str) -> bool:
    """Whether what was typed can be initials: letters only, at least two."""
    return len(words) > 1 and words.isascii() and words.isalpha()


def find(session: Session, words: str, ledger_key: str | None = None, limit: int = 60) -> list[tuple[str, int]]:
    """(ledger key, record id) of names whose initials begin with ``words``, shortest first, then those that hold it."""
    if not spoken(words):
        return []
    where = "AND ledger=:ledger" if ledger_key is not None else ""
    rows = session.execute(text(
        "SELECT ledger, record_id, min(instr(initials, :words)) AS place, min(length(initials)) AS long FROM name_initials "
        f"WHERE instr(initials, :words) > 0 {where} GROUP BY ledger, record_id ORDER BY place, long, record_id LIMIT :limit"),
        {"words": words.lower(), "ledger": ledger_key, "limit": limit})
    return [(row.ledger, row.record_id) for row in rows]
