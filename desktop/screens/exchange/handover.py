"""设置 → 交接: the package for a successor, and the check on arrival."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from db.handover import CHECKS, FORM
from desktop import jobs
from desktop.reports.forms.handover import PEOPLE, PLACES
from desktop.reports.papers import Paper
from desktop.screens.settings.card_page import CardPage
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import STICK, choose_file, choose_folder
from desktop.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from db.handover import Check

_KNOWN, _PRINT, _OPEN = ("close", "知道了"), ("print_check", "打印核对表…"), ("open_folder", "打开文件夹")
_LINES = 2


class HandoverPage(CardPage):
    """Typed words are kept with the file when a package is made."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__("handover_page", parent)
        self._state, self._check, self._made = state, None, None
        self.note = NoteBar("handover_note", self)
        self.note.pressed.connect(self._pressed)
        self.edits: dict[str, QLineEdit | QPlainTextEdit] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(theme.LARGE)
        for key, title in (*PEOPLE, *PLACES):
            edit = QLineEdit(self) if (key, title) in PEOPLE else QPlainTextEdit(self)
            if isinstance(edit, QPlainTextEdit):
                edit.setTabChangesFocus(True)
                edit.setFixedHeight(edit.fontMetrics().lineSpacing() * _LINES + theme.LARGE)
            edit.setObjectName(f"handover_{key}")
            edit.setAccessibleName(title)
            self.edits[key] = edit
            form.addRow(title, edit)
        self.look = self.button("handover_look", "预览和打印清单…", self._preview)
        self.make = self.button("handover_make", "生成交接包…", self._ask_folder, main=True)
        self.receive = self.button("handover_receive", "接收核对…", self._ask_file)
        self.past = theme.muted("", self)
        self._lay_out(form)
        self._read()
        state.changed.connect(self._show_past)

    def _lay_out(self, form: QFormLayout) -> None:
        row = QHBoxLayout()
        for button in (self.make, self.look):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addWidget(self.note)
        self.card(
            "移交：出交接包",
            "交接包里有交接清单（Word 和 PDF）和核对用的数据：各台账有多少条、什么没有办完、答应过什么、下一步要办什么、"
            "备份和纸质材料在哪里。谈话只列编号，没有内容。做完交接包，请再备份一次，放在一起交给接收人。",
            form,
            row,
        )
        self.card(
            "接收：在新电脑上核对",
            "先从备份恢复台账、打开，再选交接包里的“交接数据.json”。程序会逐项重新清点，并检查操作日志接得上；请在动手改台账以前核对。",
            self.receive,
            self.past,
        )
        self.close_column()

    def _read(self) -> None:
        workspace = self._state.workspace
        kept = workspace.setting(FORM) or {}
        for key, edit in self.edits.items():
            (edit.setText if isinstance(edit, QLineEdit) else edit.setPlainText)(kept.get(key, ""))
        self.make.setEnabled(not workspace.read_only)
        self._show_past()

    @Slot()
    def _show_past(self, *_: object) -> None:
        workspace = self._state.workspace
        found = (workspace.setting(CHECKS) or []) if workspace is not None else []
        self.past.setText("\n".join(
            f"{datetime.fromisoformat(one['at']):%Y-%m-%d %H:%M} 接收核对：{'相符' if not one['problems'] else ''.join(one['problems'])}"
            for one in found[:3]))

    @property
    def words(self) -> dict[str, str]:
        """What was typed."""
        return {key: (edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()).strip() for key, edit in self.edits.items()}

    # -- handing over ----------------------------------------------------------------------------------------------

    @Slot()
    def _preview(self) -> None:
        words = self.words
        self._show_paper(Paper("交接清单", "交接", lambda workspace, today, step: _operations().sheet(workspace, words)[0], "交接清单"))

    @Slot()
    def _ask_folder(self) -> None:
        if folder := choose_folder(self, "交接包放在哪个文件夹里（最好是备份 U 盘）", STICK):
            self.make_package(folder)

    def make_package(self, folder: Path) -> None:
        """Writes the package into a folder and says where it is."""
        workspace, words = self._state.workspace, self.words

        def done(place: Path) -> None:
            self._made = place
            self.note.say(f"交接包已生成：{place}。请再做一次备份，和它放在一起；打印交接清单，三方签字。", "good", _OPEN, _KNOWN)

        jobs.run(self, "正在生成交接包", lambda progress: _operations().make_package(workspace, words, folder, progress.step), done)

    # -- receiving -------------------------------------------------------------------------------------------------

    @Slot()
    def _ask_file(self) -> None:
        if file := choose_file(self, "选择交接包里的“交接数据.json”", "交接数据 (*.json)", STICK):
            self.receive_from(file)

    def receive_from(self, file: Path) -> None:
        """Re-counts against a package and says whether it fits."""
        workspace = self._state.workspace

        def done(check: Check) -> None:
            self._check = check
            self._show_past()
            if check.fits:
                self.note.say("核对相符：各台账的条数与交接时相同，操作日志连续完整。结果已记入台账。", "good", _PRINT, _KNOWN)
            else:
                self.note.say("核对不相符。" + "".join(check.problems), "bad", _PRINT, _KNOWN)

        jobs.run(self, "正在核对", lambda progress: _operations().receive(workspace, file, progress.step), done)

    @Slot(str)
    def _pressed(self, name: str) -> None:
        if name == "print_check" and self._check is not None:
            check, words = self._check, self.words
            self._show_paper(Paper("接收核对表", "交接", lambda workspace, today, step: _operations().receipt(workspace, check, words), "接收核对表"))
        elif name == "open_folder" and self._made is not None:
            from desktop.screens.reporting.report_files import open_file

            open_file(self._made)
        else:
            self.note.clear()

    def _show_paper(self, paper: Paper) -> None:
        from desktop.screens.ledger.paper_dialog import PaperDialog

        dialog = PaperDialog(self._state, [paper], self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _operations():  # noqa: ANN202 - the module
    from desktop.operations import handover

    return handover
