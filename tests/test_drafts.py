"""Drafts survive a crash, are never journalled, and records cannot slip past the journal with them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.drafts import drafts_of, drop_draft, save_draft
from db.journal import Step
from db.ledgers import LEDGERS
from db.record import Record
from db.workspace import Workspace

AT = datetime(2025, 3, 5, 14, 30)


def test_a_draft_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "台账.lvze") as workspace, workspace.scratch() as session:
        save_draft(session, "talk", None, None, {"content": "没写完", "held_on": "3.5x"}, AT)
    with Workspace.open(tmp_path / "台账.lvze") as workspace, workspace.read() as session:
        draft, = drafts_of(session, "talk")
    assert (draft.record_id, draft.typed, draft.saved_at) == (None, {"content": "没写完", "held_on": "3.5x"}, AT)


def test_a_newer_draft_takes_the_place_of_the_older_one(workspace: Workspace) -> None:
    for text in ("一", "二"):
        with workspace.scratch() as session:
            save_draft(session, "talk", 7, 3, {"content": text}, AT)
    with workspace.read() as session:
        assert [(draft.record_id, draft.revision, draft.typed["content"]) for draft in drafts_of(session, "talk")] == [
            (7, 3, "二")
        ]


def test_a_dropped_draft_is_gone_and_dropping_twice_is_fine(workspace: Workspace) -> None:
    for _ in range(2):
        with workspace.scratch() as session:
            drop_draft(session, "talk", None)
    with workspace.read() as session:
        assert drafts_of(session, "talk") == []


def test_drafts_leave_no_step_in_the_journal_and_nothing_to_undo(workspace: Workspace) -> None:
    with workspace.read() as session:
        before = session.scalar(select(func.count()).select_from(Step))
    with workspace.scratch() as session:
        save_draft(session, "talk", None, None, {"content": "字"}, AT)
    with workspace.read() as session:
        assert session.scalar(select(func.count()).select_from(Step)) == before
    assert workspace.undo_label is None


def test_a_record_cannot_be_written_as_scratch(workspace: Workspace) -> None:
    model: type[Record] = LEDGERS["meeting"].model
    with pytest.raises(AssertionError), workspace.scratch() as session:
        session.add(model(day=date(2025, 3, 5)))


def test_every_column_of_a_list_is_known_to_its_ledger() -> None:
    assert LEDGERS["problem"].listed[0].label == "编号"
    assert all(field.label for ledger in LEDGERS.values() for field in ledger.listed)
