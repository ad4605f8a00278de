"""A sealed report: after any edits exactly the changed figures are named, with the records they changed by."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db import records
from db.errors import Refusal
from db.figures import Figure, evaluate
from db.ledgers import LEDGERS
from db.periods import Period
from db.reports import Seal
from db.workspace import Workspace
from desktop.reports import store
from desktop.reports.blocks import Table
from desktop.reports.composer import compose
from desktop.reports.correction import correction_note
from desktop.reports.export import write_files

YEAR = Period.parse("2025")
TODAY = date(2026, 1, 8)
_EDITED = {  # ledger → a number, a day and a text that a clerk may correct
    "publication": ("pieces", "day", "title"), "study": ("attended", "day", "topic"),
    "meeting": ("attended", "day", "topic"),
    "activity": ("attended", "day", "title"), "opinion": (None, "day", "content"), "survey": ("people", "day", "title"),
    "training": ("attended", "day", "title"), "care": ("people", "day", "title"), "risk_round": (None, "day", "scope"),
    "patrol": ("boards", "day", "handled"), "document": ("copies", "day", "title")}


def _sealed(workspace: Workspace, kind: str = "annual", **options: int) -> int:
    number = store.save_draft(workspace, compose(workspace, kind, YEAR, today=TODAY, **options))
    store.finalise(workspace, number)
    return number


def _counted(workspace: Workspace, used: list[str], actor_id: int | None = None) -> dict[str, Figure]:
    with workspace.read() as session:
        return evaluate(session, YEAR, used, actor_id)


def _edit(workspace: Workspace, chance: random.Random) -> None:
    """One thing a clerk does: corrects a number, a day or a text, or throws a record away. Refused ones are left."""
    key = chance.choice(list(_EDITED))
    ledger, (number, day, words) = LEDGERS[key], _EDITED[key]
    with workspace.transaction("改动") as session:
        row = session.get(ledger.model, chance.choice(list(session.scalars(
            select(ledger.model.id).where(ledger.model.voided_at.is_(None))))))
        what = chance.choice(("number", "day", "words", "void"))
        if what == "void":
            records.void(session, ledger, row.id)
            return
        values = records.values_of(ledger, row)
        if what == "number" and number is not None and values[number]:
            values[number] = max(1, values[number] - chance.randint(0, 3))
        elif what == "day":
            values[day] = min(values[day] + timedelta(days=chance.choice((-400, -1, 1))), date(2025, 12, 31))
        else:
            values[words] = f"{values[words] or ''}（改）"
        records.save(session, ledger, values, row, today=TODAY)


@pytest.mark.parametrize("seed", range(3))
def test_after_twenty_random_edits_exactly_the_changed_figures_are_named(sample: Workspace, seed: int) -> None:
    number = _sealed(sample)
    with sample.read() as session:
        used = list(store.stored_figures(store.load(sample, number)))
        before = evaluate(session, YEAR, used)
        versions = Seal.from_json(store.load(sample, number).seal).versions
    chance = random.Random(seed)
    for _ in range(20):
        try:
            _edit(sample, chance)
        except Refusal:
            continue
    after = _counted(sample, used)
    changed = {one for one in before if {**before[one].plain(False)} != {**after[one].plain(False)}}
    found = {one.figure_id: one for one in store.differences(sample, number)}
    assert set(found) == changed and changed
    for one, difference in found.items():
        then, now = set(before[one].record_ids), set(after[one].record_ids)
        ledger = LEDGERS[before[one].ledger_key]
        assert (set(difference.gone), set(difference.come)) == (then - now, now - then)
        with sample.read() as session:
            revised = {one for one in then & now
                       if session.get(ledger.model, one).revision != versions[ledger.key][one]}
        assert set(difference.changed) == revised
        assert difference.then == (before[one].text or "无") and difference.now == (after[one].text or "无")


def test_nothing_is_named_when_nothing_changed_and_words_alone_change_nothing(sample: Workspace) -> None:
    number = _sealed(sample)
    assert store.differences(sample, number) == []
    with sample.transaction("改写") as session:
        meeting = session.scalars(select(LEDGERS["meeting"].model)).first()
        values = records.values_of(LEDGERS["meeting"], meeting) | {"topic": "改过的议题"}
        records.save(session, LEDGERS["meeting"], values, meeting)
    assert store.differences(sample, number) == []


def test_the_files_written_later_are_the_sealed_ones(sample: Workspace, tmp_path: Path) -> None:
    number = _sealed(sample, "rectification")
    report = store.load(sample, number)
    targets = [tmp_path / "通报.docx", tmp_path / "通报.pdf"]
    write_files(store.document_of(report), targets, lambda *_: None)
    assert set(Seal.from_json(report.seal).files) == {"docx", "pdf"}
    assert all(store.is_sealed_file(report, target) for target in targets)
    targets[0].write_bytes(targets[0].read_bytes() + b" ")
    assert not store.is_sealed_file(report, targets[0])
    with pytest.raises(Refusal, match="不能读取"):
        store.is_sealed_file(report, tmp_path / "没有.pdf")


def test_a_correction_note_lists_the_numbers_and_leaves_the_report_alone(sample: Workspace) -> None:
    number = _sealed(sample)
    with pytest.raises(Refusal, match="不用出更正说明"):
        correction_note(sample, number, TODAY)
    sealed = store.load(sample, number).document
    with sample.transaction("补登") as session:
        records.save(session, LEDGERS["meeting"], {"day": date(2025, 12, 30), "kind": "committee", "topic": "补登的会议"})
    note = correction_note(sample, number, TODAY)
    (table,) = [block for block in note.blocks if isinstance(block, Table)]
    row = next(row for row in table.rows if row[1] == "党委会专题研究意识形态工作")
    then, now = int(row[2].rstrip("次")), int(row[3].rstrip("次"))
    assert now == then + 1 and row[4].startswith("新增：HY-2025-")
    assert store.load(sample, number).document == sealed


def test_a_report_of_one_person_is_compared_with_what_this_person_did(sample: Workspace) -> None:
    with sample.read() as session:
        person, other = (session.scalars(select(LEDGERS["person"].model.id).where(
            LEDGERS["person"].model.duty_role == role)).first() for role in ("secretary", "deputy"))
    number = _sealed(sample, "accountability", person_id=person)
    assert store.draft_of(sample, "accountability", "2025", person) is None
    assert store.load(sample, number).actor_id == person
    for host in (other, person):
        with sample.transaction("补登") as session:
            records.save(session, LEDGERS["meeting"], {
                "day": date(2025, 12, 30), "kind": "committee", "topic": "补登", "host_id": host})
        assert [one.figure_id for one in store.differences(sample, number)] == ([] if host == other else ["F053"])
