"""A line of text that knows when an input method is still composing a word, so that nothing reacts to half a word."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class ComposingLine(QLineEdit):
    """``settled`` follows typing, pasting and clearing once no composition is open. ``put`` sets text silently."""

    settled = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._composing = False
        self._last = ""
        self.textChanged.connect(self._changed)

    @property
    def composing(self) -> bool:
        return self._composing

    def put(self, text: str) -> None:
        self._last = text
        self.setText(text)
        self.setCursorPosition(0)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        self._composing = self._composing or bool(event.preeditString())
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())
        self._changed(self.text())

    @Slot(str)
    def _changed(self, text: str) -> None:
        if not self._composing and text != self._last:
            self._last = text
            self.settled.emit(text)
