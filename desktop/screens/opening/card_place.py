"""A card in the middle of a page; where the window is small, the page scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget


def in_the_middle(page: QWidget, card: QFrame, below: int = 1) -> None:
    """Lays ``card`` onto ``page``, which has no layout yet; ``below``: the room under the card for one part above it."""
    inside = QWidget(page)
    column = QVBoxLayout(inside)
    column.addStretch(1)
    row = QHBoxLayout()  # an alignment would not ask how high the words of the card are at its width
    row.addStretch(1)
    row.addWidget(card)
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(below)
    scroll = QScrollArea(page)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(scroll)
