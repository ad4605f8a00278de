"""Breaking Chinese text into lines of equal cells.

Every Chinese character and every mark has one cell. Rules (避头尾): no line begins with a closing mark or ends with an
opening one, a dash pair and a run of Latin letters or digits stay whole, what must not begin a line is pushed out
together with the character before it, what space is left is spread over the line, and no paragraph ends with a line of
a single character where that can be avoided. Figures keep their ids, item by item.

Marks are neither squeezed nor hung over the edge: how far they give way is each word processor's own secret, and the
Word file, which is told to do neither, is to break where the PDF does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from desktop.reports.blocks import EditedWords, FigureWords, RaisedWords, Span

OPENING = frozenset("（《〈「『【〔［｛“‘([{")
CLOSING = frozenset("，。、；：！）》〉」』】〕］｝”’")
NO_START = CLOSING | frozenset(")]},.;:?!%‰℃％·—…～々？／/")
NO_END = OPENING | frozenset("￥$＃№§")
SUBSTITUTE = "□"
"""Set in place of a character that no file holds, so that a gap is never silent."""
# The question mark is no member of CLOSING: its shape stands in the middle of its cell.
RAISED, RAISED_SCALE = "raised", 0.6
"""What `Item.change` says of a raised mark, and its size as a share of the line's."""
_INVISIBLE = frozenset(
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0x200B, 0x200E), 0xFEFF, *range(0xE0100, 0xE01F0))
)
_HALVES = re.compile("[ -~\u00a1-\u00b6\u00b8-\u052f]")
"""Spaces and what `is_latin` holds for."""
_TOLERANCE = 0.01
_WIDEST_STRETCH = 0.2
"""A line emptier than this share of the measure, as above a long web address, is left ragged."""
_LARGEST_HOLE = 0.12
"""The most a line may be loosened to spare the next one a lone character: what a character and the mark after it leave,
and one more.
"""
_WIDER_THAN_A_CELL = 1.2

Kind = Literal["cell", "open", "close", "latin", "space"]


class Metrics(Protocol):
    """What the breaker must know of typefaces; `fonts.Faces` answers it."""

    def file(self, character: str, files: tuple[str, ...]) -> str | None: ...

    def width(self, text: str, file: str, size: float) -> float: ...


@dataclass(frozen=True, slots=True)
class Item:
    """The smallest thing that is placed: one Chinese character, one mark, one Latin run of one file, or one space.

    `natural` is the width of the drawn shape, `width` that of the place it takes, both in points.
    """

    text: str
    file: str
    natural: float
    width: float
    kind: Kind
    figure_id: str | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A broken line: its items and the width they may fill. The last line of a paragraph is not spread."""

    items: tuple[Item, ...]
    measure: float
    last: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with the left edge of its place, its width there, where its shape starts, all in points, and its number in
    its line.
    """

    item: Item
    left: float
    width: float
    shape: float
    index: int = 0

    def follows(self, before: Placed) -> bool:
        """Whether it stands right after another item of its line."""
        return self.index == before.index + 1


def itemise(
    spans: Iterable[Span],
    files: tuple[str, ...],
    size: float,
    metrics: Metrics,
    cell: float,
    longest: float,
    latin: tuple[str, ...] = (),
) -> list[Item]:
    """Cut spans into items. `cell` is the width of a Chinese character's place; what that is less than the size is taken
    from every Latin letter too, as a word processor's character spacing does. Latin runs over `longest` are cut. `latin`
    are the files of letters, digits and Western marks, where those are others.
    """
    items: list[Item] = []
    tracking = cell - size
    for span in spans:
        if isinstance(span, RaisedWords):
            file = metrics.file(span.text[0], latin or files) or files[-1]
            items.append(_latin(span.text, file, size * RAISED_SCALE, metrics, tracking, None, RAISED))
            continue
        figure_id = span.figure_id if isinstance(span, FigureWords) else None
        change = span.change if isinstance(span, EditedWords) else ""
        run, run_file, run_width = "", "", 0.0
        for character in span.text:
            if character in _INVISIBLE:
                continue
            if character in "\n\r\t\u00a0":
                character = " "
            file = metrics.file(character, latin if latin and "!" <= character <= "~" else files)
            if file is None:
                character = SUBSTITUTE
                file = metrics.file(character, files) or files[-1]
            natural = metrics.width(character, file, size)
            if is_latin(character):
                if _may_split(run, character):
                    items.append(_latin(run, run_file, size, metrics, tracking, figure_id, change))
                    run, run_width = "", 0.0
                if run and (file != run_file or run_width + natural > longest):
                    cut = _seam(run) if file == run_file else len(run)
                    items.append(_latin(run[:cut], run_file, size, metrics, tracking, figure_id, change))
                    run = run[cut:]
                    run_width = metrics.width(run, run_file, size) if run else 0.0
                run, run_file, run_width = run + character, file, run_width + natural
                continue
            if run:
                if character in NO_START and run_width + cell > longest and len(run) > 1:
                    cut = min(_seam(run), len(run) - 1)  # so that the mark has something to stay with
                    items.append(_latin(run[:cut], run_file, size, metrics, tracking, figure_id, change))
                    run = run[cut:]
                items.append(_latin(run, run_file, size, metrics, tracking, figure_id, change))
                run, run_width = "", 0.0
            kind: Kind = "open" if character in OPENING else "close" if character in CLOSING else "cell"
            if character == " ":
                items.append(Item(character, file, natural, natural + tracking, "space", figure_id, change))
            else:
                width = natural if natural > size * _WIDER_THAN_A_CELL else cell
                items.append(Item(character, file, natural, width, kind, figure_id, change))
        if run:
            items.append(_latin(run, run_file, size, metrics, tracking, figure_id, change))
    return items


