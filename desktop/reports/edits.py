"""The clerk's own wording on top of a composed report, so that fresh figures can be fetched without losing it.

An edit replaces one block of the composed document by paragraphs of the clerk's (none: the block is taken out). It is found again in a
newer composition by the words it replaced, else by the words most like them in its section; its figures take the newer wording.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from desktop.reports.blocks import Attachment, Block, Document, FigureWords, Heading, Paragraph, Span, Words, plain_text

Paragraphs = tuple[tuple[Span, ...], ...]
_ALIKE = 0.6  # a sentence whose figures came or went still shares most of its words


@dataclass(frozen=True, slots=True)
class Edit:
    """``section``: the headings above; ``place``: the how-manieth block of it; ``shape``: the replaced words without their figures."""

    section: str
    place: int
    shape: str
    paragraphs: Paragraphs


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
    return Edit(spot.section, spot.place, spot.shape, paragraphs)


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
            kept[number] = replace(edit, paragraphs=_renewed(edit.paragraphs, spots[number].block, texts))
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
        [[span.text, span.figure_id] if isinstance(span, FigureWords) else span.text for span in spans] for spans in edit.paragraphs]}
        for edit in edits], ensure_ascii=False)


def from_json(text: str) -> tuple[Edit, ...]:
    """Reads back what ``to_json`` wrote."""
    return tuple(Edit(one["section"], one["place"], one["shape"], tuple(
        tuple(Words(span) if isinstance(span, str) else FigureWords(*span) for span in spans) for spans in one["paragraphs"]))
        for one in json.loads(text))


def _shape(block: Block) -> str:
    if isinstance(block, Paragraph | Heading):
        return "".join("{" + span.figure_id + "}" if isinstance(span, FigureWords) else span.text for span in block.spans)
    return type(block).__name__


def _bare(heading: str) -> str:
    """A heading without its number: a section that comes or goes renumbers the others."""
    return heading.lstrip("一二三四五六七八九十0123456789（）()、.．　 ")


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


def _renewed(paragraphs: Paragraphs, block: Block, texts: Mapping[str, str]) -> Paragraphs:
    """The clerk's paragraphs with every figure as it is worded now: as in the block composed, else as the figure itself is.

    A sentence may state a figure twice in different words (12人次, 均); the second stays the second.
    """
    here: dict[str, list[str]] = {}
    for span in block.spans if isinstance(block, Paragraph | Heading) else ():
        if isinstance(span, FigureWords):
            here.setdefault(span.figure_id, []).append(span.text)

    def now(span: Span) -> Span:
        if not isinstance(span, FigureWords):
            return span
        said = here.get(span.figure_id)
        if said:
            return replace(span, text=said.pop(0) if len(said) > 1 else said[0])
        return replace(span, text=texts.get(span.figure_id) or span.text)

    return tuple(tuple(now(span) for span in spans) for spans in paragraphs)


def _reworded(block: Block, paragraphs: Paragraphs) -> tuple[Block, ...]:
    if isinstance(block, Heading) and paragraphs:
        return (replace(block, spans=paragraphs[0]), *(Paragraph(spans) for spans in paragraphs[1:]))
    return tuple(Paragraph(spans) for spans in paragraphs)
