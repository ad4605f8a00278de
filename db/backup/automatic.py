"""Automatic copies on the computer's own disk: on close and every half hour when something changed. Records only;
evidence never changes once stored. They help against mistakes; against a lost computer only a backup elsewhere does.

A copy of an encrypted file is encrypted; its key file lies beside it and opens with the password of that day.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.generations import Generations
from db.backup.local import copy_checked
from db.journal import Step
from db.keyfile import copy_keys, remove_with_keys
from db.workspace import SUFFIX, Workspace

EVERY = timedelta(minutes=30)
_KEEP = Generations(latest=10, daily=14, weekly=0, monthly=12, quarterly=0)
_NAME = re.compile(r"(\d{8}-\d{6})-([0-9a-f]{12})" + re.escape(SUFFIX))


@dataclass(frozen=True)
class LocalCopy:
    """One automatic copy; ``restore`` and ``preview`` take its path."""

    path: Path
    made_at: datetime
    size: int


def copy_if_changed(workspace: Workspace, folder: Path | None = None, device: Device | None = None) -> Path | None:
    """Copies the open file when its journal grew since the newest copy, and thins the copies out. None: nothing new.

    ``folder`` is ``FILE.copies`` unless given. Raises Refusal; the copies made before stay.
    """
    folder, device = _folder(workspace.path, folder), device or Device()
    with workspace.read() as session:
        tip = session.scalar(select(Step.hash).order_by(Step.id.desc()).limit(1)) or ""
    have = local_copies(workspace.path, folder)
    if have and have[0].path.stem.endswith(tip[:12]):
        return None
    part = folder / f"incoming-{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("incoming-*.part"):
            device.remove(left)
        contents = copy_checked(workspace, part, "quick_check")
        _sync(device, part)
        copy = folder / f"{workspace.clock():%Y%m%d-%H%M%S}-{contents.tip[:12]}{SUFFIX}"
        copy_keys(workspace.path, copy)
        device.rename(part, copy)
        device.sync_folder(folder)
        _thin_out(local_copies(workspace.path, folder), device)
    except OSError as error:
        raise BackupRefused(Code.LOCAL, f"没有做成自动副本：不能在“{folder}”里写入，请检查磁盘空间和权限；台账本身没有问题。") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return copy


def local_copies(workspace_path: Path, folder: Path | None = None) -> list[LocalCopy]:
    """The automatic copies of a file, newest first."""
    found = []
    folder = _folder(workspace_path, folder)
    for path in folder.iterdir() if folder.is_dir() else []:
        if match := _NAME.fullmatch(path.name):
            state, made_at = path.stat(), datetime.strptime(match[1], "%Y%m%d-%H%M%S")
            found.append((made_at, state.st_mtime_ns, LocalCopy(path, made_at, state.st_size)))
    return [copy for *_, copy in sorted(found, key=lambda entry: entry[:2], reverse=True)]


def _folder(workspace_path: Path, folder: Path | None) -> Path:
    return folder or workspace_path.with_name(workspace_path.name + ".copies")


def _sync(device: Device, path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        device.sync(handle)
    finally:
        os.close(handle)


def _thin_out(copies: list[LocalCopy], device: Device) -> None:
    kept = _KEEP.kept([copy.made_at for copy in copies])
    for place, copy in enumerate(copies):
        if place not in kept:
            device.remove(copy.path)
            remove_with_keys(copy.path)
