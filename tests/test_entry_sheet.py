"""表格录入: a sheet of new records typed, pasted, checked, saved as one step, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from db import lists
from db.late import LateEntry
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.workspace import Workspace
from desktop import jobs
from desktop.exchange.rows import importable
from desktop.operations.drafts import kept_drafts
from desktop.operations.entry import keep_sheet, kept_sheet, save_rows
from desktop.operations.records import read_record
from desktop.operations.talk_lock import put_on
from desktop.screens import build
from desktop.screens.rectification.problem_pane import MeasuresPane
from desktop.widgets.entry_dialog import EntryDialog
from desktop.state import State, Target
from desktop.widgets.cells import read_cells, write_cells
from desktop.widgets.children_pane import ChildrenPane
from desktop.widgets.entry_model import MOST, EntryModel
from desktop.widgets.lookup import Lookup
from tests.desk import BESIDES, answer, memory, open_state, put, sample, write

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
STUDY = LEDGERS["study"]
Open = Callable[..., EntryDialog]


@pytest.fixture
def state(workspace: Workspace, hospital: dict[str, int], qapp: QApplication) -> State:
    workspace.set_setting("late_entry_days", 0)
    return open_state(workspace)


@pytest.fixture
def opened(state: State, qtbot: Any) -> Iterator[Open]:
    dialogs: list[EntryDialog] = []

    def make(key: str = "study", **given: Any) -> EntryDialog:
        dialog = EntryDialog(state, LEDGERS[key], given)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialogs.append(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
            dialog.activateWindow()
        dialog.table.setFocus()
        return dialog

    yield make
    jobs.finish_all()
    for dialog in dialogs:
        dialog.hide()
        dialog.deleteLater()


def press(qtbot: Any, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifiers)


def type_in(qtbot: Any, text: str) -> None:
    if text.isascii():
        qtbot.keyClicks(QApplication.focusWidget(), text[0])  # opens the cell
        qtbot.keyClicks(QApplication.focusWidget(), text[1:])
    else:
        write(QApplication.focusWidget(), text)


def shown(dialog: EntryDialog, row: int) -> dict[str, str]:
    return {field.name: dialog.sheet.cell(row, place).text for place, field in enumerate(dialog.sheet.fields)
            if dialog.sheet.cell(row, place).text}


def column(dialog: EntryDialog, name: str) -> int:
    return [field.name for field in dialog.sheet.fields].index(name)


def paste(qtbot: Any, dialog: EntryDialog, text: str, row: int = 0, name: str = "day") -> None:
    dialog.table.go_to(row, column(dialog, name))
    QApplication.clipboard().setText(text)
    press(qtbot, Key.Key_V, Ctrl)


def save(qtbot: Any, dialog: EntryDialog) -> None:
    press(qtbot, Key.Key_S, Ctrl)
    qtbot.waitUntil(lambda: not dialog._saving)


def counted(workspace: Workspace, key: str = "study") -> int:
    with workspace.read() as session:
        return lists.count(session, ListQuery(LEDGERS[key]))


GOOD = "3.5\t中心组集中学习\t\t学习全会精神\t12\t11\n昨天\t专题辅导\t是\t网络素养\t12\t12"


def test_the_step_is_named_after_the_rows_that_were_saved(workspace: Workspace) -> None:
    """One of the three has no kind and no topic."""
    rows = {place: sample(workspace, LEDGERS["study"]) if place != 1 else {"day": date.today()} for place in range(3)}
    outcome = save_rows(workspace, LEDGERS["study"], rows, date.today())
    assert list(outcome.wrong) == [1] and counted(workspace) == 2
    assert workspace.undo_label == "表格录入理论学习 2 行"


def test_two_records_are_typed_without_the_mouse_and_saved_as_one_step(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened()
    for line in (("2025.3.5", "专题辅导", "y", "网络素养", "12", "11", "lsj"),
                 ("昨天", "专题研讨", None, "第二次研讨", "12", "12", "林书记")):
        for text in line:
            if text is not None:
                type_in(qtbot, text)
            press(qtbot, Key.Key_Tab)
        press(qtbot, Key.Key_Enter)
    yesterday = date.today() - timedelta(days=1)
    assert shown(dialog, 0) == {"day": "2025-03-05", "kind": "专题辅导", "first_topic": "是", "topic": "网络素养",
                                "expected": "12", "attended": "11", "host_id": "林书记 党委书记"}
    assert shown(dialog, 1)["day"] == yesterday.isoformat() and shown(dialog, 1)["host_id"] == "林书记 党委书记"
    assert (dialog.table.currentIndex().row(), dialog.table.currentIndex().column()) == (2, 0)
    save(qtbot, dialog)
    assert counted(workspace) == 2 and not dialog.isVisible()
    assert workspace.undo_label == "表格录入理论学习 2 行" and workspace.undo_size == 2
    workspace.undo()
    assert counted(workspace) == 0


def test_a_block_from_excel_keeps_its_quotes_and_line_ends(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD.replace("网络素养", '"第一行\n""十四五""规划"') + "\n")
    assert shown(dialog, 0)["topic"] == "学习全会精神"
    assert shown(dialog, 1)["topic"] == '第一行 "十四五"规划'
    assert dialog.count.text() == "共 2 行"
    save(qtbot, dialog)
    assert counted(workspace) == 2


def test_a_line_of_headings_says_which_column_is_which(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, "实到\t应到人数\t学习主题\t日期\n9\t10\t研讨\t4月1日")
    assert {name: shown(dialog, 0)[name] for name in ("attended", "expected", "topic")} == {
        "attended": "9", "expected": "10", "topic": "研讨"}
    assert shown(dialog, 0)["day"].endswith("-04-01") and not shown(dialog, 1)


def test_rows_with_faults_stay_in_their_place_and_the_good_ones_are_saved(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD + "\n13月5日\t没有这一类\t\t第三次\t10\t9\n4.2\t专题研讨\t\t第四次\t10\t12")
    assert dialog.count.text() == "共 4 行，2 行要改" and dialog.save_button.text() == "保存 2 条（Ctrl+S）"
    assert "看不懂日期" in dialog.sheet.problem_at(2, 0) or "日历" in dialog.sheet.problem_at(2, 0)
    save(qtbot, dialog)
    assert counted(workspace) == 2 and dialog.isVisible()
    assert shown(dialog, 0)["day"] == "13月5日" and shown(dialog, 0)["kind"] == "没有这一类"
    assert "多于应到" in dialog.sheet.problem_at(1, column(dialog, "attended"))
    assert dialog.note.text.startswith("已保存 2 条。还有 2 行没有保存")
    paste(qtbot, dialog, "3月5日\t专题研讨", 0)
    paste(qtbot, dialog, "10", 1, "attended")
    save(qtbot, dialog)
    assert counted(workspace) == 4 and not dialog.isVisible()


def test_what_is_missing_is_said_when_the_row_is_left(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    dialog.table.go_to(0, column(dialog, "topic"))
    type_in(qtbot, "研讨")
    press(qtbot, Key.Key_Enter)
    assert dialog.sheet.problem_at(0, column(dialog, "kind")) == "请填写“学习类别”。"
    assert dialog.sheet.headerData(0, Qt.Orientation.Vertical) == "1 ！"
    dialog.table.go_to(0, column(dialog, "kind"))
    assert dialog.said.text() == "第 1 行：请填写“学习类别”。"
    assert not dialog.sheet.problem_at(1, column(dialog, "kind"))


def test_what_saving_will_take_is_counted_and_the_rest_marked(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD + "\n\t专题研讨\t\t没有日期\t10\t9")
    day = column(dialog, "day")
    assert dialog.count.text() == "共 3 行，1 行要改" and dialog.save_button.text() == "保存 2 条（Ctrl+S）"
    assert dialog.sheet.problem_at(2, day) == "请填写“学习日期”。" and dialog.sheet.headerData(2, Qt.Orientation.Vertical) == "3 ！"
    dialog.table.go_to(3, column(dialog, "topic"))
    type_in(qtbot, "研讨")
    press(qtbot, Key.Key_Tab)
    assert dialog.count.text() == "共 4 行，1 行要改，1 行还没填完" and dialog.save_button.text() == "保存 2 条（Ctrl+S）"
    assert dialog.sheet.headerData(3, Qt.Orientation.Vertical) == "4"
    dialog.table.go_to(0, day)
    assert dialog.count.text() == "共 4 行，2 行要改" and dialog.sheet.headerData(3, Qt.Orientation.Vertical) == "4 ！"
    save(qtbot, dialog)
    assert counted(workspace) == 2 and [shown(dialog, row)["topic"] for row in (0, 1)] == ["没有日期", "研讨"]


def test_the_second_of_two_equal_rows_is_marked_before_saving(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened("department")
    paste(qtbot, dialog, "外科\n骨科\n外科\n内科", name="name")
    assert dialog.count.text() == "共 4 行，2 行要改" and dialog.save_button.text() == "保存 2 条（Ctrl+S）"
    assert [row for row in range(4) if dialog.sheet.problem_at(row, column(dialog, "name"))] == [2, 3]
    save(qtbot, dialog)
    assert counted(workspace, "department") == 4 and dialog.sheet.filled() == [0, 1]


def test_a_late_row_wants_its_reason(opened: Open, workspace: Workspace, qtbot: Any) -> None:
    workspace.set_setting("late_entry_days", 30)
    dialog = opened()
    place = column(dialog, "late_reason")
    paste(qtbot, dialog, GOOD.replace("3.5", (date.today() - timedelta(days=60)).isoformat()))
    save(qtbot, dialog)
    assert counted(workspace) == 1 and dialog.sheet.problem_at(0, place) == "请写明补录原因。"
    paste(qtbot, dialog, "依据签到表补录", 0, "late_reason")
    save(qtbot, dialog)
    with workspace.read() as session:
        assert [entry.reason for entry in session.query(LateEntry)] == ["依据签到表补录"]
    assert counted(workspace) == 2


def test_cells_are_filled_down_and_rows_copied_and_all_of_it_taken_back(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD)
    dialog.table.go_to(1, column(dialog, "topic"))
    press(qtbot, Key.Key_D, Ctrl)
    assert shown(dialog, 1)["topic"] == "学习全会精神"
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_R, Ctrl)
    assert shown(dialog, 2) == shown(dialog, 1)
    press(qtbot, Key.Key_Delete)
    assert "topic" not in shown(dialog, 2)
    press(qtbot, Key.Key_Delete, Ctrl)
    assert not shown(dialog, 2)
    for _ in range(3):
        press(qtbot, Key.Key_Z, Ctrl)
    assert shown(dialog, 1)["topic"] == "学习全会精神" and not shown(dialog, 2)
    press(qtbot, Key.Key_Z, Ctrl)
    assert shown(dialog, 1)["topic"] == "网络素养"
    press(qtbot, Key.Key_Y, Ctrl)
    assert shown(dialog, 1)["topic"] == "学习全会精神"


def test_esc_leaves_the_cell_as_it_was(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD)
    dialog.table.go_to(0, column(dialog, "topic"))
    type_in(qtbot, "abc")
    press(qtbot, Key.Key_Escape)
    assert shown(dialog, 0)["topic"] == "学习全会精神" and dialog.isVisible()


def test_while_a_word_is_composed_no_key_does_anything(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    table, place = dialog.table, column(dialog, "topic")
    table.go_to(0, place)
    QApplication.sendEvent(table, QInputMethodEvent("xuexi", []))
    for key in (Key.Key_Tab, Key.Key_Return, Key.Key_Escape, Key.Key_Down):
        for widget in (table, table.cells.editor.input):
            qtbot.keyClick(widget, key)
        assert table.currentIndex().column() == place and table.currentIndex().row() == 0
    done = QInputMethodEvent()
    done.setCommitString("学习")
    QApplication.sendEvent(table, done)
    write(QApplication.focusWidget(), "全会")
    press(qtbot, Key.Key_Tab)
    assert shown(dialog, 0)["topic"] == "学习全会"


def test_unsaved_rows_outlive_a_crash(opened: Open, state: State, workspace: Workspace, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD + "\n13月5日\t没有这一类\t\t第三次\t10\t9")
    qtbot.waitUntil(lambda: len(kept_sheet(workspace, STUDY)) == 3)
    before = [shown(dialog, row) for row in range(3)]
    again = opened()
    assert [shown(again, row) for row in range(3)] == before
    assert again.note.text == "上次有 3 行没有保存，已经放回表里。" and again.sheet.problem_at(2, 0)
    paste(qtbot, again, "5.3\t专题研讨", 2)
    save(qtbot, again)
    assert counted(workspace) == 3 and kept_sheet(workspace, STUDY) == []


def test_sheets_of_talks_are_kept_sealed_where_talks_are(workspace: Workspace, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))
    talks, secret = LEDGERS["talk"], "绝不外传的谈话内容"
    row = {"content": [secret, secret, ""], "place": ["谈话室", "谈话室", ""]}
    keep_sheet(workspace, talks, [row])
    put_on(workspace, "zhi-you-wo-zhidao", lambda *told: None)
    assert kept_sheet(workspace, talks) == [row] and kept_drafts(workspace, talks) == []
    keep_sheet(workspace, talks, [row, row])
    assert kept_sheet(workspace, talks) == [row, row]
    path = workspace.path
    workspace.close()
    assert secret.encode() not in path.read_bytes()
    with Workspace.open(path) as again:
        assert kept_sheet(again, talks) == [{"place": row["place"]}] * 2


def test_closing_with_unsaved_rows_asks_and_keeps_them(opened: Open, workspace: Workspace, qtbot: Any, monkeypatch: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, GOOD)
    said = answer(monkeypatch, "question_no")
    dialog.close()
    assert "还有 2 行没有保存" in said[0] and dialog.isVisible()
    answer(monkeypatch, "question_yes")
    dialog.close()
    assert not dialog.isVisible() and len(kept_sheet(workspace, STUDY)) == 2


def test_more_rows_than_a_sheet_holds_are_said(opened: Open, qtbot: Any) -> None:
    dialog = opened()
    paste(qtbot, dialog, "\n".join(f"议题{place}" for place in range(MOST + 5)), name="topic")
    assert dialog.note.text.startswith(f"表格最多 {MOST} 行，还有 5 行没有粘贴进来")


@pytest.mark.parametrize("key", [ledger.key for ledger in LEDGERS.values() if ledger.sections and importable(ledger)])
def test_every_ledger_takes_a_pasted_line(key: str, state: State, workspace: Workspace) -> None:
    ledger, lookup = LEDGERS[key], Lookup(state)
    wanted = sample(workspace, ledger)
    sheet = EntryModel(ledger, lookup)
    texts = [lookup.display(field, wanted[field.name]) if field.name in wanted else "" for field in sheet.fields]
    assert sheet.type_block(0, 0, [texts]) == 0
    assert not [cell.problem for cell in sheet._rows[0].cells.values() if cell.problem]
    assert not sheet.wrong(), sheet._rows[0].wrong
    typed = {name: value for name, value in wanted.items() if value is not None and name not in BESIDES.get(key, {})}
    assert {name: sheet.values(0).get(name) for name in typed} == typed


def test_the_sheet_opens_from_the_list_and_its_records_show_there(state: State, workspace: Workspace, qtbot: Any) -> None:
    screen = build(state, STUDY)
    qtbot.addWidget(screen)
    screen.resize(1240, 640)
    screen.show()
    screen.tools.sheet.trigger()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, EntryDialog) and one.isVisible())
    dialog.sheet.type_block(0, 0, read_cells(GOOD))
    dialog.save()
    qtbot.waitUntil(lambda: screen.table.ledger_model.rowCount() == 2)
    assert screen.note.text == "已保存 2 条，可以按 Ctrl+Z 整个撤销。"


def test_the_button_of_the_list_tells_of_rows_that_wait(state: State, workspace: Workspace, qtbot: Any) -> None:
    keep_sheet(workspace, STUDY, [{"topic": ["研讨", "研讨", ""]}])
    screen = build(state, STUDY)
    qtbot.addWidget(screen)
    assert screen.tools.sheet.text() == "表格录入（1 行未存）…"
    screen.tools.sheet.trigger()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, EntryDialog) and one.isVisible())
    dialog.sheet.remove([0])
    dialog.close()
    assert screen.tools.sheet.text() == "表格录入…"


@pytest.mark.parametrize("rows", [[["a", "b"], ["", "c"]], [["一\n二", '说"好"'], ["", ""]], [["只有一格"]], [['"引号"开头', "x\ty"]]])
def test_a_copied_block_is_read_back_the_same(rows: list[list[str]]) -> None:
    assert read_cells(write_cells(rows)) == rows


def test_a_quote_in_the_middle_of_plain_text_is_a_quote() -> None:
    assert read_cells('"十四五"规划\t乙\r\n丙\t') == [['"十四五"规划', "乙"], ["丙", ""]]


# -- the parts of a record ---------------------------------------------------------------------------------------------


def sheet_in_front() -> EntryDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, EntryDialog) and one.isVisible())


def two_problems(workspace: Workspace) -> tuple[int, int]:
    ledger = LEDGERS["problem"]
    return tuple(put(workspace, ledger, title=title) for title in ("阵地台账不全", "谈话偏少"))


@pytest.mark.parametrize(("key", "child"), [(ledger.key, child.key) for ledger in LEDGERS.values()
                                            for child in ledger.children])
def test_the_list_of_a_records_parts_offers_a_sheet_where_parts_are_typed(
    key: str, child: str, state: State, tmp_path: Path, qtbot: Any
) -> None:
    pane = ChildrenPane(state, LEDGERS[key], LEDGERS[child], memory(tmp_path))
    qtbot.addWidget(pane)
    assert pane.sheet.isHidden() is (not LEDGERS[child].sections or not importable(LEDGERS[child]))


def test_measures_typed_into_a_sheet_belong_to_the_problem_in_front(state: State, workspace: Workspace, qtbot: Any) -> None:
    first, second = two_problems(workspace)
    measures = LEDGERS["measure"]
    other = put(workspace, measures, problem_id=second, text="建立清单", above_id=None)
    screen = build(state, LEDGERS["problem"])
    qtbot.addWidget(screen)
    screen.resize(1240, 640)
    with qtbot.waitActive(screen):
        screen.show()
    screen.show_target(Target("problem", first))
    pane = screen.record.pane(MeasuresPane)
    screen.record.tabs.setCurrentIndex(screen.record.panes.index(pane))
    pane.sheet.setFocus()  # the tree is not shown while there is nothing in it
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_N, Ctrl | Qt.KeyboardModifier.ShiftModifier)
    dialog = sheet_in_front()
    assert "措施" in dialog.windowTitle() and "阵地台账不全" in dialog.windowTitle()
    assert "problem_id" not in [field.name for field in dialog.sheet.fields]
    assert dialog.sheet.type_block(0, 0, read_cells("建立清单\n每月核对")) == 0
    dialog.save()
    qtbot.waitUntil(lambda: pane.tree.tree.topLevelItemCount() == 2)
    pane.sheet.click()
    dialog = sheet_in_front()
    dialog.sheet.type_block(0, 0, [["核对责任人", "建立清单"]])  # this problem's, not the other's of the same name
    dialog.save()
    qtbot.waitUntil(lambda: pane.tree.tree.topLevelItem(0).childCount() == 1)
    with workspace.read() as session:
        found = {one.text: one for one in session.query(measures.model).where(measures.model.problem_id == first)}
    assert found["核对责任人"].above_id == found["建立清单"].id != other
    assert workspace.undo_label == "表格录入措施 1 行"


def test_rows_that_wait_stay_with_the_record_they_are_typed_for(
    state: State, workspace: Workspace, tmp_path: Path, qtbot: Any
) -> None:
    first, second = two_problems(workspace)
    measures = LEDGERS["measure"]
    for problem, count in ((first, 2), (second, 1)):
        keep_sheet(workspace, measures, [{"text": [f"措施{place}", f"措施{place}", ""]} for place in range(count)],
                   {"problem_id": problem})
    assert [len(kept_sheet(workspace, measures, {"problem_id": one})) for one in (first, second)] == [2, 1]
    pane = ChildrenPane(state, LEDGERS["problem"], measures, memory(tmp_path))
    qtbot.addWidget(pane)
    for problem, words in ((first, "表格录入（2 行未存）…"), (second, "表格录入（1 行未存）…")):
        pane.show_record(read_record(workspace, LEDGERS["problem"], problem))
        assert pane.sheet.text() == words
    pane.show()
    pane.sheet.click()
    dialog = sheet_in_front()
    assert shown(dialog, 0)["text"] == "措施0" and dialog.note.text.startswith("上次有 1 行")
    dialog.sheet.remove([0])
    dialog.close()
    assert kept_sheet(workspace, measures, {"problem_id": second}) == [] and pane.sheet.text() == "表格录入…"
    assert len(kept_sheet(workspace, measures, {"problem_id": first})) == 2


def test_the_points_of_a_round_are_typed_into_a_sheet_of_that_round(state: State, workspace: Workspace, qtbot: Any) -> None:
    points = LEDGERS["risk_point"]
    round_id = put(workspace, LEDGERS["risk_round"])
    screen = build(state, points)
    qtbot.addWidget(screen)
    assert not screen.tools.sheet.isEnabled()
    keep_sheet(workspace, points, [{"title": ["等", "等", ""]}], {"round_id": round_id})
    screen.show()
    screen.bind(round_id)
    qtbot.waitUntil(lambda: screen.tools.sheet.text() == "表格录入（1 行未存）…")
    screen.tools.sheet.trigger()
    assert {field.name for field in sheet_in_front().sheet.fields}.isdisjoint({"round_id"})
    sheet_in_front().sheet.remove([0])
    sheet_in_front().close()


def test_a_list_in_force_takes_no_duties_from_a_sheet(state: State, workspace: Workspace, qtbot: Any) -> None:
    duty = put(workspace, LEDGERS["duty"])
    with workspace.read() as session:
        list_id = session.get(LEDGERS["duty"].model, duty).list_id
    screen = build(state, LEDGERS["duty"])
    qtbot.addWidget(screen)
    screen.bind(list_id)
    assert screen.tools.sheet.isEnabled()
    screen.set_growing(False)
    assert not screen.tools.sheet.isEnabled()
