"""工作台, the first page: what is late, due this week and this quarter, how much was recorded, how rectification goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.periods import Period
from db.sticks import drill_due
from desktop import jobs, slices
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.bars import MonthBars
from desktop.widgets.due_card import LINE_SPACING, DueCard, Left, days_left, workdays_left
from desktop.widgets.findings_card import FindingsCard
from desktop.widgets.link_button import LinkButton

if TYPE_CHECKING:
    from db.checks import Finding
    from db.overview import Month, Overview
    from desktop.jobs import Progress

_COUNTS = (("talk", "谈心谈话"), ("meeting", "会议研究"), ("study", "理论学习"), ("risk_round", "风险排查"), ("risk_point", "风险点"),
           ("problem", "新增整改"), ("opinion", "意见建议"), ("survey", "思想动态调研"), ("lecture", "讲座论坛"),
           ("incident", "舆情与投诉"), ("publication", "宣传发稿"))
_WEEKDAYS = "一二三四五六日"
_ONE_FRAME, _STILL = 20, 200  # ms
_CARD = 33  # the least width of a card, in Han characters
_LINES = 8  # in a card of things due, at least


class Workbench(QWidget):
    """Fills itself from a file (``read_file``), in slices; does so again when something changed while it is seen."""

    filled = Signal()
    backup_wanted = Signal()
    setup_wanted = Signal(str)  # "roster", "duties" or "talk": the first steps in a new file

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("workbench")
        self._state, self._stale, self.overview = state, True, None
        self._refreshing = QTimer(self, singleShot=True, interval=0)
        self._refreshing.timeout.connect(self._read)
        self._resized = QTimer(self, singleShot=True, interval=_STILL)
        self._resized.timeout.connect(self._fit)
        self.title = theme.heading("工作台", self, theme.TITLE)
        self.subtitle = theme.muted("", self)
        self.clock = theme.sentence("", "warn", self)
        self.clock.setObjectName("wrong_clock")
        self.clock.hide()
        self.backup = QPushButton("立即备份", self)
        self.backup.setObjectName("backup_now")
        self.backup.setAccessibleName("立即备份")
        self.backup.setIcon(theme.icon("backup"))
        self.backup.clicked.connect(self.backup_wanted)
        self.due_list = QPushButton("到期清单…", self)
        self.due_list.setObjectName("due_list")
        self.due_list.setAccessibleName("到期清单，可以打印")
        self.due_list.setIcon(theme.icon("print"))
        self.due_list.setEnabled(False)
        self.due_list.clicked.connect(self._offer_due_list)
        self.backup_age = theme.chip("正在读取…", "calm", self)
        self.drill = LinkButton("本月还没有做恢复演练", "drill_due", self)
        self.drill.setToolTip("把备份盘上最近的备份恢复到临时位置，核对一遍再删除，确认真的能恢复。")
        self.drill.clicked.connect(self.backup_wanted)
        self.drill.hide()
        self.first_steps = FirstSteps(self)
        self.first_steps.chosen.connect(self.setup_wanted)
        self.first_steps.hide()
        self.late = DueCard("逾期", "没有逾期的事项", "bad", self)
        self.week = DueCard("今天和本周", "今天和本周没有到期的事项", "warn", self)
        self.quarter = DueCard("本季度要办", "本季度没有其他到期的事项", "calm", self)
        for card in (self.late, self.week, self.quarter):
            card.chosen.connect(state.go)
        self._left: Left = days_left
        self._lines = _LINES  # as many things due were asked for
        self.findings = FindingsCard(self)
        self.findings.chosen.connect(state.go)
        self.counts = QGridLayout()
        self.counts_title = theme.heading("本期记录", self)
        self._lay_out()
        state.changed.connect(self.refresh)
        state.period_changed.connect(self.refresh)
        state.opened.connect(self.refresh)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        names.addWidget(self.clock)
        head.addLayout(names, 1)
        head.addWidget(self.due_list, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addSpacing(theme.MEDIUM)
        head.addWidget(self.drill, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.backup_age, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.backup, alignment=Qt.AlignmentFlag.AlignVCenter)
        self.bars = MonthBars(self)
        self.bars.chosen.connect(self._show_month)
        self.bars_title = theme.heading("整改进度", self)
        self._cards = (self.late, self.week, self.quarter,
                       _card(self.counts_title, self.counts), self.findings, _card(self.bars_title, self.bars))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.MEDIUM)
        self._columns = 0
        self._arrange()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.MEDIUM)
        column.addLayout(head)
        column.addWidget(self.first_steps)
        column.addLayout(self._grid, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()
        self._resized.start()

    def _arrange(self) -> None:
        """As many cards side by side as leave room for their titles."""
        room = self.width() // self.fontMetrics().horizontalAdvance("汉")
        columns = min(max(room // _CARD, 1), 3)
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for row in range(len(self._cards)):  # on a wide screen the lower row shares what is left; else one scrolls
            self._grid.setRowStretch(row, (3, 2)[row] if columns == 3 and row < 2 else 0)

    def _room(self) -> int:
        """How many lines a card of the upper row has room for, besides its title and its totals."""
        line = self.drill.sizeHint().height() + LINE_SPACING  # a link is what is highest in a line
        return max(self.height() * 3 // 5 // line - 8, _LINES) if self._columns == 3 else _LINES

    @Slot()
    def _fit(self) -> None:
        """More lines, or fewer, once the page is higher or lower than when it was filled."""
        if self.overview is not None and self._lines != self._room():
            self.refresh()

    # -- filling ---------------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self, *_: object) -> None:
        """Reads again, now when the page is seen, else when it is next shown."""
        self._stale = True
        if self.isVisible():
            self._refreshing.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._state.workspace is not None:
            self._refreshing.start()

    @Slot()
    def _read(self) -> None:
        if self._state.workspace is not None:
            self._stale = False
            self.read_file(self._state.workspace.path)

    def read_file(self, path: Path, then: Callable[[], None] = lambda: None) -> None:
        """Fills the page from a file, also before that file is fully opened (then a failure is left to the opening).

        ``then`` is called afterwards either way.
        """
        workspace = self._state.workspace
        today, period, opened = self._state.today(), self._state.period, workspace is not None
        keys = workspace.keys if workspace is not None else None
        names = workspace.inspection.names if workspace is not None else None
        lines = self._lines = self._room()

        def work(_: Progress) -> Overview:
            from db.overview import look

            return look(path, today, period, lines, keys, names)

        def done(seen: Overview) -> None:
            slices.soon(self, show(seen), heeds_presses=opened)

        def show(seen: Overview) -> slices.Job:
            yield from self._show(seen)
            QTimer.singleShot(_ONE_FRAME, then)  # painted first: what follows may keep the interpreter busy

        jobs.quietly(self, work, done, None if opened else lambda error: then())

    def _show(self, seen: Overview) -> slices.Job:
        if seen.period != self._state.period:
            self.refresh()
            return
        self.title.setText(seen.hospital or "工作台")
        day = seen.today
        fixed = "（示例台账里的“今天”固定在这一天）" if self._state.sample_day else ""
        self.subtitle.setText(f"今天是 {day.year}年{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}{fixed}")
        self.clock.setVisible(not fixed and seen.saved_at is not None and seen.saved_at.date() > day)
        if self.clock.isVisibleTo(self):
            self.clock.setText(f"上次保存是在 {seen.saved_at:%Y-%m-%d}，比今天还晚，请核对电脑的日期。")
        yield from self._show_due(seen)
        self.show_backup(seen)
        self.first_steps.show_for(seen)
        workspace = self._state.workspace
        if workspace is not None:
            self.first_steps.setVisible(not self.first_steps.isHidden() and self._state.writable)
            for widget in (self.backup, self.drill):
                widget.setVisible(not widget.isHidden() and not workspace.inspection.on)
        yield
        self._show_counts(seen)
        year = seen.period.start.year
        self.bars_title.setText(f"{year}年整改进度")
        self.bars.show_months(seen.months)
        self.overview = seen
        self.filled.emit()
        self._check(seen)
        self._fit()

    def _show_due(self, seen: Overview) -> slices.Job:
        self.late.show_group(seen.late, seen.today, f"逾期的{{kind}}，截至 {seen.today.isoformat()}", left=self._left)
        yield
        self.week.show_group(seen.week, seen.today, "本周要办的{kind}", seen.due_today, self._left)
        yield
        self.quarter.show_group(seen.quarter, seen.today, "本季度要办的{kind}", left=self._left)
        self.quarter.show_tiers(seen.tiers, Period.of("quarter", seen.today).label)
        yield

    @Slot()
    def _offer_due_list(self) -> None:
        from desktop.reports.forms.due_list import papers
        from desktop.screens.ledger.paper_dialog import PaperDialog

        dialog = PaperDialog(self._state, papers(self._state.today()), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _check(self, seen: Overview) -> None:
        """Contradictions, once the file is fully open: their figures need the whole store."""
        workspace = self._state.workspace
        if workspace is None:
            return

        def work(_: Progress) -> list[Finding]:
            from db import workdays
            from db.checks import check

            workdays.is_known(seen.today.year)  # loads the calendar here, off the window's thread
            with workspace.read() as session:
                return check(session, seen.period, seen.today, with_journal=False)

        def done(findings: list[Finding]) -> None:
            self.findings.show_findings(seen.period, findings, self._lines * 5 // _LINES)
            if self._left is not workdays_left:  # the calendar is loaded by now
                self._left = workdays_left
                if self.overview is seen:
                    slices.soon(self, self._show_due(seen))

        self.due_list.setEnabled(True)
        jobs.quietly(self, work, done)

    def show_backup(self, seen: Overview) -> None:
        """How old the last sound backup is, and of the other known drives those that are behind; more than a month is bad."""
        at, today = seen.backup_at, seen.today
        days = None if at is None else max((today - at.date()).days, 0)
        words = "还没有备份" if days is None else "今天已备份" if days == 0 else f"上次备份在 {days} 天前"
        tone = "good" if days is not None and days < seen.backup_every else "warn" if days is not None and days < 31 else "bad"
        behind = [stick for stick in seen.sticks[1:] if stick.due(today, 31)]
        if behind:
            words += f"；“{behind[0].title[:12]}”已 {behind[0].days(today)} 天没备份" if behind[0].sound else f"；“{behind[0].title[:12]}”有损坏"
            tone = "warn" if tone == "good" else tone
        self.drill.setVisible(bool(seen.sticks) and drill_due(seen.drilled_at, today))
        theme.tint(self.backup_age, words, tone)
        self.backup_age.setToolTip("\n".join(f"{stick.title}：{stick.age(today)}" for stick in seen.sticks))

    def _show_counts(self, seen: Overview) -> None:
        self.counts_title.setText(f"{seen.period.label}的记录")
        for place, (key, title) in enumerate(_COUNTS):
            # Records as the list shows them, plans included: a report counts held talks and articles, and says so.
            words = f"{title}　{seen.counts.get(key, 0)} 条"
            if self.overview is None:
                button = LinkButton(words, f"count_{key}", self)
                button.clicked.connect(partial(self._go_to_counted, key, title))
                self.counts.addWidget(button, place // 2, place % 2)
            else:
                self.counts.itemAtPosition(place // 2, place % 2).widget().say(words)

    def _go_to_counted(self, key: str, title: str) -> None:
        period = self.overview.period
        self._state.go(Target(key, period=period, note=f"{period.label} {title}"))

    @Slot(object)
    def _show_month(self, month: Month) -> None:
        period: Period = month.period
        self._state.go(Target("problem", period=period, note=f"{period.label}新增的整改事项"))


class FirstSteps(QFrame):
    """What to do first in a file that is still empty."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("card", True)
        self.setObjectName("first_steps")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        row.addWidget(theme.heading("从这里开始", self))
        row.addSpacing(theme.LARGE)
        self.buttons: dict[str, QPushButton] = {}
        for key, words in (("roster", "1　录入科室、支部和人员"), ("duties", "2　印发今年的责任清单"), ("talk", "3　记第一次谈心谈话")):
            button = QPushButton(words, self)
            button.setObjectName(f"first_{key}")
            button.setAccessibleName(words)
            button.clicked.connect(partial(self.chosen.emit, key))
            self.buttons[key] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_for(self, seen: Overview) -> None:
        """Shown until there are people, a list in force and a first record; what is done is ticked off."""
        done = {"roster": seen.people > 0, "duties": seen.issued, "talk": seen.records > 0}
        for key, button in self.buttons.items():
            button.setIcon(theme.icon("good", theme.TONES["good"].text) if done[key] else theme.icon("forward"))
            button.setAccessibleDescription("已完成" if done[key] else "还没有做")
        self.setVisible(not all(done.values()))


def _card(title: QLabel, content: QGridLayout | QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("card", True)
    column = QVBoxLayout(frame)
    column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
    column.addWidget(title)
    if isinstance(content, QWidget):
        column.addWidget(content, 1)
    else:
        column.addLayout(content)
        column.addStretch(1)
    return frame
