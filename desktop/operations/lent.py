"""Proofs lent to other programs: copies in plain text, in the program's own folder, as short a time as can be."""

from __future__ import annotations

from pathlib import Path

from desktop import places


def new_place(name: str) -> Path:
    """A fresh place for a copy of this name. Raises OSError."""
    import tempfile

    _folder().mkdir(mode=0o700, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=_folder())) / name


def take_back() -> None:
    """Removes all copies: when a file is closed or locked, and at the start those of a run that was killed.

    One that another program still holds open goes the next time.
    """
    if not _folder().exists():
        return
    import shutil  # rarely needed, and this module stands before the first paint

    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return places.user_folder() / "lent"
