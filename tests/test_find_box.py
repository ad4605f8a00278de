"""查找全部: one line over everything, used with the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import records
from db.ledgers import LEDGERS
from desktop import jobs
from desktop.widgets.lookup import Lookup
from tests.shell import home, new_file, open_sample, state, type_in, window  # noqa: F401


@pytest.fixture
def box(window, open_sample, qtbot):  # noqa: F811
    open_sample()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.menus.find.trigger() if window._find is None else None
    return window._find


def seek(box, words: str, qtbot) -> None:
    """Types over what stands there and waits for the answer."""
    box.line.clear()
    type_in(box.line, words)
    qtbot.waitUntil(lambda: not box._timer.isActive())
    jobs.finish_all()
    QApplication.processEvents()


def headings(box) -> list[str]:
    return [line.words for line in box.found.lines() if line.target is None]


def words(box) -> list[str]:
    return [line.words for line in box.found.lines() if line.target is not None]


def key(box, which, qtbot) -> None:
    qtbot.keyClick(box.line, which)


def test_it_opens_with_the_keyboard_in_its_line_and_closes_with_escape(window, box, qtbot):
    assert box.isVisible() and QApplication.focusWidget() is box.line and "输入两个字" in box.hint.text()
    key(box, Qt.Key.Key_Escape, qtbot)
    assert not box.isVisible()


def test_results_stand_by_ledger_and_enter_opens_the_one_chosen(window, box, qtbot):
    seek(box, "阵地管理", qtbot)
    assert "会议研究" in headings(box)
    place = headings(box).index("会议研究")
    while box.found.current not in box.found.lines()[box.found.lines().index(
            next(line for line in box.found.lines() if line.words == headings(box)[place])):]:
        key(box, Qt.Key.Key_Down, qtbot)
    wanted = box.found.current
    assert "阵地管理" in wanted.spoken
    key(box, Qt.Key.Key_Return, qtbot)
    assert not box.isVisible() and window.page("work").shown == "meeting"
    form = window.page("work").place("meeting").form
    assert form.view is not None and form.view.number in wanted.words


def test_a_number_is_found_in_small_letters_too(box, qtbot):
    seek(box, "zg-2025-003", qtbot)
    assert any("ZG-2025-003" in line for line in words(box))


def test_a_person_is_found_by_initials(window, box, qtbot):
    with window.state.workspace.transaction("新增人员") as session:
        records.save(session, LEDGERS["person"], {"name": "欧阳静", "post": "干事"})
    seek(box, "oyj", qtbot)
    assert headings(box)[0] == "人员" and words(box)[0].startswith("欧阳静")


def test_commands_are_found_by_name_and_done(window, box, qtbot):
    seek(box, "备份", qtbot)
    assert headings(box)[0] == "命令" and words(box)[0].startswith("备份")
    key(box, Qt.Key.Key_Return, qtbot)
    assert window.tabs.tabText(window.tabs.currentIndex()) == "设置"


def test_a_new_record_is_a_command(window, box, qtbot):
    seek(box, "新增会议", qtbot)
    assert words(box)[0] == "新增会议研究"
    key(box, Qt.Key.Key_Return, qtbot)
    assert window.page("work").shown == "meeting" and window.page("work").place("meeting").form.is_new


def test_the_words_of_talks_are_not_shown(box, qtbot):
    seek(box, "谈心谈话", qtbot)
    lines = box.found.lines()
    for place, line in enumerate(lines):
        if line.target is None and line.words in ("谈心谈话", "跟进"):
            assert not lines[place + 1].match


def test_more_of_a_ledger_is_listed_on_its_screen(window, box, qtbot):
    seek(box, "意识形态", qtbot)
    more = next(line for line in box.found.lines() if line.words.startswith("还有更多") and "会议研究" in line.words)
    box.found.chosen.emit(more.target)
    screen = window.page("work").place("meeting")
    assert window.page("work").shown == "meeting" and screen.table.ledger_model.rowCount() > 5 and "意识形态" in screen.note.text


def test_nothing_found_is_said(box, qtbot):
    seek(box, "绝没有的词语", qtbot)
    assert box.hint.text().startswith("没有找到") and not box.found.isVisible()


def test_half_a_word_of_an_input_method_asks_nothing(box, qtbot):
    from PySide6.QtGui import QInputMethodEvent

    QApplication.sendEvent(box.line, QInputMethodEvent("yi'shi", []))
    assert not box._timer.isActive() and box.line.text() == ""


def test_a_click_beside_it_closes_it(window, box, qtbot):
    handle, below = window.windowHandle(), QPoint(0, 40)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=box.geometry().center())
    assert box.isVisible()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=box.geometry().bottomLeft() + below)
    assert not box.isVisible()


def test_the_link_picker_takes_initials(window, open_sample):  # noqa: F811
    open_sample()
    with window.state.workspace.transaction("新增人员") as session:
        records.save(session, LEDGERS["person"], {"name": "欧阳静", "post": "干事"})
    assert [title for _, title in Lookup(window.state).choices("person", "oyj")] == ["欧阳静 干事"]


def test_the_menus_are_whole_after_commands_were_sought(window, box, qtbot):
    seek(box, "备份", qtbot)
    assert any("备份" in line for line in words(box)) and not any("最近打开" in line for line in words(box))
    window.menus.show_recent()
    assert window.menus.recent.actions()
