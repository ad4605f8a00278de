"""问题整改: every gate of the state machine, postponement, reopening, recurrence (domain.md 3.4)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from db import evidence, links, lists, records
from db.errors import Invalid, Refusal
from db.figures import evaluate
from db.ledgers import LEDGERS
from db.overview import look
from db.periods import Period
from db.risk_rounds import read_year
from desktop.operations.records import void_records

PROBLEMS = LEDGERS["problem"]
START = date(2025, 3, 10)


@pytest.fixture
def problem(hospital, add) -> int:
    return add("problem", title="宣传栏内容更新不及时", source="supervision", found_on=date(2025, 3, 1), deadline=date(2025, 4, 30),
               person_id=hospital["赵主任"], department_id=hospital["内科"], leader_id=hospital["林书记"])


@pytest.fixture
def attach(workspace, tmp_path: Path):
    def put(record_id: int) -> None:
        photo = tmp_path / "整改照片.jpg"
        photo.write_bytes(b"picture")
        with workspace.transaction("添加佐证") as session:
            evidence.attach(session, workspace.evidence, PROBLEMS, records.get(session, PROBLEMS, record_id), photo)
    return put


def close(problem: int, act, attach, hospital) -> None:
    act("problem", problem, "start", day=START)
    attach(problem)
    act("problem", problem, "submit", day=date(2025, 4, 1), result="已更新")
    act("problem", problem, "pass", verifier=hospital["林书记"], day=date(2025, 4, 3), text="属实")
    act("problem", problem, "close", approver=hospital["林书记"], day=date(2025, 4, 5))


def test_the_whole_way_to_closure(problem, act, attach, hospital, fetch, workspace) -> None:
    close(problem, act, attach, hospital)
    record = fetch("problem", problem)
    assert (record.state, record.closed_on, record.verifier_id) == ("closed", date(2025, 4, 5), hospital["林书记"])
    with workspace.read() as session:
        events = lists.page(session, lists.ListQuery(LEDGERS["problem_event"], parent_id=problem, order="day", descending=False), 0, 20,
                            workspace.words(session))
    assert [row.shown[1] for row in events] == ["开始整改", "提交完成", "验收通过", "销号"]


def test_no_submission_without_evidence(problem, act) -> None:
    act("problem", problem, "start", day=START)
    with pytest.raises(Refusal, match="佐证"):
        act("problem", problem, "submit", day=date(2025, 4, 1), result="已更新")


def test_the_verifier_is_somebody_else(problem, act, attach, hospital) -> None:
    act("problem", problem, "start", day=START)
    attach(problem)
    act("problem", problem, "submit", day=date(2025, 4, 1), result="已更新")
    with pytest.raises(Refusal, match="不能是责任人本人"):
        act("problem", problem, "pass", verifier=hospital["赵主任"], day=date(2025, 4, 3), text="属实")


def test_closure_only_after_acceptance(problem, act, attach) -> None:
    for step in ("close", "pass", "submit"):
        with pytest.raises(Refusal, match="状态不能"):
            act("problem", problem, step)


def test_rejection_goes_back_with_its_reason(problem, act, attach, hospital, fetch) -> None:
    act("problem", problem, "start", day=START)
    attach(problem)
    act("problem", problem, "submit", day=date(2025, 4, 1), result="已更新")
    with pytest.raises(Invalid, match="理由"):
        act("problem", problem, "fail", verifier=hospital["林书记"], day=date(2025, 4, 3))
    act("problem", problem, "fail", verifier=hospital["林书记"], day=date(2025, 4, 3), text="还有两块没换")
    assert fetch("problem", problem).state == "doing"


def test_postponing_keeps_the_old_deadline_and_reason(problem, act, hospital, fetch, workspace) -> None:
    act("problem", problem, "start", day=START)
    with pytest.raises(Refusal, match="晚于原时限"):
        act("problem", problem, "postpone", deadline=date(2025, 4, 30), reason="材料未到", approver=hospital["林书记"])
    act("problem", problem, "postpone", deadline=date(2025, 5, 31), reason="材料未到", approver=hospital["林书记"])
    record = fetch("problem", problem)
    assert (record.deadline, record.first_deadline) == (date(2025, 5, 31), date(2025, 4, 30))
    with pytest.raises(Invalid, match="延期"), workspace.transaction("改") as session:
        records.save(session, PROBLEMS, {"deadline": date(2025, 6, 30)}, records.get(session, PROBLEMS, problem))


def test_reopening_keeps_the_old_closure(problem, act, attach, hospital, fetch, workspace) -> None:
    close(problem, act, attach, hospital)
    with pytest.raises(Invalid, match="理由"):
        act("problem", problem, "reopen", deadline=date(2026, 12, 31))
    act("problem", problem, "reopen", today=date(2025, 9, 1), reason="又出现过期内容", deadline=date(2025, 10, 1))
    record = fetch("problem", problem)
    assert (record.state, record.closed_on) == ("doing", None)
    with workspace.read() as session:
        events = lists.page(session, lists.ListQuery(LEDGERS["problem_event"], parent_id=problem), 0, 20, workspace.words(session))
    assert {"销号", "重新整改"} <= {row.shown[1] for row in events}


def test_a_recurrence_is_linked_to_the_closed_item(problem, act, attach, hospital, workspace) -> None:
    close(problem, act, attach, hospital)
    said = act("problem", problem, "recur", day=date(2025, 11, 1), deadline=date(2025, 12, 1))
    assert "ZG-2025-002" in said
    with workspace.read() as session:
        ties = links.ties_of(session, records.get(session, PROBLEMS, problem))
    assert [(tie.word, tie.ledger, tie.record_id) for tie in ties] == [("再次发生", "problem", 2)]


@pytest.mark.parametrize(("days", "state"), [(-1, "ok"), (0, "soon"), (7, "soon"), (8, "late")])
def test_late_and_soon_are_computed(problem, workspace, days: int, state: str) -> None:
    today = date(2025, 4, 23) + timedelta(days=days)
    with workspace.read() as session:
        shown = [code for code in ("late", "soon", "ok", "over")
                 if lists.count(session, lists.ListQuery(PROBLEMS, filters={"timely": {code}}, today=today))]
    assert shown == [state]


def test_due_soon_follows_the_hospitals_setting(problem, workspace) -> None:
    workspace.set_setting("due_soon_days", 30)
    with workspace.read() as session:
        assert lists.count(session, lists.ListQuery(PROBLEMS, filters={"timely": {"soon"}}, today=date(2025, 4, 1))) == 1


def test_measures_have_two_levels_below_the_problem(problem, add, workspace) -> None:
    first = add("measure", problem_id=problem, text="更换全部展板")
    second = add("measure", problem_id=problem, text="更换一楼展板", above_id=first)
    with pytest.raises(Invalid, match="两级"):
        add("measure", problem_id=problem, text="更换大厅展板", above_id=second)


def test_a_risk_becomes_a_problem_in_one_click(hospital, add, act, fetch, workspace) -> None:
    round_ = add("risk_round", day=date(2025, 3, 20), organiser_id=hospital["林书记"], scope="全院")
    point = add("risk_point", round_id=round_, day=date(2025, 3, 20), area="pay", point="绩效方案调整引发议论", level="middle",
                leader_id=hospital["林书记"])
    said = act("risk_point", point, "rectify", deadline=date(2025, 6, 30))
    assert said == "已转为整改事项 ZG-2025-001。" and fetch("risk_point", point).state == "rectify"
    assert (fetch("problem", 1).source, fetch("problem", 1).title) == ("risk", "绩效方案调整引发议论")
    with workspace.read() as session:
        assert [(tie.ledger, tie.record_id) for tie in links.ties_of(session, fetch("risk_point", point))] == [("problem", 1)]


def test_a_round_that_found_nothing_takes_no_points(hospital, add, act) -> None:
    empty = add("risk_round", day=date(2025, 6, 20), organiser_id=hospital["林书记"], scope="全院", nothing_found=True)
    with pytest.raises(Invalid, match="未发现风险"):
        add("risk_point", round_id=empty, day=date(2025, 6, 20), area="pay", point="议论", level="low")


def test_the_last_round_is_copied_without_what_was_solved_or_became_an_item(hospital, add, act, workspace) -> None:
    first = add("risk_round", day=date(2025, 3, 20), organiser_id=hospital["林书记"], scope="全院")
    kept = add("risk_point", round_id=first, day=date(2025, 3, 20), area="pay", point="绩效", level="middle", measure="座谈",
               deadline=date(2025, 9, 30))
    solved = add("risk_point", round_id=first, day=date(2025, 3, 20), area="title", point="职称", level="low")
    act("risk_point", solved, "solve", outcome="已公示")
    moved = add("risk_point", round_id=first, day=date(2025, 3, 20), area="pay", point="补贴", level="middle")
    act("risk_point", moved, "rectify", deadline=date(2025, 9, 30))  # followed in 整改台账 from now on
    second = add("risk_round", day=date(2025, 6, 20), organiser_id=hospital["林书记"], scope="全院")
    said = act("risk_round", second, "copy")
    assert "尚未化解的 1 个风险点" in said and "另有 1 个已转整改" in said
    with pytest.raises(Refusal, match="都已经沿用过了"):
        act("risk_round", second, "copy")
    with workspace.read() as session:
        rows = lists.page(session, lists.ListQuery(LEDGERS["risk_point"], parent_id=second), 0, 9, workspace.words(session))
        assert len(rows) == 1
        copied = records.get(session, LEDGERS["risk_point"], rows[0].id)
    assert (copied.point, copied.carried_from_id, copied.state, copied.deadline) == ("绩效", kept, "control", date(2025, 9, 30))


def test_a_risk_taken_over_is_one_risk_due_once_and_counted_once(hospital, add, act, workspace) -> None:
    first = add("risk_round", day=date(2025, 3, 20), organiser_id=hospital["林书记"], scope="全院")
    add("risk_point", round_id=first, day=date(2025, 3, 20), area="pay", point="绩效", level="high", deadline=date(2025, 5, 1))
    second = add("risk_round", day=date(2025, 6, 20), organiser_id=hospital["林书记"], scope="全院")
    act("risk_round", second, "copy")
    with workspace.read() as session:
        taken = session.query(LEDGERS["risk_point"].model).filter_by(round_id=second).one()
        assert taken.deadline is None  # over before this round: a new one is to be set
        for period in ("2025Q1", "2025Q2", "2025"):
            figures = evaluate(session, Period.parse(period), ["Q252", "Q256"])
            assert [figures[one].value for one in ("Q252", "Q256")] == [1, 1], period
        assert [one.open for slot in read_year(session, 2025) for one in slot.rounds] == [0, 1]
    seen = look(workspace.path, date(2025, 6, 25), Period.parse("2025Q2"))
    due = [record for group in (seen.late, seen.week, seen.quarter) for record in group.ids.get("risk_point", ())]
    assert due == [taken.id]


def test_nothing_left_to_take_over_is_said(hospital, add, act) -> None:
    for day in (date(2025, 3, 20), date(2025, 6, 20)):
        last = add("risk_round", day=day, organiser_id=hospital["林书记"], scope="全院")
    with pytest.raises(Refusal, match="没有尚未化解的风险点"):
        act("risk_round", last, "copy")


def test_a_single_record_has_a_name_of_its_own(problem, workspace, fetch):
    """The ledger is 整改台账, one record of it 整改事项: deleting one does not read as if the ledger went."""
    assert (PROBLEMS.title, PROBLEMS.one) == ("整改台账", "整改事项") and LEDGERS["talk"].one == LEDGERS["talk"].title
    void_records(workspace, PROBLEMS, [problem])
    assert workspace.undo_label == f"删除整改事项 {fetch('problem', problem).number}"
