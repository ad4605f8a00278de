"""谈话锁 where talks are shown: a line that says whether the words can be read, and the way in and out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop import jobs
from desktop.operations.talk_lock import unlock, unlock_with_code
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.password_edit import PasswordLine, labelled

SHUT = "谈话内容已加锁，现在看不到，也不能改。"
OPENED = "谈话内容已解锁；离开座位前请锁上。"


class TalkUnlock(FittingDialog):
    """Asks for the second password, or for its recovery code when that is forgotten."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("talk_unlock")
        self.setWindowTitle("解锁谈话内容")
        self._state = state
        self.note = NoteBar("talk_unlock_note", self)
        self.password = PasswordLine("talk_password", "第二密码", self)
        self.code = QLineEdit(self)
        self.code.setObjectName("talk_code")
        self.code.setAccessibleName("谈话锁的恢复码")
        self.code.setPlaceholderText("忘记第二密码时，输入加锁时打印的恢复码")
        buttons = QDialogButtonBox(self)
        self.yes = buttons.addButton("解锁", QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("talk_unlock_yes")
        theme.make_main(self.yes)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("talk_unlock_no")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(theme.muted("解锁以后，到锁定窗口或者关闭文件为止都能看；解锁和输错都记入操作日志。", self))
        column.addWidget(self.note)
        form = QFormLayout()
        for words, widget in (("第二密码", self.password), ("恢复码", self.code)):
            form.addRow(labelled(words, self), widget)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(460)

    def accept(self) -> None:
        """Tries in the background; a wrong one is told here and nothing typed is lost."""
        workspace, password, code = self._state.workspace, self.password.text(), self.code.text().strip()
        if not password and not code:
            self.note.say("请输入第二密码，或者恢复码。", "warn")
            return
        self.yes.setEnabled(False)

        def failed(error: BaseException) -> None:
            self.yes.setEnabled(True)
            self.note.say(str(error), "bad")

        jobs.run(self, "正在解锁", lambda _: unlock_with_code(workspace, code) if code else unlock(workspace, password),
                 lambda _: super(TalkUnlock, self).accept(), failed)


class TalkDoor(QWidget):
    """Hidden while the file has no lock on its talks. ``turned`` after the lock was opened or closed; ``may_close`` is asked before."""

    turned = Signal()

    def __init__(self, state: State, parent: QWidget | None = None, may_close: Callable[[], bool] = lambda: True):
        super().__init__(parent)
        self.setObjectName("talk_door")
        self._state, self._may_close = state, may_close
        self.words = theme.muted("", self)
        self.words.setObjectName("talk_door_words")
        self.button = QPushButton(self)
        self.button.setObjectName("talk_door_turn")
        self.button.clicked.connect(self.turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SMALL, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.look()

    @property
    def closed(self) -> bool:
        workspace = self._state.workspace
        return workspace is not None and workspace.talk_lock.closed

    def look(self) -> None:
        """Shows how it stands."""
        workspace = self._state.workspace
        self.setVisible(workspace is not None and workspace.talk_lock.on)
        self.words.setText(SHUT if self.closed else OPENED)
        self.button.setText("解锁…" if self.closed else "锁上")
        self.button.setAccessibleName("解锁谈话内容" if self.closed else "锁上谈话内容")

    def turn(self) -> None:
        if self.closed:
            dialog = TalkUnlock(self._state, self.window())
            dialog.finished.connect(dialog.deleteLater)
            dialog.accepted.connect(self._turned)
            dialog.open()
        elif self._may_close():
            self._state.workspace.talk_lock.close()
            self._turned()

    def _turned(self) -> None:
        self.look()
        self.turned.emit()
