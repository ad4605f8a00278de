"""The fields of a ledger of the clerk's own, one line each: name, kind, options, order, hidden or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from db.own_ledgers import KINDS, Wish
from desktop.widgets import theme


class WishRow(QWidget):
    """One field. The kind of a field that holds values cannot change."""

    edited = Signal()

    def __init__(self, wish: Wish, parent: QWidget | None = None):
        super().__init__(parent)
        self._name, self._hidden = wish.name, wish.hidden
        self.label = QLineEdit(wish.label, self)
        self.label.setPlaceholderText("栏目名称，如主讲人")
        self.label.setMaxLength(20)
        self.kind = QComboBox(self)
        for key, words in KINDS.items():
            self.kind.addItem(words, key)
        self.kind.setCurrentIndex(self.kind.findData(wish.kind))
        self.kind.setEnabled(not wish.name)
        self.choices = QLineEdit("、".join(wish.choices), self)
        self.up, self.down = self._button("up", "上移"), self._button("down", "下移")
        self.drop = self._button("close", "去掉")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(self.label, 2)
        row.addWidget(self.kind)
        row.addWidget(self.choices, 3)
        for button in (self.up, self.down, self.drop):
            row.addWidget(button)
        self.label.textChanged.connect(self.edited)
        self.choices.textChanged.connect(self.edited)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self._show()

    @property
    def wish(self) -> Wish:
        kind = self.kind.currentData()
        choices = tuple(part.strip() for part in re.split(r"[、，,；;\n]", self.choices.text()) if part.strip())
        return Wish(self.label.text(), kind, choices if kind == "term" else (), self._name, self._hidden)

    @property
    def is_new(self) -> bool:
        return not self._name

    def number(self, place: int) -> None:
        """Names the controls after their place, for people who hear the window."""
        for widget, name, words in ((self.label, "label", "名称"), (self.kind, "kind", "类型"), (self.choices, "choices", "选项"),
                                    (self.up, "up", "上移"), (self.down, "down", "下移"), (self.drop, "drop", self.drop.text())):
            widget.setObjectName(f"wish_{name}_{place}")
            widget.setAccessibleName(f"第{place}个栏目：{words}")

    def turn(self) -> None:
        """Hides a field that has values, or shows it again."""
        self._hidden = not self._hidden
        self._show()
        self.edited.emit()

    @Slot()
    def _kind_changed(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        term = self.kind.currentData() == "term"
        self.choices.setEnabled(term and not self._hidden)
        self.choices.setPlaceholderText("选项，用顿号隔开，例如：报告厅、门诊大厅" if term else "（已隐藏，内容还在）" if self._hidden else "")
        self.label.setEnabled(not self._hidden)
        self.drop.setText("去掉" if not self._name else "显示" if self._hidden else "隐藏")
        self.drop.setToolTip("已有的内容不会丢" if self._name else "")

    def _button(self, icon: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        if icon != "close":
            button.setIcon(theme.icon(icon))
        button.setToolTip(words)
        button.setAutoRaise(True)
        return button


class WishList(QScrollArea):
    """``changed`` follows every edit. Rows stand in the order in which the form will show them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("wish_list")
        self.setAccessibleName("栏目")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._rows: list[WishRow] = []
        inside = QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, theme.SMALL, 0)
        self._column.setSpacing(theme.TIGHT)
        self._column.addStretch(1)
        self.setWidget(inside)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """The fields; new lines without a name do not count."""
        return tuple(row.wish for row in self._rows if row.wish.label.strip() or not row.is_new)

    @property
    def rows(self) -> Sequence[WishRow]:
        return self._rows

    def add(self, wish: Wish) -> WishRow:
        row = WishRow(wish, self.widget())
        row.edited.connect(self.changed)
        steps: tuple[tuple[QToolButton, Callable[[WishRow], None]], ...] = (
            (row.up, lambda one: self._move(one, -1)), (row.down, lambda one: self._move(one, 1)), (row.drop, self._drop))
        for button, step in steps:
            button.clicked.connect(lambda _=False, step=step: step(row))
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        self._number()
        return row

    def _move(self, row: WishRow, step: int) -> None:
        place = self._rows.index(row)
        goal = place + step
        if 0 <= goal < len(self._rows):
            self._rows.insert(goal, self._rows.pop(place))
            self._column.insertWidget(goal, row)
            self._number()

    def _drop(self, row: WishRow) -> None:
        if row.is_new:
            self._rows.remove(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        else:
            row.turn()
        self._number()

    def _number(self) -> None:
        for place, row in enumerate(self._rows, start=1):
            row.number(place)
            row.up.setEnabled(place > 1)
            row.down.setEnabled(place < len(self._rows))
        self.changed.emit()
