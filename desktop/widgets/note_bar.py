"""A coloured line with a sentence and what can be done about it: a kept draft, a narrowed list, a step's result."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.widgets import theme

_TAIL = 5  # characters at the end of a sentence that stay together: a line of one looks lost
_TOGETHER = "\u2060"


class NoteBar(QFrame):
    """Hidden until it has something to say. ``pressed`` gives the name of the button, ``said`` every sentence and its tone."""

    pressed = Signal(str)
    said = Signal(str, str)

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setObjectName(f"{name}_text")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SMALL, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        self._row.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self.tone = ""
        self._said = ""
        self.hide()

    @property
    def text(self) -> str:
        return self._said if not self.isHidden() else ""

    def offers(self, name: str) -> bool:
        """Whether it says something now and has the button ``name``."""
        return bool(self.text) and any(button.objectName() == name for button in self._buttons)

    def say(self, sentence: str, tone: str = "calm", *buttons: tuple[str, str]) -> None:
        """Shows a sentence with buttons (name, words)."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        self.tone = tone
        pair = theme.tone(tone)
        self.setStyleSheet(
            f"QFrame#{self.objectName()} {{ background: {pair.ground}; border: 1px solid {theme.LINE};"
            " border-radius: 3px; }"
            f"QLabel {{ color: {pair.text}; }}"
        )
        self._said = sentence
        self._label.setText(sentence[:-_TAIL] + _TOGETHER.join(sentence[-_TAIL:]))
        self.setAccessibleName(sentence)
        for name, words in buttons:
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.clicked.connect(self._clicked)
            self._row.addWidget(button)
            self._buttons.append(button)
        self.show()
        self.said.emit(sentence, tone)

    def clear(self) -> None:
        self._said = ""
        self._label.clear()
        self.hide()

    @Slot()
    def _clicked(self) -> None:
        self.pressed.emit(self.sender().objectName())
