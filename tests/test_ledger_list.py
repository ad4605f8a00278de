"""Any ledger's list as it is shown, as a document: rows, columns, conditions, order; progress and cancel."""

from dataclasses import replace
from datetime import date

import pytest

from db import records
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.periods import Period
from desktop.reports.blocks import FormHead, Table
from desktop.reports.docx_writer import write_docx
from desktop.reports.forms import House
from desktop.reports.export import measured, write_files
from desktop.reports.ledger_list import all_columns, ledger_document
from desktop.reports.list_layout import laid_out
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import MM, STANDARD
from desktop.reports.style_settings import style_of
from desktop.reports.tables import type_size
from tests.pdf_measure import read

HOUSE = House("云岭市第二人民医院", "", date(2025, 12, 31))


@pytest.fixture
def problems(workspace):
    with workspace.transaction("录入") as session:
        for number in range(300):
            records.save(
                session,
                LEDGERS["problem"],
                {
                    "title": f"第{number:03}个问题",
                    "source": "self" if number % 3 else "risk",
                    "found_on": date(2025, 1 + number % 12, 5),
                    "deadline": date(2025, 12, 31),
                },
            )


@pytest.fixture
def make(workspace):
    def document(query, **more):
        house = replace(HOUSE, style=more.pop("style", STANDARD))
        with workspace.read() as session:
            return ledger_document(session, query, workspace.words(session), house, **more)

    return document


def parts(document):
    head, table = document.blocks
    assert isinstance(head, FormHead) and isinstance(table, Table) and head.landscape == table.landscape
    return head, table


def test_the_list_takes_the_conditions_the_order_and_the_columns_shown(problems, make):
    query = ListQuery(
        LEDGERS["problem"], Period.quarter(2025, 1), filters={"source": {"risk"}}, order="title", descending=False
    )
    head, table = parts(make(query, columns=["number", "title", "found_on"]))
    assert table.head == ("序号", "编号", "具体问题", "发现日期")
    expected = [f"第{number:03}个问题" for number in range(300) if number % 3 == 0 and number % 12 < 3]
    assert [row[2] for row in table.rows] == expected and [row[0] for row in table.rows] == [
        str(n + 1) for n in range(len(expected))
    ]
    assert f"共{len(expected)}条" in head.right and "问题来源：" in table.caption and "2025" in table.caption


def test_few_columns_stand_upright_and_many_lie(problems, make):
    query = ListQuery(LEDGERS["problem"])
    assert not parts(make(query, columns=["number", "title"]))[1].landscape
    assert parts(make(query))[1].landscape
    with pytest.raises(KeyError):
        make(query, columns=["nothing"])


def test_every_page_repeats_the_head_and_no_row_is_lost(tmp_path, problems, make):
    document = make(ListQuery(LEDGERS["problem"], order="title", descending=False))
    result = write_pdf(document, STANDARD, tmp_path / "a.pdf")
    pages = read(tmp_path / "a.pdf")
    assert len(pages) == result.pages > 5
    assert all("具体问题" in page.text and "—" in page.text for page in pages)
    text = "".join(page.text for page in pages)
    assert all(f"第{number:03}个问题" in text for number in range(300))


@pytest.mark.parametrize("write", [write_pdf, write_docx])
def test_stopping_leaves_nothing_half_written(tmp_path, problems, make, write):
    class Stopped(Exception):
        pass

    told = []

    def step(done, total, text):
        told.append((done, total, text))
        if len(told) > 1:
            raise Stopped

    document = make(ListQuery(LEDGERS["problem"]))
    with pytest.raises(Stopped):
        write(document, STANDARD, tmp_path / "a.file", step)
    assert list(tmp_path.glob("a.*")) == [] and all(done < total for done, total, _ in told)
    with pytest.raises(Stopped):
        told.clear()
        make(ListQuery(LEDGERS["problem"]), step=lambda *_: step(0, 1, "") or step(0, 1, ""))


def test_a_date_or_number_is_never_broken_and_people_go_by_their_names(tmp_path, hospital, workspace, add, make):
    for number in range(12):
        add("problem", title=f"第{number}个问题，说明文字比较长，用来占满一列的宽度", source="self", found_on=date(2025, 11, 5),
            deadline=date(2025, 12, 31), leader_id=hospital["林书记"], department_id=hospital["内科"])
    query = ListQuery(LEDGERS["problem"])
    listed = [field.name for field in LEDGERS["problem"].listed]
    document = make(query, columns=listed)
    leader = document.blocks[1].head.index("责任领导")
    assert {row[leader] for row in document.blocks[1].rows} == {"林书记"}
    write_pdf(document, STANDARD, tmp_path / "a.pdf")
    lines = [line.text for page in read_pdf(tmp_path / "a.pdf").pages for line in page.lines]
    assert lines.count("2025-12-31") == 12 and "ZG-2025-001" in lines and "序号" in lines


