"""Looking into a copy of the database without touching it: sound or not, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from db import journal
from db.engine import unlock
from db.ledgers import LEDGERS
from db.migrations import APPLICATION_ID
from db.own_ledgers import GROUP, OwnLedger, definitions, key_of
from db.settings import read_setting

if TYPE_CHECKING:
    from db.keyring import Keys

_CACHE_KIB = 65536
_FAULTS = (SQLAlchemyError, sqlcipher.Error, ValueError, TypeError)  # what reading a damaged file may end in


class Unsound(Exception):
    """The copy cannot be read through, or fails SQLite's own check."""


@dataclass(frozen=True)
class Contents:
    """What a copy holds. ``evidence`` maps an object's SHA-256 to (size, the file's name).

    ``origin`` is the hash of the first step, different for every file ever made; ``tip`` that of the last one, so equal
    tips are equal contents; ``last_at`` is when a record was last changed. ``counts`` are the records of each ledger outside
    the recycle bin, ``titles`` the ledgers' names; the clerk's own ledgers are those that this very file defines.
    """

    version: int
    origin: str
    tip: str
    last_step: int
    hospital: str
    counts: dict[str, int]
    titles: dict[str, str]
    evidence: dict[str, tuple[int, str]] = field(default_factory=dict)
    last_at: datetime | None = None


def look_into(path: Path, check: str = "integrity_check", keys: Keys | None = None) -> Contents:
    """Reads a closed copy after SQLite's ``check`` ("" leaves it out). Raises Unsound."""
    with reading(path, keys) as connection:
        if check and connection.exec_driver_sql(f"PRAGMA {check}").scalars().all() != ["ok"]:
            raise Unsound(check)
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            raise Unsound("not ours")
        return contents_of(connection)


def chain_broken_at(path: Path, keys: Keys | None = None) -> int | None:
    """The first journal step whose hash does not fit, or None. Raises Unsound."""
    with reading(path, keys) as connection, Session(connection) as session:
        return journal.broken_at(session)


def contents_of(connection: Connection) -> Contents:
    """The same for an open file. Tables that an older file does not have yet count as absent."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'").scalars())
    titles = {key: title for key, title in _titles(connection, there).items() if key in there}
    counts = {key: connection.exec_driver_sql(f'SELECT count(*) FROM "{key}" WHERE voided_at IS NULL').scalar_one() for key in titles}
    first = connection.execute(text("SELECT hash FROM step ORDER BY id LIMIT 1")).scalar() or ""
    last = connection.execute(text("SELECT id, hash FROM step ORDER BY id DESC LIMIT 1")).first()
    last_at = connection.execute(text("SELECT at FROM step WHERE kind != 'event' ORDER BY id DESC LIMIT 1")).scalar()
    rows = connection.exec_driver_sql("SELECT object, object_size, file_name FROM evidence").all()
    with Session(connection) as session:
        hospital = read_setting(session, "hospital") or ""
    return Contents(connection.exec_driver_sql("PRAGMA user_version").scalar_one(), first, last.hash if last else "",
                    last.id if last else 0, hospital, counts, titles, {row[0]: (row[1], row[2]) for row in rows},
                    datetime.fromisoformat(last_at) if last_at else None)


def _titles(connection: Connection, there: set[str]) -> dict[str, str]:
    """Of every ledger the file may hold. The registry speaks of the file opened last, not of this one: own ledgers are read here."""
    titles = {key: ledger.title for key, ledger in LEDGERS.items() if ledger.group != GROUP}
    if OwnLedger.__tablename__ in there:
        with Session(connection) as session:
            titles |= {key_of(definition): definition.title for definition in definitions(session)}
    return titles


@contextmanager
def reading(path: Path, keys: Keys | None) -> Iterator[Connection]:
    """A connection that writes nothing, not even a lock: works on a locked stick. Raises Unsound."""
    address = path.resolve().as_uri() + "?mode=ro&immutable=1"

    def connect() -> sqlcipher.Connection:
        raw = sqlcipher.connect(address, uri=True, check_same_thread=False)
        unlock(raw.cursor(), keys)
        return raw

    engine = create_engine("sqlite://", module=sqlcipher, poolclass=NullPool, creator=connect)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
            yield connection
    except _FAULTS as error:
        raise Unsound(str(error)) from error
    finally:
        engine.dispose()
