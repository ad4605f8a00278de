"""Setting a password for a file that has none: everything is written anew, encrypted; the old file stays until it is proved.

The plain file and its evidence are set aside under “…加密前 时间.lvze”. ``plain_left_overs`` lists all that still lies beside
the file in plain text and ``remove_left_overs`` deletes it, once the clerk has seen that the new file opens. There is no way
back: a file with a password keeps one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2 as sqlcipher

from db.backup.contents import Contents, Unsound, chain_broken_at, look_into
from db.durable import sync_folder
from db.engine import close_engine, make_engine
from db.errors import Missing, Refusal
from db.evidence import EvidenceStore
from db.journal import append_step
from db.keyfile import has_password, is_plain, keys_path, write_keyring
from db.keyring import Keyring, Keys
from db.lock import FileLock
from db.migrations import APPLICATION_ID
from db.record import Evidence
from db.sealed import MAGIC
from db.workspace import Workspace

Progress = Callable[[int, int, str], None]
_UNHARMED = "没有设成密码，原来的文件没有改动"
_EVENT = "设置密码，整个文件已加密"


@dataclass(frozen=True)
class Encrypted:
    """A finished conversion. ``code`` is the recovery code, kept nowhere else; ``aside`` the plain file of before."""

    code: str
    aside: Path
    problems: list[str] = field(default_factory=list)


def encrypt(path: Path, password: str, now: datetime,
            progress: Progress = lambda done, total, text: None) -> Encrypted:
    """Encrypts a closed file and its evidence under a new password. Until the last moment the file stays as it is.

    Raises Refusal, InUse when the file is open anywhere, or what ``progress`` raises; then the file is as it was.
    """
    path = Path(path)
    if has_password(path):
        raise Refusal("这个文件已经设有密码，不用再设；要换密码请用“更改密码”。")
    keyring, keys, code = Keyring.create(password)
    Workspace.open(path).close()  # brings an older file up to date and folds its log in
    lock = FileLock(path)
    work = _Work(path, keys, now, progress)
    try:
        work.copy_aside()
        work.write_encrypted()
        work.seal_evidence()
        work.prove()
        work.put_in_place(keyring)
    except BaseException as error:
        work.take_back()
        if isinstance(error, (OSError, SQLAlchemyError, sqlcipher.Error, Unsound)):
            raise Refusal(f"{_UNHARMED}：写入时出错（{error}），请检查磁盘空间后再试。") from error
        raise
    finally:
        lock.release()
    work.set_evidence_aside()
    return Encrypted(code, work.aside, work.problems)


def plain_left_overs(path: Path) -> list[Path]:
    """What lies beside an encrypted file and can be read by anybody: copies of before, and their evidence."""
    if not has_password(path):
        return []
    near = [*path.parent.glob(f"{path.stem}.*{path.suffix}"), *Path(f"{path}.copies").glob(f"*{path.suffix}")]
    files = [copy for copy in near if copy != path and is_plain(copy)]
    folders = [Path(f"{copy}.files") for copy in files]
    loose = [place for place in EvidenceStore(path).folder.rglob("*") if place.is_file() and not _sealed(place)]
    return sorted([*files, *(folder for folder in folders if folder.is_dir()), *loose])


def remove_left_overs(path: Path) -> int:
    """Deletes what ``plain_left_overs`` lists and returns how many. Raises Refusal when something stays."""
    found = plain_left_overs(path)
    try:
        for place in found:
            shutil.rmtree(place) if place.is_dir() else place.unlink()
            for ending in ("-wal", "-shm", ".lock", ".keys"):
                Path(f"{place}{ending}").unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"没有删完加密前的副本：{error.strerror or error}。请关闭正在使用它们的程序后再试。") from error
    return len(found)


class _Work:
    """One conversion under way: what it has written so far, so that it can be taken back."""

    def __init__(self, path: Path, keys: Keys, now: datetime, progress: Progress):
        self.path, self.keys, self.now, self.progress = path, keys, now, progress
        self.new = path.with_name(path.name + ".encrypting")
        self.aside = _free(path, f"{path.stem}.加密前 {now:%Y%m%d-%H%M%S}")
        self.plain, self.sealed = EvidenceStore(path), EvidenceStore(path, keys)
        self.problems: list[str] = []
        self._before: Contents | None = None
        self._objects: dict[str, tuple[str, int]] = {}  # plain object → encrypted object and its size
        self._there = set(self._proofs())
        self._keys_written = False

    def copy_aside(self) -> None:
        """The copy that is there whatever happens, read back and compared."""
        self.progress(0, 0, "正在先留一份副本")
        self._before = look_into(self.path)
        shutil.copyfile(self.path, self.aside)
        _sync(self.aside)
        if _hash(self.aside) != _hash(self.path):
            raise Refusal(f"{_UNHARMED}：先留的副本写出来对不上，请检查电脑的磁盘。")

    def write_encrypted(self) -> None:
        self.progress(0, 0, "正在加密台账数据")
        self.new.unlink(missing_ok=True)
        raw = sqlcipher.connect(str(self.path), isolation_level=None)
        try:
            raw.execute("PRAGMA temp_store=MEMORY")
            raw.execute(f'ATTACH DATABASE ? AS sealed KEY "{self.keys.database}"', (str(self.new),))
            raw.execute("SELECT sqlcipher_export('sealed')").fetchall()
            raw.execute(f"PRAGMA sealed.application_id={APPLICATION_ID}")
            raw.execute(f"PRAGMA sealed.user_version={self._before.version}")
        finally:
            raw.close()

    def seal_evidence(self) -> None:
        """Every proof once more, encrypted, read back and compared with what was there; then the records that name them."""
        total = sum(size for size, _ in self._before.evidence.values())
        done = 0
        for name, (size, file_name) in sorted(self._before.evidence.items()):
            self.progress(done, total, f"正在加密佐证材料“{file_name}”")
            done += size
            try:
                self._seal(name)
            except Missing:
                self.problems.append(f"佐证材料“{file_name}”的原件本来就不在了或已损坏，没有加密；请从备份恢复，或重新添加。")
        engine = make_engine(self.new, keys=self.keys)
        try:
            with Session(engine.execution_options(writing=True)) as session, session.begin():
                for name, (sealed, size) in self._objects.items():
                    session.connection().execute(update(Evidence.__table__).where(
                        Evidence.__table__.c.object == name).values(object=sealed, object_size=size))
                append_step(session, _EVENT, self.now, "event", None, [])
        finally:
            close_engine(engine)

    def _seal(self, name: str) -> None:
        if self.plain.damaged([name]):
            raise Missing(name)
        stored = self.sealed.put(self.plain.path(name))
        digest = hashlib.sha256()
        for block in self.sealed.blocks(stored.object):
            digest.update(block)
        if digest.hexdigest() != name:
            raise Refusal(f"{_UNHARMED}：加密后的佐证材料读出来对不上，请检查电脑的磁盘。")
        self._objects[name] = (stored.object, stored.object_size)

    def prove(self) -> None:
        """The new file must hold what the old one held, and one event more."""
        self.progress(0, 0, "正在核对加密后的文件")
        after, before = look_into(self.new, keys=self.keys), self._before
        same = (after.version, after.origin, after.hospital, after.counts) == (
            before.version, before.origin, before.hospital, before.counts)
        broken = chain_broken_at(self.new, self.keys) != chain_broken_at(self.path)
        if not same or broken or after.last_step != before.last_step + 1 or len(after.evidence) != len(before.evidence):
            raise Refusal(f"{_UNHARMED}：加密后的文件和原来的对不上，请先备份，再检查电脑的磁盘。")
        _sync(self.new)

    def put_in_place(self, keyring: Keyring) -> None:
        """The one moment of change. The key file goes first: beside a file in plain text it does no harm."""
        self.progress(0, 0, "正在换成加密后的文件")
        self._keys_written = True
        write_keyring(self.path, keyring)
        for ending in ("-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        os.replace(self.new, self.path)
        with suppress(OSError):
            sync_folder(self.path.parent)  # the file is the encrypted one now, whatever this says

    def take_back(self) -> None:
        written = (self.new, self.aside, *(Path(f"{self.new}{ending}") for ending in ("-wal", "-shm")))
        for place in (*written, *(set(self._proofs()) - self._there)):
            with suppress(OSError):
                place.unlink(missing_ok=True)
        if self._keys_written and is_plain(self.path):
            with suppress(OSError):
                keys_path(self.path).unlink(missing_ok=True)

    def _proofs(self) -> list[Path]:
        return [place for place in self.plain.folder.rglob("*") if place.is_file()]

    def set_evidence_aside(self) -> None:
        """The plain proofs go to the plain file. What cannot be moved stays in the list of left-overs."""
        store = EvidenceStore(self.aside)
        for name in self._objects:
            source, target = self.plain.place(name), store.place(name)
            with suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
                source.parent.rmdir()


def _free(path: Path, stem: str) -> Path:
    turn, place = 1, path.with_name(stem + path.suffix)
    while place.exists():
        turn += 1
        place = path.with_name(f"{stem}-{turn}{path.suffix}")
    return place


def _sealed(place: Path) -> bool:
    with place.open("rb") as reading:
        return reading.read(len(MAGIC)) == MAGIC


def _hash(path: Path) -> str:
    with path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
