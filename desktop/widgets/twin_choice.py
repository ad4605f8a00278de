"""What becomes of rows that look like a record which is there already: left alone, written over it, or entered anew."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop.widgets import theme

_WAYS = (("skip", "跳过，不导入"), ("update", "用表里的内容更新它"), ("new", "作为新记录导入"))


class TwinChoice(QWidget):
    """Hidden while no row looks like a record. ``changed`` carries the new way."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._said = QLabel(self)
        self.ways = QComboBox(self)
        self.ways.setObjectName("import_twins")
        self.ways.setAccessibleName("和已有记录相似的行怎样处理")
        for way, words in _WAYS:
            self.ways.addItem(words, way)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(self._said)
        row.addWidget(self.ways)
        row.addStretch(1)
        self.ways.currentIndexChanged.connect(lambda _: self.changed.emit(self.way))
        self.hide()

    @property
    def way(self) -> str:
        return self.ways.currentData()

    def show_count(self, rows: int) -> None:
        """Asks when ``rows`` look like records, else hides."""
        self._said.setText(f"有 {rows} 行和已有的记录日期、名称都相同，只是别的内容不同：")
        self.setVisible(bool(rows))
