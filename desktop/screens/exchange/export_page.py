"""导出全部台账: every ledger with all its fields in one workbook, with an index; readable without this program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop import jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import EXCEL, choose_target
from desktop.widgets.note_bar import NoteBar



class ExportPage(QWidget):
    """Talks go out without their contents unless the clerk asks for them and says what for."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("export_page")
        self._state, self._written = state, Path()
        self.note = NoteBar("export_note", self)
        self.talks = QCheckBox("谈心谈话、跟进的内容也导出", self)
        self.talks.setObjectName("export_talks")
        self.talks.setAccessibleName(self.talks.text())
        self.why = QLineEdit(self)
        self.why.setObjectName("export_why")
        self.why.setAccessibleName("导出谈话内容的用途")
        self.why.setMaxLength(60)
        self.why.setPlaceholderText("用途（必填，记入操作日志）")
        self.why.setMaximumWidth(360)
        self.why.hide()
        self.go = QPushButton(theme.icon("export", theme.ON_STRONG), "导出到 Excel…", self)
        self.go.setObjectName("export_go")
        self.go.setAccessibleName("把全部台账导出到一个 Excel 工作簿")
        self.go.setProperty("main", True)
        row = QHBoxLayout()
        row.addWidget(self.go)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(theme.heading("把全部台账导出到一个 Excel 工作簿", self))
        column.addWidget(
            theme.muted(
                "每本台账一张工作表，第一张是目录，点台账名称就能跳过去。不装本程序也能看；在 Excel 里改过以后，可以用“导入台账”的“整本导入”"
                "收回来。佐证材料的文件不在内，请用备份或佐证材料包。",
                self,
            )
        )
        column.addWidget(theme.sentence("导出的文件没有加密，请妥善保管，用完及时删除。导出会记入操作日志。", "warn", self))
        column.addWidget(self.talks)
        column.addWidget(self.why)
        column.addLayout(row)
        column.addWidget(self.note)
        column.addStretch(1)
        self.talks.toggled.connect(self.why.setVisible)
        self.talks.toggled.connect(self._offer)
        self.why.textChanged.connect(self._offer)
        self.go.clicked.connect(self._choose)
        self.note.pressed.connect(self._open_folder)

    @Slot()
    def _offer(self, *_: object) -> None:
        self.go.setEnabled(not self.talks.isChecked() or bool(self.why.text().strip()))

    @Slot()
    def _choose(self) -> None:
        if chosen := choose_target(self, "导出全部台账", f"全部台账{self._state.today():%Y%m%d}.xlsx", EXCEL):
            self.write(chosen)

    def write(self, target: Path) -> None:
        """Writes the workbook in the background; a cancelled one leaves nothing behind."""
        workspace, talks, why = (
            self._state.workspace,
            self.talks.isChecked(),
            self.why.text().strip() if self.talks.isChecked() else "",
        )

        def work(progress: jobs.Progress) -> dict[str, int]:
            from desktop.exchange.workbook_out import write_all

            return write_all(workspace, target, talks, progress.step, why)

        self.note.clear()
        jobs.run(self, "正在导出全部台账", work, lambda written: self._done(target, written))

    def _done(self, target: Path, written: dict[str, int]) -> None:
        self._written = target
        self.note.say(
            f"已导出 {len(written)} 本台账、{sum(written.values())} 条记录到：{target}",
            "good",
            ("open_folder", "打开所在文件夹"),
        )

    @Slot(str)
    def _open_folder(self, name: str) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._written.parent)))
