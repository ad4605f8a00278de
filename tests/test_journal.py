"""The journal: history, undo, redo, the chain, and what happens when two changes meet."""

from datetime import date

import pytest
from sqlalchemy import text

from db import journal, lists, records
from db.errors import Refusal, Stale
from db.ledgers import LEDGERS
from db.ledgers.meeting import Meeting
from db.workspace import Workspace

MEETINGS = LEDGERS["meeting"]


def change(workspace: Workspace, record_id: int, **values: object) -> None:
    with workspace.transaction("修改会议研究") as session:
        records.save(session, MEETINGS, values, records.get(session, MEETINGS, record_id))


def chain_holds(workspace: Workspace) -> bool:
    with workspace.read() as session:
        return journal.broken_at(session) is None


def test_history_tells_what_changed_from_what_to_what(workspace, hospital, add) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="研究一季度工作")
    change(workspace, meeting, topic="研究意识形态工作", expected=9)
    with workspace.read() as session:
        lines = journal.history(session, Meeting, meeting)
    assert {(line.attribute, line.before, line.after) for line in lines if line.attribute} == {
        ("topic", "研究一季度工作", "研究意识形态工作"), ("expected", None, 9)}
    assert lines[-1].attribute == "" and lines[-1].label == "新增会议研究"


def test_undo_and_redo_walk_back_and_forth(workspace, hospital, add, fetch) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    change(workspace, meeting, topic="乙")
    assert workspace.undo_label == "修改会议研究"
    assert workspace.undo().ids == {"meeting": {meeting}}
    assert fetch("meeting", meeting).topic == "甲" and workspace.redo_label == "修改会议研究"
    workspace.undo()
    assert fetch("meeting", meeting).voided_at is not None
    workspace.redo()
    workspace.redo()
    assert fetch("meeting", meeting).topic == "乙" and fetch("meeting", meeting).voided_at is None
    assert workspace.redo_label is None and chain_holds(workspace)


def test_undo_survives_closing_the_file(workspace, hospital, add) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    change(workspace, meeting, topic="乙")
    workspace.close()
    with Workspace.open(workspace.path) as again:
        again.undo()
        with again.read() as session:
            assert records.get(session, MEETINGS, meeting).topic == "甲"
        assert again.redo_label == "修改会议研究"


def test_undo_refuses_to_lose_a_later_change(workspace, hospital, add) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    change(workspace, meeting, topic="乙")
    change(workspace, meeting, topic="丙")
    with workspace.read() as session:
        first_change = journal.history(session, Meeting, meeting)[-2].step_id
    with pytest.raises(Refusal, match="又被改过"), workspace.transaction("撤销中间一步") as session:
        journal.revert(session, {"meeting": Meeting}, first_change, workspace.clock(), forward=False)


def test_a_deleted_record_leaves_the_list_and_comes_back(workspace, hospital, add) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="专题研究")
    with workspace.transaction("删除会议研究") as session:
        records.void(session, MEETINGS, meeting)
    query = lists.ListQuery(MEETINGS, words="专题")
    with workspace.read() as session:
        assert lists.count(session, query) == 0 and lists.count(session, lists.ListQuery(MEETINGS, voided=True)) == 1
    workspace.undo()
    with workspace.read() as session:
        assert lists.count(session, query) == 1


def test_numbers_are_never_given_twice(workspace, hospital, add, fetch) -> None:
    first = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    with workspace.transaction("删除") as session:
        records.void(session, MEETINGS, first)
    second = add("meeting", day=date(2025, 4, 5), kind="committee", topic="乙")
    assert (fetch("meeting", first).number, fetch("meeting", second).number) == ("HY-2025-001", "HY-2025-002")


def test_two_windows_cannot_overwrite_each_other(workspace, hospital, add, fetch) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    read_at = fetch("meeting", meeting).revision
    change(workspace, meeting, topic="乙")
    with pytest.raises(Stale), workspace.transaction("修改") as session:
        records.save(session, MEETINGS, {"topic": "丙"}, records.get(session, MEETINGS, meeting), revision=read_at)
    assert fetch("meeting", meeting).topic == "乙"


def test_a_failed_step_leaves_nothing(workspace, hospital, add) -> None:
    heard: list[object] = []
    workspace.subscribe(heard.append)
    with pytest.raises(ZeroDivisionError), workspace.transaction("半途而废") as session:
        records.save(session, MEETINGS, {"day": date(2025, 3, 5), "kind": "committee", "topic": "甲"})
        raise ZeroDivisionError
    with workspace.read() as session:
        assert lists.count(session, lists.ListQuery(MEETINGS)) == 0
        assert lists.count(session, lists.ListQuery(MEETINGS, words="甲")) == 0
    assert heard == [] and workspace.undo_label == "录入名册" and chain_holds(workspace)


def test_a_step_changed_behind_the_program_is_found(workspace, hospital, add) -> None:
    add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    assert chain_holds(workspace)
    with workspace._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.execute(text("UPDATE change SET after = replace(after, '甲', '乙') WHERE ledger = 'meeting'"))
    assert not chain_holds(workspace)


def test_events_are_in_the_chain_but_not_undone(workspace, hospital) -> None:
    workspace.log("导出报告")
    assert workspace.undo_label == "录入名册" and chain_holds(workspace)
    with workspace.read() as session:
        assert session.execute(text("SELECT label FROM step ORDER BY id DESC")).scalar() == "导出报告"


def test_bulk_changes_cannot_bypass_the_journal(workspace, hospital) -> None:
    from sqlalchemy import update

    with pytest.raises(AssertionError), workspace.transaction("批量") as session:
        session.execute(update(Meeting).values(topic="x"))
