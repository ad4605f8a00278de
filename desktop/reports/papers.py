"""What can be put on paper from a place in the window: the forms of a record, the list as it is shown, blank forms.

One way for every ledger: what `forms` lists for it is offered wherever its records are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from db import lists, records
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.lists import ListQuery
from desktop.reports.blocks import Document
from desktop.reports.forms import FORMS, Form, House, forms_of
from desktop.reports.target import Step

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.vocabulary import Words
    from db.workspace import Workspace

RECORD, LIST, BLANK = "本条记录", "列表", "空白表（手填）"
Make = Callable[["Workspace", date, Step], Document]


@dataclass(frozen=True)
class Paper:
    """One thing that can be previewed, exported and printed. `make(workspace, today, step)` may raise Refusal.

    `logged` names it in the log by its number, never by its contents. `guarded`: it names people of a sensitive ledger,
    so the clerk gives a reason before it leaves the program (domain.md section 5, P-08). `query`: the list it shows, which
    can go to Excel as well. `read`: the talk that is looked at when it is previewed.
    """

    title: str
    group: str
    make: Make
    logged: str
    help: str = ""
    guarded: bool = False
    query: ListQuery | None = None
    columns: tuple[str, ...] | None = None
    read: int | None = None

    def named(self, why: str = "") -> str:
        """What the log calls it, with the clerk's reason."""
        return f"{self.logged}（用途：{why}）" if why else self.logged


def record_papers(workspace: Workspace, ledger: Ledger, record_id: int) -> list[Paper]:
    """The forms of one record."""
    wanted = [form for form in forms_of(ledger.key) if not form.listing]
    if not wanted:
        return []
    with workspace.read() as session:
        number = records.get(session, ledger, record_id).number or f"第{record_id}号"
    return [
        Paper(
            form.title, f"{RECORD} {number}", _filled(form, ledger, record_id), f"{form.title} {number}",
            guarded=ledger.sensitive, read=record_id if ledger.sensitive else None,
        )
        for form in wanted
    ]


def list_papers(query: ListQuery, columns: Sequence[str]) -> list[Paper]:
    """The list with the rows, order and columns shown, and in the fixed columns of the forms made of many records."""
    ledger = query.ledger

    as_shown = Paper(
        f"{ledger.title}（按现在的列表）", LIST, _listed(query, columns), f"{ledger.title}列表", "筛选、列和顺序与屏幕上的列表相同",
        ledger.sensitive, query, tuple(columns),
    )
    return [as_shown, *(
        Paper(form.title, LIST, _of_many(form, query), form.title, form.help, ledger.sensitive)
        for form in forms_of(ledger.key) if form.listing
    ), *_in_full(query)]


def _in_full(query: ListQuery) -> list[Paper]:
    """The list with everything its records hold; not of talks, whose text is printed on its own form only."""
    from desktop.reports.ledger_list import all_columns

    ledger = query.ledger
    if ledger.sensitive:
        return []
    return [Paper(
        f"{ledger.title}（全部栏目）", LIST, _listed(query, all_columns(ledger), "（全部栏目）"), f"{ledger.title}列表（全部栏目）",
        "筛选和顺序与屏幕上的列表相同，栏目一个不少；一张排不下时分成几张表，序号相同的是同一条",
    )]


def blank_papers(keys: Sequence[str] | None = None) -> list[Paper]:
    """The forms to be filled in by hand: of these ledgers, or all there are."""
    forms = FORMS.values() if keys is None else [form for key in keys for form in forms_of(key)]
    return [
        Paper(form.title, BLANK, _empty(form), f"空白{form.title}", form.help)
        for form in forms if not form.listing
    ]


def _listed(query: ListQuery, columns: Sequence[str], which: str = "") -> Make:
    """``which`` tells the file of these columns from that of the list as it is shown."""

    def make(workspace: Workspace, today: date, step: Step) -> Document:
        from desktop.reports.ledger_list import ledger_document

        with workspace.read() as session:
            words = workspace.words(session)
            document = ledger_document(session, query, words, House.of(session, today), columns, step)
            return _filed(replace(document, title=document.title + which), session, query, words, today)

    return make


def _filled(form: Form, ledger: Ledger, record_id: int) -> Make:
    def make(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            record = records.get(session, LEDGERS[ledger.key], record_id)
            document = form.build(session, record, workspace.words(session), House.of(session, today))
            return replace(document, title=f"{document.title} {record.number}") if record.number else document

    return make


def _of_many(form: Form, query: ListQuery) -> Make:
    def make(workspace: Workspace, today: date, step: Step) -> Document:
        from desktop.reports.ledger_list import check_length

        with workspace.read() as session:
            ids = lists.ids(session, query)
            check_length(form.title, len(ids))
            words = workspace.words(session)
            return _filed(form.build(session, ids, words, House.of(session, today)), session, query, words, today)

    return make


def _filed(document: Document, session: Session, query: ListQuery, words: Words, today: date) -> Document:
    from desktop.reports.ledger_list import told_apart

    return replace(document, title=f"{document.title} {told_apart(session, query, words, today)}")


def _empty(form: Form) -> Make:
    def make(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            return form.build(session, None, workspace.words(session), House.of(session, today))

    return make
