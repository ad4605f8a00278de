"""What stands beside the duty grid: one due item with its proofs, and the steps 标记已办 and 本期不适用."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSettings, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup, QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget,
)

from db.duty_grid import Cell, Line
from db.errors import Refusal
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.vocabulary import shipped
from desktop import errors
from desktop.operations.duties import link_proofs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.evidence_pane import EvidencePane
from desktop.widgets.flow import FlowLayout
from desktop.widgets.history_pane import HistoryPane
from desktop.widgets.pane import Pane
from desktop.widgets.record_pane import RecordPane
from desktop.widgets.record_picker import RecordPicker
from desktop.widgets.ties_pane import TiesPane

ITEMS = LEDGERS["duty_item"]
PROVING = tuple(code for code, _ in shipped()["proof_ledger"][1] if code in LEDGERS)


class ProofRecordsPane(TiesPane):
    """佐证记录: records of other ledgers that prove the item; offered are those dated inside its period."""

    title = "佐证记录"
    empty = "还没有佐证记录。为办这件事登记过的会议、学习、谈话等，点“关联记录”选来作证。"

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.about: tuple[Line, Cell] | None = None
        self.add.setText("关联记录…")
        self.add.setObjectName("link_records")
        self.add.setAccessibleName("关联记录")
        self.add.setToolTip("从台账里选本期的记录作为佐证")

    def picker(self) -> RecordPicker:
        """The ledger that usually proves the duty comes first, at the records of the item's period."""
        line, cell = self.about
        first = line.proof_ledger if line.proof_ledger in PROVING else None
        return RecordPicker(self.state, f"关联记录：{line.task}", PROVING, first, cell.period, self)

    @Slot()
    def add_tie(self) -> None:
        if self.view is None or self.about is None:
            return
        picker = self.picker()
        if picker.exec() != QDialog.DialogCode.Accepted:
            return
        try:
            link_proofs(self.lookup.workspace, self.view.id, picker.ledger_key, picker.ids)
        except Refusal as refusal:
            errors.tell(self, refusal)


class ItemPane(RecordPane):
    """The record pane of a due item. The grid says which duty it belongs to, so its form does not ask for it."""

    def __init__(self, state: State, settings: QSettings, parent: QWidget | None = None):
        super().__init__(state, ITEMS, settings, parent, parent_id=0)

    def build_panes(self) -> Iterator[Pane]:
        inside = self.tabs.findChild(QStackedWidget)
        for kind in (ProofRecordsPane, EvidencePane, HistoryPane):
            yield kind(self._state, self.ledger, inside)


class DutyPanel(QFrame):
    """Shows one cell of the grid, one of its times at a time. ``closed`` follows pressing 收起."""

    closed = Signal()

    def __init__(self, state: State, settings: QSettings, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("duty_panel")
        self.task = theme.heading("", self)
        self.task.setWordWrap(True)
        self.where = QLabel(self)
        self.where.setProperty("quiet", True)
        self.where.setWordWrap(True)
        close = QToolButton(self)
        close.setObjectName("duty_panel_close")
        close.setAccessibleName("收起")
        close.setToolTip("收起（Esc）")
        close.setIcon(theme.icon("close"))
        close.setAutoRaise(True)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self.task, 1)
        head.addWidget(close)
        self._times = QWidget(self)
        self._flow = FlowLayout(self._times, theme.TIGHT)
        self._group = QButtonGroup(self)
        self.pane = ItemPane(state, settings, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        column.addLayout(head)
        column.addWidget(self.where)
        column.addWidget(self._times)
        column.addWidget(self.pane, 1)
        self._group.idClicked.connect(self._time_chosen)

    @property
    def item_id(self) -> int | None:
        return self.pane.form.record_id

    @property
    def proofs(self) -> ProofRecordsPane:
        return self.pane.pane(ProofRecordsPane)

    def show_cell(self, line: Line, cell: Cell, item_id: int | None = None) -> bool:
        """Shows a cell at ``item_id``, else the item shown before, else its first open one. False: the clerk stays."""
        ids = [item.id for item in cell.items]
        wanted = item_id or (self.item_id if self.item_id in ids else None)
        wanted = wanted or next((item.id for item in cell.items if item.state in ("late", "due", "future")), ids[0])
        if wanted != self.item_id and not self.pane.form.may_leave():
            return False
        self.task.setText(line.task)
        last = cell.items[0].due_on
        self.where.setText(f"{line.party}　{line.frequency}　{cell.word}，{last.month}月{last.day}日前完成")
        self.proofs.about = (line, cell)
        self._show_times(cell, wanted)
        if wanted != self.item_id:
            self.pane.form.open_record(wanted)
        return True

    def _show_times(self, cell: Cell, wanted: int) -> None:
        while item := self._flow.takeAt(0):
            self._group.removeButton(item.widget())
            item.widget().hide()
            item.widget().deleteLater()
        self._times.setVisible(len(cell.items) > 1)
        for number, item in enumerate(cell.items, start=1):
            button = QPushButton(f"第{number}次", self._times)
            button.setObjectName(f"duty_time_{number}")
            button.setAccessibleName(f"第{number}次")
            button.setCheckable(True)
            button.setChecked(item.id == wanted)
            self._group.addButton(button, item.id)
            self._flow.addWidget(button)

    @Slot(int)
    def _time_chosen(self, item_id: int) -> None:
        if self.pane.form.may_leave():
            self.pane.form.open_record(item_id)
        else:
            self._group.button(self.item_id).setChecked(True)
