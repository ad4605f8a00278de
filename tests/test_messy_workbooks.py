"""Workbooks as different as real ones: each comes in right, or the import says exactly which cell is wrong and why."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook as ExcelBook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as Writer

from db import records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange import workbook_in
from desktop.exchange.workbook_in import TablePlan

HEAD = ["会议日期", "会议类别", "议题", "主持人", "应到", "实到"]
GOOD = ["2025-03-05", "党委会", "研究意识形态工作", "林书记", 7, 6]
DAY = date(2025, 3, 5)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A file with a small roster. Every test only tries its import, so that nothing stays."""
    with Workspace.create(tmp_path_factory.mktemp("台账") / "台账.lvze") as opened:
        with opened.transaction("录入名册") as session:
            inner = records.save(session, LEDGERS["department"], {"name": "内科"}).id
            for name in ("林书记", "张三"):
                records.save(session, LEDGERS["person"], {"name": name, "department_id": inner, "post": "书记"})
        yield opened


@pytest.fixture
def tried(desk: Workspace, tmp_path: Path) -> Callable[..., TablePlan]:
    """Tries a file with these rows (or drawn by ``draw``) in the ledger of meetings."""

    def run(
        *rows: list[Any],
        draw: Callable[[Worksheet], object] | None = None,
        name: str = "会议.xlsx",
        key: str = "meeting",
        title: str = "会议",
    ) -> TablePlan:
        made = ExcelBook()
        sheet = made.active
        sheet.title = title
        for row in rows:
            sheet.append(row)
        if draw is not None:
            draw(sheet)
        made.save(tmp_path / name)
        return workbook_in.plan(desk, tmp_path / name, key).tables[0]

    return run


def values(table: TablePlan, *names: str) -> list[tuple[Any, ...]]:
    assert not [str(error) for row in table.rows for error in row.errors]
    return [tuple(row.values.get(name) for name in names) for row in table.rows]


def wrong(table: TablePlan) -> list[str]:
    return [str(error) for row in table.rows for error in row.errors]


def said(table: TablePlan) -> str:
    return "".join(table.notes)


# -- headings ----------------------------------------------------------------------------------------------------------


def test_a_merged_title_and_a_line_of_who_filled_it_stand_above(tried: Any) -> None:
    table = tried(
        ["云岭市第二人民医院2025年会议台账"],
        ["填报单位：党办", None, None, "填报日期：2025年12月"],
        HEAD,
        GOOD,
        draw=lambda sheet: sheet.merge_cells("A1:F1"),
    )
    assert values(table, "day", "topic", "expected") == [(DAY, "研究意识形态工作", 7)]


def test_line_breaks_and_blanks_in_headings(tried: Any) -> None:
    table = tried([" 会议\n日期 ", "会 议 类 别", "议　题", "主持人\n（签名）", "应到*", "实到（人）"], GOOD)
    assert values(table, "day", "host_id", "attended")[0][2] == 6


def test_a_heading_in_two_rows_merged_as_excel_draws_it(tried: Any) -> None:
    def draw(sheet: Worksheet) -> None:
        for column in "ABCD":
            sheet.merge_cells(f"{column}1:{column}2")
        sheet.merge_cells("E1:F1")

    table = tried([*HEAD[:4], "参会人数", None], [None] * 4 + ["应到", "实到"], GOOD, draw=draw)
    assert values(table, "topic", "expected", "attended") == [("研究意识形态工作", 7, 6)]


def test_a_heading_in_two_rows_that_are_not_merged(tried: Any) -> None:
    table = tried([*HEAD[:4], "参会人数", None], [None] * 4 + ["应到", "实到"], GOOD)
    assert values(table, "day", "topic", "expected", "attended") == [(DAY, "研究意识形态工作", 7, 6)]


def test_of_two_columns_with_one_heading_the_first_counts_and_the_second_is_named(tried: Any) -> None:
    table = tried([*HEAD, "议题"], [*GOOD, "另一个"])
    assert values(table, "topic") == [("研究意识形态工作",)] and "“议题”没有导入：前面已有同一栏目" in said(table)


def test_a_hundred_columns_of_which_six_are_known(tried: Any) -> None:
    table = tried([*HEAD, *(f"指标{n}" for n in range(94))], [*GOOD, *range(94)])
    assert values(table, "expected") == [(7,)] and said(table).count("没有对应的栏目") == 94


