"""Ties between records: the proof of a duty, the opinion from a talk, the problem from a risk, a recurrence."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.errors import Refusal
from db.ledger import Ledger
from db.record import Record, Relation

KINDS = {
    "proof": ("佐证", "佐证于"),  # from duty item to the record that proves it
    "raised": ("转出", "来自"),  # from talk, risk, incident … to what was made of it
    "recurs": ("再次发生", "原事项"),  # from closed problem to the new one
    "renewed": ("下一版", "上一版"),  # from a duty to the same duty in the list's next version
    "same": ("同一件事", "同一件事"),  # one event that several ledgers show
}


@dataclass(frozen=True)
class Tie:
    """A relation as one side sees it: its word, and the other record."""

    relation_id: int
    word: str
    ledger: str
    record_id: int


def tie(session: Session, kind: str, source: Record, target: Record) -> Relation:
    """Connects two records once. Raises Refusal when a record is tied to itself."""
    if kind not in KINDS:
        raise AssertionError(kind)
    place = dict(kind=kind, from_ledger=source.__tablename__, from_id=source.id, to_ledger=target.__tablename__, to_id=target.id)
    if source is target:
        raise Refusal("不能把一条记录关联到它自己。")
    found = session.scalars(select(Relation).filter_by(**place)).first()
    if found is not None:
        found.voided_at = None
        return found
    relation = Relation(**place)
    session.add(relation)
    session.flush()
    return relation


def ties_of(session: Session, record: Record) -> list[Tie]:
    """Where a record is used and what it rests on."""
    table = record.__tablename__
    rows = session.scalars(select(Relation).where(
        Relation.voided_at.is_(None),
        or_((Relation.from_ledger == table) & (Relation.from_id == record.id),
            (Relation.to_ledger == table) & (Relation.to_id == record.id))).order_by(Relation.id))
    found = []
    for row in rows:
        if (row.from_ledger, row.from_id) == (table, record.id):
            found.append(Tie(row.id, KINDS[row.kind][0], row.to_ledger, row.to_id))
        else:
            found.append(Tie(row.id, KINDS[row.kind][1], row.from_ledger, row.from_id))
    return found


def proofs(session: Session, ledger: Ledger, record_id: int) -> int:
    """How many records not in the recycle bin prove this one."""
    return len(list(session.scalars(select(Relation.id).where(
        Relation.kind == "proof", Relation.from_ledger == ledger.key, Relation.from_id == record_id, Relation.voided_at.is_(None)))))
