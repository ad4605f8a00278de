"""制作自救 U 盘: onto which stick, with which programs; then the backup, the programs and the page, all read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import errors, jobs, rescue
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import IMPORT, STICK, choose_folder
from desktop.widgets.fitting import FittingDialog
from desktop.widgets.snapshot_table import size_words

WHAT = ("自救 U 盘里有程序、台账备份、字体和一页恢复说明。电脑坏了，把它插到任何一台办公电脑上，不联网、不安装就能核对备份、把台账恢复出来。"
        "以后再做只更新有变化的部分。")
NO_PASSWORD = "这份台账没有设密码，拿到 U 盘的人都能看到内容。建议先在“设置—安全”里设密码，再来制作。"


class RescueMakingDialog(FittingDialog):
    """``stick`` is where it goes; the packages of programs are looked for on it and in a folder the clerk names."""

    def __init__(self, state: State, stick: Path | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("rescue_making")
        self.setWindowTitle("制作自救 U 盘")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(600)
        self._state, self._stick, self._packages = state, stick, None
        self._programs: list[rescue.Program] = []
        what = QLabel(WHAT, self)
        what.setWordWrap(True)
        self.place = QLabel(self)
        self.place.setObjectName("rescue_place")
        self.place.setWordWrap(True)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.programs = QLabel(self)
        self.programs.setObjectName("rescue_programs")
        self.programs.setWordWrap(True)
        self.programs.setTextFormat(Qt.TextFormat.PlainText)
        self.said = QLabel(self)
        self.said.setObjectName("rescue_said")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("制作", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("rescue_go")
        theme.make_main(self.go)
        self.shut = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.shut.setObjectName("rescue_close")
        buttons.accepted.connect(self.make)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(what)
        if not state.workspace.encrypted:
            column.addWidget(theme.sentence(NO_PASSWORD, "warn", self))
        for head, words, button in (
                ("做到哪个 U 盘", self.place, self._button("rescue_stick", "选择 U 盘…", self.choose_stick)),
                ("盘上放哪些程序", self.programs, self._button("rescue_packages", "选择存放安装包的文件夹…", self.choose_packages))):
            column.addWidget(theme.heading(head, self))
            row = QHBoxLayout()
            row.addWidget(words, 1)
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addWidget(buttons)
        self._show()

    def _button(self, name: str, words: str, act: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setIcon(theme.icon("open"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    @Slot()
    def choose_stick(self) -> None:
        if chosen := choose_folder(self, "做到哪个 U 盘", STICK, self._stick):
            self.use_stick(chosen)

    def use_stick(self, stick: Path) -> None:
        self._stick = stick
        self._show()

    @Slot()
    def choose_packages(self) -> None:
        if chosen := choose_folder(self, "安装包在哪个文件夹", IMPORT, self._packages):
            self.use_packages(chosen)

    def use_packages(self, folder: Path) -> None:
        """Takes programs from a folder with the packages (.zip, .tar.xz) as they are handed out."""
        self._packages = folder
        self._show()

    def _show(self) -> None:
        """What is chosen so far, and whether it is enough to begin."""
        here = rescue.program_of_here()
        folders = [self._stick / rescue.PROGRAMS, self._stick] if self._stick else []
        found = [*([here] if here else []), *(program for folder in [*folders, *([self._packages] if self._packages else [])]
                                              for program in _programs_in(folder))]
        self._programs = rescue.choose(found)
        self.place.setText(_place_words(self._stick))
        there = {program.system: program for program in self._programs}
        lines = []
        for system, name in rescue.SYSTEMS.items():
            if system in there:
                lines.append(f"✓　{name}：{there[system].number} 版")
            else:
                lines.append(f"✗　{name}：没有找到安装包，这类电脑上要先安装程序才能恢复")
        self.programs.setText("\n".join(lines))
        self.go.setEnabled(self._stick is not None and bool(self._programs))
        self.said.setText("" if self._programs else
                          "还没有可放到 U 盘上的程序。请选择存放安装包的文件夹（文件名以 lvze- 开头，以 .zip 或 .tar.xz 结尾）。")

    @Slot()
    def make(self) -> None:
        workspace, stick, programs = self._state.workspace, self._stick, self._programs

        def work(progress: jobs.Progress) -> rescue.Made:
            return rescue.make(workspace, stick, programs, progress.step)

        jobs.run(self, "正在制作自救 U 盘", work, self._made, self._failed)

    def _made(self, made: rescue.Made) -> None:
        words = [f"自救 U 盘做好了：{sum(made.counts.values())} 条记录，{len(made.programs)} 种系统的程序，恢复说明 1 份。", made.how_verified,
                 *made.problems, "请安全弹出 U 盘，和恢复码分开保管。"]
        self._show()
        self.said.setText("".join(words))
        self.go.setText("再做一个")
        self.shut.setText("关闭")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, jobs.Cancelled):
            self.said.setText("已取消，U 盘还没有做完；盘上以前的备份没有改动。")
        else:
            self.said.setText("自救 U 盘没有做完。")
            errors.report(error, self)


def _programs_in(folder: Path) -> list[rescue.Program]:
    try:
        return rescue.programs_in(folder)
    except OSError:
        return []


def _place_words(stick: Path | None) -> str:
    if stick is None:
        return "插上 U 盘，再点右边的按钮选择它。"
    import shutil

    try:
        return f"{stick}　剩余 {size_words(shutil.disk_usage(stick).free)}"
    except OSError:
        return f"{stick}　（读不到，请插好 U 盘）"
