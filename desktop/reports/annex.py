"""数据来源: an attachment by which anybody can count a report's figures again on paper.

Every figure in the text gets a small raised mark; the attachment lists mark, figure, rule, number and record numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from db import late
from db.figures import Figure
from db.ledgers import LEDGERS
from db.report_data.numbers import numbers_of, ranges
from desktop.reports.blocks import (Attachment, AttachmentNote, Block, Document, FigureWords, Heading, Paragraph,
                                    RaisedWords, Signature, Span, Table, Words)

TITLE = "数据来源"
_HEAD = ("序号", "数字名称", "文中数", "口径", "台账", "记录编号")
_WIDTHS = (4, 11, 8, 22, 8, 27)
_LONGEST = 320  # characters of record numbers in one row: a row is never divided between pages


def annexed(session: Session, document: Document, figures: Mapping[str, Figure]) -> Document:
    """The document with marks and the attachment; unchanged when it states no figure."""
    marks: dict[str, int] = {}
    blocks = tuple(_marked(block, figures, marks) for block in document.blocks)
    if not marks:
        return document
    table = Table("", _HEAD, tuple(_rows(session, figures, marks)), _WIDTHS, landscape=True)
    return replace(document, blocks=attach(blocks, TITLE, table, *_told_late(session, figures, marks)))


def _marked(block: Block, figures: Mapping[str, Figure], marks: dict[str, int]) -> Block:
    """The block with a mark behind the first statement of each of its figures."""
    if not isinstance(block, Paragraph | Heading):
        return block
    spans: list[Span] = []
    here: set[str] = set()
    for span in block.spans:
        spans.append(span)
        if isinstance(span, FigureWords) and span.figure_id in figures and span.figure_id not in here:
            here.add(span.figure_id)
            spans.append(RaisedWords(f"[{marks.setdefault(span.figure_id, len(marks) + 1)}]"))
    return replace(block, spans=tuple(spans))


def _told_late(session: Session, figures: Mapping[str, Figure], marks: Mapping[str, int]) -> Iterator[Paragraph]:
    """Which of the records behind the figures were entered long after they happened (如实补录)."""
    behind = _behind(figures, marks)
    for key, ids in behind.items():
        if key in LEDGERS and (entered := late.ids_among(session, key, ids)):
            listed = ranges(entered, numbers_of(session, LEDGERS[key], entered))
            yield Paragraph((Words(f"{LEDGERS[key].title}中有{len(entered)}条为补录（登记时间晚于发生时间较久）：{listed}。"),))


def _behind(figures: Mapping[str, Figure], marks: Mapping[str, int]) -> dict[str, set[int]]:
    """Ledger → ids of the records behind the marked figures."""
    found: dict[str, set[int]] = {}
    for one in marks:
        found.setdefault(figures[one].ledger_key, set()).update(figures[one].record_ids)
    return found


def _rows(session: Session, figures: Mapping[str, Figure], marks: Mapping[str, int]) -> list[tuple[str, ...]]:
    numbers = {key: numbers_of(session, LEDGERS[key], ids) for key, ids in _behind(figures, marks).items() if key in LEDGERS}
    rows: list[tuple[str, ...]] = []
    for one, mark in marks.items():
        figure = figures[one]
        ledger = LEDGERS.get(figure.ledger_key)
        listed = ranges(figure.record_ids, numbers.get(figure.ledger_key, {})) or "没有符合口径的记录"
        first, *more = _pieces(listed)
        rows.append((str(mark), figure.label, figure.text or "无", figure.rule, ledger.title if ledger else "", first))
        rows += [("", f"{figure.label}（续）", "", "", "", piece) for piece in more]
    return rows


def _pieces(listed: str) -> list[str]:
    """A long list of numbers cut between numbers."""
    pieces, piece = [], ""
    for number in listed.split("、"):
        if piece and len(piece) + len(number) >= _LONGEST:
            pieces.append(piece)
            piece = ""
        piece = f"{piece}、{number}" if piece else number
    return [*pieces, piece]


def attach(blocks: Sequence[Block], title: str, *inside: Block) -> tuple[Block, ...]:
    """The blocks with an attachment at the end and its name below the body, after the attachments there already."""
    before = [block for block in blocks if isinstance(block, Attachment)]
    names = [name for block in blocks if isinstance(block, AttachmentNote) for name in block.names] + [title]
    body = [block for block in blocks if not isinstance(block, Attachment | AttachmentNote)]
    place = next((number for number, block in enumerate(body) if isinstance(block, Signature)), len(body))
    body.insert(place, AttachmentNote(tuple(names)))
    number = len(before) + 1 if before else None
    if len(before) == 1:
        before = [replace(before[0], number=1)]
    return (*body, *before, Attachment(number, title, inside))
