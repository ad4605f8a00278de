"""What a restore would bring back, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from db.backup.contents import Contents, Unsound, contents_of, look_into
from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.source import Source, find, open_source
from db.journal import Step
from db.workspace import Workspace


@dataclass(frozen=True)
class Difference:
    """A ledger whose number of records would change: ``now`` in the open file, ``then`` in the backup."""

    ledger_key: str
    title: str
    now: int
    then: int


@dataclass(frozen=True)
class RestorePreview:
    """``steps_lost``: edits in the open file since the backup; None when it is no later state of the same file."""

    made_at: datetime
    version: int
    hospital: str
    counts: dict[str, int]
    differs: tuple[Difference, ...]
    steps_lost: int | None


def preview(snapshot_path: Path, workspace: Workspace | None, device: Device | None = None,
            password: str | None = None, code: str | None = None) -> RestorePreview:
    """Looks into a snapshot, backup folder or local copy and compares it with the open file.

    The open file's own backups open with its keys. Raises BackupRefused, NeedsPassword or WrongPassword.
    """
    source = find(Path(snapshot_path), device)
    keys = open_source(source, password, code, workspace.keys if workspace is not None else None)
    try:
        then = look_into(source.data, "", keys)
    except Unsound as error:
        raise BackupRefused(Code.DAMAGED, "这份备份打不开，可能已损坏，请改用另一份。") from error
    now = _open_contents(workspace) if workspace is not None else None
    differs = tuple(Difference(key, title, now.counts.get(key, 0), then.counts.get(key, 0))
                    for key, title in (then.titles | now.titles).items()
                    if now.counts.get(key, 0) != then.counts.get(key, 0)) if now is not None else ()
    return RestorePreview(made_at(source), then.version, then.hospital, then.counts, differs,
                          _steps_since(workspace, then) if workspace is not None else None)


def made_at(source: Source) -> datetime:
    """When the copy was made; of a local copy the file's own time."""
    if source.manifest is not None:
        return source.manifest.made_at
    return datetime.fromtimestamp(source.data.stat().st_mtime)


def _open_contents(workspace: Workspace) -> Contents:
    with workspace.read() as session:
        return contents_of(session.connection())


def _steps_since(workspace: Workspace, then: Contents) -> int | None:
    with workspace.read() as session:
        if session.scalar(select(Step.hash).where(Step.id == then.last_step)) != then.tip:
            return None
        return session.scalar(select(func.count()).select_from(Step).where(
            Step.id > then.last_step, Step.kind != "event"))
