"""收集表 in: filled forms are recognised by their hidden mark, tried, compared, settled by the clerk, taken over at once.

Two rows are about the same event when their days and their names agree but for blanks and punctuation. Such rows from
two departments, and a row that differs from a record which is there already, are a clash: only the clerk settles it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import collecting
from db.collecting import Collection, CollectionAsk
from db.errors import Refusal
from db.fields import Day, Field, Moment, Text
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop.exchange.collect_out import MARK, NOTHING, SHEET, sender_field
from desktop.exchange.finder import Finder
from desktop.exchange.headings import find_heading
from desktop.exchange.layout import originals
from desktop.exchange.rows import RowError, TableReader, TableRow, headings_of
from desktop.exchange.sheets import Sheet, read_sheets
from desktop.exchange.taker import NEW, PlannedRow, Taker, marks

ALL = -1  # a choice: every side of a clash is a record of its own
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Reply:
    """One file that came back. ``refused`` says why it is not taken; ``nothing``: it has nothing to report."""

    path: Path
    ask_id: int = 0
    department_id: int = 0
    department: str = ""
    refused: str = ""
    nothing: bool = False
    again: bool = False  # the department had answered before


@dataclass(frozen=True)
class Side:
    """One version of an event: whose, and its values as words (label → text)."""

    who: str
    words: dict[str, str]


@dataclass(frozen=True)
class Clash:
    """Versions of one event, side by side. ``known``: the first side is a record that is in the ledger already."""

    key: tuple[Any, ...]
    title: str
    sides: tuple[Side, ...]
    known: bool


@dataclass(frozen=True)
class Taking:
    """What will become of the replies. With open clashes nothing is taken over."""

    collection_id: int
    replies: tuple[Reply, ...]
    rows: dict[Path, tuple[PlannedRow, ...]]
    clashes: tuple[Clash, ...]
    choices: dict[tuple[Any, ...], int]

    @property
    def open(self) -> list[Clash]:
        return [clash for clash in self.clashes if clash.key not in self.choices]

    @property
    def errors(self) -> list[RowError]:
        return [error for rows in self.rows.values() for row in rows for error in row.errors]

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for rows in self.rows.values() for row in rows)


class _TrialOver(Exception):
    """Ends a trial's transaction so that nothing of it stays."""


def recognise(workspace: Workspace, paths: Iterable[Path], progress: Progress | None = None) -> dict[int, list[Reply]]:
    """Collection id → the replies to it; files that are no form of this file stand under 0 with the reason."""
    paths = list(paths)
    found: dict[int, list[Reply]] = defaultdict(list)
    for place, path in enumerate(paths):
        if progress is not None:
            progress(place, len(paths), f"正在看“{path.name}”…")
        try:
            mark = _mark_of(path)
            with workspace.read() as session:
                collection_id, reply = _reply(session, path, mark)
        except Refusal as refusal:
            collection_id, reply = 0, Reply(path, refused=str(refusal))
        twice = (
            next((one for one in found[collection_id] if one.ask_id == reply.ask_id), None) if collection_id else None
        )
        if twice is not None:
            reply = replace(
                reply,
                refused=f"“{reply.department}”的表选了两份（另一份是“{twice.path.name}”），只收前一份；要收这一份，请单独再收。",
            )
        found[collection_id].append(reply)
    return {key: replies for key, replies in found.items() if replies}


