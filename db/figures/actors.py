"""The person as an actor: who spoke, hosted, led, organised or was in charge. Needed by the 述职 report.

Filtering by a person exists only in this sense; nothing counts what a person thinks, needs or raised, and no figure
groups by persons (domain.md section 5, N-2 and P-12).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.sql import ColumnElement

from db.ledger import Ledger
from db.ledgers.activity import Activity
from db.ledgers.care import Care
from db.ledgers.duty import Duty, DutyItem
from db.ledgers.lecture import Lecture
from db.ledgers.meeting import Meeting
from db.ledgers.opinion import Survey
from db.ledgers.rectification import Problem
from db.ledgers.risk import RiskPoint, RiskRound
from db.ledgers.study import Study
from db.ledgers.supervision import CheckItem, Supervision
from db.ledgers.talk import Talk
from db.ledgers.training import Training

ACTOR = bindparam("actor", type_=Integer)

_BY: dict[str, ColumnElement[bool]] = {
    "meeting": Meeting.host_id == ACTOR,
    "study": Study.host_id == ACTOR,
    "activity": Activity.host_id == ACTOR,
    "training": Training.host_id == ACTOR,
    "talk": Talk.speaker_id == ACTOR,
    "survey": Survey.leader_id == ACTOR,
    "care": Care.leader_id == ACTOR,
    "problem": Problem.leader_id == ACTOR,
    "risk_round": RiskRound.organiser_id == ACTOR,
    "risk_point": RiskPoint.leader_id == ACTOR,
    "lecture": Lecture.approver_id == ACTOR,
    "supervision": Supervision.team_leader_id == ACTOR,
    "check_item": CheckItem.supervision_id.in_(select(Supervision.id).where(Supervision.team_leader_id == ACTOR)),
    "duty": Duty.person_id == ACTOR,
    "duty_item": DutyItem.duty_id.in_(select(Duty.id).where(Duty.person_id == ACTOR)),
}


def has_actor(ledger: Ledger) -> bool:
    """Whether the ledger names somebody who acted."""
    return ledger.key in _BY


def acted(ledger: Ledger) -> Any:
    """SQL: the record's actor is the person asked for. Raises KeyError for a ledger without an actor."""
    return _BY[ledger.key]
