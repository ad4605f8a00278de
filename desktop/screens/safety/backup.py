"""备份与恢复: to a stick or folder with one button, verified; what is there; the automatic copies of this computer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout,
                               QWidget)

from db.sticks import BACKUPS, EVERY_DAYS, sticks_in
from desktop import drives, errors, jobs
from desktop.operations import copies
from desktop.screens.safety.backup_rules import BackupRules
from desktop.screens.safety.stick_watch import StickWatch
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import STICK, choose_folder
from desktop.widgets.snapshot_table import KINDS, Line, SnapshotTable, kept, size_words
from desktop.widgets.stick_table import StickTable
from desktop.widgets.tab_order import in_order

_HOW = "插上 U 盘，或点“其他文件夹”选择一个文件夹，然后点“立即备份”。"
_PROBLEMS = 3  # sentences shown of many alike


class BackupPage(QWidget):
    """Knows the folders used before (the file remembers them) and the drives plugged in now."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("backup_page")
        self._state = state
        self.watch = StickWatch(state, self)
        self.watch.changed.connect(self.offer_folders)
        self.sticks = StickTable(self)
        self.sticks.itemSelectionChanged.connect(self._stick_marked)
        self.forget = self._button("forget_stick", "不再用这个盘…", self.forget_stick, "delete")
        self.drill = self._button("drill", "恢复演练…", self.rehearse, "restore")
        self.folder = QComboBox(self)
        self.folder.setObjectName("backup_folder")
        self.folder.setAccessibleName("备份到")
        self.folder.setMinimumWidth(320)
        self.folder.setPlaceholderText("请插上备份盘，或选择别的位置")
        self.other = self._button("choose_folder", "其他文件夹…", self.choose, "open")
        self.rules = BackupRules(state, self)
        self.start = self._button("back_up", "立即备份", self.back_up, "backup", main=True)
        self.said = QLabel(self)
        self.said.setObjectName("backup_said")
        self.said.setWordWrap(True)
        self.backups = SnapshotTable("snapshots", "备份列表", self, empty="这里还没有备份")
        self.copies = SnapshotTable("local_copies", "本机自动副本", self, empty="还没有自动副本，有改动时半小时内会留第一份")
        self.rescue = self._button("make_rescue", "制作自救 U 盘…", self.make_rescue, "copy")
        self.check = self._button("verify", "检查这份备份", self.verify, "good")
        self.sheet = self._button("backup_sheet", "打印核验单…", self.print_sheet, "print")
        self.restore = self._button("restore_snapshot", "恢复这份备份…", self.restore_backup, "restore")
        self.pick = self._button("pick_record", "找回一条记录…", self.pick_from_backup, "search")
        self.pick_copy = self._button("pick_record_copy", "找回一条记录…", self.pick_from_copy, "search")
        self.restore_copy = self._button("restore_copy", "恢复这份副本…", self.restore_local, "restore")
        self._lay_out()
        self.folder.currentIndexChanged.connect(self.read_folder)

    def _button(self, name: str, words: str, act: Any, icon: str, main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words.rstrip("…"))
        button.setIcon(theme.icon(icon, theme.ON_STRONG if main else theme.MUTED))
        button.setProperty("main", main)
        button.clicked.connect(lambda _=False: act())
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for widget in (QLabel("备份到", self), self.folder, self.other):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.start)
        low = QHBoxLayout()
        for widget in (self.check, self.sheet, self.pick, self.restore):
            low.addWidget(widget)
        low.addStretch(1)
        low.addWidget(self.rescue)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        head = QHBoxLayout()
        head.addWidget(theme.heading("备份到 U 盘或文件夹", self), 1)
        head.addWidget(self.drill)
        head.addWidget(self.forget)
        column.addLayout(head)
        column.addWidget(self.sticks)
        column.addLayout(top)
        column.addWidget(self.rules)
        column.addWidget(self.said)
        column.addWidget(self.backups, 3)
        column.addLayout(low)
        column.addSpacing(theme.MEDIUM)
        column.addWidget(theme.heading("本机自动副本", self))
        column.addWidget(theme.muted("有改动时每半小时留一份，关闭时再留一份；电脑坏了或丢了，只有 U 盘上的备份能救。", self))
        column.addWidget(self.copies, 2)
        last = QHBoxLayout()
        for widget in (self.pick_copy, self.restore_copy):
            last.addWidget(widget)
        last.addStretch(1)
        column.addLayout(last)
        in_order(self.drill, self.forget, self.sticks, self.folder, self.other, self.start, *self.rules.numbers.values(), self.backups,
                 self.check, self.sheet, self.pick, self.restore, self.rescue, self.copies, self.pick_copy, self.restore_copy)
        for table, least in ((self.backups, 130), (self.copies, 100)):
            table.setMinimumHeight(least)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    # -- where -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.rules.read()
        self.offer_folders()
        self.watch.begin()
        self.read_copies()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.watch.end()

    @Slot()
    def offer_folders(self) -> None:
        """Known drives that are plugged in, then other drives. While a known one is away nothing else is chosen for it."""
        workspace = self._state.workspace
        if workspace is None:
            return
        known, here = sticks_in(workspace.setting(BACKUPS)), self.watch.here
        self.sticks.show_sticks(known, here, self._state.today(), workspace.setting(EVERY_DAYS))
        self.forget.setVisible(bool(known) and not workspace.read_only)
        self.drill.setVisible(bool(known))
        names = {here[stick.identity]: f"{here[stick.identity]}（用过）" for stick in known if stick.identity in here}
        for drive in drives.drives():
            names.setdefault(drive.path, f"{drive.name}　{drive.path}　剩余 {size_words(drive.free)}")
        chosen = self.folder.currentData()
        self.folder.blockSignals(True)
        self.folder.clear()
        for folder, words in names.items():
            self.folder.addItem(words, folder)
        self.folder.setCurrentIndex(0 if names and (here or not known) else -1)
        if chosen is not None and (chosen in names or chosen.is_dir()):
            self._add(chosen)
        self.folder.blockSignals(False)
        if not self.said.text() or self.said.text() == _HOW:
            self.said.setText("" if self.folder.count() else _HOW)
        self.read_folder()

    @Slot()
    def _stick_marked(self) -> None:
        """A marked drive is the one to back up to, if it is there."""
        folder = self.watch.here.get(self.sticks.chosen)
        if folder is not None:
            self._add(folder)

    def forget_stick(self) -> None:
        """For a drive that is lost or handed on: no more is said about it; the backups on it stay."""
        from desktop.widgets.question import ask

        workspace, identity = self._state.workspace, self.sticks.chosen
        stick = next((one for one in sticks_in(workspace.setting(BACKUPS)) if one.identity == identity), None)
        if stick is None or not ask(self, f"不再提醒往“{stick.title}”备份？盘上已有的备份不会删除；以后往这个盘备份一次，就又会记住它。",
                                    "不再用这个盘"):
            return
        copies.forget_stick(workspace, identity)
        self.offer_folders()

    @Slot()
    def choose(self) -> None:
        if chosen := choose_folder(self, "备份到哪个文件夹", STICK, self.folder.currentData()):
            self.use(chosen)

    def use(self, folder: Path) -> None:
        """Takes a folder for the next backup and shows what is in it."""
        self.said.clear()  # it spoke of another place
        self._add(folder)
        self.read_folder()

    def _add(self, folder: Path) -> None:
        place = next((row for row in range(self.folder.count()) if self.folder.itemData(row) == folder), -1)
        if place < 0:
            self.folder.insertItem(0, str(folder), folder)
            place = 0
        self.folder.setCurrentIndex(place)

    # -- what is there ---------------------------------------------------------------------------------------------

    @Slot()
    def read_folder(self, *_: object) -> None:
        folder = self.folder.currentData()
        self._offer()
        if folder is None or not folder.is_dir():
            self.backups.show_lines([])
            return

        def work(_: jobs.Progress) -> list[Line]:
            from db.backup import snapshots

            return [Line(one.path, one.made_at, kept(
                f"{one.hospital or one.file_name}　{KINDS.get(one.kind, '')}".strip("　"), one.encrypted),
                         sum(one.counts.values()), one.size, one.ok) for one in snapshots(folder)]

        def done(lines: list[Line]) -> None:
            if folder == self.folder.currentData():  # else another one was chosen meanwhile
                self.backups.show_lines(lines)
                self._offer()

        jobs.quietly(self, work, done, lambda error: self.said.setText(str(error)))

    def read_copies(self) -> None:
        path = self._state.workspace.path

        def work(_: jobs.Progress) -> list[Line]:
            from db.backup import local_copies

            return [Line(one.path, one.made_at, "自动副本", None, one.size) for one in local_copies(path)]

        jobs.quietly(self, work, self._show_copies)

    def _show_copies(self, lines: list[Line]) -> None:
        self.copies.show_lines(lines)
        self._offer()

    def _offer(self) -> None:
        self.start.setEnabled(self.folder.currentData() is not None)
        for button in (self.check, self.sheet, self.pick, self.restore):
            button.setEnabled(self.backups.chosen is not None)
        for button in (self.pick_copy, self.restore_copy):
            button.setEnabled(self.copies.chosen is not None)

    # -- doing -----------------------------------------------------------------------------------------------------

    @Slot()
    def back_up(self) -> None:
        workspace, folder = self._state.workspace, self.folder.currentData()
        identity = next((known for known, place in self.watch.here.items() if place == folder), None)

        def work(progress: jobs.Progress) -> Any:
            from db.backup import back_up

            return back_up(workspace, folder, progress=progress.step, stick=identity)

        jobs.run(self, "正在备份", work, self._backed_up, self._not_backed_up)

    def _backed_up(self, result: Any) -> None:
        self._say(copies.backup_words(result), result.problems)
        self.offer_folders()
        self.watch.look()

    def _say(self, sentences: Sequence[str], problems: list[str]) -> None:
        """The sentences and the first problems; all of them when the pointer rests on it."""
        shown = problems[:_PROBLEMS]
        more = [f"同样的情况还有 {len(problems) - len(shown)} 处。"] if len(problems) > len(shown) else []
        self.said.setText("".join([*sentences, *shown, *more]))
        self.said.setToolTip("\n".join(problems[:40]) if more else "")

    def _not_backed_up(self, error: BaseException) -> None:
        if isinstance(error, jobs.Cancelled):
            self.said.setText("已取消备份，以前的备份没有改动。")
        else:
            self.said.setText("备份没有完成。")
            errors.report(error, self)

    @Slot()
    def verify(self) -> None:
        workspace, path = self._state.workspace, self.backups.chosen

        def work(progress: jobs.Progress) -> tuple[list[str], bool]:
            from db.backup import opened_by

            return copies.check(workspace, path, progress.step), opened_by(path, workspace.keys)

        def done(answer: tuple[list[str], bool]) -> None:
            from db.backup import NOT_OPENED

            found, opened = answer
            good = "这份备份完好，可以放心恢复。" if opened else f"备份的文件完好。{NOT_OPENED}"
            self._say([] if found else [good], found)
            self.offer_folders()

        jobs.run(self, "正在检查备份", work, done)

    @Slot()
    def print_sheet(self) -> None:
        """备份核验单 of the marked backup; a backup just made is the marked one."""
        from desktop.screens.safety.backup_paper import show_sheet

        show_sheet(self._state, self.backups.chosen, self.window()).finished.connect(lambda _: self.offer_folders())

    @Slot()
    def make_rescue(self) -> None:
        from desktop.screens.safety.rescue_making import RescueMakingDialog

        dialog = RescueMakingDialog(self._state, self.folder.currentData(), self.window())
        dialog.finished.connect(lambda _: self.offer_folders())
        dialog.open()

    @Slot()
    def restore_backup(self) -> None:
        self._restore(self.backups.chosen)

    @Slot()
    def restore_local(self) -> None:
        self._restore(self.copies.chosen)

    def _restore(self, path: Path | None) -> None:
        from desktop.screens.safety.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._state, self.window())
        if path is not None:
            dialog.look_at(path)
        dialog.open()

    @Slot()
    def pick_from_backup(self) -> None:
        self._pick(self.backups.chosen)

    @Slot()
    def pick_from_copy(self) -> None:
        self._pick(self.copies.chosen)

    def _pick(self, path: Path | None) -> None:
        from desktop.screens.safety.past_dialog import PastDialog

        if path is not None:
            dialog = PastDialog(self._state, self.window())
            dialog.look_at(path)
            dialog.open()

    @Slot()
    def rehearse(self) -> None:
        from desktop.screens.safety.drill_dialog import DrillDialog

        DrillDialog(self._state, self.watch.here, self.window()).open()
