"""表格录入: the rows of a sheet checked, saved as one step, and kept as a draft until then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db import drafts, late, records
from db.errors import Invalid, Refusal
from db.journal import Tell
from db.ledger import Ledger, Once, Scene
from db.workspace import Workspace
from desktop.operations.records import NO_REASON, late_entry, write_record

_TOLD_EVERY = 20  # rows between two reports of progress


@dataclass(frozen=True)
class Outcome:
    """What became of the rows: ``saved`` maps a row's place to its record's id, ``wrong`` to its sentences by field."""

    saved: dict[int, int]
    wrong: dict[int, dict[str, str]]


class _NothingGood(Exception):
    """Ends a step in which no row could be saved."""


def problems_of(workspace: Workspace, ledger: Ledger, rows: dict[int, dict[str, Any]], today: date) -> dict[int, dict[str, str]]:
    """For each row (place → values) field name → sentence for everything that keeps it from being saved, if it comes after
    the good ones above it; the same that ``save_rows`` would say."""
    told: dict[int, dict[str, str]] = {}
    taken: set[tuple[Any, ...]] = set()
    once = [rule for rule in ledger.rules if isinstance(rule, Once)]
    with workspace.read() as session:
        for place, values in rows.items():
            reason = values.get(late.REASON.name)
            whole = records.initial(ledger, {name: value for name, value in values.items() if name != late.REASON.name}, today)
            if ledger.prepare is not None:
                ledger.prepare(Scene(session, today), whole)
            found = told[place] = records.problems(session, ledger, whole, None, today)
            if not reason and late_entry(session, ledger, whole, None, today) is not None:
                found[late.REASON.name] = NO_REASON
            if not found:
                found |= {rule.at: rule.said(whole) for rule in once if (rule, rule.key(whole)) in taken}
            if not found:
                taken |= {(rule, rule.key(whole)) for rule in once}
    return told


def save_rows(workspace: Workspace, ledger: Ledger, rows: dict[int, dict[str, Any]], today: date,
              tell: Tell | None = None) -> Outcome:
    """Saves every row that can be saved, all of them as one step; the others come back with what is wrong."""
    saved: dict[int, int] = {}
    wrong: dict[int, dict[str, str]] = {}
    label = f"表格录入{ledger.title}"
    try:
        with workspace.transaction(label) as session:
            for done, (place, values) in enumerate(rows.items()):
                if tell is not None and done % _TOLD_EVERY == 0:
                    tell(done, len(rows), f"正在保存第 {done + 1} 行，共 {len(rows)} 行…")
                try:
                    with session.begin_nested():
                        saved[place] = write_record(session, ledger, values, today=today).id
                except Invalid as invalid:
                    wrong[place] = invalid.problems
                except Refusal as refusal:
                    wrong[place] = {"": str(refusal)}
            if not saved:
                raise _NothingGood
            session.info["label"] = f"{label} {len(saved)} 行"
    except _NothingGood:
        pass
    return Outcome(saved, wrong)


def keep_sheet(workspace: Workspace, ledger: Ledger, rows: list[dict[str, Any]], given: dict[str, Any] | None = None) -> None:
    """Keeps the rows of a sheet that are not saved yet, as JSON can hold them; none = forgets them. Raises Refusal.

    ``given`` are the values every row has: the rows of one problem's measures are not those of another's.
    """
    if rows or kept_sheet(workspace, ledger, given):
        with workspace.scratch() as session:
            lines = [{name: json.dumps(cell, ensure_ascii=False) for name, cell in row.items()} for row in rows]
            drafts.save_sheet(session, ledger.key, lines, datetime.now(), _of(given))


def kept_sheet(workspace: Workspace, ledger: Ledger, given: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows that ``keep_sheet`` kept last."""
    with workspace.read() as session:
        lines = drafts.sheet_of(session, ledger.key, _of(given))
    return [{name: json.loads(cell) for name, cell in line.items()} for line in lines]


def _of(given: dict[str, Any] | None) -> str:
    return "、".join(f"{name}={value}" for name, value in sorted((given or {}).items()))
