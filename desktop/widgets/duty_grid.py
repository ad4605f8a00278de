"""The duty × period grid: duties by tier down, twelve months across, one cell for each period with its sign and state.

Arrow keys go from cell to cell (left and right along the duty, up and down along the months), Enter opens one.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget,
)

from db.duty_grid import Cell, Grid, Line, Tier
from desktop.widgets import theme

SIGNS = {"done": "√", "late": "！", "due": "○", "future": "·", "na": "—"}  # all in every Chinese face
_MONTHS = 12
_Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """Rows are tiers and their duties, in order; a cell stands in the column of its first month."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.rows: list[Tier | Line] = []
        self._cells: dict[tuple[int, int], Cell] = {}

    def show_grid(self, grid: Grid) -> None:
        self.beginResetModel()
        self.rows = [row for tier in grid.tiers for row in (tier, *tier.lines)]
        self._cells = {(place, cell.first_month - 1): cell
                       for place, row in enumerate(self.rows) if isinstance(row, Line) for cell in row.cells}
        self.endResetModel()

    def cell(self, index: _Index) -> Cell | None:
        return self._cells.get((index.row(), index.column()))

    def line(self, index: _Index) -> Line | None:
        row = self.rows[index.row()] if 0 <= index.row() < len(self.rows) else None
        return row if isinstance(row, Line) else None

    def places(self, row: int) -> list[int]:
        """The columns of a row in which a cell stands."""
        return sorted(column for at, column in self._cells if at == row)

    def place_of(self, item_id: int) -> tuple[int, int] | None:
        """Row and column of the cell that holds an item."""
        return next((place for place, cell in self._cells.items() if any(item.id == item_id for item in cell.items)),
                    None)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else _MONTHS

    def flags(self, index: _Index) -> Qt.ItemFlag:
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return enabled if self.cell(index) is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell, row = self.cell(index), self.rows[index.row()]
        if cell is None:
            if role == Qt.ItemDataRole.DisplayRole and isinstance(row, Line) and not row.cells and index.column() == 0:
                return f"{row.frequency}办理，不列入应办"
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words_of(cell)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            proofs = sum(item.proofs for item in cell.items)
            due = cell.items[0].due_on
            said = f"{row.task}\n{cell.word}：{words_of(cell)}，{due.month}月{due.day}日前完成，佐证 {proofs} 份"
            reasons = [item.excused for item in cell.items if item.excused]
            return said + (f"\n不适用的原因：{'；'.join(reasons)}" if reasons else "")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation == Qt.Orientation.Horizontal:
            return f"{section + 1}月" if role == Qt.ItemDataRole.DisplayRole else None
        row = self.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label if isinstance(row, Tier) else f"　{row.task}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.label if isinstance(row, Tier) else f"{row.party}：{row.task}（{row.frequency}）"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and isinstance(row, Tier):
            bold = QFont()
            bold.setBold(True)
            return bold
        return None


def words_of(cell: Cell) -> str:
    """已办 · 逾期 1/2 (done of expected, when the period asks for several times)."""
    several = len(cell.items) > 1 and cell.expected
    return f"{cell.state.label} {cell.done}/{cell.expected}" if several else cell.state.label


