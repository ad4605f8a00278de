"""Getting out of a damaged file what can still be read. The damaged file is set aside first and stays as it is.

Table by table, a stretch of rows at a time; where a stretch cannot be read, row by row. After every error the file is
opened anew: one bad page spoils the driver's whole connection. What is read goes into a new file, which is checked and
takes the old one's place, so that the proofs beside it fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from db import journal, migrations, own_ledgers, search
from db.backup.aside import set_aside
from db.backup.contents import Unsound, chain_broken_at, look_into
from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.store import Progress
from db.durable import sync_folder
from db.engine import close_engine, make_engine, unlock
from db.evidence import EvidenceStore
from db.keyfile import open_keys
from db.keyring import Keys
from db.ledgers import LEDGERS
from db.lock import FileLock
from db.record import Base

_DOING, _UNHARMED = "没有抢救成", "损坏的文件没有改动"
_STRETCH = 200  # rows read at a time
_GIVE_UP = 5_000  # row numbers tried in vain, where nothing says how many there are
_Fault = (sqlcipher.DatabaseError,)


@dataclass(frozen=True)
class Salvaged:
    """What came out. ``read`` and ``lost`` are numbers of records by ledger title (lost: at most so many); ``notes`` are
    sentences about the rest; ``aside`` is the damaged file as it was.
    """

    path: Path
    aside: Path
    read: dict[str, int]
    lost: dict[str, int]
    notes: tuple[str, ...]


def salvage(path: Path, now: datetime, progress: Progress | None = None, password: str | None = None,
            code: str | None = None, keys: Keys | None = None, device: Device | None = None) -> Salvaged:
    """Makes a new file of what is readable in a damaged one and puts it in its place.

    Raises NeedsPassword, WrongPassword, InUse, BackupRefused (nothing is readable at all, no room), or what ``progress``
    raises; then the damaged file is where it was, untouched.
    """
    path, device = Path(path), device or Device()
    keys = open_keys(path, password, code, keys)
    _something_readable(path, keys)
    lock = FileLock(path)
    fresh = path.with_name(path.name + ".salvaged")
    try:
        aside = set_aside(path, "损坏", now, device, _DOING, _UNHARMED)
        work = _Work(path, fresh, keys, progress)
        work.copy()
        work.finish(aside, now)
        for ending in ("-wal", "-shm"):
            device.remove_if_there(Path(f"{path}{ending}"))
        device.rename(fresh, path)
        sync_folder(path.parent)
    except OSError as error:
        raise BackupRefused(Code.LOCAL, f"{_DOING}：读写“{path.parent}”时出错，请检查磁盘空间；{_UNHARMED}。") from error
    finally:
        _remove(fresh)
        lock.release()
    return Salvaged(path, aside, work.read, work.lost, tuple(work.notes))


def _something_readable(path: Path, keys: Keys | None) -> None:
    reader = _Reader(path, keys)
    try:
        if path.stat().st_size and reader.ask("SELECT count(*) FROM sqlite_master WHERE name IN ('step', 'setting')") == [(2,)]:
            return
    except (*_Fault, OSError):
        pass
    finally:
        reader.close()
    raise BackupRefused(Code.DAMAGED, f"{_DOING}：“{path.name}”里什么也读不出来，只能从自动副本或备份恢复；{_UNHARMED}。")


class _Reader:
    """A connection to the damaged file, made anew after every error. It may only read, and so leaves the log beside it."""

    def __init__(self, path: Path, keys: Keys | None):
        self._path, self._keys = path, keys
        self._open: Any = None

    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Raises the driver's DatabaseError; the next question finds a fresh connection."""
        try:
            if self._open is None:
                self._open = sqlcipher.connect(self._path.resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None,
                                               check_same_thread=False)
                unlock(self._open.cursor(), self._keys)
                self._open.execute("PRAGMA query_only=ON")
            return self._open.execute(statement, values).fetchall()
        except _Fault:
            self.close()
            raise
        except (sqlcipher.Error, ValueError, OverflowError) as error:  # text that is none any more
            self.close()
            raise sqlcipher.DatabaseError(str(error)) from error

    def close(self) -> None:
        if self._open is not None:
            with suppress(sqlcipher.Error):
                self._open.close()
            self._open = None


