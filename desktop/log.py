"""The program's log: one small text file of this user, opened before anything else.

Written by hand because the standard library's ``logging`` with rotation costs a tenth of the whole start.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TextIO

from desktop import places

_LARGEST = 1_000_000  # bytes; then the log becomes lvze.log.1 and starts anew

_file: TextIO | None = None


def open_log() -> None:
    """Opens the log for the rest of the run. On a full or read-only disk the words go to the terminal instead."""
    global _file
    try:
        path = places.log_file()
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        _file = path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
    except OSError:
        _file = sys.stderr


def write(kind: str, words: str) -> None:
    """One entry. ``kind`` is start, declined, warning or error."""
    if _file is None:
        open_log()
    if _file is not None:  # a windowed program on Windows has no terminal to fall back to
        try:
            _file.write(f"{datetime.now().isoformat(' ', 'milliseconds')} {kind}: {words}\n")
        except OSError:
            pass  # a full disk must not turn a small trouble into a second one
