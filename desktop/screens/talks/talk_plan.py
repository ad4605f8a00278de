"""谈话计划: the talks planned for a month, several added at once, and how they cover the departments (counts only)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QToolButton, QVBoxLayout, QWidget

from db.periods import Period
from db.talk_plan import Planned, read_coverage, read_plan
from desktop.screens.parts import Part
from desktop.screens.talks.plan_dialog import PlanDialog
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.count_table import CountRow, CountTable
from desktop.widgets.period_picker import following
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.tally_bar import Tally, TallyBar

_BESIDE = 85  # Han characters: in less width the departments stand below the plan
_HEAD = ("计划日期", "谈话人", "谈话对象", "所在科室", "谈话类型", "状态")


class TalkPlanPart(Part):
    """One month's plan. Enter or a double click opens the talk, where it is filled in once it was held."""

    watched: ClassVar[frozenset[str]] = frozenset({"talk", "person", "department"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("talk_plan")
        self.month = _month_of(state.period, state.today())
        self.title = theme.heading("", self)
        self.title.setMinimumWidth(96)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tallies = TallyBar("plan_tally", parent=self)
        self.add = QPushButton("添加计划…", self)
        self.add.setObjectName("plan_add")
        self.add.setAccessibleName("添加谈话计划")
        self.add.setProperty("main", True)
        self.print = QPushButton("打印…", self)
        self.print.setObjectName("plan_print")
        self.print.setAccessibleName("打印谈话计划和记录表")
        self.print.setToolTip("打印谈话计划和记录表（Ctrl+P）")
        self.print.setIcon(theme.icon("print"))
        self.print.setShortcut(QKeySequence.StandardKey.Print)
        self.table = PlainTable("planned_talks", "本月计划的谈话", _HEAD, self, stretch=2,
                                empty="这个月还没有谈话计划。点“添加计划”，一次可以选多个人。")
        self.coverage = CountTable("talk_coverage", "各科室谈话覆盖情况", self)
        head = QHBoxLayout()
        head.addWidget(self._step("back", "plan_back", "上一月", -1))
        head.addWidget(self.title)
        head.addWidget(self._step("forward", "plan_forward", "下一月", 1))
        head.addWidget(self.tallies, 1)
        head.addWidget(self.print)
        head.addWidget(self.add)
        right = QWidget(self)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(theme.SMALL, 0, 0, 0)
        beside.addWidget(theme.heading("科室覆盖", self))
        beside.addWidget(self.coverage, 1)
        beside.addWidget(theme.muted("只统计科室的谈话场次，不统计到人。", self))
        self._split = split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        column.addLayout(head)
        column.addWidget(split, 1)
        self.add.clicked.connect(self.plan_more)
        self.print.clicked.connect(self.offer_papers)
        self.table.opened.connect(self._open)
        self.tallies.chosen.connect(self._show_tally)
        self.coverage.opened.connect(self._show_counted)
        state.period_changed.connect(self._period_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        room = event.size().width() >= _BESIDE * self.fontMetrics().horizontalAdvance("汉")
        self._split.setOrientation(Qt.Orientation.Horizontal if room else Qt.Orientation.Vertical)

    def _step(self, icon: str, name: str, words: str, months: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIcon(theme.icon(icon))
        button.setAutoRaise(True)
        button.clicked.connect(lambda: self.show_month(_neighbour(self.month, months)))
        return button

    def show_month(self, month: Period) -> None:
        self.month = month
        self.touch()

    def refresh(self) -> None:
        with self.state.workspace.read() as session:
            words = self.state.workspace.words(session)
            self._plan = read_plan(session, self.month, words)
            coverage = read_coverage(session, self.month, words)
        self.add.setEnabled(self.state.writable)
        today = self.state.today()
        self.title.setText(self.month.label)
        self.table.show_rows([(one.id, _cells(one, today)) for one in self._plan])
        self.print.setEnabled(bool(self._plan))
        held = [one for one in self._plan if one.held_on]
        late = [one for one in self._plan if one.state(today)[1] == "bad"]
        self._tallied = {"planned": self._plan, "held": held, "late": late}
        self.tallies.show_tallies([Tally("planned", "计划", len(self._plan)), Tally("held", "已谈", len(held), "good"),
                                   Tally("late", "逾期未谈", len(late), "bad")])
        everything = CountRow("合计", tuple(frozenset().union(*(getattr(line, name) for line in coverage))
                                            for name in ("planned", "held", "held_in_year")), strong=True)
        self.coverage.show_counts(("科室", "本月计划", "本月已谈", "全年已谈"), [
            *(CountRow(f"{line.department}（{line.people} 人）" if line.people else line.department,
                       (line.planned, line.held, line.held_in_year)) for line in coverage), everything])

    @Slot()
    def plan_more(self) -> None:
        """Asks for speaker, day and people, and puts the talks into the plan."""
        today = self.state.today()
        dialog = PlanDialog(self.state, today if self.month.contains(today) else self.month.start, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def offer_papers(self) -> None:
        """The plan, and the record forms of the talks that are still to be held."""
        from desktop.reports.forms.talk_plan import papers
        from desktop.screens.ledger.paper_dialog import show_papers

        show_papers(self.state, papers(self.month, sum(one.held_on is None for one in self._plan)), self.window())

    @Slot(int)
    def _open(self, talk_id: int) -> None:
        self.state.go(Target("talk", record_id=talk_id))

    @Slot(str)
    def _show_tally(self, key: str) -> None:
        words = {"planned": "计划谈话", "held": "计划内已谈", "late": "逾期未谈"}[key]
        ids = frozenset(one.id for one in self._tallied[key])
        self.state.go(Target("talk", ids=ids, note=f"{self.month.label}{words} {len(ids)} 次"))

    @Slot(object, str)
    def _show_counted(self, ids: frozenset[int], words: str) -> None:
        self.state.go(Target("talk", ids=ids, note=f"{self.month.label}　{words}"))

    @Slot(object)
    def _period_changed(self, period: Period) -> None:
        self.show_month(_month_of(period, self.state.today()))


def _cells(one: Planned, today: date) -> list[Cell]:
    words, tone = one.state(today)
    plain = (one.planned_on.isoformat(), one.speaker, one.whom, one.department, one.kind)
    held = f"　{one.held_on.month}月{one.held_on.day}日" if one.held_on else ""
    return [*(Cell(text) for text in plain), Cell(words + held, tone)]


def _month_of(period: Period, today: date) -> Period:
    """Today's month when the period holds it, else the period's first one."""
    day = today if period.contains(today) else period.start
    return Period.month(day.year, day.month)


def _neighbour(month: Period, months: int) -> Period:
    other = following(month) if months > 0 else month.previous()
    day = other.start if months > 0 else other.end
    return Period.month(day.year, day.month)
