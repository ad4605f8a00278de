"""Any ledger's list as it is shown (filters, columns, order) as a document for Word and PDF.

Lists of sensitive ledgers name people: the screen asks for a reason and logs the export before it calls this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db.errors import Refusal
from db.fields import Choice, Derived, Field, Flag, Link, Term, Terms
from db.lists import ListQuery, count, page
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Table
from desktop.reports.forms.form import House, day_text
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, STANDARD
from desktop.reports.tables import PADDING_PT
from desktop.reports.target import Step

LARGEST = 10_000  # rows; more belongs into a workbook
_CHUNK = 500
_LONGEST_NOTE = 46
# Widths of columns, in characters.
_SHORT, _UNBROKEN, _LONGEST_TOKEN, _SELDOM, _COMFORTABLE, _ENOUGH = 4.0, 5.0, 9.0, 8.0, 10.0, 26.0
_SPARE = 1.03
_LATIN = re.compile(r"[!-~]{3,}")
_LATIN_WIDER = 1.14  # digits and capitals are a little more than half a character


def ledger_document(
    session: Session,
    query: ListQuery,
    words: Words,
    house: House,
    columns: Sequence[str] | None = None,
    step: Step | None = None,
) -> Document:
    """The rows of a query with the columns named, all of the ledger's when none are.

    `step` is told every few hundred rows and may raise to stop. Raises Refusal for an empty list and for one too long for
    paper, KeyError for a column the ledger does not list.
    """
    listed = query.ledger.listed
    places = {field.name: number for number, field in enumerate(listed)}
    chosen = [places[name] for name in columns] if columns is not None else list(range(len(listed)))
    total = count(session, query)
    check_length(query.ledger.title, total)
    rows: list[tuple[str, ...]] = []
    while len(rows) < total:
        if step is not None:
            step(len(rows), total, f"正在读取{query.ledger.title}…")
        found = page(session, query, len(rows), _CHUNK, words)
        if not found:
            break  # fewer rows than counted: another window voided some
        for row in found:
            rows.append((str(len(rows) + 1), *(_on_paper(listed[place], row.shown[place]) for place in chosen)))
    fields = [listed[place] for place in chosen]
    names = ("序号", *(field.label for field in fields))
    wants = [_measured(name, [row[place] for row in rows]) for place, name in enumerate(names)]
    title = query.ledger.title if query.ledger.title.endswith(("台账", "清单", "表")) else f"{query.ledger.title}台账"
    landscape = _is_wide(wants)
    head = FormHead(title, f"填报单位：{house.hospital}", f"共{len(rows)}条　{day_text(house.today)}", landscape)
    table = Table(conditions(query, words), names, tuple(rows), _widths(wants, landscape), landscape)
    return house.document(title, head, table, numbered=True)


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


def _measured(label: str, texts: Sequence[str]) -> tuple[float, float]:
    """Of a column, in characters: what it cannot do without (a date, a number, half its heading) and what it could use."""
    lines = sorted(ems(line) for text in texts for line in text.split("\n"))
    usual = max(lines[len(lines) * 9 // 10], min(lines[-1], _SELDOM))
    token = max((ems(found) for text in texts for found in _LATIN.findall(text)), default=0.0) * _LATIN_WIDER
    heading = ems(label) if ems(label) <= _SHORT else (ems(label) + 1) // 2
    least = min(max(token, _SPARE * max(min(usual, _UNBROKEN), heading)), _LONGEST_TOKEN)
    return least, max(least, min(usual * _SPARE, _ENOUGH))


def _is_wide(columns: Sequence[tuple[float, float]]) -> bool:
    """Whether the columns need more than an upright page gives them at the size of its tables."""
    needed = sum(max(least, min(usual, _COMFORTABLE)) for least, usual in columns)
    return needed > _room(STANDARD.area_width_mm, STANDARD.table_pt, len(columns))


def _room(width_mm: float, size: float, columns: int) -> float:
    """The characters that fit beside one another in the columns of a table."""
    return (width_mm * MM - 2 * PADDING_PT * columns) / size


def _widths(columns: Sequence[tuple[float, float]], landscape: bool) -> tuple[int, ...]:
    """Every column gets what it cannot do without; what is left goes to those that could use more, then to all."""
    length = STANDARD.area_height_mm if landscape else STANDARD.area_width_mm
    size = STANDARD.wide_table_pt if landscape else STANDARD.table_pt
    left = _room(length, size, len(columns)) - sum(least for least, _ in columns)
    wishes = [usual - least for least, usual in columns]
    share = min(1.0, max(0.0, left) / sum(wishes)) if sum(wishes) else 0.0
    given = [least + wish * share for (least, _), wish in zip(columns, wishes)]
    more = max(0.0, left - sum(wishes)) / sum(given)  # the table fills the measure
    padding = 2 * PADDING_PT / size
    return tuple(round(100 * (one * (1 + more) + padding)) for one in given)
