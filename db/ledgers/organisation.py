"""Departments (科室), party branches (党支部) and people, each in force from a day to a day.

A renamed department is closed on its last day and a new one opened: records keep pointing at the department of their
own day, so an old report prints the old name. People are actors (speaker, host, leader in charge); nothing here or
elsewhere scores, ranks or labels a person (domain.md section 5, N-2).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, MappedColumn

from db.errors import Refusal
from db.fields import Day, Link, Number, Term, Text, keep, that_day
from db.ledger import Action, Ledger, Once, Scene, section
from db.record import Record


def person(label: str, **options: Any) -> MappedColumn[Any]:
    """A column that names one person in an acting role."""
    return keep(Link(label, target="person", growing=True, **options))


def department(label: str, **options: Any) -> MappedColumn[Any]:
    """A column that names one department as it was on the record's day."""
    return keep(Link(label, target="department", growing=True, **options))


class Department(Record):
    """A department under one name."""

    __tablename__ = "department"

    name: Mapped[str | None] = keep(Text("科室名称", naming=True, required=True, width=10, also=("科室", "部门", "部门名称"), limit=40))
    kind: Mapped[str | None] = keep(Term("类别", vocabulary="department_kind", width=6))
    valid_from: Mapped[date | None] = keep(Day("启用日期", help="不填表示一直就有"))
    valid_to: Mapped[date | None] = keep(Day("停用日期", help="撤并或改名前的最后一天"))
    position: Mapped[int | None] = keep(Number("排序", default=0, width=4))
    note: Mapped[str | None] = keep(Text("备注", width=12))


class Branch(Record):
    """A party branch (党支部)."""

    __tablename__ = "branch"

    name: Mapped[str | None] = keep(Text("支部名称", naming=True, required=True, width=12, also=("支部", "党支部", "所在支部"), limit=40))
    valid_from: Mapped[date | None] = keep(Day("成立日期"))
    valid_to: Mapped[date | None] = keep(Day("撤销日期"))
    position: Mapped[int | None] = keep(Number("排序", default=0, width=4))
    note: Mapped[str | None] = keep(Text("备注", width=12))


class Person(Record):
    """A person as an actor: only what the forms need (个人信息保护法 art. 6), no number, address or phone."""

    __tablename__ = "person"

    name: Mapped[str | None] = keep(Text("姓名", naming=True, required=True, width=5, limit=40), index=True)
    department_id: Mapped[int | None] = department("科室", width=9, also=("部门", "所在科室"))
    branch_id: Mapped[int | None] = keep(Link("所在支部", target="branch", growing=True, width=9, also=("支部", "党支部")))
    post: Mapped[str | None] = keep(Text("职务", width=9, also=("职务职称", "岗位"), limit=40))
    duty_role: Mapped[str | None] = keep(Term("履责身份", vocabulary="duty_role", width=7, help="责任清单里承担哪一类责任"))
    status: Mapped[str | None] = keep(Term("在岗情况", vocabulary="person_status", default="active", width=5))
    valid_from: Mapped[date | None] = keep(Day("到岗日期"))
    valid_to: Mapped[date | None] = keep(Day("离岗日期"))
    position: Mapped[int | None] = keep(Number("排序", default=0, width=4))


def _once(model: type[Department] | type[Branch]) -> Once:
    return Once((model.name, model.valid_to), "name", "已经有“{name}”了，不用重复添加。")


def _from_before_to(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values.get("valid_from") and values.get("valid_to") and values["valid_to"] < values["valid_from"]:
        yield "valid_to", "停止日期早于开始日期，请改正。"


def _rename(scene: Scene, answers: dict[str, Any]) -> str:
    """Closes the department the day before and opens one under the new name."""
    old = scene.record
    day = answers["day"]
    if old.valid_from and day <= old.valid_from:
        raise Refusal("改名日期应晚于启用日期，请改正。")
    if answers["name"] == old.name:
        raise Refusal("新名称和原来一样，请填写新的名称。")
    old.valid_to = day - timedelta(days=1)
    from db.records import save

    new = save(scene.session, DEPARTMENTS, {"name": answers["name"], "kind": old.kind, "valid_from": day, "position": old.position,
                                            "note": f"由“{old.name}”更名"}, today=scene.today)
    for one in scene.session.scalars(select(Person).where(Person.department_id == old.id, Person.voided_at.is_(None))):
        one.department_id = new.id
    return f"已自{day.isoformat()}起改称“{answers['name']}”，以前的记录仍显示原名。"


DEPARTMENTS = Ledger(
    key="department", title="科室", model=Department, group="settings",
    columns=(Department.name, Department.kind, Department.valid_from, Department.valid_to, Department.note),
    sections=(section("科室", Department.name, Department.kind, Department.position, Department.note),
              section("启用与停用", Department.valid_from, Department.valid_to, folded=True)),
    title_of=(Department.name,), rules=(_once(Department), _from_before_to),
    actions=(Action("rename", "改名", _rename, when=lambda record: record.valid_to is None, help="旧记录保留旧名称，新记录用新名称",
                    ask=(Text("新名称", required=True, name="name", limit=40, naming=True), Day("自哪天起", required=True, name="day", default=that_day))),),
    help="还没有科室。可以点“从 Excel 导入”一次录入全部科室、支部和人员。")

BRANCHES = Ledger(
    key="branch", title="党支部", model=Branch, group="settings",
    columns=(Branch.name, Branch.valid_from, Branch.valid_to, Branch.note),
    sections=(section("党支部", Branch.name, Branch.position, Branch.note),
              section("成立与撤销", Branch.valid_from, Branch.valid_to, folded=True)),
    title_of=(Branch.name,), rules=(_once(Branch), _from_before_to),
    help="还没有党支部。可以点“新增”，或从 Excel 名册导入。")

PEOPLE = Ledger(
    key="person", title="人员", model=Person, group="settings",
    columns=(Person.name, Person.department_id, Person.branch_id, Person.post, Person.duty_role, Person.status),
    sections=(section("人员", Person.name, Person.department_id, Person.post, Person.branch_id, Person.duty_role),
              section("到岗与离岗", Person.status, Person.valid_from, Person.valid_to, Person.position, folded=True)),
    title_of=(Person.name, Person.post), rules=(_from_before_to,),
    help="还没有人员。只登记谈话人、主持人、责任人等履责人员需要的姓名、科室和职务，不登记证件号和电话。")
