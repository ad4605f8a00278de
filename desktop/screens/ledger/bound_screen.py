"""A ledger screen that shows only the parts of one record: the duties of a list, the risk points of a round."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from db.ledger import Ledger
from db.lists import ListQuery
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.slices import Job
from desktop.state import State, Target
from desktop.widgets.list_pane import NEW


class BoundScreen(LedgerScreen):
    """``bind`` says whose parts; None shows nothing. New records belong to it, targets may still show any record."""

    parent_id: int | None = None

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.table.ledger_model.loaded.connect(self._offer_first)

    @Slot()
    def _offer_first(self, *_: object) -> None:
        """The button of an empty list goes where there is nothing to which a first record could belong."""
        self.list.button.setEnabled(self.tools.new.isEnabled() or self.list.why_empty != NEW)

    def bind(self, parent_id: int | None) -> bool:
        """Shows the parts of a record. False when the clerk stays with what is not saved yet."""
        if parent_id == self.parent_id and self._target is None:
            return True
        if not self.may_leave():
            return False
        self.parent_id = parent_id
        self._target = None
        self.note.clear()
        self._show_nothing()
        self._reload()
        return True

    def bound(self, query: ListQuery) -> ListQuery:
        if self._target is not None or query.voided:
            return query  # records asked for from elsewhere, and the recycle bin, are not kept to one parent
        return query.but(parent_id=self.parent_id if self.parent_id is not None else -1)

    @Slot()
    def _update_actions(self, *given: object) -> None:
        super()._update_actions(*given)
        for action in (self.tools.new, self.tools.sheet, self.tools.copy):
            action.setEnabled(action.isEnabled() and self.parent_id is not None)
        self._offer_first()

    @Slot()
    def new_record(self, values: dict[str, Any] | None = None) -> None:
        if self.parent_id is not None:
            super().new_record(self.given() | (values or {}))

    def given(self) -> dict[str, Any]:
        return {self.ledger.parent.key: self.parent_id}

    def bring_target(self, target: Target) -> Job:
        """Goes to the parent of a single record first, so that it is shown among its own kind."""
        if target.record_id is not None and target.ids is None and self.state.workspace is not None:
            from desktop.operations.records import read_record

            view = read_record(self.form.lookup.workspace, self.ledger, target.record_id, self.state.today())
            if not self.bind(view.values[self.ledger.parent.key]):
                return
        yield from super().bring_target(target)
