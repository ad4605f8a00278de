"""What spares typing: what is usual in a ledger, the clerk's own phrases, lists of names from a chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db import records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange.chain import OUT, match, read_chain
from desktop.operations.phrases import MOST, keep_phrases, phrases_of
from desktop.operations.usual import usual_values
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.state import State
from desktop.widgets.chain_dialog import ChainButton, ChainDialog
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


def test_nothing_is_carried_over_that_is_not_seen_or_belongs_to_another_person(workspace: Workspace) -> None:
    for _ in range(2):
        put(workspace, LEDGERS["lecture"], place="报告厅", audience="医务人员", speaker_unit="本院", speaker_post="主任")
    usual = usual_values(workspace, LEDGERS["lecture"])
    assert usual["place"] == "报告厅" and not {"audience", "speaker_unit", "speaker_post"} & set(usual)


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


def test_in_a_form_with_several_texts_ctrl_j_is_that_of_the_field_with_the_keyboard(open_screen: Open, qtbot: Any) -> None:
    screen = open_screen("talk")
    screen.new_record()
    for name in ("content", "opinion"):
        box = screen.form.editors[name].box
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        menu = QApplication.activePopupWidget()
        assert menu is not None and menu.objectName() == "phrase_menu"
        menu.close()


def test_what_was_said_in_a_talk_does_not_become_a_phrase_by_one_click(open_screen: Open) -> None:
    screen = open_screen("talk")
    screen.new_record()
    editor = screen.form.editors["content"]
    editor.box.setPlainText("工作压力大")
    shown = [action.text() for action in editor.findChild(PhraseButton).menu_now().actions() if action.isVisible()]
    assert shown[-1] == "管理常用语…" and not [words for words in shown if "存为" in words]


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


# -- lists of names ----------------------------------------------------------------------------------------------------

CHAIN = """#接龙
明天下午 3 点中心组学习，请接龙
例 张三 参加/请假

1. 林书记
2、钱医生 内科
3．赵主任（请假，出差）
4. 孙护士
5. 钱医生
6️⃣ 李四+1
7. 周院长值班来不了
"""


def test_a_chat_list_is_read_with_its_reasons() -> None:
    entries = read_chain(CHAIN)
    assert [entry.name for entry in entries[:5]] == ["林书记", "钱医生", "赵主任", "孙护士", "钱医生"]
    assert [entry.reason for entry in entries[:4]] == ["", "", "出差", ""]
    with pytest.raises(Refusal, match="没有找到接龙"):
        read_chain("明天下午三点开会，请大家准时")


def test_names_are_matched_same_names_by_department_and_repeats_left_out(workspace: Workspace, hospital: dict[str, int]) -> None:
    with workspace.transaction("同名") as session:
        for department in ("内科", "党委办公室"):
            records.save(session, LEDGERS["person"], {"name": "王丽", "department_id": hospital[department], "post": "干事"})
        records.save(session, LEDGERS["person"], {"name": "孙早退", "valid_to": date(2024, 1, 1)})
    with workspace.read() as session:
        found = match(session, read_chain("1. 王 丽 内 科\n2. 王丽\n3. 内科钱医生\n4. 钱 医 生请假\n5. 孙早退\n6. 周　全 夜班"), date(2025, 3, 5))
    assert [one.person is None for one in found] == [False, True, False, False, True, True]
    assert len(found[1].candidates) == 2 and "2 个“王丽”" in found[1].told
    assert found[3].fate == OUT and found[2].person == found[3].person == hospital["钱医生"]
    assert found[4].told == "名册里没有这个名字" and (found[5].entry.name, found[5].entry.reason) == ("周全", "夜班")


def test_the_numbers_of_a_chat_list_go_into_the_form_without_names(open_screen: Open, workspace: Workspace) -> None:
    screen = open_screen("study")
    screen.new_record()
    QApplication.clipboard().setText(CHAIN)
    screen.form.editors["attended"].findChild(ChainButton).click()
    dialog = screen.findChild(ChainDialog)
    assert dialog.table.rowCount() == 7
    assert "接龙 7 行，参加 4 人；缺席：" in dialog.said.text() and "不在名册里" in dialog.said.text()
    dialog.table.cellWidget(3, 2).setCurrentIndex(2)  # 孙护士 does not count
    assert dialog.go.text() == "取用：实到 3 人"
    dialog.go.click()
    assert screen.form.editors["attended"].value() == 3
    assert screen.form.editors["absence"].value() == "出差 1 人、值班 1 人"
    assert screen.form.is_dirty


def test_people_of_the_same_name_must_be_told_apart_first(state: State, workspace: Workspace, hospital: dict[str, int], qtbot: Any) -> None:
    with workspace.transaction("同名") as session:
        for department in ("内科", "党委办公室"):
            records.save(session, LEDGERS["person"], {"name": "王丽", "department_id": hospital[department]})
    dialog = ChainDialog(state, date(2025, 3, 5))
    qtbot.addWidget(dialog)
    dialog.text.setPlainText("#接龙\n1. 王丽\n2. 王丽")
    dialog.read()
    assert not dialog.go.isEnabled() and "2 个同名的还要选" in dialog.said.text()
    dialog.table.cellWidget(0, 1).setCurrentIndex(1)
    dialog.table.cellWidget(1, 1).setCurrentIndex(1)
    assert dialog.matches[1].fate == OUT and dialog.go.text() == "取用：实到 1 人"
    dialog.table.cellWidget(1, 1).setCurrentIndex(2)
    dialog.table.cellWidget(1, 2).setCurrentIndex(0)
    assert dialog.go.isEnabled() and dialog.go.text() == "取用：实到 2 人"
