"""Keeping what is being typed, and finding it again after a crash. Not undoable: drafts are no records."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db import drafts
from db.drafts import TypedDraft
from db.ledger import Ledger
from db.workspace import Workspace


def keep_draft(workspace: Workspace, ledger: Ledger, record_id: int | None, revision: int | None, typed: dict[str, Any],
               at: datetime | None = None) -> None:
    """Raises Refusal when the file cannot be written."""
    with workspace.scratch() as session:
        drafts.save_draft(session, ledger.key, record_id, revision, typed, at or datetime.now())


def forget_draft(workspace: Workspace, ledger: Ledger, record_id: int | None) -> None:
    """Fine when there is none. Writes nothing then: leaving a form must not wait for the disk."""
    if any(draft.record_id == record_id for draft in kept_drafts(workspace, ledger)):
        with workspace.scratch() as session:
            drafts.drop_draft(session, ledger.key, record_id)


def kept_drafts(workspace: Workspace, ledger: Ledger) -> list[TypedDraft]:
    """The drafts of a ledger, newest first."""
    with workspace.read() as session:
        return drafts.drafts_of(session, ledger.key)
