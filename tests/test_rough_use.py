"""What goes wrong at a desk: each mishap gives one clear sentence, leads nowhere into the dark and loses nothing typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.place import can_write
from db.workspace import Workspace
from desktop import jobs, slices
from tests.desk import answer, put, write
from tests.shell import dismiss, home, new_file, state, told, window  # noqa: F401


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
    keys = window.windowHandle()  # as the system hands them in: to the window, which knows who has the keyboard
    QTest.keyClick(keys, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(keys, Qt.Key.Key_Down)  # typed ahead, before the page is there
    assert QApplication.focusWidget().objectName() == "pages"
    assert window.page("work").shown == "study"


def test_a_file_may_close_while_half_a_choice_is_typed(opened) -> None:
    window, screen = opened, at_work(opened, "publication")
    screen.new_record()
    line = screen.form.editors["channel"].picker
    line.setFocus()
    write(line, "没有的渠")
    window.state.close_file()
    assert window.state.workspace is None and not told()


def test_what_a_step_told_goes_when_the_step_is_taken_back(opened, qtbot) -> None:
    window = opened
    part = window.page("duty").part("lists")
    part.year_dialog().accept()
    part.issue_dialog().accept()
    assert "已印发" in part.told.text
    window.menus.undo.trigger()  # in the background: it is a large one
    qtbot.waitUntil(lambda: not part.told.text, timeout=20_000)
    assert part.screen.tools.new.isEnabled()


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


@pytest.fixture
def full_disk() -> Any:
    """Lets no file of this process grow beyond so many bytes; ``full_disk(None)`` makes room again."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(most: int | None) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before if most is None else (most, before[1]))

    yield limit
    limit(None)


def test_a_full_disk_begins_no_file(tmp_path: Path, full_disk: Any) -> None:
    for most in (100_000, 300_000, 500_000, 600_000):
        full_disk(most)
        with pytest.raises(Refusal, match=r"^不能建立“新\.lvze”：[^A-Za-z]+。$"):
            Workspace.create(tmp_path / "新.lvze", password="很长的密码一二三")
        full_disk(None)
        assert {path.name for path in tmp_path.iterdir()} <= {"新.lvze.lock"}
    Workspace.create(tmp_path / "新.lvze").close()


def test_a_full_disk_loses_nothing_typed(opened, full_disk) -> None:
    screen = at_work(opened, "meeting")
    screen.new_record()
    for name, words in (("kind", "党委会"), ("topic", "专题研究"), ("conclusion", "结论很长。" * 3900)):
        screen.form.editors[name].input.setFocus()
        write(QApplication.focusWidget(), words)
    full_disk(4096)
    assert screen.form.save() is None and screen.form.is_dirty
    full_disk(None)
    assert len(told()) == 1 and told()[0].startswith("没有保存成功：") and "内容还在窗口里" in told()[0]
    dismiss()
    assert screen.form.editors["conclusion"].value() == "结论很长。" * 3900
    assert screen.form.save() is not None


def test_a_file_on_a_locked_stick_can_be_looked_at(window, tmp_path, monkeypatch) -> None:  # noqa: F811
    folder = tmp_path / "U盘"
    folder.mkdir()
    with Workspace.create(folder / "台账.lvze") as made:
        put(made, LEDGERS["meeting"])
    (folder / "台账.lvze.lock").unlink()
    folder.chmod(0o555)
    try:
        if can_write(folder):
            pytest.skip("this user may write everywhere")
        said = answer(monkeypatch, "question_yes")
        window.begin(folder / "台账.lvze")
        slices.finish()
        jobs.finish_all()
        QApplication.processEvents()
        assert len(said) == 1 and "不能写入" in said[0]
        jobs.finish_all()
        QApplication.processEvents()
        assert window.state.workspace.read_only and "只读" in window.windowTitle()
        screen = at_work(window, "meeting")
        assert screen.table.ledger_model.rowCount() == 1
        screen.open_record(1)
        assert not any(editor.isEnabled() for editor in screen.form.editors.values())
        assert not told()
        window.state.close_file()
    finally:
        folder.chmod(0o755)
