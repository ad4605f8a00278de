"""收集表 through the window: made, taken back, settled, chased."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from db import collecting, records
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from db.workdays import is_workday
from desktop import jobs
from desktop.reports.blocks import Paragraph, Table, plain_text
from desktop.reports.chasing import chasing
from desktop.screens.exchange.collect_back import CollectBackDialog
from desktop.screens.exchange.collect_dialog import CollectDialog
from desktop.screens.exchange.collect_page import CollectPage
from desktop.state import State
from tests.shell import home  # noqa: F401
from tests.test_collecting import ROW, fill

NOW = datetime(2025, 9, 25, 9, 0)


@pytest.fixture
def state(workspace, home, qapp):  # noqa: F811
    with workspace.transaction("录入科室") as session:
        for name in ("内科", "外科", "护理部"):
            records.save(session, LEDGERS["department"], {"name": name})
    made = State(clock=lambda: NOW)
    made.adopt(workspace)
    yield made
    jobs.finish_all()


@pytest.fixture
def page(state, qtbot):
    made = CollectPage(state)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    return made


@pytest.fixture
def sent(page, state, tmp_path, qtbot, monkeypatch) -> list[Path]:
    """Three forms, made in the dialog."""
    assert page.list.rowCount() == 0
    page.new.click()
    dialog = page.findChild(CollectDialog)
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("publication"))
    for name in ("pieces", "author"):
        dialog.fields.tick(name)
    for name in ("level", "form", "reads"):
        dialog.fields.tick(name, False)
    dialog.title.setText("三季度发稿情况")
    for editor, day in (
        (dialog.start, date(2025, 7, 1)),
        (dialog.end, date(2025, 9, 30)),
        (dialog.due, date(2025, 9, 20)),
    ):
        editor.set_value(day)
    dialog.go.click()
    assert "早于今天" in dialog.note.text
    dialog.due.set_value(date(2025, 9, 28))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog.go.click()
    qtbot.waitUntil(lambda: "已生成 3 份" in page.note.text, timeout=10_000)
    return sorted((tmp_path / "三季度发稿情况").iterdir())


def living(workspace) -> int:
    with workspace.read() as session:
        return count(session, ListQuery(LEDGERS["publication"]))


def opened(page, qtbot) -> CollectBackDialog:
    qtbot.waitUntil(lambda: any(one.plan is not None for one in page.findChildren(CollectBackDialog)), timeout=10_000)
    return page.findChildren(CollectBackDialog)[-1]


def test_a_form_is_made_for_every_department_and_stands_in_the_list(page, sent, workspace):
    assert [path.name for path in sent] == [
        "三季度发稿情况-内科.xlsx",
        "三季度发稿情况-外科.xlsx",
        "三季度发稿情况-护理部.xlsx",
    ]
    assert [page.list.item(0, column).text() for column in (0, 1, 3, 4, 5)] == [
        "三季度发稿情况",
        "宣传发稿",
        "2025-09-28",
        "0/3",
        "还缺 3 个科室",
    ]
    assert [page.copies.item(row, 1).text() for row in range(3)] == ["未交"] * 3
    assert workspace.undo_label == "发出收集表“三季度发稿情况”（3 个科室）"


def test_what_must_be_filled_in_cannot_be_left_out_and_the_sender_is_not_asked_for(state, qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = CollectDialog(state, holder)
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("publication"))
    dialog.fields.none.click()
    assert set(dialog.fields.keys) == {"day", "title", "channel", "category"}
    dialog.fields.all.click()
    assert "department_id" not in dialog.fields.keys and "number" not in dialog.fields.keys
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("risk_point"))
    dialog.show()
    holder.show()
    dialog.go.click()
    assert "排查轮次" in dialog.note.text


def test_the_quarters_risk_points_are_offered_first_due_on_a_working_day(state, qtbot, add):
    secretary = add("person", name="林书记")
    for day in (date(2025, 3, 5), date(2025, 6, 5)):
        last = add("risk_round", day=day, organiser_id=secretary, scope="全院")
    dialog = CollectDialog(state)
    qtbot.addWidget(dialog)
    assert dialog.chosen.key == "risk_point" and dialog.parent_editor.value() == last
    assert is_workday(dialog.due.value())


def test_filled_forms_of_a_folder_come_in_after_the_clerk_has_settled_what_clashes(
    page, sent, workspace, qtbot, monkeypatch
):
    fill(sent[0], ROW, ["三月某日", "看不懂的一天", "微信公众号", "医院动态", 1, ""])
    folder = fill(sent[1], ["2025-07-03", "义诊进社区", "医院官网", "医院动态", 3, "乙"]).parent
    fill(sent[2], nothing=True)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.folder.click()
    dialog = opened(page, qtbot)
    results = {dialog.replies.item(row, 0).text(): dialog.replies.item(row, 1).text() for row in range(3)}
    assert results == {"内科": "2 行，其中 1 行有错", "外科": "1 行", "护理部": "本期没有要填的"}
    assert "1 处不一致" in dialog.said.text() and not dialog.go.isEnabled()
    assert [dialog.clashes.table.horizontalHeaderItem(column).text() for column in (0, 1)] == [
        "内科（第 5 行）",
        "外科（第 5 行）",
    ]
    assert "看不懂日期" in dialog.problems.item(0, 2).text()
    dialog.clashes.which.setCurrentIndex(dialog.clashes.which.findData(1))
    dialog.plan = None
    dialog.clashes.which.activated.emit(2)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    assert dialog.clashes.list.item(0).text().startswith("已定") and dialog.go.text() == "收下 3 份"
    dialog.go.click()
    qtbot.waitUntil(lambda: "新增 1 条" in page.note.text, timeout=10_000)
    assert living(workspace) == 1 and page.list.item(0, 5).text() == "已交齐"
    assert [page.copies.item(row, 1).text() for row in range(3)] == ["已交，1 行有错待改", "已交", "已交，本期没有"]
    workspace.undo()
    assert living(workspace) == 0 and page.list.item(0, 4).text() == "0/3"


def test_clashes_are_settled_by_keyboard_one_after_the_other(page, sent, state, qtbot):
    from PySide6.QtCore import Qt

    from desktop.exchange import collect_in

    second = ["2025-08-01", "高温提示", "医院官网", "健康科普", 1, ""]
    files = [fill(sent[0], ROW, second), fill(sent[1], [*ROW[:4], 2, "乙"], [*second[:4], 4, ""])]
    [(collection_id, replies)] = collect_in.recognise(state.workspace, files).items()
    dialog = CollectBackDialog(state, "发稿", collection_id, replies, page)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
    for clash in range(2):
        for choice in range(2):
            dialog.plan = None
            qtbot.keyClick(dialog.clashes.which, Qt.Key.Key_Down)
            qtbot.waitUntil(lambda: dialog.plan is not None, timeout=10_000)
            assert dialog.clashes.list.currentRow() == clash and dialog.clashes.which.currentData() == choice
        if clash == 0:
            assert len(dialog.plan.open) == 1
            dialog.clashes.next.click()
    assert (
        list(dialog.plan.choices.values()) == [1, 1] and dialog.go.isEnabled() and not dialog.clashes.next.isEnabled()
    )
    dialog.keep_draft()  # as at the lock
    dialog.reject()
    fill(sent[1], [*ROW[:4], 2, "乙"], [*second[:4], 5, ""])  # of one clash a side says something else now
    again = CollectBackDialog(state, "发稿", collection_id, replies, page)
    qtbot.waitUntil(lambda: again.plan is not None, timeout=10_000)
    assert list(again.plan.choices.values()) == [1] and len(again.plan.open) == 1 and again.half_typed
    jobs.finish_all()


def test_files_that_are_no_forms_are_named_on_the_page(page, sent, tmp_path, qtbot):
    from tests.test_exchange import book

    page.read_files([book(tmp_path / "别的.xlsx", ("表", [["a"]]))])
    qtbot.waitUntil(lambda: "不是本程序发出的收集表" in page.note.text, timeout=10_000)
    assert not page.findChildren(CollectBackDialog)


def test_the_chasing_list_names_who_is_missing_and_how_late_it_is(page, sent, workspace):
    with workspace.read() as session:
        collection_id = collecting.summaries(session)[0].id
    document = chasing(workspace, collection_id, date(2025, 10, 2))
    text = "".join(plain_text(block.spans) for block in document.blocks if isinstance(block, Paragraph))
    assert "现已超过期限4天" in text and "应于2025年9月28日前交回" in text and "下列3个科室" in text
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert [row[1] for row in table.rows] == ["内科", "外科", "护理部"]


def test_a_withdrawn_form_leaves_the_list_and_its_files_are_declined(page, sent, workspace, state, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.screens.exchange.collect_page.ask", lambda *_: True)
    page.drop.click()
    assert page.list.rowCount() == 0 and not page.drop.isEnabled()
    page.read_files([fill(sent[0], ROW)])
    qtbot.waitUntil(lambda: "已经撤回" in page.note.text, timeout=10_000)
    workspace.undo()
    assert page.list.rowCount() == 1
    state.covered = True  # the window is locked while the files are read
    page.read_files([sent[0]])
    qtbot.waitUntil(lambda: not jobs.busy())
    assert not page.findChildren(CollectBackDialog)


def test_forms_of_departments_that_have_not_answered_are_made_again(page, sent, tmp_path, qtbot, monkeypatch):
    (tmp_path / "再").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "再"))
    page.again.click()
    qtbot.waitUntil(lambda: "3 个未交的科室" in page.note.text, timeout=10_000)
    assert len(list((tmp_path / "再").iterdir())) == 3


def test_every_control_says_in_chinese_what_it_is(page, sent, workspace, state, qtbot):
    from desktop.exchange import collect_in
    from desktop.screens.exchange.export_page import ExportPage
    from desktop.screens.exchange.import_book import ImportBookDialog
    from tests.test_accessible import silent

    other = ["2025-07-03", "义诊进社区", "医院官网", "医院动态", 3, "乙"]
    [(collection_id, replies)] = collect_in.recognise(workspace, [fill(sent[0], ROW), fill(sent[1], other)]).items()
    back = CollectBackDialog(state, "发稿", collection_id, replies, page)
    export = ExportPage(state)
    qtbot.addWidget(export)
    shown = [page, export, back, CollectDialog(state, page), ImportBookDialog(state, page)]
    for one in shown:
        one.show()
    qtbot.waitUntil(lambda: back.plan is not None, timeout=10_000)
    assert [words for one in shown for words in silent(one)] == []
