"""Setting the present file aside before another takes its place: copied, read back and compared, never overwritten."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.local import local_blocks


def set_aside(target: Path, word: str, now: datetime, device: Device, doing: str, unharmed: str) -> Path:
    """Copies a closed file to “名.word 时间.lvze” and returns that place. Raises OSError or BackupRefused.

    A write-ahead log and the key file go along: the file may be damaged, or its password not known here.
    """
    aside = _free_name(target, f"{target.stem}.{word} {now:%Y%m%d-%H%M%S}")
    for suffix in ("", "-wal", ".keys"):
        present, copy = Path(f"{target}{suffix}"), Path(f"{aside}{suffix}")
        if not present.exists() or (suffix and not present.stat().st_size):
            continue
        mark = device.save(copy, local_blocks(present, doing, unharmed))
        if device.mark(copy) != mark:
            device.remove(copy)
            raise BackupRefused(Code.VERIFY_FAILED, f"{doing}：现有台账的副本写出来对不上，请检查电脑的磁盘；{unharmed}。")
    device.sync_folder(target.parent)
    return aside


def _free_name(target: Path, stem: str) -> Path:
    turn, path = 1, target.with_name(stem + target.suffix)
    while path.exists():
        turn += 1
        path = target.with_name(f"{stem}-{turn}{target.suffix}")
    return path
