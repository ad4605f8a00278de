"""Wrong passwords, noted beside a shut file until somebody opens it: then the log says how often and when it was tried.

``FILE.tries`` holds one line for each, its time and nothing else: a shut file cannot be written to.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

_LONGEST = 100_000  # bytes; after some five thousand tries counting on tells nothing more


def note_failure(path: Path, now: datetime) -> None:
    """One more. A folder that cannot be written must not stand in the way of the answer."""
    place = _place(path)
    with suppress(OSError):
        if not place.exists() or place.stat().st_size < _LONGEST:
            with place.open("a", encoding="ascii") as writing:
                writing.write(f"{now.isoformat(timespec='seconds')}\n")


def count(path: Path) -> int:
    """How often it was tried in vain since the last opening."""
    return len(_lines(path))


def failures(path: Path) -> str | None:
    """What the log is to say about them; None when there were none."""
    lines = _lines(path)
    if not lines:
        return None
    try:
        last = f"，最近一次在 {datetime.fromisoformat(lines[-1]):%Y-%m-%d %H:%M}"
    except ValueError:
        last = ""
    return f"打开之前密码或恢复码输错 {len(lines)} 次{last}"


def forget(path: Path) -> None:
    with suppress(OSError):
        _place(path).unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return _place(path).read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return []


def _place(path: Path) -> Path:
    return path.with_name(path.name + ".tries")
