"""The database engine: one driver with and without a key, measured pragmas, and words for its errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from db import migrations
from db.giving_way import give_way
from db.place import can_write, frozen_address

if TYPE_CHECKING:
    from db.keyring import Keys

_CACHE_KIB = 65536  # the measured least at which inserts and integrity checks do not slow down


def make_engine(path: Path, read_only: bool = False, keys: Keys | None = None) -> Engine:
    """An engine over ``sqlcipher3`` (the same driver with and without a key) with the measured pragmas.

    WAL with synchronous=FULL lost nothing in 100 simulated power cuts; DELETE with FULL, Python's default, did.
    """
    engine = create_engine(
        _address(path, read_only), module=sqlcipher, connect_args={"check_same_thread": False, "timeout": 10},
        hide_parameters=True)  # an error goes to a log in plain text; what was to be written must not

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # SQLAlchemy's BEGIN below: the driver's own would leave DDL outside the transaction
        cursor = raw.cursor()
        unlock(cursor, keys)
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "before_cursor_execute")
    def pause(*_: Any) -> None:
        give_way()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    return engine


def _address(path: Path, read_only: bool) -> URL:
    """Where the file is, whatever signs its name has. In a folder in which nothing can be written (a write-protected stick) SQLite could not lay its
    shared memory beside it, and must be told that nobody changes the file."""
    if read_only and not path.with_name(path.name + "-wal").exists() and not can_write(path.parent):
        database, _, query = frozen_address(path).partition("?")
        return URL.create("sqlite", database=database, query={**dict(parse_qsl(query)), "uri": "true"})
    return URL.create("sqlite", database=str(path))


def unlock(cursor: Any, keys: Keys | None) -> None:
    """Gives a fresh connection its key; the driver's own complaints about a wrong one are kept off the terminal."""
    if keys is not None:
        cursor.execute("PRAGMA cipher_log_level=NONE")
        cursor.execute(f'PRAGMA key="{keys.database}"')


def peek(path: Path, keys: Keys | None = None, read_only: bool = False) -> int:
    """The file's version, read without setting a journal mode, so that a file that is refused stays as it is."""
    engine = create_engine(_address(path, read_only), module=sqlcipher, poolclass=NullPool)
    event.listen(engine, "connect", lambda raw, _: unlock(raw.cursor(), keys))
    with engine.connect() as connection:
        return migrations.version_of(connection, path.name)


def close_engine(engine: Engine, checkpoint: bool = True) -> None:
    if checkpoint:
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DatabaseError:
            pass  # the log stays beside the file and is folded in at the next opening
    engine.dispose()


def reason(error: BaseException) -> str:
    """Why the file could not be read or written, in half a Chinese sentence."""
    words = str(getattr(error, "orig", error))
    if "disk is full" in words or "No space" in words:
        return "磁盘已满，请先腾出空间"
    if "locked" in words:
        return "文件正被别的程序占用，请稍等片刻"
    if "readonly" in words or "Permission" in words or "Read-only" in words:
        return "这个位置不能写入，请检查是否只读或没有权限"
    return "磁盘读写出错，请检查磁盘是否快满了，或者有没有损坏"
