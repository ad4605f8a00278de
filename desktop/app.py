"""Puts the program together and starts the window. The first paint comes before everything heavy."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import errors, places

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow


def run(argv: Sequence[str] = ()) -> int:
    """Opens the window (``argv``: a file to open, or nothing) and returns the exit status when it is closed.

    ``--until painted`` or ``--until filled`` prints the seconds since the process began and ends: for the benchmark.
    """
    errors.install()
    from PySide6.QtCore import QTimer, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from desktop.garbage import GarbageCollector
    from desktop.settings import WindowSettings
    from desktop.widgets import theme
    from desktop.one_window import OneWindow

    qInstallMessageHandler(errors.qt_message)
    until, file = _arguments(argv)
    app = QApplication.instance() or QApplication(["lvze", *theme.STYLE])
    app.setApplicationName("履责台账")
    GarbageCollector(app)
    settings = WindowSettings()
    one = OneWindow(app, settings)
    stick = places.rescue_stick() if file is None else None
    window = one.build(file or (None if stick else settings.last_file))
    if until == "painted":
        window.painted.disconnect()  # nothing is opened then
        window.painted.connect(lambda: _say_time(app))
    if stick is not None:
        window.painted.connect(lambda: offer_rescue(window, stick))
    if until == "filled":
        window.workbench().filled.connect(lambda: QTimer.singleShot(0, lambda: _say_time(app)))
    window.show()
    return app.exec()


def offer_rescue(window: MainWindow, stick: Path) -> None:
    """Started from a rescue stick: what is on it is checked before anything else is offered."""
    from desktop.screens.safety.rescue_dialog import RescueDialog

    dialog = RescueDialog(window.state, stick, window)
    dialog.open()
    dialog.begin()


def _arguments(argv: Sequence[str]) -> tuple[str, Path | None]:
    rest = list(argv)
    until = ""
    if "--until" in rest:
        place = rest.index("--until")
        until = rest[place + 1]
        del rest[place:place + 2]
    return until, Path(rest[0]).absolute() if rest else None


def _say_time(app: object) -> None:
    print(f"{time.time() - _born():.4f}", flush=True)
    app.quit()


def _born() -> float:
    """When this process began, by the wall clock; the benchmark hands it over so that starting Python counts too."""
    import os

    return float(os.environ.get("LVZE_BORN", time.time()))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
