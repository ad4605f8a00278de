"""Long work off the GUI thread: ``run`` with a busy pointer and then a progress dialog that can cancel, ``quietly`` without.

``work(progress)`` runs in a pool thread and touches no widgets; ``done(result)`` runs on the GUI thread, and only while
``parent`` still exists. A Refusal is told in its own words, anything else goes to the log and is told in one sentence.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRunnable, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from db.giving_way import give_way, waiting_with
from desktop import errors

if TYPE_CHECKING:
    from desktop.progress_dialog import ProgressDialog

sys.setswitchinterval(0.0001)  # s; with Python's 5 ms a list painted while something works in the background takes three times as long
ANSWER = 80  # ms before the pointer tells that something is going on
PATIENCE = 400  # ms before the dialog appears: shorter work does not flicker
FORBEARANCE = 0.1  # s a worker waits for the window at most
_ROUND = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = -2  # Qt paints at priority -1


class Cancelled(Exception):
    """The clerk pressed 取消. Work may let it pass: nothing more is said."""


class Progress(QObject):
    """What the work reports with. ``step`` may be called as often as it likes, from its own thread."""

    stepped = Signal(object, object, str)  # whole numbers of any size: bytes do not fit Qt's int

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cancelled = False

    def step(self, done: int, total: int, text: str = "") -> None:
        """``done`` of ``total`` is finished (total 0 = unknown); raises Cancelled when that was asked for."""
        if self.cancelled:
            raise Cancelled
        self.stepped.emit(done, total, text)
        give_way()

    __call__ = step


class _Way(QObject):
    """Lets a worker wait until the window's thread has come round its event loop. Lives in the window's thread."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._come_round = threading.Event()
        self._come_round.set()

    def wait(self) -> None:
        """In the worker's thread."""
        if self._come_round.is_set():  # else it has not come round since it was asked the last time: it may itself be waiting for this worker
            self._come_round.clear()
            QCoreApplication.postEvent(self, QEvent(_ROUND), _AFTER_PAINTING)
            self._come_round.wait(FORBEARANCE)

    def event(self, happened: QEvent) -> bool:
        if happened.type() != _ROUND:
            return super().event(happened)
        self._come_round.set()
        return True


class _Job(QObject):
    """One piece of work from start to its answer. Lives on the GUI thread and keeps itself alive until then."""

    answered = Signal(object, object)  # result, error
    _alive: set[_Job] = set()

    def __init__(self, parent: QObject | None, title: str | None, work: Callable[[Progress], Any],
                 done: Callable[[Any], None] | None, failed: Callable[[BaseException], None] | None):
        super().__init__(QCoreApplication.instance())  # owned by Qt: the pool thread may drop the last Python reference
        self._parent, self._work, self._done, self._failed = parent, work, done, failed
        self._had_parent, self._forgotten = parent is not None, False
        self.progress, self._way = Progress(self), _Way(self)
        self._dialog: ProgressDialog | None = None
        self._busy = False  # so shows the pointer
        self._answer = QTimer(self, singleShot=True, interval=ANSWER)
        self._answer.timeout.connect(self._show_busy)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        if title is not None:
            from desktop.progress_dialog import ProgressDialog

            window = parent if isinstance(parent, QWidget) else None
            self._dialog = ProgressDialog(window, title, self.progress)
            self.progress.stepped.connect(self._dialog.step)
            self._patience.timeout.connect(self._dialog.show)
            self._patience.start()
            self._answer.start()
        self.answered.connect(self._finish)
        self._alive.add(self)
        QThreadPool.globalInstance().start(_Runner(self))

    def _show_busy(self) -> None:
        from PySide6.QtCore import Qt  # takes 15 ms, which the first paint can do without

        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        self._busy = True

    def perform(self) -> None:
        """In the pool thread."""
        try:
            with waiting_with(self._way.wait):
                result, error = self._work(self.progress), None
        except BaseException as caught:  # noqa: BLE001 - carried over to the GUI thread and reported there
            result, error = None, caught
        self.answered.emit(result, error)

    def is_for(self, whole: QObject) -> bool:
        """Whether it was asked for by ``whole`` or a part of it."""
        asker = self._parent if self._had_parent and isValid(self._parent) else None
        while asker is not None and asker is not whole:
            asker = asker.parent()
        return asker is not None

    def forget(self) -> None:
        """Gives no answer."""
        self._forgotten = True

    @Slot(object, object)
    def _finish(self, result: Any, error: BaseException | None) -> None:
        self._alive.discard(self)
        self.deleteLater()
        self._patience.stop()
        self._answer.stop()
        if self._busy:
            QGuiApplication.restoreOverrideCursor()
        if self._dialog is not None:
            if isValid(self._dialog):
                self._dialog.hide()
                self._dialog.deleteLater()
            self._dialog = None
        if self._had_parent and (self._forgotten or not isValid(self._parent)):
            return
        if error is None:
            if self._done is not None:
                self._done(result)
        elif self._failed is not None:
            self._failed(error)
        elif not isinstance(error, Cancelled):
            errors.report(error, self._parent if isinstance(self._parent, QWidget) else None)


class _Runner(QRunnable):
    def __init__(self, job: _Job):
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.perform()


def run(parent: QWidget | None, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], None] | None = None) -> Progress:
    """Runs ``work``, after 80 ms with a busy pointer, after 400 ms with a dialog. ``failed`` replaces the usual message (also for Cancelled)."""
    return _Job(parent, title, work, done, failed).progress


def quietly(parent: QObject | None, work: Callable[[Progress], Any], done: Callable[[Any], None] | None = None,
            failed: Callable[[BaseException], None] | None = None) -> Progress:
    """Runs ``work`` in the background without a dialog (filling a page, a timed copy)."""
    return _Job(parent, None, work, done, failed).progress


def reading(work: Callable[[], Any]) -> Callable[[Progress], Any]:
    """Work that tells of no progress and changes nothing: when the clerk pressed 取消 meanwhile, nothing comes of it."""

    def read(progress: Progress) -> Any:
        found = work()
        progress.step(1, 1)
        return found

    return read


def finish_all(milliseconds: int = 30_000) -> bool:
    """Waits for work that still runs; before the program ends. False when it did not end in time."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)


def forget(whole: QObject) -> None:
    """What still runs for ``whole`` or a part of it is not answered: it is about to go."""
    for job in list(_Job._alive):
        if job.is_for(whole):
            job.forget()


def busy(whole: QObject | None = None) -> bool:
    """Whether something asked for by ``whole`` or a part of it (None = by anybody) is not answered yet."""
    return any(whole is None or job.is_for(whole) for job in _Job._alive)
