"""Full-text search in Chinese: any word of any length, two characters included.

FTS5's unicode61 takes an unbroken run of Chinese for one word, so every Chinese character is stored with a space around
it and a search is a phrase of characters (measured in the storage study: the smallest index that finds 整改 and 谈话).
The tokenizer drops punctuation, therefore a phrase also matches across a comma; hits are good enough to look at.
"""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.orm import Session

from db import names
from db.fields import SEALED, Prose, Text
from db.ledger import Ledger
from db.record import Record

DDL = (
    "CREATE TABLE search_row (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL, record_id INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX ix_search_row_place ON search_row (ledger, record_id)",
    "CREATE VIRTUAL TABLE search_text USING fts5(body, content='', contentless_delete=1, tokenize='unicode61')",
    *names.DDL,
)
_SKIP = re.compile(r'["\x00]')


class _Spaced(dict):
    """Translation table that puts a space on both sides of every Chinese character."""

    def __missing__(self, code: int) -> str | int:
        wide = 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF or code == 0x3007
        self[code] = f" {chr(code)} " if wide else code
        return self[code]


_SPACED = _Spaced()


def index(session: Session, ledger: Ledger, record: Record) -> None:
    """Writes the record's words into the index (takes them out when it is in the recycle bin). Same transaction."""
    names.index(session, ledger, record)
    place = {"ledger": ledger.key, "record": record.id}
    row = session.execute(text("SELECT id FROM search_row WHERE ledger=:ledger AND record_id=:record"), place).scalar()
    if row is None:
        row = session.execute(text("INSERT INTO search_row (ledger, record_id) VALUES (:ledger, :record) RETURNING id"), place).scalar()
    else:
        session.execute(text("DELETE FROM search_text WHERE rowid=:row"), {"row": row})
    if record.voided_at is None:
        session.execute(text("INSERT INTO search_text (rowid, body) VALUES (:row, :body)"), {"row": row, "body": body(ledger, record)})


def body(ledger: Ledger, record: Record) -> str:
    """What the index keeps of a record."""
    return " ".join(words for words in searchable(ledger, record) if words).translate(_SPACED)


def searchable(ledger: Ledger, record: Record) -> list[str]:
    """The texts of a record that search looks at: its number and all its text fields, but nothing that is sealed."""
    texts = [getattr(record, field.name) or "" for field in ledger.fields if isinstance(field, (Text, Prose))]
    return [record.number or "", *(words for words in texts if not words.startswith(SEALED))]


def phrase(words: str) -> str:
    """The FTS expression for what a person typed: every blank-separated piece must occur. "" when nothing is left."""
    pieces = []
    for piece in _SKIP.sub(" ", words).split():
        spaced = " ".join(piece.translate(_SPACED).split())
        if any(character.isalnum() for character in spaced):
            last = spaced.rsplit(" ", 1)[-1]
            pieces.append(f'"{spaced}"' + ("*" if last.isascii() else ""))
    return " ".join(pieces)


def matching(ledger_key: str) -> str:
    """SQL of the ids of a ledger's records that match ``:phrase``."""
    return f"SELECT record_id FROM search_row WHERE ledger='{ledger_key}' AND id IN (SELECT rowid FROM search_text WHERE search_text MATCH :phrase)"


def find(session: Session, words: str, limit: int = 50) -> list[tuple[str, int]]:
    """(ledger key, record id) of the newest matches over all ledgers."""
    expression = phrase(words)
    if not expression:
        return []
    rows = session.execute(text(
        "SELECT r.ledger, r.record_id FROM search_text t JOIN search_row r ON r.id = t.rowid "
        "WHERE search_text MATCH :phrase ORDER BY t.rowid DESC LIMIT :limit"), {"phrase": expression, "limit": limit})
    return [(row[0], row[1]) for row in rows]
