"""A person at the window: keys and clicks on real widgets, counted, with a picture of every step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QTabWidget, QWidget

from desktop import jobs, slices
from desktop.widgets.ledger_form import LedgerForm
from tests.desk import write

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
PATIENCE = 20.0  # seconds until something awaited counts as never coming


class Hands:
    """``keys`` and ``clicks`` count what was pressed beyond the letters of a text."""

    def __init__(self, window: QWidget, pictures: Path):
        self.window, self.pictures = window, pictures
        self.keys = self.clicks = self._drawn = 0
        pictures.mkdir(parents=True, exist_ok=True)
        for old in pictures.glob("*.png"):
            old.unlink(missing_ok=True)  # another worker may be at it

    # -- seeing ------------------------------------------------------------------------------------------------------

    @property
    def front(self) -> QWidget:
        """The dialog on top, else the window."""
        return QApplication.activeModalWidget() or self.window

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None and widget.isVisible(), "no widget has the keyboard"
        return widget

    def wait(self, until: Callable[[], Any], what: str = "") -> Any:
        """Lets the program work until ``until`` gives something; background work is waited for first."""
        end = monotonic() + PATIENCE
        while True:
            jobs.finish_all()
            QApplication.processEvents()
            if found := until():
                return found
            assert monotonic() < end, f"waited in vain {what}"

    def settle(self) -> None:
        """Waits until everything is seen, as a clerk would before the next click."""
        for _ in range(4):
            jobs.finish_all()
            _see()

    def picture(self, name: str) -> None:
        """The window as it is, with the dialog that stands over it drawn where it stands."""
        self.settle()
        self._drawn += 1
        shot = self.window.grab()
        for top in QApplication.topLevelWidgets():
            if top is not self.window and top.isVisible() and top.isWindow():
                painter = QPainter(shot)
                painter.drawPixmap(self.window.mapFromGlobal(top.mapToGlobal(QPoint(0, 0))), top.grab())
                painter.end()
        shot.save(str(self.pictures / f"{self._drawn:02d}-{name}.png"))

    def find(self, name: str, kind: type = QWidget) -> Any:
        """The visible widget with this object name, in the dialog on top or the window."""
        found = [one for one in self.front.findChildren(kind, name) if one.isVisible()]
        assert found, f"{name} is not to be seen"
        return found[0]

    # -- doing -------------------------------------------------------------------------------------------------------

    def press(self, *keys: Any) -> None:
        """Presses keys one after another: ``Key.Key_Tab``, ``(Ctrl, Key.Key_S)``."""
        for key in keys:
            modifiers, key = key if isinstance(key, tuple) else (Qt.KeyboardModifier.NoModifier, key)
            self.keys += 1
            if QApplication.activeWindow() is None:
                self.front.activateWindow()  # the screenless platform forgets it when a dialog closes
                _see()
            QTest.keyClick(QApplication.focusWidget() or self.front, key, modifiers)
            _see()

    def type(self, text: str) -> None:
        """Writes into what has the keyboard: letters and digits by key, Chinese by input method."""
        if text.isascii():
            QTest.keyClicks(self.focus, text)
        else:
            write(self.focus, text)
        _see()

    def click(self, target: str | QWidget, place: QPoint | None = None) -> None:
        widget = self.find(target) if isinstance(target, str) else target
        assert widget.isVisible() and widget.isEnabled(), f"{widget.objectName()} cannot be clicked, in front: {self.front}"
        self.clicks += 1
        if isinstance(widget, QAbstractButton) and place is None:
            place = QPoint(min(12, widget.width() // 2), widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        _see()

    def tab(self, tabs: QTabWidget, words: str) -> None:
        """Clicks a tab by the beginning of its words."""
        bar = tabs.tabBar()
        number = next(number for number in range(tabs.count()) if tabs.tabText(number).startswith(words))
        self.click(bar, bar.tabRect(number).center())

    def during(self, act: Callable[[], Any], *answers: Callable[[QWidget], Any]) -> None:
        """Does something that opens dialogs which wait for their answer, and answers each in turn."""
        left = list(answers)
        failures: list[BaseException] = []
        seen = [QApplication.activeModalWidget()]
        end = monotonic() + PATIENCE

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is not None and dialog not in seen:
                if QApplication.activeWindow() is not dialog:
                    dialog.activateWindow()  # the screenless platform takes its time
                    return
                if failures or not left:
                    dialog.done(0)  # nobody would ever answer it
                    failures.append(AssertionError(f"not expected: {dialog.objectName()} {dialog.windowTitle()}"))
                else:
                    seen.append(dialog)
                    try:
                        left.pop(0)(dialog)
                    except BaseException as error:  # noqa: BLE001 - raised below, outside of the dialog's loop
                        failures.append(error)
                        dialog.done(0)
            elif monotonic() > end and dialog is not None:
                failures.append(AssertionError(f"still open: {dialog.objectName()} {dialog.windowTitle()}"))
                dialog.done(0)

        timer = QTimer(interval=10)
        timer.timeout.connect(look)
        timer.start()
        act()
        self.settle()
        while left and not failures and monotonic() < end:  # what work in the background ends with
            self.settle()
        timer.stop()
        if failures:
            raise failures[0]
        assert not left, f"{len(left)} dialogs did not come"

    def choose_file(self, path: Path) -> Callable[[QWidget], None]:
        """An answer for ``during``: types a path into the file dialog."""
        def answer(dialog: QWidget) -> None:
            assert isinstance(dialog, QFileDialog), dialog
            dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))  # typed, its completer would catch Enter
            self.keys += 1
            dialog.accept()

        return answer

    def fill(self, form: LedgerForm, **texts: str) -> None:
        """Goes through a form with Tab from its first field and types the texts into their fields; saves with Ctrl+S."""
        left = dict(texts)
        for _ in range(4 * len(form.editors) + 8):
            here = next((name for name, one in form.editors.items() if one.isAncestorOf(self.focus)), None)
            if here in left:
                text = left.pop(here)
                if isinstance(form.editors[here].typed(), bool):
                    self.press(Key.Key_Space)
                else:
                    if isinstance(self.focus, QLineEdit) and self.focus.text() and not self.focus.hasSelectedText():
                        self.press((Ctrl, Key.Key_A))
                    self.type(text)
            if not left:
                break
            self.press(Key.Key_Tab)
        assert not left, f"Tab does not lead to {left} from {self.focus.objectName()}"
        self.press((Ctrl, Key.Key_S))
        assert not form.is_dirty and form.record_id is not None or not form.isVisible(), [
            (name, one.problem) for name, one in form.editors.items() if one.problem] + [form.note.text]


def _see() -> None:
    """Lets the window show what it is building: nobody clicks what is not in sight yet."""
    QApplication.processEvents()
    while slices.waiting():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
