"""What stands in the place of a record while none is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.widgets import theme
from desktop.widgets.ledger_model import LedgerModel
from desktop.widgets.ledger_tools import LedgerTools

_CHOOSE = "从左边选一条记录，或按 Ctrl+N 新增。\n填写时按回车到下一项，按 Ctrl+S 保存。"
_ONLY_CHOOSE = "从左边选一条记录。"


class ChooseHint(QWidget):
    """Says only what can be done: nothing is entered in a file that is only read, nor among deleted records."""

    def __init__(self, tools: LedgerTools, model: LedgerModel, parent: QWidget):
        super().__init__(parent)
        self._tools, self._model = tools, model
        self.words = theme.muted("", self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self.words)
        column.addStretch(3)  # at the height of what the list says when it is empty
        tools.new.enabledChanged.connect(self._say)
        tools.recycled.toggled.connect(self._say)
        model.loaded.connect(self._say)
        self._say()

    @Slot()
    def _say(self) -> None:
        if self._tools.recycled.isChecked():
            self.words.setText(_ONLY_CHOOSE if self._model.rowCount() else "")
        else:
            self.words.setText(_CHOOSE if self._tools.new.isEnabled() else _ONLY_CHOOSE)
