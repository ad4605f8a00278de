"""Backups in a table: when, whose, how many records, how large, whether whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop.widgets.plain_table import Cell, PlainTable

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


class SnapshotTable(PlainTable):
    """``chosen`` is the path of the marked line."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None, empty: str = ""):
        super().__init__(name, words, ("时间", "说明", "记录数", "大小", "状态"), parent, stretch=1, empty=empty)
        self._paths: list[Path] = []

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as it must be: a page that scrolls keeps what else it has to say above and below."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._paths = [line.path for line in lines]
        self.clearSelection()
        self.show_rows([(row, (
            Cell(f"{line.made_at:%Y-%m-%d %H:%M}"), Cell(line.words), Cell("" if line.records is None else f"{line.records} 条"),
            Cell(size_words(line.size)), Cell("完整", "good") if line.ok else Cell("不完整", "bad"))) for row, line in enumerate(lines)])
        if lines:
            self.selectRow(0)

    @property
    def chosen(self) -> Path | None:
        rows = self.selectionModel().selectedRows()
        return self._paths[rows[0].row()] if rows else None


def kept(words: str, encrypted: bool) -> str:
    """The words about a backup, and whether it is encrypted."""
    return f"{words}　{'已加密' if encrypted else '未加密'}"


def size_words(size: int) -> str:
    if size < 1 << 20:
        return f"{max(size // 1024, 1)} KB"
    return f"{size / (1 << 20):.1f} MB" if size < 1 << 30 else f"{size / (1 << 30):.2f} GB"
