"""Ledgers out to Excel and in again: nothing changes on a round trip, and messy sheets come in right or say why not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as ExcelBook, load_workbook
from sqlalchemy import func, select

from db import records
from db.errors import Refusal
from db.journal import Step
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.periods import Period
from db.workspace import Workspace
from desktop.exchange import templates, workbook_in, workbook_out
from desktop.exchange.rows import importable, typed_fields

IMPORTABLE = [key for key, ledger in LEDGERS.items() if importable(ledger)]


def book(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    """An .xlsx file with the given cells."""
    made = ExcelBook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def living(workspace: Workspace, key: str) -> int:
    with workspace.read() as session:
        return count(session, ListQuery(LEDGERS[key]))


def steps(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.scalar(select(func.count()).select_from(Step)) or 0


@pytest.fixture(scope="session")
def round_trip(sample_file: Path, whole_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> workbook_in.Plan:
    path = tmp_path_factory.mktemp("往返") / "示例.lvze"
    path.write_bytes(sample_file.read_bytes())
    with Workspace.open(path) as workspace:
        return workbook_in.plan(workspace, whole_workbook)


@pytest.mark.parametrize("key", IMPORTABLE)
def test_what_was_exported_is_imported_without_a_change(round_trip: workbook_in.Plan, sample: Workspace,
    key: str) -> None:
    table = next(table for table in round_trip.tables if table.ledger_key == key)
    assert {row.verdict for row in table.rows} <= {"same"}, [str(error) for row in table.rows
        for error in row.errors][:3]
    assert table.count("same") == living(sample, key)


@pytest.mark.parametrize("key", IMPORTABLE)
def test_every_ledger_has_a_template_whose_headings_the_import_knows(workspace: Workspace, tmp_path: Path,
    key: str) -> None:
    target = tmp_path / "模板.xlsx"
    templates.write_template(workspace, LEDGERS[key], target)
    sheet = load_workbook(target)[LEDGERS[key].title]
    assert [cell.value.rstrip("*") for cell in sheet[1]] == [field.label for field in typed_fields(LEDGERS[key])]
    planned = workbook_in.plan(workspace, target)
    assert [(table.ledger_key, table.rows) for table in planned.tables] == [(key, ())]


def test_ledgers_the_program_fills_itself_are_not_imported(round_trip: workbook_in.Plan) -> None:
    assert any("应办事项" in note and "自动生成" in note for note in round_trip.notes)


def test_a_list_is_written_as_it_is_shown(sample: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "发稿.xlsx"
    query = ListQuery(LEDGERS["publication"], period=Period.quarter(2025, 4), order="reads", descending=True,
        filters={"channel": {"wechat"}})
    written = workbook_out.write_list(sample, query, target, columns=["number", "day", "title", "channel", "reads"])
    sheet = load_workbook(target).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("编号", "发布日期", "标题", "发布渠道", "阅读量")
    assert written == len(rows) - 1 > 50 and {row[3] for row in rows[1:]} == {"微信公众号"}
    assert [row[4] for row in rows[1:]] == sorted((row[4] for row in rows[1:]), reverse=True)
    assert isinstance(rows[1][1], datetime) and sheet["B2"].number_format == "yyyy-mm-dd"
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref and sheet["A1"].font.bold
    with sample.read() as session:
        assert session.scalars(select(Step.label).order_by(Step.id.desc()).limit(1)).one(
            ) == f"导出宣传发稿{written}条（Excel）"


def test_every_column_a_table_shows_can_be_exported(sample: Workspace, tmp_path: Path) -> None:
    for ledger in LEDGERS.values():
        workbook_out.write_list(sample, ListQuery(ledger), tmp_path / "表.xlsx")
        heads = [cell.value for cell in next(load_workbook(tmp_path / "表.xlsx").active.iter_rows())]
        assert heads == [field.label for field in ledger.listed]


def test_text_that_looks_like_a_formula_or_a_link_stays_text(workspace: Workspace, add: Any, tmp_path: Path) -> None:
    add("meeting", day=date(2025, 3, 5), kind="committee", topic="=1+1", conclusion="见内网\n第二行", minutes_no="007")
    workbook_out.write_all(workspace, tmp_path / "a.xlsx")
    row = list(load_workbook(tmp_path / "a.xlsx")["会议研究"].iter_rows(values_only=True))[1]
    assert {"=1+1", "见内网\n第二行", "007"} <= set(row)
    assert workbook_in.plan(workspace, tmp_path / "a.xlsx").count("same") == 1


def test_the_text_of_talks_is_left_out_unless_asked_for(sample: Workspace, tmp_path: Path) -> None:
    workbook_out.write_all(sample, tmp_path / "a.xlsx")
    assert "内容要点" not in [cell.value for cell in load_workbook(tmp_path / "a.xlsx")["谈心谈话"][1]]


def test_a_messy_sheet_comes_in_right(workspace: Workspace, hospital: dict[str, int], tmp_path: Path) -> None:
    made = ExcelBook()
    sheet = made.active
    sheet.title = "2025年三季度发稿统计"
    sheet["A1"] = "云岭市第二人民医院宣传发稿情况统计表"
    sheet.merge_cells("A1:H1")
    sheet.append(["填表人：某某"])
    sheet.append(["序号", "刊发日期", "稿件\n标题 ", "渠道（必填）", "类别", "数量", "供稿科室", "联系电话"])
    sheet.append([1, "2025.7.3", "义诊进社区", "微信公众号", "医院动态", None, "内科", "13800000000"])
    sheet.append([2, "2025年7月5日", "\u3000高温天气就诊提示", "site", "健康科普", "2", "内　科", None])
    sheet.append([3, datetime(2025, 8, 1), "护士节活动", "医院官网", "医院文化", 1.0, None, None])
    sheet.append([None] * 8)
    sheet.append(["合计", None, None, None, None, 4, None, None])
    made.save(tmp_path / "统计.xlsx")
    planned = workbook_in.plan(workspace, tmp_path / "统计.xlsx")
    assert planned.errors == [] and planned.tables[0].ledger_key == "publication"
    assert any("联系电话" in note and "个人信息" in note for note in planned.tables[0].notes)
    assert workbook_in.apply(workspace, planned) == {"new": 3, "changed": 0, "same": 0, "twin": 0, "error": 0}
    with workspace.read() as session:
        rows = session.execute(select(*[getattr(LEDGERS["publication"].model, name)
            for name in ("day", "title", "channel", "pieces", "department_id")])).all()
    assert rows[0] == (date(2025, 7, 3), "义诊进社区", "wechat", 1, hospital["内科"])
    assert rows[1][3] == 2 and rows[2][0] == date(2025, 8, 1)


def test_a_csv_from_a_chinese_excel_comes_in(workspace: Workspace, tmp_path: Path) -> None:
    for encoding, topic in (("gbk", "研究网络舆情"), ("utf-8-sig", "研究阵地管理")):
        (tmp_path / "会议.csv").write_text(f"日期,会议类别,议题,应到,实到\n2025/3/5,党委会,{topic},7,7\n", encoding=encoding)
        planned = workbook_in.plan(workspace, tmp_path / "会议.csv", "meeting")
        assert workbook_in.apply(workspace, planned)["new"] == 1
    assert living(workspace, "meeting") == 2


def test_two_tables_below_each_other_are_both_read(workspace: Workspace, tmp_path: Path) -> None:
    head = ["会议日期", "会议类别", "议题"]
    path = book(tmp_path / "会议.xlsx", ("会议", [head, ["2025-01-05", "党委会", "一"], [], ["第二部分", None, None], head,
        ["2025-02-05", "党委会", "二"]]))
    planned = workbook_in.plan(workspace, path, "meeting")
    assert [(row.row, row.verdict) for row in planned.tables[0].rows] == [(2, "new"), (4, "error"), (6, "new")]
    counts = workbook_in.apply(workspace, planned, leave_out_errors=True)
    assert counts["new"] == 2 and counts["error"] == 1


def test_each_wrong_cell_is_named_and_nothing_is_taken(workspace: Workspace, hospital: dict[str, int],
    tmp_path: Path) -> None:
    path = book(tmp_path / "会议.xlsx", ("会议研究", [
        ["会议日期", "会议类别", "议题", "主持人", "应到", "实到"], ["2025-13-01", "党委会", "甲", "林书记", 7, 7],
        ["2025-03-01", "茶话会", "乙", "林书记", 7, 7],
        ["2025-03-01", "党委会", "丙", "张三", 7, "七"], ["2025-03-01", "党委会", "丁", "林书记", 7, 9],
        ["2025-03-01", "党委会", "戊", "林书记", 7, 7]]))
    before = steps(workspace)
    planned = workbook_in.plan(workspace, path)
    assert [(error.row, error.column) for error in planned.errors] == [(2, "会议日期"), (3, "会议类别"), (4, "主持人"), (4, "实到"),
        (5, "实到")]
    assert "9 人多于应到 7 人" in planned.errors[-1].sentence
    with pytest.raises(Refusal, match="5 处错误.*一行都没有导入"):
        workbook_in.apply(workspace, planned)
    assert living(workspace, "meeting") == 0 and steps(workspace) == before


def test_an_import_is_one_step_that_can_be_undone(workspace: Workspace, tmp_path: Path) -> None:
    path = book(tmp_path / "会议.xlsx", ("会议", [["会议日期", "会议类别", "议题"],
        *[[f"2025-0{month}-05", "党委会", f"议题{month}"] for month in range(1, 7)]]))
    workbook_in.apply(workspace, workbook_in.plan(workspace, path, "meeting"))
    assert workspace.undo_label == "导入“会议.xlsx”（新增6条、修改0条）" and living(workspace, "meeting") == 6
    workspace.undo()
    assert living(workspace, "meeting") == 0


def test_a_row_with_a_number_changes_its_record(workspace: Workspace, add: Any, fetch: Any, tmp_path: Path) -> None:
    record_id = add("meeting", day=date(2025, 3, 5), kind="committee", topic="旧议题", expected=7)
    number = fetch("meeting", record_id).number
    path = book(tmp_path / "改.xlsx", ("会议研究", [["编号", "会议日期", "会议类别", "议题", "应到"],
        [number, "2025-03-05", "党委会", "新议题", 7]]))
    planned = workbook_in.plan(workspace, path)
    assert planned.count("changed") == 1
    workbook_in.apply(workspace, planned)
    assert (fetch("meeting", record_id).topic, living(workspace, "meeting")) == ("新议题", 1)


def test_the_same_file_twice_adds_nothing(workspace: Workspace, hospital: dict[str, int], tmp_path: Path) -> None:
    path = book(tmp_path / "谈话.xlsx", ("谈心谈话", [
        ["日期", "谈话人", "谈话对象", "谈话类型", "话题", "内容要点"], ["2025.3.5", "林书记", "钱医生", "谈心谈话", "工作压力、职称晋升", "谈值班和进修。"]]))
    first = workbook_in.plan(workspace, path)
    assert first.errors == []
    workbook_in.apply(workspace, first)
    again = workbook_in.plan(workspace, path)
    assert (again.count("same"), again.count("new")) == (1, 0)
    with workspace.read() as session:
        talk = session.scalars(select(LEDGERS["talk"].model)).one()
    assert (talk.topics, talk.department_id, talk.held_on.month, talk.held_on.day) == (",pressure,title,",
        hospital["内科"], 3, 5)


def test_a_row_whose_record_is_in_the_recycle_bin_is_refused(workspace: Workspace, add: Any, fetch: Any,
    tmp_path: Path) -> None:
    record_id = add("meeting", day=date(2025, 3, 5), kind="committee", topic="议题")
    with workspace.transaction("删除") as session:
        records.void(session, LEDGERS["meeting"], record_id)
    path = book(tmp_path / "改.xlsx", ("会议研究", [["编号", "会议日期", "会议类别", "议题"],
        [fetch("meeting", record_id).number, "2025-03-05", "党委会", "议题"]]))
    assert "回收站" in str(workbook_in.plan(workspace, path).errors[0])


def test_a_file_changed_after_the_preview_is_not_taken(workspace: Workspace, tmp_path: Path) -> None:
    rows = [["会议日期", "会议类别", "议题"], ["2025-01-05", "党委会", "一"]]
    planned = workbook_in.plan(workspace, book(tmp_path / "会议.xlsx", ("会议", rows)), "meeting")
    book(tmp_path / "会议.xlsx", ("会议", [*rows, ["2025-01-06", "党委会", "二"]]))
    with pytest.raises(Refusal, match="重新预览"):
        workbook_in.apply(workspace, planned)
    assert living(workspace, "meeting") == 0


def test_a_workbook_of_several_ledgers_links_its_own_new_records(workspace: Workspace, tmp_path: Path) -> None:
    path = book(tmp_path / "全.xlsx", ("排查轮次", [["排查日期", "组织者", "排查范围"], ["2025-02-25", "王主任", "各科室"]]),
                ("人员", [["姓名", "科室", "职务"], ["王主任", "内科", "主任"]]), ("科室", [["科室名称"], ["内科"]]))
    planned = workbook_in.plan(workspace, path)
    assert planned.errors == [] and [table.ledger_key for table in planned.tables] == ["department", "person",
        "risk_round"]
    assert workbook_in.apply(workspace, planned)["new"] == 3


@pytest.mark.parametrize(("name", "content", "words"), [
    ("坏.xlsx", b"not a workbook", "已经损坏或设有打开密码"), ("旧.xls", b"\xd0\xcf", "另存为 .xlsx"),
    ("文.pdf", b"%PDF", "不是 Excel 或 CSV"),
    ("空.csv", b"", "没有可以导入的表"), ("无头.csv", "甲,乙\n1,2\n".encode(), "表头")])
def test_files_that_cannot_be_read_are_refused_in_words(workspace: Workspace, tmp_path: Path, name: str,
    content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal, match=words):
        workbook_in.plan(workspace, tmp_path / name)


def test_a_missing_file_is_refused_in_words(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="找不到文件"):
        workbook_in.plan(workspace, tmp_path / "没有.xlsx")


def test_an_export_that_cannot_be_written_leaves_nothing(sample: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="文件夹“.*”不存在"):
        workbook_out.write_all(sample, tmp_path / "没有" / "a.xlsx")
    (tmp_path / "占用.xlsx").mkdir()
    with pytest.raises(Refusal):
        workbook_out.write_all(sample, tmp_path / "占用.xlsx")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