def test_empty_columns_and_rows_between(tried: Any) -> None:
    table = tried(
        [], [], [None, None, *HEAD], [], [None, None, *GOOD], [None], [], [None, None, *GOOD[:2], "第二个", *GOOD[3:]]
    )
    assert [row.row for row in table.rows] == [5, 8]


def test_columns_of_identity_numbers_and_telephones_are_left_out_and_it_is_said(tried: Any) -> None:
    table = tried([*HEAD, "身份证号", "联系电话"], [*GOOD, "530102198001011234", "13800000000"])
    assert "“身份证号”没有导入：涉及个人信息" in said(table) and "“联系电话”没有导入：涉及个人信息" in said(table)
    assert "530102198001011234" not in str(table.rows)


# -- lines that are no records -----------------------------------------------------------------------------------------


def test_totals_notes_and_signatures_are_no_records_and_are_named(tried: Any) -> None:
    table = tried(
        ["序号", *HEAD],
        [1, *GOOD],
        [2, *GOOD[:2], "第二个", *GOOD[3:]],
        ["本页小计", None, None, None, None, 14, 12],
        [None, "合 计", None, None, None, 14, 12],
        ["注：实到不含列席人员。"],
        ["填表人：甲", None, "审核人：乙", None, "日期：2025.12"],
    )
    assert [row.row for row in table.rows] == [2, 3]
    assert "第 4、5 行是合计" in said(table) and "第 6、7 行是说明" in said(table)


def test_a_line_numbered_beforehand_and_never_filled_in(tried: Any) -> None:
    assert [row.row for row in tried(["序号", *HEAD], [1, *GOOD], [2], ["3"], [4]).rows] == [2]


def test_a_subtitle_merged_over_the_whole_table(tried: Any) -> None:
    table = tried(HEAD, ["一、党委会"], GOOD, draw=lambda sheet: sheet.merge_cells("A2:F2"))
    assert [row.row for row in table.rows] == [3] and "第 2 行是小标题" in said(table)


def test_two_tables_on_one_sheet_the_second_with_other_columns(tried: Any) -> None:
    table = tried(
        HEAD,
        GOOD,
        [],
        ["第二部分"],
        ["议题", "会议日期", "会议类别"],
        ["研究阵地管理", "2025-04-01", "党委会"],
        draw=lambda sheet: sheet.merge_cells("A4:F4"),
    )
    assert values(table, "day", "topic") == [(DAY, "研究意识形态工作"), (date(2025, 4, 1), "研究阵地管理")]


def test_the_heading_printed_again_on_every_page_is_no_record(tried: Any) -> None:
    table = tried(HEAD, GOOD, ["本页小计", None, None, None, 7, 6], HEAD, [*GOOD[:2], "第二页", *GOOD[3:]], HEAD)
    assert [row.row for row in table.rows] == [2, 5] and not wrong(table)


def test_tables_side_by_side_are_each_read_in_their_own_columns(desk: Workspace, tmp_path: Path) -> None:
    made = ExcelBook()
    made.active.title = "会议"
    made.active.append(["2025年会议台账"])
    made.active.merge_cells("A1:M1")
    for row in (HEAD + [None] + HEAD, GOOD + [None] + ["4.1", *GOOD[1:2], "右边的", *GOOD[3:]],
                [None] * 7 + ["四月底", *GOOD[1:2], "右边又一个", *GOOD[3:]]):
        made.active.append(row)
    made.save(tmp_path / "并排.xlsx")
    planned = workbook_in.plan(desk, tmp_path / "并排.xlsx", "meeting")
    assert [(table.sheet, table.count("new"), table.count("error")) for table in planned.tables] == [
        ("会议", 1, 0), ("会议（H列起）", 1, 1)]
    assert planned.tables[1].rows[0].values["day"] == date(2025, 4, 1)
    assert str(planned.errors[0]).startswith("“会议（H列起）”第4行H列“会议日期”：看不懂日期“四月底”")


def test_equal_words_in_a_row_of_records_are_no_tables_side_by_side(tried: Any) -> None:
    table = tried(["议题", "会议日期", "会议类别", "结论"], ["甲", "2025-03-05", "党委会", "甲"], ["乙", "乙", "乙", "乙"])
    assert len(table.rows) == 1 and "第 3 行是小标题" in said(table)


