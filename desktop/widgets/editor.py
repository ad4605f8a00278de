"""What all editors of a field have in common: the value, the text as typed, the sentence under it when it is wrong."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QInputMethodEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.fields import Field
from desktop.widgets import theme
from desktop.widgets.lookup import Lookup

_WRONG = (
    "QLineEdit {{ border: 1px solid {0}; border-radius: 2px; padding: 3px 1px; background: {1}; }}"
    "QPlainTextEdit {{ border: 1px solid {0}; }}"
)


class Editor(QWidget):
    """Edits one field. Subclasses make the input and answer ``value``, ``set_value``, ``typed`` and ``set_typed``.

    ``edited`` follows every change by the clerk, ``left`` the focus leaving, ``moved_on`` Enter in a single line.
    """

    edited = Signal()
    left = Signal()
    moved_on = Signal()

    def __init__(self, field: Field, lookup: Lookup, parent: QWidget | None = None):
        super().__init__(parent)
        self.field, self.lookup = field, lookup
        self.problem = ""
        self.writable = True
        self.setObjectName(f"editor_{field.name}")
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.TIGHT)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(self._row)
        if field.help:
            self._column.addWidget(theme.muted(field.help, self))
        self.input: QWidget = self

    def take_input(self, widget: QWidget, stretch: int = 1) -> None:
        """Puts the input widget in: it gets the focus, the name and the accessible words of the field."""
        self.input = widget
        widget.setObjectName(f"field_{self.field.name}")
        widget.setAccessibleName(self.field.label + ("（必填）" if self.field.required else ""))
        widget.setAccessibleDescription(self.field.help)
        widget.installEventFilter(self)
        self.setFocusProxy(widget)
        self._row.addWidget(widget, stretch)

    def add_beside(self, widget: QWidget) -> None:
        """Puts a small button at the right of the input, before the room that a short one leaves free."""
        last = self._row.count() - 1
        place = last if self._row.itemAt(last).spacerItem() is not None else last + 1
        self._row.insertWidget(place, widget, 0, Qt.AlignmentFlag.AlignTop)

    def value(self) -> Any:
        """The value, None when empty. Raises Refusal when what was typed cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value without telling anybody."""
        raise NotImplementedError

    def typed(self) -> Any:
        """What stands in the editor, readable or not, as JSON can hold it: for drafts and to see what was changed."""
        raise NotImplementedError

    def set_typed(self, typed: Any) -> None:
        """Puts back what ``typed`` gave."""
        raise NotImplementedError

    def set_day(self, day: date | None) -> None:
        """The record's day, for editors that offer only what is in force then."""

    def set_writable(self, writable: bool) -> None:
        """Whether it can be changed. What stands in it can be read, scrolled and copied either way."""
        if writable == self.writable:
            return
        self.writable = writable
        for part in self.findChildren(QWidget):
            if isinstance(part, (QLineEdit, QPlainTextEdit)):
                part.setReadOnly(not writable)
                palette = part.palette()
                palette.setColor(QPalette.ColorRole.Base, QColor(theme.SURFACE if writable else theme.FIXED))
                palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(theme.MUTED if writable else theme.FIXED))
                part.setPalette(palette)
                if isinstance(part, QPlainTextEdit):
                    part.viewport().setPalette(palette)
            elif isinstance(part, QAbstractButton):
                part.setEnabled(writable)
        for place in range(1, self._row.count()):  # what helps to fill it in
            beside = self._row.itemAt(place).widget()
            if isinstance(beside, QToolButton):
                beside.setVisible(writable)

    def complaint(self) -> str | None:
        """The sentence that is wrong with what stands here, by the field alone."""
        try:
            return self.field.check(self.value(), self.lookup.today())
        except Refusal as refusal:
            return str(refusal)

    @cached_property
    def _sentence(self) -> QLabel:
        """Below the input; made for the first problem: most fields never have one."""
        sentence = QLabel(self)
        sentence.setWordWrap(True)
        sentence.setObjectName(f"problem_{self.field.name}")
        sentence.setStyleSheet(f"color: {theme.tone('bad').text};")
        self._column.addWidget(sentence)
        return sentence

    def set_problem(self, sentence: str | None) -> None:
        if (sentence or "") == self.problem:
            return
        self.problem = sentence or ""
        self._sentence.setText(self.problem)
        self._sentence.setVisible(bool(sentence))
        self.input.setStyleSheet(_WRONG.format(theme.tone("bad").text, theme.SURFACE) if sentence else "")
        self.input.setAccessibleDescription(self.problem or self.field.help)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """A table that opens this editor while a word is being composed speaks to the editor itself, not to the input."""
        QApplication.sendEvent(self.input, event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:  # noqa: N802
        return self.input.inputMethodQuery(query)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self.input and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self.tidy()
                self.left.emit()
        return super().eventFilter(watched, event)

    def tidy(self) -> None:
        """Rewrites what was typed in its usual form, where it can be read."""
