"""表格录入: many new records of one ledger typed or pasted as a sheet, saved together, kept as a draft until then."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from db.ledger import Ledger
from desktop import errors, jobs
from desktop.operations.entry import Outcome, keep_sheet, kept_sheet, save_rows
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.draft_timer import DraftTimer
from desktop.widgets.entry_model import EntryModel
from desktop.widgets.entry_table import EntryTable
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.question import ask

DRAFT_AFTER = 800  # ms of quiet before what was typed is kept
_HOW = ("一行一条记录：直接打字，Tab 到下一格，回车到下一行；也可以从 Excel、WPS 复制一块再按 Ctrl+V。"
        "日期写 3.5、昨天都行，人名可以打拼音首字母。有 * 的必填。")


def sheet_words(state: State, ledger: Ledger, given: dict[str, Any] | None = None) -> str:
    """What the button of a list says: how many rows of its sheet wait to be saved."""
    waiting = len(kept_sheet(state.workspace, ledger, given)) if state.workspace is not None else 0
    return f"表格录入（{waiting} 行未存）…" if waiting else "表格录入…"


class EntryDialog(QDialog):
    """``saved`` gives a sentence and the ids of the new records. ``given`` are values that every row gets: of a list of
    parts the record they belong to, which the title names."""

    saved = Signal(str, object)

    def __init__(self, state: State, ledger: Ledger, given: dict[str, Any] | None = None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("entry_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state, self._ledger, self._workspace, self._given = state, ledger, state.workspace, given or {}
        lookup = Lookup(state)
        fixed = [lookup.display(ledger.field(name), value) for name, value in self._given.items()]
        self.setWindowTitle("　".join([f"表格录入：{ledger.title}", *fixed]))
        self.sheet = EntryModel(ledger, lookup, given, self)
        self.table = EntryTable(self.sheet, lookup, self)
        self.note = NoteBar("entry_note", self)
        self.said = QLabel(self)
        self.said.setObjectName("entry_said")
        self.said.setWordWrap(True)
        self.count = QLabel(self)
        self.count.setObjectName("entry_count")
        self._saving = False
        self._draft_timer = DraftTimer(state, DRAFT_AFTER, self)
        self._draft_timer.due.connect(self.keep_draft)
        self._lay_out(parent)
        self.sheet.edited.connect(self._edited)
        self.table.row_left.connect(self._row_left)
        self.table.told.connect(self._tell)
        self.table.selectionModel().currentChanged.connect(self._say_cell)
        self.note.pressed.connect(self.note.clear)
        state.closed.connect(self._file_closed)
        self._resume()
        self._count()
        self._say_cell()

    # -- saving ------------------------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Saves every row without a fault as one step; the others stay, with what is wrong in its place."""
        self.table.commit()
        rows = self.sheet.filled()
        good = {row: self.sheet.values(row) for row in rows if self.sheet.readable(row)}
        if self._saving or not good:
            self._tell("还没有可以保存的行。" if not rows else "每一行都有要改的地方，改好后再保存。")
            return
        self._draft_timer.stop()
        self._saving = True
        self._allow(False)
        workspace, ledger, today = self._workspace, self._ledger, self._state.today()
        jobs.run(self, "正在保存", lambda progress: save_rows(workspace, ledger, good, today, progress.step),
                 self._saved, self._failed)

    def _saved(self, outcome: Outcome) -> None:
        self.sheet.remove(outcome.saved, keep=False)
        for row, found in outcome.wrong.items():
            self.sheet.tell(row - sum(gone < row for gone in outcome.saved), found)
        self._allow(True)
        left = len(self.sheet.filled())
        first = next(iter(self.sheet.wrong()), 0)
        self.table.go_to(first, self.sheet.first_wrong(first))
        self.keep_draft()
        if outcome.saved:
            sentence = f"已保存 {len(outcome.saved)} 条，可以按 Ctrl+Z 整个撤销。"
            self.saved.emit(sentence, list(outcome.saved.values()))
        if not left:
            self.accept()
            return
        done = f"已保存 {len(outcome.saved)} 条。" if outcome.saved else ""
        self.note.say(f"{done}还有 {left} 行没有保存：标红的格子要改，改好后再按 Ctrl+S。", "warn", ("entry_known", "知道了"))

    def _failed(self, error: BaseException) -> None:
        self._allow(True)
        if not isinstance(error, jobs.Cancelled):
            errors.report(error, self)

    def _allow(self, allowed: bool) -> None:
        self._saving = not allowed
        self.table.setEnabled(allowed)
        self.save_button.setEnabled(allowed)
        if allowed:
            self.table.setFocus()

    # -- drafts ------------------------------------------------------------------------------------------------------

    @Slot()
    def keep_draft(self) -> None:
        """Keeps the rows in the file, without making records of them."""
        self._draft_timer.stop()
        if self._state.workspace is not self._workspace or self._saving:
            return
        try:
            keep_sheet(self._workspace, self._ledger, self.sheet.typed(), self._given)
        except Refusal as refusal:
            errors.log.write("sheet not kept", str(refusal))  # the rows still stand in the window; saving will say it aloud

    def _resume(self) -> None:
        rows = kept_sheet(self._workspace, self._ledger, self._given)
        if rows:
            self.sheet.resume(rows)
            self.table.go_to(len(rows), 0)
            self.note.say(f"上次有 {len(rows)} 行没有保存，已经放回表里。", "warn", ("entry_known", "知道了"))

    @Slot()
    def _file_closed(self) -> None:
        """Locked or closed while the sheet is open: what was typed is a draft in the file."""
        self.done(QDialog.DialogCode.Rejected)

    def reject(self) -> None:
        if self._saving:
            return
        self.table.commit()
        left = len(self.sheet.filled())
        if left and not ask(self, f"还有 {left} 行没有保存。关闭后会作为草稿留着，下次打开表格录入时接着填。", "留作草稿并关闭", "返回"):
            return
        self.keep_draft()
        super().reject()

    # -- following the sheet -----------------------------------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        self._count()
        self._say_cell()
        if not self._saving:
            self._draft_timer.start()

    @Slot(int)
    def _row_left(self, row: int) -> None:
        self.sheet.leave(row)
        self._count()

    @Slot()
    def _say_cell(self, *_: Any) -> None:
        """What is wrong with the cell under the cursor, else what belongs into it."""
        current = self.table.currentIndex()
        if not current.isValid():
            return
        problem, field = self.sheet.problem_at(current.row(), current.column()), self.sheet.fields[current.column()]
        help = f"：{field.help}" if field.help else ""
        theme.tint(self.said, f"第 {current.row() + 1} 行：{problem}" if problem else f"{field.label}{help}",
                   "bad" if problem else "calm")

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.note.say(sentence, "warn", ("entry_known", "知道了"))

    def _count(self) -> None:
        filled, wrong, unfinished = len(self.sheet.filled()), len(self.sheet.wrong()), self.sheet.unfinished
        amiss = f"，{wrong - unfinished} 行要改" if wrong > unfinished else ""
        self.count.setText(f"共 {filled} 行{amiss}{'，1 行还没填完' if unfinished else ''}")
        self.save_button.setText(f"保存 {filled - wrong} 条（Ctrl+S）" if filled > wrong else "保存（Ctrl+S）")

    # -- building ----------------------------------------------------------------------------------------------------

    def _lay_out(self, parent: QWidget | None) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme.SMALL)
        for name, words, keys, act in (
            ("entry_fill", "向下填充", "Ctrl+D", self.table.fill_down),
            ("entry_previous", "复制上一行", "Ctrl+R", self.table.copy_previous),
            ("entry_remove", "删除行", "Ctrl+Delete", self.table.remove_rows),
        ):
            foot.addWidget(self._button(name, words, keys, act))
        foot.addStretch(1)
        foot.addWidget(self.count)
        self.save_button = self._button("entry_save", "保存", "Ctrl+S", self.save)
        self.save_button.setProperty("main", True)
        close = self._button("entry_close", "关闭", "", self.close)
        foot.addWidget(self.save_button)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        for widget in (theme.muted(_HOW, self), self.note):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        column.addLayout(foot)
        room = self.screen().availableGeometry() if parent is None else parent.window().size()
        self.resize(min(1240, room.width() - theme.LARGE), min(640, room.height() - theme.LARGE))
        self.table.setFocus()

    def _button(self, name: str, words: str, keys: str, act: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        if keys:
            button.setToolTip(f"{words}（{keys}）")
            QShortcut(QKeySequence(keys), self, act)
        return button

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.keep_draft()
        return super().event(event)
