"""Loads the program's own modules ahead, one by one while the window is idle: the first click on a tab then only builds it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from PySide6.QtCore import QObject, QTimer

from desktop import slices

PACKAGES = ("db", "desktop.operations", "desktop.reports", "desktop.widgets", "desktop.screens")  # each needs those before it
PACE = 10  # ms between two modules


class Warming(QObject):
    """Under way from its making until all is loaded."""

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._modules = names()
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self._load)
        self._timer.start()

    @property
    def done(self) -> bool:
        return not self._timer.isActive()

    def _load(self) -> None:
        if slices.waiting():
            return
        name = next((name for name in self._modules if name not in sys.modules), None)
        if name is not None:
            import_module(name)
            return
        self._timer.stop()
        if not gc.get_freeze_count():
            gc.freeze()  # all this stays: looking through it for garbage would stop the window for 80 ms now and then


def names() -> Iterator[str]:
    """All modules, those that others need first."""
    for package in PACKAGES:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            yield module.name
