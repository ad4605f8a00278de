"""Copies and backups of the open file: the automatic ones beside it, and one to a known drive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.sticks import RESTORED
from db.workspace import Workspace
from desktop import log

if TYPE_CHECKING:
    from db.backup import BackupResult
    from db.backup.past import Line, Past
    from db.backup.store import Progress
    from db.ledger import Ledger


def automatic(workspace: Workspace) -> None:
    """Makes a copy beside the file unless nothing changed since the last one. Raises Refusal.

    A file that was restored and not confirmed yet is not copied: its copies would push out those of the right one.
    """
    from db.backup import copy_if_changed

    if not workspace.read_only and not workspace.setting(RESTORED):
        copy_if_changed(workspace)


def on_close(workspace: Workspace) -> None:
    """The copy made when the window closes; a failure must not keep the window open and is only logged."""
    try:
        automatic(workspace)
    except Exception as error:  # noqa: BLE001
        note_failure(error)


def note_failure(error: BaseException) -> None:
    log.write("warning", f"automatic copy failed: {error}")


def to_stick(workspace: Workspace, folder: Path, identity: str, progress: Progress) -> BackupResult:
    """Backs up to the drive of this identity and to no other. Raises BackupRefused."""
    from db.backup import back_up

    return back_up(workspace, folder, kind="auto", progress=progress, stick=identity)


def backup_words(result: BackupResult) -> tuple[str, str]:
    """What a finished backup holds and how it was proved."""
    return (f"备份完成：{sum(result.counts.values())} 条记录，新增佐证材料 {result.new_objects} 件。", result.how_verified)


def confirm_restored(workspace: Workspace) -> None:
    """The clerk has looked: the restored file is the right one, and automatic copies begin again. Raises Refusal."""
    workspace.set_setting(RESTORED, None)
    workspace.log("确认恢复的台账内容无误")


def check(workspace: Workspace, snapshot: Path, progress: Progress) -> list[str]:
    """Reads a backup back whole; the file remembers the answer when it is the newest one on its drive. Raises BackupRefused."""
    from db.backup import note_check, verify

    found = verify(snapshot, progress=progress, keys=workspace.keys)
    if not workspace.read_only:
        note_check(workspace, snapshot, not found)
    return found


def forget_stick(workspace: Workspace, identity: str) -> None:
    """A backup drive that is lost or handed on is spoken of no more. Raises Refusal."""
    from db.backup import forget

    forget(workspace, identity)


def look_at_past(past: Past, ledger: Ledger, record_id: int) -> list[Line]:
    """A record in a backup beside today's; that a talk was looked at goes into the log, by its number only."""
    lines = past.compare(ledger, record_id)
    if ledger.sensitive and not past.workspace.read_only:
        past.workspace.log(f"查看{past.made_at:%Y-%m-%d}备份里的{ledger.title} {lines[0].then}")
    return lines
