"""整本导入: a workbook of several ledgers at once, each sheet into its own, tried first and taken over as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from db.ledgers import LEDGERS
from desktop import jobs
from desktop.exchange.layout import Source
from desktop.exchange.rows import importable
from desktop.exchange.sheets import Sheet
from desktop.screens.exchange.trial_dialog import ImportTrial, told
from desktop.state import State
from desktop.widgets.fitting import fit
from desktop.widgets.pane import PaneTable

if TYPE_CHECKING:
    from desktop.exchange.workbook_in import Plan

_ITSELF = "?"  # the program finds the ledger
_COUNTS = ("new", "changed", "same", "twin", "error")
SHOWN = 500  # problems


class ImportBookDialog(ImportTrial):
    """Which sheet goes where, how many rows of it, and what is left. ``read_file`` begins."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(state, "book", "import_book", "整本导入", parent)
        self.combos: list[QComboBox] = []
        self.tables = PaneTable(
            "book_tables",
            "工作表和台账",
            ["工作表或表格", "导入到", "新增", "修改", "已有", "相似", "有错"],
            [0, 12, 4, 4, 4, 4, 4],
            self,
        )
        self.problems = PaneTable("book_problems", "没有导入的行", ["工作表", "行", "为什么"], [10, 4, 0], self)
        self.problems.hide()
        top = QHBoxLayout()
        top.addWidget(self.choose_file)
        top.addStretch(1)
        self.lay_out(
            [(top, 0), (self.said, 0), (self.notes, 0), (self.words, 0), (self.twins, 0), (self.tables, 3), (self.problems, 2)],
            self.only_good,
            self.keep,
        )
        fit(self, 900, 560)
        self.words.changed.connect(self._try)
        self.twins.changed.connect(self._try)
        self.say(
            "选择有几张工作表的 Excel 工作簿，或有几个表格的 Word 文件：每张表导入到同名或栏目相符的台账，一次导入、一次可以撤销。",
            "calm",
        )
        self.offer()

    def take_in(self, source: Source, sheets: list[Sheet]) -> None:
        self.source, self._sheets = source, [sheet for sheet in sheets if any(sheet.rows)]
        self.tables.fill([(sheet.title, [sheet.title, *[""] * (len(_COUNTS) + 1)]) for sheet in self._sheets])
        self.combos = [self._combo(row, sheet) for row, sheet in enumerate(self._sheets)]
        self.words.clear()
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
        combo.currentIndexChanged.connect(self._chosen)
        self.tables.setCellWidget(row, 1, combo)
        return combo

    @Slot()
    def _chosen(self, *_: object) -> None:
        self.words.clear()
        self._try()

    @Slot()
    def _try(self, *_: object) -> None:
        self.plan = None
        workspace, source, today, twins, added = (
            self._state.workspace, self.source, self._state.today(), self.twins.way, self.words.added)
        chosen = tuple(
            (sheet.title, combo.currentData())
            for sheet, combo in zip(self._sheets, self.combos)
            if combo.currentData() != _ITSELF
        )

        def work(progress: jobs.Progress) -> Plan:
            from desktop.exchange import workbook_in

            return workbook_in.plan(workspace, source, today=today, progress=progress.step, twins=twins, sheets=chosen,
                                    added=added)

        self.begin("正在核对", work, self._show, "核对已取消，改一改“导入到”会重新核对。")
        self.offer()

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
        self.words.show_unknown(plan.unknown)
        self.twins.show_count(plan.looked_alike)
        if plan.tables:
            self.say(
                f"{told(plan)}。" + (f"下面只列前 {SHOWN} 行。" if len(left) > SHOWN else ""),
                "warn" if plan.errors else "good",
            )
        else:
            self.say("没有一张表要导入：请在“导入到”里选台账。", "warn")
        self.offer()

    def close_input(self, counts: dict[str, int]) -> None:
        self.tables.setEnabled(False)

    def save_left_over(self) -> None:
        from desktop.exchange.left_over import write_book

        name = f"{Path(self.source.name).stem}没有导入的行.xlsx"
        self.write("没有导入的行", name, lambda target: write_book(self._sheets, self.plan, target))
