"""意见建议与思想动态调研: surveys and the opinions they, talks and mailboxes bring in (domain.md L06).

An opinion never carries the name of the person who raised it (domain.md section 5, P-12).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Link, Number, Prose, State, Term, Terms, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

STATES = (State("open", "待答复", "warn"), State("replied", "已答复", "good"), State("solved", "已解决", "good"), State("moved", "转整改", "warn"))


class Survey(Record):
    """One survey of what staff think and need (思想动态调研)."""

    __tablename__ = "survey"

    day: Mapped[date | None] = keep(Day("调研日期", required=True, past=True, default=that_day, also=("日期",)))
    title: Mapped[str | None] = keep(Text("调研主题", required=True, width=18))
    mode: Mapped[str | None] = keep(Term("调研方式", vocabulary="survey_mode", required=True, width=7))
    leader_id: Mapped[int | None] = person("牵头领导")
    groups: Mapped[str | None] = keep(Terms("覆盖群体", vocabulary="staff_group", width=12))
    scope: Mapped[str | None] = keep(Text("涉及科室", width=12))
    people: Mapped[int | None] = keep(Number("参与人数", unit="人", width=5))
    finding: Mapped[str | None] = keep(Prose("主要情况", lines=4, help="写面上情况，不写姓名"))
    report_title: Mapped[str | None] = keep(Text("调研报告", width=12))
    reported_on: Mapped[date | None] = keep(Day("报告日期"))


class Opinion(Record):
    """One opinion or suggestion, without a name."""

    __tablename__ = "opinion"

    day: Mapped[date | None] = keep(Day("收集日期", required=True, past=True, default=that_day, also=("日期",)))
    source: Mapped[str | None] = keep(Term("来源", vocabulary="opinion_source", required=True, width=7))
    survey_id: Mapped[int | None] = keep(Link("所属调研", target="survey", width=9))
    department_id: Mapped[int | None] = department("涉及科室")
    topic: Mapped[str | None] = keep(Term("类别", vocabulary="opinion_topic", width=7))
    content: Mapped[str | None] = keep(Prose("内容", required=True, width=20, lines=4, help="不写提出人姓名"))
    owner_department_id: Mapped[int | None] = department("答复科室")
    reply_by: Mapped[date | None] = keep(Day("答复期限"))
    reply: Mapped[str | None] = keep(Prose("答复情况", lines=3, readonly=True, width=14))
    replied_on: Mapped[date | None] = keep(Day("答复日期", readonly=True))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


def _answer(state: str) -> Any:
    def perform(scene: Scene, answers: dict[str, Any]) -> None:
        if answers["day"] < scene.record.day:
            raise Refusal("答复日期早于收集日期，请改正。")
        if answers["day"] > scene.today:
            raise Refusal("答复日期不能晚于今天，请改正。")
        scene.record.reply, scene.record.replied_on, scene.record.state = answers["reply"], answers["day"], state
    return perform


def _to_rectify(scene: Scene, answers: dict[str, Any]) -> str:
    from db.ledgers.rectification import PROBLEMS
    from db.links import tie
    from db.records import save

    opinion = scene.record
    source = "survey" if opinion.survey_id else ("talk" if opinion.source == "talk" else "survey")
    problem = save(scene.session, PROBLEMS, {
        "title": answers["title"], "detail": opinion.content, "source": source, "found_on": opinion.day,
        "department_id": opinion.owner_department_id or opinion.department_id, "deadline": answers["deadline"]}, today=scene.today)
    tie(scene.session, "raised", opinion, problem)
    opinion.state = "moved"
    return f"已转为整改事项 {problem.number}。"


_reply = (Day("答复日期", required=True, name="day", default=that_day), Prose("答复情况", required=True, name="reply", lines=3))
OPINIONS = Ledger(
    key="opinion", title="意见建议", model=Opinion, day=Opinion.day, prefix="YJ",
    columns=(Opinion.number, Opinion.day, Opinion.source, Opinion.topic, Opinion.content, Opinion.department_id, Opinion.owner_department_id,
             Opinion.replied_on, Opinion.state),
    sections=(section("意见建议", Opinion.day, Opinion.source, Opinion.topic, Opinion.content, Opinion.department_id),
              section("办理", Opinion.owner_department_id, Opinion.reply_by, Opinion.survey_id)),
    title_of=(Opinion.number, Opinion.day),
    actions=(Action("reply", "登记答复", _answer("replied"), when=lambda r: r.state == "open", ask=_reply),
             Action("solve", "已解决", _answer("solved"), when=lambda r: r.state in ("open", "replied"), ask=_reply),
             Action("rectify", "转整改", _to_rectify, when=lambda r: r.state in ("open", "replied"),
                    ask=(Text("整改事项名称", required=True, name="title"), Day("整改时限", required=True, name="deadline")),
                    known=lambda values: {"title": values["content"].splitlines()[0][:40]})),
    help="还没有意见建议。可以手工登记，也可以从谈话里一键转来（不带姓名）。")

SURVEYS = Ledger(
    key="survey", title="思想动态调研", model=Survey, day=Survey.day, prefix="DY",
    columns=(Survey.number, Survey.day, Survey.title, Survey.mode, Survey.leader_id, Survey.groups, Survey.people, Survey.reported_on),
    sections=(section("调研", Survey.day, Survey.title, Survey.mode, Survey.leader_id, Survey.groups, Survey.scope, Survey.people),
              section("结果", Survey.finding, Survey.report_title, Survey.reported_on)),
    title_of=(Survey.number, Survey.title),
    help="还没有调研记录。座谈、问卷、走访、“1+1+N”调研都记在这里。")
