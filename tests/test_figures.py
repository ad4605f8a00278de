"""Every figure is counted again, straight in SQL, over the whole file and over the records it names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.figure_queries import QUERIES, Hit
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import figures, records
from db.fields import Choice, Day, Field, Flag, Link, Moment, Number, Term, Terms, pack
from db.figures.measure import Groups
from db.ledgers import LEDGERS
from db.periods import Period
from db.reconciliation import account, read_lives
from db.report_data.problems import items_of
from db.vocabulary import shipped
from db.workspace import Workspace

PERIODS = [Period.parse(code) for code in ("2025Q4", "2025H1", "2025", "2025-02-10..2025-05-20")]


def _some(field: Field, chance: random.Random, made: dict[str, list[int]]) -> Any:
    """A random value of a field, also one that no form would let through: figures count what is there."""
    if chance.random() < 0.12:
        return None
    day = date(2024, 10, 1) + timedelta(days=chance.randrange(560))
    if isinstance(field, Choice):
        return chance.choice(field.states).code
    if isinstance(field, (Term, Terms)):
        codes = [code for code, _ in shipped()[field.vocabulary][1]]
        return chance.choice(codes) if isinstance(field, Term) else pack(chance.sample(codes, chance.randint(1, 3)))
    if isinstance(field, Day):
        return day
    if isinstance(field, Moment):
        return datetime(day.year, day.month, day.day, chance.choice((0, 9, 23)), chance.choice((0, 59)))
    if isinstance(field, Flag):
        return chance.random() < 0.4
    if isinstance(field, Number):
        return 2025 if field.name == "year" else chance.randint(1, 40)
    if isinstance(field, Link):
        return chance.choice(made[field.target]) if made.get(field.target) else None
    return chance.choice(["", "甲", "乙", "丙"])


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A file with random records in every ledger, some of them in the recycle bin."""
    opened = Workspace.create(tmp_path_factory.mktemp("figures") / "随机.lvze")
    chance, made = random.Random(20251231), {}
    with opened.transaction("随机记录") as session:
        for key, ledger in LEDGERS.items():
            rows = []
            few = ledger.group == "settings" or key == "duty_list"
            for _ in range(6 if few else 240 if key in ("activity", "publication") else 60):
                row = ledger.model(**{field.name: _some(field, chance, made) for field in ledger.fields})
                row.voided_at = datetime(2025, 12, 1) if chance.random() < 0.1 else None
                rows.append(row)
            session.add_all(rows)
            session.flush()
            made[key] = [row.id for row in rows]
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def reader(full: Workspace) -> Iterator[Session]:
    with full.read() as session:
        yield session


@pytest.fixture(scope="module")
def counted(reader: Session) -> dict[str, dict[str, figures.Figure]]:
    return {period.code: figures.evaluate(reader, period) for period in PERIODS}


def _again(session: Session, figure_id: str, period: Period, only: tuple[int, ...] | None = None) -> float | None:
    table, what, where = QUERIES[figure_id]
    first = table.split()[0]
    where = f"{first}.voided_at IS NULL AND {where}" if only is None else f"{first}.id IN ({','.join(map(str, only)) or 'NULL'})"
    binds = {"a": period.start.isoformat(), "b": period.end.isoformat(), "y": period.end.year}

    def one(what: str, where: str) -> float | None:
        query = f"SELECT {what} FROM {table} WHERE {where}"
        return session.execute(text(query), {name: value for name,
                                             value in binds.items() if f":{name}" in query}).scalar()

    if isinstance(what, Hit):
        total = one("count(*)", where)
        return one("count(*)", f"{where} AND {what.condition}") * 100 / total if total else None
    return one(what, where)


def test_every_measure_has_its_own_query_here() -> None:
    assert set(QUERIES) == set(figures.MEASURES)


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.code)
def test_figures_counted_again_in_sql_are_the_same(reader: Session, counted, period: Period) -> None:
    found = {one: figure.value for one, figure in counted[period.code].items()}
    assert set(found) == set(figures.MEASURES)
    assert found == pytest.approx({one: _again(reader, one, period) for one in found})
    assert found == pytest.approx(
        {one: _again(reader, one, period, figure.record_ids) for one, figure in counted[period.code].items()})


