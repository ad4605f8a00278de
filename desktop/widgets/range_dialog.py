"""Two days between which everything is looked at."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from db.errors import Refusal
from db.periods import Period
from desktop import errors


class RangeDialog(QDialog):
    """From which day to which day."""

    def __init__(self, period: Period, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("range_dialog")
        self.setWindowTitle("选择起止日期")
        self.start = self._day("range_start", "开始日期", period.start)
        self.end = self._day("range_end", "结束日期", period.end)
        form = QFormLayout()
        form.addRow("从", self.start)
        form.addRow("到", self.end)
        buttons = QDialogButtonBox(self)
        buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole).setObjectName("range_accept")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons, alignment=Qt.AlignmentFlag.AlignRight)

    def _day(self, name: str, words: str, day: date) -> QDateEdit:
        edit = QDateEdit(QDate(day.year, day.month, day.day), self)
        edit.setObjectName(name)
        edit.setAccessibleName(words)
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("yyyy-MM-dd")
        return edit

    def period(self) -> Period:
        """The range chosen. Raises Refusal when it ends before it begins."""
        start, end = self.start.date().toPython(), self.end.date().toPython()
        return Period(start, end, "range")

    def accept(self) -> None:
        try:
            self.period()
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        super().accept()
