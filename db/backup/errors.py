"""Why a backup could not be made or read: a code for the program, one plain Chinese sentence for the clerk."""

from __future__ import annotations

import errno
from enum import StrEnum

from db.errors import Refusal


class Code(StrEnum):
    """The causes that need different help. Values are stable: the command line and tests use them."""

    REMOVED = "removed"  # pulled out or disconnected
    FULL = "full"
    READ_ONLY = "read-only"
    NO_PERMISSION = "no-permission"
    TOO_LARGE = "too-large"  # the drive's format cannot hold a file of this size
    VERIFY_FAILED = "verify-failed"  # what was written reads back differently
    DEVICE = "device"  # any other input/output error
    NO_FOLDER = "no-folder"
    OTHER_STICK = "other-stick"  # not the drive that was asked for
    NO_BACKUP = "no-backup"
    DAMAGED = "damaged"  # the backup to be read is not whole
    SOURCE_DAMAGED = "source-damaged"  # the open file itself is damaged
    LOCAL = "local"  # the computer's own disk


class BackupRefused(Refusal):
    """A backup or restore that was not completed. ``code`` says why; nothing that was whole before is touched."""

    def __init__(self, code: Code, sentence: str):
        self.code = code
        super().__init__(sentence)


class Cancelled(Refusal):
    """For a progress function to raise when the clerk presses 取消."""

    def __init__(self, sentence: str = "已取消，没有完成；以前的备份没有改动。"):
        super().__init__(sentence)


_BY_NUMBER = {
    errno.ENOSPC: Code.FULL, getattr(errno, "EDQUOT", errno.ENOSPC): Code.FULL,
    errno.EROFS: Code.READ_ONLY, errno.EACCES: Code.NO_PERMISSION, errno.EPERM: Code.NO_PERMISSION,
    errno.EFBIG: Code.TOO_LARGE, errno.ENODEV: Code.REMOVED, errno.ENXIO: Code.REMOVED,
}
_BY_WINDOWS_NUMBER = {19: Code.READ_ONLY, 39: Code.FULL, 112: Code.FULL, 223: Code.TOO_LARGE,
                      21: Code.REMOVED, 433: Code.REMOVED, 1167: Code.REMOVED}
_SENTENCES = {
    Code.REMOVED: "备份盘已经拔出或断开，请重新插好后再试一次",
    Code.FULL: "备份位置的空间已满，请清理出空间，或换一个盘",
    Code.READ_ONLY: "备份盘现在只能读、不能写，请关掉盘上的写保护开关，或先检查修复这个盘",
    Code.NO_PERMISSION: "没有权限在“{place}”里写入，请换一个可以写入的文件夹",
    Code.TOO_LARGE: "这个盘的格式放不下这么大的文件，请换用 exFAT 或 NTFS 格式的盘",
    Code.VERIFY_FAILED: "写入的内容从盘上重新读出来对不上，这个盘不可靠，请换一个盘",
    Code.DEVICE: "读写“{place}”时出错（代号 {number}），请检查这个盘后再试，或换一个盘",
}


def code_of(error: OSError, reachable: bool) -> Code:
    """The cause behind an error of the backup's disk.

    A drive that was pulled out answers with EIO, EROFS or even ENOSPC: so ``reachable`` (can the identity file still
    be read?) is asked first, and the number only decides when it can.
    """
    if not reachable:
        return Code.REMOVED
    by_windows = _BY_WINDOWS_NUMBER.get(getattr(error, "winerror", None) or 0)
    return by_windows or _BY_NUMBER.get(error.errno or 0, Code.DEVICE)


def refused(code: Code, doing: str, place: str, unharmed: str, number: int | None = 0) -> BackupRefused:
    """``doing``：cause and remedy；``unharmed``. E.g. doing "备份没有完成", unharmed "以前的备份没有改动"."""
    return BackupRefused(code, f"{doing}：{_SENTENCES[code].format(place=place, number=number or 0)}；{unharmed}。")
