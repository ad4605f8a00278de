"""批量修改 and deleting of many records: shown before, done as one step, taken back as one."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import lists, records
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.workspace import Workspace
from desktop.screens.ledger.bulk_dialog import BulkDialog
from desktop.screens.ledger.ledger_screen import LedgerScreen
from tests.desk import answer, memory, open_state, write

MEETING = LEDGERS["meeting"]


@pytest.fixture
def screen(workspace: Workspace, hospital: dict[str, int], tmp_path: Any, qtbot: Any) -> LedgerScreen:
    workspace.set_setting("late_entry_days", 0)
    with workspace.transaction("录入会议") as session:
        for place in range(30):
            records.save(session, MEETING, {"day": date(2025, 3, 5), "kind": "committee", "topic": f"议题{place}",
                                            "expected": 10 + place, "attended": 9})
    made = LedgerScreen(open_state(workspace), MEETING, settings=memory(tmp_path))
    qtbot.addWidget(made)
    made.resize(1240, 640)
    made.show()
    return made


def select(screen: LedgerScreen, rows: int) -> None:
    screen.table.selectRow(0)
    for _ in range(rows - 1):
        QTest.keyClick(screen.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)


def dialog_of(screen: LedgerScreen, field: str) -> BulkDialog:
    screen.tools.change.trigger()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, BulkDialog) and one.isVisible())
    dialog.field.setCurrentIndex(dialog.field.findData(field))
    return dialog


def values(workspace: Workspace, name: str) -> list[Any]:
    with workspace.read() as session:
        return [getattr(one, name) for one in session.query(MEETING.model).order_by(MEETING.model.id)]


def test_one_value_for_the_chosen_records_as_one_step(screen: LedgerScreen, workspace: Workspace, hospital: Any, qtbot: Any) -> None:
    assert not screen.tools.change.isVisible()
    select(screen, 3)
    assert screen.tools.change.isVisible()
    dialog = dialog_of(screen, "host_id")
    dialog.editor.input.setFocus()
    write(dialog.editor.input, "林书记")
    dialog.editor.tidy()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=5000)
    assert dialog.said.text() == "共选 3 条：3 条会改。" and dialog.go.text() == "修改 3 条"
    assert (dialog.table.item(0, 1).text(), dialog.table.item(0, 2).text()) == ("（空）", "林书记 党委书记")
    dialog.go.click()
    qtbot.waitUntil(lambda: workspace.undo_label == "批量修改会议研究“主持人” 3 条")
    assert values(workspace, "host_id").count(hospital["林书记"]) == 3
    workspace.undo()
    assert set(values(workspace, "host_id")) == {None}


def test_records_that_may_not_have_the_value_are_named_and_left_alone(screen: LedgerScreen, workspace: Workspace, qtbot: Any) -> None:
    screen.table.selectAll()
    dialog = dialog_of(screen, "attended")
    dialog.editor.line.setText("15")
    qtbot.waitUntil(dialog.go.isEnabled, timeout=5000)
    assert dialog.said.text() == "共选 30 条：25 条会改，5 条不能改，原因在下面。"
    assert "多于应到" in dialog.table.item(0, 3).text()
    dialog.go.click()
    qtbot.waitUntil(lambda: "批量修改" in (workspace.undo_label or ""), timeout=10_000)
    assert sorted(values(workspace, "attended")) == [9] * 5 + [15] * 25


def test_what_is_so_already_is_not_changed(screen: LedgerScreen, qtbot: Any) -> None:
    screen.table.selectAll()
    dialog = dialog_of(screen, "ideology")
    dialog.editor.box.setChecked(True)
    qtbot.waitUntil(lambda: dialog.said.text() == "共选 30 条：0 条会改，30 条本来就是这样。", timeout=5000)
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_many_records_go_to_the_recycle_bin_in_the_background(screen: LedgerScreen, workspace: Workspace, qtbot: Any,
                                                              monkeypatch: Any) -> None:
    threads: list[int] = []
    workspace.subscribe(lambda changes: threads.append(threading.get_ident()))
    screen.table.selectAll()
    said = answer(monkeypatch, "question_yes")
    screen.tools.delete.trigger()
    qtbot.waitUntil(lambda: screen.note.text.startswith("已删除会议研究 30 条"), timeout=10_000)
    assert screen.table.ledger_model.rowCount() == 0
    assert "30 条" in said[0] and threads[-1] != threading.get_ident()
    screen.tools.recycled.setChecked(True)
    screen.table.selectAll()
    screen.tools.restore.trigger()
    qtbot.waitUntil(lambda: screen.note.text == "已恢复会议研究 30 条。", timeout=10_000)
    with workspace.read() as session:
        assert lists.count(session, ListQuery(MEETING)) == 30