def _may_split(run: str, following: str) -> bool:
    """Whether a line may end within a Latin word, as in any word processor: after a hyphen."""
    return len(run) > 1 and run[-1] == "-" and following not in NO_START


def _seam(run: str) -> int:
    """Where a Latin run that is too long is cut: after its last hyphen, stroke or full stop, else at its end."""
    return max(run.rfind(mark) for mark in "-/.") + 1 or len(run)


def _latin(
    text: str, file: str, size: float, metrics: Metrics, tracking: float, figure_id: str | None, change: str
) -> Item:
    width = metrics.width(text, file, size)
    return Item(text, file, width, width + tracking * len(text), "latin", figure_id, change)


def is_latin(character: str) -> bool:
    """Whether a character is set at its own width rather than in a Chinese cell."""
    return "!" <= character <= "~" or ("\u00a1" <= character <= "\u052f" and character != "·")


def ems(text: str) -> float:
    """Width of text in Chinese characters, with Latin letters, digits and spaces as halves; enough to place a line."""
    return len(text) - 0.5 * len(_HALVES.findall(text))


def may_break(before: Item, after: Item) -> bool:
    """Whether a line may end between two neighbouring items."""
    if after.kind == "space" or before.text[-1] in NO_END or after.text[0] in NO_START or after.change == RAISED:
        return False
    return before.change == RAISED or not before.kind == after.kind == "latin" or _may_split(before.text, after.text[0])


def break_lines(items: Sequence[Item], measure: float, indent: float = 0.0, hanging: float = 0.0) -> list[Line]:
    """Break items into lines of width `measure`, the first shortened by `indent`, the others by `hanging`."""
    lines: list[Line] = []
    start, room = 0, measure - indent
    while start < len(items):
        if lines and items[start].kind == "space":
            start += 1
            continue
        end = _line_end(items, start, room)
        lines.append(_line(items, start, end, room))
        start, room = end, measure - hanging
    return _without_lone_character(lines, measure - hanging)


def _line(items: Sequence[Item], start: int, end: int, measure: float) -> Line:
    last = all(item.kind == "space" for item in items[end:])
    while end > start + 1 and items[end - 1].kind == "space":
        end -= 1
    return Line(tuple(items[start:end]), measure, last)


def _line_end(items: Sequence[Item], start: int, room: float) -> int:
    """Where the line beginning at `start` ends: the furthest break that fits. Spaces at its end need no room."""
    width = spaces = 0.0
    fits = fits_somehow = 0
    for index in range(start, len(items)):
        item = items[index]
        width += item.width
        spaces = spaces + item.width if item.kind == "space" else 0.0
        if width - spaces > room + _TOLERANCE:
            break
        fits_somehow = index + 1
        if index + 1 == len(items) or may_break(item, items[index + 1]):
            fits = index + 1
    if not fits and start + 1 < fits_somehow < len(items) and items[fits_somehow].text[0] in NO_START:
        return fits_somehow - 1
    return fits or max(fits_somehow, start + 1)


def _without_lone_character(lines: list[Line], measure: float) -> list[Line]:
    """Move one more word down when the last line would hold a single character and nothing but marks beside it."""
    if len(lines) < 2 or len("".join(item.text for item in lines[-1].items if _counts(item))) != 1:
        return lines
    upper, lower = lines[-2], lines[-1]
    for cut in range(len(upper.items) - 1, 0, -1):
        moved = upper.items[cut:]
        if not may_break(upper.items[cut - 1], moved[0]):
            continue
        kept = _line(upper.items, 0, cut, upper.measure)
        last = (*moved, *lower.items)
        hole = upper.measure - natural_width(kept.items)
        if hole > upper.measure * _LARGEST_HOLE or natural_width(last) > measure:
            break
        return [*lines[:-2], replace(kept, last=False), Line(last, measure, True)]
    return lines


def _counts(item: Item) -> bool:
    return item.kind == "latin" or (item.kind == "cell" and item.text not in NO_START)


def natural_width(items: Sequence[Item]) -> float:
    """Width of a line of items before spreading."""
    return sum(item.width for item in items)


def place(line: Line, justified: bool = True) -> list[Placed]:
    """Give every item of a line its place; a line too short is spread unless it is the last."""
    items = line.items
    room, gap = line.measure - natural_width(items), 0.0
    if justified and not line.last and len(items) > 1 and 0 < room < line.measure * _WIDEST_STRETCH:
        gap = room / (len(items) - 1)
    placed, left = [], 0.0
    for index, item in enumerate(items):
        placed.append(Placed(item, left, item.width, left + _inset(item), index))
        left += item.width + gap
    return placed


def _inset(item: Item) -> float:
    """Where a shape narrower than its place stands in it: opening marks to the right, closing ones to the left, Latin
    runs at its beginning, all else in the middle.
    """
    slack = item.width - item.natural
    if item.kind == "latin":
        return 0.0
    if slack > item.width * 0.1 and item.kind == "open":
        return slack
    if slack > item.width * 0.1 and item.kind == "close":
        return 0.0
    return slack / 2
