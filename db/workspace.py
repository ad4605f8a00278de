"""The open file: one engine, one write path, one journal. Everything the program does to data starts here."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2 as sqlcipher

from db import journal, migrations, own_ledgers, search, settings, vocabulary
from db.errors import Invalid, NotOurs, Refusal, Stale
from db.evidence import EvidenceStore
from db.journal import ChangeSet, Recorder, UndoStacks
from db.ledgers import LEDGERS, MODELS
from db.lock import FileLock
from db.record import Base, Record
from db.vocabulary import Words

SUFFIX = ".lvze"
_CACHE_KIB = 65536  # the measured least at which inserts and integrity checks do not slow down


class Workspace:
    """One open ``.lvze`` file with what lies beside it. Make one with ``create`` or ``open``; ``close`` it."""

    def __init__(self, path: Path, lock: FileLock | None, engine: Engine, read_only: bool, clock: Callable[[], datetime]):
        self.path, self.read_only, self.clock = path, read_only, clock
        self.evidence = EvidenceStore(path)
        self._lock, self._engine = lock, engine
        self._writing = threading.RLock()
        self._subscribers: list[Callable[[ChangeSet], None]] = []
        with self.read() as session:
            self._stacks = UndoStacks(session)
            own_ledgers.register(session)

    # -- opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, clock: Callable[[], datetime] = datetime.now) -> Workspace:
        """Makes a new file with the shipped vocabularies and opens it. Raises Refusal when it exists already."""
        path = Path(path)
        if path.exists():
            raise Refusal(f"“{path.name}”已经存在，请换一个名字，或直接打开它。")
        _folder_must_serve(path)
        lock = FileLock(path)
        part = path.with_name(path.name + ".new")
        try:
            part.unlink(missing_ok=True)
            engine = make_engine(part)
            with Session(engine.execution_options(writing=True)) as session, session.begin():
                Base.metadata.create_all(session.connection(), tables=own_ledgers.fixed_tables())
                for statement in search.DDL:
                    session.execute(text(statement))
                recorder = Recorder(session, "建立台账文件", clock(), kind="event")
                vocabulary.seed(session)
                recorder.finish()
                migrations.stamp(session.connection())
            _close(engine)
            os.replace(part, path)
        except (OSError, DatabaseError) as error:
            lock.release()
            part.unlink(missing_ok=True)
            raise Refusal(f"不能建立“{path.name}”：{_reason(error)}。") from error
        return cls(path, lock, make_engine(path), False, clock)

    @classmethod
    def open(cls, path: Path, read_only: bool = False, clock: Callable[[], datetime] = datetime.now) -> Workspace:
        """Opens a file, after migrating an older one (backed up first). Raises Refusal, NotOurs, NewerFile or InUse."""
        path = Path(path)
        if not path.is_file():
            raise Refusal(f"找不到台账文件“{path}”，请检查位置，或从备份恢复。")
        if path.stat().st_size == 0:
            raise NotOurs(f"“{path.name}”是空文件，不是完好的台账文件，请从备份恢复。")
        lock = None if read_only else FileLock(path)
        engine = make_engine(path, read_only)
        try:
            version = _peek(path)
            if version < migrations.NEWEST:
                if read_only:
                    raise Refusal(f"“{path.name}”是旧版本的文件，请先正常打开一次完成升级。")
                migrations.migrate(engine, path, clock())
            return cls(path, lock, engine, read_only, clock)
        except (DatabaseError, Refusal) as error:
            engine.dispose()
            if lock is not None:
                lock.release()
            if isinstance(error, Refusal):
                raise
            raise NotOurs(f"“{path.name}”不是台账文件，或者已经损坏，打不开。请从备份恢复；原文件没有改动。") from error

    def close(self) -> None:
        """Folds the write-ahead log into the one file and gives the lock up. Safe to call twice."""
        _close(self._engine, checkpoint=not self.read_only)
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    # -- reading and writing ---------------------------------------------------------------------------------------

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading. Read everything needed, leave, then paint."""
        with Session(self._engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def transaction(self, label: str) -> Iterator[Session]:
        """A writing session: journalled as one undoable step named ``label``; on disk when the block ends."""
        with self._step(label, "edit", None) as session:
            yield session

    @contextmanager
    def scratch(self) -> Iterator[Session]:
        """A writing session for drafts: not journalled, not undoable, no subscriber is told. Records are refused in it."""
        if self.read_only:
            raise Refusal("文件是以只读方式打开的，不能修改。")
        with self._writing, Session(self._engine.execution_options(writing=True), expire_on_commit=False) as session:
            event.listen(session, "before_flush", _no_records)
            try:
                yield session
                session.commit()
            except OperationalError as error:
                _roll_back(session)
                raise Refusal(f"草稿没有保存成功：{_reason(error)}。") from error

    def log(self, label: str) -> None:
        """Writes an event into the tamper-evident log (export, print, backup …); nothing to undo."""
        with self._step(label, "event", None):
            pass

    @property
    def undo_label(self) -> str | None:
        return self._stacks.undo[-1][1] if self._stacks.undo else None

    @property
    def redo_label(self) -> str | None:
        return self._stacks.redo[-1][1] if self._stacks.redo else None

    def undo(self) -> ChangeSet:
        """Takes back the last step. Raises Refusal when there is none or its records were changed since."""
        if not self._stacks.undo:
            raise Refusal("没有可以撤销的操作。")
        return self._revert(*self._stacks.undo[-1], forward=False)

    def redo(self) -> ChangeSet:
        """Does the last undone step again. Raises Refusal like ``undo``."""
        if not self._stacks.redo:
            raise Refusal("没有可以重做的操作。")
        return self._revert(*self._stacks.redo[-1], forward=True)

    def subscribe(self, listener: Callable[[ChangeSet], None]) -> Callable[[], None]:
        """Calls ``listener`` after every commit, on the committing thread. Returns the function that ends it."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    # -- conveniences ----------------------------------------------------------------------------------------------

    def words(self, session: Session) -> Words:
        return Words(session, LEDGERS)

    def setting(self, key: str, default: Any = None) -> Any:
        with self.read() as session:
            return settings.read_setting(session, key, default)

    def set_setting(self, key: str, value: Any) -> None:
        with self._step("修改设置", "event", None) as session:
            settings.write_setting(session, key, value)

    @property
    def hospital(self) -> str:
        return self.setting("hospital") or ""

    def copy_to(self, target: Path) -> None:
        """Writes a consistent copy of the database (with the same key, once there is one) to a new file."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if self.read_only:
                    connection.exec_driver_sql("PRAGMA query_only=OFF")  # it also forbids writing the copy
                try:
                    connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
                finally:
                    if self.read_only:
                        connection.exec_driver_sql("PRAGMA query_only=ON")
        except (OperationalError, OSError) as error:
            target.unlink(missing_ok=True)
            raise Refusal(f"不能在“{target.parent}”里写出副本：{_reason(error)}。") from error

    # -- inside ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _step(self, label: str, kind: str, target: int | None) -> Iterator[Session]:
        if self.read_only:
            raise Refusal("文件是以只读方式打开的，不能修改。")
        with self._writing:
            session = Session(self._engine.execution_options(writing=True), expire_on_commit=False)
            try:
                recorder = Recorder(session, label, self.clock(), kind, target)
                yield session
                changes = recorder.finish()
                session.commit()
            except OperationalError as error:
                _roll_back(session)
                raise Refusal(f"没有保存成功：{_reason(error)}。内容还在窗口里，处理后请再保存一次。") from error
            except BaseException as error:
                _roll_back(session)
                if type(error).__name__ == "StaleDataError":
                    raise Stale() from error
                raise
            finally:
                session.close()
            if changes.step_id:
                self._stacks.add(changes.step_id, kind, target, label)
            if changes.ids.keys() & {"own_ledger", "own_field"}:
                with self.read() as reading:
                    own_ledgers.register(reading)
        for listener in list(self._subscribers):
            listener(changes)

    def _revert(self, step_id: int, label: str, forward: bool) -> ChangeSet:
        kind = "redo" if forward else "undo"
        seen: list[ChangeSet] = []
        stop = self.subscribe(seen.append)
        try:
            with self._step(f"{'重做' if forward else '撤销'}：{label}", kind, step_id) as session:
                journal.revert(session, MODELS, step_id, self.clock(), forward)
                session.flush()
                for change in journal.changes_of(session, step_id):
                    if change.ledger in LEDGERS:
                        record = session.get(MODELS[change.ledger], change.record_id)
                        search.index(session, LEDGERS[change.ledger], record)
        finally:
            stop()
        return seen[-1]


def make_engine(path: Path, read_only: bool = False) -> Engine:
    """An engine over ``sqlcipher3`` (the same driver with and without a key) with the measured pragmas.

    WAL with synchronous=FULL lost nothing in 100 simulated power cuts; DELETE with FULL, Python's default, did.
    """
    engine = create_engine(f"sqlite:///{path}", module=sqlcipher, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # SQLAlchemy's BEGIN below: the driver's own would leave DDL outside the transaction
        cursor = raw.cursor()
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        else:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    return engine


def _peek(path: Path) -> int:
    """The file's version, read without setting a journal mode, so that a file that is refused stays as it is."""
    engine = create_engine(f"sqlite:///{path}", module=sqlcipher, poolclass=NullPool)
    with engine.connect() as connection:
        return migrations.version_of(connection, path.name)


def _close(engine: Engine, checkpoint: bool = True) -> None:
    if checkpoint:
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DatabaseError:
            pass  # the log stays beside the file and is folded in at the next opening
    engine.dispose()


def _no_records(session: Session, context: Any, instances: Any) -> None:
    if any(isinstance(one, Record) for one in (*session.new, *session.dirty, *session.deleted)):
        raise AssertionError("records are written in a transaction, where the journal sees them")


def _roll_back(session: Session) -> None:
    try:
        session.rollback()
    except OperationalError:
        pass  # a full disk has rolled the transaction back already


def _reason(error: BaseException) -> str:
    words = str(getattr(error, "orig", error))
    if "disk is full" in words or "No space" in words:
        return "磁盘已满，请先腾出空间"
    if "locked" in words:
        return "文件正被别的程序占用，请稍等片刻"
    if "readonly" in words or "Permission" in words or "Read-only" in words:
        return "这个位置不能写入，请检查是否只读或没有权限"
    return f"磁盘读写出错（{words}）"


def _folder_must_serve(path: Path) -> None:
    if not path.parent.is_dir():
        raise Refusal(f"文件夹“{path.parent}”不存在，请先建立，或换一个位置。")


__all__ = ["SUFFIX", "Workspace", "make_engine", "Invalid"]
