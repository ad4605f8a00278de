"""The recovery code, shown this once: to be printed or saved, and typed back from the paper."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtWidgets import (QDialogButtonBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton,
                               QVBoxLayout, QWidget)

from db.keyring import WrongPassword, read_code
from desktop import jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog
from desktop.widgets.question import ask

if TYPE_CHECKING:
    from desktop.reports.blocks import Document

WHY = ("忘记密码时，只有这个恢复码能打开台账和备份；密码和恢复码都丢了，谁也打不开，没有任何办法找回。"
       "恢复码只在这里显示这一次，请打印两份，一份自己保管，一份封好交党委办公室负责人，不要和电脑放在一起。")


TALK_WHY = ("忘记第二密码时，只有这个恢复码能打开谈话内容；第二密码和它都丢了，谁也打不开，没有任何办法找回。"
            "它打不开台账本身。恢复码只在这里显示这一次，请打印两份，分开保管，不要和电脑放在一起。")


AS_PRINTED = "照着打印出来的纸输入一遍，确认没有印错、抄错。"


@dataclass(frozen=True)
class Code:
    """What a recovery code opens: its title, what is said about it."""

    title: str
    why: str


WHOLE, TALKS = Code("台账恢复码", WHY), Code("谈话锁恢复码", TALK_WHY)


class RecoveryCodeDialog(FittingDialog):
    """Needs the open file whose code it is. Ends with 完成 once the code was typed back without an error."""

    def __init__(self, state: State, code: str, parent: QWidget | None = None, what: Code = WHOLE):
        super().__init__(parent)
        self.setObjectName("recovery_code")
        self.setWindowTitle(what.title)
        self._what = what
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(560)
        self._state, self._code, self._workspace = state, code, state.workspace
        self.code = QLabel("　".join(code.split("-")[:5]) + "\n" + "　".join(code.split("-")[5:]), self)
        self.code.setObjectName("code")
        self.code.setAccessibleName("恢复码")
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.sized(self.code, theme.TITLE, bold=True)
        why = QLabel(what.why, self)
        why.setWordWrap(True)
        self.printing = self._button("code_print", "打印…", self.print, "print", main=True)
        self.saving = self._button("code_save", "存为 PDF…", self.choose, "save")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.printing)
        row.addWidget(self.saving)
        row.addStretch(1)
        self.said = theme.muted("", self)
        self.said.setObjectName("code_said")
        self.typed = QLineEdit(self)
        self.typed.setObjectName("code_typed")
        self.typed.setAccessibleName("照着纸上的恢复码输入一遍")
        self.typed.setPlaceholderText("大小写、空格和横线都不要紧")
        self.typed.textChanged.connect(self._compare)
        self.answer = theme.sentence(AS_PRINTED, "calm", self)
        self.answer.setObjectName("code_answer")
        buttons = QDialogButtonBox(self)
        self.finish = buttons.addButton("完成", QDialogButtonBox.ButtonRole.AcceptRole)
        self.finish.setObjectName("code_finish")
        theme.make_main(self.finish)
        self.finish.setEnabled(False)
        buttons.accepted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(why)
        column.addWidget(self.code)
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(theme.heading("核对一遍", self))
        column.addWidget(self.typed)
        column.addWidget(self.answer)
        column.addWidget(buttons)

    def _button(self, name: str, words: str, act: object, icon: str, main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setIcon(theme.icon(icon, theme.ON_STRONG if main else theme.MUTED))
        button.setProperty("main", main)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def _page(self) -> Document:
        from desktop.reports.forms.recovery_code import house_of, recovery_page

        return recovery_page(self._code, self._workspace.path.name, house_of(self._workspace.hospital, self._state.today()),
                             talks=self._what is TALKS)

    def print(self) -> None:
        from desktop.screens.reporting.report_files import Files

        files = Files(self)
        files.printed.connect(lambda _: self.said.setText("已送到打印机。"))
        files.print(self._workspace, self._page())

    def choose(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(self, "恢复码存到哪里（最好存到另外的 U 盘）",
                                                str(Path(documents) / f"{self._what.title}.pdf"), "PDF 文件 (*.pdf)")
        if chosen:
            self.save(Path(chosen))

    def save(self, target: Path) -> None:
        """Writes the page as a PDF."""
        workspace, page = self._workspace, self._page()

        def work(_: jobs.Progress) -> None:
            from desktop.reports.export import house_style
            from desktop.reports.pdf_writer import write_pdf

            write_pdf(page, house_style(workspace), target)
            workspace.log("恢复码存为 PDF")

        jobs.run(self, "正在保存", work, lambda _: self.said.setText(
            f"已存到：{target}。打印以后请从电脑里删掉，或移到另外保管的 U 盘上。"))

    @Slot(str)
    def _compare(self, typed: str) -> None:
        same, words, tone = False, AS_PRINTED, "calm"
        if sum(letter.isalnum() for letter in typed) >= 34:
            try:
                same = read_code(typed) == read_code(self._code)
                words, tone = ("核对无误。", "good") if same else ("和上面的恢复码不一样，请逐组核对。", "bad")
            except WrongPassword as wrong:
                words, tone = str(wrong), "bad"
        theme.tint(self.answer, words, tone)
        self.finish.setEnabled(same)

    @property
    def forfeited(self) -> str:
        """What is to be said after the lock has closed it before the code was typed back."""
        return "" if self.finish.isEnabled() else (f"锁定的时候，{self._what.title}还没有照着纸核对过，现在已经看不到了。"
                                                   "没有打印的，请到“设置—安全”里重新设一次。")

    def reject(self) -> None:
        """Esc and the cross: only after the clerk knows what that means."""
        if self.finish.isEnabled() or ask(
                self, "还没有照着纸核对过恢复码。现在关掉，就再也看不到它；以后忘记密码，就打不开了。"
                      "（密码还记得时，可以在“设置—安全”里重新设一次。）", "不核对，关闭", "返回"):
            super().reject()
