"""责任清单 (the year's list of responsibilities), its due items, and 责任书 (signed letters of responsibility).

Source: domain.md 3.1 and the duty calendar 3.7. A duty that recurs creates one item for each time it is due; an item
counts as done only when it is proven by a linked record or by attached evidence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Derived, Flag, Link, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Once, Scene, section
from db.ledgers.organisation import department, person
from db.record import Evidence, Record

FREQUENCIES = (State("month", "每月"), State("quarter", "每季度"), State("half", "每半年"), State("year", "每年"),
               State("any", "随时"))
LIST_STATES = (State("draft", "草拟", "warn"), State("issued", "已印发", "good"), State("replaced", "已被新版替代"))
ITEM_STATES = (State("done", "已办", "good"), State("late", "逾期", "bad"), State("due", "应办", "warn"),
               State("future", "未到期"), State("na", "不适用"))
PLEDGE_STATES = (State("signed", "已签订", "good"), State("open", "未签订", "warn"))


class DutyList(Record):
    """One version of a year's 责任清单."""

    __tablename__ = "duty_list"

    year: Mapped[int | None] = keep(Number("年度", required=True, least=2000, most=2100, width=4, default=lambda today: today.year))
    version: Mapped[int | None] = keep(Number("版次", default=1, least=1, most=99, width=3))
    title: Mapped[str | None] = keep(Text("名称", required=True, width=20, default=lambda today: f"{today.year}年意识形态工作责任清单"))
    issued_on: Mapped[date | None] = keep(Day("印发日期"))
    basis: Mapped[str | None] = keep(Prose("依据文件", lines=2))
    state: Mapped[str | None] = keep(Choice("状态", states=LIST_STATES, readonly=True))


class Duty(Record):
    """One line of the list: who has to do what how often."""

    __tablename__ = "duty"

    list_id: Mapped[int | None] = keep(Link("责任清单", target="duty_list", required=True))
    tier: Mapped[str | None] = keep(Term("责任层级", vocabulary="duty_tier", required=True, width=9))
    party: Mapped[str | None] = keep(Text("责任主体", required=True, width=8, help="承担责任的组织或岗位"))
    person_id: Mapped[int | None] = person("责任人")
    department_id: Mapped[int | None] = department("责任科室")
    content: Mapped[str | None] = keep(Prose("责任内容", required=True, width=18, lines=3))
    task: Mapped[str | None] = keep(Text("具体任务", required=True, width=16))
    frequency: Mapped[str | None] = keep(Choice("频次", states=FREQUENCIES, required=True, default="quarter"))
    times: Mapped[int | None] = keep(Number("每期次数", default=1, least=1, most=31, width=4))
    due_month: Mapped[int | None] = keep(Number("完成月份", least=1, most=12, width=4, help="只对“每年”有用：最迟几月办完，不填为12月"))
    proof_ledger: Mapped[str | None] = keep(Term("佐证来自", vocabulary="proof_ledger", width=7, help="通常用哪本台账的记录来证明"))
    network: Mapped[bool | None] = keep(Flag("含网络意识形态"))
    basis: Mapped[str | None] = keep(Text("依据", width=12))


class DutyItem(Record):
    """One time that a duty is due (应办事项). Its state is computed, never stored."""

    __tablename__ = "duty_item"

    duty_id: Mapped[int | None] = keep(Link("责任事项", target="duty", required=True, readonly=False, width=18))
    starts_on: Mapped[date | None] = keep(Day("起始日期", readonly=True))
    due_on: Mapped[date | None] = keep(Day("完成时限", readonly=True))
    turn: Mapped[int | None] = keep(Number("第几次", default=1, width=3, readonly=True))
    done_on: Mapped[date | None] = keep(Day("办结日期", readonly=True))
    note: Mapped[str | None] = keep(Prose("落实情况", width=16, lines=3))
    excused: Mapped[str | None] = keep(Text("不适用的原因", readonly=True, width=12))


class Pledge(Record):
    """责任书: one letter of responsibility, expected to be signed."""

    __tablename__ = "pledge"

    year: Mapped[int | None] = keep(Number("年度", required=True, least=2000, most=2100, width=4, default=lambda today: today.year))
    level: Mapped[str | None] = keep(Term("签订层级", vocabulary="pledge_level", required=True, width=9))
    party_a: Mapped[str | None] = keep(Text("甲方", required=True, width=10))
    party_b: Mapped[str | None] = keep(Text("乙方", required=True, width=10))
    signer_id: Mapped[int | None] = person("乙方签订人")
    due_on: Mapped[date | None] = keep(Day("应签日期", required=True, default=lambda today: date(today.year, 3, 31)))
    signed_on: Mapped[date | None] = keep(Day("签订日期"))
    note: Mapped[str | None] = keep(Text("备注", width=10))


def _issue(scene: Scene, answers: dict[str, Any]) -> str:
    """Puts a list in force: earlier versions of the year are replaced, their items move over, missing ones are made."""
    from db.duties import carry_over, expand

    record = scene.record
    duties = scene.session.scalars(select(Duty).where(Duty.list_id == record.id, Duty.voided_at.is_(None))).all()
    if not duties:
        raise Refusal("清单里还没有责任事项，请先添加，或点“套用模板”。")
    earlier = scene.session.scalars(select(DutyList).where(
        DutyList.year == record.year, DutyList.id != record.id, DutyList.state == "issued", DutyList.voided_at.is_(None))).all()
    for other in earlier:
        other.state = "replaced"
    record.issued_on, record.state = answers["day"], "issued"
    carry_over(scene.session, record, duties)
    since = answers["day"] if earlier else answers.get("since") or date.min
    made = expand(scene.session, record, duties, scene.today, since)
    return f"已印发，列出应办 {made} 件事，可在“应办一览”里查看。"


