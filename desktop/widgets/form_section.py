"""A titled group of fields that can be folded away."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from db.fields import Field
from desktop.widgets import theme
from desktop.widgets.editor import Editor


class FormSection(QWidget):
    """Rows of label and editor under a heading. All sections of a form share ``label_width`` (pixels)."""

    def __init__(self, title: str, label_width: int, folded: bool = False, parent: QWidget | None = None):
        super().__init__(parent)
        self._title, self._rows, self._label_width = title, 0, label_width
        self.header = QToolButton(self)
        self.header.setObjectName(f"section_{title}")
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setAutoRaise(True)
        self.header.setCheckable(True)
        self.header.setChecked(not folded)
        self.header.setStyleSheet(
            f"QToolButton {{ border: 0; font-weight: bold; padding: 2px; color: {theme.ACCENT};"
            " background: transparent; }"
            f"QToolButton:focus {{ border: 1px dotted {theme.ACCENT}; }}"
        )
        self.header.toggled.connect(self._fold)
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
        self._fold(not folded)

    @property
    def folded(self) -> bool:
        return not self.header.isChecked()

    def unfold(self) -> None:
        self.header.setChecked(True)

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

    @Slot(bool)
    def _fold(self, opened: bool) -> None:
        self.body.setVisible(opened)
        # Tab goes from field to field; it stops here only where the fields cannot be seen.
        self.header.setFocusPolicy(Qt.FocusPolicy.ClickFocus if opened else Qt.FocusPolicy.StrongFocus)
        self._say()

    def _say(self) -> None:
        opened = self.header.isChecked()
        self.header.setText(self._title if opened or not self._rows else f"{self._title}（{self._rows} 项）")
        self.header.setIcon(theme.icon("expand" if opened else "forward"))
        self.header.setAccessibleName(f"{self._title}：{'已展开' if opened else '已收起'}")
