"""Work of the window's thread cut into slices, one a turn of the event loop: the window paints and answers between them.

A job is a generator; every ``yield`` ends a slice, which should take some 20 ms. Slices only spread a cost: whatever they make
is made at once for whoever asks for it earlier (``at_once``, ``finish``). A key or a button pressed while jobs wait finishes them first:
what is typed ahead reaches the page that it was meant for, and nothing is clicked that is about to change. Presses are looked out for
where they come in, at the windows and at what has the keyboard: at the application, every event of thousands of widgets would be
looked at, each one waiting for a worker to let go of the interpreter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QMouseEvent
from shiboken6 import isValid

Job = Generator[None, None, Any]
_INPUT = (QKeyEvent, QMouseEvent, QInputMethodEvent)
_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress)


class _Waiting(NamedTuple):
    owner: QObject
    job: Job
    heeds_presses: bool


class _Queue(QObject):
    """The jobs that wait, the first one under way."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: deque[_Waiting] = deque()
        self._busy = False  # with a slice: building sends thousands of events, none of them a key
        self._heard: list[QObject] = []  # where presses are looked out for
        self._timer = QTimer(self, singleShot=True, interval=1)  # 0 would come before the painting on some systems
        self._timer.timeout.connect(self._turn)

    def add(self, waiting: _Waiting) -> None:
        self.jobs.append(waiting)
        self._listen()
        self._timer.start()

    def _turn(self) -> None:
        if self.jobs:
            self._timer.start()  # before the slice: it may open a dialog, in whose event loop the others go on
            self.slice()
            self._timer.start()  # and after it: what else is due comes before the next one
        self._listen()

    def _listen(self) -> None:
        """Looks out for keys and buttons while jobs wait that heed them."""
        for one in self._heard:
            if isValid(one):
                one.removeEventFilter(self)
        self._heard = []
        if not self._busy and any(waiting.heeds_presses for waiting in self.jobs):
            self._heard = list(QGuiApplication.allWindows())
            focus = QGuiApplication.focusObject()  # what an input method composes goes straight there
            if focus is not None:
                self._heard.append(focus)
        for one in self._heard:
            one.installEventFilter(self)

    def slice(self) -> None:
        """One slice of the first job. The job is not in the queue meanwhile: it may ask for ``finish`` itself."""
        waiting = self.jobs.popleft()
        if not isValid(waiting.owner):
            waiting.job.close()
            return
        self._busy = True
        self._listen()
        try:
            next(waiting.job)
            self.jobs.appendleft(waiting)
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


def soon(owner: QObject, job: Job, heeds_presses: bool = True) -> None:
    """Does a job slice by slice, after those that wait already. It is dropped when ``owner`` goes.

    ``heeds_presses``: False for what is made before anything can be meant by a key or a button.
    """
    _queue.add(_Waiting(owner, job, heeds_presses))


def know_windows() -> None:
    """The first sight of one of Qt's own windows makes PySide go through all of Qt's classes, once for 40 ms: to be called in
    a slice of its own, before jobs heed presses."""
    QGuiApplication.allWindows()


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
        _queue.jobs.popleft().job.close()


def waiting() -> bool:
    """Whether anything waits."""
    return bool(_queue.jobs)
