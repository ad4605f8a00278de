"""如实补录: what is entered long after it happened says so, with the reason."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from db import journal, late, lists, records
from db.checks import check
from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace
from desktop.exchange import workbook_in
from desktop.operations.records import read_record, save_record
from desktop.state import State
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.ledger_form import LedgerForm
from desktop.widgets.lookup import Lookup
from tests.desk import TODAY, fill, open_state, put

MEETINGS, TALKS = LEDGERS["meeting"], LEDGERS["talk"]
LONG_AGO = TODAY - timedelta(days=90)


@pytest.fixture
def state(workspace: Workspace, qapp: QApplication) -> State:
    return open_state(workspace)


@pytest.fixture
def form(state: State, hospital: dict[str, int], qtbot: Any) -> LedgerForm:
    made = LedgerForm(state, MEETINGS)
    qtbot.addWidget(made)
    made.resize(480, 560)
    made.show()
    made.start_new({"day": TODAY, "kind": "committee", "topic": "专题研究意识形态工作"})
    return made


def entry(workspace: Workspace, ledger: Any, record_id: int) -> late.LateEntry | None:
    with workspace.read() as session:
        return late.entry_of(session, ledger, record_id)


def test_the_reason_is_asked_for_only_when_the_event_is_long_past(form: LedgerForm, workspace: Workspace) -> None:
    reason = form.editors["late_reason"]
    assert not reason.isVisibleTo(form)
    fill(form, day=LONG_AGO)
    assert reason.isVisibleTo(form) and "相隔 90 天" in form.findChild(object, "late_days").text()
    assert form.save() is None and "请写明补录原因" in reason.problem
    fill(form, late_reason="原记录在纸质会议本上，集中补录")
    meeting = form.save()
    kept = entry(workspace, MEETINGS, meeting)
    assert (kept.happened_on, kept.entered_on, kept.reason) == (LONG_AGO, TODAY, "原记录在纸质会议本上，集中补录")
    assert reason.value() == "原记录在纸质会议本上，集中补录" and form.view.state["entered"] == "late"
    with workspace.read() as session:
        assert journal.history(session, late.LateEntry, kept.id) and journal.broken_at(session) is None
    fill(form, day=TODAY)
    assert form.save() == meeting and entry(workspace, MEETINGS, meeting) is None


def test_a_day_moved_back_later_is_asked_about_too(form: LedgerForm, workspace: Workspace) -> None:
    assert form.save() is not None and not form.editors["late_reason"].isVisibleTo(form)
    form.editors["day"].set_value(LONG_AGO)
    form.editors["day"].edited.emit()
    assert form.save() is None and "补录原因" in form.editors["late_reason"].problem
    assert form.editors["late_reason"].isVisibleTo(form)


def test_a_plan_is_no_late_entry_but_a_talk_held_long_ago_is(workspace: Workspace, hospital: dict[str, int]) -> None:
    plan = {"planned_on": LONG_AGO, "speaker_id": hospital["林书记"], "person_id": hospital["钱医生"]}
    talk = save_record(workspace, TALKS, plan, today=LONG_AGO)
    held = {"held_on": LONG_AGO + timedelta(days=1), "content": "工作情况"}
    save_record(workspace, TALKS, held | {"late_reason": "外出培训，回来后补记"}, talk, today=TODAY)
    assert entry(workspace, TALKS, talk).entered_on == TODAY
    patrolled = put(workspace, LEDGERS["position"], opened_on=date(2015, 1, 1))
    assert save_record(workspace, LEDGERS["position"], {"opened_on": date(2014, 1, 1)}, patrolled) == patrolled


def test_nothing_is_asked_within_the_days_of_the_setting_or_when_it_is_off(workspace: Workspace) -> None:
    values = {"day": TODAY - timedelta(days=40), "kind": "committee", "topic": "研究"}
    with pytest.raises(Exception, match="补录原因"):
        save_record(workspace, MEETINGS, values)
    workspace.set_setting("late_entry_days", 60)
    assert save_record(workspace, MEETINGS, values)
    workspace.set_setting("late_entry_days", 0)
    assert save_record(workspace, MEETINGS, values | {"day": date(2015, 1, 1)})


def test_lists_filter_them_and_checks_count_them(state: State, workspace: Workspace, qtbot: Any) -> None:
    old = {"day": LONG_AGO, "kind": "committee", "topic": "研究", "late_reason": "补录"}
    meeting = save_record(workspace, MEETINGS, old)
    put(workspace, MEETINGS)
    with workspace.read() as session:
        assert lists.ids(session, lists.ListQuery(MEETINGS, filters={"entered": {"late"}})) == [meeting]
        assert lists.count(session, lists.ListQuery(MEETINGS, filters={"entered": {"timely"}})) == 1
        found = [one for one in check(session, Period.of("year", LONG_AGO)) if one.code == "J2"]
    assert [(one.ledger_key, one.record_ids, one.serious) for one in found] == [("meeting", (meeting,), False)]
    bar = FilterBar(MEETINGS, Lookup(state))
    qtbot.addWidget(bar)
    assert [words for _, words in bar._options(MEETINGS.field("entered"))] == ["补录", "按时登记"]
    assert "补录" in [action.text() for action in bar._more_menu.actions()]


def test_an_import_of_old_records_says_that_it_was_one(workspace: Workspace, tmp_path: Path) -> None:
    table = tmp_path / "会议.csv"
    table.write_text(f"会议日期,会议类别,议题\n{LONG_AGO},党委会,研究甲\n{TODAY},党委会,研究乙\n", encoding="utf-8")
    workbook_in.apply(workspace, workbook_in.plan(workspace, table, "meeting"))
    with workspace.read() as session:
        [old] = lists.ids(session, lists.ListQuery(MEETINGS, filters={"entered": {"late"}}))
        assert records.get(session, MEETINGS, old).topic == "研究甲"
        assert late.entry_of(session, MEETINGS, old).reason == late.IMPORTED
    assert read_record(workspace, MEETINGS, old).late_reason == late.IMPORTED
