"""打印: what can be put on paper from here, previewed as the very pages, then printed or exported."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtWidgets import (QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout,
                               QWidget)

from db.errors import Refusal
from db.ledgers import LEDGERS
from desktop import errors, jobs
from desktop.operations.talks import note_reading
from desktop.reports.export import Exported, house_style
from desktop.reports.papers import Paper, blank_papers, record_papers
from desktop.reports.preview import Preview, preview
from desktop.screens.ledger.paper_reason import ask_reason
from desktop.screens.reporting.report_files import Files, exported_buttons, exported_words, open_exported
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.page_panel import PagePanel

if TYPE_CHECKING:
    from desktop.reports.blocks import Document

_PLACE = Qt.ItemDataRole.UserRole
_KNOWN = ("note_close", "知道了")


class PaperDialog(QDialog):
    """The papers at the left, the pages of the chosen one at the right. Nothing is set before it is chosen."""

    def __init__(self, state: State, papers: Sequence[Paper], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paper_dialog")
        self.setWindowTitle("打印和导出")
        self._state, self._papers = state, tuple(papers)
        self._document: Document | None = None
        self._exported: Exported | None = None
        self._setting: jobs.Progress | None = None
        self.files = Files(self)
        self.papers = QListWidget(self)
        self.papers.setObjectName("papers")
        self.papers.setAccessibleName("可以打印的内容")
        self.papers.setFixedWidth(230)
        self.papers.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.help = theme.muted("", self)
        self.help.setWordWrap(True)
        self.note = NoteBar("paper_note", self)
        self.pages = PagePanel(self)
        self.pages.view.editable = lambda block: False
        self.word = self._button("导出 Word", "paper_word", lambda: self._export(("docx",)))
        self.pdf = self._button("导出 PDF", "paper_pdf", lambda: self._export(("pdf",)))
        self.excel = self._button("导出 Excel", "paper_excel", self._export_rows)
        self.print = self._button("打印…", "paper_print", self._print)
        self.print.setIcon(theme.icon("print", theme.ON_STRONG))
        self.print.setProperty("main", True)
        self.print.setShortcut(QKeySequence.StandardKey.Print)
        close = self._button("关闭", "paper_close", self.reject)
        self._lay_out(close)
        self._fill()
        self.papers.currentItemChanged.connect(self._choose)
        self.note.pressed.connect(self._note_pressed)
        self.files.exported.connect(self._told)
        self.files.printed.connect(lambda pages: self.note.say(f"已送打印，共 {pages} 页。", "good", _KNOWN))
        state.closed.connect(self.reject)
        self._allow()
        fit(self, 1120, 680)

    def open(self) -> None:
        """Shows the dialog with the first paper set."""
        super().open()
        self._select_first()

    def exec(self) -> int:
        self._select_first()
        return super().exec()

    @property
    def paper(self) -> Paper | None:
        """The paper chosen."""
        item = self.papers.currentItem()
        place = item.data(_PLACE) if item is not None else None
        return self._papers[place] if place is not None else None

    @property
    def ready(self) -> bool:
        """Whether the pages of the chosen paper are shown."""
        return self._document is not None

    def _select_first(self) -> None:
        self.papers.setCurrentRow(1)  # below the first heading
        self.papers.setFocus()

    def _button(self, words: str, name: str, act: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def _lay_out(self, close: QPushButton) -> None:
        left = QVBoxLayout()
        left.addWidget(QLabel("打印什么", self))
        left.addWidget(self.papers, 1)
        left.addWidget(self.help)
        above = QHBoxLayout()
        above.addLayout(left)
        above.addWidget(self.pages, 1)
        below = QHBoxLayout()
        below.addStretch(1)
        for button in (self.excel, self.word, self.pdf, self.print, close):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.note)
        column.addLayout(above, 1)
        column.addLayout(below)

    def _fill(self) -> None:
        numbered = enumerate(self._papers)
        for group, members in groupby(numbered, key=lambda each: each[1].group):
            head = QListWidgetItem(group, self.papers)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            head.setForeground(QColor(theme.MUTED))
            head.setSizeHint(QSize(0, theme.ROW))
            for place, paper in members:
                item = QListWidgetItem(paper.title, self.papers)
                item.setData(_PLACE, place)
                item.setToolTip(paper.help)
                item.setSizeHint(QSize(0, theme.ROW))

    # -- setting the pages ------------------------------------------------------------------------------------------

    @Slot()
    def _choose(self, *_: object) -> None:
        if self._setting is not None:
            self._setting.cancelled = True  # the pages of the paper before are not wanted any more
        self._document = None
        self.pages.show_preview(None)
        self.note.clear()
        self._allow()
        paper, workspace, today = self.paper, self._state.workspace, self._state.today()
        if paper is None or workspace is None:
            return

        def work(progress: jobs.Progress) -> tuple[Document, Preview]:
            document = paper.make(workspace, today, progress.step)
            shown = preview(document, house_style(workspace), progress.step)
            if paper.read is not None:
                note_reading(workspace, paper.read)
            return document, shown

        def done(made: tuple[Document, Preview]) -> None:
            if paper is self.paper:  # another may have been chosen meanwhile
                self._document = made[0]
                self.pages.show_preview(made[1])
                self._allow()
                if made[1].missing:
                    self.note.say(f"有 {len(made[1].missing)} 个字没有字形可用，PDF 里显示为□："
                                  f"{'、'.join(made[1].missing[:20])}。", "warn", _KNOWN)

        def failed(error: BaseException) -> None:
            if paper is self.paper:
                if isinstance(error, Refusal):
                    self.note.say(str(error), "warn")
                elif isinstance(error, jobs.Cancelled):
                    self.note.say("已停止排版。要看它的页面，请在左边再选一次。", "calm")
                else:
                    errors.report(error, self)

        self._setting = jobs.run(self, "正在排版", work, done, failed)

    def _allow(self) -> None:
        paper = self.paper
        self.help.setText(paper.help if paper is not None else "")
        for button in (self.word, self.pdf, self.print):
            button.setEnabled(self._document is not None)
        self.excel.setVisible(paper is not None and paper.query is not None)

    # -- out of the program ------------------------------------------------------------------------------------------

    def _export(self, formats: tuple[str, ...]) -> None:
        document, paper = self._document, self.paper
        ask_reason(self._state, self, paper, lambda why: self.files.export(
            self._state.workspace, document, formats, paper.named(why)))

    def _export_rows(self) -> None:
        paper = self.paper
        ask_reason(self._state, self, paper, lambda why: self.files.export_list(
            self._state, paper, why, ("xlsx",)))

    def _print(self) -> None:
        document, paper = self._document, self.paper
        ask_reason(self._state, self, paper, lambda why: self.files.print(
            self._state.workspace, document, paper.named(why)))

    def write(self, targets: Sequence[Path]) -> None:
        """Writes the pages shown to files of these names, without asking."""
        self.files.write(self._state.workspace, self._document, list(targets), self.paper.logged)

    @Slot(object)
    def _told(self, exported: Exported) -> None:
        self._exported = exported
        words, tone = exported_words(exported, listed=self.isVisible())
        self.note.say(words, tone, *exported_buttons(exported), _KNOWN)
        self.pages.show_findings(exported.findings)

    @Slot(str)
    def _note_pressed(self, name: str) -> None:
        if name.startswith("open_") and self._exported is not None:
            open_exported(self, self._exported, name)
        else:
            self.note.clear()

    def done(self, result: int) -> None:
        self.pages.show_preview(None)
        super().done(result)


def show_papers(state: State, papers: Sequence[Paper], parent: QWidget) -> PaperDialog:
    """Opens the papers over a widget."""
    dialog = PaperDialog(state, papers, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def show_record_papers(state: State, ledger_key: str, record_id: int, parent: QWidget) -> PaperDialog | None:
    """Opens the forms of a record, filled in and blank."""
    if state.workspace is None:
        return None
    return show_papers(state, [*record_papers(state.workspace, LEDGERS[ledger_key], record_id),
                               *blank_papers([ledger_key])], parent)
