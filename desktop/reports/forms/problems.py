"""整改台账 as a landscape list, whole or filtered, and one 整改事项 on a page (domain.md 3.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.rectification import Measure, Problem, ProblemEvent, ProblemProgress
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, line, opinion, pairs, sign_line, ticks, wide
from desktop.reports.forms.form import House, day_text, link, shown
from desktop.reports.list_layout import laid_out

_HEAD = (
    "序号",
    "编号",
    "具体问题",
    "问题来源",
    "整改措施",
    "责任领导",
    "责任科室",
    "责任人",
    "整改时限",
    "进展及完成情况",
    "销号日期",
    "状态",
)

def problem_table(session: Session, ids: Collection[int] | None, words: Words, house: House) -> Document:
    """The items with these ids, in this order, or all."""
    query = select(Problem).where(Problem.voided_at.is_(None)).order_by(Problem.found_on, Problem.id)
    problems = list(session.scalars(query))
    if ids is not None:
        place = {each: number for number, each in enumerate(ids)}
        problems = sorted((each for each in problems if each.id in place), key=lambda each: place[each.id])
    latest: dict[int, str] = {}
    for step in session.scalars(
        select(ProblemProgress).where(ProblemProgress.voided_at.is_(None)).order_by(ProblemProgress.day)
    ):
        latest[step.problem_id or 0] = f"{_iso(step.day)} {step.text or ''}"
    for key, attribute in (("person", "leader_id"), ("person", "person_id"), ("department", "department_id")):
        words.load(key, {value for each in problems if (value := getattr(each, attribute)) is not None})
    rows = tuple(_line(number, each, latest, words) for number, each in enumerate(problems, 1))
    closed = sum(each.state == "closed" for each in problems)
    [table] = laid_out("", _HEAD, rows, house.style, divided=False)
    head = FormHead(
        "意识形态工作问题整改台账",
        f"填报单位：{house.hospital}",
        f"共{len(problems)}项，已销号{closed}项　{day_text(house.today)}",
        table.landscape,
    )
    return house.document("意识形态工作问题整改台账", head, table, numbered=True, subject="整改台账")


def _line(number: int, one: Problem, latest: dict[int, str], words: Words) -> tuple[str, ...]:
    ledger = LEDGERS["problem"]

    def name(record_id: int | None) -> str:
        return link(words, "person", record_id).split(" ")[0]

    deadline = _iso(one.deadline)
    if one.first_deadline and one.first_deadline != one.deadline:
        deadline += f"\n原{_iso(one.first_deadline)}"
    return (
        str(number),
        one.number or "",
        one.title or "",
        shown(ledger, one, words, "source"),
        one.measure or "",
        name(one.leader_id),
        link(words, "department", one.department_id),
        name(one.person_id),
        deadline,
        one.result or latest.get(one.id, ""),
        _iso(one.closed_on),
        shown(ledger, one, words, "state"),
    )


def _iso(day: date | None) -> str:
    """A date that fits a narrow column."""
    return "" if day is None else day.isoformat()


def problem_sheet(session: Session, one: Problem | None, words: Words, house: House) -> Document:
    """One item with its measures, progress and what happened; without one the form to be written on by hand."""
    ledger = LEDGERS["problem"]

    def value(name: str) -> str:
        text = shown(ledger, one, words, name)
        return text.split(" ")[0] if name in ("leader_id", "person_id", "verifier_id") else text

    kinds = ticks(
        [(state.code, state.label) for state in ledger.field("kind").states], (one.kind,) if one and one.kind else None
    )
    deadline = value("deadline") + (f"（原定{value('first_deadline')}）" if one and one.first_deadline else "")
    accepted = f"验收人：{value('verifier_id')}，{value('accepted_on')}验收通过。" if one and one.accepted_on else ""
    closing = "同意销号。" if one and one.closed_on else ""
    rows = [
        line("具体问题", value("title"), 5, 12),
        wide("问题表现", value("detail"), 5, 14, 1),
        pairs(("问题来源", value("source"), 1), ("方　　面", value("aspect"), 1), ("发现日期", value("found_on"), 1)),
        pairs(
            ("责任领导", value("leader_id"), 1),
            ("责任科室", value("department_id"), 1),
            ("责 任 人", value("person_id"), 1),
        ),
        GridRow((label("整改类型"), cell(kinds, "left", 3), label("配合科室"), cell(value("partners"))), LINE_MM),
        GridRow((label("整改时限"), cell(deadline, "left", 3), label("状　　态"), cell(value("state"))), LINE_MM),
        wide("整改措施", _measures(session, one, words) if one else "", 5, 26, 2),
        wide("进展情况", _progress(session, one) if one else "", 5, 22, 2),
        wide("完成情况", value("result"), 5, 14, 1),
        wide("办理经过", _events(session, one, words) if one else "", 5, 14, 1),
        *opinion("验收意见", accepted, sign_line("验收人签字：", "", value("accepted_on")), 5, 10),
        *opinion("销号审批", closing, sign_line("批准人签字：", "", value("closed_on")), 5, 10),
    ]
    head = FormHead("整改事项登记表", f"编号：{value('number')}", f"填报单位：{house.hospital}")
    return house.document("整改事项登记表", head, Grid((38, 60, 38, 56, 38, 80), tuple(rows)))


def _measures(session: Session, one: Problem, words: Words) -> str:
    """The general measure and the tree of measures: 1. with its sub-measures （1）."""
    kept = session.scalars(
        select(Measure).where(Measure.problem_id == one.id, Measure.voided_at.is_(None)).order_by(Measure.id)
    ).all()
    lines = [one.measure] if one.measure else []
    for number, upper in enumerate((each for each in kept if each.above_id is None), 1):
        lines.append(f"{number}．{_measure(upper, words)}")
        lines += [
            f"（{place}）{_measure(sub, words)}"
            for place, sub in enumerate((each for each in kept if each.above_id == upper.id), 1)
        ]
    return "\n".join(lines)


def _measure(one: Measure, words: Words) -> str:
    person = link(words, "person", one.person_id).split(" ")[0]
    until = f"{day_text(one.deadline)}前" if one.deadline else ""
    done = f"{day_text(one.done_on)}完成" if one.done_on else ""
    beside = "，".join(part for part in (person, done or until) if part)
    return (one.text or "").rstrip("。") + (f"（{beside}）" if beside else "") + "。"


def _progress(session: Session, one: Problem) -> str:
    steps = session.scalars(
        select(ProblemProgress)
        .where(ProblemProgress.problem_id == one.id, ProblemProgress.voided_at.is_(None))
        .order_by(ProblemProgress.day, ProblemProgress.id)
    )
    return "\n".join(f"{day_text(step.day)}：{step.text or ''}" for step in steps)


def _events(session: Session, one: Problem, words: Words) -> str:
    kind = LEDGERS["problem_event"].field("kind")
    steps = session.scalars(
        select(ProblemEvent)
        .where(ProblemEvent.problem_id == one.id, ProblemEvent.voided_at.is_(None))
        .order_by(ProblemEvent.day, ProblemEvent.id)
    )
    lines = []
    for step in steps:
        new = f"，时限改为{day_text(step.new_deadline)}" if step.new_deadline else ""
        why = f"（{step.text}）" if step.text and step.kind in ("postpone", "fail", "reopen", "review") else ""
        lines.append(f"{day_text(step.day)}　{kind.display(step.kind, words)}{new}{why}")
    return "\n".join(lines)