@pytest.mark.parametrize("figure_id", [one for one,
                                       measure in figures.MEASURES.items() if isinstance(measure.how, Groups)])
def test_the_groups_of_a_figure_count_to_its_records(reader: Session, counted, figure_id: str) -> None:
    figure, how = counted["2025"][figure_id], figures.MEASURES[figure_id].how
    assert figure.parts, "the sample has records for every grouping"
    assert {record for part in figure.parts for record in part.record_ids} == set(figure.record_ids)
    for part in figure.parts:
        what = f"coalesce(sum({how.sum_of.key}), 0)" if how.sum_of is not None else "count(*)"
        ids = ",".join(map(str, part.record_ids))
        assert part.value == reader.execute(text(f"SELECT {what} FROM {figure.ledger_key} WHERE id IN ({ids})")).scalar(
            )
    assert not any(part.label == part.code for part in figure.parts if figure_id != "F035")


def test_quarters_add_up_to_the_year(reader: Session, counted) -> None:
    additive = [one for one, measure in figures.MEASURES.items() if measure.additive]
    quarters = [figures.evaluate(reader, Period.quarter(2025, number), additive) for number in (1, 2, 3, 4)]
    assert {one: sum(quarter[one].value for quarter in quarters) for one in additive} == {
        one: counted["2025"][one].value for one in additive}


def test_no_figure_groups_by_a_person() -> None:
    for measure in figures.MEASURES.values():
        if isinstance(measure.how, Groups):
            field = measure.grouped_field
            assert not (isinstance(field, Link) and field.target == "person")
            assert field is not None or measure.id == "F214", "only years are worked out"


def test_ids_labels_and_rules_are_unique_and_in_words() -> None:
    measures = list(figures.MEASURES.values())
    assert len({measure.label for measure in measures}) == len(measures)
    rows = [row for measure in measures for row in (measure.id, *measure.also)]
    assert len(set(rows)) == len(rows)
    for measure in measures:
        assert measure.rule and not measure.rule.isascii()
        assert figures.find(measure.id) is measure
        assert figures.MEASURES[figures.find(row).id] is measure if (row := next(iter(measure.also), "")) else True


def test_a_voided_record_leaves_every_figure(workspace: Workspace, add: Callable[..., int]) -> None:
    number = add("meeting", day=date(2025, 11, 5), kind="committee", topic="专题研究")
    with workspace.read() as session:
        figure = figures.evaluate(session, Period.parse("2025Q4"), ["F053"])["F053"]
        assert (figure.value, figure.text, figure.record_ids) == (1, "1次", (number,))
    with workspace.transaction("删除") as session:
        records.void(session, LEDGERS["meeting"], number)
    with workspace.read() as session:
        figure = figures.evaluate(session, Period.parse("2025Q4"), ["F053"])["F053"]
        assert (figure.value, figure.record_ids, bool(figure)) == (0, (), False)


def test_a_planned_talk_counts_once_it_is_held_and_by_heads(workspace: Workspace, hospital: dict[str, int],
    add: Callable[..., int]) -> None:
    add("talk", planned_on=date(2025, 10, 9), speaker_id=hospital["林书记"], person_id=hospital["赵主任"])
    add("talk", held_on=date(2025, 10, 10), speaker_id=hospital["林书记"], names="青年职工", form="group", people=12,
        content="谈学习")
    with workspace.read() as session:
        counted = figures.evaluate(session, Period.parse("2025Q4"))
    assert counted["F195"].text == "12人次" and counted["Q201"].text == "1场次"
    assert counted["Q202"].text == "0%" and (counted["Q202"].hits, counted["Q202"].total) == (0, 1)


