"""谈心谈话: plan → held → follow-up → done. Source: domain.md 3.2; personal information rules P-02, P-04, P-12.

The record keeps the gist a person agreed to, not a transcript. Once finalised (定稿) its text is frozen and later
follow-ups are appended. Reports count talks (场次) and attendances (人次); they never name who said what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import LOCKED, Choice, Day, Flag, Link, Moment, Number, Prose, State, Term, Terms, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import Person, department, person
from db.record import Record

STATES = (State("plan", "计划", "calm"), State("held", "已谈", "good"), State("follow", "待跟进", "warn"), State("done", "已办结", "good"))
_FROZEN = ("held_on", "content", "opinion", "speaker_id", "person_id", "names", "people")


class Talk(Record):
    """One talk, planned or held."""

    __tablename__ = "talk"

    planned_on: Mapped[date | None] = keep(Day("计划日期"), index=True)
    held_on: Mapped[date | None] = keep(Day("谈话日期", past=True, also=("谈话时间", "日期", "时间")), index=True)
    on: Mapped[date | None] = keep(Day("日期", readonly=True))
    place: Mapped[str | None] = keep(Text("地点", width=7, also=("谈话地点",)))
    speaker_id: Mapped[int | None] = person("谈话人", required=True)
    form: Mapped[str | None] = keep(Term("谈话形式", vocabulary="talk_form", required=True, default="one", width=6))
    person_id: Mapped[int | None] = person("谈话对象", help="个别谈话选一人；集体谈话填写下面的对象说明和人数")
    names: Mapped[str | None] = keep(Text("对象说明", width=9, help="集体谈话写明范围，如“内科支部青年职工”"))
    people: Mapped[int | None] = keep(Number("人数", default=1, least=1, most=2000, unit="人", width=4))
    department_id: Mapped[int | None] = department("对象所在科室", width=8, help="不填时按谈话对象当时的科室自动填写")
    post: Mapped[str | None] = keep(Text("对象职务", limit=40, help="不填时自动填写"))
    kind: Mapped[str | None] = keep(Term("谈话类型", vocabulary="talk_kind", required=True, default="heart", width=7))
    relation: Mapped[str | None] = keep(Term("谈话关系", vocabulary="talk_relation", width=9))
    occasion: Mapped[str | None] = keep(Term("必谈情形", vocabulary="talk_occasion", width=9))
    trigger_on: Mapped[date | None] = keep(Day("情形发生日期"))
    topics: Mapped[str | None] = keep(Terms("话题", vocabulary="talk_topic", width=10))
    content: Mapped[str | None] = keep(Prose("内容要点", lines=6, help="记要点，不记逐字稿；只写本人同意记录的内容"))
    opinion: Mapped[str | None] = keep(Prose("提出的意见建议", lines=3))
    arrangement: Mapped[str | None] = keep(Prose("后续安排", lines=2))
    follow_needed: Mapped[bool | None] = keep(Flag("需要跟进"))
    follow_by: Mapped[date | None] = keep(Day("跟进期限"))
    follower_id: Mapped[int | None] = person("跟进人")
    recorder: Mapped[str | None] = keep(Text("记录人", width=6))
    to_committee: Mapped[bool | None] = keep(Flag("重要问题报党委"))
    legal_basis: Mapped[str | None] = keep(Term("记录依据", vocabulary="legal_basis", default="consent", help="个人信息保护法第十三条"))
    informed_on: Mapped[date | None] = keep(Day("告知日期", help="把记录目的、保存期限告知本人的日期"))
    finalised_at: Mapped[datetime | None] = keep(Moment("定稿时间", readonly=True))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


class TalkFollowUp(Record):
    """One entry of what was done about something raised in a talk. Appended, also after the talk is frozen."""

    __tablename__ = "talk_follow_up"

    talk_id: Mapped[int | None] = keep(Link("谈话", target="talk", required=True))
    day: Mapped[date | None] = keep(Day("跟进日期", required=True, past=True, default=that_day))
    person_id: Mapped[int | None] = person("跟进人")
    text: Mapped[str | None] = keep(Prose("跟进情况", required=True, width=24, lines=3))


def _prepare(scene: Scene, values: dict[str, Any]) -> None:
    """Takes department and post over from the person as they are now, and works out date and state."""
    if values.get("person_id"):
        one = scene.session.get(Person, values["person_id"])
        if one is not None:
            values["department_id"] = values["department_id"] or one.department_id
            values["post"] = values["post"] or one.post
    values["on"] = values.get("held_on") or values.get("planned_on")
    if values.get("held_on") is None:
        values["state"] = "plan"
    elif values["state"] in (None, "plan", "held", "follow"):
        values["state"] = "follow" if values.get("follow_needed") else "held"


def _whole(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if not values.get("held_on") and not values.get("planned_on"):
        yield "held_on", "请填写谈话日期；还没有谈的填写计划日期。"
    if values.get("held_on") and not (values.get("content") or "").strip():
        yield "content", "已经谈过的，请填写内容要点。"
    if not values.get("person_id") and not values.get("names"):
        yield "person_id", "请选择谈话对象，或在“对象说明”里写明范围。"
    if values.get("person_id") and values.get("person_id") == values.get("speaker_id"):
        yield "person_id", "谈话人和谈话对象不能是同一个人。"
    if values.get("form") == "group" and (values.get("people") or 0) < 2:
        yield "people", "集体谈话的人数应在 2 人以上，请改正。"
    if values.get("trigger_on") and values.get("held_on") and values["held_on"] < values["trigger_on"]:
        yield "trigger_on", "情形发生日期晚于谈话日期，请改正。"
    if values.get("follow_needed") and not values.get("follower_id"):
        yield "follower_id", "需要跟进的，请选择跟进人。"


def _frozen(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if scene.record is not None and scene.record.finalised_at is not None:
        for name in _FROZEN:
            if getattr(scene.record, name) != values.get(name):
                yield name, f"这次谈话已经定稿，“{TALKS.field(name).label}”不能再改；新的情况请写进“跟进”。"


def _finalise(scene: Scene, answers: dict[str, Any]) -> str:
    scene.record.finalised_at = datetime.combine(scene.today, datetime.now().time().replace(second=0, microsecond=0))
    return "已定稿，谈话内容不再改动；新的情况写进“跟进”。"


def _finish(scene: Scene, answers: dict[str, Any]) -> None:
    count = scene.session.scalar(select(func.count()).select_from(TalkFollowUp).where(
        TalkFollowUp.talk_id == scene.record.id, TalkFollowUp.voided_at.is_(None)))
    if scene.record.follow_needed and not count:
        raise Refusal("还没有跟进记录，请先在“跟进”里写明做了什么，再办结。")
    scene.record.state = "done"


def _to_opinion(scene: Scene, answers: dict[str, Any]) -> str:
    """Makes an opinion of what was raised, without the person's name."""
    from db.ledgers.opinion import OPINIONS
    from db.links import tie
    from db.records import save

    talk = scene.record
    one = scene.session.get(Person, talk.person_id) if talk.person_id else None
    if answers["content"] == LOCKED:
        raise Refusal("谈话内容已加锁，请先用第二密码解锁，再转为意见建议。")
    if one is not None and one.name and one.name in answers["content"]:
        raise Refusal("意见建议里写有谈话对象的姓名，请去掉姓名后再转。")
    opinion = save(scene.session, OPINIONS, {"day": talk.held_on, "source": "talk", "department_id": talk.department_id,
                                             "content": answers["content"]}, today=scene.today)
    tie(scene.session, "raised", talk, opinion)
    return f"已转为意见建议 {opinion.number}，不带姓名。"


