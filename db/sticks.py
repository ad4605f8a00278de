"""What a file remembers of the drives it was backed up to. Light: 工作台 reads it before the record store is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

BACKUPS = "backups"  # setting: identity → at, name, label; once checked also checked, sound
EVERY_DAYS = "backup_every_days"  # setting: a new backup is asked for when the last is so many days old
RESTORED = "restored"  # setting: the file was restored as a whole and nobody has confirmed yet that it is the right one
DRILLS = "drills"  # setting: the last rehearsals of a restore, newest first
_DRILL_DAYS = 31


@dataclass(frozen=True)
class KnownStick:
    """A drive or folder with backups of this file. ``made_at`` is the newest backup's, ``checked_at`` when it was last read
    back whole; ``sound`` False: the last check found damage. ``label`` is where it was when it was used last.
    """

    identity: str
    label: str
    name: str
    made_at: datetime
    checked_at: datetime
    sound: bool

    def days(self, today: date) -> int:
        """Age of the newest backup; a clock that was set back makes it 0, not negative."""
        return max((today - self.made_at.date()).days, 0)

    def due(self, today: date, every: int) -> bool:
        """Whether it is time for a new backup on it."""
        return not self.sound or self.days(today) >= every

    def age(self, today: date) -> str:
        """When the newest backup was made; of a damaged one that it has to be made again."""
        if not self.sound:
            return "上次核对发现损坏，请重新备份"
        days = self.days(today)
        return f"{self.made_at:%Y-%m-%d %H:%M}（{'今天' if days == 0 else f'{days} 天前'}）"

    @property
    def title(self) -> str:
        """The drive in a few signs: the last part of where it was."""
        return self.label.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1] or self.label


def sticks_in(stored: Any) -> tuple[KnownStick, ...]:
    """From the value of the setting, the one used last first."""
    found = []
    for identity, entry in (stored or {}).items():
        made_at = datetime.fromisoformat(entry["at"])
        checked = datetime.fromisoformat(entry["checked"]) if entry.get("checked") else made_at
        found.append(KnownStick(identity, entry["label"], entry["name"], made_at, checked, entry.get("sound", True)))
    return tuple(sorted(found, key=lambda stick: stick.made_at, reverse=True))


def newest_backup(stored: Any) -> datetime | None:
    """When the last backup that is sound was made, from the value of the setting."""
    return max((stick.made_at for stick in sticks_in(stored) if stick.sound), default=None)


def drill_due(drilled_at: datetime | None, today: date) -> bool:
    """Whether a restore is to be rehearsed again: once a month."""
    return drilled_at is None or (today - drilled_at.date()).days >= _DRILL_DAYS
