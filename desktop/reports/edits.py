"""The clerk's own wording on top of a composed report, so that fresh figures can be fetched without losing it.

An edit replaces one block of the composed document by paragraphs of the clerk's (none: the block is taken out). It is found again in a
newer composition by the words it replaced, else by the words most like them in its section; its figures take the newer wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from desktop.reports.blocks import Attachment, Block, Document, FigureWords, Heading, Paragraph, Span, Words, plain_text

Paragraphs = tuple[tuple[Span, ...], ...]
_NUMBER = re.compile(r"(?:[一二三四五六七八九十]+(?:是|、)|（[一二三四五六七八九十]+）|[0-9]+[.．])")
_ALIKE = 0.6  # a sentence whose figures came or went still shares most of its words


@dataclass(frozen=True, slots=True)
class Edit:
    """``section``: the headings above; ``place``: the how-manieth block of it; ``shape``: the replaced words without their figures.

    ``stated``: (figure id, words) of the replaced block when the paragraphs were written, in order.
    """

    section: str
    place: int
    shape: str
    paragraphs: Paragraphs
    stated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One block of the composed document: where it stands and what may be done with it."""

    block: Block
    section: str
    place: int
    shape: str


@dataclass(frozen=True)
class Edited:
    """A composed document with the edits in it.

    ``sources[i]`` is the composed block that block i of ``document`` comes from, counted like ``desktop.reports.marks.walk``.
    ``kept`` are the edits in use by the number of the composed block, ``lost`` those whose block is not composed any more.
    """

    document: Document
    spots: tuple[Spot, ...]
    sources: tuple[int, ...]
    kept: Mapping[int, Edit]
    lost: tuple[Edit, ...] = ()


def editable(block: Block) -> bool:
    """Whether the wording of a block can be changed."""
    return isinstance(block, Paragraph | Heading)


def edit_of(spot: Spot, paragraphs: Paragraphs) -> Edit | None:
    """The edit that gives a block this wording; None when it is the composed wording."""
    if isinstance(spot.block, Paragraph | Heading) and paragraphs == (_tidy(spot.block.spans),):
        return None
    return rewording(spot, paragraphs)


def rewording(spot: Spot, paragraphs: Paragraphs) -> Edit:
    """The edit that gives a block these words, whatever its own are."""
    return Edit(spot.section, spot.place, spot.shape, paragraphs, _stated(spot.block))


def wording(spot: Spot, edit: Edit | None) -> Paragraphs:
    """What an editor shows for a block."""
    if edit is not None:
        return edit.paragraphs
    return (spot.block.spans,) if isinstance(spot.block, Paragraph | Heading) else ()


def spots_of(document: Document) -> tuple[Spot, ...]:
    """All blocks of a composed document in reading order."""
    found: list[Spot] = []
    heads: dict[int, str] = {}
    counted: dict[str, int] = {}

    def visit(blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Heading):
                for level in [level for level in heads if level >= block.level]:
                    del heads[level]
            section = " ".join(heads.values())
            place = counted[section] = counted.get(section, -1) + 1
            found.append(Spot(block, section, place, _shape(block)))
            if isinstance(block, Heading):
                heads[block.level] = _bare(plain_text(block.spans))
            if isinstance(block, Attachment):
                heads.clear()
                heads[0] = block.title
                visit(block.blocks)

    visit(document.blocks)
    return tuple(found)


def apply(composed: Document, edits: Sequence[Edit], texts: Mapping[str, str]) -> Edited:
    """Puts the edits into a composed document. ``texts``: what each figure is called now (used for figures an edit brought in)."""
    spots = spots_of(composed)
    kept: dict[int, Edit] = {}
    lost: list[Edit] = []
    for edit in edits:
        number = _find(edit, spots, kept)
        if number is None:
            lost.append(edit)
        else:
            block = spots[number].block
            kept[number] = replace(edit, paragraphs=_renumbered(_renewed(edit, block, texts), block), stated=_stated(block))
    numbers = iter(range(len(spots)))
    sources: list[int] = []

    def build(blocks: Sequence[Block]) -> tuple[Block, ...]:
        built: list[Block] = []
        for block in blocks:
            number = next(numbers)
            if number in kept:
                reworded = _reworded(block, kept[number].paragraphs)
                sources.extend([number] * len(reworded))
                built.extend(reworded)
            else:
                sources.append(number)
                built.append(replace(block, blocks=build(block.blocks)) if isinstance(block, Attachment) else block)
        return tuple(built)

    document = replace(composed, blocks=build(composed.blocks))
    return Edited(document, spots, tuple(sources), kept, tuple(lost))


