"""Long work says that it is going on."""

from __future__ import annotations

import threading
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop import jobs
from desktop.progress_dialog import ProgressDialog


def pointer() -> Qt.CursorShape | None:
    cursor = QGuiApplication.overrideCursor()
    return None if cursor is None else cursor.shape()


def test_the_pointer_is_busy_as_long_as_something_is_done(qapp: Any, qtbot: Any) -> None:
    window, go_on = QWidget(), threading.Event()
    qtbot.addWidget(window)
    ended: list[object] = []
    for _ in range(2):  # at the same time
        jobs.run(window, "正在数数", lambda _: go_on.wait(20), ended.append)
    qtbot.waitUntil(lambda: pointer() == Qt.CursorShape.BusyCursor)
    go_on.set()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert pointer() is None


def test_an_error_and_a_window_gone_meanwhile_give_the_pointer_back(qapp: Any, qtbot: Any) -> None:
    window, go_on = QWidget(), threading.Event()
    failed: list[BaseException] = []

    def fail(_: jobs.Progress) -> None:
        go_on.wait(20)
        raise ValueError

    jobs.run(window, "正在数数", fail, failed=failed.append)
    jobs.run(QWidget(), "正在数数", fail)
    qtbot.waitUntil(lambda: pointer() == Qt.CursorShape.BusyCursor)
    go_on.set()
    qtbot.waitUntil(lambda: pointer() is None)
    assert len(failed) == 1
    window.deleteLater()


def test_enter_pressed_twice_does_not_stop_what_the_first_one_began(qapp: Any, qtbot: Any) -> None:
    progress = jobs.Progress()
    dialog = ProgressDialog(None, "正在导出", progress)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
        dialog.activateWindow()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(dialog.focusWidget(), key)
    assert not progress.cancelled
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    assert progress.cancelled
