"""三十秒答问: choose a question, see the answer as the page that can be exported or printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop import errors, jobs
from desktop.reports.export import house_style
from desktop.reports.preview import Preview, preview
from desktop.reports.questions import QUESTIONS, answer, page
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.page_panel import PagePanel
from desktop.widgets.plain_list import PlainList

if TYPE_CHECKING:
    from desktop.reports.blocks import Document
    from desktop.screens.reporting.report_files import Files


class QuestionDialog(QDialog):
    """For the period chosen in the window."""

    def __init__(self, state: State, files: Files, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question_dialog")
        self.setWindowTitle("三十秒答问")
        fit(self, 980, 620)
        self._state, self._files = state, files
        self._document: Document | None = None
        self.questions = PlainList("questions", "问题", self)
        for key, question in QUESTIONS.items():
            QListWidgetItem(question.words, self.questions).setData(256, key)
        self.questions.setMinimumWidth(theme.scaled(260))
        self.pages = PagePanel(self)
        self.view = self.pages.view
        self.view.editable = lambda block: False
        self.export = self._button("导出 Word 和 PDF…", "answer_export", self._export)
        self.print = self._button("打印…", "answer_print", self._print)
        close = self._button("关闭", "answer_close", self.reject)
        above = QHBoxLayout()
        above.addWidget(self.questions)
        above.addWidget(self.pages, 1)
        below = QHBoxLayout()
        below.addWidget(QLabel(f"统计范围：{state.period.label}（在窗口右上角选择）", self))
        below.addStretch(1)
        for button in (self.export, self.print, close):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addLayout(above, 1)
        column.addLayout(below)
        self.questions.currentRowChanged.connect(self._show)
        self.questions.setCurrentRow(0)

    def _button(self, words: str, name: str, pressed: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    @Slot(int)
    def _show(self, row: int) -> None:
        item = self.questions.item(row)
        if item is None:
            return
        key, workspace, period, today = item.data(256), self._state.workspace, self._state.period, self._state.today()

        def work(_: jobs.Progress) -> tuple[int, Document, Preview]:
            document = page(workspace, answer(workspace, key, period, today), today)
            return row, document, preview(document, house_style(workspace))

        jobs.quietly(self, work, self._fill, lambda error: errors.report(error, self))

    def _fill(self, made: tuple[int, Document, Preview]) -> None:
        row, document, shown = made
        if row == self.questions.currentRow():  # another question may have been chosen meanwhile
            self._document = document
            self.pages.show_preview(shown)

    @Slot()
    def _export(self) -> None:
        if self._document is not None:
            self._files.export(self._state.workspace, self._document, ("docx", "pdf"))

    @Slot()
    def _print(self) -> None:
        if self._document is not None:
            self._files.print(self._state.workspace, self._document)

    def done(self, result: int) -> None:
        self.pages.show_preview(None)
        super().done(result)
