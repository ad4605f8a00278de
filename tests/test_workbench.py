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
from db.overview import Due, Group, due_until, look
from db.periods import Period
from db.sticks import KnownStick
from db.workspace import Workspace
from desktop.state import Target
from desktop.widgets.due_card import days_left, workdays_left
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
    assert next(due for due in seen.late.shown if due.ledger_key == "problem").days(today) == -1


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
    assert bench.clock.isVisible() and "比今天还晚，请核对电脑的日期" in bench.clock.text()  # the file was made later than that


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


def test_what_has_to_be_handed_in_is_listed(workspace, hospital, add):
    today = date(2025, 11, 18)
    complaint = add("incident", type="complaint", channel="12345", category="attitude", level="general", summary="反映等候久",
                    found_at=datetime(2025, 11, 5, 9, 0))  # 10 working days: 19 November
    paper = add("document", day=date(2025, 11, 1), kind="summary", title="半年总结", submit_to="市卫健委", submit_by=date(2025, 11, 10))
    seen = look(workspace.path, today, QUARTER)
    assert ids(seen.week, "incident") == {complaint} and seen.week.shown[0].day == date(2025, 11, 19)
    assert ids(seen.late, "document") == {paper} and "报市卫健委" in seen.late.shown[0].title
    assert seen.due_today == 0
    assert {due.kind for due in due_until(workspace.path, today, date(2025, 11, 18))} == {"材料上报"}


def test_a_report_is_due_until_it_is_sealed(window, open_sample, qtbot):
    from desktop.operations import reports

    open_sample()
    bench, workspace = window.workbench(), window.state.workspace
    codes = [due.code for due in bench.overview.late.shown if due.ledger_key == "report"]
    every = [due.code for due in due_until(workspace.path, date(2025, 11, 18), date(2025, 11, 18)) if due.code]
    assert every == ["half-year 2025H1", "quarterly 2025Q3"] and set(codes) <= set(every)
    shown = reports.draft(workspace, "quarterly", "2025Q3", date(2025, 11, 18), lambda *_: None)
    reports.finalise(workspace, shown.work, date(2025, 11, 18), lambda *_: None)
    left = [due.code for due in due_until(workspace.path, date(2025, 11, 18), date(2025, 11, 18)) if due.code]
    assert left == ["half-year 2025H1"]


def test_a_report_that_is_due_opens_where_it_is_written(window, open_sample, qtbot):
    open_sample()
    due = Due("报告未定稿", "report", 0, "2025年上半年意识形态工作情况报告", date(2025, 7, 10), code="half-year 2025H1")
    bench = window.workbench()
    bench.late.show_group(Group((due,), {"report": frozenset({0})}), date(2025, 11, 18), "")
    press(qtbot, bench.late, "due_report_0")
    page = window.page("report")
    assert window.tabs.currentIndex() == 6 and page.panes.bar.kind.currentData() == "half-year"
    assert window.state.period == Period.parse("2025H1")


def test_the_quarter_is_told_by_level_of_responsibility(window, open_sample, qtbot):
    open_sample()
    bench, gone = window.workbench(), []
    tiers = bench.overview.tiers
    with window.state.workspace.read() as session:
        items = session.scalars(select(DutyItem).where(DutyItem.voided_at.is_(None), DutyItem.excused.is_(None),
                                                       DutyItem.due_on.between(QUARTER.start, QUARTER.end))).all()
    assert sum(tier.total for tier in tiers) == len(items) > 0
    assert sum(tier.done for tier in tiers) == sum(item.done_on is not None for item in items)
    place = next(place for place, tier in enumerate(tiers) if tier.open_ids)
    bench.quarter.chosen.disconnect()
    bench.quarter.chosen.connect(gone.append)
    press(qtbot, bench.quarter, f"tier_{place}")
    assert gone[0].ledger_key == "duty_item" and gone[0].ids == tiers[place].open_ids


def test_deadlines_are_told_in_working_days_once_the_calendar_is_there(window, open_sample, qtbot):
    open_sample()
    bench = window.workbench()
    due = Due("整改", "problem", 1, "问题", date(2025, 11, 24))
    assert days_left(due, date(2025, 11, 18)) == ("还有 6 天", "warn")
    assert workdays_left(due, date(2025, 11, 18)) == ("4 个工作日", "warn")
    assert workdays_left(due, date(2025, 11, 24))[0] == "今天到期"
    far = Due("整改", "problem", 1, "问题", date(2090, 6, 8))
    assert workdays_left(far, date(2090, 6, 1)) == ("暂算 5 个工作日", "warn")
    assert workdays_left(Due("整改", "problem", 1, "", date(2025, 10, 5)), date(2025, 10, 1))[0] == "节假日内到期"
    qtbot.waitUntil(lambda: bench._left is workdays_left, timeout=20_000)


def test_the_due_list_is_a_paper_without_the_contents_of_talks(window, open_sample, qtbot):
    from desktop.reports.forms.due_list import papers

    open_sample()
    workspace, today = window.state.workspace, date(2025, 11, 18)
    paper = papers(today)[-1]
    document = paper.make(workspace, today, lambda *_: None)
    text = document.to_json()
    found = due_until(workspace.path, today, date(2025, 12, 31))
    talks = [due for due in found if due.ledger_key == "talk"]
    assert talks and all(due.title.split("　")[0] in text for due in talks)
    assert "跟进人" not in text and "谈话人" not in text
    assert "逾期" in text and "个工作日" in text and "签收" in text
    qtbot.waitUntil(window.workbench().due_list.isEnabled)
    window.workbench().due_list.click()
    from desktop.screens.ledger.paper_dialog import PaperDialog

    dialog = window.workbench().findChild(PaperDialog)
    qtbot.waitUntil(lambda: dialog.ready, timeout=20_000)
    dialog.reject()
