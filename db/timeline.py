"""The course of one rectification item: found, every step taken, every entry of progress, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.rectification import EVENTS, Problem, ProblemEvent, ProblemProgress
from db.vocabulary import Words

_TONES = {"pass": "good", "close": "good", "fail": "bad", "reopen": "bad", "postpone": "warn", "submit": "warn"}
_LABELS = {state.code: state.label for state in EVENTS}


@dataclass(frozen=True)
class Entry:
    """One line of the course: the day, what happened, the words written then, who acted, and its record."""

    day: date
    label: str
    text: str
    who: str
    tone: str
    ledger_key: str
    record_id: int


def read_timeline(session: Session, problem_id: int, words: Words) -> list[Entry]:
    """All entries of one item, newest day first; on one day the later entry first."""
    events = session.execute(select(ProblemEvent.id, ProblemEvent.day, ProblemEvent.kind, ProblemEvent.text,
                                    ProblemEvent.person_id,
                                    ProblemEvent.old_deadline, ProblemEvent.new_deadline, ProblemEvent.created_at)
                             .where(ProblemEvent.problem_id == problem_id, ProblemEvent.voided_at.is_(None))).all()
    progress = session.execute(select(ProblemProgress.id, ProblemProgress.day, ProblemProgress.text,
                                      ProblemProgress.created_at)
                               .where(ProblemProgress.problem_id == problem_id,
                                      ProblemProgress.voided_at.is_(None))).all()
    found = session.execute(select(Problem.found_on, Problem.title, Problem.source, Problem.created_at)
                            .where(Problem.id == problem_id)).one()
    words.load("person", [row.person_id for row in events if row.person_id])
    source = LEDGERS["problem"].field("source").display(found.source, words)
    lines = [((found.found_on, found.created_at, 0), Entry(found.found_on, "发现登记", f"来源：{source}", "", "calm",
                                                           "problem", problem_id))]
    for row in events:
        who = words.linked("person", row.person_id) if row.person_id else ""
        lines.append(((row.day, row.created_at, row.id), Entry(
            row.day, _LABELS.get(row.kind, row.kind), _event_text(row), who, _TONES.get(row.kind, "calm"),
            "problem_event", row.id)))
    for row in progress:
        lines.append(((row.day, row.created_at, row.id), Entry(row.day, "进展", row.text or "", "", "calm",
                                                               "problem_progress", row.id)))
    return [entry for _, entry in sorted(lines, key=lambda line: line[0], reverse=True)]


def _event_text(row: Any) -> str:
    moved = ""
    if row.new_deadline:
        before = f"由 {row.old_deadline.isoformat()} " if row.old_deadline else ""
        moved = f"时限{before}改为 {row.new_deadline.isoformat()}"
    return "；".join(part for part in (row.text or "", moved) if part)