def to_json(edits: Sequence[Edit]) -> str:
    """The edits as text for storing."""
    return json.dumps([{"section": edit.section, "place": edit.place, "shape": edit.shape, "paragraphs": [
        [[span.text, span.figure_id] if isinstance(span, FigureWords) else span.text for span in spans] for spans in edit.paragraphs],
        "stated": edit.stated} for edit in edits], ensure_ascii=False)


def from_json(text: str) -> tuple[Edit, ...]:
    """Reads back what ``to_json`` wrote."""
    return tuple(Edit(one["section"], one["place"], one["shape"], tuple(
        tuple(Words(span) if isinstance(span, str) else FigureWords(*span) for span in spans) for spans in one["paragraphs"]),
        tuple((figure_id, words) for figure_id, words in one["stated"])) for one in json.loads(text))


def _shape(block: Block) -> str:
    if isinstance(block, Paragraph | Heading):
        return _bare("".join("{" + span.figure_id + "}" if isinstance(span, FigureWords) else span.text for span in block.spans))
    return type(block).__name__


def _stated(block: Block) -> tuple[tuple[str, str], ...]:
    spans = block.spans if isinstance(block, Paragraph | Heading) else ()
    return tuple((span.figure_id, span.text) for span in spans if isinstance(span, FigureWords))


def _bare(text: str) -> str:
    """A heading or an item without its number: a section or an item that comes or goes renumbers the others."""
    return _NUMBER.sub("", text)


def _tidy(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Neighbouring words as one, as an editor gives them back."""
    found: list[Span] = []
    for span in spans:
        if isinstance(span, Words) and found and isinstance(found[-1], Words):
            found[-1] = Words(found[-1].text + span.text)
        elif span.text:
            found.append(span)
    return tuple(found)


def _find(edit: Edit, spots: Sequence[Spot], taken: Mapping[int, Edit]) -> int | None:
    """The same words in the same section, else anywhere, else the words of the section that are most like them."""
    free = [number for number, spot in enumerate(spots) if number not in taken and editable(spot.block)]
    for section in (edit.section, None):
        same = [number for number in free if spots[number].shape == edit.shape and section in (spots[number].section, None)]
        if same:
            return min(same, key=lambda number: abs(spots[number].place - edit.place))
    near = [number for number in free if spots[number].section == edit.section]
    likeness = {number: SequenceMatcher(None, spots[number].shape, edit.shape, autojunk=False).ratio() for number in near}
    best = max(near, key=lambda number: likeness[number], default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def _renewed(edit: Edit, block: Block, texts: Mapping[str, str]) -> Paragraphs:
    """The clerk's paragraphs with every figure as it is worded now: as in the block composed, else as the figure itself is.

    A sentence may state a figure twice in different words (12人次, 均); each takes the newer form of its own words.
    """
    now = _stated(block)

    def ranks(stated: Sequence[tuple[str, str]], figure_id: str) -> list[str]:
        return [words for one, words in stated if one == figure_id]

    def renew(span: Span) -> Span:
        if not isinstance(span, FigureWords):
            return span
        then, fresh = ranks(edit.stated, span.figure_id), ranks(now, span.figure_id)
        if span.text in then and then.index(span.text) < len(fresh):
            return replace(span, text=fresh[then.index(span.text)])
        return replace(span, text=texts.get(span.figure_id) or span.text)

    return tuple(tuple(renew(span) for span in spans) for spans in edit.paragraphs)


def _renumbered(paragraphs: Paragraphs, block: Block) -> Paragraphs:
    """The composed block's number (二是, 三、) in place of the one the clerk's words begin with."""
    number = _NUMBER.match(plain_text(block.spans)) if isinstance(block, Paragraph | Heading) else None
    first = paragraphs[0][0] if paragraphs else None
    if number is None or not isinstance(first, Words) or not _NUMBER.match(first.text):
        return paragraphs
    return ((Words(number[0] + _bare(first.text)), *paragraphs[0][1:]), *paragraphs[1:])


def _reworded(block: Block, paragraphs: Paragraphs) -> tuple[Block, ...]:
    if isinstance(block, Heading) and paragraphs:
        return (replace(block, spans=paragraphs[0]), *(Paragraph(spans) for spans in paragraphs[1:]))
    return tuple(Paragraph(spans) for spans in paragraphs)
