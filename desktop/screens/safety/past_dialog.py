"""从备份里找回一条记录: which ledger, which record, what it was beside what it is, and 取回."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (QCheckBox, QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton,
                               QSplitter, QVBoxLayout, QWidget)

from db.keyfile import NeedsPassword
from db.keyring import WrongPassword
from db.ledger import Ledger
from db.ledgers import LEDGERS
from desktop import errors, jobs
from desktop.operations import copies
from desktop.screens.opening.unlock import PAUSES
from desktop.state import State, Target
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.fitting import fit
from desktop.widgets.password_edit import SnapshotKey
from desktop.widgets.plain_table import Cell, PlainTable

if TYPE_CHECKING:
    from db.backup.one_record import BroughtBack
    from db.backup.past import Line, Past, PastRecord

_TYPING = 300  # ms after the last key before the search begins
_MOST = 200  # records shown


class PastDialog(QDialog):
    """Give it a backup with ``look_at``. The present file stays open; what is brought back is an ordinary step in it."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("past_dialog")
        self.setWindowTitle("从备份里找回一条记录")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 1040, 560)
        self._state = state
        self._past: Past | None = None
        self._path: Path | None = None
        self._tries, self._turn = 0, 0
        self._brought: Target | None = None
        self.title = theme.heading("", self)
        self.key = SnapshotKey(self)
        self.key.entered.connect(lambda: self._open(**self.key.given()))
        self.key.hide()
        self.ledgers = QComboBox(self)
        self.ledgers.setObjectName("past_ledger")
        self.ledgers.setAccessibleName("台账")
        self.ledgers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.ledgers.currentIndexChanged.connect(self.find)
        self.words = ComposingLine(self)
        self.words.setObjectName("past_words")
        self.words.setAccessibleName("查找")
        self.words.setPlaceholderText("按编号或内容里的字查找")
        self.words.offer_clear()
        self.only = QCheckBox("只看和现在不一样的", self)
        self.only.setObjectName("past_only_changed")
        self.only.setAccessibleName("只看和现在不一样的")
        self.only.setChecked(True)
        self.only.toggled.connect(self.find)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING)
        self._typing.timeout.connect(self.find)
        self.words.textChanged.connect(self._typing.start)
        self.found = PlainTable("past_records", "备份里的记录", ("记录", "最后修改", "现在"), self)
        self.found.itemSelectionChanged.connect(self._compare)
        self.lines = PlainTable("past_lines", "备份里和现在的内容", ("项目", "备份里", "现在", ""), self, empty="选一条记录来对照")
        self.lines.setWordWrap(True)
        for column in (1, 2):
            self.lines.horizontalHeader().setSectionResizeMode(column, self.lines.horizontalHeader().ResizeMode.Stretch)
        self.lines.horizontalHeader().setSectionResizeMode(0, self.lines.horizontalHeader().ResizeMode.ResizeToContents)
        self.said = QLabel("", self)
        self.said.setObjectName("past_said")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.result = theme.sentence("", "good", self)
        self.result.setObjectName("past_result")
        self.result.hide()
        self._lay_out()
        self._offer()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.ledgers)
        row.addWidget(self.words, 1)
        row.addWidget(self.only)
        parts = QSplitter(Qt.Orientation.Horizontal, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.found)
        parts.addWidget(self.lines)
        parts.setSizes([420, 600])
        buttons = QDialogButtonBox(self)
        self.take = self._button(buttons, "past_take", "取回这条记录", QDialogButtonBox.ButtonRole.ActionRole, self.bring_back, main=True)
        self.show_it = self._button(buttons, "past_show", "到台账里看", QDialogButtonBox.ButtonRole.ActionRole, self._show_it)
        self._button(buttons, "past_close", "关闭", QDialogButtonBox.ButtonRole.RejectRole, self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.title)
        column.addWidget(self.key)
        column.addLayout(row)
        column.addWidget(parts, 1)
        column.addWidget(self.said)
        column.addWidget(self.result)
        column.addWidget(buttons)

    def _button(self, box: QDialogButtonBox, name: str, words: str, role: QDialogButtonBox.ButtonRole, act: Any,
                main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("main", main)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        box.addButton(button, role)
        return button

    # -- opening ---------------------------------------------------------------------------------------------------

    def look_at(self, path: Path) -> None:
        """Opens a snapshot or local copy of the open file."""
        self._path = path
        self._open()

    def _open(self, **key: str) -> None:
        path, workspace = self._path, self._state.workspace
        self.said.setText("正在打开备份…")
        self.key.setEnabled(False)

        def work(_: jobs.Progress) -> Past:
            from db.backup.past import Past

            return Past(path, workspace, **key)

        def failed(error: BaseException) -> None:
            if isinstance(error, NeedsPassword):
                self.key.ask()
                self.said.setText("这份备份设有另外的密码，请输入做这份备份时的密码，或恢复码。")
            elif isinstance(error, WrongPassword):
                self._tries += 1
                QTimer.singleShot(PAUSES[min(self._tries, len(PAUSES)) - 1], self, lambda: self._wrong(str(error)))
            else:
                self._failed(error)

        jobs.quietly(self, work, self._opened, failed)

    def _wrong(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.key.ask()

    def _opened(self, past: Past) -> None:
        self._past = past
        self.key.hide()
        self.said.setText("")
        self.title.setText(f"{past.made_at:%Y-%m-%d %H:%M} 的备份")
        self.ledgers.blockSignals(True)
        for key, count in past.ledgers.items():
            if count and LEDGERS[key].parent is None:
                self.ledgers.addItem(f"{LEDGERS[key].title}（{count}）", key)
        self.ledgers.setCurrentIndex(max(0, self.ledgers.findData(self._state.ledger_seen)))
        self.ledgers.blockSignals(False)
        self.find()

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def ledger(self) -> Ledger | None:
        return LEDGERS.get(self.ledgers.currentData())

    @Slot()
    def find(self, *_: object) -> None:
        """Lists the records of the chosen ledger."""
        past, ledger = self._past, self.ledger
        if past is None or ledger is None:
            return
        words, only = self.words.text(), self.only.isChecked()
        self._turn += 1
        turn = self._turn
        self.said.setText("正在对照…")

        def done(found: list[PastRecord]) -> None:
            if turn == self._turn:
                self._show(found)

        jobs.quietly(self, lambda _: past.find(ledger, words, only, _MOST), done, self._failed)

    def _show(self, found: list[PastRecord]) -> None:
        from db.backup.past import Fate

        tones = {Fate.SAME: "calm", Fate.CHANGED: "warn", Fate.VOIDED: "bad", Fate.GONE: "bad", Fate.DESTROYED: "calm"}
        self.found.show_rows([(one.id, (Cell(one.title), Cell(f"{one.changed_at:%Y-%m-%d %H:%M}"), Cell(one.fate, tones[one.fate])))
                              for one in found])
        if found and self.found.current_id is None:
            self.found.setCurrentCell(0, 0)
        same = self.only.isChecked() and not self.words.text()
        self.found.empty = "" if found else "备份里的这些记录都和现在一样" if same else "没有这样的记录"
        self.said.setText(f"只列出最新的 {_MOST} 条，要找更早的请输入几个字查找。" if len(found) == _MOST else "")
        self._compare()

    @Slot()
    def _compare(self) -> None:
        past, ledger, record_id = self._past, self.ledger, self.found.current_id
        self._offer()
        if past is None or ledger is None or record_id is None:
            self.lines.show_rows([])
            return

        def done(lines: list[Line]) -> None:
            if record_id == self.found.current_id and ledger is self.ledger:
                self._show_lines(lines)

        jobs.quietly(self, lambda _: copies.look_at_past(past, ledger, record_id), done, self._failed)

    def _show_lines(self, lines: list[Line]) -> None:
        told = [line for line in lines if line.then or line.now]
        self.lines.show_rows([(place, (Cell(line.label), Cell(line.then), Cell(line.now),
                                       Cell("") if line.same else Cell("不同", "warn")))
                              for place, line in enumerate(told)])
        self.lines.resizeRowsToContents()

    def _failed(self, error: BaseException) -> None:
        self.lines.show_rows([])
        if isinstance(error, errors.Refusal):
            self.said.setText(str(error))
        else:
            errors.report(error, self)

    def _offer(self) -> None:
        writable = self._state.workspace is not None and not self._state.workspace.read_only
        self.take.setEnabled(writable and self.found.current_id is not None)
        self.show_it.setVisible(self._brought is not None)

    # -- bringing back ---------------------------------------------------------------------------------------------

    @Slot()
    def bring_back(self) -> None:
        """Takes the marked record; the list is read again, as it is the same now."""
        past, ledger, record_id = self._past, self.ledger, self.found.current_id

        def work(_: jobs.Progress) -> BroughtBack:
            from db.backup.one_record import bring_back

            return bring_back(past, ledger, record_id)

        def done(back: BroughtBack) -> None:
            self._brought = Target(ledger.key, back.record_id)
            self.find()
            theme.tint(self.result, "".join((f"已取回“{back.title}”，不对可以撤销（Ctrl+Z）。", *back.notes)),
                       "warn" if back.notes else "good")
            self.result.show()

        jobs.run(self, "正在取回记录", work, done, self._failed)

    @Slot()
    def _show_it(self) -> None:
        target = self._brought
        self.accept()
        self._state.go(target)
