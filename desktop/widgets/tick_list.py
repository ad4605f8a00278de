"""A list of things to tick, with all or none at once; some may be ticked for good."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.widgets import theme
from desktop.widgets.plain_list import PlainList

_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Tick:
    """One line. ``fixed``: ticked, and it stays so."""

    key: Any
    words: str
    ticked: bool = True
    fixed: bool = False


class TickList(QWidget):
    """``picked`` carries how many are ticked."""

    picked = Signal(int)

    def __init__(self, name: str, words: str, unit: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._unit = unit
        self.list = PlainList(name, words, self)
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        self.all = QPushButton("全选", self)
        self.none = QPushButton("全不选", self)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.count, 1)
        for button, mark in ((self.all, "all"), (self.none, "none")):
            button.setObjectName(f"{name}_{mark}")
            button.setAccessibleName(f"{words}{button.text()}")
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(theme.heading(words, self))
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        self.all.clicked.connect(lambda: self.take([item.data(_KEY) for item in self._items()]))
        self.none.clicked.connect(lambda: self.take(()))
        self.list.itemChanged.connect(self._say)
        self.list.itemActivated.connect(self._turn)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for tick in ticks:
            item = QListWidgetItem(tick.words, self.list)
            item.setData(_KEY, tick.key)
            item.setFlags(
                Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsEnabled
                | (Qt.ItemFlag.NoItemFlags if tick.fixed else Qt.ItemFlag.ItemIsUserCheckable)
            )
            item.setCheckState(Qt.CheckState.Checked if tick.ticked or tick.fixed else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._say()

    @property
    def keys(self) -> list[Any]:
        """The keys of what is ticked, from top to bottom."""
        return [item.data(_KEY) for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def take(self, keys: Collection[Any]) -> None:
        """Ticks these and no others, but for what is ticked for good."""
        for item in self._items():
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Checked if item.data(_KEY) in keys else Qt.CheckState.Unchecked)

    def tick(self, key: Any, on: bool = True) -> None:
        for item in self._items():
            if item.data(_KEY) == key:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    @Slot(QListWidgetItem)
    def _turn(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            item.setCheckState(
                Qt.CheckState.Unchecked if item.checkState() == Qt.CheckState.Checked else Qt.CheckState.Checked
            )

    @Slot()
    def _say(self, *_: object) -> None:
        count = len(self.keys)
        self.count.setText(f"已选 {count} {self._unit}")
        self.picked.emit(count)
