"""A consistent, checked copy of the open file on the computer's own disk: where every backup begins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from db.backup.contents import Contents, Unsound, look_into
from db.backup.errors import BackupRefused, Code
from db.backup.reread import BLOCK
from db.workspace import Workspace


def copy_checked(workspace: Workspace, target: Path, check: str) -> Contents:
    """Writes the copy, runs SQLite's ``check`` on it ("" leaves it out) and says what it holds. Raises Refusal; then no copy stays."""
    try:
        workspace.copy_to(target)
        return look_into(target, check, workspace.keys)
    except (SQLAlchemyError, Unsound) as error:
        target.unlink(missing_ok=True)
        raise _source_damaged() from error


def _source_damaged() -> BackupRefused:
    return BackupRefused(Code.SOURCE_DAMAGED, "正在使用的台账文件内部有损坏，没有备份；请从以前的备份恢复，以前的备份没有改动。")


@dataclass(frozen=True)
class LocalCopy:
    """A copy whose check is under way: ``confirm`` waits for it and raises BackupRefused when the copy is unsound."""

    path: Path
    contents: Contents
    confirm: Callable[[], None]


@contextmanager
def temporary_copy(workspace: Workspace) -> Iterator[LocalCopy]:
    """The copy beside the file, where the same protection holds as for the file; removed when the block ends.

    SQLite's check runs meanwhile in a thread of its own: it takes as long as copying and reading back.
    """
    copy = workspace.path.with_name(f"{workspace.path.name}.copying-{os.getpid()}")
    with suppress(OSError):
        for left in workspace.path.parent.glob(f"{workspace.path.name}.copying-*"):
            left.unlink()  # of a run that was killed
    try:
        contents = copy_checked(workspace, copy, "")
        with ThreadPoolExecutor(1, "check") as pool:
            checked = pool.submit(look_into, copy, "integrity_check", workspace.keys)

            def confirm() -> None:
                try:
                    checked.result()
                except Unsound as error:
                    raise _source_damaged() from error

            yield LocalCopy(copy, contents, confirm)
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def local_blocks(source: Path, doing: str, unharmed: str) -> Iterator[bytes]:
    """A file on the computer's own disk. Its errors are no OSErrors, so as not to be taken for the drive's."""
    try:
        with source.open("rb", buffering=0) as reading:
            while block := reading.read(BLOCK):
                yield block
    except OSError as error:
        raise BackupRefused(Code.LOCAL, f"{doing}：读不出本机的“{source.name}”，请检查电脑的磁盘；{unharmed}。") from error
