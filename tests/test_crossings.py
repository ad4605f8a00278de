"""Numbers that must fit each other across ledgers, months and reports: each misfit is entered and seen reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from db.checks import Finding, check, claims
from db.figures import MEASURES, evaluate
from db.ledgers import LEDGERS
from db.ledgers.review import STEPS
from db.periods import Period
from db.reports import Report
from db.workspace import Workspace

Q4, YEAR = Period.parse("2025Q4"), Period.year(2025)
TODAY = date(2026, 1, 20)


@pytest.fixture
def force(workspace: Workspace) -> Callable[..., int]:
    """Puts a record in past the form's rules, as an import of an older list might."""

    def put(key: str, **values: Any) -> int:
        with workspace.transaction("写入") as session:
            record = LEDGERS[key].model(**values)
            session.add(record)
            session.flush()
            return record.id

    return put


@pytest.fixture
def staff(force) -> list[int]:
    """Six people and one board, with the ids 1 to 6 and 1."""
    force("position", kind="board", name="宣传栏", opened_on=date(2020, 1, 1))
    return [force("person", name=name) for name in "甲乙丙丁戊己"]


@pytest.fixture
def found(workspace: Workspace) -> Callable[..., list[Finding]]:
    def look(code: str, period: Period = Q4, today: date = TODAY) -> list[Finding]:
        with workspace.read() as session:
            return [finding for finding in check(session, period, today) if finding.code == code]

    return look


def signed(*people: int, day: date = date(2025, 11, 3)) -> dict[str, Any]:
    return {f"{step}_id": who for step, who in zip(STEPS, people)} | {f"{step}_on": day for step in STEPS[:len(people)]}


def test_a_study_group_of_changing_size_is_asked_about(force, found) -> None:
    for number, expected in enumerate((11, 11, 12)):
        last = force("study", day=date(2025, 10, 8 + number), kind="group", topic="学习", expected=expected, attended=11)
    force("study", day=date(2025, 10, 20), kind="wide", topic="扩大学习", expected=46, attended=45)
    (finding,) = found("C1")
    assert "11 人的 2 次、12 人的 1 次" in finding.sentence and finding.record_ids == (last,) and not finding.serious


@pytest.mark.parametrize(("key", "values"), [
    ("activity", {"form": "party-lecture", "title": "党课", "expected": 9, "attended": 10}),
    ("training", {"kind": "drill", "title": "演练", "expected": 9, "attended": 10}),
    ("learning_total", {"platform": "xuexi", "members": 9, "participants": 10})])
def test_more_present_than_expected_is_reported_in_every_ledger(force, found, key: str, values: dict[str, Any]) -> None:
    bad = force(key, day=date(2025, 10, 8), **values)
    assert [(finding.ledger_key, finding.record_ids, finding.serious) for finding in found("C1")] == [(key, (bad,), True)]


def test_people_times_months_are_the_papers(force, found) -> None:
    for month in range(1, 13):
        force("activity", day=date(2025, month, 20), form="self-study", title="每月心得", papers_expected=39, papers=39)
    assert not found("C2", YEAR)
    short = force("activity", day=date(2025, 12, 30), form="self-study", title="补交", papers_expected=10, papers=7)
    over = force("activity", day=date(2025, 12, 30), form="reading", title="读书", papers_expected=5, papers=6)
    more, fewer = found("C2", YEAR)
    assert more.record_ids == (over,) and more.serious
    assert fewer.record_ids == (short,) and "应交 10 篇，收到 7 篇，还差 3 篇" in fewer.sentence and not fewer.serious


def test_more_published_than_reviewed_is_reported(force, staff, found) -> None:
    force("publication", day=date(2025, 11, 5), title="一批", channel="wechat", category="news", pieces=30)
    video = force("publication", day=date(2025, 11, 6), title="短视频", channel="douyin", category="health", pieces=5)
    force("publication", day=date(2025, 11, 6), title="报道", channel="press", category="news", pieces=9)
    (finding,) = found("C3")
    assert "没有一条三审三校记录" in finding.sentence and not finding.serious
    force("review", day=date(2025, 11, 3), title="一批", state="passed", pieces=33, **signed(*range(1, 7)))
    (finding,) = found("C3")
    assert "发布 35 条，完成三审三校的只有 33 条，少 2 条" in finding.sentence and finding.serious and video in finding.record_ids
    force("review", day=date(2025, 9, 25), title="上季末审的", state="passed", pieces=2,
          **signed(*range(1, 7), day=date(2025, 9, 28)))
    assert not found("C3")


def test_reviewers_that_are_one_person_are_reported_also_in_imported_rows(force, staff, found) -> None:
    force("review", day=date(2025, 11, 3), title="好", state="passed", **signed(1, 2, 3, 4, 5, 6))
    twice = force("review", day=date(2025, 11, 3), title="两环一人", state="passed", **signed(1, 2, 3, 4, 5, 1))
    early = force("review", day=date(2025, 11, 3), title="没签齐", state="released", released_on=date(2025, 11, 4),
                  **signed(1, 2, 3))
    hasty = force("review", day=date(2025, 11, 3), title="先发后审", state="released", released_on=date(2025, 11, 1),
                  **signed(1, 2, 3, 4, 5, 6))
    same = force("problem", title="自己验收", source="self", found_on=date(2025, 10, 1), person_id=3, verifier_id=3)
    assert [finding.record_ids for finding in found("C7")] == [(twice,), (early,), (hasty,), (same,)]


def test_signatures_in_the_wrong_order_are_reported(force, staff, found) -> None:
    bad = force("review", day=date(2025, 11, 3), title="倒签", **(signed(1, 2, 3) | {"review2_on": date(2025, 11, 1)}))
    assert [finding.record_ids for finding in found("C11")] == [(bad,)]


