"""What spares typing: what is usual in a ledger, the clerk's own phrases, lists of names from a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.operations.phrases import MOST, keep_phrases, phrases_of
from desktop.operations.usual import usual_values
from desktop.screens.ledger_screen import LedgerScreen
from desktop.state import State
from desktop.widgets.phrases import PhraseButton, PhraseDialog
from tests.desk import memory, open_state, put

Open = Callable[[str], LedgerScreen]


@pytest.fixture
def state(workspace: Workspace, hospital: dict[str, int], qapp: QApplication) -> State:
    workspace.set_setting("late_entry_days", 0)
    return open_state(workspace)


@pytest.fixture
def open_screen(state: State, tmp_path: Any, qtbot: Any) -> Open:
    def make(key: str) -> LedgerScreen:
        screen = LedgerScreen(state, LEDGERS[key], settings=memory(tmp_path))
        qtbot.addWidget(screen)
        screen.resize(1240, 640)
        with qtbot.waitActive(screen):
            screen.show()
            screen.activateWindow()
        return screen

    return make


# -- what is usual -----------------------------------------------------------------------------------------------------

def test_place_and_host_of_the_last_record_are_offered_named_and_taken_out_at_one_button(
        open_screen: Open, workspace: Workspace, hospital: dict[str, int]) -> None:
    put(workspace, LEDGERS["activity"], place="三楼会议室", host_id=hospital["林书记"], title="第一次")
    screen = open_screen("activity")
    screen.new_record()
    form = screen.form
    assert form.editors["place"].value() == "三楼会议室" and form.editors["host_id"].value() == hospital["林书记"]
    assert form.editors["title"].value() is None and not form.is_dirty
    assert "主讲或主持人" in form.usual.text and "地点" in form.usual.text
    form.editors["place"].line.setText("四楼")
    form.usual.findChild(object, "clear_usual").click()
    assert form.editors["host_id"].value() is None and form.editors["place"].value() == "四楼"
    assert form.usual.text == "" and form.is_dirty


def test_nothing_noted_about_a_person_is_offered_for_the_next_one(workspace: Workspace, hospital: dict[str, int]) -> None:
    for _ in range(2):
        put(workspace, LEDGERS["talk"], speaker_id=hospital["林书记"], person_id=hospital["钱医生"], place="谈话室",
            content="工作压力", occasion="post-change", names=None)
    usual = usual_values(workspace, LEDGERS["talk"])
    assert set(usual) <= {"speaker_id", "place", "form"} and usual["place"] == "谈话室"


# -- phrases -----------------------------------------------------------------------------------------------------------

def test_a_phrase_is_kept_from_the_text_and_put_where_the_cursor_stands(open_screen: Open, workspace: Workspace, qtbot: Any) -> None:
    screen = open_screen("meeting")
    screen.new_record()
    editor = screen.form.editors["conclusion"]
    button = editor.findChild(PhraseButton)
    editor.box.setFocus()
    editor.box.setPlainText("同意方案，由党委办公室抓好落实。")
    button.keep_text()
    assert phrases_of(workspace, LEDGERS["meeting"], "conclusion") == ["同意方案，由党委办公室抓好落实。"]
    editor.box.setPlainText("会议认为：")
    editor.box.moveCursor(editor.box.textCursor().MoveOperation.End)
    menu = button.menu_now()
    menu.actions()[0].trigger()
    assert editor.value() == "会议认为：同意方案，由党委办公室抓好落实。"
    qtbot.keyClick(editor.box, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activePopupWidget() is not None and QApplication.activePopupWidget().objectName() == "phrase_menu"
    QApplication.activePopupWidget().close()


def test_phrases_belong_to_their_field_and_outlive_the_window(open_screen: Open, workspace: Workspace) -> None:
    keep_phrases(workspace, LEDGERS["meeting"], "conclusion", ["甲", " 甲 ", "", "乙"])
    assert phrases_of(workspace, LEDGERS["meeting"], "conclusion") == ["甲", "乙"]
    assert phrases_of(workspace, LEDGERS["activity"], "content") == []
    path = workspace.path
    workspace.close()
    with Workspace.open(path) as again:
        assert phrases_of(again, LEDGERS["meeting"], "conclusion") == ["甲", "乙"]


def test_too_many_phrases_are_refused(workspace: Workspace) -> None:
    with pytest.raises(Refusal, match="最多存"):
        keep_phrases(workspace, LEDGERS["meeting"], "conclusion", [str(place) for place in range(MOST + 1)])


def test_phrases_are_managed_in_place(open_screen: Open, workspace: Workspace) -> None:
    keep_phrases(workspace, LEDGERS["meeting"], "conclusion", ["甲", "乙", "丙"])
    screen = open_screen("meeting")
    screen.new_record()
    button = screen.form.editors["conclusion"].findChild(PhraseButton)
    button.open_dialog()
    dialog = button.window().findChild(PhraseDialog)
    dialog.list.setCurrentRow(2)
    dialog.up()
    dialog.list.setCurrentRow(0)
    dialog.remove()
    dialog.list.item(0).setText("丙，已落实")
    dialog.accept()
    assert phrases_of(workspace, LEDGERS["meeting"], "conclusion") == ["丙，已落实", "乙"]
