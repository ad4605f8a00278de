"""The manual shipped with the program: its pages, which page explains what, and searching them. No Qt.

``resources/help/contents.tsv`` lists the pages in order. ``covers`` names the modules of the window (their last name) and
``ledger:KEY``, ``group:KEY`` that a page explains; ``hint`` is the line shown above a tab until the clerk has read it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.resources import resource

FIRST = "start"
_MARKS = re.compile(r"!\[[^\]]*\]\([^)]*\)|[*#|>`]|\]\([^)]*\)|\[|^-{3,}$|^[-\d.]+ ", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One page: ``part`` is the group it stands in, ``covers`` what it explains."""

    key: str
    part: str
    title: str
    covers: tuple[str, ...]
    hint: str

    @property
    def text(self) -> str:
        """The page in Markdown; links lead to other pages by their key, pictures lie in ``pictures/``."""
        return (folder() / f"{self.key}.md").read_text(encoding="utf-8")

    @property
    def words(self) -> str:
        """The page without marks, for searching."""
        return " ".join(_MARKS.sub("", self.text).split())


@dataclass(frozen=True)
class Hit:
    """A page that holds what was sought, with the words around its first place."""

    page: Page
    around: str


def folder() -> Path:
    return resource("help")


@cache
def pages() -> tuple[Page, ...]:
    """All pages, in the order of the contents list."""
    with resource("help", "contents.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple(Page(line["key"], line["part"], line["title"], tuple(line["covers"].split()), line["hint"] or "")
                     for line in csv.DictReader(lines, delimiter="\t"))


def page(key: str) -> Page:
    """A page by its key; the first one for a key that does not exist."""
    return next((one for one in pages() if one.key == key), pages()[0])


def page_of(names: Iterable[str]) -> Page | None:
    """The page that explains the first of ``names`` (module, ledger or group of ledgers) that any page explains."""
    known = {name: one for one in pages() for name in one.covers}
    return next((known[name] for name in names if name in known), None)


def search(text: str) -> list[Hit]:
    """The pages that hold every word of ``text``, those with one in the title first."""
    wanted = text.casefold().split()
    found = []
    for one in pages():
        words = one.words
        low = words.casefold()
        if wanted and all(word in low for word in wanted):
            place = low.find(wanted[0])
            start = max(0, place - 5)  # what was sought stands in sight where the line is short
            found.append(Hit(one, ("…" if start else "") + words[start:place + 28] + "…"))
    return sorted(found, key=lambda hit: not any(word in hit.page.title.casefold() for word in wanted))
