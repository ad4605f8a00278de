"""责任清单, its due items with their proofs, and 责任书."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from db import duties as duty_rules
from db.ledgers import LEDGERS
from db.ledgers.duty import Duty, DutyItem
from db.record import Record
from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import BRANCHES, COMMITTEE, DEPARTMENTS, Cast

# which records prove a duty, where its ledger alone does not say it
_FITTING = {
    "党委会专题研究意识形态工作": lambda one: one.kind == "committee", "主持党委会专题研究意识形态工作": lambda one: one.kind == "committee",
    "党内通报意识形态领域情况": lambda one: one.kind == "bulletin", "开展意识形态领域分析研判": lambda one: one.judgement,
    "与支部书记、科主任谈心谈话": lambda one: one.relation == "secretary-branch" and one.held_on,
    "中心组集中学习研讨": lambda one: one.kind in ("group", "seminar"),
    "与分管科室负责人谈心谈话": lambda one: one.relation == "leader-head" and one.held_on,
    "支部委员联系专家和党外人士": lambda one: one.kind in ("expert", "non-party", "heart") and one.held_on,
    "制定月度谈话计划": lambda one: one.planned_on is not None, "签订年度意识形态工作责任书": lambda one: one.signed_on is not None}
_LATE = {("更新整改进展", 6): 6, ("工作群和宣传内容自查", 6): 11, ("报送季度意识形态工作报告", 9): 4}  # (task, month due) → days late
_OPEN = {("更新整改进展", 12), ("与支部书记、科主任谈心谈话", 12), ("工作群和宣传内容自查", 12)}
_EXCUSED = {("支部委员联系专家和党外人士", 3): "外请专家一季度均在外进修，二季度补做"}


def plan(chronicle: Chronicle, cast: Cast) -> None:
    issued = chronicle.day(1, 16)
    chronicle.on(chronicle.day(1, 9), "套用责任清单模板", _draw_up)
    chronicle.on(issued, "印发责任清单", _issue)
    _pledges(chronicle, cast)
    for month in range(1, 13):
        for day in (chronicle.day(month, 28), chronicle.day(month, 31) if month < 12 else date(chronicle.year, 12, 31)):
            chronicle.on(day, "标记已办", _finish_due)
    for (task, month), days in _LATE.items():
        due = _month_end(chronicle.year, month)
        chronicle.on(due + timedelta(days=days), "补办应办事项", partial(_finish_late, task=task, due=due))


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _draw_up(hand: Hand) -> None:
    year = hand.day.year
    duty_list = hand.save("duty_list", "清单", year=year, version=1, title=f"{year}年意识形态工作责任清单",
        basis="上级意识形态工作责任制实施办法；医院党委年度工作要点")
    duty_rules.draw_up(hand.session, duty_list, hand.day)


def _issue(hand: Hand) -> None:
    duty_list = hand.get("duty_list", "清单")
    hand.act("duty_list", duty_list, "issue", day=hand.day)
    hand.attach("duty_list", duty_list, f"{duty_list.year}年意识形态工作责任清单（印发稿）", "印发各支部、各科室执行。")


def _pledges(chronicle: Chronicle, cast: Cast) -> None:
    due = date(chronicle.year, 3, 31)
    secretaries = {name: cast.branch_secretary(name) for name in BRANCHES}
    rows = [("committee-branch", COMMITTEE, name, one.id if one else None) for name, one in secretaries.items()]
    rows += [("committee-department", COMMITTEE, name, cast.head(name).id) for name in DEPARTMENTS if name != "后勤保障科"]
    rows += [("committee-department", COMMITTEE, "总务科", cast.head("后勤保障科").id)]
    rows += [("committee-member", "党委书记", one.post, one.id) for one in cast.leaders if one.role != "secretary"]
    rows += [("commitment", COMMITTEE, f"{name}带教老师", cast.head(name).id) for name in ("心血管内科", "普外科", "护理部")]
    days = chronicle.days(len(rows), date(chronicle.year, 3, 3), date(chronicle.year, 3, 27))
    for number, ((level, party_a, party_b, signer), day) in enumerate(zip(rows, days), start=1):
        values = dict(year=chronicle.year, level=level, party_a=party_a, party_b=party_b, signer_id=signer, due_on=due)
        chronicle.on(chronicle.day(2, 20), "列出应签责任书", lambda hand, number=number,
            values=values: hand.save("pledge", f"责任书 {number}", **values))
        if number not in (7, 19):
            chronicle.on(day, "签订责任书", lambda hand, number=number: hand.change("pledge", f"责任书 {number}",
                signed_on=hand.day))


def _finish_due(hand: Hand) -> None:
    """Marks everything done whose month ends now, as far as a proof can be found."""
    rows = hand.session.execute(select(DutyItem, Duty).join(Duty, DutyItem.duty_id == Duty.id).where(
        DutyItem.done_on.is_(None), DutyItem.excused.is_(None), DutyItem.due_on >= hand.day,
        DutyItem.due_on <= _month_end(hand.day.year, hand.day.month),
        DutyItem.voided_at.is_(None)).order_by(DutyItem.id)).all()
    for item, duty in rows:
        place = (duty.task, item.due_on.month)
        if place in _EXCUSED:
            hand.act("duty_item", item, "excuse", reason=_EXCUSED[place])
        elif place not in _OPEN and place not in _LATE and _prove(hand, item, duty):
            hand.act("duty_item", item, "finish", day=hand.day, note=f"{duty.task}已完成。")


def _finish_late(hand: Hand, task: str, due: date) -> None:
    item, duty = hand.session.execute(select(DutyItem, Duty).join(Duty, DutyItem.duty_id == Duty.id).where(
        Duty.task == task, DutyItem.due_on == due)).one()
    hand.attach("duty_item", item, f"{task}（{due.month}月）", "因人员外出，延后完成。")
    hand.act("duty_item", item, "finish", day=hand.day, note="延后完成，已提醒责任人。")


def _prove(hand: Hand, item: DutyItem, duty: Duty) -> bool:
    """Ties the item to a record of its time and kind, or attaches a paper where no ledger keeps the proof."""
    if duty.proof_ledger == "file":
        hand.attach("duty_item", item, f"{duty.task}（{item.due_on.year}年{item.due_on.month}月）", f"责任主体：{duty.party}",
            "已按要求完成并存档。")
        return True
    proof = _proof(hand, item, duty)
    if proof is None:
        return False
    hand.tie("proof", item, proof)
    return True


def _proof(hand: Hand, item: DutyItem, duty: Duty) -> Record | None:
    ledger = LEDGERS["problem_progress" if duty.task == "更新整改进展" else duty.proof_ledger]
    day = "signed_on" if ledger.key == "pledge" else ledger.day.key
    found = [one
        for one in hand.session.scalars(
        select(ledger.model).where(ledger.model.voided_at.is_(None)).order_by(ledger.model.id))
             if _in_time(getattr(one, day), item, hand.day) and _FITTING.get(duty.task, lambda _: True)(one)]
    return found[item.turn - 1] if len(found) >= item.turn else None


def _in_time(day: date | None, item: DutyItem, today: date) -> bool:
    return day is not None and item.starts_on <= (day.date() if hasattr(day, "date") else day) <= min(item.due_on,
        today)
