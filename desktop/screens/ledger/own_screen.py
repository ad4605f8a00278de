"""The screen of a ledger of the clerk's own: like any other, with its definition within reach."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction

from desktop.operations import own_ledgers
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.ledger.own_dialog import OwnDialog
from desktop.widgets.question import ask


class OwnScreen(LedgerScreen):
    """The page it stands on makes it anew when the definition changes."""

    def build_tools(self) -> list[QAction]:
        self.redesign = self.tools.action("redesign", "台账设置…", "settings")
        self.redesign.triggered.connect(self._redesign)
        self.retire = self.tools.action("retire", "停用…", "close")
        self.retire.setToolTip("不再用这本台账；记录留在文件里，以后可以恢复")
        self.retire.triggered.connect(self._retire)
        return [self.redesign, self.retire]

    @Slot()
    def _update_actions(self, *given: object) -> None:
        super()._update_actions(*given)
        for action in (self.redesign, self.retire):
            action.setEnabled(self.state.writable)

    @Slot()
    def _redesign(self) -> None:
        if self._writable():
            OwnDialog(self.state, self.ledger.key, self.window()).open()

    @Slot()
    def _retire(self) -> None:
        question = f"要停用“{self.ledger.title}”吗？它不再显示，也不再计入报告；记录都留着，可以撤销，或以后从“停用的台账”里恢复。"
        if self._writable() and ask(self, question, "停用"):
            own_ledgers.close(self.state.workspace, self.ledger.key)

    def keep_typed(self) -> None:
        """Keeps what is being typed as a draft: this screen goes, the next one offers it."""
        if self.has_unsaved():
            self.form.keep_draft()

    def _writable(self) -> bool:
        return self.state.writable and self.may_leave()
