"""The door of an encrypted file: the password, or the recovery code and then a new password.

A wrong password is answered after a pause that grows with every try, and with nothing but that it is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import (QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget)

from db import attempts
from db.errors import Damaged, ReadOnlyPlace
from db.keyring import WrongPassword, read_code
from desktop import errors, jobs
from desktop.screens.opening import door
from desktop.screens.opening.card_place import in_the_middle
from desktop.widgets import theme
from desktop.widgets.link_button import LinkButton
from desktop.widgets.password_edit import NewPassword, PasswordLine

if TYPE_CHECKING:
    from db.workspace import Workspace

PAUSES = (1_000, 2_000, 4_000, 8_000, 15_000, 30_000)  # ms before the first, second … wrong password is answered


class UnlockPane(QWidget):
    """``ask`` for the key of a file; ``unlocked`` hands the open file over, ``cancelled`` says that the clerk turned back."""

    unlocked = Signal(object)
    cancelled = Signal()
    damaged = Signal(object, str, object)  # the path, what is wrong, password= or code=

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("unlock_pane")
        self._path: Path | None = None
        self._read_only = False
        self._opened: Workspace | None = None  # with the recovery code; waits for its new password
        self.title = theme.heading("", self, theme.TITLE)
        self.place = theme.muted("", self)
        self.said = theme.sentence("", "bad", self)
        self.said.setObjectName("unlock_said")
        self.said.hide()
        self.password = PasswordLine("unlock_password", "密码", self)
        self.code = QLineEdit(self)
        self.code.setObjectName("unlock_code")
        self.code.setAccessibleName("恢复码")
        self.code.setPlaceholderText("34 个字母和数字，大小写、空格和横线都不要紧")
        self.fresh = NewPassword("unlock_new", self)
        self.ways = QStackedWidget(self)
        for widget in (_titled("密码", self.password, self), _titled("恢复码", self.code, self),
                       _titled("恢复码对了，请设一个新密码", self.fresh, self)):
            self.ways.addWidget(widget)
        self.other = LinkButton("忘记密码，用恢复码", "unlock_other", self)
        self.other.clicked.connect(self._switch)
        self.go = QPushButton("打开", self)
        self.go.setObjectName("unlock_go")
        self.go.setAccessibleName("打开")
        self.go.setProperty("main", True)
        self.go.setDefault(True)
        self.back = QPushButton("返回", self)
        self.back.setObjectName("unlock_back")
        self.back.setAccessibleName("返回，不打开这个文件")
        self.go.clicked.connect(self.try_it)
        self.back.clicked.connect(self._turn_back)
        self.password.entered.connect(self.try_it)
        self.code.returnPressed.connect(self.try_it)
        self.fresh.entered.connect(self.try_it)
        for signal in (self.password.changed, self.code.textChanged, self.fresh.changed):
            signal.connect(self._offer)
        QCoreApplication.instance().aboutToQuit.connect(self._drop)
        self._lay_out()

    def _lay_out(self) -> None:
        picture = QLabel(self)
        picture.setPixmap(theme.icon("lvze").pixmap(QSize(40, 40)))
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addSpacing(theme.SMALL)
        head.addWidget(self.title, 1)
        low = QHBoxLayout()
        low.addWidget(self.other)
        low.addStretch(1)
        low.addWidget(self.back)
        low.addWidget(self.go)
        card = QFrame(self)
        card.setProperty("card", True)
        card.setFixedWidth(theme.scaled(520))
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.HUGE, theme.HUGE, theme.HUGE, theme.HUGE)
        column.setSpacing(theme.MEDIUM)
        column.addLayout(head)
        column.addWidget(self.place)
        column.addWidget(self.ways)
        column.addWidget(self.said)
        column.addLayout(low)
        in_the_middle(self, card, below=2)

    # -- asking ----------------------------------------------------------------------------------------------------

    def ask(self, path: Path, locked: bool = False, read_only: bool = False) -> None:
        """Asks for the key of ``path``. ``locked``: it was open in this window a moment ago."""
        self._drop()
        self._path, self._read_only = path, read_only
        self.title.setText("台账已锁定" if locked else "这份台账设有密码")
        self.place.setText(f"{path.name}　{path.parent}" if not locked else f"{path.name}　填了一半的内容已作为草稿保留，解锁后回到原来的位置。")
        self.back.setText("打开别的台账" if locked else "返回")
        self.said.hide()
        for edit in (self.password, self.code, self.fresh):
            edit.clear()
        self._show_way(0)

    @Slot()
    def _switch(self) -> None:
        self._show_way(1 if self.ways.currentIndex() == 0 else 0)

    def _show_way(self, way: int) -> None:
        self.ways.setCurrentIndex(way)
        self.other.say("用密码打开" if way == 1 else "忘记密码，用恢复码")
        self.other.setVisible(way < 2)
        self.go.setText("设好密码并打开" if way == 2 else "打开")
        self._offer()
        (self.password, self.code, self.fresh)[way].setFocus()

    @Slot()
    def _offer(self, *_: object) -> None:
        ready = (self.password.text(), self.code.text().strip(), self.fresh.value())[self.ways.currentIndex()]
        self.go.setEnabled(bool(ready) and self.ways.isEnabled())

    # -- trying ----------------------------------------------------------------------------------------------------

    @Slot()
    def try_it(self) -> None:
        """Tries what was typed, away from the window's own thread."""
        if not self.go.isEnabled():
            return
        way = self.ways.currentIndex()
        if way == 2:
            self._set_password()
            return
        key = {"password": self.password.text()} if way == 0 else {"code": self.code.text()}
        if way == 1:
            try:
                read_code(key["code"])
            except WrongPassword as wrong:  # a typing error gives nothing away
                self._say(str(wrong))
                return
        path, read_only = self._path, self._read_only
        self._busy("正在核对…")

        def work(_: jobs.Progress) -> Workspace:
            from db.workspace import Workspace

            return Workspace.open(path, read_only, **key)

        jobs.quietly(self, work, self._came_in, lambda error: self._not_in(error, key))

    def _came_in(self, workspace: Workspace) -> None:
        self._rest()
        if self.ways.currentIndex() == 1 and not workspace.read_only:
            self._opened = workspace
            self._show_way(2)
        else:
            self._hand_over(workspace)

    def _not_in(self, error: BaseException, key: dict[str, str]) -> None:
        if not isinstance(error, WrongPassword):
            self._rest()
            self._hindered(error, key)
            return
        tries = max(attempts.count(self._path), 1)
        QTimer.singleShot(PAUSES[min(tries, len(PAUSES)) - 1], self, lambda: self._wrong(str(error)))

    def _hindered(self, error: BaseException, key: dict[str, str]) -> None:
        """The key is right, but the file cannot be opened with it as it lies there."""
        if isinstance(error, ReadOnlyPlace) and not self._read_only and door.agrees_to_look(self, self._path):
            self._read_only = True
            self.try_it()
        elif isinstance(error, Damaged):
            self.damaged.emit(self._path, str(error), key)
        elif isinstance(error, errors.Refusal):
            self._say(str(error))
        else:
            errors.report(error, self)

    def _wrong(self, sentence: str) -> None:
        self._rest()
        self._say(sentence)
        if self.ways.currentIndex() == 0:
            self.password.edit.selectAll()
            self.password.setFocus()

    def _set_password(self) -> None:
        workspace, new = self._opened, self.fresh.value()
        self._busy("正在设新密码…")

        def done(_: object) -> None:
            self._rest()
            self._opened = None
            self._hand_over(workspace)

        def failed(error: BaseException) -> None:
            self._rest()
            errors.report(error, self)

        jobs.quietly(self, lambda _: workspace.reset_password(new), done, failed)

    def _hand_over(self, workspace: Workspace) -> None:
        for edit in (self.password, self.code, self.fresh):
            edit.clear()
        self.unlocked.emit(workspace)

    # -- between ---------------------------------------------------------------------------------------------------

    def _busy(self, words: str) -> None:
        for widget in (self.ways, self.go, self.back, self.other):
            widget.setEnabled(False)
        theme.tint(self.said, words, "calm")
        self.said.show()

    def _rest(self) -> None:
        self.said.hide()
        for widget in (self.ways, self.back, self.other):
            widget.setEnabled(True)
        self._offer()

    def _say(self, sentence: str) -> None:
        theme.tint(self.said, sentence, "bad")
        self.said.show()

    @Slot()
    def _turn_back(self) -> None:
        self._drop()
        self.cancelled.emit()

    @Slot()
    def _drop(self) -> None:
        """Closes a file that was opened with its code and got no new password."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def _titled(words: str, widget: QWidget, parent: QWidget) -> QWidget:
    whole = QWidget(parent)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.TIGHT)
    column.addWidget(theme.heading(words, whole))
    column.addWidget(widget)
    column.addStretch(1)
    return whole
