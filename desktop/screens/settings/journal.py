"""操作日志: every step ever taken, narrowed by kind and days, exported as a list; and a check that none was altered or
removed behind the program's back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (QAbstractItemView, QComboBox, QHBoxLayout, QHeaderView, QLabel, QPushButton,
                               QTableView, QVBoxLayout, QWidget)

from db import journal, step_list
from db.destroyed import emptied_steps
from db.errors import Refusal
from db.fields import Day
from db.step_list import StepQuery
from desktop import jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.editors import DayEditor
from desktop.widgets.file_choice import EXCEL, choose_target
from desktop.widgets.lookup import Lookup
from desktop.widgets.tab_order import in_order

_PAGE = 200
_HEAD = ("序号", "时间", "操作", "种类", "记录数")


class StepModel(QAbstractTableModel):
    """Reads further back as the table is scrolled."""

    def __init__(self, state: State, parent: QWidget):
        super().__init__(parent)
        self._state, self._lines, self._whole = state, [], False
        self.query = StepQuery()
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
            found = step_list.steps(session, self._lines[-1].id if self._lines else None, _PAGE, self.query)
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
            self.table.setColumnWidth(column, theme.scaled(width))
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.check = QPushButton("检查日志是否完整", self)
        self.check.setObjectName("check_chain")
        self.check.setAccessibleName("检查日志是否完整")
        self.check.clicked.connect(self._check)
        self.answer = theme.chip("", "calm", self)
        self.answer.hide()
        self.topic = QComboBox(self)
        self.topic.setObjectName("step_topic")
        self.topic.setAccessibleName("只看哪一类操作")
        self.topic.addItem("全部操作", "")
        for key, words in step_list.WORDS.items():
            self.topic.addItem(words, key)
        self.topic.currentIndexChanged.connect(self._narrow)
        lookup = Lookup(state)
        self.first = DayEditor(Day("从哪天起", past=True, name="steps_from"), lookup, self)
        self.last = DayEditor(Day("到哪天止", past=True, name="steps_to"), lookup, self)
        for editor in (self.first, self.last):
            editor.line.setMinimumWidth(theme.scaled(120))
            editor.left.connect(self._narrow)
            editor.moved_on.connect(self._narrow)
        self.count = theme.muted("", self)
        self.count.setObjectName("steps_count")
        self.export = QPushButton("导出清单…", self)
        self.export.setObjectName("export_steps")
        self.export.setAccessibleName("导出操作日志清单")
        self.export.clicked.connect(self._export)
        in_order(self.check, self.export, self.topic)
        narrow = QHBoxLayout()
        for widget in (self.topic, QLabel("从", self), self.first, QLabel("到", self), self.last):
            narrow.addWidget(widget)
        narrow.addStretch(1)
        narrow.addWidget(self.count)
        row = QHBoxLayout()
        row.addWidget(self.check)
        row.addWidget(self.export)
        row.addWidget(self.answer)
        row.addStretch(1)
        self.mute = theme.muted("这个文件是以只读方式打开的：在这里查看、导出、打印都记不进日志。", self)
        self.mute.setObjectName("steps_mute")
        self.mute.setVisible(state.workspace is not None and state.workspace.read_only)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.addWidget(theme.muted("每次保存、撤销、查看谈话内容、导出、打印、备份、删除和密码输错都记在这里，只记编号、不记内容；"
                                     "前后相扣，只增不改。", self))
        column.addWidget(self.mute)
        column.addLayout(row)
        column.addLayout(narrow)
        column.addWidget(self.table, 1)
        state.changed.connect(self._changed)
        self._say_count()

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
        self._say_count()

    def _say_count(self) -> None:
        if self._state.workspace is not None:
            with self._state.workspace.read() as session:
                self.count.setText(f"共 {step_list.count(session, self.model.query)} 步")

    @Slot()
    def _narrow(self, *_: object) -> None:
        days: list[date | None] = []
        for editor in (self.first, self.last):
            try:
                days.append(editor.value())
            except Refusal as refusal:
                editor.set_problem(str(refusal))
                return
            editor.set_problem(None)
        query = StepQuery(self.topic.currentData(), *days)
        if query != self.model.query:
            self.model.query = query
            self._read()

    @Slot()
    def _export(self) -> None:
        if chosen := choose_target(self, "导出操作日志", f"操作日志{self._state.today():%Y%m%d}.xlsx", EXCEL):
            self.write(chosen)

    def write(self, target: Path) -> None:
        """Writes the steps that are shown."""
        workspace, query = self._state.workspace, self.model.query

        def work(_: jobs.Progress) -> int:
            from desktop.exchange.step_sheet import write_steps

            return write_steps(workspace, query, target)

        def done(rows: int) -> None:
            theme.tint(self.answer, f"已导出 {rows} 步到“{target.name}”", "good")
            self.answer.show()

        jobs.run(self, "正在导出操作日志", work, done)

    @Slot()
    def _check(self) -> None:
        workspace = self._state.workspace

        def work() -> tuple[int | None, int]:
            with workspace.read() as session:
                return journal.broken_at(session), emptied_steps(session)

        jobs.run(self, "正在检查日志", jobs.reading(work), self._say)

    def _say(self, found: tuple[int | None, int]) -> None:
        broken, emptied = found
        if broken is None:
            by_rule = f"；有 {emptied} 步的内容已按规定销毁，清单在“保存期限”里" if emptied else ""
            theme.tint(self.answer, f"日志完整，没有被改动过{by_rule}", "good")
        else:
            theme.tint(self.answer, f"从第 {broken} 步起对不上：这一步在程序之外被改动过，请用备份核对", "bad")
        self.answer.show()
