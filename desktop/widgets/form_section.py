"""A titled group of fields that can be folded away."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from db.fields import Field
from desktop.widgets import theme
from desktop.widgets.editor import Editor


class FormSection(QWidget):
    """Rows of label and editor under a heading, at which Space, Enter or a click folds them; ``turned`` says whether they are open.

    All sections of a form share ``label_width`` (pixels).
    """

    turned = Signal(bool)

    def __init__(self, title: str, label_width: int, folded: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self._title, self._rows, self._label_width = title, 0, label_width
        self._folded = folded
        self.header = QToolButton(self)
        self.header.setObjectName(f"section_{title}")
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setAutoRaise(True)
        self.header.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header.setStyleSheet(
            f"QToolButton {{ border: 0; font-weight: bold; padding: 2px; color: {theme.ACCENT};"
            " background: transparent; }"
            f"QToolButton:focus {{ border: 1px dotted {theme.ACCENT}; }}"
        )
        self.header.clicked.connect(self._turn)
        self.body = QWidget(self)
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(theme.SMALL, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.SMALL)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, label_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.header)
        layout.addWidget(self.body)
        layout.addStretch(1)  # in a tall dialog the rows stay together
        self.body.setVisible(not folded)
        self._say()

    @property
    def folded(self) -> bool:
        return self._folded

    def fold(self) -> None:
        self._set(True)

    def unfold(self) -> None:
        self._set(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Qt's buttons take Space only, and Enter would press the main button of a dialog."""
        if self.header.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn()
        else:
            super().keyPressEvent(event)

    def add(self, field: Field, editor: Editor) -> None:
        """Adds one row; a red star marks a required field."""
        label = QLabel(self.body)
        if field.required:
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setText(f'{escape(field.label)}<span style="color:{theme.tone("bad").text}"> *</span>')
        else:
            label.setTextFormat(Qt.TextFormat.PlainText)  # takes a third of the time
            label.setText(field.label)
        label.setWordWrap(True)
        label.setBuddy(editor.input)
        self._add_row(label, editor)

    def add_fact(self, name: str, words: str) -> None:
        """Adds one row that is only read."""
        value = QLabel(words, self.body)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{name}：{words}")
        self._add_row(theme.muted(name, self.body), value)

    def _add_row(self, label: QLabel, widget: QWidget) -> None:
        label.setFixedWidth(self._label_width)
        label.setContentsMargins(0, 3, 0, 0)
        self._grid.addWidget(label, self._rows, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(widget, self._rows, 1, Qt.AlignmentFlag.AlignTop)
        self._rows += 1
        self._say()

    @Slot()
    def _turn(self) -> None:
        self._set(not self._folded)

    def _set(self, folded: bool) -> None:
        if folded != self._folded:
            self._folded = folded
            self.body.setVisible(not folded)
            self._say()
            self.turned.emit(not folded)

    def _say(self) -> None:
        self.header.setText(f"{self._title}（{self._rows} 项）" if self._folded and self._rows else self._title)
        self.header.setIcon(theme.icon("forward" if self._folded else "expand"))
        self.header.setAccessibleName(f"{self._title}：{'已收起' if self._folded else '已展开'}")
