"""设置 → 安全: the password, the recovery code, locking; for a file without a password, setting one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSpinBox, QWidget

from desktop import errors, jobs
from desktop.screens.settings.card_page import CardPage
from desktop.screens.window.locking import MINUTES
from desktop.screens.opening.recovery_code import RecoveryCodeDialog
from desktop.screens.talks.talk_lock_card import TalkLockCard
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.password_edit import NewPassword, PasswordLine, labelled
from desktop.widgets.question import ask
from desktop.widgets.steady import steady

WITHOUT = ("能打开这台电脑、拿到这个文件或备份盘的人，都能看到全部内容，包括谈话记录。"
           "建议设一个密码：台账、佐证材料和以后的备份都会加密，没有密码谁也看不到。")
FORGOTTEN = ("忘记密码时，只能用恢复码打开。密码和恢复码都丢了，谁也打不开，没有任何办法找回；"
             "设好密码后会显示恢复码，请打印两份分开保管。")
CHANGED = "密码已更改。以前做的备份和副本，仍要用当时的密码打开。"


class SecurityPage(CardPage):
    """Shows what concerns the open file: with a password, or without one."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("security_page", parent)
        self._state = state
        self.state_chip = theme.chip("", "calm", self)
        self.state_chip.setObjectName("security_state")
        self.state_words = theme.muted("", self)
        self.said = QLabel(self)
        self.said.setObjectName("security_said")
        self.said.setWordWrap(True)
        self.said.hide()
        top = QHBoxLayout()
        top.addWidget(theme.heading("密码", self))
        top.addWidget(self.state_chip)
        top.addStretch(1)
        self.column.addLayout(top)
        self.column.addWidget(self.state_words)
        self.column.addWidget(self.said)
        self.with_password = state.workspace.encrypted
        self._build_with() if self.with_password else self._build_without()
        self.talks = TalkLockCard(state, self)
        self.column.addWidget(self.talks)
        for widget in (self.new, *((self.old, self.proof, self.minutes, self.remove) if self.with_password else ())):
            widget.setEnabled(state.writable)
        self.close_column()

    def _asked(self, line: PasswordLine) -> QWidget:
        whole = QWidget(self)
        form = QFormLayout(whole)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(labelled("现在的密码", self), line)
        return whole

    def say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    # -- a file without a password -----------------------------------------------------------------------------------

    def _build_without(self) -> None:
        theme.tint(self.state_chip, "未设密码", "warn")
        self.state_words.setText(WITHOUT)
        self.new = NewPassword("security_new", self)
        self.encrypt = self.button("security_encrypt", "设密码并加密整个台账", self._encrypt, main=True)
        self.encrypt.setEnabled(False)
        self.new.changed.connect(lambda: self.encrypt.setEnabled(self.new.value() is not None))
        self.new.entered.connect(self.encrypt.click)
        self.card("设密码", f"{FORGOTTEN}加密前会先留一份副本，加密并核对无误后才换上；中途出错，原来的文件不变。", self.new, self.encrypt)

    def _encrypt(self) -> None:
        from desktop.screens.opening.encrypting import Encrypting

        password, window = self.new.value(), self.window()
        if password is not None and window.may_leave():
            Encrypting(self._state, window).start(password)

    # -- a file with a password --------------------------------------------------------------------------------------

    def _build_with(self) -> None:
        theme.tint(self.state_chip, "已设密码", "good")
        self.state_words.setText("台账、佐证材料和备份都已加密，要用密码或恢复码才能打开。")
        self.old = PasswordLine("security_old", "现在的密码", self)
        self.new = NewPassword("security_new", self)
        self.change = self.button("security_change", "更改密码", self._change, main=True)
        self.new.entered.connect(self.change.click)
        self.card("更改密码", "更改以后，以前做的备份和副本仍要用当时的密码打开；怀疑密码泄露的，请更改后重新备份，并销毁旧的备份。",
                   self._asked(self.old), self.new, self.change)
        self.proof = PasswordLine("security_proof", "现在的密码（换恢复码）", self)
        self.renew = self.button("security_renew", "换一个新的恢复码", self._renew)
        self.card("恢复码", "恢复码丢了，或者可能被别人看到过，就换一个新的；原来打印的那张对现在的台账作废，旧备份仍认旧的恢复码。",
                   self._asked(self.proof), self.renew)
        self.minutes = QSpinBox(self)
        self.minutes.setObjectName("security_minutes")
        self.minutes.setAccessibleName("多少分钟不操作就锁定")
        self.minutes.setRange(0, 240)
        self.minutes.setSpecialValueText("不自动锁定")
        self.minutes.setSuffix(" 分钟不操作就锁定")
        self.minutes.setValue(int(self._state.workspace.setting("lock_minutes", MINUTES)))
        self.minutes.editingFinished.connect(self._keep_minutes)
        self.minutes.setMaximumWidth(self.minutes.sizeHint().width())
        steady(self.minutes)
        self.lock = self.button("security_lock", "现在就锁定（Ctrl+L）", lambda: self.window().locking.lock())
        self.card("锁定", "离开座位时窗口自动遮住，填了一半的内容留作草稿，输入密码后回到原来的位置。", self.minutes, self.lock)
        self.left = QLabel(self)
        self.left.setObjectName("security_left")
        self.left.setWordWrap(True)
        self.remove = self.button("security_remove", "删除没有加密的旧副本…", self._remove)
        self.left_card = self.card("没有加密的旧副本", "这些是设密码之前留下的，谁拿到都能打开。确认密码能打开台账以后，可以删掉；U 盘上以前的备份请另外处理。",
                                    self.left, self.remove)
        for signal in (self.old.changed, self.new.changed, self.proof.changed):
            signal.connect(self._offer)
        self.new.entered.connect(self.change.click)
        self.proof.entered.connect(self.renew.click)
        self._offer()

    def _offer(self) -> None:
        self.change.setEnabled(bool(self.old.text()) and self.new.value() is not None)
        self.renew.setEnabled(bool(self.proof.text()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.with_password:
            self._look_for_left_overs()

    def _look_for_left_overs(self) -> None:
        path = self._state.workspace.path

        def work(_: jobs.Progress) -> list[Path]:
            from db.conversion import plain_left_overs

            return plain_left_overs(path)

        def done(found: list[Path]) -> None:
            self.left_card.setVisible(bool(found))
            more = f"\n……共 {len(found)} 项" if len(found) > 6 else ""
            self.left.setText("\n".join(str(place) for place in found[:6]) + more)

        self.left_card.hide()
        jobs.quietly(self, work, done)

    def _remove(self) -> None:
        path = self._state.workspace.path
        if not ask(self, "这些没有加密的旧副本删除后不能找回。请先确认台账用密码能打开、备份已经做好。要删除吗？", "删除"):
            return

        def work(_: jobs.Progress) -> int:
            from db.conversion import remove_left_overs

            return remove_left_overs(path)

        def done(count: int) -> None:
            self._state.workspace.log(f"删除没有加密的旧副本 {count} 项")
            self.say(f"已删除 {count} 项。")
            self._look_for_left_overs()

        jobs.run(self, "正在删除", work, done)

    def _change(self) -> None:
        workspace, old, new = self._state.workspace, self.old.text(), self.new.value()

        def done(_: Any) -> None:
            self.say(CHANGED)
            for edit in (self.old, self.new):
                edit.clear()

        self._guarded("正在更改密码", lambda _: workspace.change_password(old, new), done)

    def _renew(self) -> None:
        workspace, password = self._state.workspace, self.proof.text()

        def done(code: str) -> None:
            self.proof.clear()
            self.say("恢复码已更换，以前打印的那张请销毁。")
            RecoveryCodeDialog(self._state, code, self.window()).open()

        self._guarded("正在更换恢复码", lambda _: workspace.renew_code(password), done)

    def _guarded(self, title: str, work: Callable[[jobs.Progress], Any], done: Callable[[Any], None]) -> None:
        """Runs it with the buttons off, so that passwords cannot be tried in a row."""
        self.say("")
        for button in (self.change, self.renew):
            button.setEnabled(False)

        def ended(result: Any) -> None:
            self._offer()
            done(result)

        def failed(error: BaseException) -> None:
            self._offer()
            errors.report(error, self)

        jobs.run(self, title, work, ended, failed)

    @Slot()
    def _keep_minutes(self) -> None:
        workspace = self._state.workspace
        if workspace is not None and workspace.setting("lock_minutes", MINUTES) != self.minutes.value():
            workspace.set_setting("lock_minutes", self.minutes.value())
            self.window().locking.set_time()
