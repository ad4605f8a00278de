"""The roster (名册): departments, branches and people from one workbook, all or nothing. First thing a new hospital does.

Only what the ledgers need is taken over; columns with identity numbers, telephones or addresses are left out, and the
plan says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field as dataclass_field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import records
from db.errors import Invalid, Refusal
from db.fields import Field, Link, Term, gapless
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.vocabulary import shipped
from db.workspace import Workspace
from desktop.exchange.book import INDEX, INSTRUCTIONS, Book
from desktop.exchange.cells import Unread, value_of
from desktop.exchange.headings import Heading, find_heading, no_record
from desktop.exchange.rows import RowError
from desktop.exchange.sheets import Sheet, read_sheets
from desktop.exchange.templates import explanation
from desktop.reports.target import replace_file

_KEYS = ("department", "branch", "person")
_TITLES = {"department": ("科室", "部门"), "branch": ("支部",), "person": ("人员", "名册", "花名册", "职工", "员工")}
_LINKED = {"department_id": "department", "branch_id": "branch"}


@dataclass(frozen=True)
class Entry:
    """One department, branch or person of the roster; links are kept as the names that stand in the sheet."""

    sheet: str
    row: int
    values: dict[str, Any]

    @property
    def name(self) -> str:
        return self.values.get("name") or ""

    @property
    def key(self) -> str:
        """The name as others are compared with it."""
        return gapless(self.name)


@dataclass(frozen=True)
class RosterPlan:
    """What a roster holds. With ``errors`` nothing of it may be applied; ``notes`` are sentences to show."""

    path: Path
    entries: dict[str, tuple[Entry, ...]] = dataclass_field(default_factory=dict)
    errors: tuple[RowError, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, key: str) -> int:
        return len(self.entries.get(key, ()))


class _Terms:
    """The shipped words; the roster is read before there is a file to ask."""

    def today(self) -> date:
        return date.today()

    def code(self, vocabulary: str, label: str) -> str:
        title, terms = shipped()[vocabulary]
        for code, text in terms:
            if label in (text, code):
                return code
        raise Refusal(f"“{title}”里没有“{label}”，可填：{'、'.join(text for _, text in terms)}。")


def write_template(path: Path) -> None:
    """Writes an empty roster: three sheets with drop-downs and a page of instructions. Raises Refusal."""
    def write(part: Path) -> None:
        with Book(part) as book:
            lines = []
            for key in _KEYS:
                title, fields = LEDGERS[key].title if key != "branch" else "支部", _fields(key)
                book.sheet(title, fields, mark_required=True)
                for place, field in enumerate(fields):
                    labels = [text for _, text in shipped()[field.vocabulary][1]] if isinstance(field, Term) else []
                    if labels:
                        book.offer(title, place, book.words(labels))
                    elif isinstance(field, Link):
                        book.offer(title, place, f"={'科室' if field.target == 'department' else '支部'}!$A$2:$A$300")
                    name, *rest = explanation(field, labels)
                    lines.append((f"{title}：{name}", *rest))
            book.explain(lines)

    replace_file(path, write)


def read(path: Path) -> RosterPlan:
    """Reads a roster and checks all of it. Raises Refusal when the file cannot be read or holds no roster."""
    path = Path(path)
    tables: dict[str, tuple[Sheet, Heading]] = {}
    notes: list[str] = []
    for sheet in read_sheets(path):
        found = _recognise(sheet) if sheet.title not in (INSTRUCTIONS, INDEX) else None
        if found is not None and found[0] not in tables:
            tables[found[0]] = (sheet, found[1])
            notes += [f"“{sheet.title}”表的{sentence}" for sentence in found[1].ignored]
        elif found is not None:
            notes.append(f"“{sheet.title}”没有读：前面的“{tables[found[0]][0].title}”已经是{LEDGERS[found[0]].title}表，请合成一张。")
    if not tables:
        raise Refusal(f"“{path.name}”里没有找到名册：表头应有“科室名称”“支部名称”或“姓名”，可先下载模板对照。")
    entries: dict[str, tuple[Entry, ...]] = {}
    errors: list[RowError] = []
    for key in _KEYS:
        entries[key] = _entries(key, *tables[key], errors) if key in tables else ()
    for key in _KEYS:
        _refuse_twice(key, entries[key], errors)
    for name, key in _LINKED.items():
        _check_links(name, key, entries, errors, notes)
    if not any(entries.values()):
        raise Refusal(f"“{path.name}”里只有表头，没有内容，请填写后再导入。")
    return RosterPlan(path, entries, tuple(sorted(errors, key=lambda error: (error.sheet, error.row))), tuple(notes))


def apply(workspace: Workspace, plan: RosterPlan, today: date | None = None) -> dict[str, int]:
    """Enters the roster as one step; returns how many departments, branches, people are new, how many were ``known``.

    Raises Refusal and enters nothing when the plan has errors or the file objects to a row.
    """
    if plan.errors:
        raise Refusal(f"名册里有 {len(plan.errors)} 处错误，一行都没有导入。{plan.errors[0]}")
    counts = {key: 0 for key in _KEYS} | {"known": 0}
    with workspace.transaction("导入名册") as session:
        places: dict[str, dict[str, int]] = {}
        for key in _KEYS:
            places[key] = _living(session, LEDGERS[key]) if key != "person" else {}
            for entry in plan.entries[key]:
                values = _linked(session, entry, places)
                if _known(session, key, values):
                    counts["known"] += 1
                    continue
                record = _save(session, key, entry, {"position": counts[key] + 1} | values, today)
                places[key][entry.key] = record.id
                counts[key] += 1
    return counts


def _fields(key: str) -> list[Field]:
    return [field for field in LEDGERS[key].form_fields() if field.name != "position"]


def _recognise(sheet: Sheet) -> tuple[str, Heading] | None:
    """Which of the three a sheet is: by its name, else by a heading that names a person, a department or a branch. Of a
    workbook of all ledgers only their own three sheets are."""
    if sheet.file and sheet.key not in _KEYS:
        return None
    by_name = [key for key in ("person", "branch", "department") if any(title in sheet.title for title in _TITLES[key])]
    for key in (*by_name, "person", "department", "branch"):
        heading = find_heading(sheet, LEDGERS[key].form_fields())
        if heading is not None and "name" in {field.name for field in heading.fields.values()}:
            return key, heading
    return None


def _entries(key: str, sheet: Sheet, heading: Heading, errors: list[RowError]) -> tuple[Entry, ...]:
    found = []
    for place in range(heading.row + 1, len(sheet.rows)):
        cells = sheet.rows[place]
        if no_record(cells, heading.fields) is not None:
            continue
        values: dict[str, Any] = {}
        for column, field in heading.fields.items():
            try:
                values[field.name] = _value(field, cells[column] if column < len(cells) else None)
                problem = None if isinstance(field, Link) else field.check(values[field.name])
            except Refusal as refusal:
                problem = str(refusal)
            if problem:
                errors.append(RowError(sheet.title, place + 1, field.label, problem))
        filled = {name: value for name, value in values.items() if value is not None}
        found.append(Entry(sheet.title, place + 1, filled))
    return tuple(found)


def _value(field: Field, cell: Any) -> Any:
    if isinstance(field, Link) and not isinstance(cell, Unread):
        return LEDGERS[field.target].field("name").from_cell(cell)
    return value_of(field, cell, _Terms())  # type: ignore[arg-type]


def _refuse_twice(key: str, entries: tuple[Entry, ...], errors: list[RowError]) -> None:
    """The same name twice; for people only within one department, where nobody could tell them apart."""
    seen: dict[tuple[Any, ...], int] = {}
    for entry in entries:
        place = (entry.key, entry.values.get("department_id"), entry.values.get("post")) if key == "person" else (
            entry.key, entry.values.get("valid_to"))
        if entry.name and place in seen:
            errors.append(RowError(entry.sheet, entry.row, LEDGERS[key].field("name").label,
                f"“{entry.name}”和第{seen[place]}行重复，请删去一行。"))
        seen.setdefault(place, entry.row)


def _check_links(name: str, key: str, entries: dict[str, tuple[Entry, ...]], errors: list[RowError],
    notes: list[str]) -> None:
    """Names in people's rows must stand in the sheet of that kind; without such a sheet they are made of the rows."""
    mentioned = [entry for entry in entries["person"] if entry.values.get(name)]
    title = LEDGERS[key].title
    if entries[key]:
        known = {entry.key for entry in entries[key]}
        errors += [RowError(entry.sheet, entry.row, LEDGERS["person"].field(name).label,
                            f"“{entries[key][0].sheet}”表里没有“{entry.values[name]}”，请补上或改正写法。")
                   for entry in mentioned if gapless(entry.values[name]) not in known]
        return
    first = {gapless(entry.values[name]): entry for entry in reversed(mentioned)}
    entries[key] = tuple(Entry(entry.sheet, entry.row, {"name": entry.values[name]})
                         for entry in sorted(first.values(), key=lambda entry: entry.row))
    if first:
        notes.append(f"没有单独的{title}表，将按人员表里出现的 {len(first)} 个{title}建立。")


