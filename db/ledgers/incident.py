"""舆情与投诉处置: four time stamps from found to answered, in this order (domain.md 3.6, L12; check C11).

The summary holds no patient identity: no name, case number or diagnosis (domain.md section 5, P-20).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped

from db import workdays
from db.errors import Refusal
from db.fields import Choice, Day, Flag, Moment, Prose, State, Term, Text, keep, that_minute
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department
from db.record import Record

STATES = (State("found", "已登记", "warn"), State("judged", "已研判", "warn"), State("handled", "已处置", "warn"),
          State("replied", "已回复", "good"), State("closed", "已办结", "good"))
COMPLAINTS = ("complaint", "dispute", "letter")  # types that have to be closed within the hospital's limit
_STAMPS = ("found_at", "judged_at", "handled_at", "replied_at", "closed_at")
_BEFORE = {"judged": "found_at", "handled": "judged_at", "replied": "handled_at", "closed": "replied_at"}


class Incident(Record):
    """One matter, from first notice to closure."""

    __tablename__ = "incident"

    found_at: Mapped[datetime | None] = keep(Moment("发现时间", required=True, past=True, default=that_minute))
    type: Mapped[str | None] = keep(Term("类型", vocabulary="incident_type", required=True, width=6))
    channel: Mapped[str | None] = keep(Term("来源渠道", vocabulary="incident_channel", required=True, width=7))
    category: Mapped[str | None] = keep(Term("涉及方面", vocabulary="incident_category", required=True, width=7))
    level: Mapped[str | None] = keep(Term("等级", vocabulary="incident_level", required=True, width=5))
    department_id: Mapped[int | None] = department("涉及科室")
    summary: Mapped[str | None] = keep(Prose("摘要", required=True, width=18, lines=3, help="不写患者姓名、病历号和诊断，只写内部编号"))
    close_by: Mapped[date | None] = keep(Day("办结时限", help="投诉、纠纷、信访不填时按“设置—单位与期限”里的工作日算出"))
    case_no: Mapped[str | None] = keep(Text("内部编号", width=7, limit=30))
    owner_department_id: Mapped[int | None] = department("处置科室")
    reported_to: Mapped[str | None] = keep(Text("上报对象", width=8))
    reported_on: Mapped[date | None] = keep(Day("上报日期"))
    judged_at: Mapped[datetime | None] = keep(Moment("研判时间", readonly=True))
    judgement: Mapped[str | None] = keep(Prose("研判意见", readonly=True))
    handled_at: Mapped[datetime | None] = keep(Moment("处置时间", readonly=True))
    handling: Mapped[str | None] = keep(Prose("处置措施", readonly=True))
    replied_at: Mapped[datetime | None] = keep(Moment("回复时间", readonly=True))
    closed_at: Mapped[datetime | None] = keep(Moment("办结时间", readonly=True))
    secondary: Mapped[bool | None] = keep(Flag("引发次生舆情", readonly=True))
    hyped: Mapped[bool | None] = keep(Flag("形成负面炒作", readonly=True))
    lesson: Mapped[str | None] = keep(Prose("教训与改进", lines=2))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


def _order(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    stamps = [(name, values.get(name)) for name in _STAMPS if values.get(name) is not None]
    for (earlier, first), (later, second) in zip(stamps, stamps[1:]):
        if second < first:
            yield later, f"“{INCIDENTS.field(later).label}”早于“{INCIDENTS.field(earlier).label}”，请改正。"
    if values.get("found_at") and values["found_at"].date() > scene.today:
        yield "found_at", "发现时间不能晚于今天，请改正。"


def _set_limit(scene: Scene, values: dict[str, Any]) -> None:
    """A complaint without a limit gets one: so many working days after it was found (domain.md 3.6, L12)."""
    if values.get("close_by") is None and values.get("type") in COMPLAINTS and values.get("found_at") is not None:
        values["close_by"] = workdays.after(values["found_at"].date(), int(scene.setting("complaint_days", None))).day


def _stamp(state: str, field: str, text: str | None = None) -> Any:
    def perform(scene: Scene, answers: dict[str, Any]) -> None:
        record = scene.record
        before = getattr(record, _BEFORE[state]) or record.found_at
        if answers["at"] < before:
            raise Refusal(f"时间早于“{INCIDENTS.field(_BEFORE[state]).label}”（{before:%Y-%m-%d %H:%M}），请改正。")
        setattr(record, field, answers["at"])
        if text:
            setattr(record, text, answers["text"])
        if state == "closed":
            record.secondary, record.hyped = answers["secondary"], answers["hyped"]
        record.state = state
    return perform


def _to_rectify(scene: Scene, answers: dict[str, Any]) -> str:
    from db.ledgers.rectification import PROBLEMS
    from db.links import tie
    from db.records import save

    incident = scene.record
    problem = save(scene.session, PROBLEMS, {
        "title": answers["title"], "source": "incident", "found_on": incident.found_at.date(),
        "department_id": incident.owner_department_id or incident.department_id, "deadline": answers["deadline"]}, today=scene.today)
    tie(scene.session, "raised", incident, problem)
    return f"已转为整改事项 {problem.number}。"


def _at(label: str) -> Moment:
    return Moment(label, required=True, name="at", past=True, default=that_minute)


INCIDENTS = Ledger(
    key="incident", title="舆情与投诉", one="舆情或投诉", model=Incident, day=Incident.found_at, prefix="YQ",
    columns=(Incident.number, Incident.found_at, Incident.type, Incident.category, Incident.level, Incident.department_id, Incident.summary,
             Incident.closed_at, Incident.state),
    sections=(section("登记", Incident.found_at, Incident.type, Incident.channel, Incident.category, Incident.level, Incident.department_id,
                      Incident.summary, Incident.close_by, Incident.case_no),
              section("上报与改进", Incident.owner_department_id, Incident.reported_to, Incident.reported_on, Incident.lesson, folded=True)),
    title_of=(Incident.number, Incident.found_at), rules=(_order,), prepare=_set_limit,
    actions=(
        Action("judge", "登记研判", _stamp("judged", "judged_at", "judgement"), when=lambda r: r.state == "found",
               ask=(_at("研判时间"), Prose("研判意见", required=True, name="text", lines=2))),
        Action("handle", "登记处置", _stamp("handled", "handled_at", "handling"), when=lambda r: r.state == "judged",
               ask=(_at("处置时间"), Prose("处置措施", required=True, name="text", lines=2))),
        Action("reply", "登记回复", _stamp("replied", "replied_at"), when=lambda r: r.state == "handled", ask=(_at("回复时间"),)),
        Action("close", "办结", _stamp("closed", "closed_at"), when=lambda r: r.state == "replied",
               ask=(_at("办结时间"), Flag("引发次生舆情", name="secondary"), Flag("形成负面炒作", name="hyped"))),
        Action("rectify", "转整改", _to_rectify, ask=(Text("整改事项名称", required=True, name="title"), Day("整改时限", required=True, name="deadline")))),
    help="还没有登记。舆情、咨询、投诉一发现就登记，研判、处置、回复各记一个时间。")
