"""A list of lines with the room of a table's rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.widgets import theme


class PlainList(QListWidget):
    """Lines as high as the rows of a table, higher where their words or ``setSizeHint`` ask for it."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setProperty("lines", True)
        self.setItemDelegate(_Lines(self))


class _Lines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802 - Qt's name
        return super().sizeHint(option, index).expandedTo(QSize(0, theme.ROW))
