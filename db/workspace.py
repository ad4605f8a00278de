"""The open file: one engine, one write path, one journal. Everything the program does to data starts here."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from db import attempts, journal, migrations, own_ledgers, search, settings, talk_lock, vocabulary
from db.engine import close_engine, make_engine, peek, reason
from db.errors import Damaged, Refusal, Stale
from db.evidence import EvidenceStore
from db.journal import ChangeSet, Recorder, Tell, UndoStacks
from db.keyfile import open_keys, read_keyring, write_keyring
from db.keyring import Keyring, Keys, WrongPassword
from db.inspection import Inspection, Names
from db.ledgers import LEDGERS, MODELS
from db.lock import FileLock
from db.record import Base, Record
from db.talk_lock import TalkLock
from db.vocabulary import Words

SUFFIX = ".lvze"
_MOMENT = 0.02  # s that a line of the log may take
_TOLD_EVERY = 50  # records between two reports of progress


class Workspace:
    """One open ``.lvze`` file with what lies beside it. Make one with ``create`` or ``open``; ``close`` it."""

    def __init__(self, path: Path, lock: FileLock | None, engine: Engine, read_only: bool, clock: Callable[[], datetime],
                 keys: Keys | None = None, beside: bool = False):
        self.path, self.read_only, self.clock, self.keys = path, read_only, clock, keys
        self.evidence = EvidenceStore(path, keys)
        self.inspection = Inspection(engine)
        self.recovery_code: str | None = None  # only right after a password was set; shown once, kept nowhere
        self._lock, self._engine = lock, engine
        self._writing = threading.RLock()
        self._subscribers: list[Callable[[ChangeSet], None]] = []
        self.talk_lock = TalkLock(None)
        with self.read() as session:
            self.talk_lock.load(settings.read_setting(session, talk_lock.SETTING))
            self._stacks = UndoStacks(session)
            if not beside:
                own_ledgers.register(session)

    # -- opening ---------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, clock: Callable[[], datetime] = datetime.now, password: str | None = None) -> Workspace:
        """Makes a new file with the shipped vocabularies and opens it; with a password it is encrypted as a whole.

        The recovery code is then in ``recovery_code``. Raises Refusal when the file exists or the password is too short.
        """
        path = Path(path)
        if path.exists():
            raise Refusal(f"“{path.name}”已经存在，请换一个名字，或直接打开它。")
        _folder_must_serve(path)
        keyring, keys, code = Keyring.create(password) if password is not None else (None, None, None)
        lock = FileLock(path)
        part = path.with_name(path.name + ".new")
        engine = make_engine(part, keys=keys)
        try:
            part.unlink(missing_ok=True)
            with Session(engine.execution_options(writing=True)) as session, session.begin():
                Base.metadata.create_all(session.connection(), tables=own_ledgers.fixed_tables())
                for statement in search.DDL:
                    session.execute(text(statement))
                recorder = Recorder(session, "建立台账文件", clock(), kind="event")
                vocabulary.seed(session)
                recorder.finish()
                migrations.stamp(session.connection())
            close_engine(engine)
            if keyring is not None:
                write_keyring(path, keyring)
            os.replace(part, path)
            engine = make_engine(path, keys=keys)
            workspace = cls(path, lock, engine, False, clock, keys)
        except (OSError, DatabaseError) as error:
            engine.dispose()
            lock.release()
            for ending in (".new", "", "-wal", "-shm", ".keys"):  # none of it was there before
                path.with_name(path.name + ending).unlink(missing_ok=True)
            raise Refusal(f"不能建立“{path.name}”：{reason(error)}。") from error
        workspace.recovery_code = code
        return workspace

    @classmethod
    def open(cls, path: Path, read_only: bool = False, clock: Callable[[], datetime] = datetime.now,
             password: str | None = None, code: str | None = None, keys: Keys | None = None,
             beside: bool = False) -> Workspace:
        """Opens a file, after migrating an older one (backed up first).

        An encrypted file wants its password, its recovery code, or ``keys`` that were unlocked before. ``beside``: another
        file is open in this program, and the registry of own ledgers stays that one's. Raises NeedsPassword, WrongPassword,
        Damaged, NotOurs, NewerFile, InUse, or Refusal for the rest.
        """
        path = Path(path)
        if not path.is_file():
            raise Refusal(f"找不到台账文件“{path}”，请检查位置，或从备份恢复。")
        if path.stat().st_size == 0:
            raise Damaged(f"“{path.name}”是空文件，不是完好的台账文件，请从备份恢复。")
        try:
            keys = open_keys(path, password, code, keys)
        except WrongPassword:
            attempts.note_failure(path, clock())
            raise
        lock = None if read_only else FileLock(path)
        engine = make_engine(path, read_only, keys)
        try:
            version = peek(path, keys, read_only)
            if version < migrations.NEWEST:
                if read_only:
                    raise Refusal(f"“{path.name}”是旧版本的文件，请先正常打开一次完成升级。")
                migrations.migrate(engine, path, clock())
            workspace = cls(path, lock, engine, read_only, clock, keys, beside)
            if not read_only:
                workspace._log_failures()
            return workspace
        except (DatabaseError, Refusal) as error:
            engine.dispose()
            if lock is not None:
                lock.release()
            if isinstance(error, Refusal):
                raise
            raise Damaged(f"“{path.name}”不是台账文件，或者已经损坏，打不开。请从备份恢复；原文件没有改动。") from error

    def close(self) -> None:
        """Folds the write-ahead log into the one file and gives the lock up. Safe to call twice."""
        close_engine(self._engine, checkpoint=self._lock is not None)
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
        with Session(self._engine, expire_on_commit=False, autoflush=False, info=self._info()) as session:
            yield session

    @contextmanager
    def transaction(self, label: str, undoable: bool = True) -> Iterator[Session]:
        """A writing session: journalled as one step named ``label``; on disk when the block ends.

        ``undoable`` False: 撤销 passes the step by, as sealing a report, which only its own opposite takes back.
        A step whose end decides its name leaves it in ``session.info["label"]``.
        """
        with self._step(label, "edit" if undoable else "fixed", None) as session:
            yield session

    @contextmanager
    def destroying(self, label: str) -> Iterator[Session]:
        """A writing session for ``db.destruction`` alone: no step before it can be undone afterwards."""
        with self._step(label, journal.DESTROY, None) as session:
            yield session

    def pack(self) -> None:
        """Writes the whole file anew, so that nothing that was deleted stays in it. Raises Refusal.

        Search words first: an index keeps what was taken out until its pieces are merged. VACUUM leaves no free pages, and the
        write-ahead log is cut to nothing.
        """
        with self._writing, self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            try:
                connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES('optimize')")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("VACUUM")
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()[0]
            except OperationalError as error:
                raise Refusal(f"记录已经删除，但文件没有整理完：{reason(error)}。请关闭程序再打开，然后再整理一次。") from error
        if busy:
            raise Refusal("记录已经删除，但文件正被别处读取，没有整理完。请关闭程序再打开，然后再整理一次。")

    @contextmanager
    def scratch(self) -> Iterator[Session]:
        """A writing session for drafts: not journalled, not undoable, no subscriber is told. Records are refused in it."""
        if self.read_only:
            raise Refusal("文件是以只读方式打开的，不能修改。")
        with self._writing, Session(
                self._engine.execution_options(writing=True), expire_on_commit=False, info=self._info()) as session:
            event.listen(session, "before_flush", _no_records)
            try:
                yield session
                session.commit()
            except OperationalError as error:
                _roll_back(session)
                raise Refusal(f"草稿没有保存成功：{reason(error)}。") from error

    @property
    def writing(self) -> bool:
        """Whether another thread is writing something long: whoever writes, too, would wait for it."""
        free = self._writing.acquire(timeout=_MOMENT)
        if free:
            self._writing.release()
        return not free

    def log(self, label: str) -> None:
        """Writes an event into the tamper-evident log (export, print, backup …); nothing to undo."""
        with self._step(label, "event", None):
            pass

    def begin_inspection(self) -> None:
        """From now on nothing can be changed and people's names are hidden in everything read, until ``end_inspection``."""
        with self.read() as session:
            names = Names.of(session)
        if not self.read_only:
            self.log("进入迎检模式")
        self.inspection.begin(names)
        self.read_only = True

    def end_inspection(self) -> None:
        self.inspection.end()
        self.read_only = self._lock is None
        if not self.read_only:
            self.log("退出迎检模式")

    def note_inspected(self, label: str) -> None:
        """Logs what is shown during an inspection, the one thing that is written then."""
        if self.inspection.on and self._lock is not None:
            with self._step(label, "event", None, inspected=True):
                pass

    @property
    def keeps_log(self) -> bool:
        """False for a file that may only be looked at; one that is being inspected keeps its log."""
        return self._lock is not None

    def log_out(self, label: str) -> bool:
        """Logs what leaves the file (an export, a print), also during an inspection; says whether a log is kept."""
        if self.inspection.on:
            self.note_inspected(f"迎检{label}"[:200])
        elif self.keeps_log:
            self.log(label[:200])
        return self.keeps_log

    @property
    def undo_label(self) -> str | None:
        return self._stacks.undo[-1][1] if self._stacks.undo else None

    @property
    def redo_label(self) -> str | None:
        return self._stacks.redo[-1][1] if self._stacks.redo else None

    @property
    def undo_size(self) -> int:
        """How many records the step touched that ``undo`` would take back."""
        return self._size(self._stacks.undo)

    @property
    def redo_size(self) -> int:
        return self._size(self._stacks.redo)

    def undo(self, tell: Tell | None = None) -> ChangeSet:
        """Takes back the last step. Raises Refusal when there is none or its records were changed since.

        ``tell`` hears of progress and may raise: then nothing has happened.
        """
        with self._writing:
            if not self._stacks.undo:
                raise Refusal("没有可以撤销的操作。")
            return self._revert(*self._stacks.undo[-1], forward=False, tell=tell)

    def redo(self, tell: Tell | None = None) -> ChangeSet:
        """Does the last undone step again. Raises Refusal like ``undo``."""
        with self._writing:
            if not self._stacks.redo:
                raise Refusal("没有可以重做的操作。")
            return self._revert(*self._stacks.redo[-1], forward=True, tell=tell)

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

    @property
    def encrypted(self) -> bool:
        return self.keys is not None

    def change_password(self, old: str, new: str) -> None:
        """Wraps the same keys in a new password; no data are rewritten. Raises WrongPassword or Refusal.

        Backups made before still open with the old password: their key file is the old one.
        """
        keyring, keys = self._unlocked(old)
        write_keyring(self.path, keyring.with_password(keys, new))
        self.log("更改密码")

    def renew_code(self, password: str) -> str:
        """A new recovery code; the printed one no longer opens this file. Raises WrongPassword."""
        keyring, keys = self._unlocked(password)
        renewed, code = keyring.with_new_code(keys)
        write_keyring(self.path, renewed)
        self.log("更换恢复码")
        return code

    def reset_password(self, new: str) -> None:
        """Sets a new password in a file that was just opened with its recovery code."""
        if self.keys is None:
            raise Refusal("这个文件没有设密码。")
        write_keyring(self.path, read_keyring(self.path).with_password(self.keys, new))
        self.log("用恢复码重设密码")

    def _log_failures(self) -> None:
        if said := attempts.failures(self.path):
            self.log(said)
            attempts.forget(self.path)

    def _unlocked(self, password: str) -> tuple[Keyring, Keys]:
        if self.keys is None:
            raise Refusal("这个文件没有设密码。")
        keyring = read_keyring(self.path)
        return keyring, keyring.unlock(password)

    def sound(self) -> bool:
        """Whether the file can be read through from end to end. Takes a while with a large one."""
        try:
            with self._engine.connect() as connection:
                connection.detach()  # the file may be closed meanwhile: then nothing of this stays open
                return connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all() == ["ok"]
        except DatabaseError:
            return False

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
            raise Refusal(f"不能在“{target.parent}”里写出副本：{reason(error)}。") from error

    # -- inside ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _step(self, label: str, kind: str, target: int | None, inspected: bool = False) -> Iterator[Session]:
        if self.read_only and not inspected:
            raise Refusal("文件是以只读方式打开的，不能修改。")
        with self._writing:
            session = Session(self._engine.execution_options(writing=True), expire_on_commit=False, info=self._info())
            try:
                recorder = Recorder(session, label, self.clock(), kind, target)
                yield session
                label = recorder.label = session.info.get("label", label)
                changes = recorder.finish()
                session.commit()
            except OperationalError as error:
                _roll_back(session)
                raise Refusal(f"没有保存成功：{reason(error)}。内容还在窗口里，处理后请再保存一次。") from error
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

    def _revert(self, step_id: int, label: str, forward: bool, tell: Tell | None) -> ChangeSet:
        kind, word = ("redo", "重做") if forward else ("undo", "撤销")
        seen: list[ChangeSet] = []
        stop = self.subscribe(seen.append)
        try:
            with self._step(f"{word}：{label}"[:200], kind, step_id) as session:
                if tell is not None:
                    tell(0, 0, f"正在{word}…")
                touched = journal.revert(session, MODELS, step_id, self.clock(), forward)
                session.flush()
                for place, (table, record) in enumerate(touched):
                    if tell is not None and place % _TOLD_EVERY == 0:
                        tell(place, len(touched), f"正在{word}，第 {place + 1} 条，共 {len(touched)} 条…")
                    if table in LEDGERS:
                        search.index(session, LEDGERS[table], record)
        finally:
            stop()
        return seen[-1]

    def _info(self) -> dict[str, Any]:
        """What every session of this file carries."""
        return {talk_lock.SETTING: self.talk_lock}

    def _size(self, stack: list[tuple[int, str]]) -> int:
        if not stack:
            return 0
        with self.read() as session:
            return journal.size_of(session, stack[-1][0])


def _roll_back(session: Session) -> None:
    try:
        session.rollback()
    except OperationalError:
        pass  # a full disk has rolled the transaction back already


def _folder_must_serve(path: Path) -> None:
    if not path.parent.is_dir():
        raise Refusal(f"文件夹“{path.parent}”不存在，请先建立，或换一个位置。")


def _no_records(session: Session, context: Any, instances: Any) -> None:
    if any(isinstance(one, Record) for one in (*session.new, *session.dirty, *session.deleted)):
        raise AssertionError("records are written in a transaction, where the journal sees them")
