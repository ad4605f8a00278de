"""A settings page made of cards that scrolls where the screen is small: a heading, what it is about, what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets import theme


_WIDEST = 68  # of the page, in letters


class CardPage(QWidget):
    """Subclasses add to ``column`` and ``card`` what the page holds, then call ``close_column``."""

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        inside = QWidget(self)
        # the column is narrow, not each card: its height is reckoned from its own width
        inside.setMaximumWidth(self.fontMetrics().horizontalAdvance("汉") * _WIDEST)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        self.column.setSpacing(theme.MEDIUM)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def close_column(self) -> None:
        """What stands in the column keeps to its top."""
        self.column.addStretch(1)

    def button(self, name: str, words: str, act: Callable[[], object], main: bool = False) -> QPushButton:
        """A button that does ``act``; ``main`` = the one the card is for."""
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setProperty("main", main)
        button.clicked.connect(lambda _=False: act())
        return button

    def card(self, title: str, words: str, *rows: QWidget | QLayout) -> QFrame:
        """Adds a card; buttons keep their own width."""
        card = QFrame(self)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addWidget(theme.heading(title, self))
        column.addWidget(theme.muted(words, self))
        for row in rows:
            if isinstance(row, QLayout):
                column.addLayout(row)
            elif isinstance(row, QPushButton):
                column.addWidget(row, alignment=Qt.AlignmentFlag.AlignLeft)
            else:
                column.addWidget(row)
        self.column.addWidget(card)
        return card
