"""The clerk's own wording in a report, edit by edit, with the way back to the template's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.widgets import theme

_LONGEST = 60  # characters shown of a paragraph


@dataclass(frozen=True)
class EditLine:
    """One edit: the section it stands in, the clerk's words ("" = taken out), the block it is found at (None = its paragraph is gone)."""

    section: str
    words: str
    block: int | None


class EditList(QScrollArea):
    """A card for each edit. The signals carry the edit's place in the list."""

    shown = Signal(int)
    reset = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_edits")
        self.setAccessibleName("改过的文字")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.show_edits((), False)

    def show_edits(self, edits: Sequence[EditLine], changeable: bool) -> None:
        """Replaces the list; ``changeable``: edits may be taken back."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        column.setSpacing(theme.SMALL)
        if not edits:
            column.addWidget(theme.muted("文字还是模板的原样。双击页面上的段落就可以改，改过的列在这里。", inside))
        for number, edit in enumerate(edits):
            column.addWidget(self._card(number, edit, changeable, inside))
        column.addStretch(1)
        self.setWidget(inside)

    def _card(self, number: int, edit: EditLine, changeable: bool, parent: QWidget) -> QFrame:
        card = QFrame(parent)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        column.setSpacing(theme.TIGHT)
        column.addWidget(theme.muted(edit.section or "开头", card))
        words = theme.muted(edit.words[:_LONGEST] + ("…" if len(edit.words) > _LONGEST else "") or "（这一段已删去）", card)
        words.setProperty("quiet", False)
        words.setToolTip(edit.words)
        column.addWidget(words)
        foot = QHBoxLayout()
        if edit.block is None:
            foot.addWidget(theme.chip("模板里已没有这一段", "warn", card))
        elif edit.words:
            foot.addWidget(self._button("看这一段", f"show_edit_{number}", lambda: self.shown.emit(number), card))
        foot.addStretch(1)
        if changeable:
            label = "删去" if edit.block is None else "恢复为模板文字"
            foot.addWidget(self._button(label, f"reset_edit_{number}", lambda: self.reset.emit(number), card))
        column.addLayout(foot)
        return card

    def _button(self, text: str, name: str, pressed: object, parent: QWidget) -> QPushButton:
        button = QPushButton(text, parent)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setProperty("link", True)
        button.clicked.connect(pressed)
        return button
