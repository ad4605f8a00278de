"""The tab 风险排查: rounds by quarter with their gaps, the points of a round, areas by level."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.periods import Period
from db.risk_rounds import Round, areas_by_level, read_year
from desktop import errors, screens, slices
from desktop.operations.records import perform_action, read_record, save_record
from desktop.screens.parts import Part, PartPlan, PartsPage
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.count_table import CountRow, CountTable
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.record_dialog import RecordDialog
from desktop.widgets.round_strip import RoundStrip

ROUNDS, POINTS = LEDGERS["risk_round"], LEDGERS["risk_point"]


class RoundsPart(Part):
    """At the left the year's rounds, at the right the points of the one chosen.

    Turning a point into a rectification item (转整改, asking for the deadline) is a step of the point's own form.
    """

    watched: ClassVar[frozenset[str]] = frozenset({"risk_round", "risk_point", "vocabulary_term"})

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, parent)
        self.setObjectName("rounds_part")
        self._year = state.period.end.year
        self._rounds: dict[int, Round] = {}
        self._gap: Period | None = None
        self.strip = RoundStrip(self)
        self.areas = CountTable("risk_areas", "风险领域和等级", self)
        self.areas_title = QLabel("风险领域和等级", self)
        theme.sized(self.areas_title, theme.BODY, bold=True)
        self.screen = screens.build(state, POINTS, self)
        self.screen.filters.period_box.hide()  # a round has its own day
        self.told = NoteBar("round_told", self)
        self.told.pressed.connect(self._told_pressed)
        self.buttons: dict[str, QPushButton] = {}
        steps = QGridLayout()
        steps.setSpacing(theme.TIGHT)
        for place, (name, words, slot) in enumerate((
                ("round_new", "登记一轮…", self.new_round), ("round_open", "本轮信息…", self.open_round),
                ("round_copy", "沿用上一轮", self.copy_last), ("round_nothing", "未发现风险", self.nothing_found))):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.clicked.connect(slot)
            steps.addWidget(button, place // 2, place % 2)
            self.buttons[name] = button
        self.buttons["round_copy"].setToolTip(ROUNDS.actions[0].help)
        left, right = QWidget(self), QWidget(self)
        beside = QVBoxLayout(left)
        beside.setContentsMargins(0, 0, 0, theme.SMALL)
        left.setMinimumWidth(17 * self.fontMetrics().horizontalAdvance("汉"))
        beside.setSpacing(theme.SMALL)
        beside.addWidget(self.strip, 3)
        beside.addLayout(steps)
        beside.addWidget(self.areas_title)
        beside.addWidget(self.areas, 2)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.told)
        column.addWidget(self.screen, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setObjectName("split_rounds")
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setCollapsible(1, False)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([230, 1000])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.SMALL, theme.SMALL, 0, 0)
        outer.addWidget(self.split)
        self.strip.round_chosen.connect(self.show_round)
        self.strip.gap_chosen.connect(self._show_gap)
        self.strip.year_wanted.connect(self._turn_year)
        self.areas.opened.connect(self._show_counted)
        state.period_changed.connect(self._period_changed)

    # -- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        keep = self.screen.parent_id
        with self.state.workspace.read() as session:
            quarters = read_year(session, self._year)
        self._rounds = {one.id: one for quarter in quarters for one in quarter.rounds}
        if keep not in self._rounds:
            keep = next((one.id for quarter in quarters if quarter.quarter == self.state.period
                         for one in quarter.rounds), None)
        self.strip.show_year(self._year, quarters, self.state.today(), keep)
        if self.strip.round_id is not None:
            self.show_round(self.strip.round_id)
        else:
            self._show_gap(None)

    @Slot(int)
    def show_round(self, round_id: int) -> None:
        """The points of a round."""
        if not self.screen.bind(round_id):
            return
        self._gap = None
        one = self._rounds[round_id]
        self._offer(one)
        self._show_areas(one)

    @Slot(object)
    def _show_gap(self, quarter: Period | None) -> None:
        if not self.screen.bind(None):
            return
        self._gap = quarter
        self._offer(None)
        self._show_areas(None)

    def _offer(self, one: Round | None) -> None:
        self.buttons["round_open"].setEnabled(one is not None)
        growing = self.state.writable and one is not None and not one.nothing_found
        self.buttons["round_new"].setEnabled(self.state.writable)
        self.buttons["round_copy"].setEnabled(growing)
        self.buttons["round_nothing"].setEnabled(growing and not one.points)
        self.buttons["round_nothing"].setToolTip("本轮已登记风险点，不能再登记为未发现风险" if one is not None and one.points
                                                 else "零报告也要登记")
        if one is not None and one.nothing_found:
            self.told.say("本轮登记为“未发现风险”。如果后来发现了，请在“本轮信息”里去掉这个勾选，再添加风险点。", "calm")
        elif self._gap is not None:
            self.told.say(f"{self._gap.label}还没有登记排查。点“登记一轮”；没有发现风险也要登记。", "warn")
        else:
            self.told.clear()

    def _show_areas(self, one: Round | None) -> None:
        with self.state.workspace.read() as session:
            table = areas_by_level(session, frozenset({one.id} if one is not None else ()),
                                   self.state.workspace.words(session))
        rows = [CountRow(line.area, line.points) for line in table.lines]
        if rows:
            total = tuple(frozenset().union(*(line.points[place] for line in table.lines))
                          for place in range(len(table.levels)))
            rows.append(CountRow("合计", total, strong=True))
        self.areas.show_counts(("风险领域", *table.levels), rows)
        self.areas.setVisible(bool(rows))
        self.areas_title.setVisible(bool(rows))

    @Slot(object, str)
    def _show_counted(self, ids: frozenset[int], words: str) -> None:
        self.screen.show_target(Target("risk_point", ids=ids,
                                       note=f"{self._rounds[self.screen.parent_id].number}　{words}"))

    @Slot(int)
    def _turn_year(self, years: int) -> None:
        self.show_year(self._year + years)

    def show_year(self, year: int) -> None:
        if self.screen.may_leave():
            self._year = year
            self.refresh()

    @Slot(object)
    def _period_changed(self, period: Period) -> None:
        if period.end.year != self._year:
            self._year = period.end.year
            self.touch()

    # -- steps ------------------------------------------------------------------------------------------------------

    @Slot()
    def new_round(self) -> None:
        dialog = self.round_dialog()
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def round_dialog(self) -> RecordDialog:
        """The form of a new round, dated today or, for a quarter that has passed without one, on its last day."""
        dialog = RecordDialog(self.state, ROUNDS, None, None, self.screen.settings, self)
        if not dialog.form.is_dirty:
            dialog.form.start_new({"day": self._day_of_gap()})
        dialog.form.saved.connect(self._round_saved)
        return dialog

    def _day_of_gap(self) -> date:
        today = self.state.today()
        return min(self._gap.end, today) if self._gap is not None and self._gap.start <= today else today

    @Slot(int)
    def _round_saved(self, round_id: int) -> None:
        self._year = read_record(self.state.workspace, ROUNDS, round_id, self.state.today()).values["year"]
        if self.screen.bind(round_id):
            self.refresh()

    @Slot()
    def open_round(self) -> None:
        dialog = RecordDialog(self.state, ROUNDS, self.screen.parent_id, None, self.screen.settings, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def copy_last(self) -> None:
        if not self.screen.may_leave():
            return
        try:
            said = perform_action(self.state.workspace, ROUNDS, self.screen.parent_id, ROUNDS.actions[0],
                                  today=self.state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self.told.say(said or "", "good", ("told_close", "知道了"))

    @Slot()
    def nothing_found(self) -> None:
        try:
            save_record(self.state.workspace, ROUNDS, {"nothing_found": True}, self.screen.parent_id,
                        today=self.state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)

    @Slot(str)
    def _told_pressed(self, _: str) -> None:
        self.told.clear()

    # -- what the page asks -----------------------------------------------------------------------------------------

    def show_target(self, target: Target) -> None:
        if target.ledger_key == "risk_round":
            if target.record_id is not None:
                self._round_saved(target.record_id)
            return
        if target.record_id is not None:
            self._round_saved(read_record(self.state.workspace, POINTS, target.record_id,
                                          self.state.today()).values["round_id"])
        self.screen.show_target(target)

    def new_record(self) -> None:
        self.new_round()

    def has_unsaved(self) -> bool:
        return self.screen.has_unsaved()


class RiskPage(PartsPage):
    group = "risk"
    hand_made = (PartPlan("points", "各轮风险点", "desktop.screens.risk:RoundsPart"),
                 PartPlan("rounds", "排查轮次", "ledger:risk_round"))
    homes = {"risk_point": "points", "risk_round": "points"}

    def bring_target(self, target: Target) -> slices.Job:
        """Several rounds (the records behind a figure) are shown as a list, all else among the rounds of its year."""
        listed = target.ledger_key == "risk_round" and target.record_id is None
        yield from screens.bring_target(self.bring("rounds"), target) if listed else super().bring_target(target)
