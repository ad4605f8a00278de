"""恢复演练: prove on this computer that the backup on a drive can be restored, and what earlier rehearsals found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.sticks import BACKUPS, sticks_in
from desktop import errors, jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.plain_table import Cell, PlainTable

if TYPE_CHECKING:
    from desktop.drill import Drill

_WHAT = ("把备份盘上最近的备份恢复到本机的临时位置，逐字节核对、逐台账点数、检查佐证材料，再试做一份报告，最后全部删除。"
         "正在使用的台账不受影响。每月做一次，心里有底。")


class DrillDialog(QDialog):
    """``here`` maps the identities of the known drives that are plugged in to their folders."""

    def __init__(self, state: State, here: Mapping[str, Path], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("drill_dialog")
        self.setWindowTitle("恢复演练")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 860, 420)
        self._state, self._drills = state, []
        self.stick = QComboBox(self)
        self.stick.setObjectName("drill_stick")
        self.stick.setAccessibleName("备份盘")
        self.stick.setPlaceholderText("请先插上备份盘")
        self.stick.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for one in sticks_in(state.workspace.setting(BACKUPS)):
            if one.identity in here:
                self.stick.addItem(f"{one.title}　{here[one.identity]}（已插上）", (one.identity, here[one.identity]))
        self.stick.setCurrentIndex(0 if self.stick.count() else -1)
        self.start = self._button("drill_start", "开始演练", self.rehearse, main=True)
        self.start.setEnabled(self.stick.count() > 0)
        self.said = theme.sentence("", "calm", self)
        self.said.setObjectName("drill_said")
        self.said.hide()
        self.table = PlainTable("drills", "做过的演练", ("演练时间", "备份盘", "备份时间", "记录", "佐证材料", "试做的报告", "结果"), self,
                                stretch=5, empty="还没有做过演练")
        self.table.itemSelectionChanged.connect(self._offer)
        self.table.opened.connect(self._tell)
        self.paper = self._button("drill_paper", "恢复核验单…", self.show_paper)
        self._lay_out()
        self.read()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel("备份盘", self))
        row.addWidget(self.stick)
        row.addWidget(self.start)
        row.addStretch(1)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.paper, QDialogButtonBox.ButtonRole.ActionRole)
        close = self._button("drill_close", "关闭", self.reject)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(theme.muted(_WHAT, self))
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)

    def _button(self, name: str, words: str, act: object, main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setProperty("main", main)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def read(self) -> None:
        """Shows what the file remembers."""
        from desktop.drill import drills_of

        self._drills = drills_of(self._state.workspace)
        self.table.show_rows([(place, (
            Cell(f"{one.at:%Y-%m-%d %H:%M}"), Cell(one.medium), Cell(f"{one.made_at:%Y-%m-%d %H:%M}"), Cell(f"{one.records} 条"),
            Cell(f"{one.evidence} 份"), Cell(one.report or "没有做成"), Cell("完好", "good") if one.good else Cell("有问题", "bad")))
            for place, one in enumerate(self._drills)])
        if self._drills and self.table.current_id is None:
            self.table.setCurrentCell(0, 0)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        self.paper.setEnabled(self.table.current_id is not None)

    @Slot(int)
    def _tell(self, place: int) -> None:
        self._say(self._drills[place])

    def _say(self, drill: Drill) -> None:
        words = (f"演练通过：{drill.made_at:%Y-%m-%d %H:%M} 的备份可以恢复，{drill.records} 条记录、{drill.evidence} 份佐证材料都在，"
                 f"试做了{drill.report}。临时文件已删除。") if drill.good else "".join(("演练发现问题：", *drill.findings))
        theme.tint(self.said, words, "good" if drill.good else "bad")
        self.said.show()

    @Slot()
    def rehearse(self) -> None:
        """Runs it with progress; cancelling leaves neither files nor a result."""
        workspace = self._state.workspace
        identity, folder = self.stick.currentData()

        def work(progress: jobs.Progress) -> Drill:
            from desktop.drill import rehearse

            return rehearse(workspace, folder, identity, progress.step)

        def done(drill: Drill) -> None:
            self.read()
            self.table.setCurrentCell(0, 0)
            self._say(drill)

        def failed(error: BaseException) -> None:
            if isinstance(error, jobs.Cancelled):
                theme.tint(self.said, "已取消演练，临时文件已删除。", "calm")
                self.said.show()
            else:
                errors.report(error, self)

        jobs.run(self, "正在演练恢复", work, done, failed)

    @Slot()
    def show_paper(self) -> None:
        """The marked rehearsal as a sheet to be signed."""
        from desktop.drill import sheet
        from desktop.reports.papers import RECORD, Paper
        from desktop.screens.ledger.paper_dialog import show_papers

        drill = self._drills[self.table.current_id]
        paper = Paper("恢复核验单", RECORD, lambda workspace, today, step: sheet(workspace, drill), f"恢复核验单 {drill.snapshot}")
        show_papers(self._state, [paper], self)
