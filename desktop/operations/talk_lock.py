"""谈话锁 put on and taken off: a copy first, everything in one step, then the file is packed and old copies are dealt with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db import talk_lock
from db.backup.remaining import Remaining, remaining, remove_local_copies
from db.errors import Refusal
from db.workspace import Workspace
from desktop import log
from desktop.operations import lent
from desktop.operations.copies import automatic

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Locked:
    """The lock is on. ``code`` opens it when the second password is forgotten, kept nowhere else; ``remaining``: where copies
    of before lie."""

    code: str
    remaining: tuple[Remaining, ...]


def put_on(workspace: Workspace, password: str, progress: Progress) -> Locked:
    """Seals the talks under a second password. Raises Refusal; then everything is as it was."""
    progress(0, 0, "正在先留一份副本…")
    automatic(workspace)
    progress(0, 0, "正在给谈话内容加锁…")
    try:
        with workspace.destroying("谈话锁：设第二密码，谈话内容已加锁") as session:
            _, keys, code = talk_lock.turn_on(session, workspace.talk_lock, password)
    except BaseException:
        workspace.talk_lock.load(workspace.setting(talk_lock.SETTING))
        raise
    workspace.talk_lock.load(workspace.setting(talk_lock.SETTING))
    workspace.talk_lock.take(keys.master)
    progress(0, 0, "正在整理文件，请不要关机…")
    workspace.pack()
    lent.take_back()
    try:
        remove_local_copies(workspace)
        automatic(workspace)
    except (OSError, Refusal) as error:
        log.write("warning", f"local copies after locking talks: {error}")
    return Locked(code, tuple(remaining(workspace, workspace.clock())))


def take_off(workspace: Workspace, password: str, progress: Progress) -> None:
    """Makes the talks readable with the file's own password alone. Raises WrongPassword or Refusal."""
    progress(0, 0, "正在先留一份副本…")
    automatic(workspace)
    progress(0, 0, "正在取消谈话锁…")
    with workspace.destroying("谈话锁：已取消") as session:
        talk_lock.turn_off(session, workspace.talk_lock, password)
    workspace.talk_lock.load(workspace.setting(talk_lock.SETTING))


def unlock(workspace: Workspace, password: str) -> None:
    """Opens the lock until the window is locked or the file is closed. Raises WrongPassword, which is logged."""
    try:
        workspace.talk_lock.unlock(password)
    except Refusal:
        if not workspace.read_only:
            workspace.log("谈话锁：第二密码输错 1 次")
        raise
    if not workspace.read_only:
        workspace.log("谈话锁：已解锁")


def unlock_with_code(workspace: Workspace, code: str) -> None:
    """The same with the recovery code."""
    workspace.talk_lock.unlock_with_code(code)
    if not workspace.read_only:
        workspace.log("谈话锁：用恢复码解锁")
