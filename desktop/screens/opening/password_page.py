"""The wizard's page about the password: set one, or openly do without."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from desktop.screens.opening.step_page import StepPage
from desktop.widgets import theme
from desktop.widgets.password_edit import NewPassword

PROTECTED = ("整个台账、佐证材料和备份都会加密，没有密码谁也看不到。忘记密码时要用恢复码打开：点“完成”后会显示恢复码，"
             "请打印两份分开保管。密码和恢复码都丢了，谁也打不开，没有任何办法找回。")
UNPROTECTED = ("文件不加密：能打开这台电脑、拿到这个文件或备份盘的人，都能看到里面的内容，包括谈话记录。"
               "窗口下方会一直显示“未设密码”；以后可以随时在“设置—安全”里设。")


class PasswordPage(StepPage):
    """``password`` is None when it was declined."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__("密码", "谈话记录和院内情况都在台账里，建议设一个密码。", parent)
        self.wanted = self._choice("with_password", "设密码（建议）")
        self.declined = self._choice("without_password", "暂不设密码")
        self.wanted.setChecked(True)
        self.new = NewPassword("start_password", self)
        self.column.setSpacing(theme.SMALL)
        for choice, words, more in ((self.wanted, PROTECTED, self.new), (self.declined, UNPROTECTED, None)):
            inside = QVBoxLayout()
            inside.setContentsMargins(theme.LARGE, 0, 0, theme.MEDIUM)
            inside.setSpacing(theme.SMALL)
            inside.addWidget(theme.muted(words, self))
            if more is not None:
                inside.addWidget(more)
            self.column.addWidget(choice)
            self.column.addLayout(inside)
        self.column.addStretch(1)
        self.wanted.toggled.connect(self.new.setEnabled)
        self.wanted.toggled.connect(self.completeChanged)
        self.new.changed.connect(self.completeChanged)

    def _choice(self, name: str, words: str) -> QRadioButton:
        button = QRadioButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        theme.sized(button, theme.BODY, bold=True)
        return button

    @property
    def password(self) -> str | None:
        return self.new.value() if self.wanted.isChecked() else None

    def initializePage(self) -> None:
        """The password can be typed at once; the wizard itself gives the keyboard to the choice above it."""
        if self.wanted.isChecked():
            QTimer.singleShot(0, self.new.setFocus)

    def isComplete(self) -> bool:
        return self.declined.isChecked() or self.new.value() is not None
