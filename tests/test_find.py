"""One search over everything in the file."""

from __future__ import annotations

from datetime import date

import pytest

from db import names, records
from db.evidence import attach
from db.find import SHOWN, everything
from db.ledgers import LEDGERS


@pytest.fixture
def look(workspace):
    """Group titles → titles of the hits."""

    def find(words: str) -> dict[str, list[str]]:
        with workspace.read() as session:
            return {group.title: [hit.title for hit in group.hits] for group in everything(session, words)}

    return find


def test_two_characters_find_records_of_every_ledger_with_the_match_in_its_place(workspace, hospital, add, look):
    add("meeting", kind="committee", topic="研究意识形态工作", conclusion="会议认为，门诊投诉处置要提速，责任到人。", day=date(2025, 3, 5))
    add("opinion", source="mailbox", content="门诊投诉渠道不清楚", day=date(2025, 3, 6))
    with workspace.read() as session:
        groups = everything(session, "投诉")
    assert [group.title for group in groups] == ["会议研究", "意见建议"]
    hit = groups[0].hits[0]
    assert (hit.before, hit.match) == ("会议认为，门诊", "投诉") and hit.after.startswith("处置")
    assert look("门诊 提速") == {"会议研究": [hit.title]} and look("投") == {}


def test_a_number_finds_its_record(workspace, hospital, add, look):
    add("meeting", kind="committee", topic="研究意识形态工作", day=date(2025, 3, 5))
    assert look("HY-2025-001") == {"会议研究": ["HY-2025-001 研究意识形态工作"]} and look("hy-2025")


@pytest.mark.parametrize(("typed", "name"), [("lsj", "林书记"), ("LSJ", "林书记"), ("zz", "赵主任"), ("nk", "内科")])
def test_people_and_departments_are_found_by_initials(hospital, look, typed, name):
    assert any(title.startswith(name) for titles in look(typed).values() for title in titles)


def test_a_name_with_several_readings_is_found_by_each(workspace, look):
    with workspace.transaction("新增") as session:
        records.save(session, LEDGERS["person"], {"name": "单仇"})
    assert all("人员" in look(typed) for typed in ("sc", "dc", "cq", "sq"))


def test_a_person_renamed_or_taken_out_is_no_longer_found_by_the_old_initials(workspace, hospital, look):
    with workspace.transaction("改名") as session:
        records.save(session, LEDGERS["person"], {"name": "林小明"}, records.get(session, LEDGERS["person"], hospital["林书记"]))
    assert "人员" not in look("lsj") and "人员" in look("lxm")
    with workspace.transaction("删除") as session:
        records.void(session, LEDGERS["person"], hospital["林书记"])
    assert look("lxm") == {}
    workspace.undo()
    assert "人员" in look("lxm")


def test_talks_are_found_but_their_words_are_not_shown(workspace, hospital, add):
    add("talk", planned_on=date(2025, 3, 5), held_on=date(2025, 3, 5), speaker_id=hospital["林书记"], person_id=hospital["钱医生"],
        content="谈到夜班安排和家庭情况")
    with workspace.read() as session:
        [group] = everything(session, "夜班")
    [hit] = group.hits
    assert group.title == "谈心谈话" and "TX-2025" in hit.title
    assert (hit.before, hit.match, hit.after) == ("", "", "") and "夜班" not in hit.title


def test_proofs_are_found_by_their_file_names(workspace, hospital, add, tmp_path):
    meeting = add("meeting", kind="committee", topic="研究意识形态工作", day=date(2025, 3, 5))
    (tmp_path / "签到表扫描.pdf").write_bytes(b"%PDF")
    with workspace.transaction("添加佐证") as session:
        attach(session, workspace.evidence, LEDGERS["meeting"], records.get(session, LEDGERS["meeting"], meeting), tmp_path / "签到表扫描.pdf")
    with workspace.read() as session:
        [group] = everything(session, "签到表")
    assert group.title == "佐证材料" and (group.hits[0].ledger_key, group.hits[0].record_id) == ("meeting", meeting)


def test_many_matches_are_cut_and_said_so(workspace, hospital, add):
    for day in range(1, SHOWN + 3):
        add("meeting", kind="committee", topic=f"第{day}次研究意识形态工作", day=date(2025, 3, day))
    with workspace.read() as session:
        [group] = everything(session, "意识形态")
    assert len(group.hits) == SHOWN and group.more and "第7次" in group.hits[0].title


def test_initials_are_letters_only():
    assert names.readings("欧阳A1") == ["oya1"] and not names.spoken("l") and not names.spoken("林s")
