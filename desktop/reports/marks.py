"""Where the blocks and figures of a document stand on its PDF pages, for a preview that can be clicked.

The PDF writer reports where figures stand. `marked` makes every piece of text a figure whose id says which block it
belongs to, so that one report gives both; the writer never prints an id, so the pages stay the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.reports.blocks import (
    Attachment,
    Block,
    Cell,
    Document,
    FigureWords,
    Grid,
    Heading,
    Line,
    Paragraph,
    Span,
    Table,
    Words,
)

if TYPE_CHECKING:
    from desktop.reports.pdf_page import FigureBox

_SEAM = "/"


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle on a page, in points from the page's top left: what stands there is block number `block` of the
    document (counted as `walk` counts) and, when `figure_id` is not empty, this figure."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    block: int
    figure_id: str = ""

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Places:
    """All figures, line by line, and all blocks, one rectangle for every page they stand on."""

    figures: tuple[Spot, ...] = ()
    blocks: tuple[Spot, ...] = ()

    def block(self, number: int) -> Spot | None:
        """Where a block begins."""
        return next((spot for spot in self.blocks if spot.block == number), None)

    def figure(self, figure_id: str) -> Spot | None:
        """Where a figure stands first."""
        return next((spot for spot in self.figures if spot.figure_id == figure_id), None)


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks in reading order; those inside an attachment follow it. A block's number is its place in this order."""
    for block in blocks:
        yield block
        if isinstance(block, Attachment):
            yield from walk(block.blocks)


def marked(document: Document) -> Document:
    """The same document with a mark on every piece of text that may state a figure, for the PDF writer only. A chart states
    its figures in the table beneath it; a title and the head of a form state none.
    """
    numbers = iter(range(1 << 30))
    return replace(document, blocks=tuple(_mark(block, numbers) for block in document.blocks))


def places(boxes: Iterable[FigureBox]) -> Places:
    """What the writer reported about a marked document."""
    figures: list[Spot] = []
    blocks: dict[tuple[int, int], Spot] = {}
    for box in boxes:
        number, _, figure_id = box.figure_id.partition(_SEAM)
        spot = Spot(box.page, box.x0, box.y0, box.x1, box.y1, int(number), figure_id)
        if figure_id:
            figures.append(spot)
        key = (spot.block, spot.page)
        blocks[key] = _around(blocks[key], spot) if key in blocks else replace(spot, figure_id="")
    return Places(tuple(figures), tuple(blocks.values()))


def _mark(block: Block, numbers: Iterator[int]) -> Block:
    number = next(numbers)
    if isinstance(block, Attachment):
        return replace(block, blocks=tuple(_mark(each, numbers) for each in block.blocks))
    if isinstance(block, Heading | Paragraph | Line):
        return replace(block, spans=_marked_spans(block.spans, number))
    if isinstance(block, Grid):
        return replace(block, rows=tuple(
            replace(row, cells=tuple(replace(cell, spans=_marked_spans(cell.spans, number)) for cell in row.cells))
            for row in block.rows
        ))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(_marked_span(cell, number) for cell in row) for row in block.rows))
    return block


def _marked_spans(spans: tuple[Span, ...], number: int) -> tuple[Span, ...]:
    return tuple(_marked_span(span, number) for span in spans)


def _marked_span(span: Span | Cell, number: int) -> Span:
    if isinstance(span, FigureWords):
        return FigureWords(span.text, f"{number}{_SEAM}{span.figure_id}")
    if isinstance(span, Words):
        return FigureWords(span.text, f"{number}{_SEAM}")
    return FigureWords(span, f"{number}{_SEAM}") if isinstance(span, str) else span


def _around(first: Spot, second: Spot) -> Spot:
    return replace(
        first,
        x0=min(first.x0, second.x0),
        y0=min(first.y0, second.y0),
        x1=max(first.x1, second.x1),
        y1=max(first.y1, second.y1),
    )
