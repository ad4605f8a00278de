"""对账: opening + new + reopened − closed = balance, whatever happened (domain.md 3.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from db import records
from db.ledgers import LEDGERS
from db.periods import Period
from db.reconciliation import Life, account, by_group, by_period, life, read_lives

YEAR = Period.year(2025)
QUARTERS = list(YEAR.parts("quarter"))
days = st.dates(date(2024, 6, 1), date(2026, 6, 30))
histories = st.builds(
    lambda number, found_on, turns, closed_on, source: life(number, found_on, turns, closed_on, source),
    st.integers(1, 10**6), days, st.lists(st.tuples(days, st.booleans()), max_size=6), st.none() | days,
    st.sampled_from(["self", "risk", None]))
lives = st.lists(histories, max_size=30, unique_by=lambda one: one.id)
kinds = st.sampled_from(["month", "quarter", "half", "year"])


@given(lives, kinds)
@settings(max_examples=200, deadline=None)
def test_the_equation_holds_in_every_period_of_every_history(items: list[Life], kind: str) -> None:
    for line in by_period(items, YEAR.parts(kind)):
        assert line.holds and not line.opening & line.new


@given(lives, kinds)
@settings(max_examples=100, deadline=None)
def test_each_balance_is_the_next_opening(items: list[Life], kind: str) -> None:
    accounts = by_period(items, YEAR.parts(kind))
    for line, following in zip(accounts, accounts[1:]):
        assert line.balance == following.opening


@given(lives, kinds)
@settings(max_examples=100, deadline=None)
def test_the_periods_of_a_year_add_up_to_the_year(items: list[Life], kind: str) -> None:
    whole, accounts = account(items, YEAR), by_period(items, YEAR.parts(kind))
    for name in ("new", "reopened", "closed"):
        assert sorted(one for line in accounts for one in getattr(line, name)) == sorted(getattr(whole, name))


@given(lives, st.sampled_from(QUARTERS))
@settings(max_examples=100, deadline=None)
def test_the_parts_add_up_to_the_whole(items: list[Life], period: Period) -> None:
    whole = account(items, period)
    parts = [account([one for one in items if one.source == source], period) for source in ("self", "risk", None)]
    for name in ("opening", "new", "reopened", "closed", "balance"):
        assert sorted(one for part in parts for one in getattr(part, name)) == sorted(getattr(whole, name))


@given(histories)
def test_days_of_a_history_never_go_back(one: Life) -> None:
    turned = [day for day, _ in one.turns]
    assert turned == sorted(turned) and all(day >= one.found_on for day in turned)
    assert [to for _, to in one.turns] == [place % 2 == 0 for place in range(len(one.turns))]


def test_every_closure_and_reopening_counts() -> None:
    march, april = date(2025, 3, 1), date(2025, 4, 1)
    taken_back = account([life(1, date(2024, 12, 1), [(march, True), (march + timedelta(days=9), False)])], QUARTERS[0])
    assert (taken_back.closed, taken_back.reopened, taken_back.balance) == ((1,), (1,), {1})
    twice = life(3, date(2024, 12, 1), [(march, True), (april, False), (april + timedelta(days=30), True)])
    year = account([twice], YEAR)
    assert (year.opening, year.reopened, year.closed, year.balance) == ({3}, (3,), (3, 3), frozenset())


def test_reopening_what_was_only_accepted_changes_no_balance() -> None:
    one = life(1, date(2025, 1, 5), [(date(2025, 2, 1), False), (date(2025, 3, 1), True)])
    assert one.turns == ((date(2025, 3, 1), True),)


@pytest.fixture
def problem(hospital, add):
    def make(**values) -> int:
        return add("problem", **({"title": "宣传栏内容更新不及时", "source": "self", "found_on": date(2025, 1, 10),
                                  "deadline": date(2025, 2, 28),
                                  "person_id": hospital["赵主任"], "department_id": hospital["内科"]} | values))
    return make


@pytest.fixture
def close(workspace, hospital, act, tmp_path):
    from db import evidence

    def perform(record_id: int, day: date) -> None:
        photo = tmp_path / "照片.jpg"
        photo.write_bytes(b"picture")
        act("problem", record_id, "start", day=day)
        with workspace.transaction("添加佐证") as session:
            evidence.attach(session, workspace.evidence, LEDGERS["problem"],
                            records.get(session, LEDGERS["problem"], record_id), photo)
        act("problem", record_id, "submit", day=day, result="已更新")
        act("problem", record_id, "pass", verifier=hospital["林书记"], day=day, text="属实")
        act("problem", record_id, "close", approver=hospital["林书记"], day=day)
    return perform


def test_real_records_add_up_by_quarter(workspace, problem, close, act, hospital) -> None:
    first, third = problem(), problem(department_id=None)
    second = problem(source="risk", found_on=date(2025, 4, 2), deadline=date(2025, 6, 30))
    close(first, date(2025, 2, 20))
    act("problem", first, "reopen", today=date(2025, 5, 6), reason="又出现过期内容", deadline=date(2025, 7, 1))
    with workspace.transaction("删除") as session:
        records.void(session, LEDGERS["problem"], problem())
    with workspace.read() as session:
        accounts = by_period(read_lives(session), QUARTERS)
        sources = by_group(read_lives(session), QUARTERS[1], "source", workspace.words(session))
        departments = by_group(read_lives(session), QUARTERS[0], "department_id", workspace.words(session))
    q1, q2 = accounts[:2]
    assert (q1.opening, q1.new, q1.reopened, q1.closed) == (frozenset(), {first, third}, (), (first,))
    assert (q2.opening, q2.new, q2.reopened, q2.closed) == ({third}, {second}, (first,), ())
    assert (q1.balance, q2.balance) == ({third}, {first, second, third})
    assert [(line.label, len(line.balance)) for line in sources] == [("自查", 2), ("风险转入", 1)]
    assert [(line.label, len(line.balance)) for line in departments] == [("未填责任科室", 1), ("内科", 0)]


def test_undoing_a_closure_takes_it_out_of_the_books(workspace, problem, close) -> None:
    one = problem()
    close(one, date(2025, 2, 20))
    workspace.undo()
    with workspace.read() as session:
        assert account(read_lives(session), QUARTERS[0]).balance == {one}
