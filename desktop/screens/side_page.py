"""A page with a list at its left and, at its right, the place chosen in it; places are built when first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

_LINE = 32  # height of a line of the list


@dataclass(frozen=True)
class Place:
    """One line of the list. ``build`` makes its widget."""

    key: str
    title: str
    build: Callable[[], QWidget]


class SidePage(QWidget):
    """Knows nothing about what its places show."""

    def __init__(self, name: str, places: Sequence[Place], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(f"page_{name}")
        self._places = {place.key: place for place in places}
        self._built: dict[str, Any] = {}
        self.list = QListWidget(self)
        self.list.setObjectName("pages")
        self.list.setAccessibleName("分类")
        self.list.setFixedWidth(168)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for place in places:
            item = QListWidgetItem(place.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, place.key)
            item.setSizeHint(QSize(0, _LINE))
        self.stack = QStackedWidget(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self.list.currentRowChanged.connect(self._switch)
        self.list.setCurrentRow(0)

    def place(self, key: str) -> Any:
        """The widget of a place, built now when it was never shown."""
        if key not in self._built:
            self._built[key] = self._places[key].build()
            self.stack.addWidget(self._built[key])
        return self._built[key]

    def show_page(self, key: str) -> Any:
        """Brings a place to the front and returns its widget."""
        self.list.setCurrentRow(list(self._places).index(key))
        return self.place(key)

    @property
    def shown(self) -> str:
        """The key of the place in front."""
        return self.list.currentItem().data(Qt.ItemDataRole.UserRole)

    def name_place(self, key: str, words: str) -> None:
        """Gives a line of the list other words (a count behind its title)."""
        self.list.item(list(self._places).index(key)).setText(words)

    @Slot(int)
    def _switch(self, row: int) -> None:
        self.stack.setCurrentWidget(self.place(self.list.item(row).data(Qt.ItemDataRole.UserRole)))

    def unsaved(self) -> list[str]:
        """Titles of the places in which something typed is not saved."""
        return [self._places[key].title for key, widget in self._built.items()
                if hasattr(widget, "has_unsaved") and widget.has_unsaved()]
