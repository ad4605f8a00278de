"""The window's first words when the program was started from a rescue stick: check, count, restore, prove on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from db.keyfile import NeedsPassword
from db.keyring import WrongPassword
from desktop import errors, jobs
from desktop.rescue_check import Looked, look_through, restored_sheet
from desktop.screens.safety.restore_dialog import RestoreDialog
from desktop.screens.opening.unlock import PAUSES
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import fit
from desktop.widgets.password_edit import SnapshotKey
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.snapshot_table import Line, SnapshotTable, kept


class RescueDialog(QDialog):
    """Nothing is written to the stick. The restore itself is that of 从备份恢复."""

    def __init__(self, state: State, stick: Path, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("rescue_dialog")
        self.setWindowTitle("用自救 U 盘恢复台账")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 760, 620)
        self._state, self._stick = state, stick
        self.looked: Looked | None = None
        self._key: dict[str, str] = {}
        self._tries = 0
        self.table = SnapshotTable("rescue_snapshots", "U 盘上的备份", self)
        self.table.setFixedHeight(6 * theme.ROW)
        self.table.itemSelectionChanged.connect(self._marked)
        self.key = SnapshotKey(self)
        self.key.entered.connect(lambda: self.look(**self.key.given()))
        self.key.hide()
        self.said = QLabel("正在读取 U 盘上的备份…", self)
        self.said.setObjectName("rescue_found")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.counts = PlainTable("rescue_counts", "每本台账的条数", ("台账", "应有", "实有", "核对"), self)
        buttons = QDialogButtonBox(self)
        self.go = self._button(buttons, "rescue_restore", "恢复到这台电脑…", self.restore)
        self.printing = self._button(buttons, "rescue_print", "打印恢复核验单…", self.print)
        self.saving = self._button(buttons, "rescue_save", "恢复核验单存为 PDF…", self.save)
        shut = buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        shut.setObjectName("rescue_shut")
        shut.setAutoDefault(False)  # Enter in the password line must not close the window
        buttons.rejected.connect(self.reject)
        theme.make_main(self.go)
        theme.make_main(self.printing)  # it comes when the other has gone
        self.go.setEnabled(False)
        for sheet in (self.printing, self.saving):
            sheet.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(theme.muted("程序正从自救 U 盘运行，U 盘上的内容不会被改动。选一份备份，核对无误后恢复到这台电脑。", self))
        column.addWidget(self.table)
        column.addWidget(self.key)
        column.addWidget(self.said)
        column.addWidget(self.counts, 1)
        column.addWidget(buttons)

    def _button(self, box: QDialogButtonBox, name: str, words: str, act: Any) -> QPushButton:
        button = box.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: act())
        return button

    def begin(self) -> None:
        """Lists the backups and looks through the newest whole one."""
        def work(_: jobs.Progress) -> list[Line]:
            from db.backup import snapshots

            return [Line(one.path, one.made_at, kept(one.hospital or one.file_name, one.encrypted),
                         sum(one.counts.values()), one.size, one.ok) for one in snapshots(self._stick)]

        def done(lines: list[Line]) -> None:
            self.table.show_lines(lines)
            if lines:
                self.table.selectRow(next((row for row, line in enumerate(lines) if line.ok), 0))
            else:
                self.said.setText("这个 U 盘上没有备份，请换一个备份盘。")

        jobs.quietly(self, work, done, lambda error: self.said.setText(str(error)))

    @Slot()
    def _marked(self) -> None:
        if self.table.chosen is not None:
            self.key.hide()
            self.look()

    def look(self, **key: str) -> None:
        """Checks the marked backup; asks for its password when it has one."""
        path = self.table.chosen
        self.looked, self._key = None, key
        self.go.setEnabled(False)
        self.key.setEnabled(False)
        self.counts.show_rows([])

        def failed(error: BaseException) -> None:
            if path != self.table.chosen:
                return
            if isinstance(error, NeedsPassword):
                self.said.setText("这份备份设有密码，请输入做这份备份时的密码，或恢复码。")
                self.key.ask()
            elif isinstance(error, WrongPassword):
                self._tries += 1
                self.said.setText(str(error))
                QTimer.singleShot(PAUSES[min(self._tries, len(PAUSES)) - 1], self, self.key.ask)
            elif isinstance(error, jobs.Cancelled):
                self.said.setText("已取消检查。在列表里选一份备份就会重新检查。")
            elif isinstance(error, errors.Refusal):
                self.said.setText(str(error))
            else:
                errors.report(error, self)

        jobs.run(self, "正在检查备份", lambda progress: look_through(path, progress.step, **key), self._show, failed)

    def _show(self, looked: Looked) -> None:
        if looked.snapshot != self.table.chosen:
            return
        self.looked = looked
        self.key.hide()
        newest = f"最后一次登记在 {looked.last_at:%Y-%m-%d %H:%M}。" if looked.last_at else ""
        verdict = "".join(looked.problems) or "已逐字节读出核对，这份备份完好。"
        self.said.setText(f"{looked.hospital or '（未填单位）'}　{looked.made_at:%Y-%m-%d %H:%M} 的备份：{looked.records} 条记录，"
                          f"佐证材料 {looked.evidence} 份。{newest}\n{verdict}")
        self.counts.show_rows([(row, (Cell(title), Cell(str(wanted)), Cell(str(found)),
                                      Cell("相符", "good") if wanted == found else Cell("不符", "bad")))
                               for row, (title, wanted, found) in enumerate(looked.rows)])
        self.go.setEnabled(True)

    @Slot()
    def restore(self) -> None:
        dialog = RestoreDialog(self._state, self)
        dialog.look_at(self.looked.snapshot, **self._key)
        dialog.accepted.connect(self._restored)
        dialog.open()

    @Slot()
    def _restored(self) -> None:
        if self._state.workspace is None:
            return
        self.said.setText(f"台账已恢复到：{self._state.workspace.path}。请打印恢复核验单，签字存档。")
        self.go.hide()
        for sheet in (self.printing, self.saving):
            sheet.show()
        self.printing.setDefault(True)

    def _sheet(self) -> Any:
        return restored_sheet(self.looked, self._state.workspace, self._stick.name or str(self._stick))

    @Slot()
    def print(self) -> None:
        from desktop.screens.reporting.report_files import Files

        Files(self).print(self._state.workspace, self._sheet())

    @Slot()
    def save(self) -> None:
        from desktop.screens.reporting.report_files import Files

        Files(self).export(self._state.workspace, self._sheet(), ("pdf",))
