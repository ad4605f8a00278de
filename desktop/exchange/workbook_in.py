"""Taking ledgers over from Excel or CSV: tried first on the open file without writing, then done as one undoable step.

A row is the record with its number (编号), else an existing record with the same values, else a new one. Columns that the
program fills (state, dates of steps) are never imported: those change by their steps only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import late, records
from db.errors import Invalid, Refusal
from db.ledger import Ledger, Scene
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange.book import INSTRUCTIONS
from desktop.exchange.finder import Finder
from desktop.exchange.headings import Heading, find_heading
from desktop.exchange.layout import Layout, Source, remember
from desktop.exchange.rows import RowError, TableReader, TableRow, headings_of, importable, letter, not_imported, typed_fields
from desktop.exchange.sheets import Sheet

Progress = Callable[[int, int, str], None]
_STEP = 50  # rows between two reports of progress


@dataclass(frozen=True)
class PlannedRow:
    """What will become of one row: new, changed, same (nothing to do) or error."""

    row: int
    verdict: str
    number: str | None
    values: dict[str, Any]
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True)
class TablePlan:
    """One table of the workbook as it will be taken over. ``notes`` are the columns left out, in sentences."""

    ledger_key: str
    sheet: str
    rows: tuple[PlannedRow, ...]
    notes: tuple[str, ...]

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)


@dataclass(frozen=True)
class Plan:
    """The outcome of a dry run over a whole file. ``notes`` concern sheets that were passed over."""

    source: Source
    ledger_key: str | None
    tables: tuple[TablePlan, ...]
    notes: tuple[str, ...] = ()
    layout: Layout | None = None  # as set by a person; None = found by the program

    @property
    def errors(self) -> list[RowError]:
        return [error for table in self.tables for row in table.rows for error in row.errors]

    def count(self, verdict: str) -> int:
        return sum(table.count(verdict) for table in self.tables)


class _TrialOver(Exception):
    """Ends a trial's transaction so that nothing of it stays."""


def plan(workspace: Workspace, path: Path | Source, ledger_key: str | None = None, today: date | None = None,
         progress: Progress | None = None, layout: Layout | None = None) -> Plan:
    """Tries the import on the open file and takes all of it back. Raises Refusal when the file cannot be read.

    With a ``layout`` (and a ledger) only that sheet is taken, its columns as the layout says.
    """
    source = path if isinstance(path, Source) else Source(Path(path).name, Path(path))
    sheets = source.read()
    tried: list[Plan] = []
    with suppress(_TrialOver), workspace.transaction("试导入") as session:
        tried.append(_run(session, source, sheets, ledger_key, layout, today, progress))
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
    counts = {verdict: planned.count(verdict) for verdict in ("new", "changed", "same", "error")}
    if not new and not changed:
        return counts
    with workspace.transaction(f"导入“{name}”（新增{new}条、修改{changed}条）") as session:
        done = _run(session, planned.source, planned.source.read(), planned.ledger_key, planned.layout, today, progress)
        if [table.rows for table in done.tables] != [table.rows for table in planned.tables]:
            raise Refusal(f"“{name}”或台账在预览之后又被改过，一行都没有导入，请重新预览。")
        if planned.layout is not None:
            remember(session, LEDGERS[planned.ledger_key], planned.source.sheet(planned.layout.sheet), planned.layout)
    return counts


def _run(session: Session, source: Source, sheets: list[Sheet], ledger_key: str | None, layout: Layout | None,
         today: date | None, progress: Progress | None) -> Plan:
    finder = Finder(session)
    if layout is not None:
        ledger = LEDGERS[ledger_key]
        sheet = next(sheet for sheet in sheets if sheet.title == layout.sheet)
        tables, notes = [(ledger, sheet, layout.heading(sheet, ledger))], []
    else:
        tables, notes = _assign(source.name, sheets, ledger_key)
    total = sum(len(sheet.rows) for _, sheet, _ in tables)
    planned, seen = [], 0
    for ledger, sheet, heading in tables:
        taker, rows = _Taker(session, ledger, heading, today), []
        reader = TableReader(sheet, heading, ledger, finder, fixed=layout is not None)
        for row in reader:
            if progress is not None and len(rows) % _STEP == 0:
                progress(seen + row.row, total, f"正在读“{sheet.title}”第 {row.row} 行…")
            rows.append(taker.take(row))
        seen += len(sheet.rows)
        finder.forget(ledger.key)
        notes_here = (*sheet.notes, *reader.notes(), *not_imported(heading, ledger))
        planned.append(TablePlan(ledger.key, sheet.title, tuple(rows), notes_here))
    return Plan(source, ledger_key, tuple(planned), tuple(notes), layout)


