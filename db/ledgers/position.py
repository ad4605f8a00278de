"""阵地 and 巡查: the unit's own accounts, groups, boards, screens and halls, and the patrols along them (domain.md 3.5).

A work group is a name, an owner and a number: never its members or messages (section 5, N-1 and N-4).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Flag, Link, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

STATES = (State("used", "在用", "good"), State("idle", "长期不用", "warn"), State("closed", "已停用"))


class Position(Record):
    """One place where the hospital speaks (阵地)."""

    __tablename__ = "position"

    kind: Mapped[str | None] = keep(Term("阵地类别", vocabulary="position_kind", required=True, width=8))
    name: Mapped[str | None] = keep(Text("名称", required=True, width=14, also=("阵地名称", "账号名称", "群名称")))
    platform: Mapped[str | None] = keep(Term("平台", vocabulary="position_platform", width=6))
    department_id: Mapped[int | None] = department("主管科室", help="统一归口管理的科室")
    person_id: Mapped[int | None] = person("责任人")
    keeper_id: Mapped[int | None] = person("管理员或群主")
    reviewer_id: Mapped[int | None] = person("审核人")
    filing_no: Mapped[str | None] = keep(Text("备案号", width=8))
    opened_on: Mapped[date | None] = keep(Day("启用日期", required=True, past=True))
    closed_on: Mapped[date | None] = keep(Day("停用日期", readonly=True))
    letter_on: Mapped[date | None] = keep(Day("责任书签订日期", help="签承诺书的也填在这里"))
    people: Mapped[int | None] = keep(Number("粉丝或成员数", unit="人", width=6, help="只登记人数，不登记名单"))
    people_on: Mapped[date | None] = keep(Day("人数截止日"))
    real_names: Mapped[bool | None] = keep(Flag("成员全部实名", width=5))
    three_reviews: Mapped[bool | None] = keep(Flag("落实三审三校", width=5))
    place: Mapped[str | None] = keep(Text("位置", width=8))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


class Patrol(Record):
    """One look at one place."""

    __tablename__ = "patrol"

    position_id: Mapped[int | None] = keep(Link("阵地", target="position", required=True, width=12))
    day: Mapped[date | None] = keep(Day("巡查日期", required=True, past=True, default=that_day))
    person_id: Mapped[int | None] = person("检查人", required=True)
    finding: Mapped[str | None] = keep(Term("发现问题", vocabulary="patrol_finding", default="none", width=8))
    text: Mapped[str | None] = keep(Prose("情况", lines=2, width=14))
    handled: Mapped[str | None] = keep(Text("处理", width=10))
    handled_on: Mapped[date | None] = keep(Day("处理日期"))
    boards: Mapped[int | None] = keep(Number("更新展板", unit="块", width=5))


def _patrol_rules(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values.get("finding") not in (None, "none") and not values.get("text"):
        yield "text", "发现问题的，请写明情况。"
    if values.get("handled_on") and values["handled_on"] < values["day"]:
        yield "handled_on", "处理日期早于巡查日期，请改正。"


def _close(scene: Scene, answers: dict[str, Any]) -> None:
    if answers["day"] < scene.record.opened_on:
        raise Refusal("停用日期早于启用日期，请改正。")
    scene.record.closed_on, scene.record.state = answers["day"], "closed"


def _mark(state: str) -> Any:
    def perform(scene: Scene, answers: dict[str, Any]) -> None:
        scene.record.state = state
        scene.record.closed_on = None
    return perform


def _to_rectify(scene: Scene, answers: dict[str, Any]) -> str:
    from db.ledgers.rectification import PROBLEMS
    from db.links import tie
    from db.records import save

    patrol = scene.record
    position = scene.session.get(Position, patrol.position_id)
    problem = save(scene.session, PROBLEMS, {
        "title": answers["title"], "detail": patrol.text, "source": "patrol", "found_on": patrol.day, "issue_kind": "media",
        "department_id": position.department_id, "person_id": position.person_id, "deadline": answers["deadline"]}, today=scene.today)
    tie(scene.session, "raised", patrol, problem)
    return f"已转为整改事项 {problem.number}。"


PATROLS = Ledger(
    key="patrol", title="巡查", model=Patrol, day=Patrol.day, prefix="XC", parent=Patrol.position_id,
    columns=(Patrol.number, Patrol.day, Patrol.position_id, Patrol.person_id, Patrol.finding, Patrol.text, Patrol.handled, Patrol.boards),
    sections=(section("巡查", Patrol.position_id, Patrol.day, Patrol.person_id, Patrol.finding, Patrol.text, Patrol.handled, Patrol.handled_on,
                      Patrol.boards),),
    title_of=(Patrol.number, Patrol.day), rules=(_patrol_rules,),
    actions=(Action("rectify", "转整改", _to_rectify, when=lambda r: r.finding not in (None, "none"),
                    ask=(Text("整改事项名称", required=True, name="title"), Day("整改时限", required=True, name="deadline"))),),
    help="还没有巡查记录。每月巡查一次，没有问题也要登记。")

POSITIONS = Ledger(
    key="position", title="阵地", model=Position, day=Position.opened_on, standing=True, prefix="ZD",
    columns=(Position.number, Position.kind, Position.name, Position.department_id, Position.person_id, Position.keeper_id, Position.people,
             Position.letter_on, Position.state),
    sections=(section("阵地", Position.kind, Position.name, Position.platform, Position.department_id, Position.person_id, Position.keeper_id,
                      Position.reviewer_id, Position.opened_on),
              section("管理", Position.letter_on, Position.people, Position.people_on, Position.real_names, Position.three_reviews,
                      Position.filing_no, Position.place)),
    title_of=(Position.name,), children=[PATROLS],
    actions=(Action("idle", "标为长期不用", _mark("idle"), when=lambda r: r.state == "used"),
             Action("use", "恢复在用", _mark("used"), when=lambda r: r.state != "used"),
             Action("close", "停用", _close, when=lambda r: r.state != "closed", ask=(Day("停用日期", required=True, name="day", default=that_day),))),
    help="还没有阵地。官网、公众号、工作群、宣传栏、电子屏、报告厅逐个登记，工作群只登记群名、群主和人数。")
