"""Reading a file from the device itself, not from the memory the system keeps of what was just written.

On a USB stick a plain read after a write answers from memory, also when the stick lost or altered the bytes. O_DIRECT
goes past it on ext4, FAT and exFAT; where it is refused the file's pages are dropped first. Drivers that run as a
program of their own (FUSE: many NTFS and exFAT mounts) keep a second memory that neither reaches: see ``certain``.
"""

from __future__ import annotations

import errno
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 20
_SECTOR = 4096
_UNKNOWN = (errno.EINVAL, errno.ENOTSUP)


def blocks(path: Path) -> Iterator[bytes]:
    """The content in pieces of at most 1 MiB, read from the device where the system allows it. Raises OSError."""
    if sys.platform == "win32":
        from db.backup import windows

        yield from windows.unbuffered_blocks(path, BLOCK)
        return
    handle = _open_direct(path)
    if handle is not None:
        try:
            yield from _direct(handle)
            return
        except _NoDirectReading:
            pass
        finally:
            os.close(handle)
    yield from _after_dropping(path)


def certain(folder: Path) -> bool:
    """False where ``blocks`` may still be answered from a memory out of reach (FUSE mounts)."""
    if not sys.platform.startswith("linux"):
        return True
    best, kind = "", ""
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return True
    where = str(folder.resolve())
    for line in mounts:
        point = line.split(" ")[1].replace("\\040", " ")
        if (where + "/").startswith(point.rstrip("/") + "/") and len(point) >= len(best):
            best, kind = point, line.split(" ")[2]
    return not kind.startswith("fuse")


class _NoDirectReading(Exception):
    """This file system opens a file for direct reading and then refuses to read it."""


def _open_direct(path: Path) -> int | None:
    """A handle that reads past the cache, or None when this file system has no such reading."""
    if not hasattr(os, "O_DIRECT"):
        return None
    try:
        return os.open(path, os.O_RDONLY | os.O_DIRECT)
    except OSError as error:
        if error.errno in _UNKNOWN:
            return None
        raise


def _direct(handle: int) -> Iterator[bytes]:
    size, offset = os.fstat(handle).st_size, 0
    room = min(BLOCK, -(-max(size, 1) // _SECTOR) * _SECTOR)
    with mmap.mmap(-1, room) as buffer:  # a mapping is aligned to pages, as direct reading demands
        while offset < size:
            try:
                got = os.preadv(handle, [buffer], offset)
            except OSError as error:
                if offset == 0 and error.errno in _UNKNOWN:
                    raise _NoDirectReading from error
                raise
            if got == 0 or (got % _SECTOR and offset + got < size):
                raise OSError(errno.EIO, "short read")
            yield buffer[:got]
            offset += got


def _after_dropping(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as reading:
        if hasattr(os, "posix_fadvise"):
            os.fsync(reading.fileno())
            os.posix_fadvise(reading.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := reading.read(BLOCK):
            yield block
