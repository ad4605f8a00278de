"""Keeping no longer than needed: what is past its time, and deletion after which nothing is left but a record of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import text
from tests.secrets_in import holding

from db import journal, late, records, retention, search
from db.checks import check
from db.destroyed import Destruction, destroyed_ids, emptied_steps
from db.destruction import Decision, destroy
from db.drafts import put_by, save_draft
from db.errors import Refusal
from db.evidence import attach
from db.ledgers import LEDGERS
from db.links import tie
from db.periods import Period
from db.workspace import Workspace

TALKS, OPINIONS = LEDGERS["talk"], LEDGERS["opinion"]
SECRET, ASCII = "绝不外传的谈话内容甲乙丙", "zqxjkvbwpfghz"
DECISION = Decision("党委会", date(2026, 1, 5), "保存期满")
OLD = date(2020, 3, 5)


@pytest.fixture
def talk(workspace: Workspace, hospital: dict[str, int], add: Callable[..., int], tmp_path: Path) -> int:
    """An old talk with everything that may hang on a record."""
    made = add("talk", held_on=OLD, speaker_id=hospital["林书记"], person_id=hospital["钱医生"], content=SECRET + ASCII)
    add("talk_follow_up", talk_id=made, day=OLD, text=SECRET + "跟进")
    paper = tmp_path / "签字.txt"
    paper.write_text(SECRET * 50, encoding="utf-8")
    with workspace.transaction("修改谈心谈话") as session:
        record = records.save(session, TALKS, {"opinion": SECRET + "意见"}, records.get(session, TALKS, made))
        attach(session, workspace.evidence, TALKS, record, paper, title=SECRET[:8])
        late.keep(session, TALKS, made, late.Lateness(OLD, date(2020, 9, 1)), SECRET + "补录")
        opinion = records.save(session, OPINIONS, {"day": OLD, "source": "talk", "content": "改善夜班用餐"})
        tie(session, "raised", record, opinion)
    paper.unlink()
    with workspace.scratch() as session:
        save_draft(session, "talk", made, 1, {"content": SECRET + "草稿"}, workspace.clock())
        put_by(session, ["改期", made], SECRET + "填了一半", workspace.clock())
    return made


def holds(workspace: Workspace) -> bool:
    with workspace.read() as session:
        return journal.broken_at(session) is None


def folder_of(workspace: Workspace) -> Path:
    return workspace.path.parent


def test_what_is_past_its_time_is_listed_by_the_years_of_its_ledger(workspace: Workspace, hospital, add) -> None:
    people = {"speaker_id": hospital["林书记"], "person_id": hospital["钱医生"]}
    old = add("talk", held_on=date(2022, 5, 1), content="一", **people)
    add("talk", held_on=date(2023, 5, 1), content="二", **people)
    add("meeting", day=date(2001, 5, 1), kind="committee", topic="长期保存")
    with workspace.transaction("删除") as session:
        records.void(session, TALKS, old)
    with workspace.read() as session:
        assert retention.expired(session, date(2025, 5, 1)) == []
        [one] = retention.expired(session, date(2025, 5, 2))
        assert retention.count_expired(session, date(2025, 5, 1)) == 0 and retention.count_expired(session, date(2025, 5, 2)) == 1
    assert (one.ledger_key, one.record_id, one.until, one.voided) == ("talk", old, date(2025, 5, 1), True)
    with workspace.read() as session:
        found = [one for one in check(session, Period.of("year", date(2022, 5, 1)), date(2026, 5, 2)) if one.code == "D8"]
    assert [(one.ledger_key, len(one.record_ids), one.serious) for one in found] == [("talk", 1, False)]
    workspace.set_setting("talk_keep_years", 0)
    workspace.set_setting("meeting_keep_years", 10)
    with workspace.read() as session:
        assert [one.ledger_key for one in retention.expired(session, date(2025, 5, 2))] == ["meeting"]


def test_nothing_of_it_can_be_read_anywhere_and_the_chain_still_holds(workspace: Workspace, talk: int, add) -> None:
    others = add("meeting", day=OLD, kind="committee", topic="留下来的会议")
    assert holding(folder_of(workspace), SECRET) and holding(folder_of(workspace), ASCII)
    done = destroy(workspace, {"talk": [talk]}, DECISION)
    assert holding(folder_of(workspace), SECRET) == [] and holding(folder_of(workspace), ASCII) == []
    assert (done.number, done.counts, done.files, done.left) == ("XH-2026-001", {"talk": 1}, 1, ())
    assert holds(workspace)
    with workspace.read() as session:
        assert session.get(TALKS.model, talk) is None and session.get(LEDGERS["meeting"].model, others)
        assert search.find(session, SECRET) == [] and search.find(session, "留下来的会议") == [("meeting", others)]
        assert journal.history(session, TALKS.model, talk) == []
        kept = session.get(Destruction, done.destruction_id)
        assert [(row.ledger_key, row.day) for row in kept.rows()] == [("talk", "2020-03-05")]
        assert destroyed_ids(session, "talk") == {talk} and destroyed_ids(session, "talk_follow_up")
        assert "J1" not in {one.code for one in check(session, Period.of("year", OLD))}
        assert emptied_steps(session) == 3
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
    workspace.close()
    with Workspace.open(workspace.path) as again:
        assert holds(again) and again.undo_label is None
    assert holding(folder_of(workspace), SECRET) == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=strategies.lists(strategies.text("安宁病房排班食堂医德abcXYZ019", min_size=9, max_size=40), min_size=1, max_size=5, unique=True),
       edits=strategies.integers(0, 3))
def test_whatever_was_written_and_rewritten_is_gone(tmp_path_factory: Any, words: list[str], edits: int) -> None:
    folder = tmp_path_factory.mktemp("销毁")
    with Workspace.create(folder / "台账.lvze") as workspace:
        marked = [f"起{word}止" for word in words]
        ids = []
        for word in marked:
            with workspace.transaction("新增意见建议") as session:
                ids.append(records.save(session, OPINIONS, {"day": OLD, "source": "box", "content": word}).id)
        for turn in range(edits):
            for one, word in zip(ids, marked, strict=True):
                with workspace.transaction("修改意见建议") as session:
                    records.save(session, OPINIONS, {"content": f"{word}{turn}"}, records.get(session, OPINIONS, one))
        if edits:
            workspace.undo()
        destroy(workspace, {"opinion": ids}, DECISION)
        assert [word for word in marked if holding(folder, word)] == [] and holds(workspace)


def test_contents_taken_out_without_a_destruction_record_are_tampering(workspace: Workspace, talk: int) -> None:
    with workspace._engine.connect() as raw, raw.begin():
        raw.execute(text("UPDATE change SET before=NULL, after=NULL, salt='' WHERE ledger='talk'"))
    assert not holds(workspace)


def test_a_destruction_record_covers_no_later_and_no_other_removal(workspace: Workspace, talk: int, add, hospital) -> None:
    destroy(workspace, {"talk": [talk]}, DECISION)
    other = add("talk", held_on=OLD, speaker_id=hospital["林书记"], person_id=hospital["钱医生"], content="别的")
    with workspace._engine.connect() as raw, raw.begin():
        raw.execute(text("UPDATE change SET before=NULL, after=NULL, salt='' WHERE ledger='talk' AND record_id=:one"), {"one": other})
    assert not holds(workspace)
    with workspace._engine.connect() as raw, raw.begin():
        raw.execute(text("UPDATE destruction SET removed='{}'"))
    assert not holds(workspace)


def test_a_file_that_another_proof_uses_stays(workspace: Workspace, talk: int, add, hospital, tmp_path: Path) -> None:
    paper = tmp_path / "同一份.txt"
    paper.write_text(SECRET * 50, encoding="utf-8")
    meeting = add("meeting", day=OLD, kind="committee", topic="会议")
    with workspace.transaction("添加佐证") as session:
        proof = attach(session, workspace.evidence, LEDGERS["meeting"], records.get(session, LEDGERS["meeting"], meeting), paper)
    assert destroy(workspace, {"talk": [talk]}, DECISION).files == 0
    assert workspace.evidence.path(proof.object).is_file()


def test_what_others_still_need_is_refused_and_nothing_has_happened(workspace: Workspace, talk: int, hospital) -> None:
    with pytest.raises(Refusal, match="还要用到选中的记录"):
        destroy(workspace, {"person": [hospital["林书记"]]}, DECISION)
    with pytest.raises(Refusal, match="由谁决定"):
        destroy(workspace, {"talk": [talk]}, Decision(" ", OLD, "期满"))
    with pytest.raises(Refusal, match="没有选中"):
        destroy(workspace, {}, DECISION)
    with workspace.read() as session:
        assert records.get(session, TALKS, talk).content.startswith(SECRET)
    assert workspace.undo_label is not None and holds(workspace)


def test_a_link_to_it_is_emptied_and_that_is_journalled(workspace: Workspace, add, fetch) -> None:
    survey = add("survey", day=OLD, title="思想动态", mode="seminar")
    opinion = add("opinion", day=date(2025, 3, 5), source="survey", content="食堂", survey_id=survey)
    destroy(workspace, {"survey": [survey]}, DECISION)
    assert fetch("opinion", opinion).survey_id is None and holds(workspace)
    with workspace.read() as session:
        assert journal.history(session, OPINIONS.model, opinion)[0].attribute == "survey_id"
