"""A year's rounds as a strip of quarters: each quarter with its rounds, or with the word that one is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from db.risk_rounds import Slot as Quarter
from desktop.widgets import theme
from desktop.widgets.marks import tone_icon

_ID, _QUARTER = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class RoundStrip(QWidget):
    """``round_chosen`` carries a round's id, ``gap_chosen`` the Period of a quarter without one, ``year_wanted`` ±1."""

    round_chosen = Signal(int)
    gap_chosen = Signal(object)
    year_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("round_strip")
        self.year = theme.heading("", self)
        self.year.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.addWidget(self._step("back", "rounds_back", "上一年", -1))
        head.addWidget(self.year, 1)
        head.addWidget(self._step("forward", "rounds_forward", "下一年", 1))
        self.list = QListWidget(self)
        self.list.setObjectName("rounds")
        self.list.setAccessibleName("各季度的排查")
        self.list.setTabKeyNavigation(False)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.currentItemChanged.connect(self._chosen)

    def _step(self, icon: str, name: str, words: str, years: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setIcon(theme.icon(icon))
        button.setAutoRaise(True)
        button.clicked.connect(lambda: self.year_wanted.emit(years))
        return button

    def show_year(self, year: int, quarters: Sequence[Quarter], today: date, round_id: int | None) -> None:
        """Shows a year, with the cursor on a round or, when that is not in it, on the latest one. Quietly."""
        self.year.setText(f"{year}年")
        self.list.blockSignals(True)
        self.list.clear()
        chosen = None
        for quarter in quarters:
            self._heading(quarter)
            for one in quarter.rounds:
                found = "未发现风险" if one.nothing_found else f"风险点 {one.points} 个，未化解 {one.open} 个"
                unsent = "" if one.reported else "，未上报"
                item = QListWidgetItem(f"{one.number}　{one.day.month}月{one.day.day}日\n{found}{unsent}")
                item.setIcon(tone_icon("good" if one.reported else "warn"))
                item.setToolTip(f"{item.text()}\n{'排查报告已上报' if one.reported else '排查报告未上报'}")
                item.setData(_ID, one.id)
                self.list.addItem(item)
                if one.id == round_id or round_id is None:
                    chosen = item
            words, tone = quarter.state(today)
            if words:
                item = QListWidgetItem(words)
                item.setIcon(tone_icon(tone))
                item.setData(_QUARTER, quarter.quarter)
                item.setToolTip("这个季度还没有登记排查；没有发现风险也要登记一轮" if words != "未到" else "")
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{quarter.quarter.label}{words}")
                self.list.addItem(item)
        rounds = [self.list.item(row) for row in range(self.list.count()) if self.list.item(row).data(_ID) is not None]
        if chosen is None and rounds:
            chosen = rounds[-1]
        if chosen is not None:
            self.list.setCurrentItem(chosen)
        self.list.blockSignals(False)

    def _heading(self, quarter: Quarter) -> None:
        item = QListWidgetItem(quarter.quarter.word)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        bold = QFont(self.list.font())
        bold.setBold(True)
        item.setFont(bold)
        item.setForeground(self.palette().text())
        self.list.addItem(item)

    @property
    def round_id(self) -> int | None:
        item = self.list.currentItem()
        return item.data(_ID) if item is not None else None

    @property
    def gap(self) -> object | None:
        """The Period of the quarter without a round under the cursor."""
        item = self.list.currentItem()
        return item.data(_QUARTER) if item is not None else None

    @Slot()
    def _chosen(self, *_: object) -> None:
        if self.round_id is not None:
            self.round_chosen.emit(self.round_id)
        elif self.gap is not None:
            self.gap_chosen.emit(self.gap)
