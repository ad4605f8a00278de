"""The drives that a file was backed up to: how old the last sound backup on each is, and which are plugged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from db.sticks import KnownStick
from desktop.widgets import theme
from desktop.widgets.table_look import dress

_SEEN = 3  # lines that need no scrolling


class StickTable(QTableWidget):
    """``chosen`` is the identity of the marked drive."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(0, 4, parent)
        self.setObjectName("known_sticks")
        self.setAccessibleName("用过的备份盘")
        self.setHorizontalHeaderLabels(["用过的备份盘", "最近一次备份", "最近一次核对", "现在"])
        dress(self)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def sizeHintForColumn(self, column: int) -> int:  # noqa: N802 - Qt's name
        return super().sizeHintForColumn(column) + theme.MEDIUM

    def show_sticks(self, sticks: Sequence[KnownStick], here: Mapping[str, Path], today: date, every: int) -> None:
        """Fills the table; the marked line stays marked. Hidden while there is none."""
        chosen = self.chosen
        self.setRowCount(len(sticks))
        for row, stick in enumerate(sticks):
            place = here.get(stick.identity)
            words = (stick.title if place is None else f"{stick.title}　{place}", stick.age(today),
                     f"{stick.checked_at:%Y-%m-%d}", "没有插上" if place is None else "已插上")
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, stick.identity)
                item.setToolTip(str(place or stick.label))
                if column == 1 and stick.due(today, every):
                    item.setForeground(QColor(theme.tone("warn" if stick.sound else "bad").text))
                self.setItem(row, column, item)
        row = next((row for row, stick in enumerate(sticks) if stick.identity == chosen), 0)
        if sticks:
            self.selectRow(row)
        height = self.horizontalHeader().sizeHint().height() + theme.ROW * min(max(len(sticks), 1), _SEEN) + 4
        self.setFixedHeight(height)
        self.setVisible(bool(sticks))

    @property
    def chosen(self) -> str | None:
        rows = self.selectionModel().selectedRows()
        return rows[0].data(Qt.ItemDataRole.UserRole) if rows else None
