"""Defining a ledger of the clerk's own, or changing one: name, unit, fields. What is wrong is said while typing."""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from db.own_ledgers import MOST_FIELDS, Wish
from desktop.operations import own_ledgers as operations
from desktop.operations.own_ledgers import Design
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.question import ask
from desktop.widgets.wish_list import WishList


class OwnDialog(QDialog):
    """``key`` is the ledger to change (None = a new one) and, once accepted, the ledger that was made."""

    def __init__(self, state: State, key: str | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("own_dialog")
        self.setWindowTitle("台账设置" if key else "新建台账")
        self._state, self.key = state, key
        self._before = operations.read(state.workspace, key) if key else Design()
        left = state.taken_up(("own", key))
        begun = Design.from_json(left) if left is not None else self._before
        self.name = self._line("own_title", "台账名称", "例如：健康大讲堂", begun.title)
        self.unit = self._line("own_unit", "计量单位", "例如：期、篇、人", begun.unit)
        self.unit.setMaxLength(4)
        self.note = self._line("own_note", "说明", "可以不填：什么情况记在这里", begun.note or "")
        self.wishes = WishList(self)
        for wish in begun.wishes or (Wish("", "text"), Wish("", "text")) * (key is None):
            self.wishes.add(wish)
        self.more = self._button("own_more", "增加栏目", "add", self._more)
        self.said = QLabel(self)
        self.said.setObjectName("own_said")
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(self.fontMetrics().height() * 2 + 8)
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton("保存" if key else "建立台账", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setObjectName("own_save")
        theme.make_main(self.save)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("own_cancel")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.wishes.changed.connect(self._check)
        for edit in (self.name, self.unit, self.note):
            edit.textChanged.connect(self._check)
        self._check()
        fit(self, 720, 480)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def design(self) -> Design:
        return Design(self.name.text(), self.unit.text(), self.note.text().strip() or None, self.wishes.wishes)

    def accept(self) -> None:
        try:
            if self.key is None:
                self.key = operations.create(self._state.workspace, self.design)
            elif self.design != self._before:
                operations.change(self._state.workspace, self.key, self.design)
        except Refusal as refusal:
            self._say(str(refusal), "bad")
            return
        super().accept()

    @property
    def half_typed(self) -> bool:
        return self.design != self._before

    def keep_draft(self) -> None:
        """The window is about to be locked, which closes every dialog."""
        if self.half_typed:
            self._state.put_by(("own", self.key), asdict(self.design))

    def reject(self) -> None:
        if not self.half_typed or ask(self, "填写的内容不会保留，要关闭吗？", "关闭", "接着填"):
            super().reject()

    @Slot()
    def _check(self) -> None:
        """Says what is missing or wrong now; nothing is said of a dialog that was just opened."""
        try:
            self.design.check(self._before.title)
        except Refusal as refusal:
            untouched = self.design == Design()
            self._say("先起个名称，例如“健康大讲堂”。" if untouched else str(refusal), "calm" if untouched else "warn")
            self.save.setEnabled(False)
            return
        self._say("可以保存了。以后还能增加、改名或隐藏栏目。", "good")
        self.save.setEnabled(True)

    @Slot()
    def _more(self) -> None:
        row = self.wishes.add(Wish("", "text"))
        row.label.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wishes.ensureWidgetVisible(row)

    def _say(self, sentence: str, tone: str) -> None:
        theme.tint(self.said, sentence, tone)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.MEDIUM)
        form.setVerticalSpacing(theme.SMALL)
        form.addRow("台账名称", self.name)
        form.addRow("计量单位", self.unit)
        form.addRow("说明", self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addLayout(form)
        column.addSpacing(theme.SMALL)
        column.addWidget(theme.heading("栏目", self))
        column.addWidget(theme.muted(f"每本台账都有：日期、名称、数量、人次、备注。下面再加自己需要的栏目，最多 {MOST_FIELDS} 个。", self))
        column.addWidget(self.wishes, 1)
        column.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.said)
        column.addWidget(buttons)

    def _line(self, name: str, words: str, hint: str, text: str) -> QLineEdit:
        edit = QLineEdit(text, self)
        edit.setObjectName(name)
        edit.setAccessibleName(words)
        edit.setPlaceholderText(hint)
        return edit

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setIcon(theme.icon(icon))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button
