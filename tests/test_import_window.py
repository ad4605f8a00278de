"""Rows from Excel, CSV and the clipboard into a ledger, through the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from sqlalchemy import select

from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.vocabulary import terms_of
from desktop import jobs, screens
from desktop.progress_dialog import ProgressDialog
from desktop.screens.exchange.import_dialog import ImportDialog
from tests.desk import open_state, put, sample
from tests.shell import dismiss, home, told  # noqa: F401
from tests.test_exchange import book

HEAD = ["序号", "会议时间", "会议类别", "议题", "主持人电话", "备注"]
ROWS = [[1, date(2025, 3, 5), "党委会", "研究意识形态工作", "13800000000", ""], [2, "2025.4.1", "党委会", "研究阵地管理", "13800000001", "略"]]


@pytest.fixture
def state(workspace, hospital, home, qapp):  # noqa: F811
    made = open_state(workspace)
    yield made
    jobs.finish_all()


@pytest.fixture
def screen(state, qtbot) -> Any:
    made = screens.build(state, LEDGERS["meeting"])
    qtbot.addWidget(made)
    made.resize(1366, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened(screen, qtbot) -> Callable[..., ImportDialog]:
    """The import dialog of the screen, after it has read a file or a text and tried it."""

    def begin(path: Path | None = None, text: str = "") -> ImportDialog:
        if text:
            QApplication.clipboard().setText(text)
            screen.tools.paste.trigger()
        else:
            screen.tools.take_in.trigger()
        dialog = next(one for one in screen.findChildren(ImportDialog) if one.isVisible())
        if path is not None:
            dialog.read_file(path)
        qtbot.waitUntil(lambda: dialog.layout_ is not None and "正在" not in dialog.said.text(), timeout=10_000)
        return dialog

    return begin


def preview_rows(dialog: ImportDialog) -> list[list[str]]:
    """What the preview shows, row by row."""
    model = dialog.preview.model()
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def marked(dialog: ImportDialog) -> list[str]:
    """What is said of the cells that are marked as wrong."""
    model, ground, said = dialog.preview.model(), Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole
    cells = (model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
    return [cell.data(said) for cell in cells if cell.data(ground) is not None]


def tried(dialog: ImportDialog, qtbot) -> None:
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)


def choose(dialog: ImportDialog, column: int, label: str) -> None:
    """Chooses a field for a column in its box."""
    combo = dialog.map.combos[column]
    combo.setCurrentIndex(combo.findText(label, Qt.MatchFlag.MatchStartsWith))


def living(workspace) -> int:
    with workspace.read() as session:
        return count(session, ListQuery(LEDGERS["meeting"]))


def press_go(dialog: ImportDialog, workspace, qtbot, expected: int) -> None:
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: living(workspace) == expected, timeout=10_000)
    jobs.finish_all()


def test_of_a_file_whose_reading_is_cancelled_nothing_is_shown(screen, tmp_path, qtbot):
    file = tmp_path / "会议.csv"
    file.write_text("会议日期,议题\n2025-03-05,研究年度工作\n", encoding="utf-8")
    screen.tools.take_in.trigger()
    dialog = next(one for one in screen.findChildren(ImportDialog) if one.isVisible())
    asks = dialog.said.text()
    pool = QThreadPool.globalInstance()
    threads = pool.maxThreadCount()
    for _ in range(threads):  # so that the reading is not over before it is cancelled
        pool.reserveThread()
    dialog.read_file(file)
    dialog.findChild(ProgressDialog).reject()
    for _ in range(threads):
        pool.releaseThread()
    qtbot.waitUntil(lambda: dialog.findChild(ProgressDialog) is None)
    assert dialog.layout_ is None and dialog.said.text() == asks


def test_a_workbook_comes_in_as_one_step_that_can_be_undone(screen, opened, workspace, tmp_path, qtbot):
    dialog = opened(book(tmp_path / "会议.xlsx", ("说明", [["请看第二张"]]), ("会议研究", [["2025年会议台账"], HEAD, *ROWS])))
    tried(dialog, qtbot)
    assert dialog.sheet.currentText() == "会议研究" and dialog.head.currentText().startswith("第 2 行")
    assert dialog.said.text().startswith("共 2 行：新增 2 条") and dialog.go.text() == "导入 2 行"
    assert "“主持人电话”涉及个人信息" in dialog.notes.text
    assert not dialog.map.combos[4].isEnabled() and "13800000000" not in dialog.map.item(4, 1).text()
    before = workspace.undo_label
    press_go(dialog, workspace, qtbot, 2)
    assert workspace.undo_label == "导入“会议.xlsx”（新增2条、修改0条）"
    qtbot.waitUntil(lambda: "已导入：新增 2 条" in screen.note.text)
    workspace.undo()
    assert living(workspace) == 0 and workspace.undo_label == before


def test_enter_leads_through_the_import(screen, opened, workspace, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(book(tmp_path / "会议.xlsx", ("会议研究", [HEAD, *ROWS]))), ""))
    screen.tools.take_in.trigger()
    dialog = next(one for one in screen.findChildren(ImportDialog) if one.isVisible())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.go.isEnabled(), timeout=10_000)
    with qtbot.waitSignal(dialog.imported, timeout=10_000):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert living(workspace) == 2


def test_cells_copied_from_excel_are_pasted_on_the_list(screen, opened, workspace, qtbot):
    dialog = opened(text="议题\t会议日期\t会议类别\r\n研究意识形态工作\t2025/3/5\t党委会\r\n\"两行\n议题\"\t2025年3月6日\t党委会\r\n")
    tried(dialog, qtbot)
    assert dialog.plan.count("new") == 2
    press_go(dialog, workspace, qtbot, 2)


def test_without_headings_columns_are_taken_in_the_order_of_the_table(screen, opened, workspace, qtbot):
    dialog = opened(text="2025-03-05\t党委会\t研究意识形态工作\n2025-03-06\t党委会\t研究阵地管理")
    tried(dialog, qtbot)
    assert dialog.head.currentText() == "没有表头" and dialog.plan.count("new") == 2


def test_a_single_word_on_the_clipboard_opens_nothing(screen):
    QApplication.clipboard().setText("会议")
    screen.tools.paste.trigger()
    assert not screen.findChildren(ImportDialog)


def test_wrong_cells_are_marked_and_counted_and_the_good_rows_can_go_alone(
    screen, opened, workspace, tmp_path, qtbot, monkeypatch
):
    rows = [*ROWS, [3, "三月某日", "不知道什么会", "研究整改", "", ""], [4, date(2025, 5, 1), "党委会", None, "", ""]]
    dialog = opened(book(tmp_path / "会议.xlsx", ("会议研究", [HEAD, *rows])))
    tried(dialog, qtbot)
    assert "有错 2 行、3 处" in dialog.said.text() and not dialog.go.isEnabled()
    assert len(marked(dialog)) == 3 and all("请" in sentence or "可填" in sentence for sentence in marked(dialog)), marked(dialog)
    dialog.only_good.setChecked(True)
    press_go(dialog, workspace, qtbot, 2)
    qtbot.waitUntil(lambda: dialog.leave.text() == "完成")
    assert len(preview_rows(dialog)) == 2 and dialog.isVisible()
    target = tmp_path / "没有导入.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.keep.click()
    assert told()[0].endswith(str(target))
    dismiss()
    kept = list(load_workbook(target).active.values)
    assert kept[0] == ("没有导入的原因", *(name for name in HEAD if name != "主持人电话")) and len(kept) == 3 and "请填写“议题”" in kept[2][0]


def test_rows_that_are_there_already_are_not_doubled_and_changed_ones_are_said(
    screen, opened, workspace, tmp_path, qtbot
):
    put(workspace, LEDGERS["meeting"], topic="研究意识形态工作", day=date(2025, 3, 5))
    with workspace.read() as session:
        number = session.query(LEDGERS["meeting"].model).one().number
        words = workspace.words(session)
        kind = LEDGERS["meeting"].field("kind").display(session.query(LEDGERS["meeting"].model).one().kind, words)
    dialog = opened(book(tmp_path / "会议.xlsx", ("会议研究", [
        ["编号", "会议日期", "会议类别", "议题"], [number, date(2025, 3, 5), kind, "研究意识形态工作（改）"],
        [None, date(2025, 3, 6), kind, "研究阵地管理"]])))
    tried(dialog, qtbot)
    assert "修改已有的 1 条" in dialog.said.text()
    assert [row[1] for row in preview_rows(dialog)] == ["修改已有", "新增"]


def test_a_mapping_chosen_by_hand_is_remembered_for_the_next_file(screen, opened, workspace, tmp_path, qtbot):
    head = ["哪天", "什么会", "说了什么"]
    path = book(tmp_path / "甲.xlsx", ("甲", [head, ["2025-3-5", "党委会", "研究意识形态工作"]]))
    dialog = opened(path)
    assert not dialog.go.isEnabled()
    dialog.head.setCurrentIndex(dialog.head.findData(0))
    assert "还缺" in dialog.said.text()
    for column, label in enumerate(("会议日期", "会议类别", "议题")):
        choose(dialog, column, label)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    press_go(dialog, workspace, qtbot, 1)
    again = opened(book(tmp_path / "乙.xlsx", ("乙", [head, ["2025-4-5", "党委会", "研究阵地管理"]])))
    tried(again, qtbot)
    assert again.head.currentText().startswith("第 1 行") and again.plan.count("new") == 1


def test_a_field_taken_by_one_column_leaves_the_other(screen, opened, tmp_path, qtbot):
    dialog = opened(book(tmp_path / "会议.xlsx", ("会议研究", [HEAD, *ROWS])))
    tried(dialog, qtbot)
    choose(dialog, 5, "议题")
    assert dialog.map.combos[3].currentText() == "不导入"


def test_a_file_in_the_old_format_is_declined_in_one_sentence(screen, tmp_path, qtbot):
    (tmp_path / "旧.xls").write_bytes(b"x")
    screen.tools.take_in.trigger()
    dialog = screen.findChildren(ImportDialog)[-1]
    dialog.read_file(tmp_path / "旧.xls")
    qtbot.waitUntil(lambda: bool(told()))
    assert "另存为 .xlsx" in told()[0]
    dismiss()


def test_the_template_of_the_ledger_is_saved(screen, tmp_path, qtbot, monkeypatch):
    target = tmp_path / "模板.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    screen.tools.take_in.trigger()
    screen.findChildren(ImportDialog)[-1].template.click()
    assert target.is_file()
    dismiss()


def test_an_empty_ledger_offers_the_import(screen, qtbot):
    assert screen.list.importing.isVisible()
    screen.list.importing.click()
    assert screen.findChildren(ImportDialog)


def test_words_the_vocabularies_lack_are_named_and_added_with_the_import_at_one_tick(opened, workspace, tmp_path, qtbot):
    head = ["会议日期", "会议类别", "议题"]
    rows = [[date(2025, 3, 5), "党委会", "甲"], ["2025.4.1", "茶话会", "乙"], ["2025.4.2", "民主生活会扩大会", "丙"], ["2025.4.3", "茶话会", "丁"]]
    dialog = opened(book(tmp_path / "会议.xlsx", ("会议研究", [head, *rows])))
    tried(dialog, qtbot)
    (tick,) = dialog.words.ticks.values()
    assert "有错 3 行" in dialog.said.text() and tick.accessibleName() == "把下列 2 个词增加到词汇“会议类别”：茶话会、民主生活会扩大会"
    tick.setChecked(True)
    qtbot.waitUntil(lambda: dialog.plan is not None and not dialog.plan.errors, timeout=10_000)
    assert dialog.said.text() == "共 4 行：新增 4 条，没有发现问题。" and tick.isVisible()

    def known() -> set[str]:
        with workspace.read() as session:
            return {label for _, label in terms_of(session, "meeting_kind")}

    assert "茶话会" not in known()  # only tried so far
    press_go(dialog, workspace, qtbot, 4)
    assert {"茶话会", "民主生活会扩大会"} <= known()
    workspace.undo()
    assert living(workspace) == 0 and known().isdisjoint({"茶话会", "民主生活会扩大会"})


def test_a_column_of_other_words_is_not_offered_as_vocabulary(opened, qtbot):
    lines = [f"2025-03-{day:02d}\t议题{day}之一{half}\t议题" for day in range(1, 29) for half in "上下"]
    dialog = opened(text="\n".join(["会议日期\t会议类别\t议题", *lines]))
    tried(dialog, qtbot)
    assert not dialog.words.ticks and "56 个，多半是列选错了" in dialog.words.findChild(QLabel).text()
    choose(dialog, 1, "不导入")
    assert not dialog.words.isVisible()


def test_a_list_of_one_records_parts_takes_rows_that_do_not_name_it(state, workspace, qtbot):
    rounds = [put(workspace, LEDGERS["risk_round"], day=date(2025, month, 5)) for month in (3, 6)]
    made = screens.build(state, LEDGERS["risk_point"])
    qtbot.addWidget(made)
    made.show()
    made.bind(rounds[0])
    needed = [field for field in LEDGERS["risk_point"].fields if field.required and field.name not in ("round_id",)]
    values = sample(workspace, LEDGERS["risk_point"])
    with workspace.read() as session:
        words = workspace.words(session)
        line = [field.display(values[field.name], words) for field in needed]
    QApplication.clipboard().setText("\n".join("\t".join(cells) for cells in ([field.label for field in needed], line)))
    made.tools.paste.trigger()
    dialog = next(one for one in made.findChildren(ImportDialog) if one.isVisible())
    tried(dialog, qtbot)
    with workspace.read() as session:
        name = workspace.words(session).linked("risk_round", rounds[0])
    assert f"没有哪一列是“{LEDGERS['risk_point'].field('round_id').label}”，都导入到“{name}”。" in dialog.notes.text
    with qtbot.waitSignal(dialog.imported, timeout=10_000):
        dialog.go.click()
    with workspace.read() as session:
        point = session.scalars(select(LEDGERS["risk_point"].model)).one()
    assert point.round_id == rounds[0]


def test_a_ledger_the_program_fills_offers_none(state, qtbot):
    made = screens.build(state, LEDGERS["problem_event"])
    qtbot.addWidget(made)
    assert not made.tools.take_in.isVisible()


def test_the_settings_lead_to_the_import_of_every_ledger(state, qtbot, tmp_path, workspace):
    from desktop.screens.exchange.import_page import ImportTablesPage

    page = ImportTablesPage(state)
    qtbot.addWidget(page)
    page.show()
    titles = [page.ledgers.item(row).text() for row in range(page.ledgers.count())]
    assert "会议研究" in titles and "整改台账" in titles
    page.ledgers.setCurrentRow(titles.index("会议研究"))
    page.begin.click()
    dialog = page.findChildren(ImportDialog)[-1]
    dialog.read_text("会议日期\t会议类别\t议题\n2025-03-05\t党委会\t研究意识形态工作")
    tried(dialog, qtbot)
    press_go(dialog, workspace, qtbot, 1)
    qtbot.waitUntil(lambda: "新增 1 条" in page.said.text())


def test_every_row_of_a_long_file_is_in_the_preview(screen, opened, workspace, tmp_path, qtbot):
    rows = [[number, date(2025, 3, 5), "党委会", f"研究第 {number} 件事", "", ""] for number in range(1, 1201)]
    dialog = opened(book(tmp_path / "会议.xlsx", ("会议研究", [HEAD, *rows])))
    tried(dialog, qtbot)
    shown = preview_rows(dialog)
    assert len(shown) == 1200 and shown[-1][:2] == ["1201", "新增"] and "研究第 1200 件事" in shown[-1]
