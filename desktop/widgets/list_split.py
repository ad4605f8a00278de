"""The line between a list and the record beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.widgets import theme

_WIDEST = 560  # of a record: on a wide screen the rest serves the list, whose columns would be out of sight


class ListSplit(QSplitter):
    """The record has two fifths of the width, as far as it needs them, until the clerk has moved the line."""

    def __init__(self, key: str, settings: QSettings, parent: QWidget | None = None):
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._settings, self._place = settings, f"split/{key}"
        self.setObjectName(f"split_{key}")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.TIGHT + 2)
        self.splitterMoved.connect(self._moved)

    def restore(self) -> None:
        """Where the clerk has put the line; once both sides are there."""
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        if self._settings.contains(self._place):
            self.restoreState(self._settings.value(self._place))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if not self._settings.contains(self._place):
            room = self.width() - self.handleWidth()
            beside = min(room * 2 // 5, theme.scaled(_WIDEST))
            self.setSizes([room - beside, beside])

    @Slot()
    def _moved(self, *_: Any) -> None:
        self._settings.setValue(self._place, self.saveState())
