"""A line of text that knows when an input method is still composing a word, so that nothing reacts to half a word.

A field in which nothing was typed leaves 撤销 and 重做 to the window: after saving, the keyboard still stands in a field.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QToolTip, QWidget

from desktop.widgets import theme

_EDGES = 16  # pixels of a line that hold no text


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
    """``settled`` follows typing, pasting and clearing once no composition is open. ``put`` sets text silently."""

    settled = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._composing = False
        self._last = ""
        self.textChanged.connect(self._changed)

    @property
    def composing(self) -> bool:
        return self._composing

    def put(self, text: str) -> None:
        self._last = text
        self.setText(text)
        self.setCursorPosition(0)

    def begin_with(self, icon: str) -> None:
        """Shows one of our icons before the text, as large as the type: what Qt puts into a line stays small."""
        sign = QLabel(self)
        sign.setPixmap(theme.icon(icon).pixmap(theme.ICON))
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 0, 0)
        row.addWidget(sign)
        row.addStretch()
        self.setTextMargins(theme.ICON + 9, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        for button in self.findChildren(QToolButton):  # Qt makes them nameless
            action = button.defaultAction()
            if action is not None and not button.accessibleName():
                button.setAccessibleName(action.text() or "清除")

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
