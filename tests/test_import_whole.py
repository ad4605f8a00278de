"""What several sheets, rows that look alike and sources mean for an import, through the window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy import select

from db.destruction import Decision, destroy
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.origin import Origin, origins_of
from desktop import jobs
from desktop.exchange import workbook_in
from desktop.operations.records import read_record
from desktop.screens.exchange.import_book import ImportBookDialog
from desktop.screens.exchange.import_dialog import ImportDialog
from desktop.widgets.origin_dialog import OriginDialog
from desktop.widgets.ties_pane import TiesPane
from tests.desk import open_state, put
from tests.shell import dismiss, home, told  # noqa: F401
from tests.test_exchange import book
from tests.test_import_window import preview_rows

HEAD = ["会议日期", "会议类别", "议题", "应到", "备忘"]


@pytest.fixture
def state(workspace, hospital, home, qapp):  # noqa: F811
    made = open_state(workspace)
    yield made
    jobs.finish_all()


def living(workspace, key: str) -> int:
    with workspace.read() as session:
        return count(session, ListQuery(LEDGERS[key]))


@pytest.fixture
def opened(state, qtbot):
    def begin(path: Path) -> ImportBookDialog:
        dialog = ImportBookDialog(state)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.read_file(path)
        qtbot.waitUntil(lambda: bool(dialog._sheets) and "正在" not in dialog.said.text(), timeout=10_000)
        return dialog

    return begin


def several(folder: Path) -> Path:
    return book(
        folder / "全年.xlsx",
        ("排查轮次", [["排查日期", "组织者", "排查范围"], ["2025-02-25", "王主任", "各科室"]]),
        ("人员", [["姓名", "科室", "职务"], ["王主任", "内科", "主任"]]),
        ("说明", [["随便写写"]]),
        ("三月", [HEAD, ["2025-03-05", "党委会", "研究意识形态", 7, "a"], ["三月底", "党委会", "研究阵地", 7, "b"]]),
    )


def test_every_sheet_finds_its_ledger_and_all_come_in_as_one_step(
    opened, state, workspace, tmp_path, qtbot, monkeypatch
):
    dialog = opened(several(tmp_path))
    texts = [combo.currentText() for combo in dialog.combos]
    assert texts == ["自动识别：排查轮次", "自动识别：人员", "自动识别", "自动识别：会议研究"]
    assert "新增 3 条；有错 1 行" in dialog.said.text() and "“说明”没有导入" in dialog.notes.text
    assert dialog.problems.item(0, 0).text() == "三月" and "看不懂日期" in dialog.problems.item(0, 2).text()
    assert not dialog.go.isEnabled()
    dialog.only_good.setChecked(True)
    before = workspace.undo_label
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.leave.text() == "完成", timeout=10_000)
    assert [living(workspace, key) for key in ("risk_round", "meeting")] == [1, 1]
    target = tmp_path / "剩下.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.keep.click()
    dismiss()
    kept = list(load_workbook(target)["三月"].values)
    assert kept[0] == ("没有导入的原因", *HEAD) and kept[1][1] == "三月底"
    workspace.undo()
    assert [living(workspace, key) for key in ("risk_round", "meeting")] == [0, 0] and workspace.undo_label == before


def test_a_sheet_can_be_sent_elsewhere_or_nowhere(opened, tmp_path, qtbot):
    dialog = opened(several(tmp_path))
    for row, key in ((0, ""), (1, ""), (3, "study")):
        dialog.combos[row].setCurrentIndex(dialog.combos[row].findData(key))
    qtbot.waitUntil(lambda: dialog.plan is not None and len(dialog.plan.sheets) == 3, timeout=10_000)
    assert dialog.plan.tables == () and not dialog.go.isEnabled() and "没有一张表" in dialog.said.text()


def test_a_file_of_nothing_known_says_so_and_lets_the_clerk_choose(opened, tmp_path, qtbot):
    dialog = opened(book(tmp_path / "甲.xlsx", ("三月", [["哪天", "说什么"], ["2025-3-5", "议题"]])))
    assert "没有可以导入的表" in dialog.said.text() and dialog.combos[0].isEnabled()


def test_rows_that_look_like_a_record_are_skipped_updated_or_entered_as_the_clerk_says(
    state, workspace, tmp_path, qtbot
):
    first = put(
        workspace,
        LEDGERS["meeting"],
        topic="研究意识形态",
        day=date(2025, 3, 5),
        kind="committee",
        expected=7,
        minutes_no="纪1",
    )
    path = book(
        tmp_path / "会议.xlsx",
        ("会议研究", [[*HEAD[:4], "纪要编号"], ["2025-03-05", "党委会", "研究意识形态", 9, None]]),
    )
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = ImportDialog(state, LEDGERS["meeting"], holder)
    dialog.show()
    dialog.read_file(path)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    assert "相似的 1 条跳过" in dialog.said.text() and dialog.twins.isVisible() and not dialog.go.isEnabled()
    assert preview_rows(dialog)[0][1] == "相似，跳过" and "相似" in preview_rows(dialog)[0][2]
    verdicts = {}
    for way in ("new", "update"):
        dialog.plan = None
        dialog.twins.ways.setCurrentIndex(dialog.twins.ways.findData(way))
        qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
        verdicts[way] = dialog.plan.tables[0].rows[0].verdict
    assert verdicts == {"new": "new", "update": "changed"} and dialog.twins.isVisible()
    dialog.go.click()
    qtbot.waitUntil(
        lambda: "修改 1 条" in (workspace.undo_label or "") or "修改1条" in workspace.undo_label, timeout=10_000
    )
    with workspace.read() as session:
        record = session.get(LEDGERS["meeting"].model, first)
        assert (record.expected, record.minutes_no) == (9, "纪1")  # an empty cell empties nothing


def test_two_rows_of_one_file_are_never_taken_for_each_other(workspace, tmp_path):
    rows = [["2025-03-05", "党委会", "研究意识形态", 7], ["2025-03-05", "党委会", "研究意识形态", 8]]
    planned = workbook_in.plan(workspace, book(tmp_path / "会议.xlsx", ("会议", [HEAD[:4], *rows])), "meeting")
    assert planned.count("new") == 2


def test_every_record_keeps_its_line_of_the_old_table_without_personal_numbers(state, workspace, tmp_path, qtbot):
    head = [*HEAD, "联系电话"]
    path = book(
        tmp_path / "会议.xlsx",
        (
            "会议研究",
            [["2025年会议"], head, [date(2025, 3, 5), "党委会", "研究意识形态", 7, "会前通知", "13800000000"]],
        ),
    )
    workbook_in.apply(workspace, workbook_in.plan(workspace, path, "meeting"))
    with workspace.read() as session:
        record_id = session.scalars(select(LEDGERS["meeting"].model.id)).one()
        source = origins_of(session, "meeting", record_id)[0]
    assert (source.file, source.place) == ("会议.xlsx", "“会议研究”第 3 行")
    assert source.original == "会议日期：2025-03-05\n会议类别：党委会\n议题：研究意识形态\n应到：7\n备忘：会前通知"
    pane = TiesPane(state, LEDGERS["meeting"])
    qtbot.addWidget(pane)
    pane.show_record(read_record(workspace, LEDGERS["meeting"], record_id))
    pane.table.selectRow(0)
    assert [pane.table.item(0, column).text() for column in (0, 1)] == ["录入来源", "会议.xlsx"]
    assert pane.go.isEnabled() and not pane.drop.isEnabled()
    pane.show()
    pane.go.click()
    shown = pane.findChild(OriginDialog)
    assert "备忘：会前通知" in shown.text.toPlainText() and shown.text.isReadOnly()
    workspace.undo()
    with workspace.read() as session:
        assert origins_of(session, "meeting", record_id) == []


def test_a_destroyed_record_takes_its_line_of_the_old_table_with_it(workspace, tmp_path):
    path = book(
        tmp_path / "会议.xlsx", ("会议研究", [HEAD, [date(2025, 3, 5), "党委会", "研究意识形态", 7, "只在原表里的话"]])
    )
    workbook_in.apply(workspace, workbook_in.plan(workspace, path, "meeting"))
    with workspace.read() as session:
        ids = list(session.scalars(select(LEDGERS["meeting"].model.id)))
    destroy(workspace, {"meeting": ids}, Decision("党委会", date(2026, 1, 5), "保存期满"))
    with workspace.read() as session:
        assert session.scalars(select(Origin)).all() == []
    assert "只在原表里的话".encode() not in workspace.path.read_bytes()


def test_the_words_of_talks_are_not_kept_a_second_time(workspace, hospital, tmp_path):
    path = book(
        tmp_path / "谈话.xlsx",
        (
            "谈心谈话",
            [
                ["日期", "谈话人", "谈话对象", "谈话类型", "内容要点"],
                ["2025.3.5", "林书记", "钱医生", "谈心谈话", "谈值班。"],
            ],
        ),
    )
    workbook_in.apply(workspace, workbook_in.plan(workspace, path))
    with workspace.read() as session:
        assert [row.original for row in session.scalars(select(Origin))] == [""]


def test_one_heading_may_mean_two_things_in_two_tables(state, workspace, tmp_path):
    from desktop.exchange import layout as layouts
    from desktop.exchange.sheets import read_sheets

    ledger = LEDGERS["meeting"]
    one, two = (
        read_sheets(book(tmp_path / f"{name}.xlsx", (name, [heads, ["2025-3-5", "党委会", "甲", "乙"]])))[0]
        for name, heads in (
            ("甲", ["会议日期", "会议类别", "议题", "备忘"]),
            ("乙", ["会议日期", "会议类别", "议题", "备忘", "应到"]),
        )
    )
    for sheet, name in ((one, "conclusion"), (two, "minutes_no")):
        with workspace.transaction("导入") as session:
            layouts.remember(session, ledger, sheet, layouts.guess(session, sheet, ledger).but(3, name))
    with workspace.read() as session:
        assert [layouts.guess(session, sheet, ledger).field_of(3) for sheet in (one, two)] == [
            "conclusion",
            "minutes_no",
        ]
