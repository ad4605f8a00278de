"""The index of an evidence pack, and its lists of records: a workbook sheet for each ledger, without people's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from db import wording
from db.fields import Field, Link
from db.ledger import NUMBER, Ledger
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.periods import Period
from db.report_data.numbers import numbers_of
from db.report_data.proofs import Bundle
from db.vocabulary import Words as Labels
from desktop.exchange.book import Book
from desktop.exchange.workbook_out import rows_of
from desktop.reports.blocks import Block, Document, Heading, Paragraph, Table, Title, Words
from desktop.reports.veil import Veil

LISTS = "00 清单.xlsx"
_NAMING = frozenset({"names", "speakers", "lecturer", "recorder", "post", "team", "speaker", "contact"})
"""Fields of free text that hold names of people or tell who somebody is."""


class Filed(Protocol):
    """A piece of evidence as it was put into the pack."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def problem(self) -> str: ...


def write_lists(session: Session, bundles: list[Bundle], folder: Path, veil: Veil | None,
                words: Labels) -> dict[str, int]:
    """Writes the records of all bundles, a sheet for each ledger; returns ledger key → rows."""
    wanted: dict[str, set[int]] = {}
    for bundle in bundles:
        for key, ids in bundle.records.items():
            wanted.setdefault(key, set()).update(ids)
    written: dict[str, int] = {}
    with Book(folder / LISTS) as book:
        for key, ids in wanted.items():
            ledger = LEDGERS[key]
            fields = _fields(ledger, veil is not None)
            query = ListQuery(ledger, ids=frozenset(ids), descending=False)
            rows = rows_of(session, query, fields, words)
            written[key] = book.sheet(ledger.title, fields, rows if veil is None else _veiled(rows, ledger, veil))
    return written


def _fields(ledger: Ledger, without_names: bool) -> list[Field]:
    fields = [field for field in ledger.listed if field is not NUMBER]
    if ledger.prefix:
        fields = [NUMBER, *fields]
    if not without_names:
        return fields
    return [field for field in fields if field.name not in _NAMING
            and not (isinstance(field, Link) and field.target in ("person", "talk"))]


def _veiled(rows: Iterator[tuple[Any, ...]], ledger: Ledger, veil: Veil) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield tuple(veil.line(cell, ledger.key, 0) if isinstance(cell, str) else cell for cell in row)


def index_document(session: Session, bundles: list[Bundle], filed: Mapping[int, Filed], lists: Mapping[str, int],
                   hospital: str, period: Period, today: date, veil: Veil | None) -> Document:
    """The index: every heading with what stands behind it and its files in order."""
    title = f"{hospital}{period.label}佐证材料目录"
    listed = "，".join(f"{LEDGERS[key].title}{count}条" for key, count in lists.items())
    blocks: list[Block] = [Title(title), Paragraph((Words(
        f"本目录按{wording.day(today)}的台账记录整理，共{len(bundles)}项、佐证{sum(bool(one.path) for one in filed.values())}份。"
        f"各台账的记录清单见“{LISTS}”（{listed}）；“校验清单.txt”用于核对材料是否完整。"),))]
    for place, bundle in enumerate(bundles, start=1):
        blocks.append(Heading(1, (Words(f"{wording.chinese(place)}、{_plain(bundle.title, veil)}"),)))
        counts = "，".join(f"{LEDGERS[key].title}{len(ids)}条" for key, ids in bundle.records.items() if ids)
        notes = "；".join(_plain(note, veil) for note in bundle.notes)
        blocks.append(Paragraph((Words(f"{notes + '。' if notes else ''}记录：{counts}。"),)))
        rows = _rows(session, bundle, filed)
        if rows:
            blocks.append(Table("", ("序号", "记录", "材料名称", "文件"), rows, (4, 11, 20, 20)))
        else:
            blocks.append(Paragraph((Words("没有附佐证材料，以台账记录为准。"),)))
    return Document(tuple(blocks), title, hospital, "佐证材料目录", today)


def _rows(session: Session, bundle: Bundle, filed: Mapping[int, Filed]) -> tuple[tuple[str, ...], ...]:
    owners: dict[str, set[int]] = {}
    for one in bundle.evidence:
        owners.setdefault(one.owner_ledger, set()).add(one.owner_id)
    numbers = {key: numbers_of(session, LEDGERS[key], ids) for key, ids in owners.items()}
    return tuple((str(place), f"{LEDGERS[one.owner_ledger].title}\n{numbers[one.owner_ledger].get(one.owner_id, '')}",
                  filed[one.id].title, filed[one.id].path or filed[one.id].problem)
                 for place, one in enumerate(bundle.evidence, start=1))


def _plain(text: str, veil: Veil | None) -> str:
    return veil.phrase(text, "duty", 0) if veil else text
