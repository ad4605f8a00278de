"""Any ledger's list as it is shown (filters, columns, order) as a document for Word and PDF.

Lists of sensitive ledgers name people: the screen asks for a reason and logs the export before it calls this.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.errors import Refusal
from db.fields import Choice, Derived, Field, Flag, Link, Term, Terms
from db.ledger import NUMBER, Ledger
from db.ledgers import LEDGERS
from db.lists import ListQuery, count, page
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead
from desktop.reports.forms.form import House, day_text
from desktop.reports.list_layout import laid_out
from desktop.reports.target import Step

LARGEST = 10_000  # rows; more belongs into a workbook
_CHUNK = 500
_LONGEST_NOTE = 46


def ledger_document(
    session: Session,
    query: ListQuery,
    words: Words,
    house: House,
    columns: Sequence[str] | None = None,
    step: Step | None = None,
) -> Document:
    """The rows of a query with the columns named, all of the list's when none are, laid out for the house's pages.

    `step` is told every few hundred rows and may raise to stop. Raises Refusal for an empty list and for one too long for
    paper, KeyError for a column the ledger does not have.
    """
    ledger = query.ledger
    fields = [ledger.field(name) for name in columns] if columns is not None else ledger.listed
    total = count(session, query)
    check_length(ledger.title, total)
    rows: list[tuple[str, ...]] = []
    while len(rows) < total:
        if step is not None:
            step(len(rows), total, f"正在读取{ledger.title}…")
        found = page(session, query, len(rows), _CHUNK, words, fields)
        if not found:
            break  # fewer rows than counted: another window voided some
        for row in found:
            rows.append((str(len(rows) + 1), *map(_on_paper, fields, row.shown)))
    names = ("序号", *(field.label for field in fields))
    tables = laid_out(conditions(query, words), names, rows, house.style)
    title = list_title(ledger)
    right = f"共{len(rows)}条　{day_text(house.today)}"
    head = FormHead(title, f"填报单位：{house.hospital}", right, tables[0].landscape)
    return house.document(title, head, *tables, numbered=True)


def list_title(ledger: Ledger) -> str:
    """What a ledger's list is called outside the program."""
    return ledger.title if ledger.title.endswith(("台账", "清单", "表")) else f"{ledger.title}台账"


def told_apart(session: Session, query: ListQuery, words: Words, today: date) -> str:
    """What tells a list's file from others of its ledger: the record whose parts they are, and the period it was narrowed to, else
    the day it was made."""
    when = query.period.label if query.period is not None else f"{today:%Y%m%d}"
    if query.parent_id is None:
        return when
    above = LEDGERS[query.ledger.field(query.ledger.parent.key).target]
    record = session.get(above.model, query.parent_id)
    return f"{record.number or words.linked(above.key, record.id)} {when}" if record is not None else when


def all_columns(ledger: Ledger) -> list[str]:
    """The names of everything a record of a ledger is made of: as in its form, then what the program fills in."""
    return list(dict.fromkeys(field.name for field in (NUMBER, *ledger.form_fields(), *ledger.fields, *ledger.listed)))


def _on_paper(field: Field, shown: str) -> str:
    """A cell as a list on paper states it: people by their names alone, as in the forms."""
    return shown.split(" ")[0] if isinstance(field, Link) and field.target == "person" else shown


def check_length(title: str, rows: int) -> None:
    """Raises Refusal when a list is empty or too long for paper."""
    if not rows:
        raise Refusal(f"“{title}”列表里现在没有记录，没有可以打印、导出的内容。")
    if rows > LARGEST:
        raise Refusal(f"“{title}”列表有 {rows} 条，印在纸上太长了。请先筛选，或者导出到 Excel。")


def conditions(query: ListQuery, words: Words) -> str:
    """What the list was narrowed to, in words; nothing when it shows everything."""
    parts = [query.period.label] if query.period is not None else []
    if query.words.strip():
        parts.append(f"含“{query.words.strip()}”")
    parts += [
        f"{query.ledger.field(name).label}：{_wanted(query.ledger.field(name), value, words)}"
        for name, value in query.filters.items()
    ]
    if query.voided:
        parts.append("回收站中")
    told = "；".join(parts)
    return told if len(told) <= _LONGEST_NOTE else told[: _LONGEST_NOTE - 1] + "…"


def _wanted(field: Field, value: Any, words: Words) -> str:
    if isinstance(field, Terms):
        return "、".join(words.term(field.vocabulary, code) for code in sorted(value))
    if isinstance(field, Term | Choice | Link | Derived):
        return "、".join("未填" if code is None else field.display(code, words) for code in sorted(value, key=str))
    if isinstance(field, Flag):
        return "是" if value else "否"
    if isinstance(value, tuple):
        least, most = (
            "" if edge is None else edge.isoformat() if isinstance(edge, date) else str(edge) for edge in value
        )
        return f"{least}至{most}" if least and most else f"{least}起" if least else f"{most}止" if most else "已填"
    return f"含“{value}”"
