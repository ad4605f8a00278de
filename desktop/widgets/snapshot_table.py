"""Backups in a table: when, whose, how many records, how large, whether whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.widgets import theme

KINDS = {"manual": "手工备份", "auto": "自动备份", "before": "操作前备份"}


@dataclass(frozen=True)
class Line:
    """One backup as the table shows it."""

    path: Path
    made_at: datetime
    words: str
    records: int | None
    size: int
    ok: bool = True


class SnapshotTable(QTableWidget):
    """``chosen`` is the path of the marked line."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None):
        super().__init__(0, 5, parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setHorizontalHeaderLabels(["时间", "说明", "记录数", "大小", "状态"])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.setColumnWidth(0, 140)

    def show_lines(self, lines: Sequence[Line]) -> None:
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, words in enumerate((
                    f"{line.made_at:%Y-%m-%d %H:%M}", line.words, "" if line.records is None else f"{line.records} 条",
                    size_words(line.size), "完整" if line.ok else "不完整")):
                item = QTableWidgetItem(words)
                if column in (2, 3):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setData(Qt.ItemDataRole.UserRole, line.path)
                self.setItem(row, column, item)
        if lines:
            self.selectRow(0)

    @property
    def chosen(self) -> Path | None:
        rows = self.selectionModel().selectedRows()
        return rows[0].data(Qt.ItemDataRole.UserRole) if rows else None


def kept(words: str, encrypted: bool) -> str:
    """The words about a backup, and whether it is encrypted."""
    return f"{words}　{'已加密' if encrypted else '未加密'}"


def size_words(size: int) -> str:
    if size < 1 << 20:
        return f"{max(size // 1024, 1)} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.2f} GB"
