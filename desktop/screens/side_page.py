"""A page with a list at its left and, at its right, the place chosen in it; places are built when first shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from desktop import screens, slices
from desktop.widgets import theme

_AROUND = 13  # pixels above and below the words of a line


@dataclass(frozen=True)
class Place:
    """One line of the list. ``build`` makes its widget, given what it is to stand in."""

    key: str
    title: str
    build: Callable[[QWidget], QWidget]
    heading: str = ""  # of the group that begins with it


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
        self.list.setFixedWidth(14 * self.list.fontMetrics().horizontalAdvance("汉"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill()
        self.setFocusProxy(self.list)
        self.stack = QStackedWidget(self)
        self.side = QVBoxLayout()  # under the list there is room for a button
        self.side.setContentsMargins(0, 0, 0, 0)
        self.side.setSpacing(0)
        self.side.addWidget(self.list, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self.side)
        row.addWidget(self.stack, 1)
        self.list.currentRowChanged.connect(self._switch)
        self.list.setCurrentRow(0)

    def set_places(self, places: Sequence[Place], anew: Collection[str] = ()) -> None:
        """Shows other lines. Widgets of places that are gone, or named in ``anew``, are dropped."""
        shown = self.shown
        self._places = {place.key: place for place in places}
        for key in [key for key in self._built if key not in self._places or key in anew]:
            widget = self._built.pop(key)
            self.stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.list.blockSignals(True)
        self._fill()
        self.list.blockSignals(False)
        self.show_page(shown if shown in self._places else next(iter(self._places)))

    def _fill(self) -> None:
        self.list.clear()
        for place in self._places.values():
            if place.heading:
                line = QListWidgetItem(place.heading, self.list)
                line.setFlags(Qt.ItemFlag.NoItemFlags)
                line.setForeground(QColor(theme.MUTED))
                line.setSizeHint(QSize(0, self.list.fontMetrics().height() + _AROUND))
            item = QListWidgetItem(place.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, place.key)
            item.setSizeHint(QSize(0, self.list.fontMetrics().height() + _AROUND))

    def place(self, key: str) -> Any:
        """The widget of a place, built now when it was never shown."""
        widget = self._make(key)
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)  # the first one is shown by this
        return widget

    def _make(self, key: str) -> Any:
        if key not in self._built:
            self._built[key] = self._places[key].build(self.stack)
        return self._built[key]

    def show_page(self, key: str) -> Any:
        """Brings a place to the front and returns its widget."""
        slices.at_once(self.bring(key))
        return self.place(key)

    def bring(self, key: str) -> slices.Job:
        """Brings a place to the front, in slices: the one before stays in sight until it is built."""
        self.list.setCurrentRow(self._row(key))
        made = self._make(key)
        yield
        if self.stack.indexOf(made) < 0:
            yield from screens.before_first_sight(made)
        place = self.place(key)
        if self.shown == key:  # else another one was chosen meanwhile
            self.stack.setCurrentWidget(place)
        return place

    @property
    def shown(self) -> str:
        """The key of the place in front."""
        return self.list.currentItem().data(Qt.ItemDataRole.UserRole)

    def name_place(self, key: str, words: str) -> None:
        """Gives a line of the list other words (a count behind its title)."""
        self.list.item(self._row(key)).setText(words)

    @Slot(int)
    def _switch(self, row: int) -> None:
        if row >= 0 and (key := self.list.item(row).data(Qt.ItemDataRole.UserRole)) is not None:
            slices.soon(self, self._come(key))

    def _come(self, key: str) -> slices.Job:
        if key in self._places and self.shown == key:
            yield from self.bring(key)

    def _row(self, key: str) -> int:
        return next(row for row in range(self.list.count()) if self.list.item(row).data(Qt.ItemDataRole.UserRole) == key)

    def unsaved(self) -> list[str]:
        """Titles of the places in which something typed is not saved."""
        return [self._places[key].title for key, widget in self._built.items()
                if hasattr(widget, "has_unsaved") and widget.has_unsaved()]
