"""What a PDF page is made of: strips of set text, rules and boxes, and the turns to a new page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from desktop.reports.linebreak import Line
from desktop.reports.tables import RULE_PT

SAME = 0.005
"""Lengths in points that differ by less are the same."""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text in a strip: its left edge, and the height of its middle below the strip's top, in points."""

    line: Line
    left: float
    middle: float
    size: float
    justified: bool = True
    bold: bool = False
    colour: str = ""  # six hexadecimal digits; empty is black


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, in points from the strip's left and top."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = RULE_PT
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle of a chart, in points from the strip's left and top."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A slice of the type area that is never divided.

    `keep`: stands on the same page as the next strip. `on_grid`: begins on a line of the page's grid (table rows do
    not).
    `head`: strips repeated above it when it comes first on a page. `outline`: an entry (text, depth) of the PDF's
    bookmarks.
    """

    height: float
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Box, ...] = ()
    keep: bool = False
    on_grid: bool = True
    head: tuple[Strip, ...] = ()
    outline: tuple[str, int] | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing is drawn in it."""
        return not (self.texts or self.rules or self.boxes)


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page begins here, upright or landscape."""

    landscape: bool


@dataclass(frozen=True, slots=True)
class Foot:
    """A strip at the foot of the last page, which must be an even one (版记)."""

    strip: Strip


Part = Strip | Turn | Foot


def top_of(filled: float, strip: Strip, pitch: float) -> float:
    """Where a strip begins on a page filled down to `filled`, in points."""
    return ceil(filled / pitch - SAME) * pitch if strip.on_grid else filled