FOLLOW_UPS = Ledger(
    key="talk_follow_up", title="跟进", model=TalkFollowUp, group="talk", day=TalkFollowUp.day, parent=TalkFollowUp.talk_id, sensitive=True,
    columns=(TalkFollowUp.day, TalkFollowUp.person_id, TalkFollowUp.text),
    sections=(section("跟进", TalkFollowUp.day, TalkFollowUp.person_id, TalkFollowUp.text),), title_of=(TalkFollowUp.day,),
    help="还没有跟进。谈话时答应办的事，每办一步记一条。")

TALKS = Ledger(
    key="talk", title="谈心谈话", model=Talk, group="talk", day=Talk.on, event=Talk.held_on, prefix="TX", by="quarter", sensitive=True,
    columns=(Talk.on, Talk.speaker_id, Talk.person_id, Talk.names, Talk.people, Talk.department_id, Talk.kind, Talk.form, Talk.topics, Talk.state),
    sections=(
        section("谈话", Talk.planned_on, Talk.held_on, Talk.place, Talk.speaker_id, Talk.form, Talk.person_id, Talk.names, Talk.people,
                Talk.kind, Talk.topics),
        section("内容", Talk.content, Talk.opinion),
        section("跟进", Talk.follow_needed, Talk.follower_id, Talk.follow_by, Talk.arrangement),
        section("其他", Talk.relation, Talk.occasion, Talk.trigger_on, Talk.department_id, Talk.post, Talk.recorder, Talk.to_committee,
                Talk.legal_basis, Talk.informed_on, folded=True)),
    title_of=(Talk.number, Talk.on), prepare=_prepare, rules=(_whole, _frozen), children=[FOLLOW_UPS],
    actions=(
        Action("finalise", "定稿", _finalise, when=lambda r: r.held_on is not None and r.finalised_at is None, help="谈话内容从此不再改动"),
        Action("opinion", "转为意见建议", _to_opinion, when=lambda r: r.held_on is not None and bool(r.opinion), help="另记一条意见建议，从那里登记答复或转整改；不带谈话对象的姓名",
               ask=(Prose("意见建议内容", required=True, name="content", lines=4, help="不写姓名"),),
               known=lambda values: {"content": values["opinion"]}),
        Action("finish", "办结", _finish, when=lambda r: r.state in ("held", "follow"))),
    help="还没有谈话记录。按 Ctrl+N 记一次谈话，或先列出本月谈话计划。")