@pytest.mark.parametrize(("key", "values"), [
    ("patrol", {"position_id": 1, "day": date(2025, 11, 5), "handled_on": date(2025, 11, 4)}),
    ("supervision", {"day": date(2025, 11, 5), "kind": "self", "title": "自查", "reported_on": date(2025, 11, 4)}),
    ("team_member", {"team": "comment", "since": date(2025, 11, 5), "until": date(2025, 11, 4)})])
def test_what_ends_before_it_began_is_reported(force, staff, found, key: str, values: dict[str, Any]) -> None:
    bad = force(key, **values)
    assert [(finding.ledger_key, finding.record_ids) for finding in found("C11")] == [(key, (bad,))]


def test_months_without_a_patrol_are_listed_once_there_are_places(force, found) -> None:
    def months() -> list[str]:
        return [finding.sentence[:8] for finding in found("C8") if "巡查" in finding.sentence]

    assert months() == []
    board = force("position", kind="board", name="宣传栏", opened_on=date(2020, 1, 1))
    force("patrol", position_id=board, day=date(2025, 11, 5), finding="none")
    assert months() == ["2025年10月", "2025年12月"]


def test_a_place_that_nobody_saw_all_year_is_named_by_number(force, found) -> None:
    seen, missed = (force("position", kind="board", name=name, opened_on=date(2020, 1, 1)) for name in ("甲", "乙"))
    force("position", kind="board", name="年底新建", opened_on=date(2025, 12, 1))
    force("patrol", position_id=seen, day=date(2025, 11, 5), finding="none")
    assert [finding.record_ids for finding in found("C8", YEAR) if "全年没有巡查" in finding.sentence] == [(missed,)]


def test_a_report_not_handed_in_is_reported(force, found) -> None:
    late = force("document", day=date(2025, 12, 1), kind="quarter", title="四季度报告", submit_by=date(2025, 12, 31))
    force("document", day=date(2025, 12, 1), kind="quarter", title="报了", submit_by=date(2025, 12, 31),
          submitted_on=date(2025, 12, 30))
    assert [finding.record_ids for finding in found("D7")] == [(late,)] and not found("D7", today=date(2025, 12, 20))


def final(workspace: Workspace, code: str, kind: str, ids: list[str]) -> None:
    with workspace.transaction("定稿") as session:
        kept = {one: figure.plain() for one, figure in evaluate(session, Period.parse(code), ids).items()}
        session.add(Report(kind=kind, period_code=code, title=f"{code}报告", state="final", template_mark="", document="",
                           figures=json.dumps(kept), finalised_at=datetime(2026, 1, 1)))


def test_quarters_that_no_longer_add_up_say_which_records_came_or_went(workspace: Workspace, force, found) -> None:
    gone = force("activity", day=date(2025, 2, 5), form="party-lecture", title="党课")
    for code in ("2025Q1", "2025Q2", "2025Q3", "2025Q4"):
        final(workspace, code, "quarterly", ["F185", "F006"])
    come = [force("activity", day=date(2025, 5, day), form="party-lecture", title="党课") for day in (5, 6)]

    def sums() -> Finding:
        return next(finding for finding in found("C9", YEAR) if "四个季度报告" in finding.sentence)

    assert "2 条是定稿后补登或改了日期的" in sums().sentence and sums().record_ids == tuple(come)
    with workspace.transaction("删除") as session:
        session.get(LEDGERS["activity"].model, gone).voided_at = datetime(2026, 1, 2)
    assert "2 条是定稿后补登或改了日期的，1 条已经删除或改了日期" in sums().sentence


def test_a_half_year_that_said_more_than_the_year_has_is_reported(workspace: Workspace, force, found) -> None:
    number = force("care", day=date(2025, 3, 5), kind="festival", title="慰问", people=40)
    final(workspace, "2025H1", "half", ["F198"])
    with workspace.transaction("改数") as session:
        session.get(LEDGERS["care"].model, number).people = 30
    assert any("40 人次，比全年记录的 30 人次还多" in finding.sentence for finding in found("C9", YEAR))


def test_a_total_of_the_whole_year_is_said_to_be_in_no_quarter(force, found) -> None:
    whole = force("period_total", kind="monitored", since=date(2025, 1, 1), day=date(2025, 12, 31), amount=12000,
                  source_note="年报")
    force("period_total", kind="monitored", since=date(2025, 1, 1), day=date(2025, 3, 31), amount=2500,
          source_note="季报")
    (finding,) = found("C9", YEAR)
    assert "四个季度合计 2500 条，全年是 12000 条" in finding.sentence and "不属于任何一个季度" in finding.sentence
    assert finding.record_ids == (whole,) and not finding.serious


def test_every_figure_that_cannot_be_added_says_why() -> None:
    for measure in MEASURES.values():
        assert bool(measure.why_not_added) != measure.additive, measure.id


@pytest.mark.parametrize(("words", "holds"), [
    ("参学率保持98%以上", True), ("参学率98%", False), ("参学率99%以上", False), ("参学率100%", False), ("均", False)])
def test_a_rate_written_by_hand_is_held_against_the_records(workspace: Workspace, force, words: str,
                                                            holds: bool) -> None:
    force("study", day=date(2025, 10, 8), kind="group", topic="学习", expected=159, attended=156)
    with workspace.read() as session:
        figures = evaluate(session, Q4, ["F068"])
    assert (not list(claims(figures, [(words, "F068")]))) is holds


def test_the_sample_hospital_has_no_contradiction_but_the_one_put_there(sample: Workspace) -> None:
    with sample.read() as session:
        serious = [finding for finding in check(session, YEAR, TODAY, with_journal=False) if finding.serious]
    assert [finding.code for finding in serious if finding.code.startswith("C")] == ["C6"]
