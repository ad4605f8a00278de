"""Old ledgers kept in Word: every table is found, named, read with its merged cells, and each record keeps its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from sqlalchemy import select

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.origin import origins_of
from desktop import jobs
from desktop.exchange import workbook_in
from desktop.exchange.sheets import read_sheets
from desktop.screens.exchange.import_book import ImportBookDialog
from tests.desk import open_state
from tests.shell import home  # noqa: F401

HEAD = ["会议\n日期", "会议类别", "议题", "应到", "实到"]
ROWS = [["3月5日", "党委会", "研究意识形态工作", "7人", "６人"], ["2024.4.1", "党委会", "研究阵地管理", "7", "—"]]


def fill(document: Any, rows: list[list[str]], title: str = "", shape: Callable[[Any], object] | None = None) -> Any:
    if title:
        document.add_paragraph(title)
    table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for line, row in zip(table.rows, rows):
        for cell, text in zip(line.cells, row):
            cell.text = text
    if shape is not None:
        shape(table)
    return table


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A document with a title page, two ledgers and a table of signatures."""
    document = Document()
    document.add_heading("意识形态工作台账", 0)
    document.add_paragraph("说明文字。")
    fill(document, [HEAD, *ROWS], "2024年会议台账")
    fill(
        document,
        [["刊发日期", "标题", "渠道", "类别"], ["2024-7-3", "义诊进社区", "微信公众号", "医院动态"]],
        "二、发稿情况",
    )
    fill(document, [["填表人", "审核人"], ["甲", "乙"]])
    document.save(tmp_path / "旧台账.docx")
    return tmp_path / "旧台账.docx"


def test_every_table_is_a_sheet_named_by_the_line_above_it(ledger: Path) -> None:
    sheets = read_sheets(ledger)
    assert [sheet.title for sheet in sheets] == ["表1 2024年会议台账", "表2 二、发稿情况", "表3"]
    assert sheets[0].rows[1] == tuple(ROWS[0])


def test_each_table_finds_its_ledger_and_every_record_keeps_file_table_row_and_words(workspace, ledger: Path) -> None:
    planned = workbook_in.plan(workspace, ledger)
    assert [(table.ledger_key, table.count("new")) for table in planned.tables] == [("meeting", 2), ("publication", 1)]
    assert planned.errors == [] and any("表3" in note for note in planned.notes)
    workbook_in.apply(workspace, planned)
    with workspace.read() as session:
        meetings = session.scalars(select(LEDGERS["meeting"].model).order_by(LEDGERS["meeting"].model.day)).all()
        [source] = origins_of(session, "meeting", meetings[0].id)
    assert [(one.day, one.expected, one.attended) for one in meetings] == [
        (date(2024, 3, 5), 7, 6),
        (date(2024, 4, 1), 7, None),
    ]
    assert (source.file, source.place) == ("旧台账.docx", "“表1 2024年会议台账”第 2 行")
    assert source.original == "会议日期：3月5日\n会议类别：党委会\n议题：研究意识形态工作\n应到：7人\n实到：６人"
    workspace.undo()
    assert workbook_in.plan(workspace, ledger).count("new") == 3


def test_cells_merged_across_and_down_are_read_like_those_of_excel(workspace, tmp_path: Path) -> None:
    def shape(table: Any) -> None:
        table.cell(0, 0).merge(table.cell(0, 4))
        table.cell(2, 0).merge(table.cell(3, 0))
        table.cell(4, 0).merge(table.cell(4, 4))

    document = Document()
    fill(document, [["2024年会议台账"], HEAD, ROWS[0], ["", *ROWS[1][1:]], ["一、其他"]], shape=shape)
    document.save(tmp_path / "合并.docx")
    [sheet] = read_sheets(tmp_path / "合并.docx")
    assert sheet.rows[0] == ("2024年会议台账",) * 5 and sheet.rows[3][0].split() == ["3月5日"]
    assert {(area.top, area.left, area.bottom, area.right) for area in sheet.merged} == {
        (0, 0, 0, 4),
        (2, 0, 3, 0),
        (4, 0, 4, 4),
    }
    table = workbook_in.plan(workspace, tmp_path / "合并.docx", "meeting").tables[0]
    assert [row.values["day"] for row in table.rows] == [date(2024, 3, 5)] * 2 and table.count("error") == 0
    assert "合并的单元格" in "".join(table.notes) and "第 5 行是小标题" in "".join(table.notes)


def test_deleted_words_of_tracked_changes_and_tables_inside_cells_are_not_read(tmp_path: Path) -> None:
    document = Document()
    table = fill(document, [["议题"], ["研究工作"]])
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "（已删）"
    run.append(text)
    gone = OxmlElement("w:del")
    gone.set(qn("w:id"), "1")
    gone.append(run)
    table.cell(1, 0).paragraphs[0]._p.append(gone)
    table.cell(1, 0).add_table(1, 1).cell(0, 0).text = "里面的表"
    document.save(tmp_path / "修订.docx")
    assert [sheet.rows for sheet in read_sheets(tmp_path / "修订.docx")] == [(("议题",), ("研究工作",))]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "另存为 .docx"),
        ("坏.docx", b"PK\x03\x04xyz", "已经损坏"),
        ("旧.wps", b"abc", "另存为 .docx"),
        ("锁.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    ],
)
def test_documents_that_cannot_be_read_say_the_way_out(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refusal, match=why):
        read_sheets(tmp_path / name)


def test_a_document_without_tables_says_so(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("只有文字")
    document.save(tmp_path / "文.docx")
    with pytest.raises(Refusal, match="没有表格"):
        read_sheets(tmp_path / "文.docx")


def test_the_clerk_chooses_tables_of_a_document_in_the_window(workspace, hospital, home, ledger: Path, qtbot) -> None:  # noqa: F811
    state = open_state(workspace)
    dialog = ImportBookDialog(state)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read_file(ledger)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    assert [combo.currentText() for combo in dialog.combos] == ["自动识别：会议研究", "自动识别：宣传发稿", "自动识别"]
    dialog.plan = None
    dialog.combos[1].setCurrentIndex(dialog.combos[1].findData(""))
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    assert dialog.go.text() == "导入 2 行" and dialog.go.isEnabled()
    jobs.finish_all()
