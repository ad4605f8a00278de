"""What only Windows' own calls can do: unbuffered reading and flushing a folder. Imported on Windows only."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_READ, _WRITE = 0x80000000, 0x40000000
_SHARE_ALL, _OPEN_EXISTING = 7, 3
_NO_BUFFERING, _SEQUENTIAL, _FOLDERS_TOO = 0x20000000, 0x08000000, 0x02000000
_COMMIT, _READWRITE, _RELEASE = 0x3000, 0x04, 0x8000
_BAD_PARAMETER = 87


def unbuffered_blocks(path: Path, size: int) -> Iterator[bytes]:
    """The file's content past the system's cache, in pieces of at most ``size`` bytes (a multiple of 4096)."""
    system = _system()
    handle = system.CreateFileW(str(path), _READ, _SHARE_ALL, None, _OPEN_EXISTING, _NO_BUFFERING | _SEQUENTIAL, None)
    if handle == _invalid():
        error = ctypes.get_last_error()
        if error != _BAD_PARAMETER:
            raise ctypes.WinError(error)
        yield from _buffered(path, size)  # some network drives know no unbuffered reading
        return
    memory = system.VirtualAlloc(None, size, _COMMIT, _READWRITE)  # aligned to pages, as unbuffered reading demands
    try:
        if not memory:
            raise ctypes.WinError(ctypes.get_last_error())
        got = ctypes.c_uint32()
        while True:
            if not system.ReadFile(handle, memory, size, ctypes.byref(got), None):
                raise ctypes.WinError(ctypes.get_last_error())
            if not got.value:
                return
            yield ctypes.string_at(memory, got.value)
    finally:
        if memory:
            system.VirtualFree(memory, 0, _RELEASE)
        system.CloseHandle(handle)


def flush_folder(folder: Path) -> None:
    """Asks for a folder's entries to be written out. File systems that refuse order their entries themselves."""
    system = _system()
    handle = system.CreateFileW(str(folder), _WRITE, _SHARE_ALL, None, _OPEN_EXISTING, _FOLDERS_TOO, None)
    if handle != _invalid():
        system.FlushFileBuffers(handle)
        system.CloseHandle(handle)


def _buffered(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as reading:
        while block := reading.read(size):
            yield block


def _invalid() -> int | None:
    return ctypes.c_void_p(-1).value


def _system() -> Any:
    system = ctypes.WinDLL("kernel32", use_last_error=True)
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    system.CreateFileW.argtypes = [ctypes.c_wchar_p, number, number, pointer, number, number, pointer]
    system.CreateFileW.restype = pointer
    system.ReadFile.argtypes = [pointer, pointer, number, pointer, pointer]
    system.VirtualAlloc.argtypes = [pointer, ctypes.c_size_t, number, number]
    system.VirtualAlloc.restype = pointer
    system.VirtualFree.argtypes = [pointer, ctypes.c_size_t, number]
    system.FlushFileBuffers.argtypes = [pointer]
    system.CloseHandle.argtypes = [pointer]
    return system
