"""责任清单: from the template to the due items, proof before done."""

from datetime import date

import pytest

from db import duties, lists, records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.links import tie

ITEMS = LEDGERS["duty_item"]


@pytest.fixture
def issued(workspace, hospital, act) -> int:
    with workspace.transaction("套用模板") as session:
        duty_list = records.save(session, LEDGERS["duty_list"], {"year": 2025, "title": "2025年意识形态工作责任清单"})
        added = duties.draw_up(session, duty_list, date(2025, 1, 8))
        list_id = duty_list.id
    assert added == len(duties.template())
    act("duty_list", list_id, "issue", day=date(2025, 1, 10))
    return list_id


def states(workspace, today: date) -> dict[str, int]:
    with workspace.read() as session:
        return {code: lists.count(session, lists.ListQuery(ITEMS, filters={"state": {code}}, today=today))
                for code in ("done", "late", "due", "future", "na")}


def test_a_list_taken_into_use_late_in_the_year_begins_without_a_debt(workspace, hospital, act) -> None:
    with workspace.transaction("套用模板") as session:
        duty_list = records.save(session, LEDGERS["duty_list"], {"year": 2025, "title": "2025年意识形态工作责任清单"})
        duties.draw_up(session, duty_list, date(2025, 11, 18))
        list_id = duty_list.id
    act("duty_list", list_id, "issue", day=date(2025, 11, 18), since=date(2025, 11, 1))
    found = states(workspace, date(2025, 11, 18))
    assert found["late"] == 0 and found["due"] > 10


def test_each_duty_is_due_as_often_as_it_says(workspace, issued) -> None:
    times = {"month": 12, "quarter": 4, "half": 2, "year": 1, "any": 0}
    frequency = LEDGERS["duty"].field("frequency")
    expected = sum(times[frequency.parse(row["frequency"])] * int(row["times"]) for row in duties.template())
    with workspace.read() as session:
        assert lists.count(session, lists.ListQuery(ITEMS)) == expected


def test_states_follow_the_calendar(workspace, issued) -> None:
    january, december = states(workspace, date(2025, 1, 15)), states(workspace, date(2026, 1, 1))
    assert january["late"] == january["done"] == 0 and january["due"] > 0 and january["future"] > 0
    assert december["late"] == sum(january.values()) and december["future"] == 0


def test_done_needs_a_proof(workspace, issued, add, act, fetch) -> None:
    with pytest.raises(Refusal, match="佐证"):
        act("duty_item", 1, "finish", day=date(2025, 3, 6))
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="专题研究")
    with workspace.transaction("关联佐证") as session:
        tie(session, "proof", records.get(session, ITEMS, 1), records.get(session, LEDGERS["meeting"], meeting))
    act("duty_item", 1, "finish", day=date(2025, 3, 6), note="已研究")
    assert fetch("duty_item", 1).done_on == date(2025, 3, 6)
    act("duty_item", 1, "again")
    act("duty_item", 1, "excuse", reason="本期无此项")
    assert states(workspace, date(2026, 1, 1))["na"] == 1


def test_a_new_version_replaces_the_old_one(workspace, issued, act, fetch) -> None:
    with workspace.transaction("第二版") as session:
        second = records.save(session, LEDGERS["duty_list"], {"year": 2025, "version": 2, "title": "修订版"}).id
        records.save(session, LEDGERS["duty"], {"list_id": second, "tier": "office", "party": "党委办公室", "content": "内容", "task": "任务",
                                                "frequency": "year"})
    act("duty_list", second, "issue", day=date(2025, 6, 1))
    assert (fetch("duty_list", issued).state, fetch("duty_list", second).state) == ("replaced", "issued")


def test_an_empty_list_is_not_issued(workspace, hospital, add, act) -> None:
    empty = add("duty_list", year=2026, title="空清单")
    with pytest.raises(Refusal, match="没有责任事项"):
        act("duty_list", empty, "issue", day=date(2026, 1, 10))
