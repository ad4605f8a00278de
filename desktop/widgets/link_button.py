"""A line of text that can be pressed and shortens itself with … when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget


class LinkButton(QPushButton):
    """Looks like a link; ``full`` is what it says, whatever part of it is seen. ``short`` is said where there is no room
    for all of it."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None, short: str = ""):
        super().__init__(parent)
        self.setProperty("link", True)
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say(text, short)

    def say(self, text: str, short: str = "") -> None:
        """Gives it other words."""
        self.full, self._short = text, short or text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit(self.width())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.full) + 14, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, self.fontMetrics().height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        metrics, room = self.fontMetrics(), max(width - 10, 0)
        words = self.full if metrics.horizontalAdvance(self.full) <= room else self._short
        seen = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        self.setText(seen.replace("&", "&&"))
        self.setToolTip(self.full if seen != self.full else "")
