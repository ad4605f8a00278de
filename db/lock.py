"""One instance per file: a lock of the operating system beside the file, gone by itself when the process dies."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from db.errors import InUse, ReadOnlyPlace

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """Holds ``FILE.lock`` while the file is open. Raises InUse when another process holds it, ReadOnlyPlace where it
    cannot stand."""

    def __init__(self, path: Path):
        self._path = path.with_name(path.name + ".lock")
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ReadOnlyPlace(f"不能在文件夹“{path.parent}”里写入，请换一个可以写入的文件夹。") from error
        try:
            if sys.platform == "win32":
                # a byte far behind the text, so that the holder's name stays readable
                os.lseek(self._handle, 4096, os.SEEK_SET)
                msvcrt.locking(self._handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = self._holder()
            os.close(self._handle)
            raise InUse(f"台账文件“{path.name}”正在另一个窗口里打开{holder}，请切换到那个窗口，或先把它关掉。") from error
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"{platform.node()} {os.getpid()}".encode())

    def _holder(self) -> str:
        os.lseek(self._handle, 0, os.SEEK_SET)
        words = os.read(self._handle, 200).decode("utf-8", "replace").split()
        return f"（电脑 {words[0]}）" if words else ""

    def release(self) -> None:
        """Gives the lock up. The small file stays: removing it would race with the next holder."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
