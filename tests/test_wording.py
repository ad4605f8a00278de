"""The phrasing rules with the values of domain.md 1.1."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from db import wording
from db.errors import Refusal


@pytest.mark.parametrize(("number", "unit", "text"), [
    (4, "次", "4次"), (9, "个", "9个"), (136, "条", "136条"), (156, "人次", "156人次"), (5, "场次", "5场次"), (12, "人", "12人"),
    (0, "起", "0起"), (12000, "条", "1.2万条"), (9999, "次", "9999次")])
def test_an_exact_number_is_followed_by_its_measure_word(number: int, unit: str, text: str) -> None:
    assert wording.exact(number, unit) == text


@pytest.mark.parametrize(("number", "unit", "text"), [
    (153, "篇", "150余篇"), (23, "场", "20余场"), (36, "条", "30余条"), (20, "场", "20场"), (10, "场", "10场"), (11, "场", "10余场"),
    (8, "起", "8起"), (0, "篇", "0篇"), (100, "篇", "100篇"), (12345, "次", "1.2万余次")])
def test_an_approximate_number_is_floored_to_ten_with_yu(number: int, unit: str, text: str) -> None:
    assert wording.about(number, unit) == text


@pytest.mark.parametrize(("number", "text"), [
    (12000, "1.2万条"), (680000, "68万条"), (2300000, "230万条"), (80000, "8万条"), (12999, "1.2万余条"), (10001, "1万余条")])
def test_large_numbers_are_said_in_wan_with_one_decimal(number: int, text: str) -> None:
    assert wording.in_myriads(number, "条") == text


@pytest.mark.parametrize(("hits", "total", "text"), [
    (987, 1000, "98%以上"), (156, 156, "100%"), (1, 2, "50%"), (156, 158, "98%以上"), (387, 416, "93%以上"), (0, 8, "0%"),
    (0, 0, ""),
    (999, 1000, "99%以上"), (1, 1000, "不足1%")])
def test_a_rate_is_floored_and_says_so(hits: int, total: int, text: str) -> None:
    assert wording.percent(hits, total) == text


@pytest.mark.parametrize(("hits", "total", "text"), [(8, 8, "均"), (7, 8, ""), (0, 0, ""), (0, 8, "")])
def test_all_is_said_only_of_every_case(hits: int, total: int, text: str) -> None:
    assert wording.all_of(hits, total) == text
    assert wording.all_of(hits, total, "全部") == ("全部" if text else "")


def test_none_is_said_only_at_zero() -> None:
    assert wording.none_of(0, "未引发次生舆情") == "未引发次生舆情"
    assert wording.none_of(1, "未引发次生舆情") == ""


@pytest.mark.parametrize(("days", "text"), [(7, "一周内"), (3, "一周内"), (8, "8天内"), (0, "当天"), (30, "30天内")])
def test_the_longest_case_gives_the_time_limit(days: int, text: str) -> None:
    assert wording.within_days(days) == text


@pytest.mark.parametrize(("number", "text"), [(80321, "突破8万人"), (80000, "突破8万人"), (5321, "突破5000人"), (321, "突破300人"),
                                              (12, "12人")])
def test_a_passed_threshold_is_floored(number: int, text: str) -> None:
    assert wording.passed(number, "人") == text


def test_numerals_dates_lists_and_spans() -> None:
    said = {1: "一", 4: "四", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一百", 101: "一百零一", 115: "一百一十五"}
    assert {number: wording.chinese(number) for number in said} == said
    with pytest.raises(Refusal):
        wording.chinese(0)
    assert wording.day(date(2025, 1, 5)) == "2025年1月5日"
    assert wording.listing([]) == "" and wording.listing(["甲"]) == "甲" and wording.listing(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert wording.listing(list("甲乙丙丁"), most=2) == "甲、乙等"
    assert wording.years(2019, 2022) == "2019-2022年" and wording.years(2023, 2023) == "2023年"


def test_change_against_an_earlier_period() -> None:
    assert wording.change(5, 3, "次", "上季度") == "比上季度增加2次"
    assert wording.change(3, 5, "次", "去年同期") == "比去年同期减少2次"
    assert wording.change(3, 3, "次", "上季度") == "与上季度持平"


def test_claims_are_checked_against_their_figure() -> None:
    assert wording.claim_holds("均", 100.0, 8, 8) and not wording.claim_holds("均", 87.5, 7, 8)
    assert wording.claim_holds("未引发次生舆情", 0) and not wording.claim_holds("未引发次生舆情", 1)
    assert wording.claim_holds("8起", 8) and wording.claim_holds("平均4次", 4)
    assert not wording.claim_holds("内容均在会前审核", 50.0, 1, 2) and not wording.claim_holds("稿件均未出现导向性问题", 1)


@given(st.integers(0, 10_000_000))
def test_no_phrase_says_more_than_the_number(number: int) -> None:
    for text in (wording.exact(number, ""), wording.about(number, ""), wording.passed(number, "")):
        plain = text.replace("余", "").removeprefix("突破")
        said = round(float(plain.removesuffix("万")) * (10_000 if plain.endswith("万") else 1))
        assert said <= number
        if text == wording.about(number, ""):
            assert (said < number) == ("余" in text)
