"""The part of a form that appears when a record is entered long after its event, and asks why."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from db import late, records
from db.errors import Missing
from db.late import REASON, Lateness
from db.ledger import Ledger
from desktop.operations.records import RecordView
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.editor import Editor
from desktop.widgets.form_section import FormSection


class LateSection(FormSection):
    """Hidden while the record is in time."""

    def __init__(self, state: State, ledger: Ledger, label_width: int, parent: QWidget):
        super().__init__("补录", label_width, False, parent)
        self.setObjectName("late_section")
        self._state, self._ledger, self._days = state, ledger, theme.muted("", self.body)
        self._days.setObjectName("late_days")
        self._days.setWordWrap(True)
        self._add_row(theme.muted("日期", self.body), self._days)
        self.hide()

    def add_reason(self, editor: Editor) -> None:
        self.add(REASON, editor)

    def look(self, values: dict[str, Any], view: RecordView | None) -> Lateness | None:
        """Shows or hides the part, by what stands in the form now."""
        workspace, found = self._state.workspace, None
        if workspace is not None and values.get(self._ledger.event.key) is not None:
            with workspace.read() as session:
                try:
                    record = records.get(session, self._ledger, view.id) if view is not None else None
                    found = late.lateness(session, self._ledger, values, record, self._state.today())
                except Missing:
                    found = None
        self._days.setText(found.words if found is not None else "")
        self.setVisible(found is not None)
        return found
