"""What all screens share: the open file, the period looked at, and the news that something changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from db.periods import Period
from desktop import slices

if TYPE_CHECKING:
    from db.keyring import Keys
    from db.workspace import Workspace  # imported when a file is opened: it costs more than the whole first window


PUT_BACK = "锁定前没有填完的内容已经放回来了。"


@dataclass(frozen=True)
class Target:
    """A place to go to: a ledger, in it one record, some records, or what a filter leaves. ``note`` heads the list."""

    ledger_key: str
    record_id: int | None = None
    ids: frozenset[int] | None = None
    filters: dict[str, Any] | None = None
    period: Period | None = None
    note: str = ""


class State(QObject):
    """The one object every screen is given. All signals arrive on the GUI thread."""

    changed = Signal(object)  # ChangeSet, after every commit
    opened = Signal()
    closed = Signal()
    period_changed = Signal(object)  # Period
    wanted = Signal(object)  # Target
    papers_wanted = Signal(str, int, object)  # the forms of a record: ledger key, record id, the widget to stand over
    _committed = Signal(object)

    def __init__(self, parent: QObject | None = None, clock: Callable[[], datetime] = datetime.now):
        super().__init__(parent)
        self._clock = clock
        self._workspace: Workspace | None = None
        self.sample_day: date | None = None  # today in the sample hospital, whose year is always the same
        self.covered = False  # the window is being locked: nothing more is to be opened over it
        self.ledger_seen = ""  # the key of the ledger that was on the screen last
        self._unsubscribe: Callable[[], None] | None = None
        self.before_opened: Callable[[Workspace], None] = lambda workspace: None  # what must be so before any page reads
        self._period = Period.of("quarter", self.today())
        # A commit may happen on a worker's thread: through this signal it reaches the screens on theirs.
        self._committed.connect(self._pass_on)

    @property
    def workspace(self) -> Workspace | None:
        """The open file, or None while there is none (start screen)."""
        return self._workspace

    @property
    def writable(self) -> bool:
        """Whether a file is open in which something can be entered now: not in one opened to look at, nor in 迎检模式."""
        return self._workspace is not None and not self._workspace.read_only

    @property
    def period(self) -> Period:
        """The period all tabs look at."""
        return self._period

    def set_period(self, period: Period) -> None:
        if period != self._period:
            self._period = period
            self.period_changed.emit(period)

    def today(self) -> date:
        """The day by this computer's clock; in the sample hospital its own, else all of it would be long overdue."""
        return self.sample_day or self._clock().date()

    def open(self, path: Path, keys: Keys | None = None) -> None:
        """Opens a file in place of the present one; ``keys`` that were unlocked before open an encrypted one.

        Raises Refusal and keeps the present one.
        """
        from db.workspace import Workspace

        if self._workspace is not None and self._workspace.path == Path(path):
            return
        self.adopt(Workspace.open(Path(path), clock=self._clock, keys=keys))

    def create(self, path: Path) -> None:
        """Makes a new file and opens it. Raises Refusal and keeps the present one."""
        from db.workspace import Workspace

        self.adopt(Workspace.create(Path(path), clock=self._clock))

    def adopt(self, workspace: Workspace) -> None:
        """Takes over a workspace that a worker opened; the one before is closed."""
        from db.settings import SAMPLE_DAY

        self.close_file()
        self._workspace = workspace
        if day := workspace.setting(SAMPLE_DAY):
            self.sample_day = date.fromisoformat(day)
            self.set_period(Period.of("quarter", self.sample_day))
        self._unsubscribe = workspace.subscribe(self._committed.emit)
        self.before_opened(workspace)
        self.opened.emit()

    def show_anew(self) -> None:
        """The open file is to be seen differently: all pages are dropped and made again."""
        slices.forget()
        self.closed.emit()
        self.opened.emit()

    def close_file(self) -> None:
        if self._workspace is None:
            return
        slices.forget()  # all that waits is about this file
        workspace, self._workspace = self._workspace, None
        if self.sample_day is not None:
            self.sample_day = None
            self.set_period(Period.of("quarter", self.today()))
        if self._unsubscribe is not None:
            self._unsubscribe()
        workspace.close()
        self.closed.emit()

    def put_by(self, what: Any, typed: Any) -> None:
        """Keeps in the file what stands half typed in a dialog that locking is about to close, until the same is asked again.
        Both as JSON can hold them. Raises Refusal when the file cannot be written."""
        from db import drafts

        if self.writable:
            with self._workspace.scratch() as session:
                drafts.put_by(session, what, typed, self._clock())

    def taken_up(self, what: Any) -> Any:
        """What was put by for this question, once; None when nothing was."""
        from db import drafts

        if not self.writable:
            return None
        with self._workspace.read() as session:
            typed = drafts.put_by_for(session, what)
        if typed is not None:
            self.put_by(what, None)
        return typed

    def go(self, target: Target) -> None:
        """Asks the main window to show a place. May be called from anywhere in the window."""
        self.wanted.emit(target)

    @Slot(object)
    def _pass_on(self, changes: Any) -> None:
        if self._workspace is not None:  # a worker's last commit may arrive when the file is closed already
            self.changed.emit(changes)
