"""What stands in the middle of a page that has nothing to show yet: a sentence, an explanation, and the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.widgets import theme


class Placeholder(QWidget):
    """``pressed`` gives the name of the button."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = theme.heading("", self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._words = theme.muted("", self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SMALL)
        self._buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        column.setSpacing(theme.MEDIUM)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(self._row)
        column.addStretch(3)

    def say(self, title: str, words: str = "", buttons: Sequence[tuple[str, str]] = ()) -> None:
        """``buttons`` are (name, words); the first is the main one."""
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))
        while self._row.count():
            self._row.takeAt(0)
        for old in self._buttons:
            old.setParent(None)
            old.deleteLater()
        self._buttons = []
        self._row.addStretch(1)
        for place, (name, label) in enumerate(buttons):
            button = QPushButton(label, self)
            button.setObjectName(name)
            button.setAccessibleName(label)
            button.setProperty("main", place == 0)
            button.clicked.connect(lambda _=False, one=name: self.pressed.emit(one))
            self._row.addWidget(button)
            self._buttons.append(button)
        self._row.addStretch(1)
