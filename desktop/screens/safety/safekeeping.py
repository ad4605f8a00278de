"""What the window says by itself about the safety of the file: it is damaged or lies in a bad place; a known backup drive was
plugged in; a restored file waits to be confirmed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from db.sticks import BACKUPS, EVERY_DAYS, RESTORED, KnownStick, sticks_in
from desktop import drives, errors, jobs
from desktop.operations import copies
from desktop.screens.opening import door
from desktop.screens.safety.stick_watch import StickWatch
from desktop.widgets.notice_bar import Answer, NoticeBar

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow


CHECK_AFTER = 5_000  # ms after opening, when the pages are filled


class Safekeeping(QObject):
    """Made by the main window when the first file opens. The bars stand above the tabs."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window, self._state = window, window.state
        self.restored = NoticeBar("restored_bar", window)
        self.offer = NoticeBar("offer_bar", window)
        self.damaged = NoticeBar("damaged_bar", window)
        self.place = NoticeBar("place_bar", window)
        self._bars = (self.damaged, self.restored, self.place, self.offer)
        for row, bar in enumerate(self._bars):
            window.column.insertWidget(row, bar)
        self._declined: set[str] = set()  # until they are unplugged
        self._running = False
        self._checking = QTimer(self, singleShot=True, interval=CHECK_AFTER)
        self._checking.timeout.connect(self.check)
        self.watch = StickWatch(self._state, self)
        self.watch.changed.connect(self.look)
        self._state.opened.connect(self.begin)
        self._state.closed.connect(self._closed)
        self._state.changed.connect(self._changed)
        self.begin()

    @Slot()
    def begin(self) -> None:
        """With a file that was just opened; it may be closed again before it comes to this."""
        if self._state.writable:
            self.watch.begin()
            self._checking.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Shows the bar that is called for now."""
        workspace = self._state.workspace
        if workspace is None or workspace.read_only:
            return
        self._declined &= set(self.watch.here)
        waiting = workspace.setting(RESTORED)
        self._ask_about_restored(waiting)
        if self._running:
            return
        stick = None if waiting or self.damaged.words else self._due()
        if stick is not None:
            self._ask_for_backup(stick, self.watch.here[stick.identity])
        elif self.offer.findChild(QObject, "offer_later") is not None:
            self.offer.hide()

    @Slot()
    def _closed(self) -> None:
        self._checking.stop()
        for bar in self._bars:
            bar.hide()

    @Slot(object)
    def _changed(self, changes: Any) -> None:
        if not changes.ids:  # a backup, a check, a setting
            self.watch.look()
            self.look()

    # -- the file itself -------------------------------------------------------------------------------------------

    @Slot()
    def check(self) -> None:
        """Reads the open file through, and asks where it lies, without holding anything up."""
        workspace = self._state.workspace
        if workspace is None:
            return

        def done(answer: tuple[bool, str]) -> None:
            if self._state.workspace is workspace:
                self._show_state(workspace.path, *answer)

        jobs.quietly(self, lambda _: (workspace.sound(), drives.warning(workspace.path.parent)), done, lambda error: None)

    def _show_state(self, path: Path, sound: bool, warning: str) -> None:
        if not sound:
            sentence = (f"“{path.name}”里面有损坏，可能是磁盘出了毛病。请尽快处理：恢复自动副本，或把能读出的内容抢救出来；"
                        "在这之前先不要登记新的内容。")
            self.damaged.say(sentence, "bad", (Answer(
                "damaged_act", "处理…", lambda: door.offer_help(self._state, path, sentence, self._window), main=True),))
            self.look()  # no backup of a damaged file is offered
        if warning:
            self.place.say(warning, "warn", (Answer("place_seen", "知道了", self.place.hide),))

    # -- a known drive ---------------------------------------------------------------------------------------------

    def _due(self) -> KnownStick | None:
        workspace, today = self._state.workspace, self._state.today()
        every = workspace.setting(EVERY_DAYS)
        return next((stick for stick in sticks_in(workspace.setting(BACKUPS))
                     if stick.identity in self.watch.here and stick.identity not in self._declined
                     and stick.due(today, every)), None)

    def _ask_for_backup(self, stick: KnownStick, folder: Path) -> None:
        age = f"上次备份在 {stick.days(self._state.today())} 天前" if stick.sound else "上次检查发现盘上的备份有损坏"
        self.offer.say(f"认出备份盘“{folder}”，{age}。现在备份？", "calm", (
            Answer("offer_now", "立即备份", lambda: self._back_up(stick.identity, folder), main=True),
            Answer("offer_later", "这次不用", lambda: self._decline(stick.identity))))

    def _decline(self, identity: str) -> None:
        self._declined.add(identity)
        self.offer.hide()
        self.look()

    def _back_up(self, identity: str, folder: Path) -> None:
        """To this drive and no other: if it is gone or changed meanwhile, the backup is refused."""
        workspace = self._state.workspace
        self._running = True
        self.offer.hide()

        def done(result: Any) -> None:
            self._running = False
            self.offer.say("".join((*copies.backup_words(result), *result.problems)), "warn" if result.problems else "good",
                           (Answer("offer_seen", "知道了", self.offer.hide),))
            self.look()

        def failed(error: BaseException) -> None:
            self._running = False
            if not isinstance(error, jobs.Cancelled):
                errors.report(error, self._window)
            self._decline(identity)

        jobs.run(self._window, "正在备份", lambda progress: copies.to_stick(workspace, folder, identity, progress.step), done, failed)

    # -- a restored file -------------------------------------------------------------------------------------------

    def _ask_about_restored(self, waiting: Any) -> None:
        if not waiting:
            self.restored.hide()
            return
        aside = Path(waiting["aside"]) if waiting.get("aside") else None
        answers = [Answer("restored_right", "内容无误，继续自动备份", self._confirm, main=True)]
        kept = ""
        if aside is not None and aside.is_file():
            kept = f"原来的台账留存为“{aside.name}”。"
            answers.append(Answer("restored_wrong", "不对，换回恢复前的台账…", lambda: self._take_back(aside)))
        else:
            answers.append(Answer("restored_other", "不对，换一份备份…", self._window.show_backup))
        self.restored.say(f"台账已恢复到 {waiting['made_at'][:16].replace('T', ' ')} 的状态，自动备份已暂停，以免挤掉原来的副本。"
                          f"{kept}请先看一看内容对不对。", "warn", answers)

    def _confirm(self) -> None:
        try:
            copies.confirm_restored(self._state.workspace)
        except errors.Refusal as refusal:
            errors.tell(self._window, refusal)

    def _take_back(self, aside: Path) -> None:
        from desktop.screens.safety.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._state, self._window)
        dialog.look_at(aside)
        dialog.open()
