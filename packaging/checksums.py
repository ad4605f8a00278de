"""The SHA-256 list inside the program folder: written by the build, compared when the folder was copied somewhere.

One line for each file, ``<64 hex digits>  <path with />``, sorted; ``sha256sum -c SHA256SUMS`` reads it too.
"""

import hashlib
from pathlib import Path

LIST = "SHA256SUMS"


def of(file: Path) -> str:
    with file.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def write(folder: Path) -> None:
    (folder / LIST).unlink(missing_ok=True)
    lines = [f"{of(folder / name)}  {name}\n" for name in _files(folder)]
    (folder / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def problems(folder: Path) -> list[str]:
    """Files that are missing, changed or too many; empty when the folder is as it was built."""
    listed = {}
    for line in (folder / LIST).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    found = set(_files(folder)) - {LIST}
    changed = [name for name in listed if name in found and of(folder / name) != listed[name]]
    return sorted(found.symmetric_difference(listed)) + changed


def _files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
