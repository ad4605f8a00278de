"""The period all tabs look at: kind, one back, one forward, the present one. Stands at the right of the tab bar."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from db.periods import Period
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
        self.back = self._step("‹", "period_back", "上一期")
        self.forward = self._step("›", "period_forward", "下一期")
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
        self.back.clicked.connect(self._go_back)
        self.forward.clicked.connect(self._go_forward)
        self.kind.activated.connect(self._choose_kind)
        self.label.clicked.connect(self.choose_range)
        self.present.clicked.connect(self._go_present)
        state.period_changed.connect(self._show)
        self._show(state.period)

    def _step(self, sign: str, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(sign)
        theme.sized(button, theme.HEADING, bold=True)
        button.setAutoRaise(True)
        button.setToolTip(words)
        button.setAccessibleName(words)
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
        from desktop.widgets.range_dialog import RangeDialog

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
