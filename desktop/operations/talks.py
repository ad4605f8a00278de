"""Writes about 谈心谈话: the month's plan, and the note that a talk's content was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db import records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.workspace import Workspace


def plan_talks(workspace: Workspace, speaker_id: int | None, person_ids: Sequence[int], day: date, kind: str,
               today: date) -> int:
    """Plans one talk of ``speaker_id`` with each person for ``day``, all or none; returns how many. Raises Refusal."""
    if speaker_id is None:
        raise Refusal("请先选择谈话人。")
    if not person_ids:
        raise Refusal("请至少选择一位谈话对象。")
    with workspace.transaction(f"列入谈话计划 {len(person_ids)} 次") as session:
        for person_id in person_ids:
            records.save(session, LEDGERS["talk"], {"planned_on": day, "speaker_id": speaker_id, "person_id": person_id,
                                                    "kind": kind},
                         today=today)
    return len(person_ids)


def note_reading(workspace: Workspace, talk_id: int) -> None:
    """Writes into the log that a talk's content was looked at, by its number only (个人信息保护法)."""
    with workspace.read() as session:
        number = records.get(session, LEDGERS["talk"], talk_id).number
    if workspace.read_only:
        workspace.note_inspected(f"查看谈话记录 {number}")
    else:
        workspace.log(f"查看谈话记录 {number}")
