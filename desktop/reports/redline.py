"""花脸稿: two versions of a document as one, with what was struck out and what was put in.

Blocks are paired in order by likeness, then the words of a pair are compared. Numbers, Latin words and single Chinese
characters are never cut in two by a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Literal

from desktop.reports.blocks import (
    Addressee,
    Attachment,
    AttachmentNote,
    Block,
    Chart,
    Document,
    EditedWords,
    FormHead,
    Grid,
    GridCell,
    GridRow,
    Heading,
    Imprint,
    Line,
    Paragraph,
    RedHead,
    Remark,
    Signature,
    Span,
    Table,
    Title,
    Words,
    plain_text,
)
from desktop.reports.closing import chinese_date
from desktop.reports.tables import cell_text

Change = Literal["deleted", "added"]

_TOKEN = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*%?|——|……|\s+|.", re.S)
_ALIKE = 0.4
"""Paragraphs less alike than this are two different ones: struck out whole and put in whole."""
_SCRAP = 2
"""Fewer characters left unchanged between two changes are taken into the change: the eye finds no hold on them."""


def redline(old: Document, new: Document) -> Document:
    """The new version with all that was struck out of the old one; title and day of the new."""
    return replace(new, blocks=_compared(old.blocks, new.blocks), title=f"{new.title}（花脸稿）", subject="花脸稿")


def compare_words(old: str, new: str) -> tuple[Span, ...]:
    """The words of two versions of one text, marked."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[tuple[str, str]] = []  # (change or "", words)
    for what, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("", "".join(after[b0:b1])))
            continue
        pieces += [("deleted", "".join(before[a0:a1])), ("added", "".join(after[b0:b1]))]
    return tuple(_span(change, words) for change, words in _without_scraps(pieces) if words)


