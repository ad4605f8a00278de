"""报告, the tab where a report is drafted, read, reworded, checked, exported, printed and finalised."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import errors, jobs, slices
from desktop.operations import reports as operations
from desktop.operations.reports import Shown, Work
from desktop.reports import store
from desktop.reports.export import house_style
from desktop.reports.installed import stand_ins
from desktop.reports.templates import KINDS
from desktop.screens.reporting.report_bar import SavedLine
from desktop.screens.reporting.report_extras import ReportExtras
from desktop.screens.reporting.report_files import Files, exported_buttons, exported_words, open_exported
from desktop.screens.reporting.report_panes import ReportPanes
from desktop.screens.reporting.report_wording import WordingDesk
from desktop.state import State, Target
from desktop.widgets.figure_model import explained, target_of
from desktop.widgets.question import ask

if TYPE_CHECKING:
    from db.checks import Finding
    from db.journal import ChangeSet
    from desktop.jobs import Progress
    from desktop.reports.export import Exported

_KNOWN = ("note_close", "知道了")


class ReportsPage(QWidget):
    """One report at a time: of the kind chosen here and the period chosen for the whole window."""

    def __init__(self, state: State, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reports_page")
        self._state = state
        self._work: Work | None = None
        self._busy = False
        self._turned = False  # another kind or period was chosen while a report was being made
        self._asked: tuple[str, str, int | None] | None = None  # kind, period, who reports: last filled for these
        self._stale = False  # records changed since the final report shown was held against them
        self._known: set[str] = set()  # findings the clerk has seen and let stand
        self._written: Exported | None = None
        self.panes = ReportPanes(self)
        self.files = Files(self)
        self.desk = WordingDesk(state, self.panes.editor, self)
        self.extras = ReportExtras(state, self, self.panes.bar.more.menu())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panes)
        self._connect()
        self._show_period()
        self._offer()

    def _connect(self) -> None:
        state, panes, bar, view = self._state, self.panes, self.panes.bar, self.panes.view
        state.period_changed.connect(self._turn)
        state.changed.connect(self._changed)
        bar.kind_chosen.connect(self._turn)
        bar.person_chosen.connect(self._turn)
        bar.compose_wanted.connect(self.compose)
        bar.saved_listed.connect(self._list_saved)
        bar.saved_wanted.connect(self.open_saved)
        bar.edit_wanted.connect(self._edit_here)
        bar.print_wanted.connect(self._print)
        bar.export_wanted.connect(self._export)
        bar.export.menu().aboutToShow.connect(lambda: bar.show_stand_ins(stand_ins(house_style(self._state.workspace))))
        bar.faces.triggered.connect(lambda: self.window().show_settings("layout"))
        bar.finalise_wanted.connect(self._finalise)
        bar.unseal_wanted.connect(self.extras.unseal)
        view.explain = self._explain
        view.editable = lambda block: self._source(block) is not None
        view.figure_clicked.connect(self._show_records)
        view.block_wanted.connect(self.edit)
        panes.sections.chosen.connect(self._jump)
        panes.figures.picked.connect(view.show_figure)
        panes.figures.wanted.connect(self._show_records)
        panes.findings.wanted.connect(self._show_finding)
        panes.edits.shown.connect(self._show_edit)
        panes.edits.reset.connect(lambda number: self.desk.reset_edit(self._work.all_edits[number]))
        panes.nothing.pressed.connect(self._next_step)
        panes.note.pressed.connect(self._note_pressed)
        self.desk.reworded.connect(self._reworded)
        self.desk.opened.connect(self._opened)
        self.desk.closed.connect(view.clear_mark)
        self.files.exported.connect(self._exported)
        self.files.printed.connect(lambda pages: panes.note.say(f"已送打印，共 {pages} 页。", "good", _KNOWN))

    # -- which report is shown -------------------------------------------------------------------------------------

    @property
    def work(self) -> Work | None:
        """The report shown."""
        return self._work

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt
        super().showEvent(event)
        QTimer.singleShot(0, self, self._arrive)

    def unsaved(self) -> list[str]:
        """The title of the report in which something was typed and not saved. Asked before the window closes: the draft that the
        clerk is then promised is kept now, not at the next pause in typing."""
        self.desk.keep_draft()
        return [self._work.title] if self._work is not None and self.desk.dirty else []

    def show_target(self, target: Target) -> None:
        """Shows the report of a period, of another kind when ``filters`` names one."""
        kind = self.panes.bar.kind.findData((target.filters or {}).get("kind"))
        if kind >= 0:
            self.panes.bar.kind.setCurrentIndex(kind)
        if target.period is not None:
            self._state.set_period(target.period)

    def _wanted(self) -> tuple[str, str, int | None]:
        bar = self.panes.bar
        kind = bar.kind.currentData()
        person_id = bar.person.currentData() if KINDS[kind].personal else None
        return kind, operations.period_for(kind, self._state.period, self._state.today()).code, person_id

    @Slot()
    def _turn(self, *_: object) -> None:
        if self._busy:
            self._turned = True
            return
        self._show_period()
        if self.isVisible():
            self._arrive()

    def _show_period(self) -> None:
        bar = self.panes.bar
        bar.show_period(operations.period_for(bar.kind.currentData(), self._state.period, self._state.today()).label)
        self._show_people(None)

    def _show_people(self, chosen: int | None) -> None:
        """Who may report, when one person does."""
        bar, workspace = self.panes.bar, self._state.workspace
        personal = KINDS[bar.kind.currentData()].personal
        bar.show_people(operations.people(workspace) if personal and workspace is not None else (), personal, chosen)

    @Slot()
    def _arrive(self) -> None:
        """Shows the stored report of this kind and period, else offers to draft one."""
        workspace = self._state.workspace
        if workspace is None or self._busy:
            return
        if self._asked == self._wanted():
            if self._stale:
                self.open_saved(self._work.report_id)
            return
        self.desk.keep()
        self._asked = self._wanted()
        stored = operations.stored(workspace, *self._asked)
        if stored is not None:
            self.open_saved(stored)
        else:
            self._offer()

    def _offer(self) -> None:
        self._leave()
        self.panes.say_not_drafted()

    def _leave(self) -> None:
        self._work, self._stale = None, False
        self.desk.show_work(None)
        self.panes.note.clear()  # it spoke of the report that was shown
        self.panes.show_nothing()
        self._dress()

    def _look_again(self) -> None:
        """The report shown is gone, or one is back that was gone."""
        self._leave()
        self._asked = None
        if self.isVisible():
            self._arrive()

    def _dress(self) -> None:
        work, workspace = self._work, self._state.workspace
        final = work is not None and work.final
        self.panes.bar.allow(work is not None, final, workspace is not None and not workspace.read_only)
        self.panes.bar.show_state("" if work is None else "已定稿" if final else "草稿", "good" if final else "calm")

    @Slot()
    def _list_saved(self) -> None:
        workspace = self._state.workspace
        entries = store.list_reports(workspace) if workspace is not None else []
        self.panes.bar.show_saved([SavedLine(entry.id, _words(entry), entry.final) for entry in entries])

    # -- drafting and opening --------------------------------------------------------------------------------------

    @Slot()
    def compose(self) -> None:
        """起草 or 重新取数: figures afresh, the clerk's wording kept."""
        workspace, today = self._state.workspace, self._state.today()
        if workspace is None or self._busy:
            return
        self.desk.keep()
        shown = self._work
        asked = (shown.kind, shown.period.code, shown.person_id) if shown is not None else self._wanted()
        kind, code, person_id = self._asked = asked
        self._begin("正在起草报告", lambda progress: operations.draft(workspace, kind, code, today, progress.step, person_id))

    @Slot(int)
    def open_saved(self, report_id: int) -> None:
        """Shows a stored report: a draft with the figures of today, a final one as it was sealed."""
        workspace, today = self._state.workspace, self._state.today()
        if workspace is None or self._busy:
            return
        self.desk.keep()
        self._begin("正在打开报告", lambda progress: operations.reopen(workspace, report_id, today, progress.step))

    def _begin(self, title: str, work: Callable[[Progress], Shown]) -> None:
        self.panes.note.clear()
        self._busy = True
        if self._work is None:
            self.panes.nothing.say(f"{title}…")

        def failed(error: BaseException) -> None:
            self._busy = False
            if self._work is None:
                self._offer()
            if not isinstance(error, jobs.Cancelled):
                errors.report(error, self)
            self._catch_up()

        jobs.run(self, title, work, self._fill, failed)

    def _fill(self, shown: Shown) -> None:
        if shown.work.empty and shown.work.report_id is None:
            self._busy = False
            self._leave()
            self.panes.say_no_records(shown.work.period.label)
        else:
            slices.soon(self, self._show(shown))

    def _show(self, shown: Shown) -> slices.Job:
        """The report in the place of what was shown before, once everything about it stands."""
        work = shown.work
        if self._work is None or self._work.report_id != work.report_id:
            self.panes.pages.show_preview(None)  # another report begins at its first page
        self.panes.show_work(work)
        yield
        yield from self.panes.ready()
        self.panes.show_pages(shown.preview)
        yield
        self._busy = False
        self._work, self._stale = work, False
        self._asked = (work.kind, work.period.code, work.person_id)
        if not self._turned:
            self.panes.bar.follow(work.kind, work.period.label)
            self._show_people(work.person_id)
            if self._wanted() != self._asked:
                self._state.set_period(work.period)  # a stored report of another time: the window turns to it
        self._dress()
        self._tell(shown)
        self.desk.show_work(work)
        self._catch_up()

    def _catch_up(self) -> None:
        """Turns to the kind or period that was chosen meanwhile."""
        if self._turned:
            self._turned = False
            self._turn()

    def _tell(self, shown: Shown) -> None:
        sentences, missing = list(shown.news), shown.preview.missing
        if missing:
            sentences.append(f"有 {len(missing)} 个字没有字形可用，PDF 里显示为□：{'、'.join(missing)}。")
        if sentences:
            self.panes.note.say("\n".join(sentences), "warn" if shown.work.final or missing else "calm", _KNOWN)

    @Slot(str)
    def _next_step(self, name: str) -> None:
        if name == "compose_first":
            self.compose()
        else:
            self._state.go(Target(name))

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        """Records changed while a draft is open: fresh figures are offered, not forced; a final report is held against them when it is
        next seen. The report itself changed (its draft was undone, or is back, also beside a final one): it is read again."""
        work = self._work
        if self._busy or self.desk.writing:
            return
        if work is None:
            if "report" in changes.ids:
                self._look_again()
        elif operations.touches(changes, work):
            self.desk.show_work(None)
            if operations.exists(self._state.workspace, work.report_id):
                self.open_saved(work.report_id)
            else:
                self._look_again()
        elif "report" in changes.ids and (kept := operations.stored(self._state.workspace, *self._asked)) in changes.ids["report"]:
            self.open_saved(kept)
        elif changes.ids and not work.final:
            self.panes.note.say("台账有更新，报告里的数字可能变了。", "calm", ("fetch_again", "重新取数"), ("note_close", "暂不"))
        elif changes.ids:
            self._stale = True
            if self.isVisible():
                self._arrive()

    # -- looking around --------------------------------------------------------------------------------------------

    def _explain(self, figure_id: str) -> str:
        figure = self._work.figures.get(figure_id) if self._work else None
        return explained(figure, self._work.changes.get(figure_id)) if figure else ""

    @Slot(str)
    def _show_records(self, figure_id: str) -> None:
        figure = self._work.figures.get(figure_id) if self._work else None
        if figure is None:
            return
        self.panes.figures.choose(figure_id)
        if figure.record_ids:
            self._state.go(target_of(figure))
        else:
            self.panes.note.say(f"“{figure.label}”没有依据的记录。", "calm", _KNOWN)

    @Slot(object)
    def _show_finding(self, finding: Finding) -> None:
        self._state.go(Target(finding.ledger_key, ids=frozenset(finding.record_ids), note=finding.sentence))

    @Slot(int)
    def _jump(self, block: int) -> None:
        """To a heading; an attachment's name stands where the text after it begins, the title at the top."""
        spot = next((spot for spot in self.panes.view.places.blocks if spot.block >= block), None)
        if block == 0 or spot is None:
            self.panes.view.go_to_page(1)
        else:
            self.panes.view.show_block(spot.block, mark=False)

    # -- wording ---------------------------------------------------------------------------------------------------

    @Slot(int)
    def edit(self, block: int) -> None:
        """Opens a block of the shown document for rewording."""
        source = self._source(block)
        if source is not None:
            self.desk.open(source)

    def _source(self, block: int) -> int | None:
        """The composed block behind a block shown, when it may be reworded here and now."""
        workspace = self._state.workspace
        return None if self._work is None or workspace is None or workspace.read_only else self._work.source(block)

    @Slot()
    def _edit_here(self) -> None:
        """The first paragraph in view."""
        block = self.panes.view.first_block(lambda number: self._source(number) is not None)
        if block is not None:
            self.edit(block)

    @Slot(int)
    def _show_edit(self, number: int) -> None:
        work = self._work
        source = next((source for source, edit in work.edited.kept.items() if edit == work.all_edits[number]), None)
        block = work.shown_at(source) if source is not None else None
        if block is not None:
            self.panes.view.show_block(block)

    @Slot(int)
    def _opened(self, block: int) -> None:
        self.panes.view.show_block(block)
        self.panes.sections.mark(block)

    @Slot(object)
    def _reworded(self, work: Work) -> None:
        """The words are stored already; the pages follow."""
        self._work = work
        self.panes.show_work(work)

        def show(shown: Shown) -> None:
            if shown.work is self._work:
                self.panes.show_pages(shown.preview)
                self.desk.mark_open()
                self._tell(shown)

        workspace = self._state.workspace
        jobs.quietly(self, lambda _: operations.set_pages(workspace, work), show)

    # -- out of the program ----------------------------------------------------------------------------------------

    @Slot(tuple)
    def _export(self, formats: tuple[str, ...]) -> None:
        if self._ready("导出"):
            workspace, work = self._state.workspace, self._work
            document = operations.with_annex(workspace, work) if self.panes.bar.annex.isChecked() else work.document
            self.files.export(workspace, document, formats)

    @Slot()
    def _print(self) -> None:
        if self._ready("打印"):
            self.files.print(self._state.workspace, self._work.document)

    @Slot()
    def _finalise(self) -> None:
        if not self._ready("定稿") or not ask(
                self, f"定稿后，“{self._work.title}”的文字和数字不再变动；以后台账有改动，会列出与定稿不同的数字。现在定稿吗？", "定稿"):
            return
        workspace, work, today = self._state.workspace, self._work, self._state.today()
        self._begin("正在定稿", lambda progress: operations.finalise(workspace, work, today, progress.step))

    def _ready(self, what: str) -> bool:
        """Keeps what is being typed, and asks about serious findings, about each once."""
        if self._work is None or self._busy:
            return False
        self.desk.keep()
        serious = {finding.sentence for finding in self._work.findings if finding.serious}
        if self._work.final or serious <= self._known:
            return True
        self.panes.side.setCurrentWidget(self.panes.findings)
        agreed = ask(self, f"校验发现 {len(serious)} 处须核对的情况，列在右边。仍要{what}吗？", f"仍要{what}", "先去核对")
        if agreed:
            self._known |= serious
        return agreed

    @Slot(object)
    def _exported(self, exported: Exported) -> None:
        self._written = exported
        words, tone = exported_words(exported, listed=self.isVisible())
        self.panes.note.say(words, tone, *exported_buttons(exported), _KNOWN)
        self.panes.pages.show_findings(exported.findings)

    @Slot(str)
    def _note_pressed(self, name: str) -> None:
        self.panes.note.clear()
        if name == "fetch_again":
            self.compose()
        elif name.startswith("open_") and self._written is not None:
            open_exported(self, self._written, name)


def _words(entry: store.Entry) -> str:
    day = entry.finalised_at or entry.changed_at
    return f"{entry.title}（{f'{day:%Y-%m-%d} 定稿' if entry.final else f'草稿，{day:%Y-%m-%d %H:%M} 改过'}）"
