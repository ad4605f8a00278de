"""The parts of a record (a problem's measures, a talk's follow-ups) as a small table with a form of their own."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings, Slot
from PySide6.QtWidgets import QWidget

from db.ledger import Ledger
from db.lists import ListQuery
from desktop.exchange.rows import importable
from desktop.operations.records import void_records
from desktop.state import State
from desktop.widgets.ledger_table import LedgerTable
from desktop.widgets.pane import Pane
from desktop.widgets.sheet_button import SheetButton


class ChildrenPane(Pane):
    """``ledger`` is the parent's, ``child`` that of the parts. A part without form fields is only shown."""

    def __init__(self, state: State, ledger: Ledger, child: Ledger, settings: QSettings, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.child, self.title, self.ledgers = child, child.title, (child.key,)
        self.empty = f"{child.help or f'还没有{child.title}。'}{f'点“添加{child.one}”登记一条。' if child.sections else ''}"
        self._settings = settings
        self.setObjectName(f"children_{child.key}")
        self.add = self.add_button(f"add_{child.key}", f"添加{child.one}", icon="add")
        self.sheet = SheetButton(self, child)
        self.buttons.addWidget(self.sheet)
        self.change = self.add_button(f"change_{child.key}", "打开", f"打开选中的{child.one}", "open")
        self.drop = self.add_button(f"drop_{child.key}", "删除", f"把选中的{child.one}移到回收站", "delete")
        self.table = LedgerTable(state, child, settings, self, part=True)
        self.add_table(self.table)
        self.add.clicked.connect(self.add_part)
        self.sheet.entered.connect(lambda record_ids: self.table.select_record(record_ids[0]))
        self.change.clicked.connect(self.open_current)
        self.drop.clicked.connect(self.drop_selected)
        self.table.opened.connect(self.open_part)
        self.table.selection_counted.connect(self._selected)
        self.table.ledger_model.loaded.connect(self.tell_count)
        for button in (self.add, self.change, self.drop):
            button.setVisible(bool(child.sections))
        self.sheet.setVisible(bool(child.sections) and importable(child))

    def refresh(self) -> None:
        parent_id = self.view.id if self.view is not None else -1
        self.table.show_query(ListQuery(self.child, parent_id=parent_id, today=self.state.today()))
        self.sheet.follow()
        self._selected()

    def dialog(self, record_id: int | None = None) -> Any:
        """The form of one part in a window of its own; None = a new part."""
        from desktop.widgets.record_dialog import RecordDialog  # a part may have parts itself

        return RecordDialog(self.state, self.child, record_id, self.view.id, self._settings, self)

    @Slot()
    def add_part(self) -> None:
        if self.view is not None:
            self._run(self.dialog())

    @Slot()
    def open_current(self) -> None:
        if self.table.current_id is not None:
            self.open_part(self.table.current_id)

    @Slot(int)
    def open_part(self, record_id: int) -> None:
        if self.child.sections and self.view is not None:
            self._run(self.dialog(record_id))

    @staticmethod
    def _run(dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def drop_selected(self) -> None:
        """Moves parts into the recycle bin at once: 撤销 brings them back."""
        chosen = self.table.selected_ids()
        if chosen:
            void_records(self.lookup.workspace, self.child, chosen)

    @Slot()
    def _selected(self) -> None:
        usable = self.usable
        chosen = self.table.current_id is not None
        self.add.setEnabled(usable)
        self.change.setEnabled(chosen)
        self.drop.setEnabled(usable and chosen)
