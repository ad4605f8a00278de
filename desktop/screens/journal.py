"""操作日志: every step ever taken, and a check that none was altered or removed behind the program's back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from db import journal, step_list
from desktop import jobs
from desktop.state import State
from desktop.widgets import theme

_PAGE = 200
_HEAD = ("序号", "时间", "操作", "种类", "记录数")


class StepModel(QAbstractTableModel):
    """Reads further back as the table is scrolled."""

    def __init__(self, state: State, parent: QWidget):
        super().__init__(parent)
        self._state, self._lines, self._whole = state, [], False
        self.read()

    def read(self) -> None:
        self.beginResetModel()
        self._lines, self._whole = [], False
        self.endResetModel()
        self.fetchMore(QModelIndex())

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and not self._whole and self._state.workspace is not None

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        with self._state.workspace.read() as session:
            found = step_list.steps(session, self._lines[-1].id if self._lines else None, _PAGE)
        self._whole = len(found) < _PAGE
        if found:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(found) - 1)
            self._lines += found
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEAD)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEAD[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        line = self._lines[index.row()]
        cells = (str(line.id), f"{line.at:%Y-%m-%d %H:%M}", line.label, line.kind, str(line.records or ""))
        return cells[index.column()]


class JournalPage(QWidget):
    """The list and the check."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("journal_page")
        self._state, self._stale = state, False
        self.model = StepModel(state, self)
        self.table = QTableView(self)
        self.table.setObjectName("steps")
        self.table.setAccessibleName("操作日志")
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setShowGrid(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column, width in ((0, 64), (1, 136), (3, 72), (4, 72)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.check = QPushButton("检查日志是否完整", self)
        self.check.setObjectName("check_chain")
        self.check.setAccessibleName("检查日志是否完整")
        self.check.clicked.connect(self._check)
        self.answer = theme.chip("", "calm", self)
        self.answer.hide()
        row = QHBoxLayout()
        row.addWidget(self.check)
        row.addWidget(self.answer)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.addWidget(theme.muted("每次保存、撤销、备份、导出都记在这里，前后相扣；日志只增不改。", self))
        column.addLayout(row)
        column.addWidget(self.table, 1)
        state.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    @Slot(object)
    def _changed(self, _: object) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._stale = False
        self.model.read()

    @Slot()
    def _check(self) -> None:
        workspace = self._state.workspace

        def work(_: jobs.Progress) -> int | None:
            with workspace.read() as session:
                return journal.broken_at(session)

        jobs.run(self, "正在检查日志", work, self._say)

    def _say(self, broken: int | None) -> None:
        if broken is None:
            theme.tint(self.answer, "日志完整，没有被改动过", "good")
        else:
            theme.tint(self.answer, f"从第 {broken} 步起对不上：这一步在程序之外被改动过，请用备份核对", "bad")
        self.answer.show()