def test_no_deadline_to_come_has_been_missed(workspace: Workspace, hospital: dict[str, int], add: Callable[..., int]) -> None:
    """A report drafted before its period is over."""
    today = date.today()
    for days in (-3, 5):
        add("problem", title="宣传栏过期", source="supervision", found_on=today - timedelta(9), deadline=today + timedelta(days),
            department_id=hospital["内科"])
    running = Period.parse(f"{today - timedelta(10)}..{today + timedelta(30)}")
    with workspace.read() as session:
        figure = figures.evaluate(session, running, ["Q305"])["Q305"]
        assert (figure.value, figure.record_ids) == (1, (1,))
        assert [item.late for item in items_of(session, running)] == [True, False]


def test_a_moment_late_on_the_last_day_belongs_to_the_period(workspace: Workspace, add: Callable[..., int]) -> None:
    add("incident", found_at=datetime(2025, 12, 31, 23, 59), type="consult", channel="phone", category="service",
        level="light", summary="咨询")
    with workspace.read() as session:
        assert figures.evaluate(session, Period.parse("2025Q4"), ["F026"])["F026"].value == 1
        assert figures.evaluate(session, Period.parse("2026Q1"), ["F026"])["F026"].value == 0


@pytest.mark.parametrize("code", ["2025Q3", "2025Q4", "2025"])
def test_the_account_of_problems_is_the_one_the_rectification_tab_shows(workspace: Workspace, code: str) -> None:
    days = {name: date(2025, month, 5) for name, month in (("found", 2), ("closed", 8), ("again", 10), ("second", 12))}
    with workspace.transaction("整改") as session:
        for turns in ((), ("closed",), ("closed", "again"), ("closed", "again", "second")):
            item = LEDGERS["problem"].model(title="事项", source="self", found_on=days["found"])
            session.add(item)
            session.flush()
            session.add_all(LEDGERS["problem_event"].model(problem_id=item.id, day=days[turn],
                kind="reopen" if turn == "again" else "close")
                            for turn in turns)
        session.add(LEDGERS["problem"].model(title="导入的", source="self", found_on=days["found"],
                                             closed_on=days["closed"]))
    period = Period.parse(code)
    with workspace.read() as session:
        counted = figures.evaluate(session, period, ["Q301", "Q302", "Q303", "Q304", "Q309"])
        line = account(read_lives(session), period)
    assert [counted[one].value for one in ("Q301", "Q302", "Q309", "Q303", "Q304")] == [
        len(part) for part in (line.opening, line.new, line.reopened, line.closed, line.balance)]
    assert counted["Q304"].record_ids == tuple(sorted(line.balance))


def test_small_groups_of_talks_are_merged(workspace: Workspace, hospital: dict[str, int],
                                          add: Callable[..., int]) -> None:
    for topics in (",pay,", ",pay,", ",pay,title,", ",life,"):
        add("talk", held_on=date(2025, 10, 10), speaker_id=hospital["林书记"], person_id=hospital["赵主任"], content="要点",
            topics=topics)
    with workspace.read() as session:
        figure = figures.evaluate(session, Period.parse("2025Q4"), ["F045"])["F045"]
    assert figure.value == 3
    assert [(part.label, part.value) for part in figure.parts] == [("绩效分配", 3), ("其他", 2)]


def test_a_figure_is_compared_with_last_quarter_and_last_year(workspace: Workspace, add: Callable[..., int]) -> None:
    for day in (date(2025, 11, 5), date(2025, 12, 5), date(2025, 8, 5), date(2024, 11, 5)):
        add("meeting", day=day, kind="committee", topic="专题研究")
    with workspace.read() as session:
        change = figures.compare(session, Period.parse("2025Q4"), ["F053"])["F053"]
    assert (change.figure.value, change.before.value, change.year_before.value) == (2, 1, 1)
    assert change.words("上季度") == "比上季度增加1次"


def test_equal_rows_of_the_catalogue_are_found_and_unknown_ones_refused(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert list(figures.evaluate(session, Period.parse("2025"), ["F173"])) == ["F053"]
        with pytest.raises(KeyError):
            figures.evaluate(session, Period.parse("2025"), ["F999"])
