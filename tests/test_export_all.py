"""The whole file as one workbook: an index, every ledger, nothing of talks unasked, cancelled without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from db.journal import Step
from db.ledgers import LEDGERS
from db.lists import ListQuery, count
from desktop import jobs
from desktop.exchange import workbook_out
from desktop.screens.exchange.export_page import ExportPage
from tests.desk import open_state
from tests.shell import home  # noqa: F401


@pytest.fixture
def page(workspace, hospital, add, home, qtbot):  # noqa: F811
    from datetime import date

    add(
        "talk",
        held_on=date(2025, 3, 5),
        speaker_id=hospital["林书记"],
        person_id=hospital["钱医生"],
        content="只在谈话里的话",
    )
    made = ExportPage(open_state(workspace))
    qtbot.addWidget(made)
    made.show()
    yield made
    jobs.finish_all()


def last_log(workspace) -> str:
    with workspace.read() as session:
        return session.scalars(select(Step.label).order_by(Step.id.desc()).limit(1)).one()


def test_the_index_leads_to_every_ledger_and_tells_how_many_records_it_has(
    page, workspace, tmp_path, qtbot, monkeypatch
):
    target = tmp_path / "全部.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    page.go.click()
    qtbot.waitUntil(lambda: "已导出" in page.note.text, timeout=20_000)
    book = load_workbook(target)
    seen = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert seen[0] == "目录" and len(seen) == len(LEDGERS) + 1
    lines = {row[1].value: row for row in book["目录"].iter_rows(min_row=5)}
    assert list(lines) == [ledger.title for ledger in LEDGERS.values()]
    for ledger in LEDGERS.values():
        with workspace.read() as session:
            assert lines[ledger.title][2].value == count(session, ListQuery(ledger)) == book[ledger.title].max_row - 1
        assert lines[ledger.title][1].hyperlink.location == f"'{ledger.title}'!A1"
    assert "没有导出" in lines["谈心谈话"][3].value
    assert "只在谈话里的话" not in str([list(row) for row in book["谈心谈话"].values])
    assert last_log(workspace).startswith("导出全部台账") and "含谈话" not in last_log(workspace)


def test_talks_go_out_with_their_contents_only_for_a_reason_that_is_kept(page, workspace, tmp_path, qtbot):
    page.talks.click()
    assert page.why.isVisible() and not page.go.isEnabled()
    page.why.setText("移交档案室")
    assert page.go.isEnabled()
    page.write(tmp_path / "全部.xlsx")
    qtbot.waitUntil(lambda: "已导出" in page.note.text, timeout=20_000)
    assert "只在谈话里的话" in str([list(row) for row in load_workbook(tmp_path / "全部.xlsx")["谈心谈话"].values])
    assert last_log(workspace).endswith("含谈话内容），用途：移交档案室")


def test_a_cancelled_export_leaves_the_old_file_and_nothing_else(page, workspace, tmp_path: Path):
    target = tmp_path / "全部.xlsx"
    target.write_bytes(b"old")
    told: list[str] = []

    def stop(done: int, total: int, text: str) -> None:
        told.append(text)
        if done > 5:
            raise jobs.Cancelled

    before = sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("台账"))
    with pytest.raises(jobs.Cancelled):
        workbook_out.write_all(workspace, target, progress=stop)
    assert (
        target.read_bytes() == b"old"
        and sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("台账")) == before
    )
    assert told[0].startswith("正在写出科室") and not last_log(workspace).startswith("导出")