# -- dates -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "2025.3.5",
        "2025/3/5",
        "2025年3月5日",
        "20250305",
        20250305,
        "２０２５年３月５日",
        "2025-03-05 00:00:00",
        "2025年3月5日（星期三）",
        "2025年3月5日 周三",
        datetime(2025, 3, 5, 14, 30),
        45721,
        45721.6,
        "2025 年 3 月 5 日",
        "二〇二五年三月五日",
        "二○二五年三月五日（星期三）",
        "二零二五年三月五号",
    ],
    ids=str,
)
def test_one_day_in_many_spellings(tried: Any, cell: Any) -> None:
    assert values(tried(HEAD, [cell, *GOOD[1:]]), "day") == [(DAY,)]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2025.3", "只写了年月"),
        (2025.3, "只写了年月"),
        ("2025年3月份", "只写了年月"),
        (2025, "只写了年份"),
        ("2025-02-30", "不是日历上有的日期"),
        ("三月上旬", "看不懂日期"),
        (3.1, "看不出是3月1日还是3月10日"),
        ("2025.3.5-3.6", "看不懂日期"),
        ("2205-03-05", "年份是 2205"),
    ],
    ids=str,
)
def test_what_is_no_day_is_named_with_sheet_row_and_column(tried: Any, cell: Any, why: str) -> None:
    found = wrong(tried(HEAD, GOOD, [cell, *GOOD[1:]]))
    assert len(found) == 1 and found[0].startswith("“会议”第3行A列“会议日期”：") and why in found[0]


def test_days_without_a_year_take_it_from_the_title(tried: Any) -> None:
    table = tried(["2024年会议台账"], HEAD, ["3月5日", *GOOD[1:]], [3.6, *GOOD[1:]], ["12.31", *GOOD[1:]])
    assert values(table, "day") == [(date(2024, 3, 5),), (date(2024, 3, 6),), (date(2024, 12, 31),)]
    assert "有 3 个日期没有写年份，按 2024 年填写" in said(table)


def test_days_written_in_words_take_their_year_from_the_title_too(tried: Any) -> None:
    days = ("三月五日", "十月十日", "十二月二十一日", "二月二十八号", "五月三十一日")
    table = tried(["2024年会议台账"], HEAD, *([day, *GOOD[1:]] for day in days))
    found = [(3, 5), (10, 10), (12, 21), (2, 28), (5, 31)]
    assert values(table, "day") == [(date(2024, month, day),) for month, day in found]


def test_days_without_a_year_take_it_from_the_name_of_the_file(tried: Any) -> None:
    assert values(tried(HEAD, ["3月5日", *GOOD[1:]], name="2023年会议.xlsx"), "day") == [(date(2023, 3, 5),)]


def test_without_any_year_the_nearest_past_one_is_meant_and_it_is_said(tried: Any) -> None:
    table = tried(HEAD, ["3月5日", *GOOD[1:]])
    day = values(table, "day")[0][0]
    assert (day.month, day.day) == (3, 5) and day <= date.today() and f"最近的那一年（{day.year} 年）" in said(table)


# -- numbers and words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("7人", 7),
        ("７", 7),
        ("7 人次", 7),
        ("1,200", 1200),
        (7.0, 7),
        ("7.0", 7),
        ("—", None),
        ("/", None),
        ("１２名", 12),
        ("1，200元", 1200),
        ("3万元", 30_000),
        ("1.5万", 15_000),
        ("￥800", 800),
    ],
    ids=str,
)
def test_numbers_as_people_write_them(tried: Any, cell: Any, value: int | None) -> None:
    assert values(tried(HEAD, [*GOOD[:4], cell, None]), "expected") == [(value,)]


@pytest.mark.parametrize("cell", ["约30人", "30余", "七", 6.5, "6/7"], ids=str)
def test_what_is_no_number_is_named(tried: Any, cell: Any) -> None:
    assert [one.split("：")[0] for one in wrong(tried(HEAD, [*GOOD[:4], cell, None]))] == ["“会议”第2行E列“应到”"]


def test_blanks_around_and_inside_words_and_names(tried: Any) -> None:
    table = tried(HEAD, [" 2025-03-05 ", "　党委会　", "研究\n意识形态  工作 ", "张　三", " 7 ", "6"])
    row = values(table, "topic", "expected", "host_id")[0]
    assert row[:2] == ("研究 意识形态 工作", 7) and row[2]


# -- merged, hidden, computed ------------------------------------------------------------------------------------------


