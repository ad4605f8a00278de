"""The journal's steps as a list, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.journal import Change, Step

KINDS = {"edit": "修改", "undo": "撤销", "redo": "重做", "event": "操作", "fixed": "定稿"}


@dataclass(frozen=True)
class StepLine:
    """One step: when, what, of which kind, and how many records it touched."""

    id: int
    at: datetime
    label: str
    kind: str
    records: int


def steps(session: Session, before: int | None = None, limit: int = 200) -> list[StepLine]:
    """The ``limit`` newest steps, or those older than step ``before``."""
    query = select(Step.id, Step.at, Step.label, Step.kind).order_by(Step.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Step.id < before)
    rows = session.execute(query).all()
    touched = {step_id: number for step_id, number in session.execute(
        select(Change.step_id, func.count()).where(Change.step_id.in_([row.id for row in rows]))
        .group_by(Change.step_id))}
    return [StepLine(row.id, row.at, row.label, KINDS.get(row.kind, row.kind), touched.get(row.id, 0)) for row in rows]