class CellPainter(QStyledItemDelegate):
    """A cell is a plate in the tone of its state with sign and word; the sign alone where there is no room."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        cell = model.cell(index)
        painter.save()
        if cell is None:
            words = index.data()
            of_tier = isinstance(model.rows[index.row()], Tier)
            painter.fillRect(option.rect, QColor(theme.WINDOW if of_tier else theme.SURFACE))
            if words:
                painter.setPen(QColor(theme.MUTED))
                painter.drawText(option.rect.adjusted(theme.SMALL, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
            painter.restore()
            return
        tone = theme.tone(cell.state.tone)
        plate = option.rect.adjusted(2, 2, -2, -2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(theme.ACCENT), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(QColor(tone.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._fitting(cell, plate, option))
        painter.restore()

    @staticmethod
    def _fitting(cell: Cell, plate: QRect, option: QStyleOptionViewItem) -> str:
        sign = SIGNS[cell.state.code]
        several = f"{cell.done}/{cell.expected}" if len(cell.items) > 1 and cell.expected else ""
        for text in (f"{sign} {words_of(cell)}", f"{sign}{several}"):
            if option.fontMetrics.horizontalAdvance(text) <= plate.width() - 4:
                return text
        return sign


class DutyGridView(QTableView):
    """Shows a ``Grid``. ``opened`` carries (Line, Cell) on Enter or click, ``moved`` on every move of the cursor."""

    opened = Signal(object, object)
    moved = Signal(object, object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("duty_grid")
        self.setAccessibleName("应办一览")
        self.grid_model = GridModel(self)
        self.setModel(self.grid_model)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(38)
        across.setSectionsClickable(False)
        across.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(theme.ROW + 2)
        down.setSectionsClickable(False)
        down.setHighlightSections(False)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(self._open)

    def show_grid(self, grid: Grid) -> None:
        """Shows another state of the grid; the current cell stays the current one."""
        current = self.current()
        keep = current[1].items[0].id if current else None
        self.grid_model.show_grid(grid)
        self.clearSpans()
        for row, what in enumerate(self.grid_model.rows):
            if isinstance(what, Tier) or not what.cells:
                self.setSpan(row, 0, 1, _MONTHS)
                continue
            for cell in what.cells:
                if cell.last_month > cell.first_month:
                    self.setSpan(row, cell.first_month - 1, 1, cell.last_month - cell.first_month + 1)
        if keep is None or not self.select_item(keep):
            self.select_today(grid)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        width = self.width()
        self.verticalHeader().setFixedWidth(min(300, max(170, width // 4)))
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())  # the panel at the side has just opened

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(860, 520)

    def current(self) -> tuple[Line, Cell] | None:
        index = self.currentIndex()
        if not index.isValid():
            return None
        line, cell = self.grid_model.line(index), self.grid_model.cell(index)
        return (line, cell) if line is not None and cell is not None else None

    def select_item(self, item_id: int) -> bool:
        """Makes the cell of an item the current one. False when the grid does not show it."""
        place = self.grid_model.place_of(item_id)
        if place is None:
            return False
        index = self.grid_model.index(*place)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def select_today(self, grid: Grid) -> None:
        """Puts the cursor on the first cell that is due now, so that the keyboard has a place to start from."""
        for wanted in ("late", "due", "future", "done", "na"):
            for line in grid.lines():
                for cell in line.cells:
                    if cell.state.code == wanted:
                        self.select_item(cell.items[0].id)
                        return

    def currentChanged(self, current: _Index, previous: _Index) -> None:  # noqa: N802 - Qt's name
        super().currentChanged(current, previous)
        found = self.current()
        if found is not None:
            self.moved.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current() is not None:
            self.opened.emit(*self.current())
            return
        super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction,
                   modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802
        """From cell to cell: rows of tiers and empty months are stepped over."""
        model, index = self.grid_model, self.currentIndex()
        rows = [row for row in range(model.rowCount()) if model.places(row)]
        if not rows:
            return QModelIndex()
        if index.row() not in rows:
            return model.index(rows[0], model.places(rows[0])[0])
        actions = QAbstractItemView.CursorAction
        places, row = model.places(index.row()), index.row()
        at = places.index(max((one for one in places if one <= index.column()), default=places[0]))
        place = rows.index(row)
        sideways = {actions.MoveLeft: max(at - 1, 0), actions.MovePrevious: max(at - 1, 0),
                    actions.MoveRight: min(at + 1, len(places) - 1),
                    actions.MoveNext: min(at + 1, len(places) - 1), actions.MoveHome: 0,
                    actions.MoveEnd: len(places) - 1}
        if action in sideways:
            return model.index(row, places[sideways[action]])
        page = max(1, self.viewport().height() // max(self.rowHeight(row), 1) - 1)
        steps = {actions.MoveUp: -1, actions.MoveDown: 1, actions.MovePageUp: -page, actions.MovePageDown: page}
        goal = rows[min(max(place + steps.get(action, 0), 0), len(rows) - 1)]
        columns = model.places(goal)
        return model.index(goal, max((one for one in columns if one <= index.column()), default=columns[0]))

    def _open(self, index: QModelIndex) -> None:
        found = self.current()
        if found is not None and self.grid_model.cell(index) is not None:
            self.opened.emit(*found)
