"""Taking ledgers over from Excel or CSV: tried first on the open file without writing, then done as one undoable step.

A row is the record with its number (编号), else an existing record with the same values, else one that looks like an
existing record (``taker``), else a new one. Columns that the program fills (state, dates of steps) are never imported:
those change by their steps only. New records of a workbook of all ledgers (``provenance``) alone bring them along, with
what the program had made for them. Every record made or changed keeps where it was taken from (``db.origin``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.vocabulary import add_term, shipped
from db.workspace import Workspace
from desktop.exchange.intake import Intake, Way
from desktop.exchange.layout import Layout, Source, remember
from desktop.exchange.rows import RowError
from desktop.exchange.sheets import Sheet
from desktop.exchange.taker import SKIP, PlannedRow
from desktop.exchange.which_ledger import Table, in_order, tables_of

Progress = Callable[[int, int, str], None]
Added = tuple[tuple[str, tuple[str, ...]], ...]
"""Vocabulary → words that are added to it with the import."""


@dataclass(frozen=True)
class TablePlan:
    """One table of the workbook as it will be taken over. ``notes`` are the columns left out, in sentences.

    ``head`` is the index of its heading row in the sheet.
    """

    ledger_key: str
    sheet: str
    rows: tuple[PlannedRow, ...]
    notes: tuple[str, ...]
    head: int

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)


@dataclass(frozen=True)
class Unknown:
    """Words of a file that a vocabulary of this one does not have."""

    vocabulary: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The outcome of a dry run over a whole file. ``notes`` concern sheets that were passed over."""

    source: Source
    ledger_key: str | None
    tables: tuple[TablePlan, ...]
    notes: tuple[str, ...] = ()
    layout: Layout | None = None  # as set by a person; None = found by the program
    twins: str = SKIP
    sheets: tuple[tuple[str, str], ...] = ()  # sheet → ledger key as set by a person, "" = left out
    added: Added = ()

    @property
    def unknown(self) -> list[Unknown]:
        """The words that vocabularies do not have, each list once, in the order of the rows."""
        found: dict[str, Unknown] = {}
        for error in self.errors:
            if error.vocabulary:
                title = shipped()[error.vocabulary][0] if error.vocabulary in shipped() else error.column
                words = found[error.vocabulary].words if error.vocabulary in found else ()
                found[error.vocabulary] = Unknown(error.vocabulary, title, tuple(dict.fromkeys((*words, *error.unknown))))
        return list(found.values())

    @property
    def errors(self) -> list[RowError]:
        return [error for table in self.tables for row in table.rows for error in row.errors]

    @property
    def looked_alike(self) -> int:
        """How many rows look like a record that is there already, whatever becomes of them."""
        return sum(row.twin is not None for table in self.tables for row in table.rows)

    def count(self, verdict: str) -> int:
        return sum(table.count(verdict) for table in self.tables)


class _TrialOver(Exception):
    """Ends a trial's transaction so that nothing of it stays."""


def plan(workspace: Workspace, path: Path | Source, ledger_key: str | None = None, today: date | None = None,
         progress: Progress | None = None, layout: Layout | None = None, twins: str = SKIP,
         sheets: tuple[tuple[str, str], ...] = (), added: Added = ()) -> Plan:
    """Tries the import on the open file and takes all of it back. Raises Refusal when the file cannot be read.

    With a ``layout`` (and a ledger) only that sheet is taken, its columns as the layout says; ``sheets`` says of single
    sheets which ledger they are. ``twins``: what becomes of rows that look like a record (SKIP, UPDATE or NEW). ``added``
    words come into the vocabularies with the rows.
    """
    source = path if isinstance(path, Source) else Source(Path(path).name, Path(path))
    asked = Plan(source, ledger_key, (), (), layout, twins, sheets, added)
    read = source.read()
    tried: list[Plan] = []
    with suppress(_TrialOver), workspace.transaction("试导入") as session:
        tried.append(_run(session, asked, read, today, progress))
        raise _TrialOver
    return tried[0]


def apply(workspace: Workspace, planned: Plan, today: date | None = None, leave_out_errors: bool = False,
          progress: Progress | None = None) -> dict[str, int]:
    """Does what the plan says in one transaction and returns how many rows were new, changed, same and left out.

    Raises Refusal when rows have errors (unless they are to be left out) or the outcome is no longer the planned one.
    """
    name = planned.source.name
    if planned.errors and not leave_out_errors:
        raise Refusal(f"有 {len(planned.errors)} 处错误，一行都没有导入。{planned.errors[0]}改好后请再导入。")
    new, changed = planned.count("new"), planned.count("changed")
    counts = {verdict: planned.count(verdict) for verdict in ("new", "changed", "same", "twin", "error")}
    if not new and not changed:
        return counts
    with workspace.transaction(f"导入“{name}”（新增{new}条、修改{changed}条）") as session:
        done = _run(session, planned, planned.source.read(), today, progress, keep_origin=True)
        if [table.rows for table in done.tables] != [table.rows for table in planned.tables]:
            raise Refusal(f"“{name}”或台账在预览之后又被改过，一行都没有导入，请重新预览。")
        if planned.layout is not None:
            remember(session, LEDGERS[planned.ledger_key], planned.source.sheet(planned.layout.sheet), planned.layout)
    return counts


def _run(session: Session, asked: Plan, sheets: list[Sheet], today: date | None, progress: Progress | None,
         keep_origin: bool = False) -> Plan:
    for vocabulary, words in asked.added:
        for word in words:
            add_term(session, vocabulary, word)
    layout = asked.layout
    if layout is not None:
        ledger = LEDGERS[asked.ledger_key]
        sheet = next(sheet for sheet in sheets if sheet.title == layout.sheet)
        tables, notes = [Table(ledger, sheet, layout.heading(sheet, ledger))], []
    else:
        tables, notes = tables_of(sheets, asked.source.name, asked.ledger_key, dict(asked.sheets))
    way = Way(today, asked.twins, asked.source.name if keep_origin else None, fixed=layout is not None)
    intake = Intake(session, way, sum(len(table.sheet.rows) for table in tables), progress)
    planned = []
    for table in in_order(tables):
        rows, notes_here = intake.take(table)
        if rows or not table.made:
            planned.append(TablePlan(table.ledger.key, table.sheet.title, rows, notes_here, table.heading.row))
        else:
            notes.append(f"“{table.sheet.title}”没有导入：“{table.ledger.title}”由程序自动生成。")
    if any(table.sheet.file for table in tables):
        notes.append("由程序填写的栏目（状态、办理的日期等）：新增的照原样填入，已有的不改。")
    order = list(LEDGERS)
    planned.sort(key=lambda table: order.index(table.ledger_key))
    return replace(asked, tables=tuple(planned), notes=tuple(notes))
