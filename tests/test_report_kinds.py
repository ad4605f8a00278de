"""All kinds of report, for the sample hospital and for an empty file, read as the office they go to would read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as WordFile
from sqlalchemy import select

from db import own_ledgers, records
from db.errors import Refusal
from db.figures import find
from db.ledgers import LEDGERS
from db.periods import Period
from db.report_data.problems import items_of
from db.workspace import Workspace
from desktop.reports import templates
from desktop.reports.annex import TITLE
from desktop.reports.blocks import (Attachment, Block, Document, Heading, Paragraph, RaisedWords, Signature, Title,
                                    plain_text)
from desktop.reports.composer import Composed, compose, said
from desktop.reports.export import write_files
from desktop.reports.reporters import person_called

TODAY = date(2026, 1, 8)
MADE = [("quarterly", "2025Q4"), ("half-year", "2025H1"), ("half-year", "2025H2"), ("network", "2025"),
        ("network", "2025H1"), ("annual", "2025"), ("accountability", "2025"), ("inspection", "2025"), ("inspection", "2025H2"),
        ("risk-review", "2025Q2"), ("risk-review", "2025Q3"), ("risk-review", "2025"), ("rectification", "2025"),
        ("rectification", "2025Q4"), ("party-building", "2025"), ("party-building", "2025H1")]
_SCARS = re.compile(r"[，、；：][，、。；：]|。。|等等|（）|《》|“”|^[，、。；]|\{|\}|None|nan")


def made(workspace: Workspace, kind: str, code: str, **options: object) -> Composed:
    return compose(workspace, kind, Period.parse(code), today=TODAY, **options)  # type: ignore[arg-type]


def paragraphs(document: Document) -> list[str]:
    return [plain_text(block.spans) for block in document.blocks if isinstance(block, Paragraph | Heading)]


def person(workspace: Workspace, role: str) -> tuple[int, str]:
    with workspace.read() as session:
        model = LEDGERS["person"].model
        return session.execute(select(model.id, model.name).where(model.duty_role == role)).first()


def headings_without_text(blocks: tuple[Block, ...]) -> list[str]:
    """Headings that are followed by a heading of their level or above, or by nothing."""
    bare = []
    for place, block in enumerate(blocks):
        if isinstance(block, Heading):
            after = blocks[place + 1] if place + 1 < len(blocks) else None
            if not isinstance(after, Paragraph) and not (isinstance(after, Heading) and after.level > block.level):
                bare.append(plain_text(block.spans))
    return bare


def doubled(document: Document) -> list[str]:
    """Sentences of some length that stand twice. What single items of a list share (the same measure) is theirs."""
    listed, sentences = False, []
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            listed = "逐项进展" in plain_text(block.spans)
        if isinstance(block, Paragraph) and not listed:
            sentences += [one for one in plain_text(block.spans).split("。") if len(one) > 5]
    return [one for one, times in Counter(sentences).items() if times > 1]


@pytest.mark.parametrize(("kind", "code"), MADE)
def test_a_report_of_the_sample_reads_well(sample: Workspace, kind: str, code: str) -> None:
    report = made(sample, kind, code)
    document, texts = report.document, paragraphs(report.document)
    assert isinstance(document.blocks[0], Title) and isinstance(document.blocks[-1], Signature)
    assert headings_without_text(document.blocks) == [] and doubled(document) == []
    assert [one for one in texts if _SCARS.search(one)] == []
    with sample.read() as session:
        names = [name for name in session.scalars(select(LEDGERS["person"].model.name)) if name]
    assert [name for name in names if name in document.to_json()] == []
    stated = said(document.blocks)
    assert stated and all(one in report.figures for _, one in stated)
    assert [words for words, _ in stated if re.search(r"\d$", words)] == [], "a number without its unit"
    assert not [finding for finding in report.findings if finding.code in ("C10", "P1")]
    assert all(one.endswith(("。", "：", "！", "？")) for block, one in zip(
        [block for block in document.blocks if isinstance(block, Paragraph)],
        [plain_text(block.spans) for block in document.blocks if isinstance(block, Paragraph)]))


@pytest.mark.parametrize(("kind", "code"), MADE)
def test_an_empty_file_claims_nothing_and_leaves_no_empty_section(workspace: Workspace, kind: str, code: str) -> None:
    document = made(workspace, kind, code).document
    text = "\n".join(paragraphs(document))
    assert headings_without_text(document.blocks) == [] and doubled(document) == []
    assert not _SCARS.search(text) and not re.search(r"(?<!\d)0[^0-9年月日]", text)
    assert not re.search("均|全部|100%|总体平稳|未出现|未发生", text) and "中共本院" not in document.to_json()


@pytest.mark.parametrize(("kind", "code"), [MADE[place] for place in (0, 1, 3, 5, 6, 7, 9, 12, 14)])
def test_word_and_pdf_hold_the_whole_text(sample: Workspace, tmp_path: Path, kind: str, code: str) -> None:
    document = made(sample, kind, code).document
    done = write_files(document, [tmp_path / "报告.docx", tmp_path / "报告.pdf"], lambda *_: None)
    assert done.missing == ()
    word = "".join(one.text for one in WordFile(str(tmp_path / "报告.docx")).paragraphs)
    with pypdfium2.PdfDocument(tmp_path / "报告.pdf") as pdf:
        pages = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in pdf]
    set_text = re.sub(r"—\d+—", "", "".join(pages))
    for text in paragraphs(document):
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", word)
        assert re.sub(r"\s", "", text) in set_text, text


def test_every_figure_a_template_names_exists() -> None:
    for kind in templates.KINDS.values():
        named = set(re.findall(r"\bf\.([FQ]\d+)", templates.shipped_text(kind.key)))
        assert len(named) > 15 and [one for one in named if find(one) is None] == [], kind.key


# -- 述职 ----------------------------------------------------------------------------------------------------------------


def test_a_person_reports_what_this_person_did(sample: Workspace) -> None:
    first, second = person(sample, "secretary"), person(sample, "deputy")
    mine, others = (made(sample, "accountability", "2025", person_id=one[0]) for one in (first, second))
    assert mine.person_id == first[0] and mine.figures["F053"].value == 4 and others.figures["F053"].value == 0
    text = "\n".join(paragraphs(mine.document))
    assert "我" in text and "主持党委会专题研究意识形态工作4次" in text and "第一责任人" in text
    assert "一岗双责" in "\n".join(paragraphs(others.document)) and "F079" not in mine.figures
    assert made(sample, "accountability", "2025").document == mine.document, "without a person the secretary reports"
    assert isinstance(mine.document.blocks[0], Title) and mine.document.blocks[0].byline.endswith("党委书记")


def test_who_reports_must_be_clear(workspace: Workspace, hospital: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="没有唯一的党委书记"):
        made(workspace, "accountability", "2025")
    assert made(workspace, "accountability", "2025", person_id=hospital["林书记"]).person_id == hospital["林书记"]
    with workspace.read() as session:
        assert person_called(session, " 赵主任 ") == hospital["赵主任"]
        with pytest.raises(Refusal, match="没有“查无此人”"):
            person_called(session, "查无此人")


# -- rectification, risks, inspection -----------------------------------------------------------------------------------


def test_rectification_counts_first_and_then_tells_every_item(sample: Workspace) -> None:
    report = made(sample, "rectification", "2025")
    period, text = report.period, "\n".join(paragraphs(report.document))
    with sample.read() as session:
        items = items_of(session, period)
    third = [block for block in report.document.blocks if isinstance(block, Heading) and block.level == 3]
    assert len(third) == len(items) == report.figures["Q311"].value
    assert report.figures["Q312"].value == sum(len(item.steps) for item in items)
    assert report.figures["Q313"].value == sum(len(step.parts) for item in items for step in item.steps)
    assert len([item for item in items if item.state != "closed"]) == report.figures["Q304"].value
    assert len([item for item in items if item.late]) == report.figures["Q305"].value
    assert text.count("整改进展：") == text.count("整改责任：") == len(items)
    assert "责任领导为党委书记" in text and "包括登记全部阵地、每月巡查并拍照留存" in text and "已超过时限" in text


def test_a_period_that_is_over_tells_the_state_of_its_end(sample: Workspace) -> None:
    early = "\n".join(paragraphs(made(sample, "rectification", "2025Q1").document))
    assert "2025年4月" not in re.sub("整改时限为[^。]*", "", early) and "整改中" in early


def test_the_risk_review_tells_levels_areas_and_changes(sample: Workspace) -> None:
    report = made(sample, "risk-review", "2025Q2")
    text = "\n".join(paragraphs(report.document))
    assert "中风险3个和低风险1个" in text and "1.医疗纠纷领域" in text
    assert re.search("职称评审结果公布后的情绪波动（中风险），.*为本期新识别", text) and "等级没有变化，继续防控" in text
    quiet = "\n".join(paragraphs(made(sample, "risk-review", "2025Q3").document))
    assert "未发现新的风险点" in quiet and "本期没有需要定级的风险点" in quiet and "变化趋势" not in quiet


def test_a_raised_level_is_told(workspace: Workspace, hospital: dict[str, int], add: Callable[..., int]) -> None:
    first = add("risk_round", day=date(2025, 3, 5), organiser_id=hospital["林书记"], scope="全院")
    old = add("risk_point", round_id=first, day=date(2025, 3, 5), area="pay", point="绩效议论", level="low", measure="公开办法")
    second = add("risk_round", day=date(2025, 6, 5), organiser_id=hospital["林书记"], scope="全院")
    add("risk_point", round_id=second, day=date(2025, 6, 5), area="pay", point="绩效议论", level="high", measure="公开办法",
        carried_from_id=old)
    text = "\n".join(paragraphs(made(workspace, "risk-review", "2025Q2").document))
    assert "绩效议论由低风险上升为高风险" in text and "总体处于可控" not in text


def test_the_inspection_report_lists_problems_by_level(sample: Workspace) -> None:
    blocks = made(sample, "inspection", "2025").document.blocks
    levels = [(block.level, plain_text(block.spans)) for block in blocks if isinstance(block, Heading)]
    start = next(place for place, (_, words) in enumerate(levels) if "存在的主要问题" in words)
    assert levels[start + 1][1].startswith("（一）") and levels[start + 2][1].startswith("1.")
    text = "\n".join(paragraphs(made(sample, "inspection", "2025").document))
    assert "对照《意识形态工作责任制实施办法》" in text and "符合18项" in text and "中检查“" in text
    assert "针对“外借场地没有签承诺书”问题，" in text


def test_a_wanting_line_that_became_an_item_stands_once(workspace: Workspace, add: Callable[..., int],
                                                        act: Callable[..., str]) -> None:
    inspection = add("supervision", day=date(2025, 5, 6), kind="self", title="上半年自查", scope="全院",
                     basis="实施办法；《细则》")
    line = add("check_item", supervision_id=inspection, area="position", item="宣传栏是否更新", result="bad",
               finding="宣传栏陈旧")
    before = "\n".join(paragraphs(made(workspace, "inspection", "2025").document))
    assert "对照《实施办法》《细则》" in before and "在“上半年自查”中检查“宣传栏是否更新”一项时发现" in before
    act("check_item", line, "rectify", deadline=date(2026, 5, 6))
    after = "\n".join(paragraphs(made(workspace, "inspection", "2025").document))
    assert after.count("宣传栏陈旧") == 1 and "一项时发现" not in after


# -- own ledgers, annex -------------------------------------------------------------------------------------------------


def test_an_own_ledger_is_printed_without_touching_code(workspace: Workspace, add: Callable[..., int]) -> None:
    with workspace.transaction("建立台账") as session:
        key = own_ledgers.key_of(own_ledgers.define(session, "健康大讲堂", "期", []))
    add(key, day=date(2025, 5, 6), title="春季养生", quantity=3, people=120)
    for kind in ("annual", "party-building"):
        report = made(workspace, kind, "2025")
        assert "“健康大讲堂”共3期，参加120人次。" in "\n".join(paragraphs(report.document))
        assert {one for _, one in said(report.document.blocks)} >= {f"{key}:quantity", f"{key}:people"}


def test_the_annex_lets_anybody_count_again(sample: Workspace) -> None:
    plain, report = made(sample, "annual", "2025"), made(sample, "annual", "2025", annex=True)
    marks = [span.text for block in report.document.blocks if isinstance(block, Paragraph | Heading)
             for span in block.spans if isinstance(span, RaisedWords)]
    assert not [span for block in plain.document.blocks if isinstance(block, Paragraph) for span in block.spans
                if isinstance(span, RaisedWords)]
    (annex,) = [block for block in report.document.blocks if isinstance(block, Attachment)]
    rows = annex.blocks[0].rows
    assert annex.title == TITLE
    assert [row[0] for row in rows if row[0]] == [str(number) for number in range(1, len(report.used) + 1)]
    assert {int(mark[1:-1]) for mark in marks} == set(range(1, len(report.used) + 1))
    listed: dict[str, str] = {}
    for row in rows:
        key = row[0] or key  # noqa: F821 - a row that goes on belongs to the number above
        listed[key] = "、".join(part for part in (listed.get(key, ""), row[5]) if part)
    for number, figure in enumerate(report.used.values(), start=1):
        assert sum(map(_records_in, listed[str(number)].split("、"))) == len(figure.record_ids), figure.label
        assert rows[0][3] and figure.rule in {row[3] for row in rows}


def _records_in(piece: str) -> int:
    if piece == "没有符合口径的记录":
        return 0
    run = re.fullmatch(r".*?(\d+)至(\d+)条?", piece)
    return int(run[2]) - int(run[1]) + 1 if run else 1


def test_the_annex_stands_in_word_and_pdf(sample: Workspace, tmp_path: Path) -> None:
    document = made(sample, "quarterly", "2025Q4", annex=True).document
    write_files(document, [tmp_path / "报告.docx", tmp_path / "报告.pdf"], lambda *_: None)
    word = WordFile(str(tmp_path / "报告.docx"))
    raised = [run.text for one in word.paragraphs for run in one.runs if run.font.superscript]
    assert raised[0] == "[1]" and any(cell.text.startswith("HY-2025-") for table in word.tables for row in table.rows
                                      for cell in row.cells)
    with pypdfium2.PdfDocument(tmp_path / "报告.pdf") as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "[1]" in text and "记录编号" in text and Document.from_json(document.to_json()) == document


def test_voiding_a_problem_takes_it_out_of_the_lists(sample: Workspace) -> None:
    with sample.transaction("删除") as session:
        model = LEDGERS["problem"].model
        row = session.scalars(select(model).where(model.title == "职工值班室条件差")).one()
        records.void(session, LEDGERS["problem"], row.id)
    assert "职工值班室条件差" not in "\n".join(paragraphs(made(sample, "rectification", "2025").document))
