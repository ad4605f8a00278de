"""The rows of a ledger for a table: counted first, read a page at a time, never held whole."""

from __future__ import annotations

from collections import OrderedDict
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon
from sqlalchemy.exc import DatabaseError

from db import lists
from db.fields import Choice, Day, Derived, Field, Flag, Moment, Number, Term
from db.ledger import Ledger
from db.lists import ListQuery, Row
from desktop.state import State
from desktop.widgets.marks import tone_icon
from desktop.widgets.table_look import one_line

PAGE = 50  # rows: two screens
_PAGES_KEPT = 12
_TIP_FROM, _TIP_LIMIT = 8, 600  # characters
VALUE = Qt.ItemDataRole.UserRole  # the raw value behind a cell

Index = QModelIndex | QPersistentModelIndex


class LedgerModel(QAbstractTableModel):
    """``loaded`` follows every count with the number of rows, ``failed`` a file that cannot be read."""

    loaded = Signal(int)
    failed = Signal(str)

    def __init__(self, state: State, ledger: Ledger, parent: Any = None):
        super().__init__(parent)
        self._state, self.ledger = state, ledger
        self.columns: list[Field] = ledger.listed
        self._sides = [_alignment(field) for field in self.columns]
        self._states = [is_state(field) for field in self.columns]
        self.query = ListQuery(ledger, today=state.today())
        self.is_read = False  # the query's rows were counted
        self._total = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()

    # -- what the table shows ---------------------------------------------------------------------------------------

    def set_query(self, query: ListQuery) -> None:
        """Shows the rows of another query."""
        self.query = query
        self.reload()

    def reload(self) -> None:
        """Counts again and forgets the pages. Rows are read when the table asks for them."""
        self.beginResetModel()
        self._pages.clear()
        self._total = 0
        problem = ""
        if self._state.workspace is not None:
            try:
                with self._state.workspace.read() as session:
                    self._total = lists.count(session, self.query)
            except DatabaseError as error:
                problem = f"读不出“{self.ledger.title}”：文件所在的磁盘可能断开了（{error.orig}）。请检查后点“重试”。"
        self.is_read = not problem
        self.endResetModel()
        if problem:
            self.failed.emit(problem)
        else:
            self.loaded.emit(self._total)

    def row(self, number: int) -> Row | None:
        """One row, from its page; None when the file has become shorter meanwhile."""
        page = self._page(number // PAGE)
        place = number % PAGE
        return page[place] if place < len(page) else None

    def id_at(self, number: int) -> int | None:
        row = self.row(number) if 0 <= number < self._total else None
        return row.id if row is not None else None

    def ids_between(self, first: int, last: int) -> list[int]:
        """The record ids of a run of rows; a long run is read as ids only."""
        if last - first < PAGE:
            return [found for number in range(first, last + 1) if (found := self.id_at(number)) is not None]
        with self._state.workspace.read() as session:
            return lists.ids(session, self.query, first, last + 1 - first)

    def number_of(self, record_id: int, near: int = 0) -> int | None:
        """The row of a record: first sought in the pages read so far, the first one and that of ``near``."""
        if not self._total:
            return None
        likely = [*self._pages, 0, near // PAGE]
        for page in dict.fromkeys(page for page in likely if 0 <= page * PAGE < self._total):
            for place, row in enumerate(self._page(page)):
                if row.id == record_id:
                    return page * PAGE + place
        with self._state.workspace.read() as session:
            return lists.position(session, self.query, record_id)

    # -- Qt's questions ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's names and defaults
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._total:
            return None
        field = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._sides[index.column()]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole, VALUE,
                        Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.row(index.row())
        if row is None:
            return None
        value, shown = row.values[index.column()], row.shown[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(shown)
        if role == VALUE:
            return value
        if role == Qt.ItemDataRole.DecorationRole:
            return self._mark(index.column(), value)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{field.label}：{shown}"
        return _tip(shown) if len(shown) > _TIP_FROM else None

    def look(self, number: int, column: int) -> tuple[str, QIcon | None, Qt.AlignmentFlag]:
        """All that is drawn of a cell: its words, the mark before them, the side on which they stand."""
        row = self.row(number)
        if row is None:
            return "", None, self._sides[column]
        return one_line(row.shown[column]), self._mark(column, row.values[column]), self._sides[column]

    def _mark(self, column: int, value: Any) -> QIcon | None:
        return tone_icon(self.columns[column].state(value).tone) if self._states[column] and value is not None else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].help or f"点击按“{self.columns[section].label}”排序，右击选择显示哪些列"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._sides[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts in the file; column -1 is the ledger's own order (newest first)."""
        chosen = 0 <= column < len(self.columns)
        query = self.query.but(order=self.columns[column].name if chosen else "",
                               descending=not chosen or order == Qt.SortOrder.DescendingOrder)
        if query != self.query:  # a table that is being made sorts, too: nothing is to be read for that
            self.set_query(query)

    def _page(self, number: int) -> list[Row]:
        page = self._pages.get(number)
        if page is None:
            workspace = self._state.workspace
            if workspace is None:
                return []
            try:
                with workspace.read() as session:
                    page = lists.page(session, self.query, number * PAGE, PAGE, workspace.words(session))
            except DatabaseError:
                return []  # the next count says so in words
            self._pages[number] = page
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page


def is_narrow(field: Field) -> bool:
    """Whether a column's text has about the same length in every row."""
    return isinstance(field, (Day, Moment, Number, Choice, Derived))


def shares(field: Field) -> int:
    """How many parts a column takes of the room left over on a wide screen: free words most, chosen ones less, others none."""
    if is_narrow(field) or isinstance(field, Flag) or field.name == "number":
        return 0
    return 1 if isinstance(field, Term) else 2


def is_state(field: Field) -> bool:
    """Whether a column shows a state with a meaning good or bad."""
    return isinstance(field, (Choice, Derived)) and any(state.tone != "calm" for state in field.states)


def _alignment(field: Field) -> Qt.AlignmentFlag:
    """Numbers stand under one another by their last digit, their heading above it."""
    sideways = Qt.AlignmentFlag.AlignRight if isinstance(field, Number) else Qt.AlignmentFlag.AlignLeft
    return sideways | Qt.AlignmentFlag.AlignVCenter


def _tip(shown: str) -> str:
    text = shown if len(shown) <= _TIP_LIMIT else shown[:_TIP_LIMIT] + "…"
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>"