def test_merged_cells_in_the_body_count_for_each_row_and_it_is_said(tried: Any) -> None:
    table = tried(
        HEAD,
        GOOD,
        [None, None, "第二个议题", "林书记", 7, 7],
        draw=lambda sheet: sheet.merge_cells("A2:A3") or sheet.merge_cells("B2:B3"),
    )
    assert values(table, "day", "topic") == [(DAY, "研究意识形态工作"), (DAY, "第二个议题")]
    assert "“会议日期”“会议类别”里有合并的单元格" in said(table)


def test_a_number_merged_over_rows_is_refused_because_it_would_count_twice(tried: Any) -> None:
    table = tried(HEAD, GOOD, [*GOOD[:2], "第二个", "林书记", None, 6], draw=lambda sheet: sheet.merge_cells("E2:E3"))
    assert [
        one for one in wrong(table) if "E列“应到”" in one and "合并成了一格" in one and "第 2 到 3 行" in one
    ] and len(wrong(table)) == 2


def test_hidden_sheets_are_not_read_and_hidden_rows_are_and_both_is_said(tried: Any) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["E"].hidden = True
        other = sheet.parent.create_sheet("去年")
        other.append(HEAD)
        other.append(GOOD)
        other.sheet_state = "hidden"

    table = tried(HEAD, GOOD, [*GOOD[:2], "第二个", *GOOD[3:]], draw=draw)
    assert len(table.rows) == 2
    assert (
        "“去年”是隐藏的工作表，没有读" in said(table)
        and "第 3 行在 Excel 里是隐藏的" in said(table)
        and "E 列" in said(table)
    )


def test_rows_that_a_filter_hides_are_read_and_it_is_said(tried: Any) -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:F3"
        sheet.auto_filter.add_filter_column(2, ["第二个"])
        sheet.row_dimensions[2].hidden = True

    table = tried(HEAD, GOOD, [*GOOD[:2], "第二个", *GOOD[3:]], draw=draw)
    assert [row.row for row in table.rows] == [2, 3] and "第 2 行在 Excel 里是隐藏的，也读了进来" in said(table)


def test_formulas_with_a_stored_result_are_taken_and_those_without_are_named(desk: Workspace, tmp_path: Path) -> None:
    with Writer(str(tmp_path / "公式.xlsx")) as made:
        sheet = made.add_worksheet("会议")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, GOOD[:4])
        sheet.write_formula(1, 4, "=3+4", None, 7)
        sheet.write_formula(1, 5, '=IF(E2="","",6)', None, "空")
    with ZipFile(tmp_path / "公式.xlsx") as old, ZipFile(tmp_path / "公式2.xlsx", "w") as new:
        for name in old.namelist():  # an empty text is a result as well: this is how Excel stores it
            new.writestr(name, old.read(name).replace("<v>空</v>".encode(), b"<v></v>"))
    assert values(workbook_in.plan(desk, tmp_path / "公式2.xlsx", "meeting").tables[0], "expected", "attended") == [
        (7, None)
    ]
    made = ExcelBook()
    made.active.append(HEAD)
    made.active.append([*GOOD[:4], "=3+4", "=E2"])
    made.save(tmp_path / "没算过.xlsx")
    table = workbook_in.plan(desk, tmp_path / "没算过.xlsx", "meeting").tables[0]
    assert [one.split("“")[2][:2] for one in wrong(table)] == ["应到", "实到"] and all(
        "是公式" in one for one in wrong(table)
    )


def test_error_cells_are_named_as_what_they_are(tried: Any) -> None:
    found = wrong(tried(HEAD, ["#REF!", "党委会", "#N/A", *GOOD[3:]]))
    assert len(found) == 2 and "A列“会议日期”" in found[0] and "错误“#REF!”" in found[0] and "C列“议题”" in found[1]


def test_a_sheet_that_claims_a_million_rows_is_read_at_once(desk: Workspace, tmp_path: Path) -> None:
    made = ExcelBook()
    made.active.append(HEAD)
    made.active.append(GOOD)
    made.active.cell(1048576, 1).number_format = "yyyy-mm-dd"
    made.active.cell(3, 16000).value = "误敲"
    made.save(tmp_path / "大.xlsx")
    table = workbook_in.plan(desk, tmp_path / "大.xlsx", "meeting").tables[0]
    assert len(table.rows) == 1 and "第 256 列以后还有内容，没有读" in said(table)