@dataclass
class _Work:
    path: Path
    fresh: Path
    keys: Keys | None
    progress: Progress | None
    read: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _rows_lost: dict[str, int] = field(default_factory=dict)

    def copy(self) -> None:
        """Builds the new file and copies every table that is known in it."""
        _remove(self.fresh)
        self._make()
        reader = _Reader(self.path, self.keys)
        writer = sqlcipher.connect(str(self.fresh), isolation_level=None, check_same_thread=False)
        try:
            unlock(writer.cursor(), self.keys)
            writer.execute("PRAGMA synchronous=OFF")  # it is synced as a whole before it counts
            self._own_tables(reader, writer)
            tables = [row[0] for row in writer.execute(
                "SELECT name FROM sqlite_master WHERE type='table' AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
                "AND name NOT LIKE 'search_%' AND name != 'name_initials'")]
            for place, table in enumerate(tables):
                if self.progress is not None:
                    self.progress(place, len(tables), "正在抢救能读出的内容")
                writer.execute("BEGIN")
                self._table(reader, writer, table)
                writer.execute("COMMIT")
        finally:
            reader.close()
            writer.close()

    def _make(self) -> None:
        engine = make_engine(self.fresh, keys=self.keys)
        try:
            with Session(engine.execution_options(writing=True)) as session, session.begin():
                Base.metadata.create_all(session.connection(), tables=own_ledgers.fixed_tables())
                for statement in search.DDL:
                    session.execute(text(statement))
                migrations.stamp(session.connection())
        finally:
            close_engine(engine)

    def _own_tables(self, reader: _Reader, writer: Any) -> None:
        """The clerk's own ledgers have tables of their own, described in the damaged file only."""
        with suppress(*_Fault):
            for (statement,) in reader.ask("SELECT sql FROM sqlite_master WHERE name LIKE 'own\\_%' ESCAPE '\\' AND type='table' "
                                           "AND name NOT IN ('own_ledger', 'own_field')"):
                with suppress(sqlcipher.Error):
                    writer.execute(statement)

    def _table(self, reader: _Reader, writer: Any, table: str) -> None:
        try:
            there = [row[1] for row in reader.ask(f'PRAGMA table_info("{table}")')]
        except _Fault:
            there = []
        columns = [row[1] for row in writer.execute(f'PRAGMA table_info("{table}")') if row[1] in there]
        if not columns:
            return
        names = ", ".join(f'"{name}"' for name in columns)
        insert = f'INSERT OR IGNORE INTO "{table}" (rowid, {names}) VALUES ({", ".join("?" * (len(columns) + 1))})'
        kinds = _kinds(table, columns)
        for rows, lost in self._stretches(reader, table, names):
            before = writer.total_changes
            writer.executemany(insert, [row for row in rows if _makes_sense(row, kinds)])
            missed = lost + len(rows) - (writer.total_changes - before)
            if missed:
                self._rows_lost[table] = self._rows_lost.get(table, 0) + missed

    def _stretches(self, reader: _Reader, table: str, names: str) -> Iterator[tuple[list[tuple[Any, ...]], int]]:
        """(rows, how many could not be read), by row numbers from the first to the last."""
        last, top, in_vain = 0, self._top(reader, table), 0
        while top is None or last < top:
            try:
                rows = reader.ask(f'SELECT rowid, {names} FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT {_STRETCH}', (last,))
                if not rows:
                    return
                numbers = [last, *(row[0] for row in rows)]
                if any(one >= two for one, two in pairwise(numbers)) or (top is not None and numbers[-1] > top):
                    raise sqlcipher.DatabaseError("row numbers out of order")
                last, in_vain = rows[-1][0], 0
                yield rows, 0
            except _Fault:
                rows = []
                until = last + _STRETCH if top is None else min(last + _STRETCH, top)
                for number in range(last + 1, until + 1):
                    with suppress(*_Fault):
                        rows += reader.ask(f'SELECT rowid, {names} FROM "{table}" WHERE rowid = ?', (number,))[:1]
                lost, last = until - last - len(rows), until
                in_vain = 0 if rows else in_vain + _STRETCH
                yield rows, lost if top is not None else 0
                if top is None and in_vain >= _GIVE_UP:
                    return

    def _top(self, reader: _Reader, table: str) -> int | None:
        """The highest row number there may be. What SQLite noted of it is asked first: a bad last page says anything."""
        for statement, values in (("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)), (f'SELECT max(rowid) FROM "{table}"', ())):
            with suppress(*_Fault):
                if found := reader.ask(statement, values):
                    return found[0][0] or 0
        return None

    # -- the new file ----------------------------------------------------------------------------------------------

    def finish(self, aside: Path, now: datetime) -> None:
        """Empties links to what is lost, makes the index anew, writes the log and proves the new file."""
        if self.progress is not None:
            self.progress(0, 0, "正在整理抢救出来的内容…")
        engine = make_engine(self.fresh, keys=self.keys)
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                emptied = _empty_links(connection)
            with Session(engine.execution_options(writing=True)) as session, session.begin():
                ledgers = {key: ledger for key, ledger in LEDGERS.items() if ledger.group != own_ledgers.GROUP}
                for definition in own_ledgers.definitions(session):
                    built = own_ledgers.build(session, definition)
                    ledgers[built.key] = built
                for key, ledger in ledgers.items():
                    self._index(session, key, ledger)
                journal.append_step(session, f"从损坏的文件抢救内容，原文件留存为“{aside.name}”"[:200], now, "event", None, [])
        except SQLAlchemyError as error:
            raise BackupRefused(Code.DAMAGED, f"{_DOING}：读出的内容拼不成一份完整的台账，请从自动副本或备份恢复；{_UNHARMED}。") from error
        finally:
            close_engine(engine)
        self._prove(emptied)

    def _index(self, session: Session, key: str, ledger: Any) -> None:
        if key in self._rows_lost:
            self.lost[ledger.title] = self._rows_lost[key]
        try:
            for record in session.scalars(select(ledger.model).execution_options(yield_per=500)):
                search.index(session, ledger, record)
        except SQLAlchemyError:
            if not key.startswith("own_"):
                raise

    def _prove(self, emptied: int) -> None:
        try:
            contents = look_into(self.fresh, keys=self.keys)
            broken = chain_broken_at(self.fresh, self.keys)
        except Unsound as error:
            raise BackupRefused(Code.DAMAGED, f"{_DOING}：写出的新文件没有通过检查，请检查电脑的磁盘；{_UNHARMED}。") from error
        with self.fresh.open("rb+") as handle:
            Device().sync(handle.fileno())
        self.read = {contents.titles[key]: count for key, count in contents.counts.items() if count}
        if emptied:
            self.notes.append(f"有 {emptied} 处填的是别的记录，那些记录没有读出来，已经空出。")
        if broken is not None or self._rows_lost.get("step") or self._rows_lost.get("change"):
            self.notes.append("修改记录有缺失，“操作日志”里会提示对不上，这是损坏造成的。")
        if self._rows_lost.get("evidence"):
            self.notes.append(f"最多有 {self._rows_lost['evidence']} 份佐证材料的登记没有读出来，原件还在佐证材料文件夹里。")
        if bad := len(EvidenceStore(self.path, self.keys).damaged(list(contents.evidence))):
            self.notes.append(f"有 {bad} 份佐证材料的原件不见了或已损坏。")
        if self._rows_lost.get("setting") or self._rows_lost.get("vocabulary_term"):
            self.notes.append("设置或词汇没有全部读出来，请到“设置”里看一看。")


def _kinds(table: str, columns: Sequence[str]) -> list[type]:
    """The Python type of each column; ``object`` where nothing is known (own ledgers)."""
    known = Base.metadata.tables.get(table)
    return [known.c[name].type.python_type if known is not None and name in known.c else object for name in columns]


def _makes_sense(row: tuple[Any, ...], kinds: Sequence[type]) -> bool:
    """Whether the values are of the kinds that were once written. Without encryption a bad page may read as anything."""
    return all(value is None or _is(value, kind) for value, kind in zip(row[1:], kinds, strict=True))


def _is(value: Any, kind: type) -> bool:
    if issubclass(kind, date):  # and datetime: both are kept as text
        try:
            kind.fromisoformat(value)
        except (TypeError, ValueError):
            return False
        return True
    return isinstance(value, int) if kind in (int, bool) else isinstance(value, kind)


def _empty_links(connection: Any) -> int:
    """Links to records that were not read become empty; rows that cannot be without theirs keep a dead number."""
    emptied = 0
    for table, rowid, _, key in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        if rowid is None:
            continue
        column = next(row[3] for row in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")') if row[0] == key)
        connection.exec_driver_sql(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (rowid,))
        emptied += 1
    return emptied


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            Path(f"{path}{ending}").unlink(missing_ok=True)
