"""The blocks an official document is made of; both writers take nothing else.

Frozen values without behaviour of their own. A span is either plain words or words that state a figure and remember
which one. This module imports neither a PDF nor a Word library, so that screens and templates may use it at no cost.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Words:
    """Plain running text."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Running text that states the figure `figure_id`; the PDF writer reports where it stands on the page."""

    text: str
    figure_id: str


@dataclass(frozen=True, slots=True)
class EditedWords:
    """Running text of a compared document (花脸稿): words struck out or words put in."""

    text: str
    change: Literal["deleted", "added"]


@dataclass(frozen=True, slots=True)
class RaisedWords:
    """A small raised mark behind a figure, by which an attachment lists it: [3]."""

    text: str


Span = Words | FigureWords | EditedWords | RaisedWords
Cell = str | FigureWords


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title. A line feed in the text is a line break wished for by the author; without one the writers
    break by meaning.

    `byline` is an optional single line under the title, e.g. the name of the person who reports.
    """

    text: str
    byline: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph without indent at one side or in the middle; `titled` in the size and face of the title."""

    spans: tuple[Span, ...]
    place: Literal["left", "centre", "right"] = "left"
    titled: bool = False


@dataclass(frozen=True, slots=True)
class RedHead:
    """版头 of a document sent out under a red head (G27): 发文机关标志, 发文字号 and, upward, 签发人.

    Neither 份号 nor 密级 exists here: the program takes no secret documents (domain.md section 5, P-17).
    """

    issuer: str
    number: str = ""
    signer: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """主送机关: who the document is addressed to, with its own full-width colon at the end."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading, level 1 to 4; the number (一、 （一） 1. （1）) is part of the text."""

    level: int
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3, 4):
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A body paragraph, indented by two characters."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. `widths` are relative, one per column; empty means equal. A line feed in a cell starts a new line
    in it.

    A landscape table is set on pages of its own orientation; `small` is the smaller type of one with many columns.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    landscape: bool = False
    small: bool = False

    def __post_init__(self) -> None:
        if self.widths and len(self.widths) != len(self.head):
            raise ValueError("a table has one width for every column")
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("every row of a table has one cell for every column")


CellRole = Literal["label", "value", "left", "prose", "sign"]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a form over `across` columns and `down` rows.

    Roles: a label; a value in the middle; text from the left; prose,
    which begins at the cell's top with indented paragraphs; a place to sign, at the right. A line feed ends a line.
    `open`: no rule below, so that a place to sign stands in the same box as the words above it.
    """

    spans: tuple[Span, ...] = ()
    role: CellRole = "value"
    across: int = 1
    down: int = 1
    open: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a form: never lower than `least_mm`; `stretch` is its share of what is left free on the page."""

    cells: tuple[GridCell, ...]
    least_mm: float = 0
    stretch: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled form. `widths` are relative, one per column; the first `head` rows are repeated on every further page.
    `notes` are lines in small type right below it. Without rules (`ruled`) it is the place to sign below a letter, in
    the letter's own size of type.
    """

    widths: tuple[int, ...]
    rows: tuple[GridRow, ...]
    head: int = 0
    landscape: bool = False
    notes: tuple[str, ...] = ()
    ruled: bool = True

    def __post_init__(self) -> None:
        free = [0] * len(self.widths)  # rows for which a cell from above still fills the column
        for number, row in enumerate(self.rows):
            taken = sum(cell.across for cell in row.cells) + sum(1 for rows in free if rows)
            if taken != len(self.widths):
                raise ValueError(f"row {number + 1} of a form fills {taken} columns, not {len(self.widths)}")
            free = [max(0, rows - 1) for rows in self._with(row, free)]
        if any(free):
            raise ValueError("a cell of a form reaches below its last row")

    @staticmethod
    def _with(row: GridRow, free: list[int]) -> list[int]:
        cells = iter(row.cells)
        filled = list(free)
        column = 0
        while column < len(filled):
            if filled[column]:
                column += 1
                continue
            cell = next(cells)
            filled[column : column + cell.across] = [cell.down] * cell.across
            column += cell.across
        return filled


@dataclass(frozen=True, slots=True)
class FormHead:
    """The name of a form with a line below it, e.g. its number at the left and the day at the right. A second one in a
    document begins a new page.
    """

    title: str
    left: str = ""
    right: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers of a chart, one for every label."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers as bars: upright side by side ("grouped") or on top of one another ("stacked"), or lying ("bars")."""

    caption: str
    shape: Literal["grouped", "stacked", "bars"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if any(len(series.values) != len(self.labels) for series in self.series):
            raise ValueError("a chart has one value for every label")
        if any(value < 0 for series in self.series for value in series.values):
            raise ValueError("a chart of counts has no negative values")


@dataclass(frozen=True, slots=True)
class AttachmentNote:
    """附件说明: the names of the attachments, below the body, without closing punctuation."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """署名 and 成文日期. `sealed` leaves room for a stamp."""

    organisation: str
    day: date
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """附注: a remark below the date, e.g. 此件公开发布; the writers put it in brackets (G21)."""

    text: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last, even page (G24, G25): 抄送 (may be empty), who printed it and when."""

    organisation: str
    day: date
    copies: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件 on a page of its own: its number (None when it is the only one), its title and what it holds."""

    number: int | None
    title: str
    blocks: tuple[Block, ...]


Block = (
    Title
    | Line
    | RedHead
    | Addressee
    | Heading
    | Paragraph
    | Table
    | Grid
    | FormHead
    | Chart
    | AttachmentNote
    | Signature
    | Remark
    | Imprint
    | Attachment
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document and what its properties say; `made_on` is the only date a writer puts into a file. A form on
    one page does without page numbers (`numbered`).
    """

    blocks: tuple[Block, ...]
    title: str
    author: str
    subject: str
    made_on: date
    numbered: bool = True

    def to_json(self) -> str:
        """The document as JSON text, the same text for the same document."""
        return json.dumps(_plain(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Document:
        """Read back what `to_json` wrote. Raises ValueError for anything else."""
        value = _value(json.loads(text))
        if not isinstance(value, cls):
            raise ValueError("not a stored document")
        return value


def plain_text(spans: tuple[Span, ...]) -> str:
    """The words of the spans without their figures."""
    return "".join(span.text for span in spans)


_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Words,
        FigureWords,
        EditedWords,
        RaisedWords,
        Title,
        Line,
        RedHead,
        Addressee,
        Heading,
        Paragraph,
        Table,
        GridCell,
        GridRow,
        Grid,
        FormHead,
        Series,
        Chart,
        AttachmentNote,
        Signature,
        Remark,
        Imprint,
        Attachment,
        Document,
    )
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if type(value).__name__ in _KINDS:
        return {"kind": type(value).__name__} | {
            field.name: _plain(getattr(value, field.name)) for field in fields(value)
        }
    return value


def _value(stored: Any) -> Any:
    if isinstance(stored, list):
        return tuple(_value(each) for each in stored)
    if isinstance(stored, dict) and "kind" in stored:
        try:
            kind = _KINDS[stored["kind"]]
            return kind(**{name: _value(each) for name, each in stored.items() if name != "kind"})
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a stored block: {stored['kind']}") from error
    if isinstance(stored, dict):
        return date.fromisoformat(stored["day"])
    return stored
