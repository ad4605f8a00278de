"""What opens under a filter button: a list to tick, or a span of days."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.fields import Day
from db.periods import Period
from desktop.widgets import theme
from desktop.widgets.editors import DayEditor
from desktop.widgets.lookup import Lookup
from desktop.widgets.plain_list import PlainList

_ROWS = 12


class FilterPanel(QFrame):
    """``wanted`` gives the new condition, None for none."""

    wanted = Signal(object)

    def __init__(self, owner: QWidget):
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.Box)
        self.setObjectName("filter_panel")

    def drop_from(self, button: QWidget) -> None:
        self.adjustSize()
        place, screen = button.mapToGlobal(QPoint(0, button.height())), button.screen().availableGeometry()
        self.move(max(screen.left(), min(place.x(), screen.right() - self.width())), place.y())
        self.show()


class TickPanel(FilterPanel):
    """Ticks any of ``options`` (value, words); one tick too many or none at all means no condition."""

    def __init__(self, owner: QWidget, title: str, options: list[tuple[Any, str]], ticked: set[Any]):
        super().__init__(owner)
        self.list = PlainList("filter_choices", f"{title}：勾选要看的", self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        for value, words in options:
            item = QListWidgetItem(words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
        height = self.list.sizeHintForRow(0) if options else self.fontMetrics().height()
        self.list.setFixedHeight(max(1, min(_ROWS, len(options))) * height + 6)
        self.list.setMinimumWidth(max(150, min(360, self.list.sizeHintForColumn(0) + 34)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.TIGHT] * 4)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.list)
        if not options:
            layout.addWidget(theme.muted("还没有可选的内容", self))
        self.list.itemChanged.connect(self._ticked)
        self.list.itemClicked.connect(self._clicked)
        self.list.setFocus()

    @Slot()
    def _ticked(self) -> None:
        chosen = {item.data(Qt.ItemDataRole.UserRole) for item in map(self.list.item, range(self.list.count()))
                  if item.checkState() == Qt.CheckState.Checked}
        self.wanted.emit(chosen or None)

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        """A click on the words ticks as well as one on the box (which Qt has handled already)."""
        place = self.list.visualItemRect(item)
        if self.list.viewport().mapFromGlobal(self.cursor().pos()).x() > place.left() + 24:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)


class SpanPanel(FilterPanel):
    """From one day to another, either may be open; usual spans at one click."""

    def __init__(self, owner: QWidget, title: str, lookup: Lookup, span: tuple[date | None, date | None]):
        super().__init__(owner)
        self._first = DayEditor(Day("从", name="filter_from"), lookup, self)
        self._last = DayEditor(Day("到", name="filter_to"), lookup, self)
        self._first.set_value(span[0])
        self._last.set_value(span[1])
        grid = QGridLayout()
        for row, (words, editor) in enumerate((("从", self._first), ("到", self._last))):
            label = QLabel(words, self)
            label.setContentsMargins(0, 4, 0, 0)  # level with the words in the line
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(editor, row, 1)
            editor.left.connect(self._typed)
            editor.moved_on.connect(self._done)
        today = lookup.today()
        year = Period.year(today.year)
        quick = QHBoxLayout()
        quick.setSpacing(theme.TIGHT)
        for words, period in (
            ("本月", Period.month(today.year, today.month)),
            ("本季度", Period.of("quarter", today)),
            ("今年", year),
            ("去年", year.previous()),
        ):
            button = QPushButton(words, self)
            button.setObjectName(f"span_{period.code}")
            button.setProperty("period", period)
            button.clicked.connect(self._quick)
            quick.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.SMALL] * 4)
        layout.addWidget(QLabel(title, self))
        layout.addLayout(grid)
        layout.addLayout(quick)
        self._first.input.setFocus()

    @Slot()
    def _quick(self) -> None:
        period: Period = self.sender().property("period")
        self._first.set_value(period.start)
        self._last.set_value(period.end)
        self._done()

    @Slot()
    def _done(self) -> None:
        if self._typed():
            self.close()

    @Slot()
    def _typed(self) -> bool:
        span = []
        for editor in (self._first, self._last):
            try:
                span.append(editor.value())
                editor.set_problem(None)
            except Refusal as refusal:
                editor.set_problem(str(refusal))
                self.adjustSize()
                return False
        self.wanted.emit(tuple(span) if any(span) else None)
        return True
