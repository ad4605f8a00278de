"""Fixtures and small helpers for tests of the window: a home of its own, a state over a real file, what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from db.workspace import Workspace
from desktop import jobs
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from desktop.state import State

TODAY = datetime(2025, 11, 18, 9, 0)  # a Tuesday in the sample hospital's last quarter


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's own folder, empty."""
    folder = tmp_path / "home"
    monkeypatch.setenv("LVZE_HOME", str(folder))
    return folder


@pytest.fixture
def state(home: Path, qapp: QApplication) -> Iterator[State]:
    """No file is open yet; it is 18 November 2025."""
    made = State(clock=lambda: TODAY)
    yield made
    jobs.finish_all()
    made.close_file()


@pytest.fixture
def window(state: State, qtbot) -> Iterator[MainWindow]:
    """The main window, shown and past its first paint."""
    made = MainWindow(state, WindowSettings())
    made.resize(1240, 700)
    qtbot.addWidget(made, before_close_func=lambda widget: state.close_file())
    with qtbot.waitSignal(made.painted):
        made.show()
    yield made
    jobs.finish_all()


@pytest.fixture
def open_sample(window: MainWindow, sample_file: Path, tmp_path: Path, qtbot) -> Callable[[], Path]:
    """Starts the window with a copy of the sample hospital and waits until the workbench is filled."""

    def start() -> Path:
        path = tmp_path / "云岭.lvze"
        path.write_bytes(sample_file.read_bytes())
        window.begin(path)
        qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
        qtbot.waitUntil(lambda: window.workbench().overview is not None, timeout=20_000)
        return path

    return start


def told() -> list[str]:
    """The sentences of the message boxes that stand open."""
    return [box.text() for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]


def dismiss() -> None:
    """Closes the message boxes that stand open."""
    for box in QApplication.topLevelWidgets():
        if isinstance(box, QMessageBox) and box.isVisible():
            box.done(0)


def press(qtbot, inside: QWidget, name: str) -> None:
    """Clicks the button with this object name."""
    button = inside.findChild(QPushButton, name)
    assert button is not None and button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def type_in(edit: QWidget, words: str) -> None:
    """Types Chinese as an input method does: the finished words arrive in one event."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(edit, event)


def new_file(state: State, path: Path) -> Workspace:
    """Makes an empty file and opens it in the window."""
    state.create(path)
    assert state.workspace is not None
    return state.workspace