def files_in(folder: Path) -> list[Path]:
    """The workbooks of a folder, without those that Excel keeps open beside them."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in (".xlsx", ".xlsm") and not path.name.startswith(("~$", "."))
    )


def plan(
    workspace: Workspace,
    collection_id: int,
    replies: Iterable[Reply],
    choices: dict[tuple[Any, ...], int] | None = None,
    today: date | None = None,
    progress: Progress | None = None,
) -> Taking:
    """Tries to take the replies over and takes all of it back. ``choices``: clash key → index of the side, or ALL."""
    asked = Taking(collection_id, tuple(replies), {}, (), dict(choices or {}))
    tried: list[Taking] = []
    with suppress(_TrialOver), workspace.transaction("试收") as session:
        tried.append(_run(session, asked, today or date.today(), progress))
        raise _TrialOver
    return tried[0]


def apply(
    workspace: Workspace, planned: Taking, today: date | None = None, progress: Progress | None = None
) -> dict[str, int]:
    """Takes the replies over as one step; rows with errors are left out. Raises Refusal while a clash is open."""
    if planned.open:
        raise Refusal(f"还有 {len(planned.open)} 处冲突没有定下用哪一份，请先逐个选定。")
    today = today or date.today()
    counts = {verdict: planned.count(verdict) for verdict in ("new", "changed", "same", "dropped", "error")}
    taken = [reply for reply in planned.replies if not reply.refused]
    with workspace.read() as session:
        title = collecting.get(session, planned.collection_id).title
    with workspace.transaction(
        f"收回收集表“{title}”（{len(taken)} 份，新增{counts['new']}条、修改{counts['changed']}条）"
    ) as session:
        done = _run(session, planned, today, progress, keep_origin=True)
        if done.rows != planned.rows:
            raise Refusal("表格或台账在核对之后又被改过，一行都没有收下，请重新核对。")
        for reply in taken:
            ask = session.get(CollectionAsk, reply.ask_id)
            ask.answered_on, ask.file = today, reply.path.name[:200]
            rows = planned.rows.get(reply.path, ())
            ask.taken = sum(row.verdict in ("new", "changed", "same") for row in rows)
            ask.wrong, ask.has_none = sum(row.verdict == "error" for row in rows), reply.nothing
    return counts


def _mark_of(path: Path) -> list[str]:
    from openpyxl import load_workbook

    read_sheets(path)  # says in words why a file cannot be read
    with path.open("rb") as stream:
        book = load_workbook(stream, read_only=True)
        try:
            if MARK not in book.sheetnames or SHEET not in book.sheetnames:
                raise Refusal(f"“{path.name}”不是本程序发出的收集表（里面没有发表时的标记），请用“导入台账”导入它。")
            return [
                str(row[0]) for row in book[MARK].iter_rows(max_col=1, values_only=True) if row and row[0] is not None
            ]
        finally:
            book.close()


def _reply(session: Session, path: Path, mark: list[str]) -> tuple[int, Reply]:
    collection = collecting.of_uid(session, mark[0]) if mark else None
    if collection is None:
        raise Refusal(f"“{path.name}”不是从这个台账文件发出的收集表，或者那份收集表已经撤回。")
    if collection.ledger not in LEDGERS:
        raise Refusal(f"“{collection.title}”要收进的台账已经停用，请先在“工作记录”里恢复它，再收“{path.name}”。")
    copy = next((one for one in collecting.copies(session, collection.id) if str(one.department_id) == mark[1]), None)
    if copy is None:
        raise Refusal(f"“{path.name}”所属的科室不在“{collection.title}”的发放范围里。")
    sheet = _sheet(path)
    reply = Reply(
        path,
        copy.ask_id,
        copy.department_id,
        copy.department,
        nothing=_says_nothing(sheet, collection),
        again=copy.answered_on is not None,
    )
    if not reply.nothing and not _has_rows(sheet, collection):
        reply = replace(reply, refused=f"“{path.name}”是空表：一行也没有填，也没有写明“{NOTHING}”，请退回填写。")
    return collection.id, reply


def _sheet(path: Path) -> Sheet:
    return next(sheet for sheet in read_sheets(path) if sheet.title == SHEET)


def _heading(sheet: Sheet, collection: Collection) -> Any:
    ledger = LEDGERS[collection.ledger]
    names = set(collection.names)
    return find_heading(sheet, [field for field in headings_of(ledger) if field.name in names])


def _has_rows(sheet: Sheet, collection: Collection) -> bool:
    heading = _heading(sheet, collection)
    return heading is not None and any(cell is not None for row in sheet.rows[heading.row + 1 :] for cell in row)


def _says_nothing(sheet: Sheet, collection: Collection) -> bool:
    """Nothing to report, and truly no row: whoever writes 无 above filled rows has rows."""
    heading = _heading(sheet, collection)
    above = sheet.rows[: heading.row] if heading is not None else ()
    return any(
        str(cell).strip(" 。") in (NOTHING, "无。", "没有") for row in above for cell in row if cell is not None
    ) and not _has_rows(sheet, collection)


def _run(session: Session, asked: Taking, today: date, progress: Progress | None, keep_origin: bool = False) -> Taking:
    collection = collecting.get(session, asked.collection_id)
    ledger = LEDGERS[collection.ledger]
    finder = Finder(session, today=today)
    read: dict[Path, tuple[Reply, Sheet, Any, list[TableRow]]] = {}
    useful = [reply for reply in asked.replies if not reply.refused and not reply.nothing]
    for place, reply in enumerate(useful):
        if progress is not None:
            progress(place, len(useful), f"正在核对“{reply.department}”的表…")
        sheet = replace(_sheet(reply.path), title=reply.department)
        heading = _heading(sheet, collection)
        rows = list(TableReader(sheet, heading, ledger, finder, fixed=True))
        for row in rows:
            _complete(row, ledger, collection, reply)
        read[reply.path] = (reply, sheet, heading, rows)
    clashes, fate = _compare(session, ledger, finder, read, asked.choices)
    planned: dict[Path, tuple[PlannedRow, ...]] = {}
    for path, (reply, sheet, heading, rows) in read.items():
        told = originals(sheet, heading) if keep_origin else None
        file = f"收集表“{collection.title}”：{reply.department}（{path.name}）" if keep_origin else None
        taker = Taker(session, ledger, heading, today, NEW, file, told)
        planned[path] = tuple(_take(taker, row, fate.get(id(row), NEW)) for row in rows)
    return replace(asked, rows=planned, clashes=tuple(clashes))


def _complete(row: TableRow, ledger: Ledger, collection: Collection, reply: Reply) -> None:
    """What the form does not ask because it is known: who sent it, which record it belongs to; and the period."""
    sender = sender_field(ledger)
    if sender is not None:
        row.values[sender.name] = reply.department_id
    if ledger.parent is not None and collection.parent_id is not None:
        row.values[ledger.parent.key] = collection.parent_id
    day = ledger.day_field
    value = row.values.get(day.name) if day is not None else None
    if value is not None:
        on = value.date() if isinstance(day, Moment) else value
        if not collection.start <= on <= collection.end:
            row.errors.append(
                RowError(
                    row.sheet,
                    row.row,
                    day.label,
                    f"“{on:%Y-%m-%d}”不在填报期间（{collection.start:%Y-%m-%d}至{collection.end:%Y-%m-%d}）里，请核对。",
                )
            )


def _take(taker: Taker, row: TableRow, fate: Any) -> PlannedRow:
    if row.errors or fate == NEW:
        return taker.take(row)
    if isinstance(fate, int):
        return taker.change(fate, row)
    return PlannedRow(row.row, fate, None, row.values)


def _compare(
    session: Session,
    ledger: Ledger,
    finder: Finder,
    read: dict[Path, tuple[Reply, Sheet, Any, list[TableRow]]],
    choices: dict[tuple[Any, ...], int],
) -> tuple[list[Clash], dict[int, Any]]:
    """The clashes, and for each row in one what becomes of it: NEW, an id to write over, open, dropped, same."""
    fields = _event_fields(ledger)
    groups: dict[tuple[Any, ...], list[tuple[Reply, TableRow]]] = defaultdict(list)
    for reply, _, _, rows in read.values():
        for row in rows:
            if not row.errors and fields:
                groups[_event(fields, row.values.get)].append((reply, row))
    there = _records(session, ledger, fields, set(groups)) if groups else {}
    sender = sender_field(ledger)
    asked = [
        field
        for field in ledger.fields
        if any(field.name in row.values for _, row in _first(groups)) and field is not sender
    ]
    clashes, fate = [], {}
    for key, members in groups.items():
        record = there.get(key)
        differing = [(reply, row) for reply, row in members if record is None or _differs(row, record, asked)]
        fate |= {id(row): "same" for reply, row in members if (reply, row) not in differing}
        several = len({reply.ask_id for reply, _ in differing}) > 1
        if not differing or (record is None and not several):
            continue
        sides = (
            [Side(f"台账里已有的{record.number or ''}", _words(asked, lambda name: getattr(record, name), finder))]
            if record is not None
            else []
        )
        sides += [
            Side(f"{reply.department}（第 {row.row} 行）", _words(asked, row.values.get, finder))
            for reply, row in differing
        ]
        clashes.append(Clash(key, _title(fields, differing[0][1], finder), tuple(sides), record is not None))
        choice = choices.get(key)
        for place, (_, row) in enumerate(differing, start=int(record is not None)):
            fate[id(row)] = (
                "open"
                if choice is None
                else NEW
                if choice == ALL
                else "dropped"
                if choice != place
                else record.id
                if record is not None
                else NEW
            )
    return clashes, fate


def _first(groups: dict[tuple[Any, ...], list[tuple[Reply, TableRow]]]) -> list[tuple[Reply, TableRow]]:
    return [members[0] for members in groups.values()]


def _event_fields(ledger: Ledger) -> list[Field]:
    """What says that two rows are about one event: day and names; without names all that tells records apart."""
    names = marks(ledger)
    kept = [field for field in ledger.fields if field.name in names]
    texts = [field for field in kept if isinstance(field, Text)]
    return [field for field in kept if isinstance(field, (Day, Moment, Text))] if texts else kept


def _event(fields: list[Field], value: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(_plain(value(field.name)) for field in fields)


def _plain(value: Any) -> Any:
    return re.sub(r"\W", "", value) if isinstance(value, str) else value


def _records(
    session: Session, ledger: Ledger, fields: list[Field], wanted: set[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Any]:
    """Living records about the same events, the newest of several."""
    model = ledger.model
    rows = session.execute(
        select(model.id, *(getattr(model, field.name) for field in fields)).where(model.voided_at.is_(None))
    )
    ids = {key: row[0] for row in rows if (key := tuple(_plain(value) for value in row[1:])) in wanted}
    return {key: session.get(model, record_id) for key, record_id in ids.items()}


def _differs(row: TableRow, record: Any, asked: list[Field]) -> bool:
    return any(
        row.values.get(field.name) not in (None, "")
        and _plain(row.values[field.name]) != _plain(getattr(record, field.name))
        for field in asked
    )


def _words(fields: list[Field], value: Callable[[str], Any], finder: Finder) -> dict[str, str]:
    return {field.label: field.display(value(field.name), finder) for field in fields}


def _title(fields: list[Field], row: TableRow, finder: Finder) -> str:
    return "　".join(filter(None, (field.display(row.values.get(field.name), finder) for field in fields)))
