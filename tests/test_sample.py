"""The sample hospital: rich, true to every rule, and the same each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db import journal, records, search
from db.figures import evaluate
from db.ledgers import LEDGERS, MODELS
from db.ledgers.activity import Activity
from db.ledgers.document import IssuedDocument
from db.ledgers.duty import DutyItem, item_state
from db.ledgers.incident import Incident
from db.ledgers.lecture import Lecture, approval_order
from db.ledgers.opinion import Opinion
from db.ledgers.publication import Publication
from db.ledgers.rectification import Problem, ProblemEvent, due_state
from db.ledgers.review import STEPS, Review
from db.lists import ListQuery, count
from db.periods import Period
from db.record import Evidence, Relation
from db.workspace import Workspace

YEARS_END = date(2025, 12, 31)
LAST = Period.quarter(2025, 4)


def everything(workspace: Workspace) -> dict[str, list[Any]]:
    """All values of all records, and every tie and proof."""
    with workspace.read() as session:
        found = {key: [(record.number, records.values_of(ledger, record), record.created_at)
            for record in session.scalars(
            select(ledger.model).order_by(ledger.model.id))] for key, ledger in LEDGERS.items()}
        found["relation"] = session.execute(select(Relation.kind, Relation.from_ledger, Relation.from_id,
            Relation.to_ledger, Relation.to_id)).all()
        found["evidence"] = session.execute(select(Evidence.owner_ledger, Evidence.owner_id, Evidence.sha256,
            Evidence.proof_day)).all()
    return found


def in_last_quarter(workspace: Workspace, model: Any, *conditions: Any) -> int:
    ledger = next(one for one in LEDGERS.values() if one.model is model)
    with workspace.read() as session:
        day = ledger.day
        return session.scalar(select(func.count()).select_from(model).where(
            func.date(day).between(LAST.start.isoformat(), LAST.end.isoformat()), *conditions)) or 0


@pytest.mark.parametrize("key", list(LEDGERS))
def test_every_record_satisfies_every_rule(sample: Workspace, key: str) -> None:
    ledger = LEDGERS[key]
    with sample.read() as session:
        for record in session.scalars(select(ledger.model)):
            assert records.problems(session, ledger, records.values_of(ledger, record), record,
                YEARS_END) == {}, record.id


def test_no_ledger_is_empty(sample: Workspace) -> None:
    with sample.read() as session:
        counts = {key: count(session, ListQuery(ledger)) for key, ledger in LEDGERS.items()}
    assert [key for key, number in counts.items() if number == 0] == []
    assert counts["person"] == 60 and counts["branch"] == 8 and counts["meeting"] == 15 and counts["study"] == 14
    assert counts["talk"] == 60 and counts["incident"] == 30 and counts["survey"] == 3 and counts["risk_round"] == 4
    assert counts["opinion"] == 136 and counts["publication"] > 450 and counts["problem"] > 30 and counts[
        "narrative"] == 36


def test_the_supporting_ledgers_are_rich_enough_to_be_counted(sample: Workspace) -> None:
    with sample.read() as session:
        counts = {key: count(session, ListQuery(ledger)) for key, ledger in LEDGERS.items()}
        forms = set(session.scalars(select(Activity.form)))
        late = session.scalar(select(func.count()).select_from(IssuedDocument).where(
            IssuedDocument.submitted_on > IssuedDocument.submit_by))
    assert counts["activity"] > 50 and counts["position"] == 24 and counts["patrol"] == 36 and counts["supervision"] == 4
    assert len(forms) >= 20 and late == 1
    own = [ledger for ledger in LEDGERS.values() if ledger.group == "own"]
    assert [(ledger.title, counts[ledger.key]) for ledger in own] == [("健康大讲堂", 8), ("先进典型", 8)]


def test_pieces_are_released_by_six_different_people_and_not_typed_twice(sample: Workspace) -> None:
    with sample.read() as session:
        reviews = session.scalars(select(Review)).all()
        released = [one for one in reviews if one.state == "released"]
        tied = session.scalars(select(Publication.id).join(Review, Review.publication_id == Publication.id)).all()
    assert len(reviews) > 190 and {one.state for one in reviews} == {"passed", "released", "back", "withdrawn"}
    assert len(released) == len(tied) == len(set(tied)) == 153
    for one in released:
        assert len({getattr(one, f"{step}_id") for step in STEPS}) == 6


def test_every_figure_of_the_catalogue_is_more_than_zero_where_it_may_be(sample: Workspace) -> None:
    with sample.read() as session:
        counted = evaluate(session, Period.year(2025))
    none = {figure.id for figure in counted.values() if figure.id.startswith("F") and not figure.value}
    assert none == {"F018", "F029", "F032", "F091", "F095", "F204"}, "of these a good year has none"


def test_the_last_quarter_has_the_size_of_a_real_report(sample: Workspace) -> None:
    assert 150 <= in_last_quarter(sample, Publication, Publication.channel.in_(("site", "wechat"))) < 160
    assert 20 < in_last_quarter(sample, Lecture, Lecture.held_on.is_not(None)) < 30
    assert in_last_quarter(sample, Incident, Incident.state == "closed") == in_last_quarter(sample, Incident) == 8
    assert 30 < in_last_quarter(sample, Opinion) < 40


def test_problems_are_found_in_every_state_and_from_every_source(sample: Workspace) -> None:
    with sample.read() as session:
        assert set(session.scalars(select(Problem.state))) == {"new", "doing", "check", "done", "closed"}
        assert set(session.scalars(select(due_state(YEARS_END)))) == {"late", "soon", "ok", "over"}
        assert set(session.scalars(select(ProblemEvent.kind))) == {"start", "submit", "pass", "fail", "close",
            "postpone", "reopen", "review"}
        assert len(set(session.scalars(select(Problem.source)))) == 10
        kinds = set(session.scalars(select(Relation.kind)))
        assert kinds >= {"proof", "raised", "recurs"}


def test_duties_are_mostly_proven_some_late_one_excused(sample: Workspace) -> None:
    with sample.read() as session:
        states = Counter(session.scalars(select(item_state(date(2026, 1, 10))).select_from(DutyItem)))
        late = session.scalar(select(func.count()).select_from(DutyItem).where(DutyItem.done_on > DutyItem.due_on))
    assert states["done"] >= 85 and 2 <= states["late"] <= 6 and states["na"] == 1 and late == 3


def test_one_lecture_was_held_before_it_was_approved(sample: Workspace) -> None:
    with sample.read() as session:
        assert Counter(session.scalars(select(approval_order(YEARS_END)).select_from(Lecture)))["wrong"] == 1


def test_histories_read_like_the_year_itself(sample: Workspace) -> None:
    with sample.read() as session:
        closed = session.scalars(select(Problem).where(Problem.state == "closed")).first()
        assert closed is not None
        lines = journal.history(session, Problem, closed.id)
        assert {line.label for line in lines} >= {"开始整改", "提交验收", "验收通过", "整改销号"}
        assert all(line.at.year == 2025 for line in lines)
        assert journal.broken_at(session) is None


def test_no_number_is_given_twice_and_all_records_can_be_found(sample: Workspace) -> None:
    with sample.read() as session:
        for ledger in LEDGERS.values():
            numbers = list(session.scalars(select(ledger.model.number).where(ledger.model.number.is_not(None))))
            assert len(numbers) == len(set(numbers)), ledger.key
        assert search.find(session, "党委会专题研究")


@pytest.fixture
def larger(larger_sample_file: Path) -> Iterator[Workspace]:
    with Workspace.open(larger_sample_file, read_only=True) as opened:
        yield opened


def test_the_same_arguments_give_the_same_hospital(sample: Workspace, larger: Workspace) -> None:
    """In another process, too; what there is besides stands behind it."""
    made = everything(sample)
    assert {key: found[:len(made[key])] for key, found in everything(larger).items()} == made


def test_more_records_lie_in_earlier_years_and_obey_the_rules_too(sample: Workspace, larger: Workspace) -> None:
    with larger.read() as session, sample.read() as plain:
        for key, ledger in LEDGERS.items():
            assert count(session, ListQuery(ledger, period=LAST)) == count(plain,
                ListQuery(ledger, period=LAST)), key
        added = sum(count(session, ListQuery(ledger)) - count(plain, ListQuery(ledger))
            for ledger in LEDGERS.values())
        assert added == 1000
        for key in ("publication", "opinion", "talk", "incident", "meeting"):
            ledger = LEDGERS[key]
            for record in session.scalars(select(ledger.model).where(ledger.day < date(2025, 1, 1))):
                assert records.problems(session, ledger, records.values_of(ledger, record), record, YEARS_END) == {}
            numbers = list(session.scalars(select(MODELS[key].number)))
            assert len(numbers) == len(set(numbers))
            old = session.scalars(select(ledger.model).where(ledger.day < date(2025, 1, 1)).limit(1)).one()
            assert (key, old.id) in search.find(session, old.number, limit=5)
