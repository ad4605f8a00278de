"""The table of a ledger: sorts by its headings, remembers its columns, copies rows for Excel."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QMenu, QTableView, QWidget

from db.ledger import Ledger
from db.lists import ListQuery
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.ledger_cells import LedgerCells
from desktop.widgets.ledger_model import LedgerModel, is_narrow, is_state, shares

__all__ = ["LedgerModel", "LedgerTable"]
_NARROWEST, _WIDEST = 44, 360


class LedgerTable(QTableView):
    """``part``: the rows are those of one record above them, which then needs no column until it is asked for.
    ``current_changed`` tells the record under the cursor (None = none), ``opened`` a double click or Enter on it,
    ``selection_counted`` how many rows are selected, ``menu_wanted`` a right click on rows (global position).
    """

    current_changed = Signal(object)
    opened = Signal(int)
    selection_counted = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, state: State, ledger: Ledger, settings: QSettings | None = None, parent: QWidget | None = None,
                 part: bool = False):
        super().__init__(parent)
        self.ledger = ledger
        self._known = ledger.field(ledger.parent).name if part else ""  # one and the same in every row
        self._settings = settings if settings is not None else QSettings()
        self._current: int | None = None
        self._near = 0
        self._quiet = False
        self.setObjectName(f"table_{ledger.key}")
        self.setAccessibleName(f"{ledger.title}列表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu_asked)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 8))
        self.ledger_model = LedgerModel(state, ledger, self)
        self.setModel(self.ledger_model)
        self.setItemDelegate(LedgerCells(self.ledger_model, self))
        self.ledger_model.modelReset.connect(self._follow)  # after the view's own: it forgets the current row
        self._drawing = QTimer(self, singleShot=True, interval=1)
        self._drawing.timeout.connect(self._read_ahead)
        self._dress_header()
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(self._double_clicked)

    # -- rows -------------------------------------------------------------------------------------------------------

    def show_query(self, query: ListQuery) -> None:
        """Shows a query's rows in the order chosen at the headings; the same record stays current while it is there."""
        self.ledger_model.set_query(self._ordered(query))

    def shows(self, query: ListQuery) -> bool:
        """Whether these are the rows shown."""
        return self.ledger_model.is_read and self._ordered(query) == self.ledger_model.query

    def _ordered(self, query: ListQuery) -> ListQuery:
        held = self.ledger_model.query
        return query.but(order=held.order, descending=held.descending)

    def reload(self) -> None:
        self.ledger_model.reload()

    @property
    def current_id(self) -> int | None:
        """The record under the cursor."""
        return self._current

    def select_record(self, record_id: int | None) -> bool:
        """Puts the cursor on a record, quietly; False when the list does not show it."""
        number = self.ledger_model.number_of(record_id, self._near) if record_id is not None else None
        self._quiet = True
        if number is None:
            self._current = None
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self._current, self._near = record_id, number
            index = self.ledger_model.index(number, self._first_column())
            # Said outright: Qt's own way looks at the keyboard, and with Ctrl+S still held down it would add the row.
            alone = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(index, alone)
            self.scrollTo(index)
        self._quiet = False
        return number is not None

    def selected_ids(self) -> list[int]:
        """The selected records from top to bottom."""
        found: list[int] = []
        for part in sorted(self.selectionModel().selection(), key=lambda part: part.top()):
            found += self.ledger_model.ids_between(part.top(), part.bottom())
        return list(dict.fromkeys(found))

    @Slot()
    def copy(self) -> None:
        """Puts the selected rows on the clipboard as cells for Excel, columns as shown."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        order = [column for column in order if not self.isColumnHidden(column)]
        lines = []
        for part in sorted(self.selectionModel().selection(), key=lambda part: part.top()):
            for number in range(part.top(), part.bottom() + 1):
                row = self.ledger_model.row(number)
                if row is not None:
                    lines.append("\t".join(" ".join(row.shown[column].split()) for column in order))
        if lines:
            QApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt makes the first row current when Tab arrives in a table without one: passing through must open no record."""
        before, self._quiet = self._quiet, not self.currentIndex().isValid()
        super().focusInEvent(event)
        if self._quiet:
            self.selectionModel().clearCurrentIndex()
        self._quiet = before

    @Slot()
    def _follow(self) -> None:
        """After a reload: the same record is current again, where the list still shows it."""
        if self._current is not None and not self.select_record(self._current):
            self.current_changed.emit(None)
        self.selection_counted.emit(self.selected_rows())
        if self.isVisible():
            self.viewport().setUpdatesEnabled(False)
            self._drawing.start()

    @Slot()
    def _read_ahead(self) -> None:
        """Counting, reading and drawing have a turn of the event loop each: of many rows each can take 30 ms."""
        self.ledger_model.id_at(self.rowAt(0))
        QTimer.singleShot(1, self.viewport(), lambda: self.viewport().setUpdatesEnabled(True))

    @Slot(QModelIndex, QModelIndex)
    def _row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if self._quiet:
            return
        record_id = self.ledger_model.id_at(current.row()) if current.isValid() else None
        if record_id is None:
            return  # a model that is being reset; ``_follow`` says what is left
        self._near = current.row()
        if record_id != self._current:
            self._current = record_id
            self.current_changed.emit(record_id)

    @Slot()
    def _selection_changed(self) -> None:
        self.selection_counted.emit(self.selected_rows())

    def selected_rows(self) -> int:
        """How many rows are selected."""
        return sum(part.height() for part in self.selectionModel().selection())

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        record_id = self.ledger_model.id_at(index.row())
        if record_id is not None:
            self.opened.emit(record_id)

    @Slot(QPoint)
    def _menu_asked(self, place: QPoint) -> None:
        self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def _first_column(self) -> int:
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return next((column for column in order if not self.isColumnHidden(column)), 0)

    # -- columns ----------------------------------------------------------------------------------------------------

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setObjectName(f"columns_{self.ledger.key}")
        header.setAccessibleName("列标题")
        header.setSectionsMovable(True)
        # A header that knows the selection asks for every row of it whether a column is selected as a whole.
        header.setSelectionModel(QItemSelectionModel(self.ledger_model, header))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(_NARROWEST)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._column_menu)
        self._restore_columns()
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._remember)
        header.sectionMoved.connect(self._remember)
        header.sortIndicatorChanged.connect(self._remember)

    def default_width(self, column: int) -> int:
        """The width of a column in pixels for the field's width in Han characters, wide enough for its heading."""
        field, metrics = self.ledger_model.columns[column], QFontMetrics(self.font())
        wanted = field.width * metrics.horizontalAdvance("汉") + (30 if is_narrow(field) else 16)
        heading = metrics.horizontalAdvance(field.label) + 28
        return max(_NARROWEST, min(_WIDEST, max(wanted, heading)))

    def _fill_width(self) -> None:
        """On a wide screen the columns of words share what the others leave; where a little is wanting, the longest gives it,
        and nothing is out of sight. Until the clerk has chosen widths."""
        if self._settings.contains(self._place()):
            return
        header, fields = self.horizontalHeader(), self.ledger_model.columns
        usual = {column: self.default_width(column) for column in range(len(fields)) if not self.isColumnHidden(column)}
        parts = {column: shares(fields[column]) for column in usual}
        spare = self.viewport().width() - sum(usual.values())
        longest = max(usual, key=lambda column: usual[column])
        if 0 < -spare <= usual[longest] // 4:
            usual[longest] += spare
        spare = max(spare, 0)
        blocked = header.blockSignals(True)  # nothing to remember
        for column, part in parts.items():
            self.setColumnWidth(column, usual[column] + spare * part // max(sum(parts.values()), 1))
        header.blockSignals(blocked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        if event.size().width() != event.oldSize().width():
            self._fill_width()
        super().resizeEvent(event)

    def _usual_order(self) -> list[int]:
        """The ledger's order, but after the first two columns come the words that name a record, then the states: what a row is
        about is seen without scrolling."""
        columns, names = self.ledger_model.columns, {column.key for column in self.ledger.title_of}
        later = range(2, len(columns))
        words = [number for number in later if columns[number].name in names and not is_narrow(columns[number])]
        states = [number for number in later if is_state(columns[number])]
        first = [*range(min(2, len(columns))), *words, *states]
        return first + [number for number in later if number not in first]

    @Slot(QPoint)
    def _column_menu(self, place: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(place))

    def column_menu(self) -> QMenu:
        """Which columns to show; the last one cannot be hidden."""
        menu = QMenu(self)
        menu.setObjectName("column_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = [column for column in range(len(self.ledger_model.columns)) if not self.isColumnHidden(column)]
        for column, field in enumerate(self.ledger_model.columns):
            action = QAction(field.label, menu, checkable=True, checked=column in shown)
            action.setData(column)
            action.setEnabled(shown != [column])
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(QAction("恢复默认的列", menu))
        menu.triggered.connect(self._column_chosen)
        return menu

    @Slot(QAction)
    def _column_chosen(self, action: QAction) -> None:
        if action.data() is None:
            self._settings.remove(self._place())
            self._restore_columns()
            self._fill_width()
            self.updateGeometries()
        else:
            self.setColumnHidden(action.data(), not action.isChecked())
            self._remember()

    def _place(self) -> str:
        return f"tables/{self.ledger.key}"

    @Slot()
    def _remember(self, *_: Any) -> None:
        header = self.horizontalHeader()
        columns = self.ledger_model.columns
        layout = [[columns[logical].name, header.sectionSize(logical) if not self.isColumnHidden(logical) else 0]
                  for logical in (header.logicalIndex(place) for place in range(header.count()))]
        section = header.sortIndicatorSection()
        sort = (
            [columns[section].name, header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder]
            if section >= 0
            else None
        )
        self._settings.setValue(self._place(), json.dumps({"columns": layout, "sort": sort}))

    def _restore_columns(self) -> None:
        """Puts order, widths and sorting back; columns that a newer version brought stand where they belong."""
        header, columns = self.horizontalHeader(), self.ledger_model.columns
        numbers = {field.name: number for number, field in enumerate(columns)}
        try:
            kept = json.loads(self._settings.value(self._place()) or "{}")
            layout = [(numbers[name], int(width)) for name, width in kept.get("columns", []) if name in numbers]
            sort = kept.get("sort")
        except (ValueError, TypeError):
            layout, sort = [], None  # a damaged setting is not worth a message
        blocked = header.blockSignals(True)
        for place in range(len(columns)):
            self.setColumnHidden(place, columns[place].name == self._known)
            self.setColumnWidth(place, self.default_width(place))
        for place, column in enumerate(self._usual_order()):
            header.moveSection(header.visualIndex(column), place)
        for place, (column, width) in enumerate(layout):
            header.moveSection(header.visualIndex(column), place)
            self.setColumnHidden(column, width == 0)
            if width:
                self.setColumnWidth(column, width)
        section = numbers.get(sort[0], -1) if sort else -1
        order = Qt.SortOrder.DescendingOrder if sort and sort[1] else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(section, order)
        header.blockSignals(blocked)
        if section >= 0:
            query = self.ledger_model.query
            self.ledger_model.query = query.but(
                order=columns[section].name, descending=order == Qt.SortOrder.DescendingOrder
            )
