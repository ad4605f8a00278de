"""Taking rows over from Excel, Word, CSV or the clipboard: columns, preview, one undoable step, what was left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QSplitter, QWidget

from db.errors import Refusal
from db.ledger import Ledger
from desktop import errors, jobs
from desktop.exchange import layout as layouts
from desktop.exchange.headings import SEARCHED
from desktop.exchange.layout import NO_HEADING, Layout, Source
from desktop.exchange.sheets import Sheet, pasted_sheet
from desktop.screens.exchange.trial_dialog import LEFT, ImportTrial, told
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.column_map import ColumnMap
from desktop.widgets.fitting import fit
from desktop.widgets.import_preview import VERDICTS, ImportPreview
from desktop.widgets.lookup import Lookup

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Plan, PlannedRow

HEAD = 12  # letters shown of a row that may be the head
_PATIENCE = 250  # ms after the last choice before the rows are tried again


class ImportDialog(ImportTrial):
    """Columns and rows of one ledger. Open it with ``read_file`` or ``read_text``, or empty. ``given`` are values of every
    row where the sheet has no column for them: of a list of parts the record they belong to."""

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None, given: dict[str, Any] | None = None):
        super().__init__(state, "import", "import_dialog", f"导入{ledger.title}", parent)
        self._ledger, self._given = ledger, tuple((given or {}).items())
        self.layout_: Layout | None = None
        self.paste = self.button("paste", "粘贴", self.paste_text, "copy")
        self.template = self.button("template", "下载模板…", self.save_template, "export")
        self.sheet = self._combo("import_sheet", "工作表")
        self.head = self._combo("import_head", "表头在哪一行")
        self.map = ColumnMap(ledger, self)
        self.preview = ImportPreview(ledger, self)
        self.show_ = self._combo("import_show", "显示哪些行")
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._try)
        self._arrange()
        self.sheet.currentIndexChanged.connect(self._sheet_chosen)
        self.head.currentIndexChanged.connect(self._head_chosen)
        self.map.changed.connect(self._mapped)
        self.words.changed.connect(self._try)
        self.twins.changed.connect(self._try)
        self.show_.currentIndexChanged.connect(self._fill_preview)
        self._say_nothing_yet()

    # -- what is read ----------------------------------------------------------------------------------------------

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
        self.take_in(Source(pasted.title, pasted=(pasted,)), [pasted])

    def take_in(self, source: Source, sheets: list[Sheet]) -> None:
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
            self.layout_ = replace(layouts.guess(session, self._sheet, self._ledger, row), given=self._given)
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
        self.words.clear()
        self._try()

    @Slot(object)
    def _mapped(self, layout: Layout) -> None:
        self.layout_ = layout
        self.plan = None
        self.words.clear()
        self.offer()
        self._timer.start()

    # -- trying ----------------------------------------------------------------------------------------------------

    @Slot()
    def _try(self) -> None:
        """Tries the rows without writing; an earlier try is given up."""
        self.give_up()
        self.plan = None
        self.preview.clear()
        missing = self.layout_.missing(self._ledger)
        if missing:
            self.say(f"还缺“{'”“'.join(missing)}”：请在左边给它们选一列。", "warn")
            self.offer()
            return
        workspace, source, key, layout, today, twins, added = (
            self._state.workspace, self.source, self._ledger.key, self.layout_, self._state.today(), self.twins.way,
            self.words.added)

        def work(progress: jobs.Progress) -> Plan:
            from desktop.exchange import workbook_in

            return workbook_in.plan(workspace, source, key, today, progress.step, layout, twins, added=added)

        self.begin("正在核对", work, self._show_plan, "核对已取消，改一改对应关系会重新核对。")
        self.offer()

    def _show_plan(self, plan: Plan) -> None:
        self.plan = plan
        wrong, total = plan.count("error"), len(self._rows)
        self.say(f"{told(plan)}。", "warn" if wrong else "good")
        notes = [*self._shared(), *layouts.assumed(self._ledger, self.layout_), *layouts.dropped(self._sheet, self.layout_)]
        notes += [note for note in plan.tables[0].notes if "个人信息" not in note]
        self.notes.say("".join(notes), "calm") if notes else self.notes.clear()
        self.words.show_unknown(plan.unknown)
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
        self.offer()

    def _shared(self) -> list[str]:
        """A sentence about each value that every row gets because no column says it."""
        lookup = Lookup(self._state)
        fields = [(self._ledger.field(name), value) for name, value in self.layout_.taken]
        return [f"没有哪一列是“{field.label}”，都导入到“{lookup.display(field, value)}”。" for field, value in fields]

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
    def offer(self) -> None:
        super().offer()
        self.show_.setVisible(self.plan is not None)

    def close_input(self, counts: dict[str, int]) -> None:
        self.show_.setCurrentIndex(self.show_.findData("error" if counts["error"] else "twin"))
        for widget in (self.paste, self.template, self.sheet, self.head, self.map, self.show_):
            widget.setEnabled(False)

    # -- what is written -------------------------------------------------------------------------------------------

    def save_template(self) -> None:
        from desktop.exchange.templates import write_template

        workspace, ledger, today = self._state.workspace, self._ledger, self._state.today()
        self.write("导入模板", f"{ledger.title}导入模板.xlsx", lambda target: write_template(workspace, ledger, target, today))

    def save_left_over(self) -> None:
        from desktop.exchange.left_over import write_left_over

        rows = [row for row in self._rows if row.verdict in LEFT]
        self.write("没有导入的行", f"{self._ledger.title}没有导入的行.xlsx",
                   lambda target: write_left_over(self._sheet, self.layout_, rows, target))

    # -- building --------------------------------------------------------------------------------------------------

    def _say_nothing_yet(self) -> None:
        self.say("选择 Excel、CSV 文件，或有表格的 Word 文件；也可以在 Excel、WPS 里复制几行，再点“粘贴”。没有现成的表，可以先下载模板来填。", "calm")
        self.offer()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SMALL)
        for widget in (self.choose_file, self.paste, self.template):
            top.addWidget(widget)
        top.addSpacing(theme.LARGE)
        for words, combo, share in (("工作表或表格", self.sheet, 1), ("表头", self.head, 3)):
            label = QLabel(words, self)
            label.setBuddy(combo)
            top.addWidget(label)
            top.addWidget(combo, share)
        for combo, letters in ((self.head, HEAD + 8), (self.sheet, 10)):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(letters)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.map)
        split.addWidget(self.preview)
        split.setSizes([380, 700])
        self.lay_out(
            [(top, 0), (self.said, 0), (self.notes, 0), (self.words, 0), (self.twins, 0), (split, 1)], self.show_, self.only_good, self.keep
        )
        fit(self, 1400, 700)

    def _combo(self, name: str, words: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(words)
        return combo