def long_problem(hospital, add):
    for number in range(12):
        add("problem", title=f"第{number}个科室的意识形态工作记录不全", detail="个别科室记录流于形式，没有写明讨论的内容和结论。",
            measure="重新学习记录要求，每季度抽查一次，结果在例会上通报。", source="survey", aspect="意识形态工作责任落实方面",
            found_on=date(2025, 11, 5), deadline=date(2025, 12, 31), leader_id=hospital["林书记"],
            person_id=hospital["钱医生"], department_id=hospital["内科"], partners="医务科、护理部")


def inside_cells(path):
    """The lines of a PDF with their sizes, those of tables only."""
    return [line for page in read_pdf(path).pages for line in page.lines if line.size <= 12]


@pytest.mark.parametrize("wanted", [4, 8, 11, 14, 20, 99])
def test_however_many_columns_there_are_they_can_be_read(tmp_path, hospital, add, make, wanted):
    long_problem(hospital, add)
    ledger = LEDGERS["problem"]
    columns = all_columns(ledger)[:wanted] if wanted > 11 else [field.name for field in ledger.listed][:wanted]
    document = make(ListQuery(ledger), columns=columns)
    tables = document.blocks[1:]
    assert len(tables) == {14: 2, 20: 3, 99: 3}.get(wanted, 1)
    shown = [name for table in tables for name in (table.head if table is tables[0] else table.head[2:])]
    assert shown == ["序号", *(ledger.field(name).label for name in columns)]
    assert {table.head[:2] for table in tables} == {("序号", "编号")}
    assert {len(table.rows) for table in tables} == {12}
    written = write_files(document, [tmp_path / "a.pdf", tmp_path / "a.docx"], lambda *_: None)
    assert measured(written, document, STANDARD, lambda *_: None).findings == ()
    lines = inside_cells(tmp_path / "a.pdf")
    assert min(line.size for line in lines) >= 9
    assert sum(line.text == "ZG-2025-001" for line in lines) == len(tables)
    for table in tables:
        share = (225 if table.landscape else 156) * MM / sum(table.widths)
        size = type_size(table, STANDARD)
        for name, width in zip(table.head, table.widths):
            if name in ("具体问题", "问题表现", "整改措施"):
                assert width * share / size >= 10, name


def test_the_width_of_the_hospitals_own_page_decides(hospital, add, make):
    long_problem(hospital, add)
    columns = [field.name for field in LEDGERS["problem"].listed]
    broad = parts(make(ListQuery(LEDGERS["problem"]), columns=columns))[1]
    assert broad.landscape and broad.small
    own = style_of({"top_mm": 20, "bottom_mm": 20, "wide_table_pt": 9})
    assert len(make(ListQuery(LEDGERS["problem"]), columns=columns, style=own).blocks) == 2
    narrow = style_of({"top_mm": 50, "bottom_mm": 50})
    assert len(make(ListQuery(LEDGERS["problem"]), columns=columns, style=narrow).blocks) == 3


def test_the_columns_fill_the_measure_and_long_text_gets_the_room(problems, make):
    table = parts(make(ListQuery(LEDGERS["problem"]), columns=["number", "title", "state"]))[1]
    wide = dict(zip(table.head, table.widths))
    assert wide["编号"] > wide["状态"] >= wide["序号"] and not table.landscape


def test_a_very_long_text_in_a_crammed_list_takes_room_from_its_neighbours_but_breaks_no_date():
    names = ("序号", "编号", "具体问题", "问题来源", "整改措施", "责任领导", "责任科室", "责任人", "整改时限", "完成情况", "销号日期", "状态")
    row = ("1", "ZG-2025-034", "阵地管理不规范", "上级巡察", "明确责任人并逐月巡查", "武学兰", "党委办公室", "李伟", "2025-12-20",
           "已经开会明确分工", "2025-12-31", "已销号")
    [usual] = laid_out("", names, [row] * 30, STANDARD, divided=False)
    [long] = laid_out("", names, [row] * 30 + [(*row[:9], "整改情况" * 200, *row[10:])], STANDARD, divided=False)
    at = [dict(zip(names, (width * 637.8 / sum(table.widths) - 6 for width in table.widths))) for table in (usual, long)]
    assert at[1]["完成情况"] > 1.5 * at[0]["完成情况"]
    assert at[1]["销号日期"] >= 10 * 0.5 * 9 and at[1]["责任人"] >= 3 * 9
