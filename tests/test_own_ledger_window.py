"""A ledger of the clerk's own, from its definition in the window to its figures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from db.ledgers import LEDGERS
from desktop import slices
from desktop.operations import own_ledgers
from desktop.operations.own_ledgers import Design
from desktop.screens.ledger.own_dialog import OwnDialog
from tests.desk import answer
from tests.shell import home, new_file, press, state, type_in, window  # noqa: F401
from db.own_ledgers import Wish

HALL = Design("健康大讲堂", "期", None, (Wish("主讲人", "text"), Wish("场地", "term", ("报告厅", "门诊大厅")), Wish("播放量", "number")))


@pytest.fixture
def work(window, tmp_path):  # noqa: F811
    """The tab 工作记录 over a new file."""
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_tab("work")
    return window.page("work")


def lines(work) -> list[str]:
    return [work.list.item(row).text().split("　")[0] for row in range(work.list.count())]


def dialog_of(work) -> OwnDialog:
    return next(one for one in work.window().findChildren(OwnDialog) if one.isVisible())


def write(dialog, name: str, words: str) -> None:
    edit = dialog.findChild(QLineEdit, name)
    edit.clear()
    type_in(edit, words)


@pytest.fixture
def hall(work) -> str:
    return own_ledgers.create(work.window().state.workspace, HALL)


def test_a_ledger_is_defined_by_typing(work, qtbot):
    press(qtbot, work, "new_ledger")
    dialog = dialog_of(work)
    assert not dialog.save.isEnabled()
    write(dialog, "own_title", "谈心谈话")
    write(dialog, "own_unit", "期")
    assert "已经有" in dialog.said.text() and not dialog.save.isEnabled()
    write(dialog, "own_title", "健康大讲堂")
    write(dialog, "wish_label_1", "主讲人手机")
    assert "个人信息" in dialog.said.text()
    write(dialog, "wish_label_1", "主讲人")
    write(dialog, "wish_label_2", "场地")
    dialog.wishes.rows[1].kind.setCurrentIndex(dialog.wishes.rows[1].kind.findData("term"))
    assert "至少写一个选项" in dialog.said.text()
    write(dialog, "wish_choices_2", "报告厅、门诊大厅")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    key = work.shown
    assert LEDGERS[key].title == "健康大讲堂" and lines(work)[-2:] == ["自建台账", "健康大讲堂"]
    assert [editor.field.label for editor in work.place(key).form.editors.values()] == ["日期", "名称", "数量", "人次", "主讲人", "场地", "补录原因", "备注"]
    assert work.window().state.workspace.undo_label == "新建台账“健康大讲堂”"


def test_undo_takes_the_ledger_out_of_the_list_and_redo_brings_it_back(work, hall):
    work.show_page(hall)
    work.window().menus.undo.trigger()
    assert "自建台账" not in lines(work) and work.shown in LEDGERS
    assert not work.closed.isVisible(), "it never was, so it is not among the closed ones"
    work.window().menus.redo.trigger()
    assert lines(work)[-1] == "健康大讲堂"


def test_fields_are_added_moved_renamed_and_hidden(work, hall, qtbot):
    screen = work.show_page(hall)
    screen.redesign.trigger()
    dialog = dialog_of(work)
    press(qtbot, dialog, "own_more")
    write(dialog, "wish_label_4", "作品数")
    dialog.wishes.rows[3].up.click()
    write(dialog, "wish_label_1", "主讲专家")
    dialog.wishes.rows[1].drop.click()
    write(dialog, "own_title", "大讲堂")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert lines(work)[-1] == "大讲堂" and work.shown == hall
    shown = [editor.field.label for editor in work.place(hall).form.editors.values()]
    assert shown == ["日期", "名称", "数量", "人次", "主讲专家", "作品数", "播放量", "补录原因", "备注"]
    work.window().menus.undo.trigger()
    assert lines(work)[-1] == "健康大讲堂"


def test_what_was_being_typed_survives_a_change_of_the_definition(work, hall, qtbot):
    screen = work.show_page(hall)
    screen.new_record({"title": "春季养生"})
    type_in(screen.form.editors["title"].input, "第一讲")
    own_ledgers.change(work.window().state.workspace, hall, Design("大讲堂", "场", None, own_ledgers.read(
        work.window().state.workspace, hall).wishes))
    again = work.place(hall)
    assert again is not screen and again.draft_note.found()


def test_a_closed_ledger_goes_and_comes_back_with_its_records(work, hall, monkeypatch, qtbot):
    screen = work.show_page(hall)
    answer(monkeypatch, "question_yes")
    screen.retire.trigger()
    assert hall not in LEDGERS and work.closed.isVisible() and work.shown == "meeting"
    work.closed.click()
    work.findChild(QPushButton, "closed_ledgers")
    from PySide6.QtGui import QAction
    work.findChild(QAction, f"reopen_{hall}").trigger()
    assert work.shown == hall and not work.closed.isVisible()


def test_a_target_leads_to_the_ledger(work, hall, qtbot):
    from db import records
    from desktop.state import Target

    workspace = work.window().state.workspace
    with workspace.transaction("新增") as session:
        record_id = records.save(session, LEDGERS[hall], {"title": "春季养生"}).id
    work.window().show_tab("talk")
    work.window().state.go(Target(hall, record_id))
    slices.finish()
    assert work.shown == hall and work.place(hall).form.record_id == record_id


PASTED = ("日期\t题目\t主讲人\t场地\t参加人数\t播放量\t联系电话\n"
          "2025-05-06\t春季养生\t刘老师\t报告厅\t120\t5000\t13812345678\n"
          "2025.6.7\t夏季养生\t陈老师\t门诊大厅\t86\t3000\t13812345679\n"
          "2025年9月10日\t秋季养生\t刘老师\t报告厅\t95\t1.2万\t\n")


def test_rows_pasted_from_excel_are_listed_counted_and_found(work, hall, qtbot):
    from PySide6.QtWidgets import QApplication

    from db.figures import evaluate
    from db.find import everything
    from db.periods import Period
    from desktop.screens.exchange.import_dialog import ImportDialog

    screen = work.show_page(hall)
    QApplication.clipboard().setText(PASTED)
    screen.tools.paste.trigger()
    dialog = next(one for one in work.window().findChildren(ImportDialog) if one.isVisible())
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    assert "联系电话" in dialog.notes.text and dialog.plan.count("new") == 3
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.table.ledger_model.rowCount() == 3, timeout=10_000)
    assert [screen.table.ledger_model.row(0).shown[place] for place in (1, 2, 4)] == ["2025-09-10", "秋季养生", "95"]
    with work.window().state.workspace.read() as session:
        year = evaluate(session, Period.year(2025))
        assert {part: year[f"{hall}:{part}"].value for part in ("count", "quantity", "people", "f3")} == {
            "count": 3, "quantity": 3, "people": 301, "f3": 20_000}
        assert len(year[f"{hall}:count"].record_ids) == 3
        assert [group.key for group in everything(session, "夏季养生")] == [hall]
    work.window().menus.undo.trigger()
    assert screen.table.ledger_model.rowCount() == 0
