"""谈心谈话 and the other ledgers' own rules."""

from datetime import date, datetime

import pytest

from db import links, records
from db.errors import Invalid, Refusal
from db.ledgers import LEDGERS

TALKS = LEDGERS["talk"]


@pytest.fixture
def talk(hospital, add) -> int:
    return add("talk", held_on=date(2025, 8, 5), speaker_id=hospital["林书记"], person_id=hospital["赵主任"], content="谈了科室近况",
               opinion="希望职称评审标准早些公布", follow_needed=True, follower_id=hospital["林书记"])


def edit(workspace, record_id: int, **values) -> None:
    with workspace.transaction("修改谈心谈话") as session:
        records.save(session, TALKS, values, records.get(session, TALKS, record_id))


def test_a_talk_remembers_department_and_post_of_its_day(talk, hospital, fetch, workspace) -> None:
    with workspace.transaction("调动") as session:
        records.save(session, LEDGERS["person"], {"department_id": hospital["党委办公室"], "post": "副书记"},
                     records.get(session, LEDGERS["person"], hospital["赵主任"]))
    record = fetch("talk", talk)
    assert (record.number, record.department_id, record.post, record.state) == ("TX-2025-Q3-001", hospital["内科"], "主任", "follow")


def test_a_planned_talk_becomes_a_held_one(hospital, add, workspace, fetch) -> None:
    planned = add("talk", planned_on=date(2025, 8, 5), speaker_id=hospital["林书记"], person_id=hospital["赵主任"])
    assert fetch("talk", planned).state == "plan"
    with pytest.raises(Invalid, match="内容要点"):
        edit(workspace, planned, held_on=date(2025, 8, 6))
    edit(workspace, planned, held_on=date(2025, 8, 6), content="谈了工作")
    assert (fetch("talk", planned).state, fetch("talk", planned).on) == ("held", date(2025, 8, 6))


def test_a_finalised_talk_is_frozen_but_can_be_followed_up(talk, add, act, workspace, fetch, hospital) -> None:
    act("talk", talk, "finalise")
    with pytest.raises(Invalid, match="已经定稿"):
        edit(workspace, talk, content="改口")
    with pytest.raises(Refusal, match="跟进记录"):
        act("talk", talk, "finish")
    add("talk_follow_up", talk_id=talk, day=date(2025, 8, 20), text="标准已经公布")
    act("talk", talk, "finish")
    assert fetch("talk", talk).state == "done" and fetch("talk", talk).content == "谈了科室近况"


def test_an_opinion_leaves_the_name_behind(talk, act, fetch, workspace) -> None:
    with pytest.raises(Refusal, match="姓名"):
        act("talk", talk, "opinion", content="赵主任希望早些公布标准")
    assert "YJ-2025-001" in act("talk", talk, "opinion", content="希望早些公布标准")
    opinion = fetch("opinion", 1)
    assert (opinion.source, opinion.day, opinion.content) == ("talk", date(2025, 8, 5), "希望早些公布标准")
    with workspace.read() as session:
        assert [tie.word for tie in links.ties_of(session, opinion)] == ["来自"]


@pytest.mark.parametrize(("values", "sentence"), [
    ({"held_on": None}, "谈话日期"), ({"person_id": None}, "谈话对象"), ({"form": "group"}, "2 人以上"),
    ({"trigger_on": date(2025, 9, 1)}, "情形发生日期"), ({"follow_needed": True, "follower_id": None}, "跟进人")])
def test_a_talk_must_be_whole(hospital, add, values, sentence: str) -> None:
    base = {"held_on": date(2025, 8, 5), "speaker_id": hospital["林书记"], "person_id": hospital["赵主任"], "content": "谈"}
    with pytest.raises(Invalid, match=sentence):
        add("talk", **(base | values))


def test_nobody_talks_with_himself(hospital, add) -> None:
    with pytest.raises(Invalid, match="同一个人"):
        add("talk", held_on=date(2025, 8, 5), speaker_id=hospital["林书记"], person_id=hospital["林书记"], content="谈")


@pytest.mark.parametrize("key", ["meeting", "study"])
def test_nobody_attends_who_was_not_expected(hospital, add, key: str) -> None:
    with pytest.raises(Invalid, match="多于应到"):
        add(key, day=date(2025, 8, 5), kind="committee", topic="学", expected=9, attended=10)


def test_a_lecture_is_approved_before_it_is_held(hospital, add, act, fetch, workspace) -> None:
    lecture = add("lecture", applied_on=date(2025, 8, 1), kind="lecture", title="健康讲座", department_id=hospital["内科"], speaker="外院专家",
                  event_on=date(2025, 8, 10))
    with pytest.raises(Refusal, match="审核过"):
        act("lecture", lecture, "approve", speaker_checked=True, checker=hospital["林书记"], approver=hospital["林书记"], day=date(2025, 8, 5))
    act("lecture", lecture, "approve", speaker_checked=True, content_checked=True, checker=hospital["林书记"], approver=hospital["林书记"],
        day=date(2025, 8, 5))
    with pytest.raises(Invalid, match="重新申请"), workspace.transaction("修改") as session:
        records.save(session, LEDGERS["lecture"], {"speaker": "另一位专家"}, records.get(session, LEDGERS["lecture"], lecture))
    act("lecture", lecture, "hold", day=date(2025, 8, 10), people=60)
    act("lecture", lecture, "file", day=date(2025, 8, 12))
    assert fetch("lecture", lecture).state == "filed"


def test_the_four_stamps_keep_their_order(hospital, add, act, fetch) -> None:
    incident = add("incident", found_at=datetime(2025, 8, 5, 9), type="consult", channel="wechat", category="process", level="light", summary="挂号")
    with pytest.raises(Refusal, match="早于"):
        act("incident", incident, "judge", at=datetime(2025, 8, 5, 8), text="回应")
    act("incident", incident, "judge", at=datetime(2025, 8, 5, 10), text="回应")
    act("incident", incident, "handle", at=datetime(2025, 8, 5, 11), text="解释")
    act("incident", incident, "reply", at=datetime(2025, 8, 5, 12))
    act("incident", incident, "close", at=datetime(2025, 8, 6, 12))
    record = fetch("incident", incident)
    assert (record.state, record.secondary, record.hyped) == ("closed", False, False)


def test_a_renamed_department_keeps_its_old_name_in_old_records(talk, hospital, act, fetch, workspace) -> None:
    act("department", hospital["内科"], "rename", name="综合内科", day=date(2025, 9, 1))
    with workspace.read() as session:
        words = workspace.words(session)
        assert words.linked("department", fetch("talk", talk).department_id) == "内科"
        assert words.linked("department", fetch("person", hospital["赵主任"]).department_id) == "综合内科"
        assert "内科" not in [title for _, title in words.choices("department", on=date(2025, 9, 2))]
        assert "内科" in [title for _, title in words.choices("department", on=date(2025, 8, 2))]
