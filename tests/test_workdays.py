"""Working days: holidays and 调休 as announced, Monday to Friday where nothing is announced yet, and deadlines by them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import workdays

SOON = date(2090, 6, 1)  # a year no notice exists for


@pytest.mark.parametrize(("day", "works"), [
    (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
    (date(2025, 1, 28), False), (date(2025, 2, 4), False), (date(2025, 2, 8), True),  # a Saturday worked
    (date(2025, 10, 1), False), (date(2025, 10, 8), False), (date(2025, 10, 11), True),
    (date(2026, 2, 14), True), (date(2026, 2, 23), False), (date(2025, 11, 17), True), (date(2025, 11, 16), False)])
def test_holidays_and_swapped_days_are_as_announced(day, works):
    assert workdays.is_workday(day) is works and workdays.is_known(day.year)


def test_a_year_not_announced_is_reckoned_monday_to_friday_and_says_so():
    assert not workdays.is_known(SOON.year)
    count = workdays.until(SOON, SOON + timedelta(7))
    assert count == workdays.Count(5, False) and count.words == "暂算 5 个工作日"
    assert workdays.until(date(2025, 9, 30), date(2025, 10, 9)) == workdays.Count(1, True)


def test_a_deadline_in_a_year_not_announced_is_not_certain():
    last = next(year for year in range(2026, 2100) if not workdays.is_known(year)) - 1
    assert workdays.after(date(last, 6, 1), 10).certain
    assert not workdays.after(date(last, 12, 28), 10).certain


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_the_nth_working_day_is_so_many_working_days_away(start, count):
    deadline = workdays.after(start, count)
    assert workdays.is_workday(deadline.day)
    assert workdays.until(start, deadline.day).days == count


def test_nothing_is_left_once_it_is_over():
    assert workdays.until(date(2025, 11, 18), date(2025, 11, 3)).days == 0


def test_a_complaint_is_to_be_closed_within_the_working_days_set(workspace, add, fetch):
    workspace.set_setting("complaint_days", 5)
    common = {"channel": "12345", "category": "attitude", "level": "general", "summary": "反映等候时间长"}
    found = datetime(2025, 9, 28, 10, 0)  # a Sunday that was worked, two days before the National Day holidays
    complaint = add("incident", type="complaint", found_at=found, **common)
    assert fetch("incident", complaint).close_by == date(2025, 10, 11)
    rumour = add("incident", type="opinion", found_at=found, **common)
    assert fetch("incident", rumour).close_by is None
    own = add("incident", type="complaint", found_at=found, close_by=date(2025, 10, 3), **common)
    assert fetch("incident", own).close_by == date(2025, 10, 3)
