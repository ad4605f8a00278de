"""Contradictory records are entered, past the forms where these would refuse them, and each is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from db.checks import Finding, check, claims
from db.figures import evaluate
from db.ledgers import LEDGERS
from db.periods import Period
from db.reports import Report
from db.workspace import Workspace

Q4 = Period.parse("2025Q4")
TODAY = date(2026, 1, 20)


@pytest.fixture
def force(workspace: Workspace) -> Callable[..., int]:
    """Puts a record in as it is, without the form's rules: as an older program or another hand might have left it."""

    def put(key: str, **values: Any) -> int:
        with workspace.transaction("写入") as session:
            record = LEDGERS[key].model(**values)
            session.add(record)
            session.flush()
            return record.id

    return put


@pytest.fixture
def found(workspace: Workspace) -> Callable[..., list[Finding]]:
    def look(code: str, period: Period = Q4, today: date = TODAY) -> list[Finding]:
        with workspace.read() as session:
            return [finding for finding in check(session, period, today) if finding.code == code]

    return look


def test_more_people_present_than_expected_are_reported(force, found) -> None:
    good = force("study", day=date(2025, 10, 8), kind="group", topic="学习", expected=12, attended=11)
    bad = force("study", day=date(2025, 11, 8), kind="group", topic="学习", expected=12, attended=14)
    open_ = force("meeting", day=date(2025, 11, 8), kind="committee", topic="研究", attended=9)
    more, missing = found("C1")
    assert more.record_ids == (bad,) and missing.record_ids == (open_,) and good not in more.record_ids
    assert more.ledger_key == "study" and more.serious and "1 次" in more.sentence


def test_groups_that_do_not_add_up_are_reported_with_the_records_left_out(force, found) -> None:
    force("publication", day=date(2025, 10, 1), title="甲", channel="site", category="news", pieces=5)
    left = force("publication", day=date(2025, 10, 2), title="乙", channel="site", pieces=2)
    finding = next(finding for finding in found("C4") if "稿件类别" in finding.sentence)
    assert "7 条" in finding.sentence and "5 条" in finding.sentence and finding.record_ids == (left,)


def test_a_problem_closed_before_it_was_found_breaks_the_balance(force, found) -> None:
    force("problem", title="好", source="self", found_on=date(2025, 10, 1), closed_on=date(2025, 11, 1), state="closed")
    assert not found("C5")
    bad = force("problem", title="坏", source="self", found_on=date(2026, 1, 10), closed_on=date(2025, 12, 1),
                state="closed")
    early, account = found("C5", Period.parse("2026Q1"))
    assert early.record_ids == (bad,) and "应剩 1 项，实际剩 0 项" in account.sentence


def test_a_state_that_denies_its_closing_day_is_reported(force, found) -> None:
    bad = force("problem", title="坏", source="self", found_on=date(2025, 10, 1), state="closed")
    assert [finding.record_ids for finding in found("C5")] == [(bad,)]


def test_a_lecture_held_before_or_without_approval_is_reported(force, found) -> None:
    force("lecture", held_on=date(2025, 10, 9), event_on=date(2025, 10, 9), approved_on=date(2025, 10, 9), state="held")
    late = force("lecture", held_on=date(2025, 10, 9), event_on=date(2025, 10, 9), approved_on=date(2025, 10, 10),
                 state="held")
    never = force("lecture", held_on=date(2025, 10, 9), event_on=date(2025, 10, 9), state="held")
    assert [finding.record_ids for finding in found("C6")] == [(late,), (never,)]


def test_missing_rounds_and_studies_are_listed_quarter_by_quarter(force, found) -> None:
    force("risk_round", day=date(2025, 2, 1), scope="全院")
    force("risk_round", day=date(2025, 10, 9), quarter=3, scope="全院")
    force("study", day=date(2025, 5, 1), kind="group", topic="学习", expected=9, attended=9)
    sentences = [finding.sentence for finding in found("C8", Period.parse("2025"), date(2025, 11, 2))]
    assert [one[:9] for one in sentences if "排查" in one] == ["2025年第二季度", "2025年第四季度"]
    assert [one[:9] for one in sentences if "中心组" in one] == ["2025年第一季度", "2025年第三季度", "2025年第四季度"]
    assert sum("党委会" in one for one in sentences) == 2
    running = next(finding for finding in found("C8", Q4, date(2025, 11, 2)) if "排查" in finding.sentence)
    assert not running.serious and "还没有" in running.sentence
    assert next(finding for finding in found("C8") if "排查" in finding.sentence).serious


