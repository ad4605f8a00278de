"""Puts the program together and starts the window. The first paint comes before everything heavy."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import errors, log, places

if TYPE_CHECKING:
    from db.keyring import Keys
    from desktop.screens.window.main_window import MainWindow


def run(argv: Sequence[str] = ()) -> int:
    """Opens the window (``argv``: a file to open, or nothing) and returns the exit status when it is closed.

    ``--until painted`` or ``--until filled`` prints the seconds since the process began and ends: for the benchmark.
    """
    errors.install()
    from PySide6.QtCore import QTimer, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from desktop.screens.window import appearance
    from desktop.screens.window.main_window import MainWindow
    from desktop.garbage import GarbageCollector
    from desktop.settings import WindowSettings
    from desktop.state import State
    from desktop.widgets import theme

    qInstallMessageHandler(errors.qt_message)
    until, file = _arguments(argv)
    app = QApplication.instance() or QApplication(["lvze", *theme.STYLE])
    app.setApplicationName("履责台账")
    GarbageCollector(app)
    settings = WindowSettings()

    def build(file: Path | None, keys: Keys | None = None) -> MainWindow:
        appearance.wear(settings)
        theme.apply(app)
        window = MainWindow(State(), settings)

        def after_paint() -> None:
            if until == "painted":
                _say_time(app)
                return
            speak_chinese(app)
            app.setWindowIcon(theme.icon("lvze"))
            window.begin(file, keys)

        window.painted.connect(after_paint)
        window.look_changed.connect(lambda: renew(window))
        return window

    def renew(old: MainWindow) -> None:
        """Another look: colours and sizes are taken when a window is built, so it is built anew with the same file."""
        nonlocal window
        workspace = old.state.workspace
        file, keys = (workspace.path, workspace.keys) if workspace is not None else (None, None)
        app.setQuitOnLastWindowClosed(False)
        if old.close():
            window = build(file, keys)
            window.show()
            old.deleteLater()
        app.setQuitOnLastWindowClosed(True)

    stick = places.rescue_stick() if file is None else None
    window = build(file or (None if stick else settings.last_file))
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


def speak_chinese(app: object) -> None:
    """Qt's own words (message boxes, file dialogs, context menus) in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    class Missing(QTranslator):
        """Words of the file dialog that Qt's own translation leaves in English."""

        words = {"Folder": "文件夹", "Drive": "磁盘", "File": "文件", "%1 File": "%1 文件", "Shortcut": "快捷方式"}

        def translate(self, context: str, source: str, hint: str | None = None, number: int = -1) -> str | None:
            return self.words.get(source) if context == "QAbstractFileIconProvider" else None  # "" would blank all others

    if app.findChild(QTranslator) is not None:
        return
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        app.installTranslator(Missing(app))
    else:
        log.write("warning", "Qt's Chinese words are missing")


def _say_time(app: object) -> None:
    print(f"{time.time() - _born():.4f}", flush=True)
    app.quit()


def _born() -> float:
    """When this process began, by the wall clock; the benchmark hands it over so that starting Python counts too."""
    import os

    return float(os.environ.get("LVZE_BORN", time.time()))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
