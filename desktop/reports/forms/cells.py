"""Building stones of forms: labelled values, ticks, places to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.reports.blocks import CellRole, GridCell, GridRow, Words

DAY_BLANK = "　　　　年　　月　　日"
LINE_MM = 9.0
"""Height of a row that is filled in by hand on one line."""


def cell(text: str, role: CellRole = "value", across: int = 1, down: int = 1, open: bool = False) -> GridCell:
    """A cell with plain words."""
    return GridCell((Words(text),) if text else (), role, across, down, open)


def label(text: str, across: int = 1, down: int = 1) -> GridCell:
    """The name of what stands beside or below it."""
    return cell(text, "label", across, down)


def pairs(*parts: tuple[str, str, int], label_width: int = 1, least_mm: float = LINE_MM) -> GridRow:
    """One row of labels and values; each part is (label, value, columns of the value)."""
    cells = []
    for name, text, across in parts:
        cells += [label(name, label_width), cell(text, "value", across)]
    return GridRow(tuple(cells), least_mm)


def wide(name: str, text: str, across: int, least_mm: float = LINE_MM, stretch: int = 0) -> GridRow:
    """One label and prose over the rest of the row."""
    return GridRow((label(name), cell(text, "prose", across)), least_mm, stretch)


def line(name: str, text: str, across: int, least_mm: float = LINE_MM) -> GridRow:
    """One label and a line or two of text over the rest of the row."""
    return GridRow((label(name), cell(text, "left", across)), least_mm)


def opinion(
    name: str, text: str, signed: str, across: int, least_mm: float = 14.0, stretch: int = 1
) -> tuple[GridRow, GridRow]:
    """A label, words of approval above and the line to sign below, in one box."""
    return (
        GridRow((label(name, down=2), cell(text, "prose", across, open=True)), least_mm, stretch),
        GridRow((cell(signed, "sign", across),), LINE_MM),
    )


def sign_line(name: str = "签字：", who: str = "", day: str = "") -> str:
    """A line to sign: what is known is printed, the rest is room for the pen."""
    return f"{name}{who or '　　　　　　'}　　{day or DAY_BLANK}"


def ticks(options: Iterable[tuple[str, str]], chosen: Sequence[str] | None, a_line: int = 99) -> str:
    """All options with a box before each, filled where chosen, so many to a line."""
    told = [f"{'■' if chosen and code in chosen else '□'}{name}" for code, name in options]
    return "\n".join("　".join(told[start : start + a_line]) for start in range(0, len(told), a_line))


def yes_or_no(value: bool | None, known: bool = True) -> str:
    """■是　□否 as known, else both boxes empty."""
    return ticks((("y", "是"), ("n", "否")), ("y" if value else "n",) if known else None)
