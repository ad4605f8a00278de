"""The next version of a 责任清单 takes its duties and what was already done along (domain.md 3.1)."""

from datetime import date

import pytest

from db import duties, lists, records
from db.duty_grid import read_grid
from db.ledgers import LEDGERS
from db.links import tie

LISTS, ITEMS = LEDGERS["duty_list"], LEDGERS["duty_item"]


@pytest.fixture
def issued(hospital, add, act) -> int:
    first = add("duty_list", year=2025, title="2025年责任清单")
    for task, frequency in (("季度研判", "quarter"), ("每月计划", "month")):
        add("duty", list_id=first, tier="office", party="党委办公室", content="内容", task=task, frequency=frequency)
    act("duty_list", first, "issue", day=date(2025, 1, 10))
    return first


@pytest.fixture
def second(workspace, issued) -> int:
    with workspace.transaction("新建下一版") as session:
        return duties.next_version(session, records.get(session, LISTS, issued), date(2025, 6, 1)).id


def finish(workspace, meeting: int, item: int, act) -> None:
    with workspace.transaction("关联佐证") as session:
        tie(session, "proof", records.get(session, ITEMS, item), records.get(session, LEDGERS["meeting"], meeting))
    act("duty_item", item, "finish", day=date(2025, 3, 6))


def test_the_next_version_copies_the_duties_as_a_draft(second, fetch, workspace) -> None:
    record = fetch("duty_list", second)
    assert (record.year, record.version, record.state) == (2025, 2, "draft")
    with workspace.read() as session:
        assert lists.count(session, lists.ListQuery(LEDGERS["duty"], parent_id=second)) == 2


def test_what_was_done_stays_done_in_the_new_version(issued, second, add, act, workspace) -> None:
    finish(workspace, add("meeting", day=date(2025, 3, 5), kind="committee", topic="研判"), 1, act)
    act("duty_list", second, "issue", day=date(2025, 6, 2))
    with workspace.read() as session:
        grid = read_grid(session, 2025, date(2025, 6, 2), workspace.words(session))
    assert grid.list_id == second
    assert (len(grid.totals.expected), grid.totals.done) == (16, {1})


def test_a_changed_frequency_asks_nothing_of_the_time_before(second, act, workspace) -> None:
    with workspace.transaction("改为每半年") as session:
        duty = session.scalars(lists.select(LEDGERS["duty"].model).filter_by(list_id=second, task="季度研判")).one()
        records.save(session, LEDGERS["duty"], {"frequency": "half"}, duty)
    said = act("duty_list", second, "issue", day=date(2025, 9, 1))
    with workspace.read() as session:
        grid = read_grid(session, 2025, date(2025, 9, 1), workspace.words(session))
    quarterly, monthly = grid.lines()
    assert [cell.word for cell in quarterly.cells] == ["下半年"] and len(monthly.cells) == 12
    assert "13 件事" in said


def test_undoing_the_issue_gives_the_items_back(issued, second, act, workspace) -> None:
    act("duty_list", second, "issue", day=date(2025, 6, 2))
    workspace.undo()
    with workspace.read() as session:
        grid = read_grid(session, 2025, date(2025, 6, 2), workspace.words(session))
    assert grid.list_id == issued and len(grid.totals.expected) == 16


def test_what_the_new_version_no_longer_asks_is_not_late_for_ever(issued, act, add, workspace) -> None:
    slim = add("duty_list", year=2025, version=2, title="精简版")
    add("duty", list_id=slim, tier="office", party="党委办公室", content="内容", task="年度总结", frequency="year")
    act("duty_list", slim, "issue", day=date(2025, 6, 2))
    with workspace.read() as session:
        late = lists.count(session, lists.ListQuery(ITEMS, filters={"state": {"late"}}, today=date(2026, 1, 1)))
        excused = lists.count(session, lists.ListQuery(ITEMS, filters={"state": {"na"}}, today=date(2026, 1, 1)))
    assert (late, excused) == (1 + 5 + 1, 3 + 7)
    # late: the first quarter, January to May, and the new list's own; the rest is excused