def item_state(today: date) -> Any:
    """SQL: done, na, late, due (its period has begun) or future."""
    return case((DutyItem.excused.is_not(None), "na"), (DutyItem.done_on.is_not(None), "done"),
                (DutyItem.due_on < today, "late"), (DutyItem.starts_on <= today, "due"), else_="future")


def _finish(scene: Scene, answers: dict[str, Any]) -> None:
    from db.links import proofs

    record = scene.record
    attached = scene.session.scalar(select(func.count()).select_from(Evidence).where(
        Evidence.owner_ledger == "duty_item", Evidence.owner_id == record.id, Evidence.voided_at.is_(None)))
    if not attached and not proofs(scene.session, DUTY_ITEMS, record.id):
        raise Refusal("还没有佐证：请先关联一条记录或附上佐证材料，再标记为已办。")
    if answers["day"] > scene.today:
        raise Refusal("办结日期不能晚于今天，请改正。")
    record.done_on = answers["day"]
    record.note = answers["note"] or record.note


def _excuse(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.excused = answers["reason"]


def _again(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.done_on = scene.record.excused = None


DUTY_ITEMS = Ledger(
    key="duty_item", title="应办事项", model=DutyItem, group="duty", day=DutyItem.due_on, parent=DutyItem.duty_id,
    columns=(DutyItem.duty_id, DutyItem.due_on, DutyItem.turn,
             state := Derived("状态", name="state", expression=item_state, states=ITEM_STATES, width=5), DutyItem.done_on, DutyItem.note),
    sections=(section("应办事项", DutyItem.note),), derived=(state,), title_of=(DutyItem.duty_id, DutyItem.due_on),
    actions=(
        Action("finish", "标记已办", _finish, when=lambda r: r.done_on is None and r.excused is None, help="要先有佐证",
               ask=(Day("办结日期", required=True, name="day", default=that_day), Prose("落实情况", name="note", lines=3))),
        Action("excuse", "本期不适用", _excuse, when=lambda r: r.done_on is None and r.excused is None,
               ask=(Text("原因", required=True, name="reason"),)),
        Action("again", "改回未办", _again, when=lambda r: r.done_on is not None or r.excused is not None)),
    help="还没有应办事项。印发责任清单后会按频次自动列出。")

DUTIES = Ledger(
    key="duty", title="责任事项", model=Duty, group="duty", parent=Duty.list_id,
    columns=(Duty.tier, Duty.party, Duty.task, Duty.frequency, Duty.times, Duty.proof_ledger, Duty.basis),
    sections=(section("责任", Duty.list_id, Duty.tier, Duty.party, Duty.content, Duty.task),
              section("什么时候办", Duty.frequency, Duty.times, Duty.due_month, Duty.proof_ledger, Duty.network),
              section("责任人与依据", Duty.person_id, Duty.department_id, Duty.basis, folded=True)),
    title_of=(Duty.party, Duty.task), children=[DUTY_ITEMS],
    help="还没有责任事项。先建立年度责任清单，再点“套用模板”。")

DUTY_LISTS = Ledger(
    key="duty_list", title="责任清单", model=DutyList, group="duty",
    columns=(DutyList.year, DutyList.version, DutyList.title, DutyList.issued_on, DutyList.state),
    sections=(section("责任清单", DutyList.year, DutyList.version, DutyList.title, DutyList.issued_on, DutyList.basis),),
    title_of=(DutyList.title,), children=[DUTIES],
    rules=(Once((DutyList.year, DutyList.version), "version", "{year}年已有第{version}版，请改用下一个版次。"),),
    actions=(Action("issue", "印发", _issue, when=lambda r: r.state == "draft", help="印发后按频次列出应办事项",
                    ask=(Day("印发日期", required=True, name="day", default=that_day),
                         Day("从哪天起列", name="since", help="在这天以前到期的不列入，也不算逾期；要补齐全年的，请清空"))),),
    help="按常用模板列出今年的事项，改成本院的做法，再印发。")


def pledge_state(today: date) -> Any:
    return case((Pledge.signed_on.is_not(None), "signed"), else_="open")


PLEDGES = Ledger(
    key="pledge", title="责任书", model=Pledge, group="duty", day=Pledge.due_on,
    columns=(Pledge.year, Pledge.level, Pledge.party_a, Pledge.party_b, Pledge.signer_id, Pledge.due_on, Pledge.signed_on,
             signed := Derived("状态", name="signed", expression=pledge_state, states=PLEDGE_STATES, width=5)),
    sections=(section("责任书", Pledge.year, Pledge.level, Pledge.party_a, Pledge.party_b, Pledge.signer_id, Pledge.due_on,
                      Pledge.signed_on, Pledge.note),),
    derived=(signed,), title_of=(Pledge.party_a, Pledge.party_b), prefix="ZR",
    help="还没有责任书。每年一季度与各支部、科室签订，签一份记一份。")
