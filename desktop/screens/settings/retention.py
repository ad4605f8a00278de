"""设置 → 保存期限: years for each ledger, what is past its time, destroying what the clerk picks, and the records of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QTableWidgetItem,
                               QTabWidget, QVBoxLayout, QWidget)

from db.destroyed import Destruction
from db.destruction import Decision
from db.errors import Refusal
from db.fields import Day, Flag, Prose, Text
from db.ledgers import LEDGERS
from db.retention import LONGEST, Expired
from desktop import errors, jobs
from desktop.operations.retention import (Outcome, destroy_records, destructions, expired_now, find_by_number, keep_for,
                                          years_kept)
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.flow import pairs
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.steady import steady

MOST = 200  # listed at once: the others follow when these are gone
WHY = ("记有个人信息的台账，保存期满又没有别的依据继续保存的，应当删除。年限由本院决定，0 就是长期保存；"
       "期满的记录不会自动删除，由您每年看一遍期满清单，报批后再销毁。")
_YEARS = 9  # characters of room for a number of years
FOR_GOOD = "销毁以后不能撤销、不能恢复，之前做的修改也不能再撤销。修改历史、检索、草稿和佐证材料里的内容一并删除，只留一张不含内容的销毁清单。"


class RetentionPage(QWidget):
    """Three tabs: 期限, 期满清单, 销毁记录."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("retention_page")
        self._state = state
        self._lines: list[Expired] = []
        self._expired: list[Expired] = []
        self._total = 0
        self._picked_early: list[Expired] = []
        self.note = NoteBar("retention_note", self)
        self.note.pressed.connect(lambda _: self.note.clear())
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("retention_tabs")
        self.tabs.addTab(self._years(), "期限")
        self.tabs.addTab(self._due(), "期满清单")
        self.tabs.addTab(self._past(), "销毁记录")
        self.tabs.currentChanged.connect(self.read)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.addWidget(theme.muted(WHY, self))
        column.addWidget(self.note)
        column.addWidget(self.tabs, 1)

    # -- the three tabs ----------------------------------------------------------------------------------------------

    def _years(self) -> QWidget:
        scroll = QScrollArea(self.tabs)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(scroll)
        inside.setMaximumWidth(theme.scaled(1040))
        self.spins: dict[str, QSpinBox] = {}
        for key, years in years_kept(self._state.workspace).items():
            spin = QSpinBox(inside)
            spin.setObjectName(f"keep_{key}")
            spin.setAccessibleName(f"{LEDGERS[key].title}保存几年")
            spin.setRange(0, LONGEST)
            spin.setSpecialValueText("长期保存")
            spin.setSuffix(" 年")
            spin.setValue(years)
            spin.setEnabled(not self._state.workspace.read_only)
            spin.editingFinished.connect(self._keep)
            spin.setProperty("ledger", key)
            steady(spin)
            self.spins[key] = spin
        titles = {key: LEDGERS[key].title for key in self.spins}
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.addLayout(pairs(((titles[key], spin) for key, spin in self.spins.items()), max(titles.values(), key=len), _YEARS, inside))
        column.addStretch(1)
        scroll.setWidget(inside)
        return scroll

    def _due(self) -> QWidget:
        page = QWidget(self.tabs)
        self.due = PlainTable("expired", "期满清单", ["台账", "编号", "日期", "保存到", "说明"], page, stretch=4,
                              empty="没有超过保存期限的记录。")
        self.due.itemChanged.connect(self._count)
        self.all = self._button("全选", "retention_all", lambda: self._tick(True))
        self.none = self._button("全不选", "retention_none", lambda: self._tick(False))
        self.other = self._button("按编号另选一条…", "retention_other", self.pick_other)
        self.chosen = QLabel(page)
        self.chosen.setObjectName("retention_chosen")
        self.destroy = self._button("销毁选中的…", "retention_destroy", self._ask)
        buttons = QHBoxLayout()
        for widget in (self.all, self.none, self.other):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.chosen)
        buttons.addWidget(self.destroy)
        column = QVBoxLayout(page)
        column.addWidget(self.due, 1)
        column.addLayout(buttons)
        return page

    def _past(self) -> QWidget:
        page = QWidget(self.tabs)
        self.past = PlainTable("destructions", "销毁记录", ["编号", "时间", "记录数", "决定人", "依据"], page, stretch=4,
                               empty="还没有销毁过记录。")
        self.past.itemSelectionChanged.connect(self._offer)
        self.past.opened.connect(lambda _: self._print())
        self.print = self._button("打印或导出销毁清单…", "retention_print", self._print)
        column = QVBoxLayout(page)
        column.addWidget(self.past, 1)
        column.addWidget(self.print, alignment=Qt.AlignmentFlag.AlignLeft)
        return page

    def _button(self, words: str, name: str, act: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.clicked.connect(lambda _=False: act())
        return button

    # -- reading -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    @Slot()
    def read(self, *_: object, newest: bool = False) -> None:
        """Shows what is past its time today and what was destroyed before, once it is read; ``newest``: the last destruction chosen."""
        workspace, today = self._state.workspace, self._state.today()
        if workspace is None:
            return

        def work(_: jobs.Progress) -> tuple[list[Expired], int, list[Destruction]]:
            return *expired_now(workspace, today, MOST), destructions(workspace)

        def done(found: tuple[list[Expired], int, list[Destruction]]) -> None:
            self._expired, self._total, past = found
            self._show_due()
            self.past.show_rows([(one.id, [Cell(one.number or ""), Cell(f"{one.at:%Y-%m-%d %H:%M}"), Cell(str(len(one.rows()))),
                                           Cell(one.decided_by), Cell(one.basis)]) for one in past])
            if newest:
                self.past.setCurrentCell(0, 0)
            self._offer()

        jobs.quietly(self, work, done)

    def _show_due(self) -> None:
        """What was picked early, then what is past its time; ticks that were set stay."""
        ticked = {(line.ledger_key, line.record_id) for line in self.ticked}
        known = {(line.ledger_key, line.record_id) for line in self._expired}
        early = [line for line in self._picked_early if (line.ledger_key, line.record_id) not in known]
        self._lines = [*early, *self._expired]
        self.due.blockSignals(True)
        self.due.show_rows([(place, _cells(line, place < len(early))) for place, line in enumerate(self._lines)])
        for place, line in enumerate(self._lines):
            item: QTableWidgetItem = self.due.item(place, 0)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            here = (line.ledger_key, line.record_id) in ticked
            item.setCheckState(Qt.CheckState.Checked if here else Qt.CheckState.Unchecked)
        self.due.blockSignals(False)
        self._count()

    @property
    def ticked(self) -> list[Expired]:
        return [line for place, line in enumerate(self._lines)
                if (item := self.due.item(place, 0)) is not None and item.checkState() == Qt.CheckState.Checked]

    @Slot()
    def _count(self, *_: object) -> None:
        count = len(self.ticked)
        total = self._total + len(self._lines) - len(self._expired)
        listed = f"，先列出 {len(self._lines)} 条" if len(self._lines) < total else ""
        self.chosen.setText(f"共 {total} 条{listed}，选中 {count} 条")
        self.destroy.setEnabled(bool(count) and not self._state.workspace.read_only)

    @Slot()
    def _offer(self) -> None:
        self.print.setEnabled(self.past.current_id is not None)

    def _tick(self, on: bool) -> None:
        for place in range(self.due.rowCount()):
            self.due.item(place, 0).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    # -- doing -------------------------------------------------------------------------------------------------------

    @Slot()
    def _keep(self) -> None:
        spin, workspace = self.sender(), self._state.workspace
        key = spin.property("ledger")
        if workspace is not None and years_kept(workspace)[key] != spin.value():
            try:
                keep_for(workspace, key, spin.value())
            except Refusal as refusal:
                errors.tell(self, refusal)

    def pick_other(self) -> AskDialog:
        """Asks for the number of a record that is to go before its time."""
        field = Text("记录的编号", name="number", required=True, limit=40)
        dialog = AskDialog("按编号另选一条", [field], Lookup(self._state), lambda answers: self._add_by_number(answers["number"]),
                           "加入清单", help="用于期限未满、但本人要求删除等情形。", parent=self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _add_by_number(self, number: str) -> None:
        """Puts a record into the list before its time, ticked. Raises Refusal when there is none."""
        line = find_by_number(self._state.workspace, number)
        if all((one.ledger_key, one.record_id) != (line.ledger_key, line.record_id) for one in self._lines):
            self._picked_early.insert(0, line)
            self._show_due()
        place = next(place for place, one in enumerate(self._lines) if one.number == line.number)
        self.due.item(place, 0).setCheckState(Qt.CheckState.Checked)
        self.due.scrollToItem(self.due.item(place, 0))

    def ask(self) -> AskDialog:
        """Who decided, when, and why; the last word before the records go."""
        lines = self.ticked
        fields = [Text("决定单位或人", name="by", required=True, limit=100), Day("决定日期", name="on", required=True, past=True),
                  Prose("销毁依据", name="basis", required=True, limit=300, lines=2, help="如：保存期满；本人要求删除"),
                  Flag("删除本机自动副本", name="copies", default=True, help="自动副本里也有这些记录；删除后马上留一份新的")]
        count = len(lines)
        return AskDialog(f"销毁 {count} 条记录", fields, Lookup(self._state), lambda answers: answers, f"销毁这 {count} 条",
                         {"on": self._state.today(), "copies": True, "basis": "保存期满"}, FOR_GOOD, self)

    def _ask(self) -> None:
        dialog = self.ask()
        if dialog.exec():
            self.carry_out(dialog.result)

    def carry_out(self, answers: dict[str, Any]) -> None:
        """Destroys what is ticked."""
        workspace, wanted = self._state.workspace, {}
        for line in self.ticked:
            wanted.setdefault(line.ledger_key, []).append(line.record_id)
        decision = Decision(answers["by"], answers["on"], answers["basis"])
        jobs.run(self, "正在销毁", lambda progress: destroy_records(workspace, wanted, decision, bool(answers["copies"]), progress.step),
                 self._told)

    def _told(self, outcome: Outcome) -> None:
        self._picked_early = []
        self.read(newest=True)
        done = outcome.destroyed
        words = [f"已销毁 {sum(done.counts.values())} 条记录、{done.files} 份佐证材料，清单编号 {done.number}，可在“销毁记录”里打印。"]
        words += outcome.problems
        if outcome.remaining:
            words.append("下面这些地方还有销毁前的副本：")
            words += [f"· {one.place}：{one.words}" for one in outcome.remaining]
        words.append("另外手工拷出去的文件、打印件和导出的表格，请一并清点处理。")
        self.note.say("\n".join(words), "warn" if outcome.problems or outcome.remaining else "good", ("retention_known", "知道了"))
        self.tabs.setCurrentIndex(2)

    def _print(self) -> None:
        if self.past.current_id is None:
            return
        from desktop.screens.ledger.paper_dialog import PaperDialog
        from desktop.screens.settings.rights_papers import destruction_paper

        dialog = PaperDialog(self._state, [destruction_paper(self._state.workspace, self.past.current_id)], self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _cells(line: Expired, early: bool) -> list[Cell]:
    said = ["期限未满，另选"] if early else []
    said += ["在回收站里"] if line.voided else []
    return [Cell(LEDGERS[line.ledger_key].title), Cell(line.number), Cell(f"{line.day}" if line.day else ""),
            Cell("" if early else f"{line.until}"), Cell("；".join(said) or "保存期满")]
