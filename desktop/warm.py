"""Loads the program's own modules ahead, one by one while the window is idle: the first click on a tab then only builds it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from threading import Event, Thread

from PySide6.QtCore import QObject

from desktop import slices

PACKAGES = ("db", "desktop.reports", "desktop.exchange", "desktop.operations", "desktop.widgets", "desktop.screens")
PACE = 0.01  # s between two modules


class Warming(QObject):
    """Under way from its making until all is loaded, which then is kept: looking through it for garbage again and again would
    stop the window for 80 ms now and then. In a thread of its own: some modules take 50 ms with all they need.
    """

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._ended = Event()
        self.destroyed.connect(self._ended.set)
        self._new = not gc.get_freeze_count()  # the first window of the program
        self._keep()
        self._thread = Thread(target=self._load, args=(self._ended,), daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def _load(self, ended: Event) -> None:
        for name in [name for name in names() if name not in sys.modules]:
            while not ended.wait(PACE) and slices.waiting():
                pass
            if ended.is_set():
                return
            import_module(name)
        self._keep()

    def _keep(self) -> None:
        if self._new:
            gc.freeze()
            gc.set_threshold(700, 10, 50)  # and the rest of the long-lived is looked through five times less often


def load(name: str) -> slices.Job:
    """Loads one module with all it needs in a thread of its own: for a page that is asked for before its turn."""
    if name not in sys.modules:
        thread = Thread(target=import_module, args=(name,), daemon=True)
        thread.start()
        while thread.is_alive():
            yield
            thread.join(0.005)  # s


def names() -> Iterator[str]:
    """All modules, those that others need first."""
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            yield module.name
