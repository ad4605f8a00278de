"""从备份里找回一条记录, in the window: found, seen beside today's, taken back, undone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from db import records
from db.backup import back_up
from db.ledgers import LEDGERS
from desktop.screens.safety.past_dialog import PastDialog
from desktop.state import Target
from tests.shell import home, new_file, press, state, window  # noqa: F401

MEETING, TALK = LEDGERS["meeting"], LEDGERS["talk"]


@pytest.fixture
def book(window, tmp_path):  # noqa: F811
    """Two meetings; after a backup one was changed. The window's own file."""
    window.begin(None)
    workspace = new_file(window.state, tmp_path / "台账.lvze")
    with workspace.transaction("新增会议") as session:
        for topic in ("研究意识形态工作", "研究整改"):
            records.save(session, MEETING, {"day": date(2025, 3, 5), "kind": "committee", "topic": topic})
    (tmp_path / "盘").mkdir()
    back_up(workspace, tmp_path / "盘")
    with workspace.transaction("修改会议") as session:
        records.save(session, MEETING, {"topic": "改错了"}, record=records.get(session, MEETING, 1))
    return workspace


@pytest.fixture
def dialog(window, book, tmp_path, qtbot):  # noqa: F811
    made = PastDialog(window.state, window)
    made.look_at(tmp_path / "盘")
    made.open()
    qtbot.waitUntil(lambda: made.lines.rowCount() > 0, timeout=20_000)
    return made


def rows(table) -> list[list[str]]:
    return [[table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())]


def test_what_changed_is_listed_first_and_comes_back(dialog, book, window, qtbot):  # noqa: F811
    assert [row[2] for row in rows(dialog.found)] == ["现在不一样"]
    assert ["议题", "研究意识形态工作", "改错了", "不同"] in rows(dialog.lines)
    press(qtbot, dialog, "past_take")
    qtbot.waitUntil(lambda: "已取回" in dialog.result.text(), timeout=20_000)
    qtbot.waitUntil(lambda: dialog.found.empty == "备份里的这些记录都和现在一样")
    assert not dialog.take.isEnabled()
    with book.read() as session:
        assert records.get(session, MEETING, 1).topic == "研究意识形态工作"
    press(qtbot, dialog, "past_show")
    assert window.tabs.currentWidget().objectName() == "tab_work"
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: window.menus.undo.text() == "撤销：修改会议", timeout=20_000)


def test_all_records_can_be_looked_at_and_searched(dialog, qtbot):
    dialog.only.setChecked(False)
    qtbot.waitUntil(lambda: dialog.found.rowCount() == 2, timeout=20_000)
    dialog.words.setText("整改")
    qtbot.waitUntil(lambda: [row[2] for row in rows(dialog.found)] == ["和现在一样"], timeout=20_000)
    dialog.words.setText("没有这样的字")
    qtbot.waitUntil(lambda: dialog.found.empty == "没有这样的记录", timeout=20_000)
    assert dialog.lines.rowCount() == 0 and not dialog.take.isEnabled()


def test_a_drive_pulled_out_is_said_and_nothing_breaks(dialog, tmp_path, qtbot):
    (tmp_path / "盘").rename(tmp_path / "拔出")
    press(qtbot, dialog, "past_take")
    qtbot.waitUntil(lambda: "请插好盘再试" in dialog.said.text(), timeout=20_000)


def test_looking_at_a_talk_in_a_backup_is_logged(window, book, tmp_path, qtbot):  # noqa: F811
    with book.transaction("改") as session:
        one, other = (records.save(session, LEDGERS["person"], {"name": name}).id for name in ("林书记", "赵主任"))
        talk = records.save(session, TALK, {"held_on": date(2025, 3, 6), "speaker_id": one, "person_id": other, "content": "谈了近况"})
        number = talk.number
    back_up(book, tmp_path / "盘")
    window.show_target(Target("talk"))
    qtbot.waitUntil(lambda: window.state.ledger_seen == "talk", timeout=20_000)
    dialog = PastDialog(window.state, window)
    dialog.look_at(tmp_path / "盘")
    dialog.open()
    qtbot.waitUntil(lambda: dialog.ledger is TALK, timeout=20_000)  # the ledger the clerk was in
    dialog.only.setChecked(False)
    qtbot.waitUntil(lambda: dialog.lines.rowCount() > 0 and dialog.ledger is TALK, timeout=20_000)

    def logged() -> bool:
        with book.read() as session:
            return f"备份里的谈心谈话 {number}" in "".join(session.scalars(text("SELECT label FROM step")))

    qtbot.waitUntil(logged)