def test_days_in_the_wrong_order_are_reported(force, found) -> None:
    bad = force("incident", found_at=datetime(2025, 10, 9, 8), judged_at=datetime(2025, 10, 9, 9),
                replied_at=datetime(2025, 10, 9, 8, 30))
    force("incident", found_at=datetime(2025, 10, 9, 8), judged_at=datetime(2025, 10, 9, 9),
          replied_at=datetime(2025, 10, 9, 10))
    worse = force("problem", title="坏", source="self", found_on=date(2025, 10, 1), submitted_on=date(2025, 11, 9),
                  accepted_on=date(2025, 11, 2))
    assert [(finding.ledger_key, finding.record_ids) for finding in found("C11")] == [("incident", (bad,)),
        ("problem", (worse,))]


def test_late_duties_unsigned_letters_and_overdue_items_are_reported(force, found) -> None:
    late = force("duty_item", due_on=date(2025, 11, 30), starts_on=date(2025, 11, 1))
    force("duty_item", due_on=date(2025, 11, 30), starts_on=date(2025, 11, 1), excused="本期不适用")
    letter = force("pledge", year=2025, due_on=date(2025, 3, 31))
    item = force("problem", title="慢", source="self", found_on=date(2025, 9, 1), deadline=date(2025, 11, 1),
                 state="doing")
    assert [found(code)[0].record_ids for code in ("D1", "D2", "D3")] == [(late,), (letter,), (item,)]
    assert not found("D1", today=date(2025, 11, 1))


def test_done_without_proof_open_follow_ups_and_forgotten_lectures_are_reported(force, found) -> None:
    item = force("problem", title="快", source="self", found_on=date(2025, 10, 1), submitted_on=date(2025, 11, 1),
                 state="check")
    talk = force("talk", held_on=date(2025, 10, 1), follow_needed=True, follow_by=date(2025, 10, 20), state="follow",
                 people=1)
    event = force("lecture", event_on=date(2025, 11, 11), state="approved")
    assert [found(code)[0].record_ids for code in ("D6", "D4", "D5")] == [(item,), (talk,), (event,)]


def test_a_round_without_findings_but_with_risk_points_is_reported(force, found) -> None:
    number = force("risk_round", day=date(2025, 10, 9), nothing_found=True, scope="全院")
    force("risk_point", round_id=number, day=date(2025, 10, 9), area="pay", point="绩效", level="low")
    assert found("C5")[0].ledger_key == "risk_round"


def _final(workspace: Workspace, code: str, figure_ids: list[str]) -> None:
    with workspace.transaction("定稿") as session:
        kept = {one: figure.plain() for one, figure in evaluate(session, Period.parse(code), figure_ids).items()}
        session.add(Report(kind="quarterly", period_code=code, title=f"{code}报告", state="final", template_mark="",
                           document="",
                           figures=json.dumps(kept), finalised_at=datetime(2026, 1, 1)))


def test_a_final_report_that_no_longer_agrees_is_reported_with_the_new_record(workspace: Workspace, force,
    found) -> None:
    force("meeting", day=date(2025, 11, 5), kind="committee", topic="研究", ideology=True)
    _final(workspace, "2025Q4", ["F053"])
    assert not found("C9")
    late = force("meeting", day=date(2025, 12, 5), kind="committee", topic="研究", ideology=True)
    (finding,) = found("C9")
    assert "是1次" in finding.sentence and "是2次" in finding.sentence and finding.record_ids == (late,)


def test_quarters_of_final_reports_that_do_not_add_up_to_the_year_are_reported(workspace: Workspace, force,
    found) -> None:
    for code in ("2025Q1", "2025Q2", "2025Q3", "2025Q4"):
        _final(workspace, code, ["F053", "F068"])
    assert not found("C9", Period.parse("2025"))
    force("meeting", day=date(2025, 5, 5), kind="committee", topic="研究", ideology=True)
    assert any("四个季度报告合计 0 次，全年记录是 1 次" in finding.sentence for finding in found("C9", Period.parse("2025")))


def test_words_that_claim_more_than_the_records_are_reported(workspace: Workspace, force) -> None:
    force("incident", found_at=datetime(2025, 10, 9), type="consult", level="light", category="service", hyped=True)
    with workspace.read() as session:
        figures = evaluate(session, Q4)
    said = [("均", "F028"), ("未形成负面炒作", "F029"), ("1起", "F026"), ("未引发次生舆情", "F091")]
    assert [finding.sentence[:12] for finding in claims(figures, said)] == ["文中写的是“均”，但“舆", "文中写的是“未形成负面炒作”"[:12]]


def test_a_journal_changed_behind_the_programs_back_is_reported(workspace: Workspace, force, found) -> None:
    force("study", day=date(2025, 10, 8), kind="group", topic="学习", expected=12, attended=11)
    assert not found("J1")
    with workspace.read() as session:
        session.execute(text("UPDATE step SET label = '别的' WHERE id = 1"))
        session.commit()
    assert found("J1")[0].serious


def test_an_empty_file_has_gaps_but_no_contradictions(found, workspace: Workspace) -> None:
    with workspace.read() as session:
        assert {finding.code for finding in check(session, Q4, TODAY)} == {"C8"}