def _without_scraps(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Changes that lie close together as one."""
    found: list[tuple[str, str]] = []
    struck, put = "", ""
    for place, (change, words) in enumerate(pieces):
        last = place + 1 == len(pieces)
        if change == "deleted":
            struck += words
        elif change == "added":
            put += words
        elif struck and put and not last and len(words) <= _SCRAP:
            struck, put = struck + words, put + words
        else:
            found += [("deleted", struck), ("added", put), ("", words)]
            struck = put = ""
    return [*found, ("deleted", struck), ("added", put)]


def _span(change: str, words: str) -> Span:
    match change:
        case "deleted":
            return EditedWords(words, "deleted")
        case "added":
            return EditedWords(words, "added")
        case _:
            return Words(words)


def _compared(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    found: list[Block] = []
    keys = [[_key(block) for block in blocks] for blocks in (old, new)]
    for what, a0, a1, b0, b1 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            found += new[b0:b1]
        else:
            found += _replaced(old[a0:a1], new[b0:b1])
    return tuple(found)


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterable[Block]:
    """Blocks between two unchanged ones: those alike are paired in order, the others go and come whole."""
    rest = list(old)
    for block in new:
        mate = next((place for place, other in enumerate(rest) if _alike(other, block)), None)
        if mate is None:
            yield from _whole(block, "added")
            continue
        for gone in rest[:mate]:
            yield from _whole(gone, "deleted")
        yield from _pair(rest[mate], block)
        del rest[: mate + 1]
    for gone in rest:
        yield from _whole(gone, "deleted")


def _key(block: Block) -> tuple[str, str]:
    return type(block).__name__, _text(block)


def _alike(old: Block, new: Block) -> bool:
    if type(old) is not type(new):
        return False
    if not isinstance(old, Paragraph | Heading):
        return True
    return SequenceMatcher(None, _text(old), _text(new), autojunk=False).ratio() >= _ALIKE


def _text(block: Block) -> str:
    """Everything a block says, to compare it by."""
    match block:
        case Heading() | Paragraph() | Line():
            return plain_text(block.spans)
        case Table():
            rows = "\n".join("\t".join(map(cell_text, row)) for row in block.rows)
            return "\n".join((block.caption, "\t".join(block.head), rows))
        case _:
            return repr(block)


def _pair(old: Block, new: Block) -> Iterable[Block]:
    match old, new:
        case (Heading(), Heading()) | (Paragraph(), Paragraph()):
            yield replace(new, spans=compare_words(plain_text(old.spans), plain_text(new.spans)))
        case Title(), Title():
            yield Line(compare_words(old.text.replace("\n", ""), new.text.replace("\n", "")), "centre", titled=True)
            if old.byline or new.byline:
                yield Line(compare_words(old.byline, new.byline), "centre")
            yield Line(())
        case Addressee(), Addressee():
            yield Line(compare_words(old.text, new.text))
        case Table(), Table():
            yield from _tables(old, new)
        case Chart(), Chart():
            yield new
            yield Paragraph(compare_words(_figures(old), _figures(new)))
        case Signature(), Signature():
            yield Line(compare_words(old.organisation, new.organisation), "right")
            yield Line(compare_words(chinese_date(old.day), chinese_date(new.day)), "right")
        case Attachment(), Attachment():
            yield Attachment(new.number, new.title, _compared(old.blocks, new.blocks))
        case _:
            yield from _whole(old, "deleted")
            yield from _whole(new, "added")


def _whole(block: Block, change: Change) -> Iterable[Block]:
    """A block all of which went or came, in a shape that can show it."""

    def marked(words: str) -> tuple[Span, ...]:
        return (EditedWords(words, change),)

    match block:
        case Heading() | Paragraph() | Line():
            yield replace(block, spans=marked(plain_text(block.spans)))
        case Title():
            yield Line(marked(block.text.replace("\n", "")), "centre", titled=True)
        case Addressee() | Remark():
            yield Line(marked(block.text))
        case AttachmentNote():
            yield Paragraph(marked("附件：" + "；".join(block.names)))
        case Signature():
            yield Line(marked(block.organisation), "right")
            yield Line(marked(chinese_date(block.day)), "right")
        case RedHead():
            yield Line(marked(f"{block.issuer}　{block.number}"), "centre")
        case Imprint():
            yield Line(marked(f"{block.organisation}　{chinese_date(block.day)}印发"))
        case Table():
            empty = replace(block, rows=())
            yield from _tables(block, empty) if change == "deleted" else _tables(empty, block)
        case FormHead():
            yield Line(marked(block.title), "centre", titled=True)
        case Grid():
            rows = tuple(
                replace(row, cells=tuple(_marked_cell(cell, change) for cell in row.cells)) for row in block.rows
            )
            yield replace(block, rows=rows)
        case Chart():
            yield Paragraph(marked(_figures(block)))
        case Attachment():
            inner = tuple(each for part in block.blocks for each in _whole(part, change))
            yield Attachment(block.number, block.title, inner)


def _figures(chart: Chart) -> str:
    """What a chart shows in words: the lines and bars of two versions cannot be laid over each other."""
    rows = (
        f"{series.name}：" + "、".join(f"{label}{value:g}{chart.unit}" for label, value in zip(chart.labels, series.values))
        for series in chart.series
    )
    return f"（图“{chart.caption}”：{'；'.join(rows)}。）"


def _marked_cell(cell: GridCell, change: Change) -> GridCell:
    return replace(cell, spans=(EditedWords(plain_text(cell.spans), change),)) if cell.spans else cell


def _tables(old: Table, new: Table) -> Iterable[Block]:
    """Two tables as one form whose cells can be marked; rows are paired in order. Tables of other columns go and come
    whole.
    """
    if old.head != new.head:
        yield _grid(old, [(row, None) for row in old.rows])
        yield _grid(new, [(None, row) for row in new.rows])
        return
    before, after = ([tuple(map(cell_text, row)) for row in table.rows] for table in (old, new))
    rows: list[tuple[tuple[str, ...] | None, tuple[str, ...] | None]] = []
    for what, a0, a1, b0, b1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = before[a0:a1], after[b0:b1]
        if what == "replace" and len(gone) == len(come):
            rows += zip(gone, come)
        elif what == "equal":
            rows += zip(come, come)
        else:
            rows += [*((row, None) for row in gone), *((None, row) for row in come)]
    if old.caption or new.caption:
        yield Line(compare_words(old.caption, new.caption), "centre")
    yield _grid(new, rows)


def _grid(table: Table, rows: Sequence[tuple[Sequence[object] | None, Sequence[object] | None]]) -> Grid:
    made = [GridRow(tuple(GridCell((Words(title),), "label") for title in table.head))]
    for old, new in rows:
        blank = ("",) * len(table.head)
        texts = [
            tuple(each if isinstance(each, str) else cell_text(each) for each in row or blank) for row in (old, new)
        ]  # type: ignore[arg-type]
        made.append(GridRow(tuple(GridCell(compare_words(a, b), "left") for a, b in zip(*texts))))
    widths = table.widths or (1,) * len(table.head)
    return Grid(widths, tuple(made), head=1, landscape=table.landscape)
