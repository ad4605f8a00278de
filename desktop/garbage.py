"""Garbage is looked for in the window's thread only: a widget or timer that is taken apart in a worker's thread, because
the collector happened to come by there, takes Qt down with it."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QThreadPool, QTimer, Slot

from desktop import slices

PACE, BUSY = 50, 20  # ms between two looks, and while much is made: each finds less then
_MUCH = 5_000  # objects made since
_MANY = 1_000_000  # objects made since: no opening takes as many


class GarbageCollector(QObject):
    """From its making on, Python looks for garbage only when the event loop comes to it."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        self._timer.setInterval(BUSY if gc.get_count()[0] > _MUCH else PACE)
        collect()


def collect() -> None:
    """Looks through the oldest objects whose turn it is, by Python's own counts; not while the first file is being opened: what
    is loaded for it is kept for good (``warm``), and to look through it stops the window for 60 ms."""
    opening = slices.waiting() or QThreadPool.globalInstance().activeThreadCount()
    if opening and not gc.get_freeze_count() and gc.get_count()[0] < _MANY:
        return
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return
