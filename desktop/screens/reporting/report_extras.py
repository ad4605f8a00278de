"""更多 on the report page: charts, quick answers, the evidence pack and its check, correction notes, the check of a file,
taking a draft away; and 取消定稿."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from db.errors import Refusal
from db.fields import Prose
from desktop import errors, jobs
from desktop.operations import reports as operations
from desktop.reports import pictures, store
from desktop.state import State
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.file_choice import EXPORT, choose_file, choose_folder, choose_target
from desktop.widgets.lookup import Lookup

if TYPE_CHECKING:
    from desktop.reports.blocks import Document
    from desktop.screens.reporting.reports import ReportsPage


class ReportExtras(QObject):
    """Fills the menu and does what its lines say; ``page`` is the report page, over which dialogs stand."""

    def __init__(self, state: State, page: ReportsPage, menu: QMenu) -> None:
        super().__init__(page)
        self._state, self._page = state, page
        self._charts = menu.addAction("报告后附数据图表")
        self._charts.setCheckable(True)
        self._charts.setToolTip("发稿、谈话、整改的图和表，作为附件，用于年度和半年报告")
        self._charts.triggered.connect(self.show_charts)
        menu.addSeparator()
        self._template = menu.addAction("报告模板…", self.edit_template)
        self._question = menu.addAction("三十秒答问…", self.ask_question)
        self._pack = menu.addAction("佐证材料包…", self.pack)
        self._check = menu.addAction("核对佐证材料包…", self.choose_pack)
        menu.addSeparator()
        self._correct = menu.addAction("出更正说明…", self.correct)
        self._compare = menu.addAction("核对文件是否与定稿一致…", self.choose_sealed)
        menu.addSeparator()
        self._discard = menu.addAction("删除草稿", self.discard)
        for action, name in (
                (self._charts, "report_charts"), (self._template, "report_template"), (self._question, "quick_answer"), (self._pack, "evidence_pack"), (self._check, "check_pack"),
                (self._correct, "correction_note"), (self._compare, "compare_sealed"), (self._discard, "discard_draft")):
            action.setObjectName(name)
        menu.aboutToShow.connect(self._allow)

    def _allow(self) -> None:
        """Correcting and comparing are for a final report, taking away for a draft."""
        work = self._page.work
        opened, final = self._state.workspace is not None, work is not None and work.final
        for action in (self._template, self._question, self._pack):
            action.setEnabled(opened)
        self._charts.setEnabled(work is not None and not final and work.kind in pictures.KINDS
                                and not self._state.workspace.read_only)
        self._charts.setChecked(opened and bool(self._state.workspace.setting(pictures.SETTING)))
        self._correct.setEnabled(final and bool(work.findings))
        self._compare.setEnabled(final)
        self._discard.setEnabled(work is not None and work.report_id is not None and not final and self._state.writable)

    def show_charts(self, wanted: bool) -> None:
        """Drafts the report anew, with or without the attachment of charts; later ones are drafted like it."""
        self._state.workspace.set_setting(pictures.SETTING, wanted)
        self._page.compose()

    def edit_template(self) -> None:
        """Opens the wording of the kind of report that is chosen; what is drafted is drafted anew when it was changed."""
        from desktop.screens.reporting.template_dialog import TemplateDialog

        if self._state.workspace is not None:
            TemplateDialog(self._state, self._page.panes.bar.kind.currentData(), self._drafted_anew, self._page).open()

    def _drafted_anew(self) -> None:
        work = self._page.work
        if work is not None and not work.final:
            self._page.compose()

    def ask_question(self) -> None:
        """Shows the answer to a fixed question on one page."""
        from desktop.screens.reporting.question_dialog import QuestionDialog

        if self._state.workspace is not None:
            QuestionDialog(self._state, self._page.files, self._page).exec()

    def pack(self) -> None:
        """Asks what to pack and where to, then writes the pack."""
        from desktop.screens.reporting.pack_dialog import PackDialog

        if self._state.workspace is None:
            return
        dialog = PackDialog(self._state, self._page)
        if dialog.exec() and (target := self._place(dialog.zipped, dialog.name)) is not None:
            self.write_pack(dialog.wish, target)

    def write_pack(self, wish: object, target: Path) -> None:
        """Writes the pack in the background and says what is in it."""
        from desktop.exchange.evidence_pack import Packed, write_pack

        workspace, today = self._state.workspace, self._state.today()

        def done(packed: Packed) -> None:
            lacking = f"\n有 {len(packed.problems)} 份没有放入：\n" + "\n".join(packed.problems[:8]) if packed.problems else ""
            errors.tell(self._page, f"已整理佐证 {packed.files} 份，存到：{packed.place}{lacking}")

        jobs.run(self._page, "正在整理佐证材料",
                 lambda progress: write_pack(workspace, wish, target, today, progress.step), done)

    def _place(self, zipped: bool, name: str) -> Path | None:
        if zipped:
            return choose_target(self._page, "佐证材料存到哪里", f"{name}.zip", "压缩包 (*.zip)")
        folder = choose_folder(self._page, "佐证材料存到哪个文件夹里", EXPORT)
        return folder / name if folder else None

    def choose_pack(self) -> None:
        """Asks for the hash list of a pack, or its ZIP, and checks it."""
        path = choose_file(self._page, "选择佐证材料里的“校验清单.txt”，或压缩包", "佐证材料 (校验清单.txt *.zip)", EXPORT)
        if path:
            self.check_pack(path if path.suffix.lower() == ".zip" else path.parent)

    def check_pack(self, place: Path) -> None:
        """Says whether a pack is whole."""
        from desktop.exchange.evidence_pack import check_pack

        def done(problems: list[str]) -> None:
            rest = f"\n等 {len(problems)} 处" if len(problems) > 10 else ""
            errors.tell(self._page, "佐证材料完整，没有缺少、改动或多出的文件。" if not problems
                        else "佐证材料与校验清单对不上：\n" + "\n".join(problems[:10]) + rest)

        jobs.run(self._page, "正在核对佐证材料", jobs.reading(lambda: check_pack(place)), done)

    def correct(self) -> None:
        """Exports the correction note of the final report shown."""
        work, workspace, today = self._page.work, self._state.workspace, self._state.today()
        if work is None or work.report_id is None:
            return

        def make() -> Document:
            from desktop.reports.correction import correction_note

            return correction_note(workspace, work.report_id, today)

        jobs.run(self._page, "正在编写更正说明", jobs.reading(make),
                 lambda document: self._page.files.export(workspace, document, ("docx", "pdf")))

    def unseal(self) -> None:
        """Asks why the final report shown is to be a draft again, when it can be."""
        if self._page.work is None:
            return
        try:
            operations.check_unseal(self._state.workspace, self._page.work)
        except Refusal as refusal:
            errors.tell(self._page, refusal)
            return
        dialog = self.unseal_dialog()
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def unseal_dialog(self) -> AskDialog:
        """The question after the reason."""
        workspace, work = self._state.workspace, self._page.work
        reason = Prose("理由", name="reason", required=True, lines=2, limit=100, help="会记入操作日志")
        return AskDialog("取消定稿", [reason], Lookup(self._state),
                         lambda answers: operations.unseal(workspace, work, answers["reason"]), "变回草稿",
                         help="报告变回草稿，可以改文字、重新取数；已经导出和印发的文件不会变。", parent=self._page, of=work.report_id)

    def discard(self) -> None:
        """Takes the draft shown away, with what is typed in it: undo brings both back."""
        page, work = self._page, self._page.work
        page.desk.keep()
        operations.discard(self._state.workspace, page.work)
        page.panes.note.say(f"已删除草稿“{work.title}”，可以按 Ctrl+Z 撤销。", "good", ("note_close", "知道了"))

    def choose_sealed(self) -> None:
        """Asks for a file and says whether it is one of the two that the report shown was sealed with."""
        if chosen := choose_file(self._page, "选择要核对的报告文件", "报告 (*.docx *.pdf)", EXPORT):
            self.compare_sealed(chosen)

    def compare_sealed(self, path: Path) -> None:
        work = self._page.work
        if work is None or work.report_id is None:
            return
        same = store.is_sealed_file(store.load(self._state.workspace, work.report_id), path)
        errors.tell(self._page, f"“{path.name}”与定稿时的文件一致。" if same else
                    f"“{path.name}”与定稿时的文件不同：可能另外改过，或带有数据来源，或由别的版本导出。")
