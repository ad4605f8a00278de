"""One record comes back from a backup: beside today's, as a step that can be undone, with what belongs to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from db import conversion, journal, links, records
from db.backup import BackupRefused, back_up, copy_if_changed
from db.backup.one_record import bring_back
from db.backup.past import Fate, Past
from db.destruction import Decision, destroy
from db.errors import Refusal
from db.evidence import attach, evidence_of
from db.keyfile import NeedsPassword
from db.ledgers import LEDGERS
from db.record import Relation
from db.workspace import Workspace

PROBLEM, MEASURE, MEETING = (LEDGERS[key] for key in ("problem", "measure", "meeting"))


def lines_of(past: Past, ledger, record_id: int) -> dict[str, tuple[str, str]]:
    return {line.label: (line.then, line.now) for line in past.compare(ledger, record_id)}


@pytest.fixture
def problem(workspace: Workspace, hospital, tmp_path: Path) -> int:
    """A problem with two measures, a proof and a meeting it came from; backed up to ``盘``."""
    scan = tmp_path / "签到表.txt"
    scan.write_text("签到", encoding="utf-8")
    with workspace.transaction("新增") as session:
        meeting = records.save(session, MEETING, {"day": date(2025, 3, 5), "kind": "committee", "topic": "研究整改"})
        one = records.save(session, PROBLEM, {
            "title": "宣传栏更新不及时", "found_on": date(2025, 3, 6), "source": "self", "kind": "limit",
            "department_id": hospital["内科"], "leader_id": hospital["林书记"], "deadline": date(2025, 6, 30)})
        for words in ("清理旧内容", "明确专人"):
            records.save(session, MEASURE, {"problem_id": one.id, "text": words})
        attach(session, workspace.evidence, PROBLEM, one, scan)
        links.tie(session, "raised", meeting, one)
        number = one.id
    stick = tmp_path / "盘"
    stick.mkdir()
    back_up(workspace, stick)
    return number


def snapshot(tmp_path: Path) -> Path:
    return tmp_path / "盘"


def void(workspace: Workspace, ledger, record_id: int) -> None:
    with workspace.transaction("删除") as session:
        records.void(session, ledger, record_id)


def test_a_changed_record_is_seen_beside_today_s_and_comes_back_as_an_undoable_step(workspace, problem, tmp_path):
    with workspace.transaction("修改整改事项") as session:
        one = records.get(session, PROBLEM, problem)
        records.save(session, PROBLEM, {"title": "写错了", "deadline": date(2026, 1, 1)}, record=one)
    past = Past(snapshot(tmp_path), workspace)
    [found] = past.find(PROBLEM)
    assert found.fate == Fate.CHANGED and "宣传栏更新不及时" in found.title
    lines = lines_of(past, PROBLEM, found.id)
    assert lines["具体问题"] == ("宣传栏更新不及时", "写错了") and lines["责任领导"] == ("林书记 党委书记", "林书记 党委书记")
    assert lines["整改时限"] == ("2025-06-30", "2026-01-01") and lines["佐证材料"] == ("签到表.txt", "签到表.txt")
    back = bring_back(past, PROBLEM, found.id)
    assert back.notes == () and back.record_id == problem
    assert all(line.same for line in past.compare(PROBLEM, found.id)) and past.find(PROBLEM)[0].fate == Fate.SAME
    assert workspace.undo_label.startswith("从备份取回：")
    workspace.undo()
    with workspace.read() as session:
        assert records.get(session, PROBLEM, problem).title == "写错了" and journal.broken_at(session) is None


def test_a_deleted_record_comes_back_with_its_parts_its_proof_and_its_tie(workspace, problem, tmp_path):
    with workspace.read() as session:
        [proof] = evidence_of(session, PROBLEM, problem)
        before = records.get(session, PROBLEM, problem).number
    void(workspace, PROBLEM, problem)
    with workspace.transaction("删除") as session:
        session.get_one(type(proof), proof.id).voided_at = workspace.clock()
        for relation in session.scalars(select(Relation)):
            relation.voided_at = workspace.clock()
    workspace.evidence.place(proof.object).unlink()
    past = Past(snapshot(tmp_path), workspace)
    [found] = past.find(PROBLEM, "宣传栏", only_changed=True)
    assert found.fate == Fate.VOIDED
    assert bring_back(past, PROBLEM, found.id).notes == ()
    with workspace.read() as session:
        one = records.get(session, PROBLEM, problem)
        assert one.voided_at is None and one.number == before
        assert len(records.child_ids(session, MEASURE, problem)) == 2
        [again] = evidence_of(session, PROBLEM, problem)
        assert b"".join(workspace.evidence.blocks(again.object)) == "签到".encode()
        assert [tie.ledger for tie in links.ties_of(session, one)] == ["meeting"]
    assert past.find(PROBLEM, only_changed=True) == []
    workspace.undo()
    with workspace.read() as session:
        assert records.get(session, PROBLEM, problem).voided_at is not None
        assert records.child_ids(session, MEASURE, problem) == []


def test_a_record_that_this_file_never_had_is_made_again(workspace, problem, tmp_path):
    """The file was put back to an older copy and went on from there: row numbers now mean other records."""
    past = Past(snapshot(tmp_path), workspace)
    with workspace.transaction("改") as session:
        for name in ("problem", "measure", "evidence"):
            session.connection().exec_driver_sql(f"UPDATE {name} SET uid = uid || 'x'")
    with workspace.transaction("改") as session:
        session.connection().exec_driver_sql("UPDATE problem SET number='ZG-2025-099'")
    assert past.find(PROBLEM)[0].fate == Fate.GONE
    back = bring_back(past, PROBLEM, past.find(PROBLEM)[0].id)
    assert back.record_id != problem
    with workspace.read() as session:
        assert records.get(session, PROBLEM, back.record_id).number == "ZG-2025-001"
        assert len(records.child_ids(session, MEASURE, back.record_id)) == len(records.child_ids(session, MEASURE, problem)) == 2
        assert len(evidence_of(session, PROBLEM, back.record_id)) == 1
    with workspace.transaction("改") as session:
        session.connection().exec_driver_sql("UPDATE problem SET uid = 'y' || id")
    again = bring_back(past, PROBLEM, past.find(PROBLEM)[0].id)
    assert again.notes[0].startswith("原编号 ZG-2025-001 已给了别的记录，取回的这条编为 ZG-2025-")


def test_what_is_gone_is_said_and_not_made_up(workspace, problem, hospital, tmp_path):
    void(workspace, LEDGERS["person"], hospital["林书记"])
    with workspace.transaction("改") as session:
        session.connection().exec_driver_sql(f"UPDATE department SET uid='z' WHERE id={hospital['内科']}")
        records.save(session, MEASURE, {"problem_id": problem, "text": "后来加的"})
    with workspace.read() as session:
        [proof] = evidence_of(session, PROBLEM, problem)
    workspace.evidence.place(proof.object).unlink()
    past = Past(snapshot(tmp_path), workspace)
    past.source.store.object(proof.object).write_bytes(b"?")
    notes = bring_back(past, PROBLEM, problem).notes
    assert notes == ("“责任领导”是人员“林书记 党委书记”，那一条现在在回收站里。", "“责任科室”原来是科室“内科”，现在台账里没有，没有接上。",
                     "佐证材料“签到表.txt”的原件在备份里没有或已损坏，没有取回。", "备份之后新增的措施 1 条没有动。")
    with workspace.read() as session:
        assert len(records.child_ids(session, MEASURE, problem)) == 3
        assert records.get(session, PROBLEM, problem).department_id is None


def test_a_backup_of_another_file_or_a_lost_one_is_refused(workspace, problem, tmp_path):
    with Workspace.create(tmp_path / "别的.lvze") as other:
        with pytest.raises(BackupRefused, match="不是现在这份台账的"):
            Past(snapshot(tmp_path), other)
    past = Past(snapshot(tmp_path), workspace)
    snapshot(tmp_path).rename(tmp_path / "拔出")
    for look in (lambda: past.find(PROBLEM), lambda: past.compare(PROBLEM, problem), lambda: bring_back(past, PROBLEM, problem)):
        with pytest.raises(BackupRefused, match="请插好盘再试"):
            look()


def test_an_automatic_copy_serves_too(workspace, problem):
    copy = copy_if_changed(workspace)
    void(workspace, PROBLEM, problem)
    past = Past(copy, workspace)
    assert bring_back(past, PROBLEM, past.find(PROBLEM)[0].id).notes == ()


def test_an_encrypted_file_takes_a_record_out_of_its_plain_past(workspace, problem, tmp_path):
    """The password was set after the backup: the proof's object there is in plain text, today's must not be."""
    workspace.close()
    conversion.encrypt(workspace.path, "春风化雨一二三四", workspace.clock())
    with Workspace.open(workspace.path, password="春风化雨一二三四") as locked:
        with locked.read() as session:
            [proof] = evidence_of(session, PROBLEM, problem)
        locked.evidence.place(proof.object).unlink()
        back_up(locked, tmp_path / "盘")
        old = sorted((tmp_path / "盘" / "履责台账备份" / "snap").iterdir())[0]
        assert bring_back(Past(old, locked), PROBLEM, problem).notes == ()
        with locked.read() as session:
            [again] = evidence_of(session, PROBLEM, problem)
        assert b"".join(locked.evidence.blocks(again.object)) == "签到".encode()
        assert "签到".encode() not in locked.evidence.place(again.object).read_bytes()
        encrypted = tmp_path / "密.lvze.copies"
        copy = copy_if_changed(locked, encrypted)
        assert Past(copy, locked).find(PROBLEM)[0].fate == Fate.SAME
    with Workspace.open(workspace.path, password="春风化雨一二三四") as locked:
        locked.keys = None
        with pytest.raises(NeedsPassword):
            Past(copy, locked)
        assert Past(copy, locked, password="春风化雨一二三四").ledgers["problem"] == 1


def test_what_was_destroyed_by_rule_is_not_brought_back(workspace, problem, tmp_path):
    destroy(workspace, {"problem": [problem]}, Decision("党委会", date(2030, 1, 1), "保存期限届满"))
    past = Past(snapshot(tmp_path), workspace)
    [found] = past.find(PROBLEM)
    assert found.fate == Fate.DESTROYED
    with pytest.raises(Refusal, match="已按规定销毁"):
        bring_back(past, PROBLEM, found.id)


def test_a_finalised_talk_keeps_what_it_says(workspace, hospital, add, act, tmp_path):
    talk = add("talk", held_on=date(2025, 8, 5), speaker_id=hospital["林书记"], person_id=hospital["赵主任"], content="原来的要点")
    (tmp_path / "盘").mkdir()
    back_up(workspace, tmp_path / "盘")
    with workspace.transaction("改") as session:
        records.save(session, LEDGERS["talk"], {"content": "改过的要点"}, record=records.get(session, LEDGERS["talk"], talk))
    act("talk", talk, "finalise")
    with pytest.raises(Refusal, match="不能取回.*定稿"):
        bring_back(Past(snapshot(tmp_path), workspace), LEDGERS["talk"], talk)
    with workspace.read() as session:
        assert records.get(session, LEDGERS["talk"], talk).content == "改过的要点"
