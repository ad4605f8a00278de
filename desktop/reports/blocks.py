"""The blocks an official document is made of; both writers take nothing else.

Frozen values without behaviour of their own. A span is either plain words or words that state a figure and remember
which one. This module imports neither a PDF nor a Word library, so that screens and templates may use it at no cost.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Plain running text."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Running text that states the figure `figure_id`; the PDF writer reports where it stands on the page."""

    text: str
    figure_id: str


Span = Words | FigureWords
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

    A landscape table is set on pages of its own orientation.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    landscape: bool = False

    def __post_init__(self) -> None:
        if self.widths and len(self.widths) != len(self.head):
            raise ValueError("a table has one width for every column")
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("every row of a table has one cell for every column")


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
class Attachment:
    """附件 on a page of its own: its number (None when it is the only one), its title and what it holds."""

    number: int | None
    title: str
    blocks: tuple[Block, ...]


Block = Title | Addressee | Heading | Paragraph | Table | AttachmentNote | Signature | Attachment


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document and what its properties say; `made_on` is the only date a writer puts into a file."""

    blocks: tuple[Block, ...]
    title: str
    author: str
    subject: str
    made_on: date

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
        Title,
        Addressee,
        Heading,
        Paragraph,
        Table,
        AttachmentNote,
        Signature,
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
