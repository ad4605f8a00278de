"""今天 is the day of the window's clock (in the sample hospital its own), wherever a day is filled in, read or checked."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from tests.desk import open_state, put, sample

from db import records
from db.errors import Invalid
from db.fields import Day, Link, Moment
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange import workbook_in
from desktop.screens import build
from desktop.state import State
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.entry_model import EntryModel
from desktop.widgets.lookup import Lookup
from tests.test_exchange import book

DAY, LATER = date(2021, 5, 6), date(2021, 5, 7)
DATED = [ledger for ledger in LEDGERS.values() if ledger.sections and any(
    isinstance(field, (Day, Moment)) and callable(field.default) for field in ledger.fields)]


@pytest.fixture
def state(workspace: Workspace, hospital: dict[str, int], qapp: QApplication) -> State:
    workspace.set_setting("late_entry_days", 0)
    made = open_state(workspace)
    made.sample_day = DAY
    return made


@pytest.mark.parametrize("key", [ledger.key for ledger in DATED])
def test_a_new_records_day_is_the_windows_day(key: str, state: State) -> None:
    ledger = LEDGERS[key]
    found = EntryModel(ledger, Lookup(state))._defaults
    for field in ledger.form_fields():
        if isinstance(field, (Day, Moment)) and callable(field.default) and not field.readonly:
            value = found[field.name].value
            assert (value.date() if isinstance(value, datetime) else value).year == DAY.year


def test_the_form_takes_the_windows_day_and_reads_days_by_it(state: State, qtbot: Any) -> None:
    screen = build(state, LEDGERS["meeting"])
    qtbot.addWidget(screen)
    screen.new_record()
    editor = screen.form.editors["day"]
    assert editor.value() == DAY
    for typed, meant in (("昨天", date(2021, 5, 5)), ("3.5", date(2021, 3, 5)), ("11.2", date(2020, 11, 2))):
        editor.set_typed(typed)
        assert editor.value() == meant
    editor.set_typed("2021-05-07")
    assert editor.complaint() == "“会议日期”不能晚于今天，请改正。"


def test_steps_ask_for_the_windows_day(state: State, qtbot: Any) -> None:
    for ledger in LEDGERS.values():
        for action in ledger.actions:
            fields = [field for field in action.ask if callable(field.default) and not isinstance(field, Link)]
            if fields:
                dialog = AskDialog(action.label, fields, Lookup(state), lambda answers: None)
                qtbot.addWidget(dialog)
                days = {editor.value() for editor in dialog.editors.values()}
                assert {day.date() if isinstance(day, datetime) else day for day in days} == {DAY}


def test_the_sheet_of_new_records_reads_days_by_it(state: State) -> None:
    sheet = EntryModel(LEDGERS["study"], Lookup(state))
    column = [field.name for field in sheet.fields].index("day")
    sheet.type_block(0, column, [["昨天"], ["3.5"], ["2021-05-07"]])
    assert [sheet.cell(row, column).value for row in range(2)] == [date(2021, 5, 5), date(2021, 3, 5)]
    assert "不能晚于今天" in sheet.problem_at(2, column)


def test_what_is_saved_is_checked_and_filled_by_the_day_given(workspace: Workspace, state: State) -> None:
    ledger = LEDGERS["problem_progress"]
    values = {name: value for name, value in sample(workspace, ledger).items() if name != "day"}
    with workspace.transaction("记") as session:
        assert records.save(session, ledger, values, today=DAY).day == DAY
        with pytest.raises(Invalid, match="不能晚于今天"):
            records.save(session, ledger, values | {"day": LATER}, today=DAY)


def test_an_import_reads_and_fills_days_by_the_windows_day(workspace: Workspace, state: State, tmp_path: Path) -> None:
    head = ["会议日期", "会议类别", "议题"]
    path = book(tmp_path / "会.xlsx", ("会议", [head, ["3.5日", "党委会", "甲"], ["2021-05-07", "党委会", "乙"]]))
    table = workbook_in.plan(workspace, path, "meeting", today=DAY).tables[0]
    assert [row.values.get("day") for row in table.rows] == [date(2021, 3, 5), LATER]
    assert ["不能晚于今天" in str(error) for error in table.rows[1].errors] == [True]


def test_copying_a_record_gives_the_windows_day(workspace: Workspace, state: State, qtbot: Any) -> None:
    put(workspace, LEDGERS["meeting"], topic="旧", day=date(2021, 1, 4))
    screen = build(state, LEDGERS["meeting"])
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: screen.table.ledger_model.rowCount() == 1)
    screen.table.selectRow(0)
    screen.tools.copy.trigger()
    assert screen.form.editors["topic"].value() == "旧" and screen.form.editors["day"].value() == DAY
