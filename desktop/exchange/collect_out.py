"""收集表 out: the Excel form of one department, with drop-downs, locked headings and a hidden mark of what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from db import collecting
from db.errors import Refusal
from db.fields import Field
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.ledgers.organisation import Department
from db.vocabulary import Words
from db.workspace import Workspace
from desktop.exchange.book import Book
from desktop.exchange.layout import fields_for
from desktop.exchange.rows import importable
from desktop.exchange.templates import choices_of, explanation
from desktop.reports.target import replace_file

MARK = "标记"
SHEET = "填报"
NOTHING = "无"
_FORBIDDEN = '\\/:*?"<>|'
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Request:
    """What is asked: the columns (names of fields) of a ledger, for a period, by departments (ids), till ``due_on``."""

    title: str
    ledger_key: str
    names: tuple[str, ...]
    start: date
    end: date
    due_on: date
    departments: tuple[int, ...]
    note: str = ""
    parent_id: int | None = None


def collectable() -> list[Ledger]:
    """Ledgers that departments can fill in: what a person types, no rosters, nothing of personal talks."""
    return [
        ledger
        for ledger in LEDGERS.values()
        if importable(ledger) and not ledger.sensitive and ledger.group != "settings"
    ]


def askable(ledger: Ledger) -> list[Field]:
    """The columns a form may have: without the number, the record all answers belong to, and the sender."""
    parent = ledger.parent.key if ledger.parent is not None else None
    sender = sender_field(ledger)
    return [field for field in fields_for(ledger)[1:] if field.name != parent and field is not sender]


def sender_field(ledger: Ledger) -> Field | None:
    """The first link to a department: it is filled with who sent the form."""
    return next((field for field in ledger.links if field.target == "department" and not field.readonly), None)


def send(
    workspace: Workspace, request: Request, folder: Path, today: date, progress: Progress | None = None
) -> list[Path]:
    """Writes a form for every department into ``folder`` and keeps that it was asked. Raises Refusal.

    The files come first: of a form that could not be written nothing is kept.
    """
    collecting.check(
        request.title, list(request.names), request.start, request.end, today, request.due_on, list(request.departments)
    )
    uid = uuid4().hex
    files = write_forms(workspace, request, uid, folder, today, progress)
    with workspace.transaction(f"发出收集表“{request.title.strip()}”（{len(files)} 个科室）") as session:
        collecting.issue(
            session,
            uid,
            request.title,
            LEDGERS[request.ledger_key],
            list(request.names),
            request.start,
            request.end,
            today,
            request.due_on,
            list(request.departments),
            request.note,
            request.parent_id,
        )
    return files


def send_again(
    workspace: Workspace,
    collection_id: int,
    departments: tuple[int, ...],
    folder: Path,
    today: date,
    progress: Progress | None = None,
) -> list[Path]:
    """Writes the forms of some departments once more, the same as before. Raises Refusal."""
    with workspace.read() as session:
        one = collecting.get(session, collection_id)
        if one.ledger not in LEDGERS:
            raise Refusal(f"“{one.title}”要收进的台账已经停用，请先在“工作记录”里恢复它。")
        known = {field.name for field in askable(LEDGERS[one.ledger])}  # a field of an own ledger may be hidden by now
        request = Request(
            one.title,
            one.ledger,
            tuple(name for name in one.names if name in known),
            one.start,
            one.end,
            one.due_on,
            departments,
            one.note or "",
            one.parent_id,
        )
        uid = one.uid
    return write_forms(workspace, request, uid, folder, today, progress)


def write_forms(
    workspace: Workspace, request: Request, uid: str, folder: Path, today: date, progress: Progress | None = None
) -> list[Path]:
    """One file for each department. Raises Refusal when the folder cannot be written."""
    ledger = LEDGERS[request.ledger_key]
    fields = [ledger.field(name) for name in request.names]
    with workspace.read() as session:
        words = Words(session, LEDGERS, today)
        choices = {field.name: found for field in fields if (found := choices_of(session, field, words))}
        names = dict(
            session.execute(select(Department.id, Department.name).where(Department.id.in_(request.departments))).all()
        )
    written: list[Path] = []
    for place, department in enumerate(request.departments):
        if progress is not None:
            progress(place, len(request.departments), f"正在写“{names[department]}”的表…")
        target = folder / _file_name(request.title, names[department])
        if target in written:
            raise Refusal(f"有两个科室都叫“{names[department]}”，请先改成不同的名称。")
        replace_file(
            target,
            lambda part: _write(part, request, fields, choices, uid, department, names[department], workspace.hospital),
        )
        written.append(target)
    return written


def _write(
    part: Path,
    request: Request,
    fields: list[Field],
    choices: dict[str, list[str]],
    uid: str,
    department: int,
    name: str,
    hospital: str,
) -> None:
    period = f"{request.start:%Y年%m月%d日}至{request.end:%Y年%m月%d日}"
    lines = (
        f"{hospital}{request.title}",
        f"填报科室：{name}　　　填报期间：{period}　　　请于{request.due_on:%Y年%m月%d日}前交回党委办公室",
    )
    with Book(part) as book:
        book.form(SHEET, lines, f"本期没有要填的内容时，请在右边一格填“{NOTHING}” →", NOTHING, fields, choices)
        told = [
            (
                "填写办法",
                "",
                request.note
                or "在“填报”表的白色格子里逐行填写，一件事一行；表头不能改动。填好后保存，把文件交回即可，不用打印。",
                "",
            ),
            ("填报期间", "", period, ""),
            ("不要填写", "", "身份证号、电话、住址等个人信息，以及涉密内容。", ""),
        ]
        book.explain([*told, *(explanation(field, choices.get(field.name, [])) for field in fields)])
        book.hidden(MARK, [uid, str(department), ",".join(request.names)])


def _file_name(title: str, department: str) -> str:
    name = "".join(
        letter for letter in f"{title.strip()}-{department}" if letter not in _FORBIDDEN and letter.isprintable()
    )
    return f"{name[:100]}.xlsx"