def _living(session: Session, ledger: Ledger) -> dict[str, int]:
    """Name, without gaps → id of the departments or branches in force."""
    model = ledger.model
    return {gapless(name): record_id for name, record_id in session.execute(
        select(model.name, model.id).where(model.voided_at.is_(None), model.valid_to.is_(None)))}


def _linked(session: Session, entry: Entry, places: dict[str, dict[str, int]]) -> dict[str, Any]:
    named = {name: key for name, key in _LINKED.items() if entry.values.get(name)}
    return entry.values | {name: places[key][gapless(entry.values[name])] for name, key in named.items()}


def _known(session: Session, key: str, values: dict[str, Any]) -> bool:
    model = LEDGERS[key].model
    query = select(model.id).where(model.voided_at.is_(None), func.replace(model.name, " ", "") == gapless(values["name"]))
    if key == "person":
        query = query.where(model.department_id == values.get("department_id"))  # None: IS NULL
        query = query.where(model.post == values["post"]) if values.get("post") else query
    else:
        query = query.where(model.valid_to == values.get("valid_to"))
    return session.scalars(query).first() is not None


def _save(session: Session, key: str, entry: Entry, values: dict[str, Any], today: date | None) -> Any:
    try:
        return records.save(session, LEDGERS[key], values, today=today)
    except Invalid as invalid:
        raise Refusal(f"“{entry.sheet}”第{entry.row}行：{invalid}名册一行都没有导入。") from invalid
