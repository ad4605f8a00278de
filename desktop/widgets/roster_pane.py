"""Taking over departments, branches and people from an Excel roster: template, choice, preview, errors by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (QHBoxLayout, QHeaderView, QLabel, QPushButton,
                               QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget)

from db.errors import Refusal
from desktop import errors, jobs
from desktop.widgets import theme
from desktop.widgets.file_choice import EXCEL, EXPORT, choose_file, choose_target
from desktop.widgets.table_look import dress

if TYPE_CHECKING:
    from desktop.exchange.roster import RosterPlan

_PREVIEW = 200  # rows shown; all are taken over
_KINDS = {"department": "科室", "branch": "支部", "person": "人员"}


class RosterPane(QWidget):
    """``plan`` is the read roster when it has no errors, else None: all or nothing."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("roster_pane")
        self.plan: RosterPlan | None = None
        self.has_errors = False
        save = self._button("save_template", "保存空白名册…", "export", self.save_template)
        choose = self._button("choose_roster", "选择填好的名册…", "open", self.choose)
        self.drop = self._button("drop_roster", "不用这份名册", "close", self.clear)
        row = QHBoxLayout()
        for button in (save, choose, self.drop):
            row.addWidget(button)
        row.addStretch(1)
        self.said = QLabel("先保存空白名册，用 Excel 或 WPS 填好科室、支部和人员，再选择它。", self)
        self.said.setObjectName("roster_said")
        self.said.setWordWrap(True)
        self.table = QTableWidget(self)
        self.table.setObjectName("roster_table")
        self.table.setAccessibleName("名册预览")
        dress(self.table)
        self.table.horizontalHeader().setStretchLastSection(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        self.clear()

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setIcon(theme.icon(icon))
        button.clicked.connect(act)
        return button

    @Slot()
    def save_template(self) -> None:
        if chosen := choose_target(self, "保存空白名册", "科室支部人员名册.xlsx", EXCEL):
            self.write_template(chosen)

    def write_template(self, path: Path) -> None:
        from desktop.exchange import roster

        try:
            roster.write_template(path)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self.said.setText(f"空白名册已保存到：{path}。填好后点“选择填好的名册”。")

    @Slot()
    def choose(self) -> None:
        if chosen := choose_file(self, "选择填好的名册", EXCEL, EXPORT):
            self.read(chosen)

    def read(self, path: Path) -> None:
        """Reads a roster in the background and shows what would be taken over."""
        def work() -> RosterPlan:
            from desktop.exchange import roster

            return roster.read(path)

        jobs.run(self, "正在读名册", jobs.reading(work), self.show_plan)

    def show_plan(self, plan: RosterPlan) -> None:
        self.has_errors = bool(plan.errors)
        self.plan = None if plan.errors else plan
        self.drop.setEnabled(True)
        if plan.errors:
            self.said.setText(f"名册里有 {len(plan.errors)} 处需要改正。请在 Excel 里改好、保存，再重新选择；改好之前一行也不会录入。")
            self._fill(("工作表", "行", "列", "问题"),
                       [(one.sheet, str(one.row), one.column, one.sentence) for one in plan.errors])
        else:
            self.said.setText("".join([f"{self.summary()}，没有发现问题。", *plan.notes]))
            self._fill(("种类", "名称", "科室", "支部", "职务"), list(islice(_lines(plan), _PREVIEW)))
        self.changed.emit()

    @Slot()
    def clear(self) -> None:
        self.plan, self.has_errors = None, False
        self.drop.setEnabled(False)
        self.said.setText("先保存空白名册，用 Excel 或 WPS 填好科室、支部和人员，再选择它。")
        self._fill(("种类", "名称", "科室", "支部", "职务"), [])
        self.changed.emit()

    def summary(self) -> str:
        """名册：科室 n 个、支部 n 个、人员 n 人; "" without a roster."""
        if self.plan is None:
            return ""
        return "名册：科室 {} 个、支部 {} 个、人员 {} 人".format(*(self.plan.count(key) for key in _KINDS))

    def _fill(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.table.clear()
        self.table.setColumnCount(len(head))
        self.table.setHorizontalHeaderLabels(list(head))
        self.table.setRowCount(len(rows))
        for y, row in enumerate(rows):
            for x, words in enumerate(row):
                self.table.setItem(y, x, QTableWidgetItem(words))
        self.table.resizeColumnsToContents()
        least = self.fontMetrics().horizontalAdvance("汉") * 6
        for x in range(len(head) - 1):
            self.table.setColumnWidth(x, max(least, self.table.columnWidth(x) + theme.MEDIUM))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)


def _lines(plan: RosterPlan) -> Iterator[Sequence[str]]:
    for key, kind in _KINDS.items():
        for entry in plan.entries.get(key, ()):
            values = entry.values
            yield kind, entry.name, *(values.get(name) or "" for name in ("department_id", "branch_id", "post"))
