"""A row of short words with counts that can be pressed: 全年应办 108　已办 71　逾期 3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop.widgets import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.marks import tone_icon


@dataclass(frozen=True)
class Tally:
    """One count. ``tone`` gives it the mark of a state; a zero has none."""

    key: str
    label: str
    count: int
    tone: str = "calm"


class TallyBar(QWidget):
    """``chosen`` carries the key pressed. ``choosing``: one of them stays pressed (a quick filter)."""

    chosen = Signal(str)

    def __init__(self, name: str, choosing: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self._choosing = choosing
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(choosing)
        self._flow = FlowLayout(self, theme.TIGHT)

    def show_tallies(self, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            button = self._buttons.get(tally.key) or self._make(tally)
            button.setText(f"{tally.label} {tally.count}")
            button.setAccessibleName(f"{tally.label} {tally.count} 件")
            marked = tally.tone != "calm" and tally.count
            button.setIcon(tone_icon(tally.tone) if marked else QIcon())
            button.updateGeometry()

    def _make(self, tally: Tally) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(f"{self.objectName()}_{tally.key}")
        button.setCheckable(self._choosing)
        button.setProperty("quick", self._choosing)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFlat(not self._choosing)
        button.clicked.connect(partial(self._pressed, tally.key))
        self._group.addButton(button)
        self._flow.addWidget(button)
        self._buttons[tally.key] = button
        return button

    def _pressed(self, key: str, *_: object) -> None:
        self.chosen.emit(key)

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    def choose(self, key: str | None) -> None:
        """Presses a quick filter quietly; None releases all."""
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(self._choosing)
