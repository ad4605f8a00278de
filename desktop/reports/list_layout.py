"""The columns of a list on paper: how wide they are, on what page, in how many tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from desktop.reports.blocks import Table
from desktop.reports.linebreak import ems
from desktop.reports.style import MM, Style
from desktop.reports.tables import PADDING_PT, type_size

# Widths of columns, in characters.
_SHORT, _UNBROKEN, _LONGEST_TOKEN, _SELDOM, _COMFORTABLE, _ENOUGH = 4.0, 5.0, 9.0, 8.0, 10.0, 26.0
_SPARE = 1.03
_REPEATED = 2  # columns of the first table that every further one begins with
_DIGITS = "一二三四五六七八九十"
_NAME = 3.0  # of what stands beside a very long text, only names stay unbroken
_MOST_LINES = 20
"""A cell of more lines than this fills half a page and takes room from the other columns."""
_LATIN = re.compile(r"[!-~]{3,}")
_LATIN_WIDER = 1.14  # digits and capitals are a little more than half a character


class Want(NamedTuple):
    """Of a column, in characters: what it cannot do without, what it could use, what it does with beside a very long
    text, its own longest text, and its share of the room when the rows are to be as low as they can.
    """

    least: float
    usual: float
    bare: float
    longest: float
    share: float


def laid_out(
    caption: str, names: Sequence[str], rows: Sequence[tuple[str, ...]], style: Style, divided: bool = True
) -> list[Table]:
    """A list as a table that can be read: upright, else lying, else lying in small type, else as several tables one
    after another, each with the first two columns; not `divided`: lying in small type however many columns there are.
    """
    wants = [_measured(name, [row[place] for row in rows]) for place, name in enumerate(names)]
    for landscape, small in ((False, False), (True, False), (True, True)):
        shape = Table(caption, (), (), (), landscape, small)
        if sum(map(_comfort, wants)) <= _room(shape, style, len(wants)):
            break
    else:
        if divided:
            return _several(caption, names, rows, wants, style)
    return [_table(shape, range(len(names)), names, rows, wants, style)]


def _several(
    caption: str, names: Sequence[str], rows: Sequence[tuple[str, ...]], wants: Sequence[Want], style: Style
) -> list[Table]:
    shape = Table(caption, (), (), (), landscape=True)
    strips = _strips(wants, shape, style)
    return [
        _table(replace(shape, caption=_part(caption, number, len(strips))), strip, names, rows, wants, style)
        for number, strip in enumerate(strips)
    ]


def _table(
    shape: Table,
    chosen: Sequence[int],
    names: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    wants: Sequence[Want],
    style: Style,
) -> Table:
    """A table of this shape with the chosen columns."""
    return replace(
        shape,
        head=tuple(names[place] for place in chosen),
        rows=tuple(tuple(row[place] for place in chosen) for row in rows),
        widths=_widths([wants[place] for place in chosen], shape, style),
    )


def _part(caption: str, number: int, parts: int) -> str:
    said = f"表{_DIGITS[number]}（共{parts}张表，序号相同的是同一条）"
    return f"{caption}　{said}" if caption else said


def _strips(wants: Sequence[Want], shape: Table, style: Style) -> list[list[int]]:
    """The columns of each of as few tables as there is room in, about equally full; all begin with the first two."""
    repeated = list(range(min(_REPEATED, len(wants))))
    fewest: list[list[int]] | None = None
    for most in range(_room(shape, style, 0).__ceil__(), 0, -1):
        strips: list[list[int]] = [[*repeated]]
        for place in range(len(repeated), len(wants)):
            together = [*strips[-1], place]
            full = sum(_comfort(wants[each]) for each in together) > min(most, _room(shape, style, len(together)))
            if full and len(strips[-1]) > len(repeated):
                strips.append([*repeated, place])
            else:
                strips[-1] = together
        if fewest is not None and len(strips) > len(fewest):
            break
        fewest = strips
    return fewest or []


def _measured(label: str, texts: Sequence[str]) -> Want:
    """Of a column, in characters: what it cannot do without (a date, a number, half its heading) and what it could use."""
    lines = sorted(_long(line) for text in texts for line in text.split("\n"))
    usual = max(lines[len(lines) * 9 // 10], min(lines[-1], _SELDOM)) if lines else 0.0
    token = max((_long(found) for text in texts for found in _LATIN.findall(text)), default=0.0)
    heading = ems(label) if ems(label) <= _SHORT else (ems(label) + 1) // 2
    least = min(max(token, _SPARE * max(min(usual, _UNBROKEN), heading)), _LONGEST_TOKEN)
    bare = min(max(token, _SPARE * max(min(usual, _NAME), heading)), _LONGEST_TOKEN)
    cells = [sum(map(_long, text.split("\n"))) for text in texts]
    # Between the widths with which all cells together have the fewest lines and those with which the longest has.
    share = sum(cell**1.5 for cell in cells) ** (1 / 2.5)
    return Want(least, max(least, min(usual * _SPARE, _ENOUGH)), bare, max(cells, default=0.0), share)


def _long(line: str) -> float:
    return ems(line) + (_LATIN_WIDER - 1) * sum(map(ems, _LATIN.findall(line)))


def _comfort(want: Want) -> float:
    """What a column needs to be read with ease."""
    return max(want.least, min(want.usual, _COMFORTABLE))


def _room(shape: Table, style: Style, columns: int) -> float:
    """The characters that fit beside one another in the columns of a table."""
    length = style.area_height_mm if shape.landscape else style.area_width_mm
    return (length * MM - 2 * PADDING_PT * columns) / type_size(shape, style)


def _widths(columns: Sequence[Want], shape: Table, style: Style) -> tuple[int, ...]:
    """Every column gets what it needs; what is left goes to those that could use more, then to all."""
    room = _room(shape, style, len(columns))
    easy = [_comfort(want) for want in columns]
    needs = easy if sum(easy) <= room else [want.least for want in columns]
    left, wishes = room - sum(needs), [max(0.0, want.usual - need) for want, need in zip(columns, needs)]
    share = min(1.0, max(0.0, left) / sum(wishes)) if sum(wishes) else 0.0
    given = [need + wish * share for need, wish in zip(needs, wishes)]
    if sum(easy) > room and any(want.longest > one * _MOST_LINES for want, one in zip(columns, given)):
        given, left = _by_content(columns, room), 0.0
    more = max(0.0, left - sum(wishes)) / sum(given)  # the table fills the measure
    padding = 2 * PADDING_PT / type_size(shape, style)
    return tuple(round(100 * (one * (1 + more) + padding)) for one in given)


def _by_content(columns: Sequence[Want], room: float) -> list[float]:
    """Widths for a table with a very long cell: its column is as wide as the others can spare."""
    given, free = [want.bare for want in columns], set(range(len(columns)))
    while free:
        rest = room - sum(given[place] for place in range(len(columns)) if place not in free)
        unit = rest / sum(columns[place].share for place in free)
        enough = {place for place in free if columns[place].share * unit <= columns[place].bare}
        if not enough:
            for place in free:
                given[place] = columns[place].share * unit
            break
        free -= enough
    return given
