"""Where pictures of the window are made: an application that nobody sees, in a look of one's choice, and a shutter."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

SCREEN = (1366, 768)
DAY = datetime(2025, 12, 30, 9, 0)  # in the sample hospital's last week


class Studio:
    """``screen`` is in real pixels; at a ``scale`` above 1 less fits onto it. Pictures are ``folder/NAME@SCALE.png``."""

    def __init__(self, folder: Path, scale: str = "1", colours: str = "light", size: str = "normal",
                 screen: tuple[int, int] = SCREEN):
        os.environ |= {"QT_SCALE_FACTOR": scale, "LVZE_HOME": tempfile.mkdtemp()}
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        from PySide6.QtWidgets import QApplication

        from desktop.chinese import speak_chinese
        from desktop.widgets import theme
        from desktop.widgets.scheme import SCHEMES, SIZES

        self.folder, self.scale, self.screen = folder, scale, screen
        self.place = Path(tempfile.mkdtemp())  # for the files that are shown
        folder.mkdir(parents=True, exist_ok=True)
        theme.wear(SCHEMES[colours][1], SIZES[size][1])
        self.app = QApplication(["lvze", *theme.STYLE])
        theme.apply(self.app)
        speak_chinese(self.app)

    def window(self):
        """The main window, filling the screen, before anything is open."""
        from desktop.screens.window.main_window import MainWindow
        from desktop.settings import WindowSettings
        from desktop.state import State

        window = MainWindow(State(clock=lambda: DAY), WindowSettings())
        window.resize(*(round(side / float(self.scale)) for side in self.screen))
        window.show()
        return window

    def settle(self) -> None:
        """Until nothing is being read or laid out any more."""
        from PySide6.QtCore import QThreadPool

        from desktop import slices

        for _ in range(8):
            slices.finish()
            self.app.processEvents()
            slices.finish()
            QThreadPool.globalInstance().waitForDone()

    def draw(self, widget, name: str, settled: bool = True) -> None:
        if settled:
            self.settle()
        widget.grab().save(str(self.folder / f"{name}@{self.scale}.png"))
