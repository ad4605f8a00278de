"""The period all tabs look at: kind, one back, one forward, the present one. Stands at the right of the tab bar."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (QComboBox, QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QPushButton, QToolButton,
                               QVBoxLayout, QWidget)

from db.errors import Refusal
from db.periods import Period
from desktop import errors
from desktop.state import State
from desktop.widgets import theme

KINDS = (("quarter", "季度"), ("half", "半年"), ("year", "年度"), ("range", "自选"))


def following(period: Period) -> Period:
    """The period of the same kind right after this one (a free range: as many days)."""
    after = period.end + timedelta(days=1)
    if period.kind == "range":
        return Period(after, after + (period.end - period.start), "range")
    return Period.of(period.kind, after)


class PeriodPicker(QWidget):
    """Shows and sets ``state.period``."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("period_picker")
        self._state = state
        self.kind = QComboBox(self)
        self.kind.setObjectName("period_kind")
        self.kind.setAccessibleName("报告期种类")
        for code, label in KINDS:
            self.kind.addItem(label, code)
        self.back = self._step("back", "period_back", "上一期", -1)
        self.forward = self._step("forward", "period_forward", "下一期", 1)
        self.label = QPushButton(self)
        self.label.setObjectName("period_label")
        self.label.setFlat(True)
        self.label.setToolTip("选择起止日期")
        self.label.setMinimumWidth(112)
        self.present = QPushButton("本期", self)
        self.present.setObjectName("period_present")
        self.present.setAccessibleName("回到本期")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.SMALL, 0)
        layout.setSpacing(theme.TIGHT)
        for widget in (self.kind, self.back, self.label, self.forward, self.present):
            layout.addWidget(widget)
        self.kind.activated.connect(self._choose_kind)
        self.label.clicked.connect(self.choose_range)
        self.present.clicked.connect(self._go_present)
        state.period_changed.connect(self._show)
        self._show(state.period)

    def _step(self, icon: str, name: str, words: str, direction: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(theme.icon(icon))
        button.setAutoRaise(True)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(self._go_back if direction < 0 else self._go_forward)
        return button

    @Slot()
    def _go_back(self) -> None:
        self._state.set_period(self._state.period.previous())

    @Slot()
    def _go_forward(self) -> None:
        self._state.set_period(following(self._state.period))

    @Slot()
    def _go_present(self) -> None:
        kind = self._state.period.kind
        self._state.set_period(Period.of("quarter" if kind == "range" else kind, self._state.today()))

    @Slot(int)
    def _choose_kind(self, index: int) -> None:
        kind = self.kind.itemData(index)
        if kind == "range":
            self.choose_range()
        elif kind != self._state.period.kind:
            # the period of the new kind that holds the end of the one looked at, but not a future one
            day = min(self._state.period.end, max(self._state.today(), self._state.period.start))
            self._state.set_period(Period.of(kind, day))

    @Slot()
    def choose_range(self) -> None:
        """Asks for two days in a small dialog."""
        dialog = RangeDialog(self._state.period, self)
        dialog.accepted.connect(lambda: self._state.set_period(dialog.period()))
        dialog.finished.connect(lambda _: (self._show(self._state.period), dialog.deleteLater()))
        dialog.open()

    @Slot(object)
    def _show(self, period: Period) -> None:
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex([code for code, _ in KINDS].index(period.kind))
        self.label.setText(period.label)
        self.label.setAccessibleName(f"报告期：{period.label}")


class RangeDialog(QDialog):
    """From which day to which day."""

    def __init__(self, period: Period, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("range_dialog")
        self.setWindowTitle("选择起止日期")
        self.start, self.end = self._day("range_start", "开始日期", period.start), self._day("range_end", "结束日期", period.end)
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
