"""Work of the window's thread cut into slices, one a turn of the event loop: the window paints and answers between them.

A job is a generator; every ``yield`` ends a slice, which should take some 20 ms. Slices only spread a cost: whatever they make
is made at once for whoever asks for it earlier (``at_once``, ``finish``). A key or a button pressed while jobs wait finishes them first:
what is typed ahead reaches the page that it was meant for, and nothing is clicked that is about to change.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from shiboken6 import isValid

Job = Generator[None, None, Any]
_INPUT = (QKeyEvent, QMouseEvent, QInputMethodEvent)
_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress)


class _Queue(QObject):
    """The jobs that wait, the first one under way."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: deque[tuple[QObject, Job]] = deque()
        self._busy = False  # with a slice: building sends thousands of events, none of them a key
        self._timer = QTimer(self, singleShot=True, interval=1)  # 0 would come before the painting on some systems
        self._timer.timeout.connect(self._turn)

    def add(self, owner: QObject, job: Job) -> None:
        self.jobs.append((owner, job))
        self._listen()
        self._timer.start()

    def _turn(self) -> None:
        if self.jobs:
            self._timer.start()  # before the slice: it may open a dialog, in whose event loop the others go on
            self.slice()
            self._timer.start()  # and after it: what else is due comes before the next one
        self._listen()

    def _listen(self) -> None:
        """Looks out for keys and buttons while jobs wait."""
        if self.jobs and not self._busy:
            QCoreApplication.instance().installEventFilter(self)  # a second time changes nothing
        else:
            QCoreApplication.instance().removeEventFilter(self)

    def slice(self) -> None:
        """One slice of the first job. The job is not in the queue meanwhile: it may ask for ``finish`` itself."""
        owner, job = self.jobs.popleft()
        if not isValid(owner):
            job.close()
            return
        self._busy = True
        self._listen()
        try:
            next(job)
            self.jobs.appendleft((owner, job))
        except StopIteration:
            pass
        finally:
            self._busy = False
            self._listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, _INPUT) and event.type() in _PRESSES:  # the first question is much the cheaper one
            finish()
        return False


_queue = _Queue()


def soon(owner: QObject, job: Job) -> None:
    """Does a job slice by slice, after those that wait already. It is dropped when ``owner`` goes."""
    _queue.add(owner, job)


def at_once(job: Job) -> None:
    """Does a whole job now."""
    for _ in job:
        pass


def finish() -> None:
    """Does all that waits now."""
    while _queue.jobs:
        _queue.slice()


def forget() -> None:
    """Drops all that waits: the file it is about was closed."""
    while _queue.jobs:
        _queue.jobs.popleft()[1].close()


def waiting() -> bool:
    """Whether anything waits."""
    return bool(_queue.jobs)
