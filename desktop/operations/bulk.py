"""The same value for one field of many records: looked at first, then done as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import records
from db.journal import Tell
from db.ledger import Ledger, Scene
from db.workspace import Workspace
from desktop.operations.records import late_entry, write_record

_TOLD_EVERY = 20  # records between two reports of progress


@dataclass(frozen=True)
class PlannedChange:
    """What would become of one record; ``problem`` says why it cannot be changed. All in words."""

    id: int
    title: str
    before: str
    after: str
    problem: str = ""

    @property
    def useful(self) -> bool:
        return not self.problem and self.before != self.after


def plan_change(workspace: Workspace, ledger: Ledger, record_ids: Sequence[int], name: str, value: Any, today: date,
                tell: Tell | None = None) -> list[PlannedChange]:
    """What giving field ``name`` this value would do to the records, by all rules, without writing."""
    field = ledger.field(name)
    found = []
    with workspace.read() as session:
        words = workspace.words(session)
        words.load(ledger.key, record_ids)
        after = field.display(value, words)
        for done, record_id in enumerate(record_ids):
            _tell(tell, done, len(record_ids), "正在核对")
            record = records.get(session, ledger, record_id)
            whole = records.values_of(ledger, record) | {name: value}
            if ledger.prepare is not None:
                ledger.prepare(Scene(session, today, record), whole)
            problems = records.problems(session, ledger, whole, record, today)
            late = late_entry(session, ledger, whole, record, today)
            if late is not None and not late.reason:
                problems[""] = "改了以后就是补录，请打开这条记录来改，并写明补录原因。"
            found.append(PlannedChange(record_id, words.linked(ledger.key, record_id),
                                       field.display(getattr(record, name), words), after, "".join(problems.values())))
    return found


def change_many(workspace: Workspace, ledger: Ledger, record_ids: Sequence[int], name: str, value: Any, today: date,
                tell: Tell | None = None) -> str:
    """Gives all records the value, or none of them, and returns the step's label. Raises Refusal."""
    label = f"批量修改{ledger.one}“{ledger.field(name).label}” {len(record_ids)} 条"
    with workspace.transaction(label) as session:
        for done, record_id in enumerate(record_ids):
            _tell(tell, done, len(record_ids), "正在修改")
            write_record(session, ledger, {name: value}, records.get(session, ledger, record_id), today=today)
    return label


def _tell(tell: Tell | None, done: int, total: int, what: str) -> None:
    if tell is not None and done % _TOLD_EVERY == 0:
        tell(done, total, f"{what}第 {done + 1} 条，共 {total} 条…")
