"""工作台: the overview says what the ledgers say, in words; everything on it leads to its records."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from db import overview, records
from db.errors import Missing, NotOurs
from db.ledgers import LEDGERS
from db.ledgers.duty import Duty, DutyItem, DutyList, item_state
from db.ledgers.rectification import Problem, due_state
from db.lists import ListQuery, count
from db.overview import look
from db.periods import Period
from db.sticks import KnownStick
from db.workspace import Workspace
from desktop.state import Target
from desktop.widgets.link_button import LinkButton
from sqlalchemy import select
from tests.shell import home, new_file, open_sample, press, state, window  # noqa: F401

QUARTER = Period.quarter(2025, 4)
DAYS = [date(2025, 3, 12), date(2025, 7, 1), date(2025, 11, 18), date(2026, 1, 5)]


def ids(group: overview.Group, key: str) -> frozenset[int]:
    return group.ids.get(key, frozenset())


@pytest.mark.parametrize("day", DAYS)
def test_late_and_due_mean_what_the_ledgers_mean(sample, day):
    seen = look(sample.path, day, QUARTER)
    with sample.read() as session:
        items = select(DutyItem.id, DutyItem.due_on, item_state(day)).join(Duty, Duty.id == DutyItem.duty_id).join(
            DutyList, DutyList.id == Duty.list_id).where(DutyList.state == "issued", DutyItem.voided_at.is_(None))
        states = {row[:2]: row[2] for row in session.execute(items)}
        late = set(session.scalars(select(Problem.id).where(due_state(day) == "late", Problem.voided_at.is_(None))))
    assert ids(seen.late, "duty_item") == {record for (record, _), name in states.items() if name == "late"}
    now = ids(seen.week, "duty_item") | ids(seen.quarter, "duty_item")
    end = Period.of("quarter", day).end
    assert now == {record for (record, due), name in states.items() if name == "due" and due <= end}
    assert late <= ids(seen.late, "problem")


@pytest.mark.parametrize("period", ["2025Q4", "2025H1", "2025", "2025-03-01..2025-06-30"])
def test_counts_are_those_of_the_lists(sample, period):
    wanted = Period.parse(period)
    seen = look(sample.path, date(2025, 11, 18), wanted)
    with sample.read() as session:
        assert seen.counts == {key: count(session, ListQuery(LEDGERS[key], period=wanted)) for key in seen.counts}


def test_what_is_left_is_what_was_left_plus_new_minus_closed(sample):
    seen = look(sample.path, date(2025, 12, 31), QUARTER)
    assert len(seen.months) == 12
    for before, month in zip(seen.months, seen.months[1:]):
        assert month.left == before.left + month.new - month.closed
    with sample.read() as session:
        still_open = select(Problem.id).where(Problem.voided_at.is_(None), Problem.closed_on.is_(None))
        open_now = len(session.scalars(still_open).all())
    assert seen.months[-1].left == open_now


def test_a_deadline_is_sorted_into_late_week_and_quarter(workspace, hospital, add):
    today = date(2025, 11, 18)  # a Tuesday
    days = {"昨天": today - timedelta(1), "今天": today, "周日": date(2025, 11, 23), "下周一": date(2025, 11, 24),
            "明年": date(2026, 2, 1)}
    made = {name: add("problem", title=name, source="self", found_on=date(2025, 9, 1), deadline=day)
            for name, day in days.items()}
    seen = look(workspace.path, today, QUARTER)
    assert ids(seen.late, "problem") == {made["昨天"]}
    assert ids(seen.week, "problem") == {made["今天"], made["周日"]}
    assert ids(seen.quarter, "problem") == {made["下周一"]}
    assert seen.late.shown[0].days(today) == -1


def test_a_damaged_file_is_said_to_be_damaged(tmp_path):
    broken = tmp_path / "坏.lvze"
    broken.write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(NotOurs, match="读不出来"):
        look(broken, date(2025, 11, 18), QUARTER)


def test_an_encrypted_file_is_looked_into_with_its_keys(tmp_path):
    with Workspace.create(tmp_path / "密.lvze", password="八个字以上的密码") as workspace:
        workspace.set_setting("hospital", "某医院")
        assert look(workspace.path, date(2025, 11, 18), QUARTER, keys=workspace.keys).hospital == "某医院"
        with pytest.raises(NotOurs):
            look(workspace.path, date(2025, 11, 18), QUARTER)


def test_looking_for_a_file_that_is_gone_makes_none(tmp_path):
    with pytest.raises(Missing):
        look(tmp_path / "没有.lvze", date(2025, 11, 18), QUARTER)
    assert list(tmp_path.iterdir()) == []


def test_overdue_things_stand_there_in_words(window, open_sample, qtbot):
    open_sample()
    bench = window.workbench()
    assert bench.late.count.text() == f"{bench.overview.late.total} 件" and bench.overview.late.total > 0
    assert "逾期" in bench.late.findChildren(LinkButton)[0].accessibleName()
    assert bench.title.text() == "云岭市第二人民医院" and "2025年11月18日 星期二" in bench.subtitle.text()


def test_every_line_and_number_leads_to_its_records(window, open_sample, qtbot):
    open_sample()
    bench, gone = window.workbench(), []
    window.state.wanted.disconnect(window.show_target)
    window.state.wanted.connect(gone.append)
    due = bench.overview.late.shown[0]
    press(qtbot, bench.late, f"due_{due.ledger_key}_{due.record_id}")
    press(qtbot, bench, "count_talk")
    press(qtbot, bench.late, "all_problem")
    bench.bars.setFocus()
    qtbot.keyClick(bench.bars, Qt.Key.Key_Return)
    assert gone[0] == Target(due.ledger_key, record_id=due.record_id)
    assert gone[1].ledger_key == "talk" and gone[1].period == QUARTER
    assert gone[2].ids == bench.overview.late.ids["problem"] and gone[2].note
    assert gone[3].ledger_key == "problem" and gone[3].period == Period.month(2025, 11)


def test_the_picture_is_told_in_words(window, open_sample):
    open_sample()
    bench = window.workbench()
    first = bench.overview.months[0]
    assert f"1月新增{first.new}件、销号{first.closed}件、月末剩余{first.left}件" in bench.bars.accessibleName()


def test_a_change_is_seen_at_once(window, open_sample, qtbot):
    open_sample()
    bench = window.workbench()
    before = bench.overview.counts["meeting"]
    with window.state.workspace.transaction("新增会议研究") as session:
        records.save(session, LEDGERS["meeting"], {"kind": "committee", "topic": "研究", "day": date(2025, 11, 17)})
    qtbot.waitUntil(lambda: bench.overview.counts["meeting"] == before + 1)


def test_another_period_is_counted_at_once(window, open_sample, qtbot):
    open_sample()
    bench = window.workbench()
    window.picker.back.click()
    qtbot.waitUntil(lambda: bench.overview.period == Period.quarter(2025, 3))
    assert bench.counts_title.text() == "2025年第三季度的记录"


def test_an_empty_file_says_what_to_do_first(window, tmp_path, qtbot):
    window.begin(None)
    workspace = new_file(window.state, tmp_path / "新.lvze")
    bench = window.workbench()
    qtbot.waitUntil(lambda: bench.overview is not None)
    assert bench.first_steps.isVisible()
    with workspace.transaction("录入名册") as session:
        records.save(session, LEDGERS["person"], {"name": "林书记"})
    qtbot.waitUntil(lambda: bench.first_steps.buttons["roster"].accessibleDescription() == "已完成")
    assert bench.first_steps.buttons["talk"].accessibleDescription() == "还没有做"


def test_the_age_of_the_last_backup_is_said(window, open_sample, qtbot):
    open_sample()
    bench = window.workbench()
    assert bench.backup_age.text() == "还没有备份" and bench.backup_age.property("tone") == "bad"
    for days, words, tone in ((0, "今天已备份", "good"), (9, "上次备份在 9 天前", "warn"), (40, "上次备份在 40 天前", "bad")):
        at = datetime(2025, 11, 18, 8, 0) - timedelta(days)
        bench.show_backup(replace(bench.overview, sticks=(KnownStick("1", "E:\\", "甲", at, at, True),)))
        assert (bench.backup_age.text(), bench.backup_age.property("tone")) == (words, tone)


def test_contradictions_are_listed(window, open_sample, qtbot):
    open_sample()
    findings = window.workbench().findings
    qtbot.waitUntil(lambda: findings.count.text().endswith("处"), timeout=20_000)
