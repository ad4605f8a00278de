"""Dates and periods as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies

from db.dates import read_day, read_moment
from db.errors import Refusal
from db.fields import Day, Moment
from db.periods import Period

TODAY = date(2025, 11, 20)


@pytest.mark.parametrize(("text", "day"), [
    ("2025-03-05", date(2025, 3, 5)), ("2025.3.5", date(2025, 3, 5)), ("2025/3/5", date(2025, 3, 5)), ("2025年3月5日", date(2025, 3, 5)),
    ("20250305", date(2025, 3, 5)), ("11.3", date(2025, 11, 3)), ("11月3日", date(2025, 11, 3)), ("1.5", date(2026, 1, 5)),
    ("昨天", date(2025, 11, 19)), ("今天", TODAY), ("12-31", date(2025, 12, 31))])
def test_a_day_is_read_the_way_it_is_written(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(("text", "day"), [
    ("3.5", date(2025, 3, 5)), ("11.20", TODAY), ("11.21", date(2024, 11, 21)), ("1.5", date(2025, 1, 5)), ("2.29", date(2024, 2, 29)),
    ("2026.1.5", date(2026, 1, 5)), ("明天", date(2025, 11, 21))])
def test_of_what_has_happened_the_last_such_day_is_meant(text: str, day: date) -> None:
    assert read_day(text, TODAY, prefer_past=True) == day


def test_fields_of_what_has_happened_never_read_a_day_to_come() -> None:
    today = date.today()
    for month in range(1, 13):
        assert Day("会议日期", past=True).parse(f"{month}.5") <= today
        assert Moment("发现时间", past=True).parse(f"{month}.5 14:30").date() <= today


@pytest.mark.parametrize("text", ["2025-02-30", "13.40", "下周三", "abc", "2025", "32"])
def test_what_is_no_day_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(Refusal, match="日期"):
        read_day(text, TODAY)


@pytest.mark.parametrize(("text", "moment"), [
    ("2025-03-05 14:30", datetime(2025, 3, 5, 14, 30)), ("2025年3月5日 9时05分", datetime(2025, 3, 5, 9, 5)), ("11.3 8:00", datetime(2025, 11, 3, 8)),
    ("2025-03-05", datetime(2025, 3, 5)), ("14:30", datetime(2025, 11, 20, 14, 30)), ("2025-03-05T14:30:00", datetime(2025, 3, 5, 14, 30))])
def test_a_moment_is_a_day_and_a_time(text: str, moment: datetime) -> None:
    assert read_moment(text, TODAY) == moment


@given(strategies.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_printed_day_is_read_back(day: date) -> None:
    assert read_day(day.isoformat()) == read_day(f"{day.year}年{day.month}月{day.day}日") == read_day(f"{day:%Y%m%d}") == day


@given(strategies.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (read_day, read_moment):
        try:
            read(text, TODAY)
        except Refusal:
            pass


@pytest.mark.parametrize(("code", "label", "word", "start", "end"), [
    ("2025Q4", "2025年第四季度", "第四季度", date(2025, 10, 1), date(2025, 12, 31)),
    ("2025H1", "2025年上半年", "上半年", date(2025, 1, 1), date(2025, 6, 30)),
    ("2025", "2025年度", "全年", date(2025, 1, 1), date(2025, 12, 31)),
    ("2025-03-01..2025-06-15", "2025年3月1日至6月15日", "2025年3月1日至6月15日", date(2025, 3, 1), date(2025, 6, 15)),
    ("2024-02-01..2024-02-29", "2024年2月", "2024年2月", date(2024, 2, 1), date(2024, 2, 29))])
def test_a_period_has_its_words(code: str, label: str, word: str, start: date, end: date) -> None:
    period = Period.parse(code)
    assert (period.code, period.label, period.word, period.start, period.end) == (code, label, word, start, end)


def test_periods_have_neighbours() -> None:
    assert Period.parse("2025Q1").previous().code == "2024Q4"
    assert Period.parse("2025H2").previous().code == "2025H1"
    assert Period.parse("2025").previous().code == "2024"
    assert Period.parse("2024Q1").year_before().code == "2023Q1"
    assert Period.parse("2025-01-11..2025-01-20").previous().code == "2025-01-01..2025-01-10"


def test_parts_fill_the_year() -> None:
    year = Period.parse("2025")
    for kind, count in (("month", 12), ("quarter", 4), ("half", 2)):
        parts = list(year.parts(kind))
        assert len(parts) == count and parts[0].start == year.start and parts[-1].end == year.end


@pytest.mark.parametrize("text", ["2025Q5", "25Q1", "", "2025-13-01..2025-14-01", "2025-06-01..2025-01-01"])
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        Period.parse(text)
