"""The supporting ledgers' own rules: three reviews, positions and patrols, supervision, documents, teams, totals."""

from datetime import date

import pytest

from db import links, lists, records
from db.errors import Invalid, Refusal
from db.ledgers import LEDGERS

STEPS = ("review1", "proof1", "review2", "proof2", "review3", "proof3")


@pytest.fixture
def staff(hospital, add) -> list[int]:
    return [add("person", name=f"审核员{n}", department_id=hospital["党委办公室"]) for n in "甲乙丙丁戊己"]


def signed(staff: list[int], upto: int = 6) -> dict[str, object]:
    return {f"{step}_{part}": value for n, step in enumerate(STEPS[:upto])
            for part, value in (("id", staff[n]), ("on", date(2025, 3, 5 + n)))}


def manuscript(hospital, **values):
    return {"day": date(2025, 3, 5), "title": "门诊流程优化", "department_id": hospital["内科"], "channels": ",wechat,", "category": "news"} | values


def test_a_manuscript_is_released_after_six_signatures_and_not_typed_twice(hospital, staff, add, act, fetch, workspace) -> None:
    review = add("review", **manuscript(hospital), **signed(staff, 5))
    with pytest.raises(Refusal, match="状态不能"):
        act("review", review, "release", day=date(2025, 3, 12), channel="wechat")
    with workspace.transaction("签字") as session:
        records.save(session, LEDGERS["review"], signed(staff), records.get(session, LEDGERS["review"], review))
    assert "FG-2025-001" in act("review", review, "release", day=date(2025, 3, 12), channel="wechat")
    assert fetch("review", review).state == "released" and fetch("publication", 1).title == "门诊流程优化"
    with workspace.read() as session:
        assert [(tie.word, tie.ledger) for tie in links.ties_of(session, fetch("publication", 1))] == [("同一件事", "review")]


def test_no_two_steps_by_one_person(hospital, staff, add) -> None:
    steps = signed(staff) | {"proof3_id": staff[0]}
    with pytest.raises(Invalid, match="“初审”和“三校”是同一个人"):
        add("review", **manuscript(hospital), **steps)


def test_the_steps_keep_their_order(hospital, staff, add) -> None:
    with pytest.raises(Invalid, match="复审日期早于一校日期"):
        add("review", **manuscript(hospital), **(signed(staff, 3) | {"review2_on": date(2025, 3, 5)}))


def test_a_patrol_finding_becomes_a_problem(hospital, add, act, fetch) -> None:
    board = add("position", kind="board", name="门诊宣传栏", opened_on=date(2024, 1, 1), department_id=hospital["内科"], person_id=hospital["赵主任"])
    with pytest.raises(Invalid, match="写明情况"):
        add("patrol", position_id=board, day=date(2025, 3, 5), person_id=hospital["林书记"], finding="expired")
    patrol = add("patrol", position_id=board, day=date(2025, 3, 5), person_id=hospital["林书记"], finding="expired", text="两块展板过期")
    act("patrol", patrol, "rectify", title="宣传栏内容过期", deadline=date(2025, 4, 5))
    assert (fetch("problem", 1).source, fetch("problem", 1).department_id) == ("patrol", hospital["内科"])
    act("position", board, "close", day=date(2025, 6, 30))
    assert (fetch("position", board).state, fetch("position", board).closed_on) == ("closed", date(2025, 6, 30))


def test_an_inspections_finding_becomes_a_problem(hospital, add, act, fetch) -> None:
    visit = add("supervision", day=date(2025, 9, 1), kind="self", title="自查", scope="全院")
    line = add("check_item", supervision_id=visit, area="position", item="阵地责任人是否明确", result="part", finding="两个群责任人未更新",
               department_id=hospital["内科"])
    act("check_item", line, "rectify", deadline=date(2025, 10, 1))
    assert (fetch("problem", 1).source, fetch("problem", 1).title) == ("self", "两个群责任人未更新")


@pytest.mark.parametrize("title", ["机密级文件", "秘密★一年 通知", "绝密", "机密"])
def test_secret_documents_are_refused(hospital, add, title: str) -> None:
    with pytest.raises(Invalid, match="国家秘密"):
        add("document", day=date(2025, 3, 5), kind="notice", title=title)


def test_an_ordinary_title_with_such_a_word_is_taken(hospital, add) -> None:
    assert add("document", day=date(2025, 3, 5), kind="rule", title="保守工作秘密管理办法")


@pytest.mark.parametrize(("by", "on", "state"), [
    (date(2025, 3, 31), date(2025, 3, 30), "done"), (date(2025, 3, 31), date(2025, 4, 1), "late-done"), (date(2025, 3, 31), None, "late"),
    (date(2025, 12, 31), None, "open"), (None, None, "none")])
def test_what_must_be_submitted_is_followed(hospital, add, workspace, by, on, state: str) -> None:
    add("document", day=date(2025, 3, 5), kind="summary", title="季度报告", submit_by=by, submitted_on=on)
    with workspace.read() as session:
        assert [code for code in ("done", "late-done", "late", "open", "none") if lists.count(
            session, lists.ListQuery(LEDGERS["document"], filters={"sent": {code}}, today=date(2025, 6, 1)))] == [state]


@pytest.mark.parametrize(("key", "values", "sentence"), [
    ("team_member", {"team": "comment", "since": date(2025, 1, 1)}, "联动单位"),
    ("team_member", {"team": "comment", "role": "组员", "since": date(2025, 2, 1), "until": date(2025, 1, 1)}, "早于"),
    ("period_total", {"kind": "monitored", "since": date(2025, 4, 1), "day": date(2025, 3, 31), "amount": 5, "source_note": "平台"}, "晚于"),
    ("period_total", {"kind": "monitored", "since": date(2025, 1, 1), "day": date(2025, 3, 31), "amount": 5}, "数据来源"),
    ("learning_total", {"platform": "xuexi", "day": date(2025, 3, 31), "members": 5, "participants": 6, "source_note": "平台"}, "多于"),
    ("training", {"day": date(2025, 3, 5), "kind": "drill", "title": "演练", "expected": 5, "attended": 6}, "多于应到"),
    ("activity", {"day": date(2025, 3, 5), "form": "party-lecture", "title": "党课", "expected": 5, "attended": 6}, "多于应到")])
def test_what_cannot_be_is_refused(hospital, add, key: str, values, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        add(key, **values)


def test_a_department_renamed_by_mistake_is_renamed_again_after_undo(hospital, add, act, fetch, workspace) -> None:
    person = add("person", name="龑 䶮", department_id=hospital["内科"])
    act("department", hospital["内科"], "rename", name="大内科", day=date(2025, 7, 1))
    workspace.undo()
    assert fetch("person", person).department_id == hospital["内科"]
    act("department", hospital["内科"], "rename", name="大内科", day=date(2025, 7, 1))
    with workspace.read() as session:
        assert workspace.words(session).linked("department", fetch("person", person).department_id) == "大内科"
    assert fetch("department", hospital["内科"]).valid_to == date(2025, 6, 30)
