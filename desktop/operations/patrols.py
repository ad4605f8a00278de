"""Writes about 阵地巡查: one walk past many places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.ledgers.position import Position
from db.workspace import Workspace
from desktop.operations.records import write_record


def in_use(workspace: Workspace, place_ids: Sequence[int]) -> list[int]:
    """Those of the places that are looked at on a patrol, in the order given: all that were not closed."""
    with workspace.read() as session:
        known = set(session.scalars(select(Position.id).where(Position.voided_at.is_(None), Position.state != "closed")))
    return [place for place in place_ids if place in known]


def patrol_places(workspace: Workspace, place_ids: Sequence[int], day: date, person_id: int, today: date) -> str:
    """One patrol of each place on which nothing was found, all or none; what was done, in words. Raises Refusal."""
    if not place_ids:
        raise Refusal("选中的阵地都已停用，没有要登记的。")
    label = f"登记巡查 {len(place_ids)} 个阵地"
    with workspace.transaction(label) as session:
        for place in place_ids:
            values = {"position_id": place, "day": day, "person_id": person_id, "finding": "none"}
            write_record(session, LEDGERS["patrol"], values, today=today)
    return label
