"""讲座论坛先审后办: every lecture, forum or training is approved before it is held (domain.md 3.6, L11; check C6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case
from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Derived, Flag, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

STATES = (State("applied", "待审批", "warn"), State("approved", "已批准", "good"), State("refused", "不同意", "bad"),
          State("held", "已举办", "good"), State("filed", "已备案", "good"), State("cancelled", "已取消"))
ORDER = (State("ok", "先审后办", "good"), State("wrong", "先办后审", "bad"), State("open", "未审批", "warn"))
_APPROVED = ("event_on", "title", "speaker", "department_id")


class Lecture(Record):
    """One application and what became of it."""

    __tablename__ = "lecture"

    applied_on: Mapped[date | None] = keep(Day("申请日期", required=True, past=True, default=that_day))
    kind: Mapped[str | None] = keep(Term("活动类别", vocabulary="lecture_kind", required=True, width=7))
    role: Mapped[str | None] = keep(Term("承办方式", vocabulary="lecture_role", default="host", width=5))
    title: Mapped[str | None] = keep(Text("活动名称", required=True, width=18, also=("题目", "讲座名称")))
    summary: Mapped[str | None] = keep(Prose("内容提要", lines=3))
    department_id: Mapped[int | None] = department("主办科室", required=True)
    speaker: Mapped[str | None] = keep(Text("主讲人", required=True, width=6))
    speaker_unit: Mapped[str | None] = keep(Text("主讲人单位", width=10))
    speaker_post: Mapped[str | None] = keep(Text("职务职称", width=7))
    abroad: Mapped[bool | None] = keep(Flag("境外人员", width=5))
    event_on: Mapped[date | None] = keep(Day("拟举办日期", required=True, also=("举办日期", "活动日期")))
    place: Mapped[str | None] = keep(Text("地点", width=8))
    audience: Mapped[str | None] = keep(Text("听众范围", width=8))
    expected: Mapped[int | None] = keep(Number("预计人数", unit="人", width=5))
    safety_plan: Mapped[bool | None] = keep(Flag("有安全预案", width=5))
    speaker_checked: Mapped[bool | None] = keep(Flag("主讲人已审", readonly=True, width=5))
    content_checked: Mapped[bool | None] = keep(Flag("内容已审", readonly=True, width=5))
    checker_id: Mapped[int | None] = person("审核人", readonly=True)
    approver_id: Mapped[int | None] = person("批准人", readonly=True)
    approved_on: Mapped[date | None] = keep(Day("批准日期", readonly=True), index=True)
    remark: Mapped[str | None] = keep(Text("审批意见", readonly=True, width=10))
    held_on: Mapped[date | None] = keep(Day("举办日期", readonly=True), index=True)
    people: Mapped[int | None] = keep(Number("实到人数", readonly=True, unit="人", width=5))
    problem: Mapped[bool | None] = keep(Flag("出现导向问题", readonly=True, width=6))
    watcher_id: Mapped[int | None] = person("现场督查人", readonly=True)
    filed_on: Mapped[date | None] = keep(Day("备案日期", readonly=True), index=True)
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


def approval_order(today: date) -> Any:
    """SQL: approved before held (ok), after it (wrong), or held without approval (open)."""
    day = case((Lecture.held_on.is_not(None), Lecture.held_on), else_=Lecture.event_on)
    return case((Lecture.approved_on.is_(None), "open"), (Lecture.approved_on <= day, "ok"), else_="wrong")


def _lead_time(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if scene.record is not None and scene.record.state not in ("applied",):
        for name in _APPROVED:
            if getattr(scene.record, name) != values.get(name):
                yield name, f"审批后改了“{LECTURES.field(name).label}”，要重新申请：请取消这一条，另建一条。"


def lead_warning(session_scene: Scene, record: Lecture) -> str | None:
    """A sentence when the application came later than the hospital's lead time."""
    days = session_scene.setting("lecture_lead_days_abroad" if record.abroad else "lecture_lead_days", 3)
    if record.event_on and record.applied_on and (record.event_on - record.applied_on).days < days:
        return f"申请距举办不足 {days} 天，请提醒主办科室以后提前申请。"
    return None


