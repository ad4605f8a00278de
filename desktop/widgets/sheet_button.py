"""表格录入 for the parts of the record in front: they belong to it without being asked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton

from db.ledger import Ledger
from desktop.widgets import theme
from desktop.widgets.entry_dialog import EntryDialog, sheet_words
from desktop.widgets.pane import Pane

_KEYS = QKeySequence("Ctrl+Shift+N")


class SheetButton(QPushButton):
    """``entered`` carries the ids of the new parts. With the keyboard in the pane Ctrl+Shift+N is this sheet and not that
    of the list behind. The pane calls ``follow`` when its record may have changed."""

    entered = Signal(object)

    def __init__(self, pane: Pane, child: Ledger):
        super().__init__(theme.icon("sheet"), "表格录入…", pane)
        self._pane, self._child = pane, child
        self.setObjectName(f"sheet_{child.key}")
        self.setAccessibleName(f"用表格一次录入很多条{child.one}")
        self.setToolTip(f"一次录入很多条{child.one}（{_KEYS.toString()}）")
        self.setAutoDefault(False)
        self.clicked.connect(self.open_sheet)
        pane.installEventFilter(self)

    @Slot()
    def follow(self, *_: object) -> None:
        """Shows how many rows wait to be saved for this record."""
        self.setEnabled(self._pane.usable)
        given = self._given()
        self.setText(sheet_words(self._pane.state, self._child, given) if given else "表格录入…")

    @Slot()
    def open_sheet(self) -> None:
        """Opens the sheet of new parts of the record."""
        if self._pane.usable:
            dialog = EntryDialog(self._pane.state, self._child, self._given(), self._pane.window())
            dialog.saved.connect(lambda _, record_ids: self.entered.emit(record_ids))
            dialog.finished.connect(self.follow)
            dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if event.type() not in kinds or QKeySequence(event.keyCombination()) != _KEYS or self.isHidden():
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.open_sheet()
        return True

    def _given(self) -> dict[str, Any]:
        view = self._pane.view
        return {self._child.parent.key: view.id} if view is not None else {}
