"""A line of text that knows when an input method is still composing a word, so that nothing reacts to half a word.

A field in which nothing was typed leaves 撤销 and 重做 to the window: after saving, the keyboard still stands in a field.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QToolTip, QWidget

from desktop.widgets import theme

_EDGES = 16  # pixels of a line that hold no text
_GAP = 2  # pixels around what stands beside it


def is_step_key(event: QEvent) -> bool:
    """Whether a key that some shortcut may take over is that of 撤销 or 重做."""
    return event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and (
        event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))


def is_composing(widget: QWidget) -> bool:
    """Whether an input method holds half a word in a line or a box: no key may do anything then."""
    if isinstance(widget, ComposingLine):
        return widget.composing
    return isinstance(widget, QPlainTextEdit) and bool(widget.textCursor().block().layout().preeditAreaText())


class ComposingLine(QLineEdit):
    """``settled`` follows typing, pasting and clearing once no composition is open. ``put`` sets text silently.

    What stands beside the text is as large as the type: what Qt itself puts into a line stays small.
    """

    settled = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._composing = False
        self._last = ""
        self._before = 0  # pixels of what stands before the text
        self._clear: QToolButton | None = None
        self.textChanged.connect(self._changed)

    @property
    def composing(self) -> bool:
        return self._composing

    def put(self, text: str) -> None:
        self._last = text
        self.setText(text)
        self.setCursorPosition(0)

    def begin_with(self, icon: str) -> None:
        """Shows one of our icons before the text."""
        sign = QLabel(self)
        sign.setPixmap(theme.icon(icon).pixmap(theme.ICON))
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._beside().insertWidget(0, sign)
        self._before = theme.ICON + 9
        self._make_room()

    def end_with(self, name: str, icon: str, words: str) -> QToolButton:
        """A button behind the text and behind those made before."""
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setIcon(theme.icon(icon))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setFixedSize(theme.ICON + 4, theme.ICON + 4)
        self._beside().addWidget(button)
        self._make_room()
        return button

    def offer_clear(self) -> None:
        """A button that empties the line, while something stands in it that can be changed."""
        self._clear = self.end_with("line_clear", "clear", "清除")
        self._clear.clicked.connect(self.clear)
        self._show_clear()

    def setReadOnly(self, fixed: bool) -> None:  # noqa: N802 - Qt's name
        super().setReadOnly(fixed)
        self._show_clear()

    def _beside(self) -> QHBoxLayout:
        if self.layout() is None:
            row = QHBoxLayout(self)
            row.setContentsMargins(7, 0, _GAP, 0)
            row.setSpacing(_GAP)
            row.addStretch()
        return self.layout()

    def _show_clear(self) -> None:
        wanted = bool(self.text()) and not self.isReadOnly()
        if self._clear is not None and wanted == self._clear.isHidden():
            self._clear.setVisible(wanted)
            self._make_room()

    def _make_room(self) -> None:
        """The text keeps off what stands beside it."""
        shown = [button for button in self.findChildren(QToolButton) if not button.isHidden()]
        self.setTextMargins(self._before, 0, len(shown) * (theme.ICON + 4 + _GAP), 0)

    def event(self, event: QEvent) -> bool:
        if is_step_key(event) and not self.isUndoAvailable() and not self.isRedoAvailable():
            event.ignore()
            return False
        if event.type() == QEvent.Type.ToolTip and not self.toolTip():  # what has no room in the line
            wide = self.fontMetrics().horizontalAdvance(self.text()) > self.width() - _EDGES
            QToolTip.showText(event.globalPos(), self.text() if wide else "", self)
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        self._composing = self._composing or bool(event.preeditString())
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())
        self._changed(self.text())

    @Slot(str)
    def _changed(self, text: str) -> None:
        self._show_clear()
        if not self._composing and text != self._last:
            self._last = text
            self.settled.emit(text)


class ProseBox(QPlainTextEdit):
    """Several lines of text. ``wrapped_anew`` after it became wider or narrower."""

    wrapped_anew = Signal()

    def lines(self, most: int) -> int:
        """About how many lines the text takes up, counted to ``most``. Qt's own number follows only when they are painted."""
        metrics = self.fontMetrics()
        wide = int(self.viewport().width() - 2 * self.document().documentMargin())
        begun = self.toPlainText()[:most * wide // metrics.averageCharWidth()]
        room = metrics.boundingRect(QRect(0, 0, max(wide, 1), 1), Qt.TextFlag.TextWordWrap, begun)
        return min(most, -(-room.height() // metrics.lineSpacing()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.wrapped_anew.emit()

    def event(self, event: QEvent) -> bool:
        document = self.document()
        if is_step_key(event) and not document.isUndoAvailable() and not document.isRedoAvailable():
            event.ignore()
            return False
        return super().event(event)
