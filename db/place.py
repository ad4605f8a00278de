"""A file in a folder where nothing can be written: a write-protected stick, a share for reading only."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile


def can_write(folder: Path) -> bool:
    """Whether files can be made in a folder; asked by making one, since permissions alone do not tell on Windows."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def frozen_address(path: Path) -> str:
    """The URI by which SQLite reads a file that nobody changes: it then lays no shared memory beside it."""
    return path.resolve().as_uri() + "?mode=ro&immutable=1"
