"""Taking rows over from Excel, Word, CSV or the clipboard: columns, preview, one undoable step, what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.ledger import Ledger
from desktop import errors, jobs
from desktop.exchange import layout as layouts
from desktop.exchange.headings import SEARCHED
from desktop.exchange.layout import NO_HEADING, Layout, Source
from desktop.exchange.sheets import Sheet, pasted_sheet
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.column_map import ColumnMap
from desktop.widgets.fitting import fit
from desktop.widgets.import_preview import SHOWN, VERDICTS, ImportPreview
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.twin_choice import TwinChoice

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Plan, PlannedRow

TABLES = "Excel、Word 或 CSV 文件 (*.xlsx *.xlsm *.xls *.et *.docx *.doc *.wps *.csv *.txt)"
HEAD = 12  # letters shown of a row that may be the head
_LEFT = ("error", "twin")  # what is not taken over and can be kept as a workbook
_PATIENCE = 250  # ms after the last choice before the rows are tried again


def told(plan: Plan) -> str:
    """What a plan will do, in one sentence without its full stop."""
    new, changed, same, twin, wrong = (plan.count(verdict) for verdict in ("new", "changed", "same", "twin", "error"))
    sentence = f"共 {new + changed + same + twin + wrong} 行：新增 {new} 条" + (f"，修改已有的 {changed} 条" if changed else "")
    sentence += (f"，{same} 条已经有了、不重复录入" if same else "") + (f"，相似的 {twin} 条跳过" if twin else "")
    return sentence + (f"；有错 {wrong} 行、{len(plan.errors)} 处" if wrong else "，没有发现问题")


class ImportDialog(QDialog):
    """``imported`` carries a sentence once rows have come in. Open it with ``read_file`` or ``read_text``, or empty."""

    imported = Signal(str)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(f"导入{ledger.title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._ledger = state, ledger
        self.source: Source | None = None
        self.layout_: Layout | None = None
        self.plan: Plan | None = None
        self._sheets: list[Sheet] = []
        self._progress: jobs.Progress | None = None
        self.choose_file = self._button("import_choose", "选择文件…", "open", self.choose)
        self.paste = self._button("import_paste", "粘贴", "copy", self.paste_text)
        self.template = self._button("import_template", "下载模板…", "export", self.save_template)
        self.sheet = self._combo("import_sheet", "工作表")
        self.head = self._combo("import_head", "表头在哪一行")
        self.map = ColumnMap(ledger, self)
        self.preview = ImportPreview(ledger, self)
        self.show_ = self._combo("import_show", "显示哪些行")
        self.said = theme.sentence("", "calm", self)
        self.said.setObjectName("import_said")
        self.notes = NoteBar("import_notes", self)
        self.twins = TwinChoice(self)
        self.only_good = QCheckBox("只导入没有问题的行", self)
        self.only_good.setObjectName("only_good")
        self.only_good.setAccessibleName(self.only_good.text())
        self.keep = self._button("import_left_over", "另存没有导入的行…", "export", self.save_left_over)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("导入", QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("import_go")
        theme.make_main(self.go)
        self.leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setObjectName("import_leave")
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._try)
        self._lay_out(buttons)
        self.go.clicked.connect(self._import)
        buttons.rejected.connect(self.reject)
        self.sheet.currentIndexChanged.connect(self._sheet_chosen)
        self.head.currentIndexChanged.connect(self._head_chosen)
        self.map.changed.connect(self._mapped)
        self.twins.changed.connect(self._try)
        self.show_.currentIndexChanged.connect(self._fill_preview)
        self.only_good.toggled.connect(self._offer)
        self._say_nothing_yet()

    # -- what is read ----------------------------------------------------------------------------------------------

    @Slot()
    def choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择要导入的文件", str(documents()), TABLES)
        if chosen:
            self.read_file(Path(chosen))

    @Slot()
    def paste_text(self) -> None:
        self.read_text(QApplication.clipboard().text())

    def read_text(self, text: str) -> None:
        """Takes what was copied from a sheet."""
        try:
            pasted = pasted_sheet(text)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self._begin(Source(pasted.title, pasted=(pasted,)), [pasted])

    def read_file(self, path: Path) -> None:
        """Reads a file in the background."""
        source = Source(path.name, path)
        jobs.run(self, "正在读文件", lambda _: source.read(), lambda sheets: self._begin(source, sheets))

    def _begin(self, source: Source, sheets: list[Sheet]) -> None:
        sheets = [sheet for sheet in sheets if layouts.width(sheet) and any(any(row) for row in sheet.rows)]
        if not sheets:
            errors.tell(self, f"“{source.name}”里没有内容，请换一个文件。")
            return
        self.source, self._sheets = source, sheets
        self.sheet.blockSignals(True)
        self.sheet.clear()
        self.sheet.addItems([sheet.title for sheet in sheets])
        likely = [sheet.title == self._ledger.title for sheet in sheets]
        self.sheet.setCurrentIndex(likely.index(True) if any(likely) else 0)
        self.sheet.blockSignals(False)
        self.sheet.setEnabled(len(sheets) > 1)
        self._guess(None)

    @property
    def _sheet(self) -> Sheet:
        return self._sheets[self.sheet.currentIndex()]

    @Slot()
    def _sheet_chosen(self) -> None:
        self._guess(None)

    @Slot()
    def _head_chosen(self) -> None:
        self._guess(self.head.currentData())

    def _guess(self, row: int | None) -> None:
        with self._state.workspace.read() as session:
            self.layout_ = layouts.guess(session, self._sheet, self._ledger, row)
        self.head.blockSignals(True)
        self.head.clear()
        self.head.addItem("没有表头", NO_HEADING)
        for place in range(min(SEARCHED, len(self._sheet.rows))):
            cells = [str(cell) for cell in self._sheet.rows[place] if cell is not None]
            if cells:
                words = "、".join(dict.fromkeys(cells))
                self.head.addItem(f"第 {place + 1} 行：{words[:HEAD]}{'…' if len(words) > HEAD else ''}", place)
        self.head.setCurrentIndex(self.head.findData(self.layout_.row))
        self.head.blockSignals(False)
        self.map.show_layout(self._sheet, self.layout_)
        self._try()

    @Slot(object)
    def _mapped(self, layout: Layout) -> None:
        self.layout_ = layout
        self.plan = None
        self._offer()
        self._timer.start()

    # -- trying ----------------------------------------------------------------------------------------------------

    @Slot()
    def _try(self) -> None:
        """Tries the rows without writing; an earlier try is given up."""
        if self._progress is not None:
            self._progress.cancelled = True
        self.plan = None
        self.preview.setRowCount(0)
        missing = self.layout_.missing(self._ledger)
        if missing:
            self._say(f"还缺“{'”“'.join(missing)}”：请在左边给它们选一列。", "warn")
            self._offer()
            return
        self._say("正在核对…", "calm")
        self._offer()
        workspace, source, key, layout, today, twins = (
            self._state.workspace, self.source, self._ledger.key, self.layout_, self._state.today(), self.twins.way)

        def work(progress: jobs.Progress) -> Plan:
            from desktop.exchange import workbook_in

            return workbook_in.plan(workspace, source, key, today, progress.step, layout, twins)

        self._progress = progress = jobs.run(
            self, "正在核对", work, lambda plan: self._show_plan(plan) if self._progress is progress else None,
            lambda error: self._tried_in_vain(error) if self._progress is progress else None)

    def _tried_in_vain(self, error: BaseException) -> None:
        if isinstance(error, (jobs.Cancelled, Refusal)):
            self._say("核对已取消，改一改对应关系会重新核对。" if isinstance(error, jobs.Cancelled) else str(error), "warn")
        else:
            errors.report(error, self)

    def _show_plan(self, plan: Plan) -> None:
        self.plan = plan
        wrong, total = plan.count("error"), len(self._rows)
        self._say(f"{told(plan)}。" + (f"下面只显示前 {SHOWN} 行。" if total > SHOWN else ""), "warn" if wrong else "good")
        notes = [*layouts.assumed(self._ledger, self.layout_), *layouts.dropped(self._sheet, self.layout_)]
        notes += [note for note in plan.tables[0].notes if "个人信息" not in note]
        self.notes.say("".join(notes), "calm") if notes else self.notes.clear()
        self.twins.show_count(plan.looked_alike)
        self.show_.blockSignals(True)
        self.show_.clear()
        self.show_.addItem(f"全部 {total} 行", "")
        for verdict in ("error", "twin", "new", "changed", "same"):
            if count := plan.count(verdict):
                self.show_.addItem(f"{VERDICTS[verdict][0]} {count} 行", verdict)
        self.show_.setCurrentIndex(0)
        self.show_.blockSignals(False)
        self._fill_preview()
        self._offer()

    @Slot()
    def _fill_preview(self) -> None:
        if self.plan is not None:
            wanted = self.show_.currentData()
            self.preview.show_rows(
                self._sheet, self.layout_, [row for row in self._rows if not wanted or row.verdict == wanted]
            )

    @property
    def _rows(self) -> tuple[PlannedRow, ...]:
        return self.plan.tables[0].rows

    @Slot()
    def _offer(self) -> None:
        plan = self.plan
        wrong = plan is not None and bool(plan.errors)
        self.only_good.setVisible(wrong)
        self.keep.setVisible(wrong or bool(plan and plan.count("twin")))
        self.show_.setVisible(plan is not None)
        useful = plan is not None and bool(plan.count("new") + plan.count("changed"))
        self.go.setEnabled(useful and (not wrong or self.only_good.isChecked()))
        self.go.setText(f"导入 {plan.count('new') + plan.count('changed')} 行" if useful else "导入")

    # -- doing -----------------------------------------------------------------------------------------------------

    @Slot()
    def _import(self) -> None:
        workspace, plan, today = self._state.workspace, self.plan, self._state.today()

        def work(progress: jobs.Progress) -> dict[str, int]:
            from desktop.exchange import workbook_in

            return workbook_in.apply(workspace, plan, today, leave_out_errors=True, progress=progress.step)

        jobs.run(self, "正在导入", work, self._done)

    def _done(self, counts: dict[str, int]) -> None:
        changed = f"、修改 {counts['changed']} 条" if counts["changed"] else ""
        sentence = f"已导入：新增 {counts['new']} 条{changed}，可以按 Ctrl+Z 整个撤销。"
        self.imported.emit(sentence)
        left = sum(counts[verdict] for verdict in _LEFT)
        if not left:
            self.accept()
            return
        self._say(f"{sentence}有 {left} 行没有导入，列在下面；可以另存成 Excel，改好后再导入。", "warn")
        self.show_.setCurrentIndex(self.show_.findData("error" if counts["error"] else "twin"))
        for widget in (
            self.choose_file,
            self.paste,
            self.template,
            self.sheet,
            self.head,
            self.map,
            self.show_,
            self.twins,
        ):
            widget.setEnabled(False)
        self.only_good.hide()
        self.go.hide()
        self.leave.setText("完成")

    @Slot()
    def save_template(self) -> None:
        from desktop.exchange.templates import write_template

        path = documents() / f"{self._ledger.title}导入模板.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "保存导入模板", str(path), "Excel 工作簿 (*.xlsx)")
        if chosen:
            self._write(lambda target: write_template(self._state.workspace, self._ledger, target, self._state.today()), Path(chosen), "模板")

    @Slot()
    def save_left_over(self) -> None:
        from desktop.exchange.left_over import write_left_over

        path = documents() / f"{self._ledger.title}没有导入的行.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存没有导入的行", str(path), "Excel 工作簿 (*.xlsx)")
        if chosen:
            rows = [row for row in self._rows if row.verdict in _LEFT]
            self._write(lambda target: write_left_over(self._sheet, self.layout_, rows, target), Path(chosen), "没有导入的行")

    def _write(self, write: object, target: Path, what: str) -> None:
        try:
            write(target)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        errors.tell(self, f"{what}已保存到：{target}")

    def reject(self) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        super().reject()

    # -- building --------------------------------------------------------------------------------------------------

    def _say_nothing_yet(self) -> None:
        self._say("选择 Excel、CSV 文件，或有表格的 Word 文件；也可以在 Excel、WPS 里复制几行，再点“粘贴”。没有现成的表，可以先下载模板来填。", "calm")
        self._offer()

    def _say(self, sentence: str, tone: str) -> None:
        theme.tint(self.said, sentence, tone)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SMALL)
        for widget in (self.choose_file, self.paste, self.template):
            top.addWidget(widget)
        top.addStretch(1)
        for words, combo in (("工作表或表格", self.sheet), ("表头", self.head)):
            label = QLabel(words, self)
            label.setBuddy(combo)
            top.addWidget(label)
            top.addWidget(combo)
        for combo, letters in ((self.head, HEAD + 8), (self.sheet, 10)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(letters)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.map)
        split.addWidget(self.preview)
        split.setSizes([380, 700])
        foot = QHBoxLayout()
        foot.setSpacing(theme.MEDIUM)
        foot.addWidget(self.show_)
        foot.addWidget(self.only_good)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addLayout(top)
        column.addWidget(self.said)
        column.addWidget(self.notes)
        column.addWidget(self.twins)
        column.addWidget(split, 1)
        column.addLayout(foot)
        fit(self, 1100, 600)

    def _combo(self, name: str, words: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        return combo

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(theme.icon(icon), words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button


def documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
