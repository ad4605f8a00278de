"""收集表: what was asked of the departments, who has answered, who has not; new forms out, filled ones in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db import collecting
from db.errors import Refusal
from db.ledgers import LEDGERS
from desktop import errors, jobs
from desktop.exchange import collect_in, collect_out
from desktop.exchange.collect_in import Reply
from desktop.operations.collecting import withdraw
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.file_choice import EXPORT, IMPORT, choose_files, choose_folder
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.question import ask

_TABLES = {"collection", "collection_ask", "department"}


class CollectPage(QWidget):
    """The collections above, the departments of the chosen one below."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("collect_page")
        self._state, self._stale = state, True
        self.note = NoteBar("collect_page_note", self)
        self.new = self._button("collect_new", "新建收集表…", "add", self._new)
        self.new.setProperty("main", True)
        self.new.setIcon(theme.icon("add", theme.ON_STRONG))
        self.take = self._button("collect_take", "收回填好的表…", "import", self._choose_files)
        self.folder = self._button("collect_folder", "收回一个文件夹…", "open", self._choose_folder)
        self.chase = self._button("collect_chase", "打印催办单…", "print", self._print)
        self.chase_file = self._button("collect_chase_file", "催办单存成文件…", "export", self._export)
        self.again = self._button("collect_again", "再生成未交的表…", "sheet", self._send_again)
        self.drop = self._button("collect_drop", "撤回", "delete", self._withdraw)
        self.list = PlainTable(
            "collections",
            "收集表",
            ["名称", "台账", "填报期间", "交回期限", "已交", "状态"],
            self,
            empty="还没有收集表。点“新建收集表…”，给各科室每家生成一份 Excel 表；填好交回后点“收回填好的表…”，一次收进台账。",
        )
        self.copies = PlainTable(
            "collection_copies",
            "各科室交回情况",
            ["科室", "状态", "交回日期", "收进几条", "交回的文件"],
            self,
            stretch=4,
            empty="选一份收集表，这里列出各科室交回的情况。",
        )
        tops, lows = QHBoxLayout(), QHBoxLayout()
        for row, buttons in (
            (tops, (self.new, self.take, self.folder)),
            (lows, (self.chase, self.chase_file, self.again, self.drop)),
        ):
            row.setSpacing(theme.SMALL)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        column.setSpacing(theme.SMALL)
        column.addWidget(theme.heading("收集表：请各科室填报，一次收进台账", self))
        column.addLayout(tops)
        column.addWidget(self.note)
        column.addWidget(self.list, 1)
        column.addLayout(lows)
        column.addWidget(self.copies, 1)
        self.list.itemSelectionChanged.connect(self._show_copies)
        state.changed.connect(self._changed)

    @property
    def current(self) -> collecting.Summary | None:
        """The collection chosen in the list."""
        return self._summaries.get(self.list.current_id) if not self._stale else None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        if self._stale:
            self._fill()

    @Slot(object)
    def _changed(self, changes: object) -> None:
        self._stale = self._stale or bool(_TABLES & set(changes.ids))
        if self._stale and self.isVisible():
            self._fill()

    def _fill(self) -> None:
        workspace, today = self._state.workspace, self._state.today()
        if workspace is None:
            return
        with workspace.read() as session:
            found = collecting.summaries(session)
        self._summaries, self._stale = {one.id: one for one in found}, False
        self.list.show_rows(
            [
                (
                    one.id,
                    [
                        Cell(one.title),
                        Cell(LEDGERS[one.ledger].title if one.ledger in LEDGERS else "（已停用）"),
                        Cell(f"{one.start:%Y-%m-%d} 至 {one.end:%Y-%m-%d}"),
                        Cell(f"{one.due_on:%Y-%m-%d}"),
                        Cell(f"{one.answered}/{one.asked}"),
                        Cell(*_state_of(one, today)),
                    ],
                )
                for one in found
            ]
        )
        if found and self.list.current_id is None:
            self.list.setCurrentCell(0, 0)
        self._show_copies()

    @Slot()
    def _show_copies(self) -> None:
        one = self.current
        workspace = self._state.workspace
        writable = workspace is not None and not workspace.read_only
        copies = []
        if one is not None and workspace is not None:
            with workspace.read() as session:
                copies = collecting.copies(session, one.id)
        self.copies.show_rows(
            [
                (
                    copy.ask_id,
                    [
                        Cell(copy.department),
                        Cell(*copy.state(one.due_on, self._state.today())),
                        Cell(f"{copy.answered_on:%Y-%m-%d}" if copy.answered_on else ""),
                        Cell("" if copy.taken is None else str(copy.taken)),
                        Cell(copy.file),
                    ],
                )
                for copy in copies
            ]
        )
        self._waiting = [copy.department_id for copy in copies if copy.answered_on is None]
        for button in (self.new, self.take, self.folder):
            button.setEnabled(writable)
        for button in (self.chase, self.chase_file, self.again):
            button.setEnabled(bool(self._waiting))
        self.drop.setEnabled(one is not None and writable)

    # -- out -------------------------------------------------------------------------------------------------------

    @Slot()
    def _new(self) -> None:
        from desktop.screens.exchange.collect_dialog import CollectDialog

        dialog = CollectDialog(self._state, self.window())
        dialog.sent.connect(lambda words: self.note.say(words, "good"))
        dialog.open()

    @Slot()
    def _send_again(self) -> None:
        folder = choose_folder(self, "未交科室的表放到哪个文件夹", EXPORT)
        if folder:
            workspace, one, waiting = self._state.workspace, self.current, tuple(self._waiting)
            today = self._state.today()
            jobs.run(
                self,
                "正在生成收集表",
                lambda progress: collect_out.send_again(workspace, one.id, waiting, folder, today, progress.step),
                lambda files: self.note.say(f"已给 {len(files)} 个未交的科室再生成一份，放在“{folder}”里。", "good"),
            )

    @Slot()
    def _print(self) -> None:
        self._chasing("print")

    @Slot()
    def _export(self) -> None:
        self._chasing("export")

    def _chasing(self, way: str) -> None:
        from desktop.reports.chasing import chasing
        from desktop.screens.reporting.report_files import Files

        try:
            document = chasing(self._state.workspace, self.current.id, self._state.today())
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        files = Files(self)
        if way == "print":
            files.print(self._state.workspace, document, "催办单")
        else:
            files.exported.connect(lambda exported: self.note.say(f"催办单已存到：{exported.files[0]}", "good"))
            files.export(self._state.workspace, document, ("docx", "pdf"), "催办单")

    @Slot()
    def _withdraw(self) -> None:
        one = self.current
        words = f"撤回“{one.title}”吗？发出去的表以后收不回来了；已经收进台账的记录不变。可以按 Ctrl+Z 撤销。"
        if ask(self, words, "撤回", "不撤回"):
            withdraw(self._state.workspace, one.id, one.title)

    # -- in --------------------------------------------------------------------------------------------------------

    @Slot()
    def _choose_files(self) -> None:
        if chosen := choose_files(self, "选择交回的收集表（可以选多个）", "Excel 工作簿 (*.xlsx *.xlsm)", IMPORT):
            self.read_files(chosen)

    @Slot()
    def _choose_folder(self) -> None:
        chosen = choose_folder(self, "交回的收集表在哪个文件夹", IMPORT)
        if chosen is None:
            return
        files = collect_in.files_in(chosen)
        if files:
            self.read_files(files)
        else:
            errors.tell(self, f"“{chosen}”里没有 Excel 文件，请换一个文件夹。")

    def read_files(self, paths: list[Path]) -> None:
        """Recognises the files in the background, then goes through the collections one after the other."""
        workspace = self._state.workspace
        jobs.run(
            self,
            "正在看交回的表",
            lambda progress: collect_in.recognise(workspace, paths, progress.step),
            self._recognised,
        )

    def _recognised(self, found: dict[int, list[Reply]]) -> None:
        strange = found.pop(0, [])
        if strange:
            self.note.say(
                "".join(reply.refused for reply in strange[:5])
                + (f"（还有 {len(strange) - 5} 个）" if len(strange) > 5 else ""),
                "warn",
            )
        else:
            self.note.clear()
        self._left = list(found.items())
        self._next()

    @Slot()
    def _next(self) -> None:
        from desktop.screens.exchange.collect_back import CollectBackDialog

        if not self._left or self._state.workspace is None or self._state.covered:
            return
        collection_id, replies = self._left.pop(0)
        with self._state.workspace.read() as session:
            title = collecting.get(session, collection_id).title
        dialog = CollectBackDialog(self._state, title, collection_id, replies, self.window())
        dialog.taken.connect(lambda words: self.note.say(words, "good"))
        dialog.finished.connect(self._next)
        dialog.open()

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(theme.icon(icon), words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(act)
        return button


def _state_of(one: collecting.Summary, today: object) -> tuple[str, str]:
    if one.answered == one.asked:
        return "已交齐", "good"
    missing = one.asked - one.answered
    return (f"逾期，缺 {missing} 个科室", "bad") if today > one.due_on else (f"还缺 {missing} 个科室", "warn")