def test_a_workbook_whose_xml_is_written_the_way_other_programs_write_it(desk: Workspace, tmp_path: Path) -> None:
    """Inline texts, prefixed tags, no size of the sheet, no styles: as small office programs save them."""
    made = ExcelBook()
    made.active.title = "会议"
    made.active.append(HEAD)
    made.save(tmp_path / "甲.xlsx")
    cells = "".join(
        f'<x:c r="{letter}2" t="inlineStr"><x:is><x:t>{text}</x:t></x:is></x:c>' for letter, text in zip("ABCDEF", GOOD)
    )
    with ZipFile(tmp_path / "甲.xlsx") as old, ZipFile(tmp_path / "乙.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                data = re.sub(r"<dimension[^>]*/>", "", data).replace(
                    "</sheetData>",
                    f'<x:row r="2" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{cells}</x:row></sheetData>',
                )
            new.writestr(name, data)
    assert values(workbook_in.plan(desk, tmp_path / "乙.xlsx", "meeting").tables[0], "topic", "attended") == [
        ("研究意识形态工作", 6)
    ]


# -- text files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gbk", ","), ("utf-8-sig", ","), ("utf-8", ";"), ("utf-16", "\t"), ("gb18030", "，")]
)
def test_text_files_in_every_encoding_excel_writes(desk: Workspace, tmp_path: Path, encoding: str, mark: str) -> None:
    mark = mark if mark != "，" else ","
    lines = [
        "2025年会议台账",
        mark.join(HEAD),
        mark.join(map(str, GOOD)).replace("研究意识形态工作", '"研究\n意识形态工作"'),
    ]
    (tmp_path / "会议.csv").write_bytes("\r\n".join(lines).encode(encoding))
    assert values(workbook_in.plan(desk, tmp_path / "会议.csv", "meeting").tables[0], "topic", "expected") == [
        ("研究 意识形态工作", 7)
    ]


# -- what is refused as a whole ----------------------------------------------------------------------------------------


def ole(*names: str) -> bytes:
    """The beginning of an old binary office file with these parts named in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "\0".join(names).encode("utf-16-le") + bytes(500)


def strict() -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w") as made:
        made.writestr("xl/workbook.xml", '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>')
    return target.getvalue()


def torn() -> bytes:
    """A workbook whose list of sheets was written over on the disk: the zip around it is whole."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook>" * 500)
    data = bytearray(target.getvalue())
    start = data.index(b"xl/workbook.xml") + len(b"xl/workbook.xml")
    data[start : start + 8] = b"\xff" * 8
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("旧.xls", ole("Workbook"), "另存为 .xlsx"),
        ("旧.et", ole("Workbook"), "WPS 表格（.et）.*另存为 .xlsx"),
        ("改名.xlsx", ole("Workbook"), "旧格式（.xls）的内容.*另存为 .xlsx"),
        ("加密.xlsx", ole("EncryptedPackage", "EncryptionInfo"), "设有打开密码.*取消密码"),
        ("网页.xls", b"<html><table>", "其实是网页格式"),
        ("严格.xlsx", strict(), "严格 Open XML"),
        ("半截.xlsx", b"PK\x03\x04abc", "损坏"),
        ("压坏.xlsx", torn(), "损坏"),
        ("乱.csv", b"\xff\x00\x81\xff\xff", "编码认不出来"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(
    desk: Workspace, tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refusal, match=why):
        workbook_in.plan(desk, tmp_path / name, "meeting")


def test_a_new_workbook_under_an_old_ending_is_read_all_the_same(tried: Any, desk: Workspace, tmp_path: Path) -> None:
    tried(HEAD, GOOD)
    (tmp_path / "会议.xlsx").rename(tmp_path / "会议.xls")
    assert workbook_in.plan(desk, tmp_path / "会议.xls", "meeting").count("new") == 1


# -- size --------------------------------------------------------------------------------------------------------------


def test_twenty_thousand_rows_are_read_and_can_be_cancelled(desk: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with Writer(str(path), {"constant_memory": True}) as made:
        sheet = made.add_worksheet("会议")
        sheet.write_row(0, 0, HEAD)
        for row in range(1, 20_001):
            sheet.write_row(row, 0, [f"2025-03-{row % 28 + 1:02d}", "党委会", "议题"])
    steps: list[int] = []

    class Stop(Exception):
        """Raised where the progress bar's 取消 would be."""

    def progress(done: int, total: int, text: str) -> None:
        steps.append(done)
        assert total == 20_001 and "第" in text
        if done > 300:
            raise Stop

    with pytest.raises(Stop):
        workbook_in.plan(desk, path, "meeting", progress=progress)
    assert len(steps) > 3
