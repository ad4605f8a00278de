"""Typing passwords: hidden unless asked for, with a word when the capital lock is on; and choosing a new one, twice."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout,
                               QWidget)

from db.keyring import SHORTEST
from desktop.widgets import theme

LABEL = 84  # width of the words before a line, the same for all of them
CAPITALS = "大写锁定（Caps Lock）已打开"


class PasswordEdit(QLineEdit):
    """A line for a password. ``capitals`` tells whether the capital lock seems to be on: Qt cannot ask the keyboard, but a
    capital letter without the shift key gives it away.
    """

    capitals = Signal(bool)

    def __init__(self, name: str, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(200)
        self.setMinimumWidth(260)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() != shifted)
        super().keyPressEvent(event)


class PasswordLine(QWidget):
    """A password line with 显示密码 and the word about the capital lock."""

    changed = Signal()
    entered = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.edit = PasswordEdit(name, words, self)
        self.setFocusProxy(self.edit)
        self.show_it = QCheckBox("显示密码", self)
        self.show_it.setObjectName(f"{name}_show")
        self.show_it.setAccessibleName(f"显示{words}")
        self.show_it.toggled.connect(self._show)
        self.hint = theme.chip(CAPITALS, "warn", self)
        self.hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.edit)
        column.addWidget(self.show_it)
        column.addWidget(self.hint, alignment=Qt.AlignmentFlag.AlignLeft)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self.entered)
        self.edit.capitals.connect(self.hint.setVisible)

    def text(self) -> str:
        return self.edit.text()

    def clear(self) -> None:
        self.edit.clear()
        self.hint.hide()

    @Slot(bool)
    def _show(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class NewPassword(QWidget):
    """A new password typed twice. ``value`` is None until both are the same and long enough."""

    changed = Signal()
    entered = Signal()

    def __init__(self, name: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.first = PasswordEdit(f"{name}_first", "新密码", self)
        self.second = PasswordEdit(f"{name}_second", "再输一遍新密码", self)
        self.setFocusProxy(self.first)
        self.problem = QLabel(f"至少 {SHORTEST} 个字符，区分大小写。可以用一句自己记得住的话。", self)
        self.problem.setObjectName(f"{name}_problem")
        self.problem.setProperty("quiet", True)
        self.show_it = QCheckBox("显示密码", self)
        self.show_it.setObjectName(f"{name}_show")
        self.show_it.setAccessibleName("显示新密码")
        self.show_it.toggled.connect(self._show)
        self.hint = theme.chip(CAPITALS, "warn", self)
        self.hint.hide()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(theme.SMALL)
        for words, edit in (("新密码", self.first), ("再输一遍", self.second)):
            form.addRow(labelled(words, self), edit)
        form.addRow("", self.show_it)
        form.addRow("", self.hint)
        form.addRow("", self.problem)
        for edit in (self.first, self.second):
            edit.textChanged.connect(self._look)
            edit.capitals.connect(self.hint.setVisible)
        self.second.returnPressed.connect(self.entered)

    def value(self) -> str | None:
        """The password, once it may be used."""
        return None if self._complaint() or not self.first.text() else self.first.text()

    def clear(self) -> None:
        self.first.clear()
        self.second.clear()
        self.hint.hide()

    def _complaint(self) -> str:
        if len(unicodedata.normalize("NFKC", self.first.text())) < SHORTEST:
            return f"至少 {SHORTEST} 个字符，区分大小写。可以用一句自己记得住的话。"
        if self.first.text() != self.second.text():
            return "两遍输入的还不一样。" if self.second.text() else "请再输一遍。"
        return ""

    @Slot()
    def _look(self) -> None:
        self.problem.setText(self._complaint() or "可以用了。")
        self.changed.emit()

    @Slot(bool)
    def _show(self, shown: bool) -> None:
        for edit in (self.first, self.second):
            edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def labelled(words: str, parent: QWidget) -> QLabel:
    """The words before a line for a password."""
    label = QLabel(words, parent)
    label.setMinimumWidth(LABEL)
    return label


class SnapshotKey(QWidget):
    """One line for what opens an encrypted backup: its password, or the recovery code."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("snapshot_key")
        self.edit = PasswordEdit("snapshot_password", "备份的密码或恢复码", self)
        self.by_code = QCheckBox("用恢复码", self)
        self.by_code.setObjectName("snapshot_by_code")
        self.by_code.setAccessibleName("用恢复码打开备份")
        self.by_code.toggled.connect(self._show)
        self.go = QPushButton("打开这份备份", self)
        self.go.setObjectName("snapshot_open")
        self.go.setAccessibleName("打开这份备份")
        self.go.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.label = QLabel("密码", self)
        for widget in (self.label, self.edit, self.by_code, self.go):
            row.addWidget(widget)
        row.addStretch(1)
        self.go.clicked.connect(self._enter)
        self.edit.returnPressed.connect(self._enter)

    def ask(self) -> None:
        """Shows itself, ready for typing."""
        self.setEnabled(True)
        self.show()
        self.edit.selectAll()
        self.edit.setFocus()

    def given(self) -> dict[str, str]:
        """``password=`` or ``code=``."""
        return {"code" if self.by_code.isChecked() else "password": self.edit.text()}

    @Slot()
    def _enter(self) -> None:
        if self.edit.text():
            self.entered.emit()

    @Slot(bool)
    def _show(self, code: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if code else QLineEdit.EchoMode.Password)
