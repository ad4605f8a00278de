"""Bringing a file back from a snapshot, its evidence too; what is there now is set aside first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db.backup.aside import set_aside
from db.backup.contents import Contents, Unsound, look_into
from db.backup.device import Device, Mark
from db.backup.errors import BackupRefused, Code, code_of
from db.backup.known import note_backup
from db.backup.local import local_blocks
from db.backup.preview import made_at
from db.backup.source import Source, find, open_source
from db.backup.store import DATA, KEYS, Progress
from db.engine import make_engine
from db.errors import NewerFile, Refusal
from db.evidence import EvidenceStore
from db.keyfile import has_password, keys_path, read_keyring, remove_with_keys, write_keyring
from db.keyring import Keys
from db.lock import FileLock
from db.migrations import NEWEST
from db.sticks import RESTORED
from db.workspace import Workspace

_DOING, _UNHARMED = "恢复没有完成", "原来的台账没有改动"


@dataclass(frozen=True)
class RestoreResult:
    """A finished restore. ``set_aside`` is the copy of what was there before; ``problems`` are sentences."""

    path: Path
    made_at: datetime
    counts: dict[str, int]
    evidence_copied: int
    set_aside: Path | None
    problems: list[str]


def restore(snapshot_path: Path, target_file: Path, now: datetime, progress: Progress | None = None,
            device: Device | None = None, password: str | None = None, code: str | None = None,
            keys: Keys | None = None, rehearsal: bool = False) -> RestoreResult:
    """Makes ``target_file`` what it was in a snapshot's folder, a backup folder's newest good one, or a local copy.

    The target may exist (it is set aside as “…恢复前 时间.lvze”) or not. Until the last moment it stays as it is. What was
    encrypted comes back encrypted and opens with the password of the backup's day; ``keys`` of the same file do instead.
    In a ``rehearsal`` nothing is written into what came back, as it is thrown away.
    Raises NeedsPassword, WrongPassword, BackupRefused, InUse when it is open anywhere, NewerFile, or what ``progress`` raises.
    """
    source, target = find(Path(snapshot_path), device), Path(target_file)
    work = _Work(source, target, device or Device(), progress, open_source(source, password, code, keys))
    if target.exists() and target.samefile(source.data):
        raise BackupRefused(Code.NO_BACKUP, "备份和要恢复的台账是同一个文件，请另选一份备份，或另选恢复的位置。")
    laid_open = work.keys is None and has_password(target)
    with work.writing():
        target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target)
    try:
        contents = work.bring_data()
        copied = work.bring_evidence(contents)
        with work.writing():
            aside = work.set_aside(now)
            work.put_in_place()
    finally:
        work.tidy()
        lock.release()
    problems = [*source.notes, *work.problems]
    if not rehearsal:
        problems += _remember(target, now, source, work.keys, aside)
    if laid_open:
        problems.append("这份备份是设密码之前做的，恢复后的台账没有密码，请到“设置—安全”里再设一次。")
    return RestoreResult(target, made_at(source), contents.counts, copied, aside, problems)


class _Work:
    """One restore under way."""

    def __init__(self, source: Source, target: Path, device: Device, progress: Progress | None, keys: Keys | None):
        self.source, self.target, self.device, self.progress, self.keys = source, target, device, progress, keys
        self.incoming = target.with_name(target.name + ".restoring")
        self.problems: list[str] = []
        self._total = source.manifest.size if source.manifest is not None else source.data.stat().st_size
        self._done, self._text = 0, ""

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Errors of the computer's own disk as sentences."""
        try:
            yield
        except OSError as error:
            code = code_of(error, True)
            cause = {Code.FULL: "电脑磁盘的空间不够，请先清理", Code.READ_ONLY: "这个位置不能写入，请换一个文件夹",
                     Code.NO_PERMISSION: "没有权限在这个位置写入，请换一个文件夹"}
            reason = cause.get(code, f"读写电脑磁盘时出错（代号 {error.errno or 0}），请检查磁盘后再试")
            raise BackupRefused(code, f"{_DOING}：“{self.target.parent}”{reason}；{_UNHARMED}。") from error

    def bring_data(self) -> Contents:
        """Copies the database beside the target and proves it. Raises BackupRefused or NewerFile."""
        manifest = self.source.manifest
        if self.source.store is not None and (manifest is None or DATA not in manifest.files):
            raise self._damaged()
        self._text = "正在复制台账数据"
        with self.writing():
            self.device.remove_if_there(self.incoming)
            mark = self._save(self.incoming, self.source.data)
            keys_mark = self._bring_keys()
        if mark is None or (manifest is not None and mark != manifest.files[DATA]):
            raise self._damaged()
        if manifest is not None and keys_mark != manifest.files.get(KEYS):
            raise self._damaged()
        if manifest is not None and manifest.version > NEWEST:
            raise NewerFile("这份备份是用更新版本的程序做的，请先更新程序再恢复；原来的台账没有改动。")
        try:
            contents = look_into(self.incoming, keys=self.keys)
        except Unsound as error:
            raise self._damaged() from error
        if contents.version > NEWEST:
            raise NewerFile("这份备份是用更新版本的程序做的，请先更新程序再恢复；原来的台账没有改动。")
        return contents

    def _bring_keys(self) -> Mark | None:
        place = keys_path(self.incoming)
        self.device.remove_if_there(place)
        return self._save(place, keys_path(self.source.data)) if self.keys is not None else None

    def bring_evidence(self, contents: Contents) -> int:
        """Copies what the target lacks; what is lost or damaged in the backup is reported, the rest comes back."""
        if self.source.manifest is None or self.source.store is None:
            return 0
        here, copied = EvidenceStore(self.target), 0
        objects = self.source.manifest.objects
        bad = set(here.damaged(list(contents.evidence)))
        for sha256 in sorted(bad):
            name = contents.evidence[sha256][1]
            self._text = f"正在复制佐证材料“{name}”"
            if sha256 in objects and self._fetch(sha256, objects[sha256], here.place(sha256)):
                copied += 1
            else:
                self.problems.append(f"佐证材料“{name}”在备份里没有或已损坏，没有恢复，请找到原件重新添加。")
        return copied

    def _fetch(self, sha256: str, size: int, target: Path) -> bool:
        part = target.with_name(sha256 + ".part")
        with self.writing():
            target.parent.mkdir(parents=True, exist_ok=True)
            self.device.remove_if_there(part)
            good = self._save(part, self.source.store.object(sha256)) == Mark(sha256, size)
            if good:
                self.device.rename(part, target)
                self.device.sync_folder(target.parent)
            else:
                self.device.remove_if_there(part)
        return good

    def set_aside(self, now: datetime) -> Path | None:
        """Copies the present file. Nothing else has it open: the lock is ours."""
        if not self.target.exists():
            return None
        log = Path(f"{self.target}-wal")
        if log.exists() and log.stat().st_size and not has_password(self.target):
            _fold(self.target)
        return set_aside(self.target, "恢复前", now, self.device, _DOING, _UNHARMED)

    def put_in_place(self) -> None:
        """The one moment of change. An old log must be gone before, or SQLite would play it into the new file."""
        for suffix in ("-wal", "-shm"):
            self.device.remove_if_there(Path(f"{self.target}{suffix}"))
        with self._keys_changed():
            self.device.sync_folder(self.target.parent)
            self.device.rename(self.incoming, self.target)
        with suppress(OSError):
            if self.keys is None:
                self.device.remove_if_there(keys_path(self.target))
            self.device.sync_folder(self.target.parent)  # the file is the restored one now, whatever this says

    @contextmanager
    def _keys_changed(self) -> Iterator[None]:
        """The key file first, as one beside a file in plain text does no harm; taken back when the file cannot follow."""
        place = keys_path(self.target)
        before = read_keyring(self.target) if has_password(self.target) else None
        if self.keys is not None:
            self.device.rename(keys_path(self.incoming), place)
        try:
            yield
        except OSError:
            if before is not None:
                write_keyring(self.target, before)
            raise

    def tidy(self) -> None:
        with suppress(OSError):
            remove_with_keys(self.incoming)

    def _save(self, target: Path, source: Path) -> Mark | None:
        """Copies a file of the backup; None when that one file cannot be read. Raises OSError for the target."""
        try:
            return self.device.save(target, self._from_source(source), self._tick)
        except BackupRefused as refusal:
            if refusal.code == Code.DEVICE:
                return None
            raise

    def _from_source(self, path: Path) -> Iterator[bytes]:
        """The backup's bytes from its device; its errors are told apart from those of the computer's disk."""
        if self.source.store is None:
            yield from local_blocks(path, _DOING, _UNHARMED)
            return
        with self.source.store.guarded(_DOING, _UNHARMED):
            yield from self.device.blocks(path)

    def _tick(self, size: int) -> None:
        self._done += size
        if self.progress is not None:
            self.progress(min(self._done, self._total), self._total, self._text)

    def _damaged(self) -> BackupRefused:
        return BackupRefused(Code.DAMAGED, f"{_DOING}：这份备份已经损坏，请改用另一份；{_UNHARMED}。")


def _fold(path: Path) -> None:
    """Folds a log that a killed program left into its file."""
    engine = make_engine(path)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except SQLAlchemyError:
        pass  # damaged: file and log are copied as they are
    finally:
        engine.dispose()


def _remember(target: Path, now: datetime, source: Source, keys: Keys | None, aside: Path | None) -> list[str]:
    """Opens the restored file, which proves that it opens and brings an older one up to date, and logs the restore.

    Until somebody has looked and said that it is the right one (setting ``restored``) no automatic copies are made of it.
    """
    name = source.data.name if source.store is None else source.data.parent.name
    with Workspace.open(target, clock=lambda: now, keys=keys) as workspace:
        try:
            kind = "自动副本" if source.store is None else "备份"
            workspace.log(f"从备份恢复：{made_at(source):%Y-%m-%d %H:%M} 的{kind}")
            if source.manifest is not None and source.store is not None:
                note_backup(workspace, source.manifest, name, source.store.label)
            workspace.set_setting(RESTORED, {"made_at": made_at(source).isoformat(), "aside": str(aside) if aside else None})
        except Refusal as error:
            return [f"已经恢复，但没有记到台账里：{error}"]
    return []
