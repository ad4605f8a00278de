"""谈话锁: a second password for what was said in talks, for hospitals that want it.

While it is on, the text of talks stands in the file only as tokens: in the records, their history and drafts; the search
index does not hold it at all. Equal texts give equal tokens (AES-SIV), so that saving, undoing and comparing work on tokens
without the key. The key is wrapped by the second password and by a recovery code of its own (``db.keyring``); it opens with
neither the file's password nor its recovery code. Without it everything else works: lists, counts, reports.

Turned off, records are plain again; what the history recorded meanwhile stays sealed, and its key then lies in the file.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import search
from db.errors import Refusal
from db.fields import LOCKED, SEALED
from db.journal import Change, mark_of_change
from db.keyring import Keyring, Keys, derive
from db.ledger import Ledger
from db.ledgers.talk import FOLLOW_UPS, TALKS
from db.record import PUT_BY, Draft, Record
from db.settings import read_setting, write_setting

SETTING = "talk_lock"
TEXTS: dict[str, tuple[str, ...]] = {TALKS.key: ("content", "opinion", "arrangement"), FOLLOW_UPS.key: ("text",)}
"""Ledger key → the fields that are sealed."""
_LEDGERS: tuple[Ledger, ...] = (TALKS, FOLLOW_UPS)
CLOSED = "谈话内容已加锁，请先用第二密码解锁。"


class TalkLock:
    """The lock of an open file. ``on``: texts are sealed; ``open``: the key is at hand."""

    def __init__(self, stored: dict[str, Any] | None):
        self.load(stored)

    def load(self, stored: dict[str, Any] | None) -> None:
        """Takes over what the file holds (setting SETTING); closed when it is on."""
        self.keyring = Keyring.from_bytes(json.dumps(stored["keyring"]).encode()) if stored and "keyring" in stored else None
        self._key: bytes | None = _key_of(bytes.fromhex(stored["master"])) if stored and "master" in stored else None

    @property
    def on(self) -> bool:
        return self.keyring is not None

    @property
    def closed(self) -> bool:
        """Whether texts are sealed and cannot be read now."""
        return self.on and self._key is None

    def unlock(self, password: str) -> None:
        """Raises WrongPassword."""
        self._key = _key_of(self.keyring.unlock(password).master)

    def unlock_with_code(self, code: str) -> None:
        """Raises WrongPassword."""
        self._key = _key_of(self.keyring.unlock_with_code(code).master)

    def close(self) -> None:
        """Forgets the key."""
        if self.on:
            self._key = None

    def take(self, master: bytes) -> None:
        self._key = _key_of(master)

    def seal(self, text: str) -> str:
        """The token of a text. Raises Refusal while the lock is closed."""
        if self._key is None:
            raise Refusal(CLOSED)
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        return SEALED + base64.b64encode(AESSIV(self._key).encrypt(text.encode(), None)).decode()

    def plain(self, value: Any) -> Any:
        """The text of a token, LOCKED while the lock is closed; anything else as it is."""
        if not isinstance(value, str) or not value.startswith(SEALED):
            return value
        if self._key is None:
            return LOCKED
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        return AESSIV(self._key).decrypt(base64.b64decode(value.removeprefix(SEALED)), None).decode()

    def taken(self, ledger_key: str, values: dict[str, Any], record: Record | None) -> dict[str, Any]:
        """Values to be stored instead of those given. Raises Refusal when there is text and the lock is closed."""
        if not self.on or ledger_key not in TEXTS:
            return values
        return values | {name: self.incoming(values[name], getattr(record, name, None))
                         for name in TEXTS[ledger_key] if name in values}

    def kept_typed(self, ledger_key: str, typed: dict[str, Any]) -> dict[str, Any]:
        """What may be kept of a draft: texts sealed, while the lock is closed none."""
        if not self.on or ledger_key not in TEXTS:
            return typed
        texts = {name: typed[name] for name in TEXTS[ledger_key] if typed.get(name)}
        rest = {name: value for name, value in typed.items() if name not in texts}
        return rest if self.closed else rest | {name: self.seal(text) for name, text in texts.items()}

    def incoming(self, value: Any, kept: Any) -> Any:
        """What is to be stored for a value that a form gives, when ``kept`` is stored now. Raises Refusal."""
        if not self.on or not value or (isinstance(value, str) and value.startswith(SEALED)):
            return value
        if self.closed and value == LOCKED and kept:
            return kept
        return self.seal(value)


def lock_of(session: Session) -> TalkLock | None:
    """The lock of the session's file."""
    return session.info.get(SETTING)


