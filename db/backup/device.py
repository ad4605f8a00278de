"""Every operation on the disk that holds a backup, in one small class, so that tests can make any of them fail."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db.backup import reread

Tick = Callable[[int], None]
"""Told the number of bytes after each piece; may raise to stop."""


@dataclass(frozen=True)
class Mark:
    """What a file is known by: SHA-256 (hex) and size in bytes."""

    sha256: str
    size: int


class Device:
    """The disk of a backup. The single operations come first; what is made of them comes last. All raise OSError.

    Where ``syncs_all`` is true one ``sync_all`` serves many files, which is far quicker than syncing each.
    """

    syncs_all = sys.platform.startswith("linux")

    def create(self, path: Path) -> int:
        """Opens a new file for writing; one that exists already is an error."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)

    def write(self, handle: int, block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(handle, rest):]

    def sync(self, handle: int) -> None:
        os.fsync(handle)

    def rename(self, old: Path, new: Path) -> None:
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(exist_ok=True)

    def remove_folder(self, path: Path) -> None:
        path.rmdir()

    def sync_folder(self, path: Path) -> None:
        """Makes new names in a folder durable."""
        if sys.platform == "win32":
            from db.backup import windows

            windows.flush_folder(path)
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems sync no folders
                raise
        finally:
            os.close(handle)

    def sync_all(self, root: Path) -> None:
        """Writes out everything the file system around ``root`` still holds in memory."""
        if not self.syncs_all:
            return
        handle = os.open(root, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
                raise OSError(ctypes.get_errno(), "syncfs")
        finally:
            os.close(handle)

    def blocks(self, path: Path) -> Iterator[bytes]:
        """The content as the device returns it, past the cache."""
        return reread.blocks(path)

    def names(self, folder: Path) -> list[str]:
        return sorted(os.listdir(folder))

    def sizes(self, folder: Path) -> dict[str, int]:
        """The files of a folder with their sizes, in one reading."""
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}

    def free(self, root: Path) -> int:
        return shutil.disk_usage(root).free

    # -- made of the above -----------------------------------------------------------------------------------------

    def save(self, path: Path, blocks: Iterable[bytes], tick: Tick | None = None, at_once: bool = True) -> Mark:
        """Writes a new file and syncs it, though not its folder. Without ``at_once`` a later ``sync_all`` may do it."""
        digest, size = hashlib.sha256(), 0
        handle = self.create(path)
        try:
            for block in blocks:
                self.write(handle, block)
                digest.update(block)
                size += len(block)
                if tick is not None:
                    tick(len(block))
            if at_once or not self.syncs_all:
                self.sync(handle)
        finally:
            os.close(handle)
        return Mark(digest.hexdigest(), size)

    def replace(self, path: Path, content: bytes) -> None:
        """Puts a small file in place, whole or not at all."""
        part = path.with_name(path.name + ".part")
        self.remove_if_there(part)
        self.save(part, (content,))
        self.rename(part, path)
        self.sync_folder(path.parent)

    def read(self, path: Path) -> bytes:
        return b"".join(self.blocks(path))

    def mark(self, path: Path, tick: Tick | None = None) -> Mark:
        """Reads the whole file back from the device."""
        digest, size = hashlib.sha256(), 0
        for block in self.blocks(path):
            digest.update(block)
            size += len(block)
            if tick is not None:
                tick(len(block))
        return Mark(digest.hexdigest(), size)

    def remove_if_there(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            self.remove(path)

    def remove_tree(self, folder: Path) -> None:
        """Removes a folder and the files in it (backups have no deeper ones)."""
        for name in self.names(folder):
            self.remove(folder / name)
        self.remove_folder(folder)
