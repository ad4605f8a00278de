"""A damaged file: go back to the newest automatic copy, salvage what is readable, or restore from a stick."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import errors, jobs
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog

if TYPE_CHECKING:
    from db.backup.salvage import Salvaged

_SHOWN = 12  # ledgers named with what was lost


class DamagedDialog(FittingDialog):
    """Whatever is chosen, the damaged file is kept as it is, beside the new one."""

    def __init__(self, state: State, path: Path, sentence: str, keys: Any, key: dict[str, str], parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("damaged_dialog")
        self.setWindowTitle("台账文件有损坏")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(640)
        self._state, self._path, self._keys, self._key = state, path, keys, key
        self._copy = self._newest_copy()
        self.said = QLabel(sentence, self)
        self.said.setObjectName("damaged_said")
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = "本机没有自动副本。" if self._copy is None else (
            f"最近的自动副本是 {self._copy.made_at:%Y-%m-%d %H:%M} 的；那以后登记的内容要补。")
        self.copy = self._button("damaged_copy", "恢复自动副本…", self._restore_copy, self._copy is not None)
        self.rescue = self._button("damaged_salvage", "抢救能读出的内容", self.salvage)
        self.backup = self._button("damaged_backup", "从备份恢复…", self._restore_backup)
        self.ways = QWidget(self)
        grid = QGridLayout(self.ways)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.LARGE)
        grid.setVerticalSpacing(theme.MEDIUM)
        for row, (button, told) in enumerate((
                (self.copy, words), (self.rescue, "逐个台账读出还完好的记录，写成一份新的台账，再告诉您缺了什么。"),
                (self.backup, "从 U 盘或文件夹里的备份恢复。"))):
            button.setMinimumWidth(160)
            grid.addWidget(button, row, 0)
            grid.addWidget(theme.muted(told, self), row, 1)
        grid.addWidget(theme.muted("无论选哪一种，损坏的文件都原样留存在同一个文件夹里。", self), 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.close_button = self._button("damaged_close", "先不处理", self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.LARGE)
        column.addWidget(self.said)
        column.addWidget(self.ways)
        column.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignRight)

    def _button(self, name: str, words: str, act: Any, offered: bool = True) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setEnabled(offered)
        button.clicked.connect(act)
        return button

    def _newest_copy(self) -> Any:
        from db.backup import local_copies

        return next(iter(local_copies(self._path)), None)

    # -- the ways --------------------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """The damaged file may be the one that is open."""
        workspace = self._state.workspace
        if workspace is not None and workspace.path == self._path:
            self._keys = workspace.keys
            self._state.close_file()

    @Slot()
    def _restore_copy(self) -> None:
        self._restore(self._copy.path)

    @Slot()
    def _restore_backup(self) -> None:
        self._restore(None)

    def _restore(self, path: Path | None) -> None:
        from desktop.screens.safety.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._state, self.parentWidget())
        dialog.target.setText(str(self._path))
        if path is not None:
            dialog.look_at(path, **self._key)
        dialog.open()
        self.accept()

    @Slot()
    def salvage(self) -> None:
        """Reads what can be read, with progress; cancelling changes nothing."""
        self._let_go()
        path, keys, key = self._path, self._keys, self._key

        def work(progress: jobs.Progress) -> Salvaged:
            from db.backup.salvage import salvage

            return salvage(path, datetime.now(), progress.step, keys=keys, **key)

        def failed(error: BaseException) -> None:
            if isinstance(error, errors.Refusal):
                self.said.setText(str(error))
            elif not isinstance(error, jobs.Cancelled):
                errors.report(error, self)

        jobs.run(self, "正在抢救内容", work, self._salvaged, failed)

    def _salvaged(self, result: Salvaged) -> None:
        self.said.setText(salvage_words(result))
        self.ways.hide()
        self.close_button.setText("知道了")
        self.close_button.setAccessibleName("知道了")
        path, keys, key = self._path, self._keys, self._key

        def work(_: jobs.Progress) -> Any:
            from db.workspace import Workspace

            return Workspace.open(path, keys=keys, **key)

        jobs.quietly(self, work, self._state.adopt)


def salvage_words(result: Salvaged) -> str:
    """What came out, what did not, and where the damaged file is."""
    lines = [f"已抢救出 {sum(result.read.values())} 条记录，新的台账已经打开。"]
    if result.lost:
        lost = [f"{title}最多 {count} 条" for title, count in list(result.lost.items())[:_SHOWN]]
        lines.append(f"没有读出来的：{'、'.join(lost)}。可以打开自动副本或备份，用“找回一条记录”补上。")
    else:
        lines.append("各台账的记录都读出来了。")
    return "\n".join([*lines, *result.notes, f"损坏的文件留存为：{result.aside}"])