def _approve(scene: Scene, answers: dict[str, Any]) -> str | None:
    if not answers["speaker_checked"] or not answers["content_checked"]:
        raise Refusal("主讲人和内容都审核过才能批准，请先完成审核并勾选。")
    if answers["day"] > scene.today:
        raise Refusal("批准日期不能晚于今天，请改正。")
    record = scene.record
    record.speaker_checked, record.content_checked, record.checker_id = True, True, answers["checker"]
    record.approver_id, record.approved_on, record.remark, record.state = answers["approver"], answers["day"], answers["remark"], "approved"
    if answers["day"] > record.event_on:
        return "批准日期晚于举办日期，属于先办后审，自查时会列出。"
    return lead_warning(scene, record)


def _refuse(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.approver_id, scene.record.remark, scene.record.state = answers["approver"], answers["remark"], "refused"


def _hold(scene: Scene, answers: dict[str, Any]) -> None:
    if answers["day"] > scene.today:
        raise Refusal("举办日期不能晚于今天，请改正。")
    record = scene.record
    record.held_on, record.people, record.problem, record.watcher_id = answers["day"], answers["people"], answers["problem"], answers["watcher"]
    record.state = "held"


def _file(scene: Scene, answers: dict[str, Any]) -> None:
    if answers["day"] < scene.record.held_on:
        raise Refusal("备案日期早于举办日期，请改正。")
    scene.record.filed_on, scene.record.state = answers["day"], "filed"


def _cancel(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.remark, scene.record.state = answers["reason"], "cancelled"


def _who(label: str, name: str, required: bool = False) -> Any:
    from db.fields import Link

    return Link(label, target="person", name=name, required=required)


LECTURES = Ledger(
    key="lecture", title="讲座论坛审批", model=Lecture, day=Lecture.event_on, prefix="JZ",
    columns=(Lecture.number, Lecture.event_on, Lecture.kind, Lecture.title, Lecture.department_id, Lecture.speaker, Lecture.approved_on,
             order := Derived("审批次序", name="order", expression=approval_order, states=ORDER, width=6), Lecture.people, Lecture.state),
    sections=(section("活动", Lecture.applied_on, Lecture.kind, Lecture.role, Lecture.title, Lecture.department_id, Lecture.event_on, Lecture.place,
                      Lecture.summary),
              section("主讲人", Lecture.speaker, Lecture.speaker_unit, Lecture.speaker_post, Lecture.abroad),
              section("听众与安全", Lecture.audience, Lecture.expected, Lecture.safety_plan, folded=True)),
    derived=(order,), title_of=(Lecture.number, Lecture.title), rules=(_lead_time,),
    actions=(
        Action("approve", "批准", _approve, when=lambda r: r.state == "applied", ask=(
            Flag("主讲人背景已审核", name="speaker_checked"), Flag("讲授内容已审核", name="content_checked"), _who("审核人", "checker", True),
            _who("批准人", "approver", True), Day("批准日期", required=True, name="day", default=that_day), Text("审批意见", name="remark"))),
        Action("refuse", "不同意", _refuse, when=lambda r: r.state == "applied",
               ask=(_who("批准人", "approver", True), Text("理由", required=True, name="remark"))),
        Action("hold", "登记举办", _hold, when=lambda r: r.state in ("applied", "approved"), ask=(
            Day("举办日期", required=True, name="day", default=that_day), Number("实到人数", required=True, name="people", unit="人"),
            Flag("出现导向问题", name="problem"), _who("现场督查人", "watcher"))),
        Action("file", "备案", _file, when=lambda r: r.state == "held", ask=(Day("备案日期", required=True, name="day", default=that_day),)),
        Action("cancel", "取消", _cancel, when=lambda r: r.state in ("applied", "approved"), ask=(Text("原因", required=True, name="reason"),))),
    help="还没有讲座论坛。举办前先在这里登记申请，批准后再办。")
