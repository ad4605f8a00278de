"""Timers and widgets are never taken apart in a worker's thread."""

from __future__ import annotations

import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.garbage import GarbageCollector


def test_garbage_made_of_timers_waits_for_the_windows_thread(qapp: Any, qtbot: Any) -> None:
    ended_in: list[int] = []
    holder: list[Any] = [QTimer(interval=1)]
    holder[0].start()
    weakref.finalize(holder[0], lambda: ended_in.append(threading.get_ident()))
    holder.append(holder)  # garbage that only the collector finds
    del holder
    keeper = QObject()
    GarbageCollector(keeper)

    def busy() -> None:
        for _ in range(50_000):
            ring: list[Any] = []
            ring.append(ring)

    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()
    assert ended_in == []
    qtbot.waitUntil(lambda: bool(ended_in))
    assert ended_in == [threading.get_ident()]
