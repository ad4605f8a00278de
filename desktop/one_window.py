"""The one window there is: built in the look that the clerk chose, and built anew when another look is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop import slices
from desktop.chinese import speak_chinese
from desktop.screens.window import appearance, leaving
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme

if TYPE_CHECKING:
    from db.keyring import Keys


class OneWindow(QObject):
    """``current`` is the window that stands; it is shown by whoever built it."""

    current: MainWindow

    def __init__(self, app: QApplication, settings: WindowSettings):
        super().__init__(app)
        self._app, self._settings = app, settings

    def build(self, file: Path | None, keys: Keys | None = None) -> MainWindow:
        """Builds the window; once painted it opens ``file`` (None: shows the start page)."""
        self._dress()
        return self._make(file, keys)

    def _make(self, file: Path | None, keys: Keys | None) -> MainWindow:
        self.current = window = MainWindow(State(), self._settings)

        def after_paint() -> None:
            speak_chinese(self._app)
            self._app.setWindowIcon(theme.icon("lvze"))
            window.begin(file, keys)

        window.painted.connect(after_paint)
        window.look_changed.connect(self._renew)
        return window

    def _renew(self) -> None:
        """Another look: colours and sizes are taken when a window is built, so it is built anew with the same file.

        The old one is taken apart first: the application's new look would be put on each of its parts.
        """
        old = self.current
        workspace = old.state.workspace
        file, keys = (workspace.path, workspace.keys) if workspace is not None else (None, None)

        def replace() -> slices.Job:
            old.deleteLater()
            yield
            self._dress()
            yield
            window = self._make(file, keys)
            yield
            window.show()
            self._app.setQuitOnLastWindowClosed(True)

        self._app.setQuitOnLastWindowClosed(False)
        if leaving.put_away(old, for_good=False):
            old.dropping.afterwards(lambda: slices.soon(self, replace()))
        else:
            self._app.setQuitOnLastWindowClosed(True)

    def _dress(self) -> None:
        appearance.wear(self._settings)
        theme.apply(self._app)
