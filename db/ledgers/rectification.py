"""问题整改台账: problem → measure → sub-measure, with a state machine that guards 销号 (closing an item off the list).

States and gates follow domain.md 3.4: no submission without evidence, the verifier is not the responsible person, 销号
only after acceptance, a postponement keeps the old deadline and its reason, reopening needs a reason and keeps the old
closure. Overdue and due-soon are computed. Every step is one row of ``rectification_event`` (the timeline).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Derived, Flag, Link, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Evidence, Record, Setting

STATES = (State("new", "未启动", "calm"), State("doing", "整改中", "warn"), State("check", "待验收", "warn"),
          State("done", "已完成", "good"), State("closed", "已销号", "good"))
KINDS = (State("now", "立行立改"), State("limit", "限期整改"), State("long", "长期坚持"))
DUE_STATES = (State("late", "逾期", "bad"), State("soon", "临期", "warn"), State("ok", "期限内", "calm"), State("over", "已完成", "good"))
EVENTS = (State("start", "开始整改"), State("submit", "提交完成"), State("pass", "验收通过"), State("fail", "验收不通过"),
          State("close", "销号"), State("postpone", "延期"), State("reopen", "重新整改"), State("review", "回头看"))
OPEN = ("new", "doing")


class Problem(Record):
    """One problem to be put right (整改事项)."""

    __tablename__ = "problem"

    aspect: Mapped[str | None] = keep(Text("方面", width=8, help="一级问题，如“阵地管理方面”"))
    title: Mapped[str | None] = keep(Text("具体问题", required=True, width=18, also=("问题", "问题描述", "存在问题")))
    detail: Mapped[str | None] = keep(Prose("问题表现", lines=3, help="写事不写人"))
    source: Mapped[str | None] = keep(Term("问题来源", vocabulary="problem_source", required=True, width=7, also=("来源",)))
    issue_kind: Mapped[str | None] = keep(Term("问题性质", vocabulary="issue_kind", width=7))
    found_on: Mapped[date | None] = keep(Day("发现日期", required=True, past=True, default=that_day, also=("来源日期",)))
    kind: Mapped[str | None] = keep(Choice("整改类型", states=KINDS, default="limit"))
    measure: Mapped[str | None] = keep(Prose("整改措施", lines=3, width=16))
    leader_id: Mapped[int | None] = person("责任领导")
    department_id: Mapped[int | None] = department("责任科室", width=8, also=("责任部门",))
    person_id: Mapped[int | None] = person("责任人")
    partners: Mapped[str | None] = keep(Text("配合科室", width=8))
    deadline: Mapped[date | None] = keep(Day("整改时限", required=True, also=("完成时限", "时限")), index=True)
    first_deadline: Mapped[date | None] = keep(Day("原定时限", readonly=True))
    key: Mapped[bool | None] = keep(Flag("重点"))
    result: Mapped[str | None] = keep(Prose("完成情况", lines=3, readonly=True))
    started_on: Mapped[date | None] = keep(Day("启动日期", readonly=True))
    submitted_on: Mapped[date | None] = keep(Day("完成日期", readonly=True))
    accepted_on: Mapped[date | None] = keep(Day("验收日期", readonly=True), index=True)
    verifier_id: Mapped[int | None] = person("验收人", readonly=True)
    closed_on: Mapped[date | None] = keep(Day("销号日期", readonly=True), index=True)
    review_on: Mapped[date | None] = keep(Day("回头看日期", help="销号后哪天回头看；长期坚持的每年至少一次"))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


class Measure(Record):
    """A measure of a problem, or a sub-measure of a measure (three levels in all)."""

    __tablename__ = "measure"

    problem_id: Mapped[int | None] = keep(Link("整改事项", target="problem", required=True))
    above_id: Mapped[int | None] = keep(Link("上级措施", target="measure", help="不选就是一级措施"))
    text: Mapped[str | None] = keep(Text("措施", required=True, width=20, limit=300))
    person_id: Mapped[int | None] = person("责任人")
    deadline: Mapped[date | None] = keep(Day("时限"))
    done_on: Mapped[date | None] = keep(Day("完成日期", past=True))
    note: Mapped[str | None] = keep(Text("落实情况", width=14))


class ProblemProgress(Record):
    """One dated entry of progress."""

    __tablename__ = "problem_progress"

    problem_id: Mapped[int | None] = keep(Link("整改事项", target="problem", required=True))
    day: Mapped[date | None] = keep(Day("日期", required=True, past=True, default=that_day))
    text: Mapped[str | None] = keep(Prose("进展情况", required=True, width=24, lines=3))


class ProblemEvent(Record):
    """One step of the state machine as it happened. Written by the actions, never by hand."""

    __tablename__ = "problem_event"

    problem_id: Mapped[int | None] = keep(Link("整改事项", target="problem", readonly=True))
    day: Mapped[date | None] = keep(Day("日期", readonly=True))
    kind: Mapped[str | None] = keep(Choice("步骤", states=EVENTS, readonly=True, width=6))
    text: Mapped[str | None] = keep(Prose("说明", readonly=True, width=18))
    person_id: Mapped[int | None] = person("经办或批准人", readonly=True)
    old_deadline: Mapped[date | None] = keep(Day("原时限", readonly=True))
    new_deadline: Mapped[date | None] = keep(Day("新时限", readonly=True))


def due_state(today: date) -> Any:
    """SQL: late, soon (within the hospital's setting of days), ok, or over (submitted and later)."""
    days = func.coalesce(select(Setting.value).where(Setting.key == "due_soon_days").scalar_subquery(), "7")
    edge = func.date(today.isoformat(), func.printf("+%s days", days))
    return case((Problem.state.not_in(OPEN), "over"), (Problem.deadline < today, "late"),
                (and_(Problem.deadline.is_not(None), Problem.deadline <= edge), "soon"), else_="ok")


def _rules(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values.get("deadline") and values.get("found_on") and values["deadline"] < values["found_on"]:
        yield "deadline", "整改时限早于发现日期，请改正。"
    record = scene.record
    if record is not None and record.state in ("done", "closed") and record.deadline != values.get("deadline"):
        yield "deadline", "已经完成的事项不再改时限。"
    if record is not None and record.state == "doing" and record.deadline != values.get("deadline"):
        yield "deadline", "整改中的时限不能直接改，请用“延期”，原时限和理由会保留。"


def _measure_rules(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    above = scene.session.get(Measure, values["above_id"]) if values.get("above_id") else None
    if above is None:
        return
    if above.problem_id != values["problem_id"]:
        yield "above_id", "上级措施不属于这个整改事项，请重选。"
    elif scene.record is not None and above.id == scene.record.id:
        yield "above_id", "措施不能以自己为上级，请重选。"
    elif above.above_id:
        yield "above_id", "措施最多分两级（措施、子措施），请选一级措施作为上级。"


def _note(scene: Scene, kind: str, day: date, text: str | None = None, who: int | None = None,
          old: date | None = None, new: date | None = None) -> None:
    from db.records import save

    save(scene.session, PROBLEM_EVENTS, {"problem_id": scene.record.id, "day": day, "kind": kind, "text": text, "person_id": who,
                                         "old_deadline": old, "new_deadline": new}, today=scene.today)


def _not_later_than_today(scene: Scene, day: date) -> None:
    if day > scene.today:
        raise Refusal("日期不能晚于今天，请改正。")


def _start(scene: Scene, answers: dict[str, Any]) -> None:
    if not scene.record.person_id and not scene.record.department_id:
        raise Refusal("还没有责任人或责任科室，请先填写再开始整改。")
    _not_later_than_today(scene, answers["day"])
    scene.record.started_on, scene.record.state = answers["day"], "doing"
    _note(scene, "start", answers["day"])


def _submit(scene: Scene, answers: dict[str, Any]) -> None:
    """Gate: at least one piece of evidence, on the item or on its progress."""
    attached = scene.session.scalar(select(func.count()).select_from(Evidence).where(
        Evidence.owner_ledger == "problem", Evidence.owner_id == scene.record.id, Evidence.voided_at.is_(None)))
    if not attached:
        raise Refusal("还没有佐证材料，请先附上至少一份佐证，再提交验收。")
    _not_later_than_today(scene, answers["day"])
    if scene.record.started_on and answers["day"] < scene.record.started_on:
        raise Refusal("完成日期早于启动日期，请改正。")
    scene.record.submitted_on, scene.record.result, scene.record.state = answers["day"], answers["result"], "check"
    _note(scene, "submit", answers["day"], answers["result"])


def _verifier(scene: Scene, answers: dict[str, Any]) -> None:
    if answers["verifier"] == scene.record.person_id:
        raise Refusal("验收人不能是责任人本人，请另选验收人。")
    _not_later_than_today(scene, answers["day"])
    if scene.record.submitted_on and answers["day"] < scene.record.submitted_on:
        raise Refusal("验收日期早于完成日期，请改正。")


def _pass(scene: Scene, answers: dict[str, Any]) -> None:
    _verifier(scene, answers)
    scene.record.accepted_on, scene.record.verifier_id, scene.record.state = answers["day"], answers["verifier"], "done"
    _note(scene, "pass", answers["day"], answers["text"], answers["verifier"])


def _fail(scene: Scene, answers: dict[str, Any]) -> None:
    _verifier(scene, answers)
    scene.record.submitted_on, scene.record.state = None, "doing"
    _note(scene, "fail", answers["day"], answers["text"], answers["verifier"])


def _close(scene: Scene, answers: dict[str, Any]) -> None:
    _not_later_than_today(scene, answers["day"])
    if scene.record.accepted_on is None or answers["day"] < scene.record.accepted_on:
        raise Refusal("销号日期应不早于验收日期，请改正。")
    scene.record.closed_on, scene.record.state = answers["day"], "closed"
    scene.record.review_on = answers["review_on"] or scene.record.review_on
    if scene.record.kind == "long" and scene.record.review_on is None:
        scene.record.review_on = answers["day"] + timedelta(days=365)
    _note(scene, "close", answers["day"], answers["text"], answers["approver"])


def _postpone(scene: Scene, answers: dict[str, Any]) -> None:
    old = scene.record.deadline
    if old is not None and answers["deadline"] <= old:
        raise Refusal("新时限应晚于原时限，请改正。")
    scene.record.first_deadline = scene.record.first_deadline or old
    scene.record.deadline = answers["deadline"]
    _note(scene, "postpone", scene.today, answers["reason"], answers["approver"], old, answers["deadline"])


def _reopen(scene: Scene, answers: dict[str, Any]) -> str:
    """Back to work; the earlier closure stays in the timeline."""
    record = scene.record
    if answers["deadline"] < scene.today:
        raise Refusal("新的整改时限不能早于今天，请改正。")
    _note(scene, "reopen", scene.today, answers["reason"], None, record.deadline, answers["deadline"])
    record.submitted_on = record.accepted_on = record.closed_on = record.verifier_id = None
    record.state, record.deadline = "doing", answers["deadline"]
    return "已重新整改，上一次销号的经过保留在“经过”里。"


def _review(scene: Scene, answers: dict[str, Any]) -> None:
    _not_later_than_today(scene, answers["day"])
    _note(scene, "review", answers["day"], answers["text"], answers["who"])
    scene.record.review_on = answers["next_on"]


def _recur(scene: Scene, answers: dict[str, Any]) -> str:
    """Registers the same problem anew and links it to the closed item."""
    from db.links import tie
    from db.records import save

    old = scene.record
    new = save(scene.session, PROBLEMS, {
        "aspect": old.aspect, "title": old.title, "detail": answers["detail"] or old.detail, "source": old.source, "found_on": answers["day"],
        "leader_id": old.leader_id, "department_id": old.department_id, "person_id": old.person_id, "deadline": answers["deadline"]}, today=scene.today)
    tie(scene.session, "recurs", old, new)
    return f"已登记为新的整改事项 {new.number}，并与原事项关联。"


def _today(label: str) -> Day:
    return Day(label, required=True, name="day", default=that_day)


def _who(label: str, name: str, required: bool = True) -> Link:
    return Link(label, target="person", required=required, name=name)


MEASURES = Ledger(
    key="measure", title="措施", model=Measure, group="rectify", parent=Measure.problem_id,
    columns=(Measure.text, Measure.above_id, Measure.person_id, Measure.deadline, Measure.done_on, Measure.note),
    sections=(section("措施", Measure.text, Measure.above_id, Measure.person_id, Measure.deadline, Measure.done_on, Measure.note),),
    title_of=(Measure.text,), rules=(_measure_rules,))

PROGRESS = Ledger(
    key="problem_progress", title="进展", model=ProblemProgress, group="rectify", parent=ProblemProgress.problem_id, day=ProblemProgress.day,
    columns=(ProblemProgress.day, ProblemProgress.text),
    sections=(section("进展", ProblemProgress.day, ProblemProgress.text),), title_of=(ProblemProgress.day,))

PROBLEM_EVENTS = Ledger(
    key="problem_event", title="经过", model=ProblemEvent, group="rectify", parent=ProblemEvent.problem_id, day=ProblemEvent.day,
    columns=(ProblemEvent.day, ProblemEvent.kind, ProblemEvent.text, ProblemEvent.person_id, ProblemEvent.old_deadline, ProblemEvent.new_deadline),
    sections=(), title_of=(ProblemEvent.day, ProblemEvent.kind))

PROBLEMS = Ledger(
    key="problem", title="整改台账", one="整改事项", model=Problem, group="rectify", day=Problem.found_on, prefix="ZG",
    columns=(Problem.number, Problem.title, Problem.source, Problem.found_on, Problem.leader_id, Problem.department_id, Problem.person_id,
             Problem.deadline, timely := Derived("时限", name="timely", expression=due_state, states=DUE_STATES, width=5), Problem.state,
             Problem.closed_on),
    sections=(section("问题", Problem.title, Problem.detail, Problem.aspect, Problem.source, Problem.found_on, Problem.issue_kind),
              section("整改", Problem.measure, Problem.kind, Problem.leader_id, Problem.department_id, Problem.person_id, Problem.deadline),
              section("其他", Problem.partners, Problem.key, Problem.review_on, folded=True)),
    derived=(timely,), title_of=(Problem.number, Problem.title), rules=(_rules,), children=[MEASURES, PROGRESS, PROBLEM_EVENTS],
    actions=(
        Action("start", "开始整改", _start, when=lambda r: r.state == "new", ask=(_today("启动日期"),)),
        Action("submit", "提交验收", _submit, when=lambda r: r.state == "doing", help="至少要有一份佐证",
               ask=(_today("完成日期"), Prose("完成情况", required=True, name="result", lines=3))),
        Action("pass", "验收通过", _pass, when=lambda r: r.state == "check", help="验收人不能是责任人",
               ask=(_who("验收人", "verifier"), _today("验收日期"), Prose("验收结论", required=True, name="text", lines=2))),
        Action("fail", "验收不通过", _fail, when=lambda r: r.state == "check",
               ask=(_who("验收人", "verifier"), _today("验收日期"), Prose("不通过的理由", required=True, name="text", lines=2))),
        Action("close", "销号", _close, when=lambda r: r.state == "done", help="验收通过后才能销号",
               ask=(_who("批准人", "approver"), _today("销号日期"), Day("回头看日期", name="review_on"), Text("说明", name="text"))),
        Action("postpone", "延期", _postpone, when=lambda r: r.state in OPEN, help="原时限和理由会保留",
               ask=(Day("新时限", required=True, name="deadline"), Text("理由", required=True, name="reason"), _who("批准人", "approver"))),
        Action("reopen", "重新整改", _reopen, when=lambda r: r.state in ("done", "closed"), help="发现反弹时用，要写理由",
               ask=(Text("理由", required=True, name="reason"), Day("新的整改时限", required=True, name="deadline"))),
        Action("review", "回头看", _review, when=lambda r: r.state == "closed",
               ask=(_today("回头看日期"), Prose("回头看结果", required=True, name="text", lines=2), _who("检查人", "who", False),
                    Day("下次回头看", name="next_on"))),
        Action("recur", "再次发生", _recur, when=lambda r: r.state == "closed", help="登记为新事项并关联原事项",
               ask=(_today("发现日期"), Prose("这次的表现", name="detail", lines=2), Day("整改时限", required=True, name="deadline")))),
    help="还没有整改事项。按 Ctrl+N 登记，或在“风险排查”里把风险点一键转来。")
