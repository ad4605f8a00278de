"""The sheet of new records as one types into it: cells opened by typing, Tab, Enter, arrows, blocks from Excel.

While an input method composes a word no key of the sheet does anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from db.errors import Refusal
from db.fields import Prose, Terms
from desktop.widgets import theme
from desktop.widgets.cells import read_cells, write_cells
from desktop.widgets.composing import ProseBox, is_composing
from desktop.widgets.editor import Editor
from desktop.widgets.editors import editor_for
from desktop.widgets.entry_model import Cell, EntryModel, Index
from desktop.widgets.lookup import Lookup
from desktop.widgets.picker import Picker
from desktop.widgets.table_look import draw_as

_NARROWEST, _WIDEST = 64, 260
_EDITOR_WIDTH = 170  # px; an editor may stand over the cells beside it
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EntryDelegate(QStyledItemDelegate):
    """Opens the form's own editors in the cells. ``finished`` follows a key that ends a cell: the step to the next one in
    rows and columns, and whether that one lies where the run of Tab keys began.
    """

    finished = Signal(int, int, bool)

    def __init__(self, model: EntryModel, lookup: Lookup, parent: QWidget):
        super().__init__(parent)
        self._model, self._lookup = model, lookup
        self.editor: Editor | None = None

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 - Qt's name
        words, wrong, side = self._model.look(index.row(), index.column())
        draw_as(option, words, theme.icon("warn", theme.tone("bad").text) if wrong else None, side)
        if wrong:
            option.backgroundBrush = QColor(theme.tone("bad").ground)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: N802
        field = index.model().fields[index.column()]
        editor = editor_for(replace(field, help=""), self._lookup, parent)
        editor.setAutoFillBackground(True)
        if isinstance(editor.input, ProseBox):
            editor.input.setStyleSheet(f"QPlainTextEdit {{ border: 1px solid {theme.ACCENT}; }}")  # it stands over other cells
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # after a composition the table gives it the keyboard
        editor.input.installEventFilter(self)
        editor.left.connect(self._left)
        editor.moved_on.connect(self._moved_on)
        editor.edited.connect(self._grow)
        self.editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        cell = index.model().cell(index.row(), index.column())
        if cell.value is not None:
            editor.set_value(cell.value)
        elif isinstance(editor.typed(), str):
            editor.set_typed(cell.text)
        else:
            editor.set_typed([[] if isinstance(editor.field, Terms) else None, cell.text])
        if isinstance(editor.input, ProseBox):
            editor.input.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802
        editor.tidy()
        try:
            value = editor.value()
            cell = Cell(self._lookup.display(editor.field, value), value, value is not None and editor.field.check(value, self._lookup.today()) or "")
        except Refusal as refusal:
            typed = editor.typed()
            cell = Cell(typed if isinstance(typed, str) else typed[1], None, str(refusal))
        model.put(index.row(), index.column(), cell)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        place, room = QRect(option.rect), editor.parentWidget().rect()
        tall = isinstance(editor.field, (Prose, Terms))
        width = max(place.width(), _EDITOR_WIDTH * (2 if tall else 1))
        place.setSize(QSize(width, max(place.height(), _height(editor, width)) if tall else place.height()))
        place.moveLeft(max(0, min(place.left(), room.right() - place.width())))
        place.moveTop(max(0, min(place.top(), room.bottom() - place.height())))
        editor.setGeometry(place)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def close(self, keep: bool = True) -> None:
        """Takes over what stands in the open cell (or not) and closes it."""
        editor, self.editor = self.editor, None
        if editor is not None:
            if keep:
                self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def finish(self, rows: int = 0, columns: int = 0, back: bool = False) -> None:
        self.close()
        self.finished.emit(rows, columns, back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keys of the open cell; the base class would take the editor for a single widget."""
        editor = self.editor
        if editor is None or watched is not editor.input:
            return False
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, Picker) and watched.unsettled and not watched.is_open:
            watched.toggle()  # composed while the table still had the keyboard
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.composing or self._key(editor, event)
        return False

    @property
    def composing(self) -> bool:
        """Whether an input method holds half a word in the open cell."""
        return self.editor is not None and is_composing(self.editor.input)

    def _key(self, editor: Editor, event: QKeyEvent) -> bool:
        key, widget = event.key(), editor.input
        listed = isinstance(widget, Picker) and widget.is_open
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if isinstance(widget, Picker):
                widget.take_marked()
            self.finish(0, 1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Escape and not listed:
            self.close(keep=False)
            self.finished.emit(0, 0, False)
        elif key in _ENTER and isinstance(widget, ProseBox):
            if event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
                widget.insertPlainText("\n")
            else:
                self.finish(1, 0, True)
        elif key in _ENTER and listed and isinstance(editor.field, Terms):
            widget.take_marked()  # the next term may be typed
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not isinstance(widget, (Picker, ProseBox)) and not event.modifiers():
            self.finish(1 if key == Qt.Key.Key_Down else -1, 0)
        else:
            return False
        return True

    @Slot()
    def _grow(self) -> None:
        """Several chosen terms stand below their line."""
        editor = self.editor
        if editor is not None and isinstance(editor.field, Terms):
            editor.resize(editor.width(), max(editor.height(), _height(editor, editor.width())))

    @Slot()
    def _left(self) -> None:
        if self.sender() is self.editor:
            self.close()

    @Slot()
    def _moved_on(self) -> None:
        if self.sender() is self.editor:
            self.finish(1, 0, True)


def _height(editor: QWidget, width: int) -> int:
    layout = editor.layout()
    return max(editor.sizeHint().height(), layout.heightForWidth(width) if layout.hasHeightForWidth() else 0)


class EntryTable(QTableView):
    """``row_left`` follows the clerk going on to another row, ``told`` gives a sentence about what was pasted."""

    row_left = Signal(int)
    told = Signal(str)

    def __init__(self, model: EntryModel, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(parent)
        self.sheet = model
        self.setObjectName(f"sheet_{model.ledger.key}")
        self.setAccessibleName(f"{model.ledger.title}：表格录入")
        self.setModel(model)
        self.cells = EntryDelegate(model, lookup, self)
        self.setItemDelegate(self.cells)
        self.cells.finished.connect(self._go)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setTabKeyNavigation(True)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 10))
        rows.setMinimumWidth(self.fontMetrics().horizontalAdvance("1000 ！") + 8)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCornerButtonEnabled(False)
        metrics = QFontMetrics(self.font())
        for column, field in enumerate(model.fields):
            wide = max(field.width * metrics.horizontalAdvance("汉"), metrics.horizontalAdvance(field.label + " *")) + 24
            self.setColumnWidth(column, max(_NARROWEST, min(_WIDEST, wide)))
        self._began = 0  # the column in which the run of Tab keys began: Enter goes back below it
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.go_to(0, 0)

    # -- places ------------------------------------------------------------------------------------------------------

    def go_to(self, row: int, column: int) -> None:
        index = self.sheet.index(min(row, self.sheet.rowCount() - 1), column)
        # Said outright: Qt's own way looks at the keyboard, and with Ctrl+S still held down it would keep the old selection.
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def commit(self) -> None:
        """Takes over what stands in the open cell; the keyboard stays in the sheet."""
        if self.cells.editor is not None:
            self.cells.finish()

    def chosen(self) -> tuple[int, int, int, int]:
        """First and last row, first and last column of the selection."""
        parts = self.selectionModel().selection()
        if parts:
            return parts[0].top(), parts[0].bottom(), parts[0].left(), parts[0].right()
        current = self.currentIndex()
        return current.row(), current.row(), current.column(), current.column()

    @Slot(int, int, bool)
    def _go(self, rows: int, columns: int, back: bool) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        current, last = self.currentIndex(), self.sheet.columnCount() - 1
        row, column = current.row() + rows, self._began if back else current.column() + columns
        if not columns and not back:
            self._began = column
        if column > last:
            row, column = row + 1, 0
        elif column < 0:
            row, column = row - 1, last
        if rows or columns:
            self.go_to(row, column) if row >= 0 else self.go_to(0, 0)

    # -- what is done with cells -------------------------------------------------------------------------------------

    @Slot()
    def copy(self) -> None:
        top, bottom, left, right = self.chosen()
        rows = [[self.sheet.cell(row, column).text for column in range(left, right + 1)] for row in range(top, bottom + 1)]
        QApplication.clipboard().setText(write_cells(rows))

    @Slot()
    def paste(self) -> None:
        """The block on the clipboard from the current cell on; one text fills the whole selection."""
        block = read_cells(QApplication.clipboard().text())
        top, bottom, left, right = self.chosen()
        if not any(any(texts) for texts in block):
            return
        self.commit()
        if len(block) == 1 and len(block[0]) == 1:
            block = [block[0] * (right - left + 1) for _ in range(bottom - top + 1)]
        over = self.sheet.type_block(top, left, block)
        if over:
            self.told.emit(f"表格最多 {self.sheet.rowCount()} 行，还有 {over} 行没有粘贴进来；行数多时请用“导入”。")

    @Slot()
    def clear_cells(self) -> None:
        top, bottom, left, right = self.chosen()
        self.sheet.clear([(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)])

    @Slot()
    def fill_down(self) -> None:
        """The first row of the selection into those below; with one row selected, the row above it into this one."""
        self.commit()
        top, bottom, left, right = self.chosen()
        if top == bottom and top > 0:
            top -= 1
        self.sheet.fill_down(top, bottom, range(left, right + 1))

    @Slot()
    def copy_previous(self) -> None:
        """The whole row above into this one."""
        self.commit()
        row = self.currentIndex().row()
        if row > 0:
            self.sheet.copy_row(row - 1, row)

    @Slot()
    def remove_rows(self) -> None:
        self.commit()
        top, bottom, left, _ = self.chosen()
        self.sheet.remove(range(top, bottom + 1))
        self.go_to(top, left)

    # -- keys --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if self.cells.composing:
            return
        current, key = self.currentIndex(), event.key()
        typed = event.text().strip() or key == Qt.Key.Key_Space
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ENTER:
            self._go(1, 0, True)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._go(0, 1 if key == Qt.Key.Key_Tab else -1, False)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._step(self.sheet.undo)
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._step(self.sheet.redo)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif plain and typed and self.sheet.is_flag(current.column()):
            self._answer(event.text())
        else:
            super().keyPressEvent(event)
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home):
                self._began = self.currentIndex().column()

    def mousePressEvent(self, event: Any) -> None:  # noqa: N802
        super().mousePressEvent(event)
        self._began = max(0, self.currentIndex().column())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        if self.sheet.is_flag(self.currentIndex().column()):
            if event.commitString():
                self._answer(event.commitString())
        else:
            super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """撤销 and 重做 mean the sheet as long as the keyboard is in it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (
                event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)):
            event.accept()
            return True
        return super().event(event)

    def _answer(self, text: str) -> None:
        """是 or 否 by one key; the space bar turns it over."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if not text.strip():
            text = "否" if self.sheet.cell(row, column).value else "是"
        self.sheet.type_block(row, column, [[text]])

    def _step(self, act: Any) -> None:
        place = QPersistentModelIndex(self.currentIndex())
        row, column = place.row(), place.column()
        act()
        self.go_to(row, column)

    @Slot("QModelIndex", "QModelIndex")
    def _row_changed(self, current: Any, before: Any) -> None:
        if before.isValid() and before.row() != current.row():
            self.row_left.emit(before.row())
