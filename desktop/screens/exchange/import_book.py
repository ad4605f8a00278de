"""整本导入: a workbook of several ledgers at once, each sheet into its own, tried first and taken over as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.errors import Refusal
from db.ledgers import LEDGERS
from desktop import errors, jobs
from desktop.exchange.layout import Source
from desktop.exchange.rows import importable
from desktop.exchange.sheets import Sheet
from desktop.screens.exchange.import_dialog import TABLES, documents, told
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.pane import PaneTable
from desktop.widgets.twin_choice import TwinChoice

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Plan

_ITSELF = "?"  # the program finds the ledger
_COUNTS = ("new", "changed", "same", "twin", "error")
SHOWN = 500  # problems


class ImportBookDialog(QDialog):
    """``imported`` carries a sentence once rows have come in. ``read_file`` begins."""

    imported = Signal(str)

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("import_book")
        self.setWindowTitle("整本导入")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state = state
        self.source: Source | None = None
        self.plan: Plan | None = None
        self._sheets: list[Sheet] = []
        self.combos: list[QComboBox] = []
        self._progress: jobs.Progress | None = None
        self.choose_file = self._button("book_choose", "选择文件…", "open", self.choose)
        self.said = theme.sentence("", "calm", self)
        self.said.setObjectName("book_said")
        self.tables = PaneTable(
            "book_tables",
            "工作表和台账",
            ["工作表或表格", "导入到", "新增", "修改", "已有", "相似", "有错"],
            [0, 12, 4, 4, 4, 4, 4],
            self,
        )
        self.problems = PaneTable("book_problems", "没有导入的行", ["工作表", "行", "为什么"], [10, 4, 0], self)
        self.notes = NoteBar("book_notes", self)
        self.twins = TwinChoice(self)
        self.only_good = QCheckBox("只导入没有问题的行", self)
        self.only_good.setObjectName("book_only_good")
        self.only_good.setAccessibleName(self.only_good.text())
        self.keep = self._button("book_keep", "另存没有导入的行…", "export", self.save_left_over)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("导入", QDialogButtonBox.ButtonRole.ActionRole)
        self.go.setObjectName("book_go")
        theme.make_main(self.go)
        self.leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.leave.setObjectName("book_leave")
        self._lay_out(buttons)
        self.go.clicked.connect(self._import)
        buttons.rejected.connect(self.reject)
        self.twins.changed.connect(self._try)
        self.only_good.toggled.connect(self._offer)
        self._say(
            "选择有几张工作表的 Excel 工作簿，或有几个表格的 Word 文件：每张表导入到同名或栏目相符的台账，一次导入、一次可以撤销。",
            "calm",
        )
        self._offer()

    @Slot()
    def choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择要导入的文件", str(documents()), TABLES)
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Reads a file in the background and tries it."""
        source = Source(path.name, path)
        jobs.run(self, "正在读文件", lambda _: source.read(), lambda sheets: self._begin(source, sheets))

    def _begin(self, source: Source, sheets: list[Sheet]) -> None:
        self.source, self._sheets = source, [sheet for sheet in sheets if any(sheet.rows)]
        self.tables.fill([(sheet.title, [sheet.title, *[""] * (len(_COUNTS) + 1)]) for sheet in self._sheets])
        self.combos = [self._combo(row, sheet) for row, sheet in enumerate(self._sheets)]
        self._try()

    def _combo(self, row: int, sheet: Sheet) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName(f"book_ledger_{row}")
        combo.setAccessibleName(f"“{sheet.title}”导入到")
        combo.addItem("自动识别", _ITSELF)
        combo.addItem("不导入", "")
        for ledger in LEDGERS.values():
            if importable(ledger):
                combo.addItem(ledger.title, ledger.key)
        combo.currentIndexChanged.connect(self._try)
        self.tables.setCellWidget(row, 1, combo)
        return combo

    @Slot()
    def _try(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        self.plan = None
        self._say("正在核对…", "calm")
        self._offer()
        workspace, source, today, twins = self._state.workspace, self.source, self._state.today(), self.twins.way
        chosen = tuple(
            (sheet.title, combo.currentData())
            for sheet, combo in zip(self._sheets, self.combos)
            if combo.currentData() != _ITSELF
        )

        def work(progress: jobs.Progress) -> Plan:
            from desktop.exchange import workbook_in

            return workbook_in.plan(workspace, source, today=today, progress=progress.step, twins=twins, sheets=chosen)

        self._progress = progress = jobs.run(
            self,
            "正在核对",
            work,
            lambda plan: self._show(plan) if self._progress is progress else None,
            lambda error: self._tried_in_vain(error) if self._progress is progress else None,
        )

    def _tried_in_vain(self, error: BaseException) -> None:
        if isinstance(error, (jobs.Cancelled, Refusal)):
            self._say(
                "核对已取消，改一改“导入到”会重新核对。" if isinstance(error, jobs.Cancelled) else str(error), "warn"
            )
        else:
            errors.report(error, self)

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        found = {table.sheet: table for table in plan.tables}
        for row, (sheet, combo) in enumerate(zip(self._sheets, self.combos)):
            table = found.get(sheet.title)
            combo.setItemText(
                0,
                f"自动识别：{LEDGERS[table.ledger_key].title}"
                if table is not None and combo.currentData() == _ITSELF
                else "自动识别",
            )
            for column, verdict in enumerate(_COUNTS, start=2):
                self.tables.item(row, column).setText(str(table.count(verdict) or "") if table is not None else "—")
        from desktop.exchange.left_over import left_rows, reason

        left = [(table, row) for table in plan.tables for row in left_rows(table)]
        self.problems.fill(
            [((table.sheet, row.row), [table.sheet, str(row.row), reason(row)]) for table, row in left[:SHOWN]]
        )
        self.problems.setVisible(bool(left))
        notes = [*plan.notes, *(f"“{table.sheet}”：{note}" for table in plan.tables for note in table.notes)]
        self.notes.say(
            "".join(notes[:8]) + (f"（还有 {len(notes) - 8} 条说明）" if len(notes) > 8 else ""), "calm"
        ) if notes else self.notes.clear()
        self.twins.show_count(plan.looked_alike)
        if plan.tables:
            self._say(
                f"{told(plan)}。" + (f"下面只列前 {SHOWN} 行。" if len(left) > SHOWN else ""),
                "warn" if plan.errors else "good",
            )
        else:
            self._say("没有一张表要导入：请在“导入到”里选台账。", "warn")
        self._offer()

    @Slot()
    def _offer(self) -> None:
        plan = self.plan
        wrong = plan is not None and bool(plan.errors)
        useful = plan is not None and bool(plan.count("new") + plan.count("changed"))
        self.only_good.setVisible(wrong)
        self.keep.setVisible(plan is not None and bool(plan.errors or plan.count("twin")))
        self.go.setEnabled(useful and (not wrong or self.only_good.isChecked()))
        self.go.setText(f"导入 {plan.count('new') + plan.count('changed')} 行" if useful else "导入")

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
        left = counts["error"] + counts["twin"]
        if not left:
            self.accept()
            return
        self._say(f"{sentence}有 {left} 行没有导入，列在下面；可以另存成 Excel，改好后再导入。", "warn")
        for widget in (self.choose_file, self.tables, self.twins):
            widget.setEnabled(False)
        self.only_good.hide()
        self.go.hide()
        self.leave.setText("完成")

    @Slot()
    def save_left_over(self) -> None:
        from desktop.exchange.left_over import write_book

        path = documents() / f"{Path(self.source.name).stem}没有导入的行.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "另存没有导入的行", str(path), "Excel 工作簿 (*.xlsx)")
        if not chosen:
            return
        try:
            write_book(self._sheets, self.plan, Path(chosen))
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        errors.tell(self, f"没有导入的行已保存到：{chosen}")

    def reject(self) -> None:
        if self._progress is not None:
            self._progress.cancelled = True
        super().reject()

    def _say(self, sentence: str, tone: str) -> None:
        theme.tint(self.said, sentence, tone)

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(theme.icon(icon), words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        top = QHBoxLayout()
        top.addWidget(self.choose_file)
        top.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.MEDIUM)
        foot.addWidget(self.only_good)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addLayout(top)
        for widget in (self.said, self.notes, self.twins):
            column.addWidget(widget)
        column.addWidget(self.tables, 3)
        column.addWidget(self.problems, 2)
        column.addLayout(foot)
        self.problems.hide()
        fit(self, 900, 560)
