"""对账 of the rectification items: by period, by source, by department. Every number opens the items it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from db.periods import Period
from db.reconciliation import Account, account, by_group, by_period, read_lives
from desktop.screens.parts import Part
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.count_table import CountRow, CountTable

UNITS = (("quarter", "按季度"), ("month", "按月"), ("half", "按半年"))
_BESIDE = 85  # Han characters: in less width the two tables stand one below the other
_COLUMNS = ("期初未销", "新增", "重新整改", "销号", "期末未销")


class ReconcilePart(Part):
    """The year of the period looked at, period by period; below it that period by source and by department."""

    watched: ClassVar[frozenset[str]] = frozenset({"problem", "problem_event"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("reconcile")
        self.unit = QComboBox(self)
        self.unit.setObjectName("reconcile_unit")
        self.unit.setAccessibleName("按什么时间段对账")
        for code, label in UNITS:
            self.unit.addItem(label, code)
        self.year = theme.heading("", self)
        self.equation = QLabel(self)
        self.equation.setObjectName("reconcile_equation")
        self.equation.setWordWrap(True)
        self.group_title = theme.heading("", self)
        self.periods = self._table("reconcile_periods", "按时间对账")
        self.sources = self._table("reconcile_sources", "按问题来源对账")
        self.departments = self._table("reconcile_departments", "按责任科室对账")
        self._lay_out()
        self.unit.currentIndexChanged.connect(self.refresh)
        state.period_changed.connect(self.touch)

    def _table(self, name: str, words: str) -> CountTable:
        table = CountTable(name, words, self)
        table.opened.connect(self._open)
        return table

    def _lay_out(self) -> None:
        inside = QWidget(self)
        head = QHBoxLayout()
        head.addWidget(self.year)
        head.addWidget(self.unit)
        head.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(theme.LARGE)
        for table in (self.sources, self.departments):
            self._parts.addWidget(table, 1, Qt.AlignmentFlag.AlignTop)
        column_ = QVBoxLayout(inside)
        column_.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column_.setSpacing(theme.SMALL)
        column_.addLayout(head)
        column_.addWidget(self.periods)
        column_.addWidget(theme.muted("期初未销 + 新增 + 重新整改 − 销号 = 期末未销。点任何一个数字，查看对应的整改事项。", self))
        column_.addSpacing(theme.SMALL)
        column_.addWidget(self.group_title)
        column_.addWidget(self.equation)
        column_.addLayout(self._parts)
        column_.addStretch(1)
        area = QScrollArea(self)
        area.setObjectName("reconcile_area")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        room = event.size().width() >= _BESIDE * self.fontMetrics().horizontalAdvance("汉")
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if room else QBoxLayout.Direction.TopToBottom)

    @Slot()
    def refresh(self, *_: object) -> None:
        workspace, period = self.state.workspace, self.state.period
        if workspace is None:
            return
        year = Period.of("year", period.end)
        with workspace.read() as session:
            lives = read_lives(session)
            accounts = by_period(lives, year.parts(self.unit.currentData()))
            whole, chosen = account(lives, year), account(lives, period, period.label)
            words = workspace.words(session)
            sources, departments = (by_group(lives, period, group, words) for group in ("source", "department_id"))
        self.year.setText(f"{year.label}整改对账")
        # periods that have not begun would only repeat the balance
        begun = [line for line in accounts if line.period.start <= self.state.today()]
        self._fill(self.periods, "时间", begun, whole)
        self.group_title.setText(f"{period.label}分类对账")
        self.equation.setText(equation(chosen))
        self._fill(self.sources, "问题来源", sources, chosen)
        self._fill(self.departments, "责任科室", departments, chosen)

    @staticmethod
    def _fill(table: CountTable, first: str, lines: Sequence[Account], total: Account) -> None:
        rows = [_row(line, line.label) for line in lines] + [_row(total, "合计" if first != "时间" else "全年", strong=True)]
        table.show_counts((first, *_COLUMNS), rows)
        table.fit_height(13)

    @Slot(object, str)
    def _open(self, ids: frozenset[int], words: str) -> None:
        self.state.go(Target("problem", ids=ids, note=f"对账：{words}"))


def _row(line: Account, label: str, strong: bool = False) -> CountRow:
    return CountRow(label or line.label, (line.opening, line.new, line.reopened, line.closed, line.balance), strong)


def equation(line: Account) -> str:
    """期初未销 8 + 新增 5 + 重新整改 1 − 销号 6 = 期末未销 8, and that it holds."""
    sentence = (f"期初未销 {len(line.opening)} + 新增 {len(line.new)} + 重新整改 {len(line.reopened)} − 销号 {len(line.closed)} "
                f"= 期末未销 {len(line.balance)}")
    return f"{line.label}：{sentence}，{'账目相符' if line.holds else '账目不符'}。"
