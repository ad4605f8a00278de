"""Steps of many records: taken back with progress, off the window's thread, whole or not at all."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from db import lists, records, search
from db.journal import broken_at
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.workspace import Workspace
from desktop import jobs, slices
from tests.shell import home, new_file, state, window  # noqa: F401

MANY = 120
MEETINGS = LEDGERS["meeting"]


def enter(workspace: Workspace, label: str = f"导入会议研究 {MANY} 条") -> None:
    with workspace.transaction(label) as session:
        for place in range(MANY):
            records.save(session, MEETINGS, {"day": date(2025, 3, 5), "kind": "committee", "topic": f"议题{place}"})


def counted(workspace: Workspace, words: str = "") -> int:
    with workspace.read() as session:
        return lists.count(session, ListQuery(MEETINGS, words=words))


def test_a_large_step_goes_back_and_forth_with_its_search_words(workspace) -> None:
    enter(workspace)
    told: list[tuple[int, int]] = []
    assert workspace.undo_size == MANY
    workspace.undo(lambda done, total, text: told.append((done, total)))
    assert counted(workspace) == counted(workspace, "议题") == 0
    assert told[-1][1] == MANY and len(told) >= 3
    workspace.redo()
    assert counted(workspace) == counted(workspace, "议题") == MANY
    with workspace.read() as session:
        assert broken_at(session) is None
        assert len(search.find(session, "议题", limit=2 * MANY)) == MANY


def test_taking_a_step_back_can_be_stopped_and_then_nothing_has_happened(workspace) -> None:
    enter(workspace)

    def stop(done: int, total: int, text: str) -> None:
        if done:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        workspace.undo(stop)
    assert counted(workspace) == counted(workspace, "议题") == MANY
    assert workspace.undo_size == MANY and workspace.redo_label is None
    workspace.undo()
    assert counted(workspace) == 0


def test_the_window_takes_a_large_step_back_on_another_thread(window, state, tmp_path, qtbot) -> None:  # noqa: F811
    slices.at_once(window.menus.fill())
    workspace = new_file(state, tmp_path / "大.lvze")
    threads: list[int] = []
    enter(workspace)
    workspace.subscribe(lambda changes: threads.append(threading.get_ident()))
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled())
    window.menus.undo.trigger()
    qtbot.waitUntil(lambda: bool(threads) and window.menus.redo.text() == f"重做：导入会议研究 {MANY} 条", timeout=10_000)
    assert counted(workspace) == 0 and threads[-1] != threading.get_ident()
    window.menus.redo.trigger()
    qtbot.waitUntil(lambda: counted(workspace) == MANY, timeout=10_000)


def test_a_step_that_is_still_being_written_is_taken_back_once_it_stands(window, state, tmp_path, qtbot) -> None:  # noqa: F811
    slices.at_once(window.menus.fill())
    workspace = new_file(state, tmp_path / "忙.lvze")
    with workspace.transaction("新增会议研究") as session:
        records.save(session, MEETINGS, {"day": date(2025, 3, 5), "kind": "committee", "topic": "议题"})
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled())
    begun, go_on, went_on = threading.Event(), threading.Event(), []

    def work(progress: jobs.Progress) -> None:
        with workspace.transaction("删除会议研究 1 条") as session:
            records.void(session, MEETINGS, 1)
            begun.set()
            went_on.append(go_on.wait(5))

    jobs.quietly(window, work)
    assert begun.wait(5)
    window.menus.undo.trigger()  # the window does not wait
    go_on.set()
    qtbot.waitUntil(lambda: window.menus.redo.text() == "重做：删除会议研究 1 条", timeout=10_000)
    assert went_on == [True] and counted(workspace) == 1


def test_a_step_with_a_long_name_keeps_the_menu_narrow(window, state, tmp_path, qtbot) -> None:  # noqa: F811
    slices.at_once(window.menus.fill())
    workspace = new_file(state, tmp_path / "长.lvze")
    name = "修改会议研究“" + "关于进一步加强和改进意识形态工作的若干问题" * 4 + "”"
    with workspace.transaction(name) as session:
        records.save(session, MEETINGS, {"day": date(2025, 3, 5), "kind": "committee", "topic": "议题"})
    qtbot.waitUntil(lambda: window.menus.undo.isEnabled())
    assert len(window.menus.undo.text()) < 50 and window.menus.undo.toolTip() == f"撤销：{name}"
