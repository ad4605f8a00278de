"""保存期限 in the window: years, the list of what is past its time, destroying it, and the paper about it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.secrets_in import holding

from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.operations.copies import automatic
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from desktop.screens.settings import retention
from desktop.screens.settings.retention import RetentionPage
from desktop.screens.settings.rights_papers import destruction_paper
from desktop.screens.talks.talk import TalkScreen
from desktop.state import State
from tests.desk import fill, open_state

SECRET = "绝不外传的谈话内容甲乙丙"


@pytest.fixture
def state(workspace: Workspace, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))
    return open_state(workspace)


@pytest.fixture
def page(state: State, hospital: dict[str, int], add: Any, qtbot: Any) -> RetentionPage:
    for year in (2019, 2020):
        add("talk", held_on=date(year, 3, 5), speaker_id=hospital["林书记"], person_id=hospital["钱医生"], content=f"{SECRET}{year}")
    add("talk", held_on=date.today(), speaker_id=hospital["林书记"], person_id=hospital["赵主任"], content="今年的谈话")
    made = RetentionPage(state)
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    qtbot.waitUntil(lambda: made.due.rowCount() == 2)
    return made


def numbers(page: RetentionPage) -> list[str]:
    return [page.due.item(row, 1).text() for row in range(page.due.rowCount())]


def test_years_are_kept_when_changed_and_the_list_follows(page: RetentionPage, workspace: Workspace, qtbot: Any) -> None:
    assert page.spins["talk"].value() == 3 and page.spins["meeting"].text() == "长期保存"
    assert numbers(page) == ["TX-2019-Q1-001", "TX-2020-Q1-001"] and not page.destroy.isEnabled()
    page.spins["talk"].setValue(0)
    page.spins["talk"].editingFinished.emit()
    assert workspace.setting("talk_keep_years") == 0
    page.read()
    qtbot.waitUntil(lambda: numbers(page) == [])


def test_a_long_list_is_shown_from_its_beginning(page: RetentionPage, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    assert page.chosen.text() == "共 2 条，选中 0 条"
    monkeypatch.setattr(retention, "MOST", 1)
    page.read()
    qtbot.waitUntil(lambda: numbers(page) == ["TX-2019-Q1-001"])
    assert page.chosen.text() == "共 2 条，先列出 1 条，选中 0 条"


def test_what_is_ticked_is_destroyed_and_all_copies_are_told(
    page: RetentionPage, state: State, workspace: Workspace, qtbot: Any, tmp_path: Path
) -> None:
    screen = TalkScreen(state, LEDGERS["talk"])
    qtbot.addWidget(screen)
    screen.show()
    screen.form.open_record(1)
    automatic(workspace)
    workspace.set_setting("backups", {"1": {"at": datetime.now().isoformat(), "name": "甲", "label": "/media/工作盘"}})
    page.due.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert page.chosen.text() == "共 2 条，选中 1 条"
    dialog = page.ask()
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.editors["by"].problem and dialog.result is None
    fill(dialog, by="党委会")
    dialog.accept()
    page.carry_out(dialog.result)
    qtbot.waitUntil(lambda: page.past.current_id is not None, timeout=20_000)
    assert page.past.rowCount() == 1 and page.print.isEnabled()
    assert "已销毁 1 条记录" in page.note.text and "备份盘“工作盘”" in page.note.text and "自动副本" not in page.note.text
    assert numbers(page) == ["TX-2020-Q1-001"] and screen.form.record_id is None
    assert holding(tmp_path, f"{SECRET}2019") == [] and holding(tmp_path, f"{SECRET}2020")
    paper = destruction_paper(workspace, page.past.current_id)
    document = paper.make(workspace, date.today(), lambda *_: None)
    assert "TX-2019-Q1-001" in document.to_json() and SECRET not in document.to_json() and SECRET not in paper.logged
    assert write_pdf(document, STANDARD, tmp_path / "清单.pdf").pages == 1


def test_one_record_is_picked_by_its_number_before_its_time(page: RetentionPage, hospital: dict[str, int]) -> None:
    dialog = page.pick_other()
    fill(dialog, number="XX-1")
    dialog.accept()
    assert dialog.isVisible() and "没有编号是“XX-1”的记录" in dialog.note.text
    year = date.today().year
    fill(dialog, number=f"TX-{year}-Q{(date.today().month + 2) // 3}-001")
    dialog.accept()
    assert not dialog.isVisible()
    assert [line.number.split("-")[1] for line in page.ticked] == [str(year)] and page.due.item(0, 4).text() == "期限未满，另选"
