"""A ledger's list as a document: what the table shows, on landscape pages, for print."""

from __future__ import annotations

from datetime import date

from db.errors import Refusal
from db.lists import ListQuery, count, page
from db.workspace import Workspace
from desktop.reports.blocks import Document, Table

LARGEST = 2000  # rows; more belongs into a workbook
_LONG = 60  # characters of a cell


def listing(workspace: Workspace, query: ListQuery, today: date) -> Document:
    """The rows of a list in its order. Raises Refusal when there are none, or too many for paper."""
    ledger = query.ledger
    with workspace.read() as session:
        rows = count(session, query)
        if not rows:
            raise Refusal("列表是空的，没有可以打印的内容。")
        if rows > LARGEST:
            raise Refusal(f"列表有 {rows} 行，太长了，请先筛选，或导出到 Excel。")
        found = page(session, query, 0, rows, workspace.words(session))
    lines = tuple(tuple(_short(words) for words in row.shown) for row in found)
    head = tuple(field.label for field in ledger.listed)
    title = f"{workspace.hospital}{ledger.title}"
    # The title stands in the caption: a title block would have an upright page to itself before the landscape table.
    period = f"{query.period.label}，" if query.period is not None else ""
    widths = tuple(max(field.width, len(field.label), 3) for field in ledger.listed)
    table = Table(f"{title}（{period}共 {rows} 条）", head, lines, widths, landscape=True)
    return Document((table,), title=title, author=workspace.hospital, subject=ledger.title, made_on=today)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONG else plain[:_LONG - 1] + "…"
