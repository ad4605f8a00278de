"""专项督查: inspections made and received, with the checklist of a self-inspection (domain.md L14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.fields import Choice, Day, Link, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

RESULTS = (State("open", "未检查", "calm"), State("good", "符合", "good"), State("part", "部分符合", "warn"), State("bad", "不符合", "bad"),
           State("na", "不涉及"))


class Supervision(Record):
    """One inspection."""

    __tablename__ = "supervision"

    day: Mapped[date | None] = keep(Day("督查日期", required=True, past=True, default=that_day, also=("日期",)))
    kind: Mapped[str | None] = keep(Term("督查类别", vocabulary="supervision_kind", required=True, width=8))
    title: Mapped[str | None] = keep(Text("督查名称", required=True, width=16))
    team_leader_id: Mapped[int | None] = person("组长")
    team: Mapped[str | None] = keep(Text("督查组", width=10))
    scope: Mapped[str | None] = keep(Prose("督查范围", required=True, lines=2, width=16))
    basis: Mapped[str | None] = keep(Prose("依据文件", lines=2))
    departments: Mapped[int | None] = keep(Number("被查科室数", unit="个", width=5))
    conclusion: Mapped[str | None] = keep(Prose("督查结论", lines=3))
    reported_on: Mapped[date | None] = keep(Day("报告日期"))


class CheckItem(Record):
    """One line of the checklist."""

    __tablename__ = "check_item"

    supervision_id: Mapped[int | None] = keep(Link("督查", target="supervision", required=True))
    area: Mapped[str | None] = keep(Term("检查方面", vocabulary="check_area", required=True, width=9))
    item: Mapped[str | None] = keep(Text("检查内容", required=True, width=18))
    result: Mapped[str | None] = keep(Choice("结果", states=RESULTS, default="open"))
    finding: Mapped[str | None] = keep(Text("发现的问题", width=14))
    department_id: Mapped[int | None] = department("涉及科室")


def _to_rectify(scene: Scene, answers: dict[str, Any]) -> str:
    from db.ledgers.rectification import PROBLEMS
    from db.links import tie
    from db.records import save

    item = scene.record
    supervision = scene.session.get(Supervision, item.supervision_id)
    source = {"above": "inspection-above", "self": "self"}.get(supervision.kind, "supervision")
    problem = save(scene.session, PROBLEMS, {
        "title": item.finding or item.item, "source": source, "found_on": supervision.day, "department_id": item.department_id,
        "deadline": answers["deadline"]}, today=scene.today)
    tie(scene.session, "raised", item, problem)
    return f"已转为整改事项 {problem.number}。"


CHECK_ITEMS = Ledger(
    key="check_item", title="检查清单", one="检查项", model=CheckItem, parent=CheckItem.supervision_id,
    columns=(CheckItem.area, CheckItem.item, CheckItem.result, CheckItem.finding, CheckItem.department_id),
    sections=(section("检查", CheckItem.area, CheckItem.item, CheckItem.result, CheckItem.finding, CheckItem.department_id),),
    title_of=(CheckItem.item,),
    actions=(Action("rectify", "转整改", _to_rectify, when=lambda r: r.result in ("part", "bad"),
                    ask=(Day("整改时限", required=True, name="deadline"),)),),
    help="还没有检查项。检查什么、结果怎样，一项一条；没有做到的可转整改。")

SUPERVISIONS = Ledger(
    key="supervision", title="专项督查", model=Supervision, day=Supervision.day, prefix="DC",
    columns=(Supervision.number, Supervision.day, Supervision.kind, Supervision.title, Supervision.team_leader_id, Supervision.scope,
             Supervision.departments, Supervision.reported_on),
    sections=(section("督查", Supervision.day, Supervision.kind, Supervision.title, Supervision.team_leader_id, Supervision.team,
                      Supervision.scope, Supervision.departments),
              section("依据与结论", Supervision.basis, Supervision.conclusion, Supervision.reported_on)),
    title_of=(Supervision.number, Supervision.title), children=[CHECK_ITEMS],
    help="还没有督查记录。院内督查、自查、上级巡察都记在这里，发现的问题可一键转整改。")