def _assign(name: str, sheets: list[Sheet], ledger_key: str | None) -> tuple[list[tuple[Ledger, Sheet, Heading]],
    list[str]]:
    """Which sheet is which ledger: as asked for, else by the sheet's name, else by the only ledger its heading fits."""
    tables, notes = [], []
    for sheet in sheets:
        if sheet.title == INSTRUCTIONS or not any(cell is not None for row in sheet.rows for cell in row):
            continue
        ledger = LEDGERS[ledger_key] if ledger_key else _guess(sheet)
        heading = _complete(sheet, ledger) if ledger is not None else None
        if ledger is not None and not importable(ledger):
            notes.append(f"“{sheet.title}”没有导入：“{ledger.title}”由程序自动生成。")
        elif ledger is None or heading is None:
            notes.append(f"“{sheet.title}”没有导入：没有找到表头，认不出是哪本台账。")
        else:
            tables.append((ledger, sheet, heading))
    if not tables:
        raise Refusal(f"“{name}”里没有可以导入的表：{'；'.join(notes).rstrip('。') or '文件是空的'}。表头请用台账的栏目名称，可先导出模板对照。")
    order = list(LEDGERS)
    return sorted(tables, key=lambda table: order.index(table[0].key)), notes


def _guess(sheet: Sheet) -> Ledger | None:
    for ledger in LEDGERS.values():
        if sheet.title == ledger.title:
            return ledger
    headings = {ledger.key: _complete(sheet, ledger) for ledger in LEDGERS.values() if importable(ledger)}
    fitting = {key: heading for key, heading in headings.items() if heading is not None and len(heading.fields) > 1}
    ranked = sorted(fitting, key=lambda key: len(fitting[key].fields), reverse=True)
    if len(ranked) > 1 and len(fitting[ranked[0]].fields) == len(fitting[ranked[1]].fields):
        return None
    return LEDGERS[ranked[0]] if ranked else None


def _complete(sheet: Sheet, ledger: Ledger) -> Heading | None:
    """The heading when it names all that must be filled in (what has a default may be missing)."""
    heading = find_heading(sheet, headings_of(ledger))
    if heading is None:
        return None
    named = {field.name for field in heading.fields.values()}
    needed = {field.name for field in typed_fields(ledger) if field.required and field.initial() is None}
    return heading if needed <= named or "number" in named else None


class _Taker:
    """Takes the rows of one ledger over into an open session."""

    def __init__(self, session: Session, ledger: Ledger, heading: Heading, today: date | None):
        self._session, self._ledger, self._today = session, ledger, today or date.today()
        self._letters = {field.name: letter(column) for column, field in heading.fields.items()}
        self._same: dict[tuple[str, ...], set[tuple[Any, ...]]] = {}
        model = ledger.model
        numbers = session.execute(select(model.number, model.id, model.voided_at).where(model.number.is_not(None)))
        self._numbers = {number: (record_id, voided_at) for number, record_id, voided_at in numbers}

    def take(self, row: TableRow) -> PlannedRow:
        if row.errors:
            return PlannedRow(row.row, "error", row.number, row.values, tuple(row.errors))
        try:
            verdict = self._change(row) if row.number in self._numbers else self._add(row)
        except Invalid as invalid:
            return PlannedRow(row.row, "error", row.number, row.values, tuple(
                RowError(row.sheet, row.row, self._label(name), sentence, self._letters.get(name, "")) for name,
                sentence in invalid.problems.items()))
        except Refusal as refusal:
            return PlannedRow(row.row, "error", row.number, row.values,
                (RowError(row.sheet, row.row, "", str(refusal)),))
        return PlannedRow(row.row, verdict, row.number, row.values)

    def _change(self, row: TableRow) -> str:
        record_id, voided_at = self._numbers[row.number]
        if voided_at is not None:
            raise Refusal(f"编号“{row.number}”的记录在回收站里，请先恢复它，或把编号一格清空。")
        record = records.get(self._session, self._ledger, record_id)
        if _key(row.values.values()) == _key(getattr(record, name) for name in row.values):
            return "same"
        records.save(self._session, self._ledger, row.values, record, today=self._today)
        return "changed"

    def _add(self, row: TableRow) -> str:
        known = self._known(tuple(row.values))
        if _key(row.values.values()) in known:
            return "same"
        filled = {name: value for name, value in row.values.items() if value is not None}
        whole = records.initial(self._ledger, filled)
        if self._ledger.prepare is not None:
            self._ledger.prepare(Scene(self._session, self._today), whole)
        if _key(whole[name] for name in row.values) in known:
            return "same"
        found = late.lateness(self._session, self._ledger, whole, None, self._today)
        record = records.save(self._session, self._ledger, filled, today=self._today)
        if found is not None:
            late.keep(self._session, self._ledger, record.id, found, late.IMPORTED)
        for names, keys in self._same.items():
            keys.add(_key(getattr(record, name) for name in names))
        return "new"

    def _known(self, names: tuple[str, ...]) -> set[tuple[Any, ...]]:
        """What the living records hold in these columns; a second table on a sheet may have others than the first."""
        if names not in self._same:
            model = self._ledger.model
            living = self._session.execute(select(*(getattr(model, name) for name in names)).where(model.voided_at.is_(None)))
            self._same[names] = {_key(values) for values in living}
        return self._same[names]

    def _label(self, name: str) -> str:
        return self._ledger.field(name).label if name else ""


def _key(values: Any) -> tuple[Any, ...]:
    """Values by which two records are the same: an empty text, a "no" and nothing at all do not differ."""
    return tuple(value or None if isinstance(value, (str, bool)) else value for value in values)
