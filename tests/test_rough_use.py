"""What goes wrong at a desk: each mishap gives one clear sentence, leads nowhere into the dark and loses nothing typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desk import write
from tests.shell import home, new_file, state, told, window  # noqa: F401


@pytest.fixture
def opened(window: Any, tmp_path: Path) -> Any:  # noqa: F811
    """The window with an empty file, active as on a screen."""
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.activateWindow()
    QApplication.processEvents()
    return window


def at_work(window: Any, key: str) -> Any:  # noqa: F811
    """The screen of a supporting ledger, in front."""
    window.show_tab("work")
    screen = window.page("work").show_page(key)
    QApplication.processEvents()
    return screen


def test_ctrl_n_works_wherever_the_keyboard_is(opened) -> None:
    window, screen = opened, at_work(opened, "meeting")
    window.tabs.tabBar().setFocus()
    QTest.keyClick(window.tabs.tabBar(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert screen.form.is_new and screen.form.editors["day"].isAncestorOf(QApplication.focusWidget())


def test_a_tab_reached_by_key_takes_the_keyboard(opened) -> None:
    window = opened
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget().objectName() == "pages"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert window.page("work").shown == "study"


def test_a_file_may_close_while_half_a_choice_is_typed(opened) -> None:
    window, screen = opened, at_work(opened, "publication")
    screen.new_record()
    line = screen.form.editors["channel"].picker
    line.setFocus()
    write(line, "没有的渠")
    window.state.close_file()
    assert window.state.workspace is None and not told()


def test_right_after_saving_ctrl_z_takes_the_record_back(opened) -> None:
    window, screen = opened, at_work(opened, "publication")
    screen.new_record()
    for name, words in (("title", "义诊进乡村"), ("channel", "微信公众号"), ("category", "科普")):
        screen.form.editors[name].input.setFocus()
        write(QApplication.focusWidget(), words)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert screen.form.is_dirty, "while something is unsaved, it is at most the typing that is taken back"
    write(QApplication.focusWidget(), "健康科普")
    assert screen.form.save() is not None
    assert screen.form.isAncestorOf(QApplication.focusWidget())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert screen.table.ledger_model.rowCount() == 0
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert screen.table.ledger_model.rowCount() == 1
