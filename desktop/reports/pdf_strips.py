"""What a PDF page is made of: strips of set text and rules, and the turns to a new page."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.reports.linebreak import Line


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text in a strip: its left edge, and the height of its middle below the strip's top, in points."""

    line: Line
    left: float
    middle: float
    size: float
    justified: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a table, in points from the strip's left and top."""

    x0: float
    y0: float
    x1: float
    y1: float


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
    keep: bool = False
    on_grid: bool = True
    head: tuple[Strip, ...] = ()
    outline: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A new page begins here, upright or landscape."""

    landscape: bool


Part = Strip | Turn
