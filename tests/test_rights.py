"""What a person may ask for: a copy of what is held about them, without what belongs to others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from db import records
from db.held import ELSE, held_about
from db.ledgers import LEDGERS
from db.step_list import StepQuery, steps
from db.workspace import Workspace
from desktop.reports.docx_writer import write_docx
from desktop.reports.forms import FORMS, House
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from desktop.screens.settings.rights import RightsPage
from desktop.screens.settings.rights_papers import assessment_paper, person_paper
from desktop.state import State
from tests.desk import fill, open_state

DAY = date(2025, 3, 5)


@pytest.fixture
def held(workspace: Workspace, hospital: dict[str, int], add: Any) -> dict[str, int]:
    """钱医生 was talked with, hosted a meeting and is mentioned in another talk."""
    people = {"speaker_id": hospital["林书记"]}
    talk = add("talk", held_on=DAY, person_id=hospital["钱医生"], content="谈了排班，提到赵主任安排过密。", opinion="改进排班", **people)
    add("talk_follow_up", talk_id=talk, day=DAY, text="已与赵主任沟通")
    add("talk", held_on=DAY, person_id=hospital["赵主任"], content="钱医生近期压力大，这是赵主任说的话。", **people)
    add("meeting", day=DAY, kind="committee", topic="不外传的议题", host_id=hospital["钱医生"])
    with workspace.transaction("修改人员") as session:
        records.save(session, LEDGERS["person"], {"post": "主治医师"}, records.get(session, LEDGERS["person"], hospital["钱医生"]))
    return hospital


def test_it_is_told_in_full_what_is_theirs_and_by_number_what_is_not(workspace: Workspace, held: dict[str, int]) -> None:
    with workspace.read() as session:
        found = held_about(session, held["钱医生"], workspace.words(session))
    assert [line.text for line in found.roster.lines][0] == "钱医生" and found.roster.corrected == (date.today(),)
    [talk] = found.talks
    said = {line.label: line.text for line in talk.lines}
    assert said["内容要点"] == f"谈了排班，提到{ELSE}安排过密。" and said["提出的意见建议"] == "改进排班"
    assert said["跟进 2025-03-05"] == f"已与{ELSE}沟通" and said["谈话人"].startswith("林书记")
    assert [(one.ledger, one.part) for one in found.acted] == [("会议研究", "主持人")]
    assert [(one.ledger, one.number, one.part) for one in found.mentioned] == [
        ("谈心谈话", "TX-2025-Q1-002", "“内容要点”里提到")]


def test_the_paper_holds_no_other_person_s_words(workspace: Workspace, held: dict[str, int], tmp_path: Path) -> None:
    paper = person_paper(held["钱医生"], DAY)
    document = paper.make(workspace, DAY, lambda *_: None)
    text = document.to_json()
    assert "谈了排班" in text and "赵主任说的话" not in text and "不外传的议题" not in text and "赵主任" not in text
    assert paper.guarded and "钱医生" not in paper.logged
    assert write_pdf(document, STANDARD, tmp_path / "件.pdf").pages >= 2
    write_docx(document, STANDARD, tmp_path / "件.docx")


def test_looking_is_logged_by_number_only(workspace: Workspace, held: dict[str, int], qapp: QApplication, qtbot: Any) -> None:
    state: State = open_state(workspace)
    page = RightsPage(state)
    qtbot.addWidget(page)
    page.show()
    assert page.show_copy() is None and "请填写“本人”" in page.person.problem
    page.person.set_value(held["钱医生"])
    dialog = page.show_copy()
    qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
    with workspace.read() as session:
        [line] = steps(session, query=StepQuery("view"))
    assert f"人员{held['钱医生']}" in line.label and "钱医生" not in line.label
    dialog.reject()


def test_the_assessment_states_the_file_s_facts_and_judges_nothing(workspace: Workspace, held: dict[str, int], tmp_path: Path) -> None:
    document = assessment_paper().make(workspace, DAY, lambda *_: None)
    text = document.to_json()
    assert "谈话记录2次" in text and "应当设置密码" in text and "还有2次没有登记，应补办" in text and "保存3年" in text
    assert "钱医生" not in text and "■" not in text
    assert write_pdf(document, STANDARD, tmp_path / "评估.pdf").pages == 2
    workspace.set_setting("talk_keep_years", 0)
    with workspace.read() as session:
        house = House.of(session, DAY)
        assert "应当明确" in assessment_paper().make(workspace, DAY, lambda *_: None).to_json()
        assert "按本院归档规定的期限保存" in FORMS["notice"].build(session, None, workspace.words(session), house).to_json()


def test_the_assessment_and_the_notice_stand_together(workspace: Workspace, qapp: QApplication, qtbot: Any) -> None:
    page = RightsPage(open_state(workspace))
    qtbot.addWidget(page)
    page.show()
    dialog = page.show_assessment()
    qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
    assert [paper.title for paper in dialog._papers] == ["个人信息保护影响评估表", "个人信息处理告知书"]
    dialog.reject()


def test_an_export_that_no_log_can_hold_says_so(workspace: Workspace, held: dict[str, int], qapp: QApplication, qtbot: Any, tmp_path: Path) -> None:
    workspace.close()
    with Workspace.open(workspace.path, read_only=True) as locked:
        page = RightsPage(open_state(locked))
        qtbot.addWidget(page)
        page.show()
        dialog = page.show_assessment()
        qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
        dialog.write([tmp_path / "评估.pdf"])
        qtbot.waitUntil(lambda: bool(dialog.note.text), timeout=20_000)
        assert "这次导出没有记入操作日志" in dialog.note.text
        dialog.reject()
