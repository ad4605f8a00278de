"""设置 → 安全: a second password for what was said in talks, put on and taken off."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import errors, jobs
from desktop.operations.talk_lock import Locked, put_on, take_off
from desktop.screens.opening.recovery_code import TALKS, RecoveryCodeDialog
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.password_edit import NewPassword, PasswordLine, labelled
from desktop.widgets.question import ask

WITHOUT = ("需要的话，可以给谈话的内容要点、意见建议、后续安排和跟进情况另设一个密码。加锁以后，不知道第二密码的人能打开台账、"
           "登记别的工作、出报告，但看不到谈话内容，也搜不到；列表里的日期、类型、人次照常，报告里的数字不变。附的签字扫描件不在内。")
WITH = "谈话内容已加锁。用第二密码在“谈心谈话”里解锁；取消以后，能打开台账的人就能看到谈话内容。"
SURE = ("加锁前会先留一份副本，中途出错，原来的内容不变。加锁以后，这之前的操作不能再撤销，本机旧的自动副本会删掉重做。"
        "第二密码和它的恢复码都丢了，谈话内容谁也打不开，没有任何办法找回。要加锁吗？")


class TalkLockCard(QFrame):
    """Shows what concerns the open file: a lock to put on, or one to take off."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("card", True)
        self.setObjectName("talk_lock_card")
        self._state = state
        self.chip = theme.chip("", "calm", self)
        self.words = theme.muted("", self)
        self.note = NoteBar("talk_lock_note", self)
        self.new = NewPassword("talk_lock_new", self)
        self.old = PasswordLine("talk_lock_old", "第二密码", self)
        self.asked = QWidget(self)
        self.asked.setMaximumWidth(420)
        asked = QFormLayout(self.asked)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addRow(labelled("第二密码", self), self.old)
        self.on = self._button("talk_lock_on", "给谈话内容加锁", self.put_on)
        self.off = self._button("talk_lock_off", "取消谈话锁", self.take_off)
        top = QHBoxLayout()
        top.addWidget(theme.heading("谈话内容另设密码", self))
        top.addWidget(self.chip)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addLayout(top)
        for widget in (self.words, self.note, self.new, self.asked):
            column.addWidget(widget)
        for button in (self.on, self.off):
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        self.new.entered.connect(self.on.click)
        self.old.entered.connect(self.off.click)
        self.new.changed.connect(self._offer)
        self.old.changed.connect(self._offer)
        self.look()

    def _button(self, name: str, words: str, act: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _=False: act())
        return button

    def look(self) -> None:
        """Shows how it stands."""
        locked = self._state.workspace.talk_lock.on
        theme.tint(self.chip, "已加锁" if locked else "没有加锁", "good" if locked else "calm")
        self.words.setText(WITH if locked else WITHOUT)
        for widget in (self.new, self.on):
            widget.setVisible(not locked)
        for widget in (self.asked, self.off):
            widget.setVisible(locked)
        self._offer()

    def _offer(self) -> None:
        writable = self._state.writable
        for widget in (self.new, self.old):
            widget.setEnabled(writable)
        self.on.setEnabled(writable and self.new.value() is not None)
        self.off.setEnabled(writable and bool(self.old.text()))

    def put_on(self) -> None:
        workspace, password = self._state.workspace, self.new.value()
        if password is None or not ask(self, SURE, "加锁"):
            return

        def done(locked: Locked) -> None:
            self.new.clear()
            self.look()
            said = [f"{one.place}：{one.words}" for one in locked.remaining]
            self.note.say("\n".join(["已加锁。", *(["这些地方还有加锁前的副本："] if said else []), *said]), "warn" if said else "good")
            RecoveryCodeDialog(self._state, locked.code, self.window(), TALKS).open()

        self._run("正在加锁", lambda progress: put_on(workspace, password, progress.step), done)

    def take_off(self) -> None:
        workspace, password = self._state.workspace, self.old.text()

        def done(_: object) -> None:
            self.old.clear()
            self.look()
            self.note.say("已取消，谈话内容和别的内容一样，用台账的密码就能看到。", "good")

        self._run("正在取消谈话锁", lambda progress: take_off(workspace, password, progress.step), done)

    def _run(self, title: str, work: object, done: object) -> None:
        """With the buttons off, so that passwords cannot be tried in a row."""
        self.note.clear()
        self.on.setEnabled(False)
        self.off.setEnabled(False)

        def failed(error: BaseException) -> None:
            self._offer()
            errors.report(error, self)

        jobs.run(self, title, work, done, failed)