def plain(session: Session, value: Any) -> Any:
    """A stored value as it may be read now."""
    lock = lock_of(session)
    return lock.plain(value) if lock is not None else value


def turn_on(session: Session, lock: TalkLock, password: str) -> tuple[Keyring, Keys, str]:
    """Seals every text in records, history and drafts; gives the new keyring, its keys and the recovery code.

    A key that was used before is used again: the history still holds tokens of it.
    """
    stored = read_setting(session, SETTING)
    keyring, keys, code = Keyring.create(password, bytes.fromhex(stored["master"]) if stored and "master" in stored else None)
    lock.take(keys.master)
    _rewrite_records(session, lambda text: lock.seal(text))
    _rewrite_history(session, lock)
    _rewrite_drafts(session, lambda text: lock.seal(text))
    write_setting(session, SETTING, {"keyring": json.loads(keyring.to_bytes())})
    return keyring, keys, code


def turn_off(session: Session, lock: TalkLock, password: str) -> None:
    """Makes the records' texts plain again. Raises WrongPassword."""
    keys = lock.keyring.unlock(password)
    lock.take(keys.master)
    _rewrite_records(session, lock.plain)
    _rewrite_drafts(session, lock.plain)
    write_setting(session, SETTING, {"master": keys.master.hex()})


def _rewrite_records(session: Session, through: Any) -> None:
    """Below the journal: what a record says does not change."""
    connection = session.connection()
    for ledger in _LEDGERS:
        table = ledger.model.__table__
        columns = [table.c[name] for name in TEXTS[ledger.key]]
        for row in connection.execute(select(table.c.id, *columns)).all():
            found = {column.name: through(value) for column, value in zip(columns, row[1:], strict=True)
                     if value and (value.startswith(SEALED) != through(value).startswith(SEALED))}
            if found:
                connection.execute(update(table).where(table.c.id == row.id).values(found))
        session.expire_all()
        for record in session.scalars(select(ledger.model)):
            search.index(session, ledger, record)


def _rewrite_history(session: Session, lock: TalkLock) -> None:
    """Contents and salt are sealed; the mark stays that of the plain contents, see ``journal.broken_at``."""
    table, connection = Change.__table__, session.connection()
    rows = connection.execute(select(table).where(table.c.ledger.in_(TEXTS), table.c.salt != "")).all()
    for row in rows:
        if row.salt.startswith(SEALED) or SEALED in json.dumps([row.before, row.after], ensure_ascii=False):
            continue  # sealed by an earlier turn
        parts = [None if part is None else json.loads(part) for part in (row.before, row.after)]
        names = [name for name in TEXTS[row.ledger] if any(part and part.get(name) for part in parts)]
        if names:
            assert row.mark == mark_of_change(row.ledger, row.record_id, row.before, row.after, row.salt)
            connection.execute(update(table).where(table.c.id == row.id).values(
                before=lock.seal(row.before) if row.before is not None else None, after=lock.seal(row.after),
                salt=lock.seal(row.salt)))


def _rewrite_drafts(session: Session, through: Any) -> None:
    for draft in session.scalars(select(Draft).where(Draft.ledger.in_((*TEXTS, PUT_BY)))):
        kept = json.loads(draft.values)
        names = TEXTS.get(draft.ledger, tuple(kept["typed"]))  # a dialog may have asked about anything
        kept["typed"] |= {name: through(kept["typed"][name]) for name in names if kept["typed"].get(name)}
        draft.values = json.dumps(kept, ensure_ascii=False)


def _key_of(master: bytes) -> bytes:
    return derive(master, b"talk text") + derive(master, b"talk text integrity")
