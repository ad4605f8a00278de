"""风险隐患排查: quarterly rounds, also those that found nothing, and risk points. Source: domain.md 3.3.

The level is typed by the clerk and belongs to a matter, never to a person (domain.md section 5, N-2).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Flag, Link, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

STATES = (State("found", "识别", "warn"), State("control", "防控中", "warn"), State("solved", "已化解", "good"),
          State("watch", "持续关注"), State("rectify", "转整改", "warn"))


class RiskRound(Record):
    """One check along the areas (排查轮次)."""

    __tablename__ = "risk_round"

    day: Mapped[date | None] = keep(Day("排查日期", required=True, past=True, default=that_day))
    year: Mapped[int | None] = keep(Number("年度", least=2000, most=2100, width=4, readonly=True))
    quarter: Mapped[int | None] = keep(Number("季度", least=1, most=4, width=3, help="不填时按排查日期所在季度"))
    organiser_id: Mapped[int | None] = person("组织者", required=True)
    scope: Mapped[str | None] = keep(Prose("排查范围", required=True, width=18, lines=2))
    nothing_found: Mapped[bool | None] = keep(Flag("本轮未发现风险", help="零报告也要登记"))
    conclusion: Mapped[str | None] = keep(Prose("研判结论", width=18, lines=3))
    report_title: Mapped[str | None] = keep(Text("排查报告", width=12))
    reported_on: Mapped[date | None] = keep(Day("上报日期"))


class RiskPoint(Record):
    """One risk point of a round."""

    __tablename__ = "risk_point"

    round_id: Mapped[int | None] = keep(Link("排查轮次", target="risk_round", required=True, width=8))
    day: Mapped[date | None] = keep(Day("识别日期", required=True, past=True, default=that_day))
    area: Mapped[str | None] = keep(Term("风险领域", vocabulary="risk_area", required=True, width=9))
    point: Mapped[str | None] = keep(Text("风险点", required=True, width=16))
    description: Mapped[str | None] = keep(Prose("表现", lines=3, help="写事不写人"))
    level: Mapped[str | None] = keep(Term("风险等级", vocabulary="risk_level", required=True, width=5))
    department_id: Mapped[int | None] = department("涉及科室")
    measure: Mapped[str | None] = keep(Prose("防控措施", lines=3, width=16))
    plan: Mapped[str | None] = keep(Text("应急预案", width=12, help="预案名称；制度文件台账里有的可再建立关联"))
    leader_id: Mapped[int | None] = person("责任领导")
    owner_department_id: Mapped[int | None] = department("责任科室")
    person_id: Mapped[int | None] = person("责任人")
    deadline: Mapped[date | None] = keep(Day("完成时限"))
    judged_on: Mapped[date | None] = keep(Day("研判日期"))
    outcome: Mapped[str | None] = keep(Prose("化解情况", lines=2))
    carried_from_id: Mapped[int | None] = keep(Link("上轮延续", target="risk_point", readonly=True))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


def _prepare_round(scene: Scene, values: dict[str, Any]) -> None:
    if values.get("day"):
        values["year"] = values["day"].year
        values["quarter"] = values["quarter"] or (values["day"].month + 2) // 3


def _nothing_means_nothing(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values.get("nothing_found") and scene.record is not None:
        found = scene.session.scalar(select(func.count()).select_from(RiskPoint).where(
            RiskPoint.round_id == scene.record.id, RiskPoint.voided_at.is_(None)))
        if found:
            yield "nothing_found", f"本轮已登记 {found} 个风险点，不能再勾选“未发现风险”。"


def _round_open(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    round_ = scene.session.get(RiskRound, values["round_id"])
    if round_ is not None and round_.nothing_found:
        yield "round_id", "这一轮登记为“未发现风险”，请先去掉该勾选，再添加风险点。"


_open = ("found", "control", "watch")


def _copy_last(scene: Scene, answers: dict[str, Any]) -> str:
    """Takes the open points of the round before over into this one; a deadline still ahead goes with them. What became an item
    of 整改台账 is followed there."""
    from db.records import save

    last = scene.session.scalars(select(RiskRound).where(
        RiskRound.voided_at.is_(None), RiskRound.id != scene.record.id, RiskRound.day <= scene.record.day)
        .order_by(RiskRound.day.desc(), RiskRound.id.desc())).first()
    if last is None:
        raise Refusal("没有更早的排查轮次可以沿用。")
    before = scene.session.scalars(select(RiskPoint).where(RiskPoint.round_id == last.id, RiskPoint.voided_at.is_(None))).all()
    points = [point for point in before if point.state in _open]
    already = set(scene.session.scalars(select(RiskPoint.carried_from_id).where(
        RiskPoint.round_id == scene.record.id, RiskPoint.voided_at.is_(None))))
    wanted = [point for point in points if point.id not in already]
    if not wanted:
        raise Refusal(f"上一轮（{last.number}）尚未化解的风险点都已经沿用过了。" if points else
                      f"上一轮（{last.number}）没有尚未化解的风险点，不用沿用。")
    for point in wanted:
        save(scene.session, RISK_POINTS, {
            name: getattr(point, name) for name in ("area", "point", "description", "level", "department_id", "measure", "plan",
                                                    "leader_id", "owner_department_id", "person_id")}
            | {"round_id": scene.record.id, "day": scene.record.day, "carried_from_id": point.id, "state": "control",
               "deadline": point.deadline if point.deadline and point.deadline >= scene.record.day else None}, today=scene.today)
    moved = sum(point.state == "rectify" for point in before)
    return (f"已沿用上一轮尚未化解的 {len(wanted)} 个风险点，请逐个核对等级、措施和时限。"
            + (f"另有 {moved} 个已转整改，在整改台账里跟进。" if moved else ""))


def _move(state: str) -> Any:
    def perform(scene: Scene, answers: dict[str, Any]) -> None:
        if answers.get("outcome"):
            scene.record.outcome = answers["outcome"]
        if state == "control" and not scene.record.measure:
            raise Refusal("还没有防控措施，请先填写再进入防控。")
        scene.record.state = state
    return perform


def _to_rectify(scene: Scene, answers: dict[str, Any]) -> str:
    """Makes a rectification item of the risk point and keeps the link."""
    from db.ledgers.rectification import PROBLEMS
    from db.links import tie
    from db.records import save

    point = scene.record
    problem = save(scene.session, PROBLEMS, {
        "title": point.point, "detail": point.description, "source": "risk", "found_on": point.day, "leader_id": point.leader_id,
        "department_id": point.owner_department_id or point.department_id, "person_id": point.person_id,
        "deadline": answers["deadline"], "measure": point.measure}, today=scene.today)
    tie(scene.session, "raised", point, problem)
    point.state = "rectify"
    return f"已转为整改事项 {problem.number}。"


RISK_POINTS = Ledger(
    key="risk_point", title="风险点", model=RiskPoint, group="risk", day=RiskPoint.day, prefix="FX", parent=RiskPoint.round_id,
    columns=(RiskPoint.number, RiskPoint.point, RiskPoint.level, RiskPoint.area, RiskPoint.department_id, RiskPoint.leader_id, RiskPoint.day,
             RiskPoint.deadline, RiskPoint.state),
    sections=(section("风险点", RiskPoint.round_id, RiskPoint.day, RiskPoint.area, RiskPoint.point, RiskPoint.description, RiskPoint.level,
                      RiskPoint.department_id),
              section("防控", RiskPoint.measure, RiskPoint.plan, RiskPoint.leader_id, RiskPoint.owner_department_id, RiskPoint.person_id,
                      RiskPoint.deadline),
              section("化解", RiskPoint.judged_on, RiskPoint.outcome, folded=True)),
    title_of=(RiskPoint.number, RiskPoint.point), rules=(_round_open,),
    actions=(
        Action("control", "开始防控", _move("control"), when=lambda r: r.state == "found"),
        Action("solve", "已化解", _move("solved"), when=lambda r: r.state in _open,
               ask=(Prose("化解情况", required=True, name="outcome", lines=3),)),
        Action("watch", "持续关注", _move("watch"), when=lambda r: r.state in ("found", "control")),
        Action("rectify", "转整改", _to_rectify, when=lambda r: r.state in _open, help="建立整改事项并保留关联",
               ask=(Day("整改时限", required=True, name="deadline"),), known=lambda values: {"deadline": values["deadline"]}),
        Action("reopen", "重新防控", _move("control"), when=lambda r: r.state == "solved")),
    help="还没有风险点。先登记一轮排查，再逐条添加。")

RISK_ROUNDS = Ledger(
    key="risk_round", title="排查轮次", model=RiskRound, group="risk", day=RiskRound.day, prefix="PC",
    columns=(RiskRound.number, RiskRound.day, RiskRound.quarter, RiskRound.organiser_id, RiskRound.scope, RiskRound.nothing_found, RiskRound.reported_on),
    sections=(section("排查", RiskRound.day, RiskRound.quarter, RiskRound.organiser_id, RiskRound.scope, RiskRound.nothing_found, RiskRound.conclusion),
              section("报告", RiskRound.report_title, RiskRound.reported_on)),
    title_of=(RiskRound.number, RiskRound.day), prepare=_prepare_round, rules=(_nothing_means_nothing,), children=[RISK_POINTS],
    actions=(Action("copy", "沿用上一轮", _copy_last, when=lambda r: not r.nothing_found, help="把上一轮没有化解、没有转整改的风险点带过来"),),
    help="还没有排查记录。每季度登记一轮，没有发现风险也要登记。")
