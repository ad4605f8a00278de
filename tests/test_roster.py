"""The roster: departments, branches and people from one workbook, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as ExcelBook, load_workbook
from sqlalchemy import select

from db.errors import Refusal
from db.ledgers.organisation import Branch, Department, Person
from db.workspace import Workspace
from desktop.exchange import roster
from desktop.exchange.workbook_out import write_all

DEPARTMENTS = [["科室名称", "类别"], ["内科", "临床科室"], ["党委办公室", "职能科室"]]
BRANCHES = [["支部名称"], ["第一党支部"]]
PEOPLE = [["姓名", "所在科室", "党支部", "职务", "履责身份", "身份证号", "联系电话"],
          ["林书记", "党委办公室", "第一党支部", "党委书记", "党委书记", "110", "138"], ["赵主任", "内科", "第一党支部", "主任", "科室负责人", "111", "139"]]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    made = ExcelBook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_a_whole_roster_is_taken_over_in_one_step(workspace: Workspace, tmp_path: Path) -> None:
    plan = roster.read(book(tmp_path / "名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE))
    assert plan.errors == () and [plan.count(key) for key in ("department", "branch", "person")] == [2, 1, 2]
    assert roster.apply(workspace, plan) == {"department": 2, "branch": 1, "person": 2, "known": 0}
    with workspace.read() as session:
        rows = session.execute(select(Person.name, Department.name, Branch.name, Person.duty_role).join(
            Department, Person.department_id == Department.id).join(Branch, Person.branch_id == Branch.id)).all()
    assert rows == [("林书记", "党委办公室", "第一党支部", "secretary"), ("赵主任", "内科", "第一党支部", "head")]
    assert workspace.undo_label == "导入名册"
    workspace.undo()
    with workspace.read() as session:
        assert session.scalars(select(Person).where(Person.voided_at.is_(None))).all() == []


def test_identity_numbers_and_telephones_are_left_out_and_said_so(tmp_path: Path) -> None:
    plan = roster.read(book(tmp_path / "名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE))
    assert {"身份证号", "联系电话"} == {word for word in ("身份证号", "联系电话") for note in plan.notes if word in note
        and "个人信息" in note}
    assert all("138" not in str(entry.values) for entry in plan.entries["person"])


def test_the_empty_template_is_understood_once_it_is_filled(workspace: Workspace, tmp_path: Path) -> None:
    roster.write_template(tmp_path / "模板.xlsx")
    made = load_workbook(tmp_path / "模板.xlsx")
    assert [sheet.title for sheet in made if sheet.sheet_state == "visible"] == ["科室", "支部", "人员", "填写说明"]
    with pytest.raises(Refusal, match="只有表头"):
        roster.read(tmp_path / "模板.xlsx")
    made["科室"]["A2"], made["支部"]["A2"], made["人员"]["A2"], made["人员"]["B2"] = "内科", "第一党支部", "赵主任", "内科"
    made.save(tmp_path / "模板.xlsx")
    plan = roster.read(tmp_path / "模板.xlsx")
    assert plan.errors == ()
    assert roster.apply(workspace, plan) == {"department": 1, "branch": 1, "person": 1, "known": 0}


def test_a_single_sheet_of_people_brings_its_departments_along(workspace: Workspace, tmp_path: Path) -> None:
    path = book(tmp_path / "花名册.xlsx", Sheet1=[["云岭市第二人民医院职工花名册"], [], ["序号", "姓名", "部门", "支部", "职务"],
        [1, "林书记", "党办", "一支部", "书记"],
                                           [2, "赵主任", "内科", "一支部", "主任"], [3, "钱医生", "内科", None, "医师"],
                                           ["合计", "3人", None, None, None]])
    plan = roster.read(path)
    assert plan.errors == () and any("2 个科室" in note for note in plan.notes)
    assert roster.apply(workspace, plan) == {"department": 2, "branch": 1, "person": 3, "known": 0}


def test_every_mistake_is_named_with_its_row_and_nothing_is_entered(workspace: Workspace, tmp_path: Path) -> None:
    plan = roster.read(book(tmp_path / "名册.xlsx", 科室=[*DEPARTMENTS, ["内科", "临床科室"], [None, "医技科室"], ["外科", "手术科室"]],
        支部=BRANCHES, 人员=[
        PEOPLE[0], ["林书记", "党办", "第一党支部", None, None], [None, "内科", None, "护士", None],
        ["周" * 50, "内科", "第九支部", None, "院长"]]))
    assert [(error.sheet, error.row, error.column) for error in plan.errors] == [
        ("人员", 2, "科室"), ("人员", 3, "姓名"), ("人员", 4, "姓名"), ("人员", 4, "履责身份"), ("人员", 4, "所在支部"),
        ("科室", 4, "科室名称"), ("科室", 5, "科室名称"), ("科室", 6, "类别")]
    assert "和第2行重复" in plan.errors[5].sentence and "没有“党办”" in plan.errors[0].sentence
    with pytest.raises(Refusal, match="8 处错误.*一行都没有导入"):
        roster.apply(workspace, plan)
    with workspace.read() as session:
        assert session.scalars(select(Department)).all() == []


def test_a_second_roster_adds_only_what_is_new(workspace: Workspace, tmp_path: Path) -> None:
    path = book(tmp_path / "名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE)
    roster.apply(workspace, roster.read(path))
    more = book(tmp_path / "新.xlsx", 科室=[*DEPARTMENTS, ["外科", "临床科室"]], 支部=BRANCHES,
        人员=[*PEOPLE, ["孙主任", "外科", None, "主任", None]])
    assert roster.apply(workspace, roster.read(more)) == {"department": 1, "branch": 0, "person": 1, "known": 5}


def test_gaps_for_the_look_of_a_table_make_no_other_name(workspace: Workspace, tmp_path: Path) -> None:
    roster.apply(workspace, roster.read(book(tmp_path / "名册.xlsx", 科室=[*DEPARTMENTS, ["CT 室", "医技科室"]], 人员=PEOPLE)))
    people = [PEOPLE[0], ["林　书记", "党委办公室", "第一 党支部", "党委书记"], ["赵主任", "内 科", None, "主任"], ["孙 立", "CT室", None, "技师"]]
    plan = roster.read(book(tmp_path / "新.xlsx", 科室=[DEPARTMENTS[0], ["内　科", None], ["CT室", None], ["党委办公室", None]], 人员=people))
    assert roster.apply(workspace, plan) == {"department": 0, "branch": 0, "person": 1, "known": 6}
    with workspace.read() as session:
        assert session.scalars(select(Department.name).order_by(Department.id)).all() == ["内科", "党委办公室", "CT 室"]
        assert session.scalars(select(Person.name).order_by(Person.id)).all() == ["林书记", "赵主任", "孙立"]
    single = roster.read(book(tmp_path / "单.xlsx", 名册=[["姓名", "科室"], ["张 三", "外 科"], ["李　四", "外科"]]))
    assert [entry.name for entry in single.entries["department"]] == ["外科"]


def test_a_file_without_a_roster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有找到名册"):
        roster.read(book(tmp_path / "别的.xlsx", 表=[["甲", "乙"], [1, 2]]))


def test_a_second_sheet_of_people_is_not_read_and_named(tmp_path: Path) -> None:
    plan = roster.read(book(tmp_path / "名册.xlsx", 人员=PEOPLE, 人员续=PEOPLE))
    assert plan.count("person") == 2
    assert "“人员续”没有读：前面的“人员”已经是人员表，请合成一张。" in plan.notes


def test_a_workbook_of_all_ledgers_is_a_roster_as_well(workspace: Workspace, tmp_path: Path) -> None:
    roster.apply(workspace, roster.read(book(tmp_path / "名册.xlsx", 科室=DEPARTMENTS, 支部=BRANCHES, 人员=PEOPLE)))
    write_all(workspace, tmp_path / "全部.xlsx")
    plan = roster.read(tmp_path / "全部.xlsx")
    assert plan.errors == () and roster.apply(workspace, plan) == {"department": 0, "branch": 0, "person": 0, "known": 5}
