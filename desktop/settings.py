"""What the window remembers on this computer: its size, the last file, recent files. No records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from desktop import places

_RECENT = 8


class WindowSettings:
    """A small file of this user (``places.settings_file``)."""

    def __init__(self, file: Path | None = None):
        self._kept = QSettings(str(file or places.settings_file()), QSettings.Format.IniFormat)

    @property
    def last_file(self) -> Path | None:
        """The file to open at the next start, while it is still there."""
        text = self._text("last_file")
        return Path(text) if text and Path(text).is_file() else None

    @property
    def recent(self) -> list[Path]:
        """Files opened lately, newest first."""
        return [Path(line) for line in self._text("recent").split("\n") if line]

    def opened(self, path: Path) -> None:
        """Remembers a file as the last one and on top of the recent ones."""
        path = path.absolute()
        files = [path] + [file for file in self.recent if file != path]
        self._kept.setValue("recent", "\n".join(str(file) for file in files[:_RECENT]))
        self._kept.setValue("last_file", str(path))

    def forget(self, path: Path) -> None:
        self._kept.setValue("recent", "\n".join(str(file) for file in self.recent if file != path))
        if self._text("last_file") == str(path):
            self._kept.remove("last_file")

    @property
    def geometry(self) -> QByteArray | None:
        value = self._kept.value("geometry")
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._kept.setValue("geometry", value)

    def get(self, key: str, default: str = "") -> str:
        """A remembered word: last tab, kind of period, backup folder."""
        return self._text(key) or default

    def put(self, key: str, value: str) -> None:
        self._kept.setValue(key, value)

    def _text(self, key: str) -> str:
        value: Any = self._kept.value(key, "")
        return "\n".join(value) if isinstance(value, list) else str(value or "")
