"""Looking for words where nobody must be able to read them: every byte of every file of a folder."""

from __future__ import annotations

from pathlib import Path

PLAIN_DATABASE = b"SQLite format 3\0"


def readable(folder: Path, *secrets: str) -> list[str]:
    """The files below ``folder`` that are a readable database, or hold a secret in any spelling a program may use."""
    return holding(folder, *secrets, plain=PLAIN_DATABASE)


def holding(folder: Path, *secrets: str, plain: bytes = b"") -> list[str]:
    """The files below ``folder`` that hold a secret in any spelling a program may use, or the bytes ``plain``."""
    wanted = [plain] if plain else []
    for secret in secrets:
        spaced = " ".join(secret)  # as the search index spells it
        for words in (secret, spaced, spaced.replace(" ", "\0")):
            wanted += [words.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
        wanted.append(secret.encode("unicode_escape"))  # JSON with escapes
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            found += [str(path) for one in wanted if one in content][:1]
    return found
