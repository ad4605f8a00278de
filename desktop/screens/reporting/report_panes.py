"""How the report page is laid out: sections, pages, figures, findings and the clerk's edits around one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop import slices
from desktop.operations import reports as operations
from desktop.reports.blocks import plain_text
from desktop.screens.reporting.report_bar import ReportBar
from desktop.widgets import theme
from desktop.widgets.block_editor import BlockEditor
from desktop.widgets.edit_list import EditLine, EditList
from desktop.widgets.figure_list import FigureList
from desktop.widgets.finding_list import FindingList
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.page_panel import PagePanel
from desktop.widgets.placeholder import Placeholder
from desktop.widgets.section_list import SectionList

if TYPE_CHECKING:
    from desktop.operations.reports import Work
    from desktop.reports.preview import Preview

_FIRST = (("talk", "登记谈心谈话"), ("meeting", "登记会议研究"), ("study", "登记理论学习"), ("publication", "登记宣传发稿"))


class ReportPanes(QWidget):
    """The widgets of the page; what they do is said in ``desktop.screens.reporting.reports``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = ReportBar(operations.kinds(), self)
        self.note = NoteBar("report_note", self)
        self.nothing = Placeholder(self)
        self.sections = SectionList(self)
        self.pages = PagePanel(self)
        self.view, self.zoom = self.pages.view, self.pages.zoom
        self.editor = BlockEditor(self)
        self.editor.hide()
        self.side = QTabWidget(self)  # before what stands in it: Tab comes to its tabs first
        self.figures = FigureList(self)
        self.findings = FindingList(self)
        self.edits = EditList(self)
        self._fill_side()
        self._across = QSplitter(Qt.Orientation.Horizontal, self)
        self._across.setObjectName("report_columns")
        self._across.setChildrenCollapsible(False)
        for widget in (self.sections, self._middle(), self.side):
            self._across.addWidget(widget)
        self._across.setStretchFactor(1, 1)
        self._placed = False
        self.sections.setMinimumWidth(120)
        self.side.setMinimumWidth(250)
        self._places = QStackedWidget(self)
        self._places.addWidget(self.nothing)
        self._places.addWidget(self._across)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addWidget(self._places, 1)

    def _fill_side(self) -> None:
        self.side.setObjectName("report_side")
        self.side.setDocumentMode(True)
        self.side.tabBar().setAccessibleName("数字、校验和改动")
        for widget, words in ((self.figures, "数字"), (self.findings, "校验"), (self.edits, "改动")):
            self.side.addTab(widget, words)

    def _middle(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pages)
        split.addWidget(self.editor)
        split.setStretchFactor(0, 1)
        split.setSizes([420, 190])
        return split

    def ready(self) -> slices.Job:
        """What stands around a report, ready to be seen."""
        for pane in (self.sections, self.pages, self.side):
            theme.dress_whole(pane)
            yield

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The first time, the columns beside the pages get their room: more on a wide screen and with large type."""
        super().showEvent(event)
        if not self._placed:
            self._placed, more = True, max(0, self.width() - 1366) // 6
            beside = (310 + theme.scaled(310)) // 2 + more
            self._across.setSizes([196 + more, self.width() - 196 - more - beside, beside])

    def show_nothing(self) -> None:
        """The placeholder in place of a report."""
        self.pages.show_preview(None)
        self._places.setCurrentWidget(self.nothing)

    def say_not_drafted(self) -> None:
        """In the placeholder: the report chosen in the bar can be drafted."""
        self.nothing.say(f"还没有起草{self.bar.period.text()}的报告",
                         "起草时从台账取数，每个数字都能点开看依据的记录。文字可以改，重新取数时改过的文字会留下。",
                         (("compose_first", f"起草{self.bar.kind.currentText()}"),))

    def say_no_records(self, period: str) -> None:
        """In the placeholder: there is nothing to draft a report from; ``pressed`` gives the ledger to begin with."""
        self.nothing.say(f"{period}还没有记录，起草不出报告",
                         "报告里的数字都从台账来。请先登记这段时间的工作，再回到这里起草；要看别的时间，请在右上角选择。", _FIRST)

    def show_pages(self, preview: Preview) -> None:
        """The pages of the report shown, or of its newer wording: the reader stays where he is."""
        self.pages.show_preview(preview)
        self._places.setCurrentWidget(self._across)

    def show_work(self, work: Work) -> None:
        """Everything beside the pages."""
        self.sections.show_document(work.document, work.reworded)
        self.figures.show_figures(work.figures, work.changes, work.used)
        self.findings.show_findings(work.findings, "定稿里的数字与现在的记录一致。" if work.final else "没有发现前后矛盾，也没有发现缺项。")
        self.edits.show_edits([_line(work, number) for number in range(len(work.all_edits))], not work.final)
        self.side.setTabVisible(2, not work.final)  # before the words: afterwards it would forget to make room for them
        found = "定稿后变化" if work.final else "校验"
        for place, (words, number) in enumerate((("数字", len(work.used)), (found, len(work.findings)), ("改动", len(work.all_edits)))):
            self.side.setTabText(place, f"{words} {number}" if number else words)
        self.zoom.say("单击数字看记录" if work.final else "单击数字看记录，双击段落改文字")


def _line(work: Work, number: int) -> EditLine:
    edit = work.all_edits[number]
    words = "".join(plain_text(spans) for spans in edit.paragraphs)
    source = next((source for source, kept in work.edited.kept.items() if kept == edit), None)
    return EditLine(edit.section, words, source)
