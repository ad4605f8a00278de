"""Versions of one event side by side, one column each, what differs marked; the clerk says which one counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.exchange.collect_in import ALL, Clash
from desktop.widgets import theme
from desktop.widgets.marks import tone_icon
from desktop.widgets.plain_list import PlainList

_OPEN = -2  # nothing chosen yet


class ClashView(QWidget):
    """``settled`` carries (key of the clash, what was chosen). Choosing stays there: arrow keys pass every choice."""

    settled = Signal(object, int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._clashes: list[Clash] = []
        self._choices: dict[object, int] = {}
        self.list = PlainList("clashes", "冲突", self)
        self.list.setMaximumWidth(theme.scaled(260))
        self.list.setWordWrap(True)
        self.table = QTableWidget(self)
        self.table.setObjectName("clash_sides")
        self.table.setAccessibleName("几种说法对照")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.which = QComboBox(self)
        self.which.setObjectName("clash_which")
        self.which.setAccessibleName("用哪一份")
        self.next = QPushButton("下一处未定", self)
        self.next.setObjectName("clash_next")
        self.next.setAccessibleName("到下一处没有选定的")
        self.next.setAutoDefault(False)
        label = QLabel("用哪一份", self)
        label.setBuddy(self.which)
        foot = QHBoxLayout()
        foot.addWidget(label)
        foot.addWidget(self.which, 1)
        foot.addWidget(self.next)
        right = QVBoxLayout()
        right.setSpacing(theme.TIGHT)
        right.addWidget(self.table, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self.list.currentRowChanged.connect(self._show)
        self.which.activated.connect(self._chosen)
        self.next.clicked.connect(self._go_on)

    def show_clashes(self, clashes: Sequence[Clash], choices: dict[object, int]) -> None:
        """Keeps the place in the list; hidden while there is none."""
        row = self.list.currentRow()
        self._clashes, self._choices = list(clashes), dict(choices)
        self.list.blockSignals(True)
        self.list.clear()
        for clash in self._clashes:
            done = clash.key in self._choices
            item = QListWidgetItem(
                tone_icon("good" if done else "warn"), f"{'已定' if done else '未定'}　{clash.title}", self.list
            )
            item.setToolTip(clash.title)
        self.list.blockSignals(False)
        self.setVisible(bool(self._clashes))
        if self._clashes:
            self.list.setCurrentRow(min(max(row, 0), len(self._clashes) - 1))
            self._show(self.list.currentRow())

    @Slot(int)
    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._clashes):
            return
        clash = self._clashes[row]
        labels = [label for label in clash.sides[0].words if any(side.words.get(label) for side in clash.sides)]
        self.table.setColumnCount(len(clash.sides))
        self.table.setRowCount(len(labels))
        self.table.setHorizontalHeaderLabels([side.who for side in clash.sides])
        self.table.setVerticalHeaderLabels(labels)
        pair = theme.tone("warn")
        for line, label in enumerate(labels):
            words = [side.words.get(label, "") for side in clash.sides]
            for column, text in enumerate(words):
                item = QTableWidgetItem(text or "（空）")
                item.setToolTip(text)
                if len(set(words)) > 1:
                    item.setBackground(QColor(pair.ground))
                    item.setForeground(QColor(pair.text))
                    item.setIcon(tone_icon("warn"))
                self.table.setItem(line, column, item)
        self.which.clear()
        self.which.addItem("请选择…", _OPEN)
        for place, side in enumerate(clash.sides):
            known = clash.known and place == 0
            self.which.addItem(
                f"保留{side.who}的，不改"
                if known
                else f"用“{side.who}”更新台账"
                if clash.known
                else f"只收“{side.who}”的",
                place,
            )
        self.which.addItem("是不同的事，都作为新记录" if clash.known else "是不同的事，都收下", ALL)
        self.next.setEnabled(bool(self._open_rows()))
        self.which.setCurrentIndex(max(0, self.which.findData(self._choices.get(clash.key, _OPEN))))

    @Slot()
    def _chosen(self) -> None:
        row, choice = self.list.currentRow(), self.which.currentData()
        if choice == _OPEN or not 0 <= row < len(self._clashes):
            return
        self.settled.emit(self._clashes[row].key, choice)

    def _open_rows(self) -> list[int]:
        """The rows not settled yet, those below the current one first."""
        row = self.list.currentRow()
        return [
            place
            for place in (*range(row + 1, len(self._clashes)), *range(row))
            if self._clashes[place].key not in self._choices
        ]

    @Slot()
    def _go_on(self) -> None:
        if rows := self._open_rows():
            self.list.setCurrentRow(rows[0])
