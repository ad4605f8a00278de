"""Making a snapshot: a consistent local copy, checked; to the drive; synced; read back from it; the manifest last."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db.backup import reread
from db.backup.contents import Contents, Unsound, look_into
from db.backup.device import Device, Mark
from db.backup.errors import BackupRefused, Cancelled, Code, refused
from db.backup.generations import SETTING, Generations
from db.backup.local import local_blocks, temporary_copy
from db.backup.manifest import Manifest
from db.backup.rotate import rotate
from db.backup.known import note_backup
from db.backup.store import DATA, KEYS, MANIFEST, PART, Progress, Store, must_exist
from db.errors import Refusal
from db.evidence import EvidenceStore
from db.keyfile import keys_path, read_keyring
from db.keyring import Keys
from db.sticks import RESTORED
from db.workspace import Workspace

_RESERVE = 1 << 20  # bytes left free for folders and the manifest
_CLUSTER = 1 << 16  # what one more file may take beyond its size
_DOING, _UNHARMED = "备份没有完成", "以前的备份没有改动"


@dataclass(frozen=True)
class BackupResult:
    """A finished backup. ``how_verified`` and ``problems`` are sentences; a problem concerns a part only."""

    name: str
    path: Path
    counts: dict[str, int]
    new_objects: int
    bytes_written: int
    how_verified: str
    problems: list[str]


def back_up(workspace: Workspace, folder: Path, kind: str = "manual", keep: Generations | None = None,
            progress: Progress | None = None, device: Device | None = None, stick: str | None = None) -> BackupResult:
    """Backs the file and its evidence up to ``folder`` and proves the copy.

    Only evidence that is not there yet is copied. An encrypted file's backup is encrypted, and its key file goes along: it
    opens with the password or the recovery code of that day. ``keep`` says which snapshots of this file stay (None: as the
    file's settings say). Whatever goes wrong, those made before stay whole. With ``stick`` only the drive of that identity is
    written to, never another one that stands in its place. The file remembers the backup (setting ``backups``) and logs it.
    Raises BackupRefused, or what ``progress`` raises.
    """
    must_exist(folder)
    store, key_file = Store.inside(folder, device), _key_file(workspace)
    if stick is not None:
        _must_be(store, stick)
    with temporary_copy(workspace) as copy:
        run = _Run(store, workspace.evidence, copy.path, copy.contents, copy.confirm, progress, workspace.keys, key_file)
        with store.guarded(_DOING, _UNHARMED):
            name, manifest = run.make(workspace.clock(), kind, workspace.path.name)
    problems = run.problems
    if not workspace.read_only:
        problems += _remember(workspace, store, manifest, name)
    if not workspace.setting(RESTORED):  # a restored file that nobody has looked at yet pushes nothing out
        keep = keep or Generations.of(workspace.setting(SETTING))
        problems += _rotated(store, name, keep, progress, workspace.keys)
    sure = reread.certain(store.root)
    return BackupResult(name, store.snap / name, manifest.counts, len(run.new), run.written, (
        "已从盘上重新读出，逐字节核对一致。" if sure else
        "已读出核对一致；这种格式的盘要拔下重插后再点“检查备份”，才算真正从盘上读过。"), problems)


@dataclass
class _Run:
    """One backup under way."""

    store: Store
    evidence: EvidenceStore
    copy: Path
    contents: Contents
    confirm: Callable[[], None]  # the copy's own check, which runs meanwhile
    progress: Progress | None
    keys: Keys | None = None
    key_file: Path | None = None
    new: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    written: int = 0
    _done: int = 0
    _total: int = 1
    _text: str = ""

    def make(self, now: datetime, kind: str, file_name: str) -> tuple[str, Manifest]:
        """Raises OSError for the drive, BackupRefused for everything else. Leaves nothing half-made that counts."""
        device = self.store.device
        stick = self.store.prepare()
        there = self._there()
        wanted = {sha256: size for sha256, (size, _) in self.contents.evidence.items() if sha256 not in there}
        self._plan(wanted)
        known = self.store.manifests()
        name = self._name(f"{now:%Y%m%d-%H%M%S}-{kind}")
        part = self.store.snap / (name + PART)
        try:
            touched = self._copy_objects(wanted)
            device.make_folder(part)
            files = {DATA: self._save(part / DATA, self.copy, "正在复制台账数据")}
            if self.key_file is not None:
                files[KEYS] = self._save(part / KEYS, self.key_file, "正在复制密钥文件")
            for folder in (*(() if device.syncs_all else touched), self.store.objects, part, self.store.snap):
                device.sync_folder(folder)
            device.sync_all(self.store.root)
            self._read_back(part, files)
            self.confirm()
            kept = there | {sha256: wanted[sha256] for sha256 in self.new}
            sequence = max((found.sequence for _, found in known), default=0) + 1
            inside = self.contents
            manifest = Manifest(
                now, kind, sequence, stick, inside.origin, file_name, inside.hospital, inside.version, inside.last_step,
                inside.counts, files, kept, tuple(sorted(set(inside.evidence) - set(kept))))
            self._seal(part, name, manifest)
        except BaseException:
            self._discard(part)
            raise
        with suppress(OSError):
            self.store.trust()  # staying in doubt only costs the next run a reading
        return name, manifest

    def _there(self) -> dict[str, int]:
        """The wanted evidence that the store has already: by size, and by content when there is a doubt."""
        sizes = self.store.sizes()
        there = {sha256: size for sha256, (size, _) in self.contents.evidence.items() if sizes.get(sha256) == size}
        if not self.store.doubted:
            return there
        self._total, self._text = sum(there.values()) or 1, "正在重新核对盘上的佐证材料"
        return {sha256: size for sha256, size in there.items()
                if self.store.matches(self.store.object(sha256), Mark(sha256, size), self._tick)}

    def _plan(self, wanted: dict[str, int]) -> None:
        size = self.copy.stat().st_size
        need = sum(wanted.values()) + size
        self._done, self._total = 0, 2 * need
        if self.store.device.free(self.store.root) < need + _CLUSTER * len(wanted) + _RESERVE:
            megabytes = -(-(need + _RESERVE) // 1_000_000)
            raise BackupRefused(Code.FULL, f"{_DOING}：备份位置的空间不够，需要 {megabytes} MB，请清理或换一个盘；{_UNHARMED}。")

    def _name(self, wish: str) -> str:
        """A snapshot's name is never used twice, also within one second or with a clock set back."""
        taken, name, turn = set(self.store.folders()), wish, 1
        while name in taken:
            turn += 1
            name = f"{wish}-{turn}"
        return name

    def _copy_objects(self, wanted: dict[str, int]) -> set[Path]:
        """Copies new evidence; what the computer has lost or cannot read is reported and left out."""
        touched: set[Path] = set()
        for turn, sha256 in enumerate(sorted(wanted), start=1):
            target, source = self.store.object(sha256), self.evidence.place(sha256)
            if not source.is_file():
                self._report_lost(sha256)
                continue
            self.store.doubt()
            self.store.device.make_folder(target.parent)
            part = target.with_name(sha256 + PART)
            try:
                mark = self._save(part, source, f"正在复制佐证材料 {turn}/{len(wanted)}", at_once=False)
            except BackupRefused:
                mark = None
            if mark != Mark(sha256, wanted[sha256]):
                self.store.device.remove_if_there(part)
                self._report_lost(sha256)
                continue
            self.store.device.rename(part, target)
            self.new.append(sha256)
            touched.add(target.parent)
        return touched

    def _report_lost(self, sha256: str) -> None:
        name = self.contents.evidence[sha256][1]
        self.problems.append(f"佐证材料“{name}”在本机的原件不见了或已损坏，没有备份到；请从以前的备份恢复，或重新添加这份材料。")

    def _read_back(self, part: Path, files: dict[str, Mark]) -> None:
        """All that this run wrote, from the device; then the copy opened there must say what the first one said."""
        self._text = "正在从盘上读出核对"
        for name, mark in files.items():
            if self.store.device.mark(part / name, self._tick) != mark:
                raise self._unlike()
        for sha256 in self.new:
            if self.store.device.mark(self.store.object(sha256), self._tick).sha256 != sha256:
                raise self._unlike()
        try:
            # opened there and counted; SQLite's own check is passed by the copy of which these are the bytes (``confirm``)
            if look_into(part / DATA, "", self.keys) != self.contents:
                raise self._unlike()
        except Unsound as error:
            self.store.device.sizes(part)  # a drive pulled out at this moment answers with OSError here
            raise self._unlike() from error

    def _seal(self, part: Path, name: str, manifest: Manifest) -> None:
        device, final, sealed = self.store.device, self.store.snap / name, manifest.to_bytes()
        device.save(part / MANIFEST, (sealed,))
        device.sync_folder(part)
        device.rename(part, final)
        try:
            device.sync_folder(self.store.snap)
            device.sync_all(self.store.root)
            if device.read(final / MANIFEST) != sealed or not self.store.complete(name, manifest, self.store.sizes()):
                raise self._unlike()
        except BaseException:
            with suppress(OSError):
                device.rename(final, part)
            raise

    def _discard(self, part: Path) -> None:
        with suppress(OSError):
            self.store.device.remove_tree(part)

    def _save(self, target: Path, source: Path, text: str, at_once: bool = True) -> Mark:
        self._text = text
        mark = self.store.device.save(target, local_blocks(source, _DOING, _UNHARMED), self._tick, at_once)
        self.written += mark.size
        return mark

    def _tick(self, size: int) -> None:
        self._done += size
        if self.progress is not None:
            self.progress(min(self._done, self._total), self._total, self._text)

    def _unlike(self) -> BackupRefused:
        return refused(Code.VERIFY_FAILED, _DOING, self.store.label, "以前的备份没有改动，但请也检查一遍")


def _must_be(store: Store, stick: str) -> None:
    with store.guarded(_DOING, _UNHARMED):
        if store.identity() == stick:
            return
    raise BackupRefused(Code.OTHER_STICK, f"{_DOING}：“{store.label}”不是原来那个备份盘，可能换了盘；"
                                          f"请插上原来的盘，或另选位置备份；{_UNHARMED}。")


def _key_file(workspace: Workspace) -> Path | None:
    """The key file that goes along. Raises Refusal when it is lost or another file's: the backup would never open."""
    if workspace.keys is None:
        return None
    if read_keyring(workspace.path).vault != workspace.keys.vault:
        raise BackupRefused(Code.SOURCE_DAMAGED, f"密钥文件“{keys_path(workspace.path).name}”不是这份台账的，没有备份；"
                                                 "请从以前的备份里取回同名的文件，以前的备份没有改动。")
    return keys_path(workspace.path)


def _remember(workspace: Workspace, store: Store, manifest: Manifest, name: str) -> list[str]:
    try:
        note_backup(workspace, manifest, name, store.label)
        workspace.log(f"备份到“{store.label}”"[:200])
    except Refusal as error:
        return [f"备份已完成，但没有记到台账里：{error}"]
    return []


def _rotated(store: Store, name: str, keep: Generations, progress: Progress | None, keys: Keys | None) -> list[str]:
    """Clears old snapshots; the new backup is good already, so trouble here is only reported."""
    try:
        with store.guarded("新的备份已完成，但没有清理完旧的备份", "新的备份完好"):
            return rotate(store, name, keep, progress, keys)
    except BackupRefused as error:
        return [str(error)]
    except Cancelled:
        return ["新的备份已完成，旧的备份没有清理。"]
