"""Ledgers written to Excel: one list as it is shown, or all ledgers with all their fields in one workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.fields import Derived, Field, Link, Prose
from db.ledger import NUMBER, Ledger
from db.ledgers import LEDGERS
from db.lists import ListQuery, ids
from db.vocabulary import Words
from db.workspace import Workspace
from desktop.exchange import provenance
from desktop.exchange.book import Book
from desktop.exchange.rows import typed_fields
from desktop.reports.target import replace_file

Progress = Callable[[int, int, str], None]
_BATCH = 500


def write_list(
    workspace: Workspace, query: ListQuery, target: Path, columns: Iterable[str] | None = None,
    progress: Progress | None = None, why: str = "",
) -> int:
    """Writes a list's rows in its order, with the ledger's columns (or those named); returns how many. ``why`` is the
    clerk's reason, for the log. Raises Refusal."""
    ledger = query.ledger
    fields = [ledger.field(name) for name in columns] if columns is not None else ledger.listed
    written = 0

    def write(part: Path) -> None:
        nonlocal written
        with workspace.read() as session, Book(part) as book:
            rows = rows_of(session, query, fields, workspace.words(session), progress)
            written = book.sheet(ledger.title, fields, rows)

    replace_file(target, write)
    workspace.log_out(f"导出{ledger.title}{written}条（Excel）{f'，用途：{why}' if why else ''}"[:200])
    return written


def write_all(workspace: Workspace, target: Path, with_talks: bool = False,
    progress: Progress | None = None, why: str = "") -> dict[str, int]:
    """Writes every ledger to its own sheet with all its fields; returns ledger key → rows. Raises Refusal.

    The text of talks is left out unless asked for: a workbook is passed on more easily than the file itself. ``why`` is
    the clerk's reason, for the log.
    """
    written: dict[str, int] = {}

    def write(part: Path) -> None:
        with workspace.read() as session, Book(part) as book:
            words = workspace.words(session)
            book.begin_index(f"{workspace.hospital}履责台账")
            lines = []
            for number, ledger in enumerate(LEDGERS.values()):
                def step(done: int, total: int, text: str, number: int = number) -> None:
                    if progress is not None:
                        progress(number, len(LEDGERS), f"{text.rstrip('…')}（{done}/{total} 条）…")

                step(0, 0, f"正在写出{ledger.title}")
                kept = with_talks or not ledger.sensitive
                fields = [field for field in all_fields(ledger) if kept or not isinstance(field, Prose)]
                rows = rows_of(session, ListQuery(ledger, descending=False), fields, words, step)
                written[ledger.key] = book.sheet(ledger.title, fields, rows)
                lines.append((ledger.title, written[ledger.key], "" if kept else "谈话的内容没有导出"))
            made = workspace.clock()
            provenance.write(book, provenance.file_of(session), {LEDGERS[key].title: key for key in written})
            book.fill_index(f"{made:%Y-%m-%d %H:%M} 导出，共 {sum(written.values())} 条；回收站里的不在内。", lines)

    replace_file(target, write)
    workspace.log_out(
        f"导出全部台账{sum(written.values())}条（Excel{'，含谈话内容' if with_talks else ''}）{f'，用途：{why}' if why else ''}"[
            :200
        ],
    )
    return written


def all_fields(ledger: Ledger) -> list[Field]:
    """The columns of the full workbook: number, what is typed, what the program fills in."""
    typed = typed_fields(ledger)
    return [NUMBER, *typed, *(field for field in ledger.fields if field not in typed)]


def rows_of(
    session: Session, query: ListQuery, fields: list[Field], words: Words, progress: Progress | None = None
) -> Iterator[tuple[Any, ...]]:
    """Cells of the query's rows, a batch at a time; ``progress`` is told before each and may raise to stop."""
    model = query.ledger.model
    columns = [field.expression(query.today) if isinstance(field, Derived) else getattr(model, field.name)
        for field in fields]
    wanted = ids(session, query)
    for start in range(0, len(wanted), _BATCH):
        if progress is not None:
            progress(start, len(wanted), f"正在写出{query.ledger.title}…")
        part = wanted[start:start + _BATCH]
        found = {row[0]: row[1:] for row in session.execute(select(model.id, *columns).where(model.id.in_(part)))}
        for place, field in enumerate(fields):
            if isinstance(field, Link):
                words.load(field.target, {values[place] for values in found.values() if values[place] is not None})
        for record_id in part:
            yield tuple(field.to_cell(value, words) for field, value in zip(fields, found[record_id]))
