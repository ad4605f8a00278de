"""Choosing one of many by typing: a line with a list under it.

The list never takes the keyboard (no completer, no popup that grabs keys), so Chinese input methods keep working;
it is filtered only by text the input method has finished.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QVBoxLayout, QWidget

from db.fields import gapless
from desktop.widgets.composing import ComposingLine

Choices = Callable[[str], list[tuple[Hashable, str]]]
Extra = Callable[[str, list[str]], str]
_ROWS = 10


class ChoiceList(QFrame):
    """The list under the line. Takes the mouse, never the focus."""

    clicked = Signal(int)

    def __init__(self, owner: QWidget):
        super().__init__(owner, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("choice_list")
        self.setFrameShape(QFrame.Shape.Box)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = QStringListModel(self)
        self.view = QListView(self)
        self.view.setObjectName("choices")
        self.view.setAccessibleName("可选内容")
        self.view.setModel(self._model)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setStyleSheet("QListView::item { padding: 3px 4px; }")
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setMinimumHeight(1)  # else Qt leaves room for several rows below one
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.view)
        self.view.clicked.connect(self._clicked)

    @property
    def row(self) -> int:
        return self.view.currentIndex().row()

    def fill(self, labels: list[str], current: int) -> None:
        self._model.setStringList(labels)
        self.go_to(current)

    def go_to(self, row: int) -> None:
        count = self._model.rowCount()
        if count and row >= 0:
            self.view.setCurrentIndex(self._model.index(min(row, count - 1), 0))
        else:
            self.view.setCurrentIndex(QModelIndex())

    def drop_from(self, line: QWidget) -> None:
        """Shows itself under ``line``, above it where the screen ends."""
        height = max(1, min(_ROWS, self._model.rowCount())) * self.view.sizeHintForRow(0) + 4
        width = max(line.width(), min(420, self.view.sizeHintForColumn(0) + 30))
        place = line.mapToGlobal(QPoint(0, line.height()))
        screen = line.screen().availableGeometry()
        if place.y() + height > screen.bottom():
            place = line.mapToGlobal(QPoint(0, -height))
        place.setX(max(screen.left(), min(place.x(), screen.right() - width)))
        self.setGeometry(place.x(), place.y(), width, height)
        self.show()
        self.raise_()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.clicked.emit(index.row())


class Picker(ComposingLine):
    """The line. ``chosen`` follows every change of ``key`` made by the clerk (None = cleared).

    ``choices(text)`` gives what fits the text typed; ``extra(text, found)`` the words of one more entry (增加…) below
    the labels found, which ``extra_wanted`` answers.
    """

    chosen = Signal(object)
    extra_wanted = Signal(str)
    moved_on = Signal()

    def __init__(self, choices: Choices, parent: QWidget | None = None, extra: Extra | None = None):
        super().__init__(parent)
        self._choices, self._extra = choices, extra
        self._key: Any = None
        self._label = ""
        self._shown: list[tuple[Any, str]] = []
        self._list: ChoiceList | None = None
        self._typed = False
        self.offer_clear()
        self.end_with("line_open", "expand", "展开").clicked.connect(self.toggle)
        self.settled.connect(self._filter)

    @property
    def key(self) -> Any:
        return self._key

    @property
    def unsettled(self) -> str:
        """Text that is no choice (yet); "" when the line shows a choice or nothing."""
        return self.text().strip() if self.text().strip() != self._label else ""

    @property
    def is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def set_choice(self, key: Any, label: str) -> None:
        """Shows a choice without telling anybody."""
        self._key, self._label, self._typed = key, label, False
        self.put(label)

    def settle(self) -> None:
        """Makes a choice of typed text when exactly one fits or one has exactly this name. Called on leaving."""
        self.close_list()
        text = self.unsettled
        if not text:
            if not self.text().strip() and self._key is not None:
                self._choose(None, "")
            return
        found = self._choices(text)
        exact = [choice for choice in found if gapless(choice[1]) == gapless(text)]
        if len(exact) == 1 or len(found) == 1:
            self._choose(*(exact or found)[0])

    @Slot()
    def toggle(self) -> None:
        if self.is_open:
            self.close_list()
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._open("" if self.text() == self._label else self.text())

    def take_marked(self) -> None:
        """Chooses the entry that typing or the arrow keys have marked in the open list."""
        if self.is_open and self._typed and 0 <= self._list.row < len(self._shown):
            self._take(self._list.row)

    def close_list(self) -> None:
        if self._list is not None and self._list.isVisible():
            self._list.hide()
            QApplication.instance().removeEventFilter(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F4, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._walk(key)
        elif key == Qt.Key.Key_Escape and self.is_open:
            self.close_list()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.is_open and self._list.row >= 0:
                self._take(self._list.row)
            self.close_list()
            self.moved_on.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.take_marked()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.is_open:
            self._open("" if self.text() == self._label else self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self.close_list()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """While the list is open: closes it when the window moves, scrolls or another place is clicked."""
        if not self.is_open:
            return False
        if event.type() in (QEvent.Type.Wheel, QEvent.Type.MouseButtonPress) and isinstance(watched, QWidget):
            inside = (
                watched is self
                or self.isAncestorOf(watched)
                or watched is self._list
                or self._list.isAncestorOf(watched)
            )
            if not inside:
                self.close_list()
        elif (
            event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowDeactivate)
            and watched is self.window()
        ):
            self.close_list()
        return False

    def _walk(self, key: int) -> None:
        if not self.is_open:
            self._open("" if self.text() == self._label else self.text())
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_PageUp: -_ROWS, Qt.Key.Key_PageDown: _ROWS}.get(key, 1)
        self._typed = True
        self._list.go_to(max(0, self._list.row + step))

    @Slot(str)
    def _filter(self, text: str) -> None:
        self._typed = True
        if not text.strip():
            self._choose(None, "", keep_open=True)
        if self.hasFocus():
            self._open(text)

    def _open(self, text: str) -> None:
        if self.isReadOnly():
            return
        self._shown = self._choices(text.strip())
        labels = [label for _, label in self._shown]
        if self._extra is not None and (extra := self._extra(text.strip(), labels)):
            labels.append(extra)
        if not labels:
            labels = ["没有找到，请换个写法"]
        if self._list is None:
            self._list = ChoiceList(self)
            self._list.clicked.connect(self._take)
        current = next(
            (row for row, choice in enumerate(self._shown) if choice[0] == self._key and self._key is not None), -1
        )
        if text.strip() and self._shown and self.unsettled:
            current = 0
        self._list.fill(labels, current)
        was_open = self.is_open
        self._list.drop_from(self)
        if not was_open:
            QApplication.instance().installEventFilter(self)

    @Slot(int)
    def _take(self, row: int) -> None:
        self.close_list()
        if 0 <= row < len(self._shown):
            self._choose(*self._shown[row])
        elif self._extra is not None and row == len(self._shown):
            self.extra_wanted.emit(self.unsettled)

    def _choose(self, key: Any, label: str, keep_open: bool = False) -> None:
        changed = key != self._key
        self._key, self._label = key, label
        if not keep_open:
            self._typed = False
            self.put(label)
        if changed:
            self.chosen.emit(key)
