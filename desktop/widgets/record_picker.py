"""Choosing records of a ledger: those of a period first, others by searching."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.periods import Period
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.fitting import fit
from desktop.widgets.ledger_table import LedgerTable


class RecordPicker(QDialog):
    """Offers ledgers to choose records from. After ``accept``: ``ledger_key`` and ``ids`` say what was chosen."""

    def __init__(self, state: State, title: str, ledger_keys: Sequence[str], first: str | None, period: Period | None,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("record_picker")
        self.setWindowTitle(title)
        fit(self, 820, 460)
        self._state, self._period = state, period
        self._tables: dict[str, LedgerTable] = {}
        self.ledger = QComboBox(self)
        self.ledger.setObjectName("picker_ledger")
        self.ledger.setAccessibleName("从哪本台账选")
        for key in ledger_keys:
            self.ledger.addItem(LEDGERS[key].title, key)
        self.inside = QCheckBox(f"只看{period.label}" if period else "", self)
        self.inside.setObjectName("picker_inside")
        self.inside.setAccessibleName("只看本期的记录")
        self.inside.setChecked(period is not None)
        self.inside.setVisible(period is not None)
        self.find = ComposingLine(self)
        self.find.setObjectName("picker_find")
        self.find.setAccessibleName("查找")
        self.find.setPlaceholderText("查找")
        self.find.offer_clear()
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        top = QHBoxLayout()
        for widget, stretch in ((self.ledger, 0), (self.inside, 0), (self.find, 1)):
            top.addWidget(widget, stretch)
        self._middle = QVBoxLayout()
        buttons = QDialogButtonBox(self)
        self.take = buttons.addButton("关联所选", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setObjectName("picker_take")
        theme.make_main(self.take)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("picker_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self.count, 1)
        bottom.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addLayout(self._middle, 1)
        column.addLayout(bottom)
        self.find.settled.connect(self.refresh)
        self.inside.toggled.connect(self.refresh)
        self.ledger.currentIndexChanged.connect(self.refresh)
        self.ledger.setCurrentIndex(max(self.ledger.findData(first), 0))
        self.refresh()

    @property
    def ledger_key(self) -> str:
        return self.ledger.currentData()

    @property
    def ids(self) -> list[int]:
        return self.table().selected_ids()

    def table(self) -> LedgerTable:
        """The table of the ledger chosen now."""
        key = self.ledger_key
        if key not in self._tables:
            table = LedgerTable(self._state, LEDGERS[key], parent=self)
            table.setMinimumHeight(theme.ROW * 6)
            table.selection_counted.connect(self._selected)
            table.opened.connect(self.accept)
            self._middle.addWidget(table)
            self._tables[key] = table
        return self._tables[key]

    @Slot()
    def refresh(self, *_: object) -> None:
        table = self.table()
        for other in self._tables.values():
            other.setVisible(other is table)
        dated = LEDGERS[self.ledger_key].day is not None
        self.inside.setEnabled(dated)
        period = self._period if self.inside.isChecked() and dated else None
        table.show_query(ListQuery(LEDGERS[self.ledger_key], period=period, words=self.find.text(),
                                   today=self._state.today()))
        if table.ledger_model.rowCount() and not table.selected_ids():
            table.select_record(table.ledger_model.id_at(0))
        self._selected(len(table.selected_ids()))

    @Slot(int)
    def _selected(self, count: int) -> None:
        total = self.table().ledger_model.rowCount()
        hint = "没有找到记录，可以去掉“只看”再找" if not total else f"共 {total} 条，已选 {count} 条（按住 Ctrl 可以多选）"
        self.count.setText(hint)
        self.take.setEnabled(count > 0)
        self.take.setAccessibleName(f"关联所选 {count} 条")
