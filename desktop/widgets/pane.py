"""What stands under a record's form: its parts, proofs, ties and history, each a pane in a tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.ledger import Ledger
from desktop.operations.records import RecordView
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.flow import FlowLayout
from desktop.widgets.lookup import Lookup
from desktop.widgets.table_look import dress, one_line


class Pane(QWidget):
    """One tab. ``show_record`` is called when the record may have changed; what ``counted`` gives stands on the tab."""

    counted = Signal(int)  # -1 = say no number
    title = ""
    empty = ""  # below the rows as long as there are none: what belongs there and how to begin
    ledgers: tuple[str, ...] = ()  # tables whose changes concern this pane

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(parent)
        self.state, self.ledger = state, ledger
        self.lookup = Lookup(state)
        self.view: RecordView | None = None
        self.buttons = FlowLayout(spacing=theme.TIGHT)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        self.column.setSpacing(theme.TIGHT)
        self.column.addLayout(self.buttons)

    def show_record(self, view: RecordView | None) -> None:
        self.view = view
        self.refresh()

    def refresh(self) -> None:
        raise NotImplementedError

    def add_table(self, table: QWidget) -> None:
        """Puts the rows in; ``tell_count`` is told how many there are."""
        self.hint = theme.muted(self.empty, self)
        self.hint.setObjectName("pane_hint")
        self.hint.hide()
        self.column.addWidget(table, 1)
        self.column.addWidget(self.hint)

    @Slot(int)
    def tell_count(self, count: int) -> None:
        self.hint.setVisible(not count and self.usable)  # once something is there, its rows need the height more
        self.counted.emit(count)

    @property
    def usable(self) -> bool:
        """Whether something can be changed here: a record is shown, it is not in the recycle bin, the file can be written."""
        return self.view is not None and not self.view.voided and self.state.writable

    def add_button(self, name: str, words: str, tip: str = "", icon: str = "") -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(tip or words)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setEnabled(False)  # until a record is shown
        if icon:
            button.setIcon(theme.icon(icon))
        self.buttons.addWidget(button)
        return button


class PaneTable(QTableWidget):
    """A small read-only table; ``key_of`` gives what was put with a row. ``widths``: how many characters a column takes at
    most; the columns of 0 share what the others leave."""

    def __init__(
        self, name: str, words: str, heads: Sequence[str], widths: Sequence[int], parent: QWidget | None = None
    ):
        super().__init__(0, len(heads), parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setHorizontalHeaderLabels(list(heads))
        dress(self)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(4 * self.fontMetrics().horizontalAdvance("汉") + 14)  # in a narrow place it scrolls
        self._most: dict[int, int] = {}
        for column, width in enumerate(widths):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch)
            if width:
                self._most[column] = width * self.fontMetrics().horizontalAdvance("汉") + 14
                self.setColumnWidth(column, self._most[column])
        self._keys: list[object] = []

    def fill(self, rows: Sequence[tuple[object, Sequence[str]]]) -> None:
        """Shows (key, cells) rows; the row of the same key stays current."""
        held = self.current_key
        self._keys = [key for key, _ in rows]
        self.setRowCount(len(rows))
        for number, (_, cells) in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(one_line(text))
                item.setToolTip(text)
                self.setItem(number, column, item)
        for column, most in self._most.items():
            if any(cells[column] for _, cells in rows):  # short words leave their room to the long ones beside them
                self.resizeColumnToContents(column)
                most = min(self.columnWidth(column), most)
            self.setColumnWidth(column, most)
        if held in self._keys:
            self.selectRow(self._keys.index(held))
        elif rows and held is not None:
            self.selectRow(0)

    @property
    def current_key(self) -> object | None:
        row = self.currentRow()
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def key_of(self, row: int) -> object:
        return self._keys[row]
