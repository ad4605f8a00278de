"""Every row of the researched catalogue has one home; own ledgers and actors are counted like everything else."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import text

from db import figures, own_ledgers
from db.figures import MEASURES, own
from db.figures.actors import has_actor
from db.figures.catalogue import SAME_AS
from db.figures.measure import Groups
from db.figures.narrative import NARRATIVE
from db.ledgers import LEDGERS
from db.own_ledgers import Wish
from db.periods import Period
from db.resources import resource
from db.workspace import Workspace

YEAR = Period.year(2025)
ROWS = [f"F{number:03d}" for number in range(1, 256)]


def rows() -> Iterator[list[str]]:
    with resource("figures.tsv").open(encoding="utf-8", newline="") as lines:
        yield from (row for row in csv.reader(lines, delimiter="\t") if not row[0].startswith("#"))


def test_every_row_has_exactly_one_home() -> None:
    homes = [*(one for one in MEASURES if one.startswith("F")), *SAME_AS, *NARRATIVE, *own.ROWS]
    assert sorted(homes) == ROWS


def test_the_list_of_rows_says_where_each_is_found() -> None:
    listed = list(rows())
    assert [row for row, *_ in listed] == ROWS and all(words for _, words, _ in listed)
    for row, _, home in listed:
        assert home == ("text" if row in NARRATIVE else "own" if row in own.ROWS else SAME_AS.get(row, row)), row


def test_rows_that_are_text_say_why() -> None:
    assert all(reason and not reason.endswith("。") for reason in NARRATIVE.values())


@pytest.fixture
def hall(workspace: Workspace, hospital: dict[str, int]) -> str:
    """An own ledger with a number, a choice and a text, and three records, one of them last year's."""
    with workspace.transaction("建立台账：健康大讲堂") as session:
        key = own_ledgers.key_of(own_ledgers.define(session, "健康大讲堂", "期", [
            Wish("发放资料", "number"), Wish("场地", "term", ("报告厅", "学校")), Wish("主讲人", "text")]))
    names = {field.label: field for field in LEDGERS[key].fields}
    with workspace.transaction("登记") as session:
        school = names["场地"].parse("学校", workspace.words(session))
        for day, title, quantity, people, leaflets in (
                (date(2025, 3, 1), "护肝", 1, 90, 60), (date(2025, 9, 1), "护肝", 2, 300, None),
                (date(2024, 9, 1), "旧课", 1, 50, 10)):
            session.add(LEDGERS[key].model(**{"day": day, "title": title, "quantity": quantity, "people": people,
                                              names["发放资料"].name: leaflets, names["场地"].name: school}))
    return key


def test_an_own_ledger_counts_records_quantity_names_people_and_its_numbers(workspace: Workspace, hall: str) -> None:
    with workspace.read() as session:
        counted = figures.evaluate(session, YEAR)
        mine = {one.partition(":")[2]: figure for one, figure in counted.items() if one.startswith(hall)}
        ids = session.execute(text(f"SELECT count(*), sum(quantity), count(DISTINCT title), sum(people) FROM {hall}"
                                   " WHERE day BETWEEN '2025-01-01' AND '2025-12-31'")).one()
    assert [mine[one].value for one in ("count", "quantity", "names", "people")] == list(ids) == [2, 3, 1, 390]
    assert mine["quantity"].text == "3期" and mine["people"].text == "390人次" and mine["quantity"].record_ids == (1, 2)
    assert [figure.value for one, figure in mine.items() if figure.label == "健康大讲堂·发放资料"] == [60]
    [places] = [figure for figure in mine.values() if figure.label == "健康大讲堂·场地"]
    assert [(part.label, part.value) for part in places.parts] == [("学校", 2)]


def test_an_own_figure_is_found_asked_for_and_compared_like_others(workspace: Workspace, hall: str) -> None:
    one = f"{hall}:quantity"
    assert figures.find(one).label == "健康大讲堂" and figures.find(f"{hall}:nothing") is None
    with workspace.read() as session:
        change = figures.compare(session, YEAR, [one])[one]
    assert change.words("上年") == "比上年增加2期"


def test_a_hidden_field_is_no_longer_counted(workspace: Workspace, hall: str) -> None:
    with workspace.transaction("隐藏栏目") as session:
        field = session.query(own_ledgers.OwnField).filter_by(label="发放资料").one()
        field.voided_at = workspace.clock()
    with workspace.read() as session:
        assert not [figure for figure in figures.evaluate(session, YEAR).values() if "发放资料" in figure.label]


def test_an_own_ledger_of_another_file_is_not_counted_in_this_one(workspace: Workspace, hall: str, tmp_path) -> None:
    with Workspace.create(tmp_path / "另一个.lvze") as other, other.read() as session:
        assert not [one for one in figures.evaluate(session, YEAR) if one.startswith("own_")]


def test_by_actor_only_what_the_person_did_is_counted(workspace: Workspace, hospital: dict[str, int],
                                                      add: Callable[..., int]) -> None:
    one, other = hospital["林书记"], hospital["赵主任"]
    mine = add("activity", day=date(2025, 5, 1), form="party-lecture", title="党课", host_id=one)
    add("activity", day=date(2025, 6, 1), form="party-lecture", title="党课", host_id=other)
    add("talk", held_on=date(2025, 5, 2), speaker_id=one, person_id=other, content="要点", topics=",pay,")
    add("talk", held_on=date(2025, 5, 3), speaker_id=other, person_id=one, content="要点")
    add("opinion", day=date(2025, 5, 2), source="mailbox", content="建议")
    with workspace.read() as session:
        counted = figures.evaluate(session, YEAR, actor_id=one)
        everybody = figures.evaluate(session, YEAR)
    assert counted["F185"].record_ids == (mine,)
    assert (counted["Q201"].value, everybody["Q201"].value, everybody["F185"].value) == (1, 2, 2)
    assert "F047" not in counted and "F047" in everybody, "nobody acted in an opinion"
    assert {figure.ledger_key for figure in counted.values()} == {
        measure.ledger.key for measure in MEASURES.values() if has_actor(measure.ledger)}


def test_a_persons_records_are_among_everybodys(sample: Workspace) -> None:
    with sample.read() as session:
        whole = figures.evaluate(session, YEAR)
        for person in session.scalars(text("SELECT id FROM person WHERE duty_role IN ('secretary', 'deputy')")).all():
            mine = figures.evaluate(session, YEAR, actor_id=person)
            assert sum(figure.value or 0 for figure in mine.values()) > 20
            for one, figure in mine.items():
                assert set(figure.record_ids) <= set(whole[one].record_ids), one


@pytest.mark.parametrize("code", ["2025Q4", "2025"])
def test_every_figure_can_be_compared(sample: Workspace, code: str) -> None:
    with sample.read() as session:
        changes = figures.compare(session, Period.parse(code))
    assert set(MEASURES) < set(changes)
    for one, change in changes.items():
        if isinstance(change.figure.value, int) and isinstance(change.before.value, int):
            assert change.words("上期").startswith(("比上期", "与上期")), one


def test_the_sample_years_groups_have_names(sample: Workspace) -> None:
    with sample.read() as session:
        for figure in figures.evaluate(session, YEAR).values():
            measure = figures.find(figure.id)
            if isinstance(measure.how, Groups) and figure.id != "F035":
                assert all(part.label != part.code for part in figure.parts), figure.id
