"""Fixed questions answered on one page, from the records and with what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.errors import Refusal
from db.figures import evaluate
from db.periods import Period
from db.workspace import Workspace
from desktop.reports.blocks import Table
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.questions import QUESTIONS, answer, page
from desktop.reports.style import STANDARD

YEAR, TODAY = Period.parse("2025"), date(2026, 1, 8)


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_question_has_its_answer_on_one_page(sample: Workspace, tmp_path: Path, key: str) -> None:
    found = answer(sample, key, YEAR, TODAY)
    with sample.read() as session:
        figure = evaluate(session, YEAR, [QUESTIONS[key].figure_id])[QUESTIONS[key].figure_id]
    assert (found.number, found.rule, found.records) == (figure.text, figure.rule, len(figure.record_ids))
    assert found.question.startswith("全年") and found.days and found.numbers
    document = page(sample, found, TODAY)
    assert write_pdf(document, STANDARD, tmp_path / "答问.pdf").pages == 1


def test_an_answer_tells_days_numbers_and_what_is_missing(workspace: Workspace, add: Callable[..., int]) -> None:
    add("meeting", day=date(2025, 3, 4), kind="committee", topic="专题研究")
    found = answer(workspace, "committee", YEAR, TODAY)
    assert (found.number, found.days, found.numbers, found.proofs) == ("1次", "2025年3月4日", "HY-2025-001", 0)
    assert found.gaps == ("每半年应有记录，2025年下半年没有记录。", "会议研究有1条没有佐证。")
    (table,) = [block for block in page(workspace, found, TODAY).blocks if isinstance(block, Table)]
    assert ("缺口", "每半年应有记录，2025年下半年没有记录。会议研究有1条没有佐证。") in table.rows
    assert ("日期", "2025年3月4日") in table.rows and ("记录", "HY-2025-001（共1条）") in table.rows


def test_many_days_are_told_by_month_and_the_future_is_no_gap(sample: Workspace) -> None:
    found = answer(sample, "publication", YEAR, TODAY)
    assert found.days.startswith("1月") and found.days.count("条") == 12 and len(found.numbers) <= 162
    assert dict(found.more)["市级以上媒体层级"].startswith("市级") and "微信公众号" in dict(found.more)["宣传渠道"]
    early = answer(sample, "committee", YEAR, date(2025, 4, 1))
    assert not any("下半年" in gap for gap in early.gaps)


def test_few_days_are_told_one_by_one_and_a_rate_says_how_many_it_lacks(sample: Workspace) -> None:
    found = answer(sample, "talk", Period.parse("2025Q4"), TODAY)
    assert found.days.startswith("2025年10月9日、10月14日、") and found.days.count("2025年") == 1
    assert found.gaps[-1] == "谈话跟进率85%以上，还差1场次。"


def test_an_empty_file_answers_zero_and_names_the_gaps(workspace: Workspace) -> None:
    for key in QUESTIONS:
        found = answer(workspace, key, Period.parse("2025Q4"), TODAY)
        assert found.number.startswith("0") and not found.days and found.records == 0
    assert "第四季度没有记录" in answer(workspace, "risk", Period.parse("2025Q4"), TODAY).gaps[0]


def test_an_unknown_question_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Refusal, match="没有“x”这个问题"):
        answer(workspace, "x", YEAR, TODAY)
