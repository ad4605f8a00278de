"""The facts a personal information impact assessment (个人信息保护影响评估) starts from, counted in the open file.

Numbers only; nobody is named. Source: domain.md P-16; 个人信息保护法 art. 55, 56.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from db import step_list
from db.destroyed import Destruction
from db.ledgers.opinion import Opinion
from db.ledgers.organisation import Person
from db.ledgers.talk import TALKS, Talk
from db.retention import count_expired, setting_of
from db.settings import read_setting
from db.step_list import StepQuery
from db.sticks import BACKUPS, newest_backup, sticks_in
from db.workspace import Workspace


@dataclass(frozen=True)
class Facts:
    """``bases`` are (words, talks) by the ground of processing; ``informed`` talks with a person say when that person was told;
    ``last_backup`` is None while there is none."""

    encrypted: bool
    lock_minutes: int
    people: int
    talks: int
    named_talks: int
    informed: int
    bases: tuple[tuple[str, int], ...]
    opinions: int
    talk_years: int
    expired: int
    destroyed: int
    viewed: int
    given_out: int
    failed_unlocks: int
    sticks: int
    last_backup: date | None


def facts(workspace: Workspace, today: date) -> Facts:
    """As the file stands today."""
    with workspace.read() as session:

        def count(model: type, *conditions: object) -> int:
            return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

        held = (Talk.voided_at.is_(None), Talk.held_on.is_not(None))
        words = workspace.words(session)
        bases = session.execute(select(Talk.legal_basis, func.count()).where(*held).group_by(Talk.legal_basis).order_by(
            func.count().desc())).all()
        stored = read_setting(session, BACKUPS)
        backed_up = newest_backup(stored)
        return Facts(
            workspace.encrypted, int(read_setting(session, "lock_minutes", 10)),
            count(Person, Person.voided_at.is_(None)), count(Talk, *held), count(Talk, *held, Talk.person_id.is_not(None)),
            count(Talk, *held, Talk.person_id.is_not(None), Talk.informed_on.is_not(None)),
            tuple((words.term("legal_basis", code) if code else "没有填", number) for code, number in bases),
            count(Opinion, Opinion.voided_at.is_(None)), int(read_setting(session, setting_of(TALKS.key)) or 0),
            count_expired(session, today), count(Destruction),
            *(step_list.count(session, StepQuery(topic)) for topic in ("view", "out")),
            step_list.count(session, StepQuery("lock")), len(sticks_in(stored)), backed_up.date() if backed_up else None)
