"""Measures of one rectification item as a tree: measure and sub-measure (domain.md 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.fields import State
from db.ledgers.rectification import Measure
from db.vocabulary import Words

STATES = {"done": State("done", "已完成", "good"), "late": State("late", "逾期", "bad"),
          "open": State("open", "进行中", "warn")}


@dataclass(frozen=True)
class Node:
    """One measure; ``parts`` are its sub-measures."""

    id: int
    text: str
    who: str
    deadline: date | None
    done_on: date | None
    note: str
    state: State
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Tree:
    """All measures of one item in the order they were entered."""

    nodes: tuple[Node, ...]

    @property
    def total(self) -> int:
        return sum(1 + len(node.parts) for node in self.nodes)

    @property
    def done(self) -> int:
        return sum((node.state.code == "done") + sum(part.state.code == "done" for part in node.parts)
                   for node in self.nodes)


def read_tree(session: Session, problem_id: int, today: date, words: Words) -> Tree:
    """The measures of one item. A sub-measure whose measure is in the recycle bin stands on the first level."""
    rows = session.execute(
        select(Measure.id, Measure.above_id, Measure.text, Measure.person_id, Measure.deadline, Measure.done_on,
               Measure.note)
        .where(Measure.problem_id == problem_id, Measure.voided_at.is_(None)).order_by(Measure.id)).all()
    words.load("person", [row.person_id for row in rows if row.person_id])
    alive = {row.id for row in rows}
    tops = [row for row in rows if row.above_id not in alive]

    def node(row: Any) -> Node:
        state = "done" if row.done_on else "late" if row.deadline and row.deadline < today else "open"
        parts = tuple(node(part) for part in rows if part.above_id == row.id)
        return Node(row.id, row.text or "", words.linked("person", row.person_id) if row.person_id else "",
                    row.deadline, row.done_on,
                    row.note or "", STATES[state], parts)

    return Tree(tuple(node(row) for row in tops))
