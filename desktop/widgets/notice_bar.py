"""A quiet bar above the pages: one sentence and what can be done about it. It takes no keyboard focus by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.widgets import theme


@dataclass(frozen=True)
class Answer:
    """One button of the bar. ``name`` is its object name."""

    name: str
    words: str
    act: Callable[[], None]
    main: bool = False


class NoticeBar(QFrame):
    """Hidden until it has something to ``say``."""

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("提示")
        self.said = theme.chip("", "calm", self)
        self.said.setObjectName(f"{name}_said")
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.MEDIUM, theme.TIGHT)
        self._row.addWidget(self.said, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    def say(self, words: str, tone: str, answers: Sequence[Answer]) -> None:
        """Shows a sentence with its buttons in place of the one before."""
        if self.words == words:
            return  # the keyboard may stand on one of its buttons
        theme.tint(self.said, words, tone)
        for button in self._buttons:
            button.setParent(None)
            button.deleteLater()
        self._buttons = [self._button(answer) for answer in answers]
        self.show()

    @property
    def words(self) -> str:
        """What it says now; "" while it is hidden."""
        return "" if self.isHidden() else self.said.text()

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.words, self)
        button.setObjectName(answer.name)
        button.setAccessibleName(answer.words.rstrip("…"))
        button.setProperty("main", answer.main)
        button.clicked.connect(lambda _=False: answer.act())
        self._row.addWidget(button)
        return button
