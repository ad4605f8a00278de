"""从备份恢复: which backup, what it would bring, onto which file. The present file is set aside, never overwritten."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (QDialogButtonBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton,
                               QVBoxLayout, QWidget)

from db.keyfile import NeedsPassword
from db.keyring import WrongPassword
from desktop import errors, jobs
from desktop.screens.opening.unlock import PAUSES
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog
from desktop.widgets.file_choice import STICK, choose_folder, documents
from desktop.widgets.password_edit import SnapshotKey
from desktop.widgets.snapshot_table import Line, SnapshotTable, kept


class RestoreDialog(FittingDialog):
    """Choose a backup folder or take the backup given by ``look_at``; then the preview; then 恢复."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("restore_dialog")
        self.setWindowTitle("从备份恢复")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(720)
        self._state, self._snapshot = state, None
        self._wanted: Path | None = None  # what is being looked at
        self._key: dict[str, str] = {}  # the password or recovery code it was opened with
        self._keys = None
        self._tries = 0
        self.choose = choose = QPushButton("选择备份所在的 U 盘或文件夹…", self)
        choose.setObjectName("restore_choose")
        choose.setAccessibleName("选择备份所在的文件夹")
        choose.setIcon(theme.icon("open"))
        choose.clicked.connect(self._choose)
        self.table = SnapshotTable("restore_list", "可恢复的备份", self, empty="还没有列出备份")
        self.table.itemSelectionChanged.connect(self._marked)
        self.said = QLabel("先选择备份所在的 U 盘或文件夹。", self)
        self.said.setObjectName("restore_said")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.key = SnapshotKey(self)
        self.key.entered.connect(self._try_key)
        self.key.hide()
        self.target = QLineEdit(self)
        self.target.setObjectName("restore_target")
        self.target.setAccessibleName("恢复到")
        self.target.setText(str(state.workspace.path if state.workspace else documents() / "履责台账" / "履责台账.lvze"))
        browse = QPushButton("更改…", self)
        browse.setObjectName("restore_browse")
        browse.setAccessibleName("更改恢复位置")
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(self.key.layout().spacing())
        where = QLabel("恢复到", self)
        self.key.label.setMinimumWidth(where.sizeHint().width())  # both fields begin at one line
        for widget in (where, self.target, browse):
            row.addWidget(widget)
        buttons = QDialogButtonBox(self)
        self.go = buttons.addButton("恢复", QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setObjectName("restore_go")
        theme.make_main(self.go)
        self.go.setEnabled(False)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("restore_cancel")
        buttons.accepted.connect(self.restore)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(choose, alignment=Qt.AlignmentFlag.AlignLeft)
        self.table.setMinimumHeight(220)
        column.addWidget(self.table, 1)
        self.said.setMinimumHeight(56)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.said)
        column.addWidget(self.key)
        column.addLayout(row)
        column.addWidget(theme.muted("要恢复到的位置如果已有台账，会先改名留存（文件名里带“恢复前”），不会被覆盖。", self))
        column.addWidget(buttons)

    @Slot()
    def _choose(self) -> None:
        if chosen := choose_folder(self, "备份所在的 U 盘或文件夹", STICK):
            self.read_folder(chosen)

    @Slot()
    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "恢复到", self.target.text(), "履责台账文件 (*.lvze)",
                                                options=QFileDialog.Option.DontConfirmOverwrite)
        if chosen:
            self.target.setText(chosen)

    def read_folder(self, folder: Path) -> None:
        """Lists the backups in a folder."""
        def work() -> list[Line]:
            from db.backup import snapshots

            return [Line(one.path, one.made_at, kept(one.hospital or one.file_name, one.encrypted),
                         sum(one.counts.values()), one.size, one.ok) for one in snapshots(folder)]

        jobs.run(self, "正在读取备份", jobs.reading(work), self._show)

    def _show(self, lines: list[Line]) -> None:
        self.table.show_lines(lines)
        if lines:
            self.table.setFocus()
        else:
            self.said.setText("这个文件夹里没有备份，请换一个文件夹。")
            self.go.setEnabled(False)

    @Slot()
    def _marked(self) -> None:
        if self.table.chosen is not None:
            self._preview(self.table.chosen)

    def look_at(self, path: Path, **key: str) -> None:
        """Takes one backup or local copy, chosen elsewhere; ``key`` is its password= or code= where it was typed there."""
        self.table.hide()
        self.choose.hide()
        self._preview(path, **key)

    @Slot()
    def _try_key(self) -> None:
        if self._wanted is not None:
            self._preview(self._wanted, **self.key.given())

    def _preview(self, path: Path, **key: str) -> None:
        workspace = self._state.workspace
        self._wanted = path
        self._keys = workspace.keys if workspace is not None else None
        self._key = key
        self.go.setEnabled(False)
        self.key.setVisible(bool(key))
        self.key.setEnabled(False)
        self.said.setText("正在查看这份备份…")

        def work(_: jobs.Progress) -> Any:
            from db.backup import preview

            return preview(path, workspace, **key)

        def failed(error: BaseException) -> None:
            if path != self._wanted:
                return
            if isinstance(error, NeedsPassword):
                self.key.ask()
                self.said.setText("这份备份设有密码，请输入做这份备份时的密码，或恢复码。")
            elif isinstance(error, WrongPassword):
                self._tries += 1
                QTimer.singleShot(PAUSES[min(self._tries, len(PAUSES)) - 1], self, lambda: self._wrong(path, str(error)))
            else:
                self.said.setText(str(error))

        jobs.quietly(self, work, lambda seen: self._show_preview(path, seen), failed)

    def _wrong(self, path: Path, sentence: str) -> None:
        if path == self._wanted:
            self.said.setText(sentence)
            self.key.ask()

    def _show_preview(self, path: Path, seen: Any) -> None:
        if path != self._wanted:
            return  # another backup was marked meanwhile
        self._snapshot = path
        self._tries = 0
        self.key.hide()
        self.said.setText(preview_words(seen))
        self.go.setEnabled(True)

    @Slot()
    def restore(self) -> None:
        """Closes the file if it is the target, restores, opens what came back."""
        snapshot, target = self._snapshot, Path(self.target.text().strip())
        was_open = self._state.workspace.path if self._state.workspace else None
        keys, key = self._keys, self._key
        if was_open == target:
            self._state.close_file()

        def work(progress: jobs.Progress) -> Any:
            from db.backup import restore
            from db.keyfile import open_keys

            result = restore(snapshot, target, datetime.now(), progress.step, keys=keys, **key)
            self._keys = open_keys(target, key.get("password"), key.get("code"), keys)
            return result

        def failed(error: BaseException) -> None:
            if was_open == target:
                self._reopen(target)
            if not isinstance(error, jobs.Cancelled):
                errors.report(error, self)

        jobs.run(self, "正在恢复", work, self._restored, failed)

    def _restored(self, result: Any) -> None:
        self._reopen(result.path)
        if result.problems:  # all else is said by the window as long as nobody has looked at what came back
            errors.tell(self.parentWidget(), "".join(result.problems))
        self.accept()

    def _reopen(self, path: Path) -> None:
        try:
            self._state.open(path, self._keys)
        except errors.Refusal as refusal:
            errors.tell(self.parentWidget(), refusal)


def preview_words(seen: Any) -> str:
    """What the backup holds and how it differs from the open file."""
    lines = [f"{seen.hospital or '（未填单位）'}　{seen.made_at:%Y-%m-%d %H:%M} 的备份，共 {sum(seen.counts.values())} 条记录。"]
    if seen.steps_lost:
        lines.append(f"备份之后又做了 {seen.steps_lost} 次修改，恢复后这些修改不在台账里（原文件会留存）。")
    if seen.differs:
        lines.append("记录数的变化：" + "；".join(f"{one.title} {one.now} → {one.then}" for one in seen.differs) + "。")
    return "\n".join(lines)
