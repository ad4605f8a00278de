"""Loads the program's own modules ahead, one by one while the window is idle: the first click on a tab then only builds it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages
from threading import Event, Thread

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, QTimer

from desktop import slices

PLAIN = ("db", "desktop.reports", "desktop.exchange", "desktop.operations")  # know nothing of Qt
PICTURED = ("desktop.widgets", "desktop.screens")
PACE = 10  # ms between two modules


class Warming(QObject):
    """Under way from its making until all is loaded, which then is kept: looking through it for garbage again and again would
    stop the window for 80 ms now and then. What knows nothing of Qt is loaded in a thread: some of it takes 50 ms. The rest
    is not: Qt's classes are made in the window's thread.
    """

    def __init__(self, parent: QObject):
        super().__init__(parent)
        self._new = not gc.get_freeze_count()  # the first window of the program
        self._ended = Event()
        self.destroyed.connect(self._ended.set)
        QCoreApplication.instance().aboutToQuit.connect(self._ended.set)
        self._thread = Thread(target=_load_plain, args=(self._ended,))  # waited for at the end: no module is left half loaded
        self._thread.start()
        self._pictured = in_order(names(PICTURED))
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self._load)
        self._timer.start()
        self._keep()

    @property
    def done(self) -> bool:
        return not self._timer.isActive()

    def _load(self) -> None:
        if slices.waiting() or self._thread.is_alive():
            return
        name = next(self._pictured, None)
        if name is not None:
            import_module(name)
        else:
            self._timer.stop()
            self._keep()

    def _keep(self) -> None:
        if self._new:
            gc.freeze()
            gc.set_threshold(700, 1, 600)  # little by little: a drafted report leaves more than can be looked through at once


def _load_plain(ended: Event) -> None:
    for name in [name for name in names(PLAIN) if name not in sys.modules]:
        while not ended.wait(PACE / 1000) and (slices.waiting() or QThreadPool.globalInstance().activeThreadCount()):
            pass  # the window and what the clerk waits for come first
        if ended.is_set():
            return
        import_module(name)


def load(name: str) -> slices.Job:
    """Loads one module with all it needs in a slice of its own: for a page that is asked for before its turn."""
    if name not in sys.modules:
        yield
        import_module(name)
        yield


def names(packages: tuple[str, ...]) -> Iterator[str]:
    """All modules of some packages."""
    for package in packages:
        for module in walk_packages(import_module(package).__path__, f"{package}."):
            yield module.name


def in_order(modules: Iterable[str]) -> Iterator[str]:
    """The modules that are not loaded yet, those first that others need: each is then loaded by itself, not with all that it needs."""
    known, seen = dict.fromkeys(modules), set[str]()

    def visit(name: str) -> Iterator[str]:
        if name not in seen and name not in sys.modules:
            seen.add(name)
            for needed in needs(name):
                if needed in known:
                    yield from visit(needed)
            yield name

    for name in known:
        yield from visit(name)


def needs(name: str) -> Iterator[str]:
    """What a module names where it is read, which is what it loads then and some more."""
    spec = find_spec(name)
    said = spec.loader.get_code(name).co_names
    for word in said:
        yield word
        if word in PICTURED:
            yield from (f"{word}.{part}" for part in said)
