"""关怀帮扶·办实事·志愿服务 (domain.md L16). Helped people are a number, never a list."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Link, Number, Prose, Term, Text, keep, that_day
from db.ledger import Ledger, section
from db.ledgers.organisation import department, person
from db.record import Record


class Care(Record):
    """One act of care, practical matter done, or voluntary service."""

    __tablename__ = "care"

    day: Mapped[date | None] = keep(Day("日期", required=True, past=True, default=that_day, also=("时间",)))
    kind: Mapped[str | None] = keep(Term("类别", vocabulary="care_kind", required=True, width=8))
    title: Mapped[str | None] = keep(Text("事项", required=True, width=20, also=("名称", "活动名称")))
    place: Mapped[str | None] = keep(Text("地点", width=8))
    department_id: Mapped[int | None] = department("组织科室")
    branch_id: Mapped[int | None] = keep(Link("支部", target="branch", width=8))
    leader_id: Mapped[int | None] = person("牵头人")
    volunteers: Mapped[int | None] = keep(Number("参加人数", unit="人", width=5))
    people: Mapped[int | None] = keep(Number("受益人次", unit="人次", width=5, help="只登记人数，不登记姓名"))
    materials: Mapped[int | None] = keep(Number("发放资料", unit="份", width=5))
    done: Mapped[bool | None] = keep(Flag("已办结", default=True, width=4))
    result: Mapped[str | None] = keep(Prose("成效", lines=3, width=14))


CARES = Ledger(
    key="care", title="关怀帮扶", model=Care, day=Care.day, prefix="GH",
    columns=(Care.number, Care.day, Care.kind, Care.title, Care.department_id, Care.volunteers, Care.people, Care.materials, Care.done),
    sections=(section("事项", Care.day, Care.kind, Care.title, Care.place, Care.department_id, Care.branch_id, Care.leader_id),
              section("人数与成效", Care.volunteers, Care.people, Care.materials, Care.done, Care.result)),
    title_of=(Care.number, Care.title),
    help="还没有记录。慰问、帮扶、办实事、志愿服务、文体活动都记在这里。")
