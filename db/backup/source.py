"""What a path chosen for checking or restoring means: a snapshot, a backup folder, or a local copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.manifest import Manifest
from db.backup.store import DATA, KEYS, MANIFEST, Store
from db.errors import NotOurs, Refusal
from db.keyfile import has_password, open_keys
from db.keyring import Keys


@dataclass(frozen=True)
class Source:
    """A database to restore from. ``store`` is None for a lone local copy, which has no evidence of its own."""

    data: Path
    store: Store | None
    manifest: Manifest | None
    notes: tuple[str, ...] = ()

    @property
    def encrypted(self) -> bool:
        return has_password(self.data) if self.manifest is None else KEYS in self.manifest.files


@dataclass(frozen=True)
class SnapshotInfo:
    """One snapshot in a list. ``ok``: everything is there with its size; only ``verify`` reads the content."""

    path: Path
    made_at: datetime
    hospital: str
    counts: dict[str, int]
    size: int
    ok: bool
    file_name: str
    kind: str
    encrypted: bool = False


def snapshots(folder: Path, device: Device | None = None) -> list[SnapshotInfo]:
    """The snapshots in a backup folder, newest first; [] when there are none. Raises BackupRefused."""
    store = Store.inside(folder, device)
    with store.guarded("没有读出备份", "备份没有改动"):
        sizes = store.sizes()
        return [SnapshotInfo(store.snap / name, found.made_at, found.hospital, found.counts, found.size,
                             store.complete(name, found, sizes), found.file_name, found.kind, KEYS in found.files)
                for name, found in store.manifests()]


def needs_password(path: Path, device: Device | None = None) -> bool:
    """Whether a snapshot, a backup folder's newest one or a local copy opens with a password only. Raises BackupRefused."""
    return find(Path(path), device).encrypted


def opened_by(path: Path, keys: Keys | None, device: Device | None = None) -> bool:
    """Whether these keys (or none) open what is at ``path``. Raises BackupRefused."""
    try:
        open_source(find(Path(path), device), None, None, keys)
    except Refusal:
        return False
    return True


def open_source(source: Source, password: str | None, code: str | None, keys: Keys | None = None) -> Keys | None:
    """The keys of what was found, None when it is in plain text. Raises NeedsPassword, WrongPassword, or BackupRefused when
    its key file is lost or damaged.
    """
    if not source.encrypted:
        return None
    if not has_password(source.data):
        raise BackupRefused(Code.DAMAGED, "这份备份的密钥文件不见了，打不开，请改用另一份。")
    try:
        return open_keys(source.data, password, code, keys)
    except NotOurs as error:
        raise BackupRefused(Code.DAMAGED, "这份备份的密钥文件已损坏，打不开，请改用另一份。") from error


def find(path: Path, device: Device | None = None) -> Source:
    """Raises BackupRefused when there is no backup at ``path``, or a folder holds those of several files."""
    if path.is_file():
        return Source(path, None, None)
    if (path / MANIFEST).exists() or path.parent.name == "snap":
        if not path.is_dir():
            raise BackupRefused(Code.NO_BACKUP, f"找不到备份“{path}”，请插好备份盘，或另选一份。")
        store = Store(path.parent.parent, device)
        with store.guarded("没有读出备份", "备份没有改动"):
            return Source(path / DATA, store, store.manifest(path.name))
    store = Store.inside(path, device)
    with store.guarded("没有读出备份", "备份没有改动"):
        return _newest(store)


def _newest(store: Store) -> Source:
    """The newest snapshot whose database reads back right from the device."""
    known = [(name, found) for name, found in store.manifests() if DATA in found.files]
    if not known:
        raise BackupRefused(Code.NO_BACKUP, f"“{store.label}”里没有完好的备份，请插好备份盘，或另选文件夹。")
    files = sorted({found.file_name for _, found in known})
    if len({found.origin for _, found in known}) > 1:
        raise BackupRefused(Code.NO_BACKUP, f"这个文件夹里有几个台账的备份（{'、'.join(files)}），请从列表里选定其中一份。")
    notes: tuple[str, ...] = ()
    for name, found in known:
        data = store.snap / name / DATA
        if store.matches(data, found.files[DATA]):
            return Source(data, store, found, notes)
        notes = ("最近的备份已损坏，改用了更早的一份，请再备份一次。",)
    raise BackupRefused(Code.DAMAGED, f"“{store.label}”里的备份都已损坏，请换一个备份盘，或用本机的自动副本恢复。")
