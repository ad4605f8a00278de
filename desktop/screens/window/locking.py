"""Locking: the window is covered, drafts are kept, the file is closed; the password leads back to the same place.

By hand (文件 → 锁定) or after some minutes without input. Only files with a password are locked: the others open anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QThreadPool, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from db.errors import Refusal
from desktop import errors, jobs, slices
from desktop.progress_dialog import ProgressDialog
from desktop.screens.opening.unlock import UnlockPane
from desktop.state import Target
from desktop.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.screens.window.main_window import MainWindow

MINUTES = 10  # without input, unless the file says otherwise (setting lock_minutes; 0 = never)
_INPUT = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
          QEvent.Type.TouchBegin, QEvent.Type.InputMethod, QEvent.Type.TabletPress}


@dataclass(frozen=True)
class Spot:
    """Where the clerk was: the tab, in it a ledger's record, or a part of the page."""

    tab: str
    target: Target | None = None
    page: str = ""


class Locking(QObject):
    """Watches for input, covers the window and asks for the key. Made by the main window, after its first paint."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window, self._state = window, window.state
        self.pane = UnlockPane(window)
        window.places.addWidget(self.pane)
        self._spot: Spot | None = None
        self._half_typed: list[str] = []  # the dialogs that were closed with something typed in them
        self._busy: set[QDialog] = set()  # those whose work was under way: they are hidden until it is done
        self._copied = False  # beside the file, for which it is not closed yet
        self._to_say: list[str] = []  # what the clerk could not see: said after unlocking
        self._idle = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._idle.timeout.connect(self.lock)
        self._closing = QTimer(self, interval=50)
        self._closing.timeout.connect(self._close_when_quiet)
        self.pane.unlocked.connect(self._unlocked)
        self.pane.cancelled.connect(self._turned_back)
        self.pane.damaged.connect(self._damaged)
        self._state.opened.connect(self.set_time)
        self._state.closed.connect(self._idle.stop)
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)

    # -- time ------------------------------------------------------------------------------------------------------

    @Slot()
    def set_time(self) -> None:
        """Begins to count anew, with the minutes the open file asks for."""
        workspace = self._state.workspace
        minutes = MINUTES
        if workspace is None or not workspace.encrypted or not (minutes := workspace.setting("lock_minutes", MINUTES)):
            self._idle.stop()
            return
        self._watch(self._window.windowHandle())
        self._idle.start(round(minutes * 60_000))

    @property
    def counting(self) -> int:
        """Milliseconds until the window locks itself; -1 when it does not."""
        return self._idle.remainingTime() if self._idle.isActive() else -1

    def stir(self) -> None:
        """Something was typed or moved."""
        if self._idle.isActive():
            self._idle.start()

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        """Windows get what comes from keyboard and mouse before their widgets do, and little else."""
        if window is not None:
            window.installEventFilter(self)  # a second time changes nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self.stir()
            if event.type() == QEvent.Type.KeyPress and watched is not self._window.windowHandle() \
                    and QKeySequence(event.keyCombination()) == self._window.menus.lock.shortcut():
                QTimer.singleShot(0, self, self.lock)  # the menu does not hear its shortcut while a dialog stands over the window
                return True
        return False

    # -- locking ---------------------------------------------------------------------------------------------------

    @Slot()
    def lock(self) -> None:
        """Covers the window at once; the file is closed as soon as no work of the program uses it any more."""
        workspace = self._state.workspace
        if workspace is None or not workspace.encrypted or self._closing.isActive():
            return
        self._idle.stop()
        self._spot = self._here()
        self._half_typed, self._to_say = [], errors.standing()
        self._busy = {other for other in _dialogs() if jobs.busy(other)}
        for other in self._busy:
            other.finished.connect(lambda _, other=other: self._busy.discard(other))
            other.hide()
        for place in (self._window.tabs, *self._busy):
            for note in place.findChildren(NoteBar):
                note.said.connect(self._hear)
        self._state.covered, self._copied = True, False
        self.pane.ask(workspace.path, locked=True, read_only=workspace.read_only and not workspace.inspection.on)
        self.pane.setEnabled(False)
        self._window.places.setCurrentWidget(self.pane)
        self._window.setWindowTitle("履责台账　已锁定")
        self._shut(_dialogs())
        self._closing.start()

    def _shut(self, dialogs: list[QDialog]) -> None:
        for other in dialogs:
            self._keep(other)
        self._half_typed += [other.windowTitle() for other in dialogs if getattr(other, "half_typed", False)]
        self._to_say += filter(None, (getattr(other, "forfeited", "") for other in dialogs))
        for other in dialogs:
            other.done(QDialog.DialogCode.Rejected)

    @Slot(str, str)
    def _hear(self, sentence: str, tone: str) -> None:
        """What work that was under way has come to."""
        if tone != "calm":
            self._to_say.append(sentence)

    @Slot()
    def _close_when_quiet(self) -> None:
        self._to_say += errors.standing()
        self._shut(_dialogs())  # what work that was under way has opened
        if QThreadPool.globalInstance().activeThreadCount() or jobs.busy():
            return
        if not self._copied:
            from desktop.operations import copies

            workspace, self._copied = self._state.workspace, True
            self._shut(list(self._busy))
            self.keep_drafts()  # not earlier: what is being written would have to end first, and the window to wait for it
            jobs.quietly(self, lambda _: copies.on_close(workspace))
            return  # until that is done, too
        self._closing.stop()
        self._state.close_file()
        self._state.covered = False
        self._window.setWindowTitle("履责台账　已锁定")
        self.pane.setEnabled(True)
        self.pane.password.setFocus()

    def keep_drafts(self) -> None:
        """Everything that is being typed, as drafts in the file."""
        self._window.unsaved()  # reports keep theirs when asked
        self._keep(self._window)

    def _keep(self, whole: QWidget) -> None:
        inside = (widget for widget in whole.findChildren(QWidget) if not isinstance(widget, QDialog) or widget.isVisible())
        for widget in (whole, *inside):
            if callable(keep := getattr(widget, "keep_draft", None)):
                try:
                    keep()
                except Refusal as refusal:
                    errors.log.write("dialog not put by", str(refusal))

    # -- the door --------------------------------------------------------------------------------------------------

    def ask(self, path: Path, read_only: bool = False) -> None:
        """Asks for the key of a file that is to be opened."""
        self._spot = None
        self.pane.ask(path, read_only=read_only)
        self._window.places.setCurrentWidget(self.pane)

    @Slot(object)
    def _unlocked(self, workspace: Workspace) -> None:
        spot, self._spot = self._spot, None
        self._state.adopt(workspace)
        if spot is None:
            return
        self._go_back(spot)
        if self._half_typed:
            self._window.status.pass_by(f"“{'”“'.join(self._half_typed)}”里还有没填完的内容，再打开就能接着填")
        if self._to_say:
            errors.tell(self._window, "\n".join(self._to_say))

    @Slot(object, str, object)
    def _damaged(self, path: Path, sentence: str, key: dict[str, str]) -> None:
        from desktop.screens.opening import door

        door.offer_help(self._state, path, sentence, self._window, **key)

    @Slot()
    def _turned_back(self) -> None:
        self._spot = None
        self._window.setWindowTitle("履责台账")
        if self._state.workspace is not None:
            self._window.places.setCurrentWidget(self._window.tabs)
        else:
            self._window.show_start()

    # -- the same place --------------------------------------------------------------------------------------------

    def _here(self) -> Spot:
        from desktop.screens.ledger.ledger_screen import LedgerScreen
        from desktop.widgets.ledger_form import LedgerForm

        window = self._window
        tab = window.tabs.currentWidget().objectName().removeprefix("tab_")
        for screen in window.tabs.currentWidget().findChildren(LedgerScreen):
            if screen.isVisibleTo(window):
                form = screen.findChild(LedgerForm)
                shown = form.record_id if form is not None and form.isVisibleTo(window) else screen.table.current_id
                chosen = screen.table.selected_ids()
                if len(chosen) > 1:
                    return Spot(tab, Target(screen.ledger.key, shown, frozenset(chosen), note=f"锁定前选中的 {len(chosen)} 条"))
                return Spot(tab, Target(screen.ledger.key, shown))
        page = window.page(tab)
        return Spot(tab, page=page.shown if hasattr(page, "shown") else "")

    def _go_back(self, spot: Spot) -> None:
        from db.ledgers import LEDGERS

        if spot.target is not None and spot.target.ledger_key in LEDGERS:
            self._window.show_target(spot.target)
            return
        self._window.show_tab(spot.tab)
        if spot.page:
            slices.at_once(self._window.page(spot.tab).bring(spot.page))


def _dialogs() -> list[QDialog]:
    """Those that stand open, but for the progress of work."""
    return [other for other in QApplication.topLevelWidgets()
            if isinstance(other, QDialog) and other.isVisible() and not isinstance(other, ProgressDialog)]
