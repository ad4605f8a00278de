"""A studio with the sample hospital open on a screen of a real size, and hands for what stands open only while it is asked."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop import slices
from tests.studio import Studio

LONG = "云岭市第二人民医院意识形态工作责任制落实情况专项督查反馈问题整改推进工作领导小组办公室关于进一步压实责任的情况说明"


class Stage(Studio):
    """Pictures are ``folder/NAME@SCALE.png``, with the look in the name where it is not the usual one. One to a process."""

    def __init__(self, sample: Path, folder: Path, scale: str = "1", colours: str = "light", size: str = "normal",
                 screen: tuple[int, int] = (1366, 768)):
        self.sample = sample
        screens = {"screens": [{"name": "picture", "x": 0, "y": 0, "width": screen[0], "height": screen[1], "dpr": 1,
                                "logicalDpi": 96, "logicalBaseDpi": 96}]}
        plan = Path(tempfile.mkdtemp()) / "screen.json"
        plan.write_text(json.dumps(screens))
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={plan}"  # dialogs ask how large the screen is
        super().__init__(folder, scale, colours, size, screen)
        look = [word for word, usual in ((colours, "light"), (size, "normal"), (f"{screen[0]}", "1366")) if word != usual]
        self.mark = "-".join([f"@{scale}", *look])
        self.main = self.window()
        self.state = self.main.state
        self.settle()

    def file(self, name: str = "云岭市第二人民医院.lvze") -> Path:
        """A copy of the sample, with its evidence."""
        copy = self.place / name
        shutil.copy(self.sample, copy)
        proofs = self.sample.with_name(f"{self.sample.name}.files")
        if proofs.is_dir():
            shutil.copytree(proofs, copy.with_name(f"{name}.files"))
        return copy

    def open(self, path: Path) -> None:
        """Opens a file in the window as the clerk would."""
        slices.at_once(self.main.menus.fill())
        self.main.open_file(path)
        self.until(lambda: self.state.workspace is not None)

    def settle(self) -> None:
        for _ in range(4):  # pages are built in slices
            super().settle()
        self.app.sendPostedEvents(None, 52)  # what was to be deleted later

    def until(self, ready: Callable[[], Any], seconds: float = 60) -> None:
        """Waits for timers, too."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError
            self.app.processEvents()
            time.sleep(0.01)
        self.settle()

    def draw(self, widget: Any, name: str, settled: bool = True) -> None:
        if settled:
            self.settle()
        widget.grab().save(str(self.folder / f"{name}{self.mark}.png"))

    def show(self, dialog: Any, name: str) -> Any:
        """Shows a dialog and draws it."""
        dialog.show()
        self.draw(dialog, name)
        return dialog

    def asked(self, name: str, act: Callable[[], Any]) -> None:
        """Draws the modal dialog in which ``act`` waits, and turns it down."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QDialog

        def look() -> None:
            dialog = self.app.activeModalWidget()
            if isinstance(dialog, QDialog):
                self.draw(dialog, name, settled=False)
                dialog.reject()
            else:
                QTimer.singleShot(50, look)

        QTimer.singleShot(200, look)
        act()

    def boxes(self, name: str) -> None:
        """Draws the message boxes that stand open, and closes them."""
        from PySide6.QtWidgets import QMessageBox

        self.settle()
        standing = [box for box in self.app.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
        for number, box in enumerate(standing):
            self.draw(box, f"{name}-{number}" if number else name, settled=False)
            box.done(0)

    def press(self, inside: Any, name: str) -> None:
        """Presses a button by its object name."""
        from PySide6.QtWidgets import QAbstractButton

        inside.findChild(QAbstractButton, name).click()
