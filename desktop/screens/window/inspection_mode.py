"""迎检模式 in the window: a banner, the pages made anew with names hidden, what is shown noted in the log, a PIN to leave.

The mode lasts over locking: whoever unlocks the file finds it as it was shut. It ends with the PIN or with the program.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from db.errors import Refusal
from desktop import errors
from desktop.operations.inspection import SHORTEST, Pin
from desktop.widgets import theme
from desktop.widgets.fitting import FittingDialog
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.notice_bar import Answer, NoticeBar
from desktop.widgets.password_edit import PasswordEdit

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.screens.window.main_window import MainWindow

BANNER = "迎检模式：只能查看，登记过的人名已隐去，查看过的内容都记入操作日志。"
_SHUT = ("new_file", "open_file", "restore", "backup", "update", "undo", "redo")  # menu entries that wait until it is over
_TELL = "现在是迎检模式，不能做这一步。要做，请先退出迎检模式。"


class InspectionMode(QObject):
    """Made by the main window when first asked for."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window, self._state = window, window.state
        self._pin: Pin | None = None
        self._path: Path | None = None
        self._last = ""
        self.banner = NoticeBar("inspection_banner", window)
        window.column.insertWidget(0, self.banner)
        self._state.before_opened = self._dress

    @property
    def on(self) -> bool:
        """Whether the open, or locked, file is being inspected."""
        return self._pin is not None

    # -- in and out ------------------------------------------------------------------------------------------------

    def ask_to_enter(self) -> None:
        """Asks for the PIN that will lead out again."""
        if self._state.workspace is None or self.on or not self._window.may_leave():
            return
        PinDialog("进入迎检模式", "设一个这次用的口令，退出时要输入。进入以后只能查看，名册里的人名都会隐去。", ("口令", "再填一遍"),
                  lambda typed: self.enter(Pin.of(*typed)), self._window).open()

    def enter(self, pin: Pin) -> None:
        """Shows the open file with names hidden and nothing to be changed. Raises Refusal."""
        workspace = self._state.workspace
        if workspace.read_only:
            raise Refusal("这个台账是只读打开的，不能进入迎检模式：看过的内容没有地方记。请复制到可以写入的文件夹再打开。")
        self._window.locking.keep_drafts()
        self._pin, self._path = pin, workspace.path
        self._dress(workspace)
        QApplication.instance().installEventFilter(self)
        self._state.show_anew()
        self._window.show_tab("bench")

    def ask_to_leave(self) -> None:
        if self.on:
            PinDialog("退出迎检模式", "请输入进入时设的口令。", ("口令",), lambda typed: self.leave(typed[0]), self._window).open()

    def leave(self, typed: str) -> None:
        """Ends the mode. Raises Refusal, and notes it in the log, for a wrong PIN."""
        workspace = self._state.workspace
        if not self._pin.fits(typed):
            workspace.note_inspected("退出迎检模式的口令输错")
            raise Refusal("口令不对，请再试一次。忘了口令，就关掉程序重新打开台账。")
        self._end()
        workspace.end_inspection()
        self._state.show_anew()

    def _end(self) -> None:
        QApplication.instance().removeEventFilter(self)
        self._pin, self._path, self._last = None, None, ""
        self.banner.hide()
        self._allow(True)

    def _dress(self, workspace: Workspace) -> None:
        """Before any page reads: also when the file comes back from being locked."""
        if not self.on:
            return
        if workspace.path != self._path:
            self._end()
            return
        workspace.begin_inspection()
        self.banner.say(BANNER, "warn", (Answer("leave_inspection", "退出迎检模式…", self.ask_to_leave),))
        self.banner.show()
        self._allow(False)

    def _allow(self, allowed: bool) -> None:
        window = self._window
        for name in _SHUT:
            action = window.findChild(QObject, name)
            if action is not None:
                action.setVisible(allowed)
        window.menus.recent.menuAction().setVisible(allowed)
        window.tabs.setTabVisible(window.tabs.count() - 1, allowed)  # 设置
        window.menus.inspect.setText("进入迎检模式…" if allowed else "退出迎检模式…")

    def toggle(self) -> None:
        """The menu entry."""
        self.ask_to_leave() if self.on else self.ask_to_enter()

    def refuses(self, key: str) -> bool:
        """Whether a tab is shut now; says so."""
        if self.on and key in ("settings", "open"):
            errors.tell(self._window, _TELL)
            return True
        return False

    # -- what is shown ---------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and not event.spontaneous():
            from desktop.screens.ledger.ledger_screen import LedgerScreen

            if isinstance(watched, LedgerScreen):
                self.note(f"迎检查看：{watched.ledger.title}")
                if not watched.property("inspected"):
                    watched.setProperty("inspected", True)
                    watched.record.form.shown.connect(self._record_shown)
        return False

    @Slot()
    def _record_shown(self, *_: object) -> None:
        form = self.sender()
        if form.view is not None:
            self.note(f"迎检查看：{form.ledger.title} {form.view.number or f'第{form.view.id}号'}")

    def note(self, label: str) -> None:
        """Notes what is shown, once for every look."""
        workspace = self._state.workspace
        if workspace is not None and workspace.inspection.on and label != self._last:
            self._last = label
            workspace.note_inspected(label)


class PinDialog(FittingDialog):
    """Asks for a PIN, once or twice; ``act`` may raise Refusal, which is shown in place."""

    def __init__(self, title: str, help_: str, lines: tuple[str, ...], act: Callable[[list[str]], None], parent: QWidget):
        super().__init__(parent)
        self.setObjectName("pin_dialog")
        self.setWindowTitle(title)
        self._act = act
        self.note = NoteBar("pin_note", self)
        self.edits = [PasswordEdit(f"pin_{place}", words, self) for place, words in enumerate(lines)]
        form = QFormLayout()
        for words, edit in zip(lines, self.edits):
            form.addRow(words, edit)
        self.edits[0].setPlaceholderText(f"至少 {SHORTEST} 个字" if len(lines) > 1 else "")
        buttons = QDialogButtonBox(self)
        self.yes = buttons.addButton(title.removesuffix("…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.yes.setObjectName("pin_yes")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("pin_no")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.MEDIUM)
        column.addWidget(theme.muted(help_, self))
        column.addWidget(self.note)
        column.addLayout(form)
        column.addWidget(buttons)
        self.setMinimumWidth(420)

    def accept(self) -> None:
        try:
            self._act([edit.text() for edit in self.edits])
        except Refusal as refusal:
            self.note.say(str(refusal), "bad")
            self.edits[0].setFocus()
            self.edits[0].selectAll()
            return
        super().accept()
