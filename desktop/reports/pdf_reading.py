"""A PDF read back as what a reader sees: pages, lines, the characters in them with their places, sizes and faces.

Lengths are points from the page's top left. Words in neighbouring cells of a table are lines of their own.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.reports.pdfium import LOCK

_SAME_LINE = 2.6
_UPRIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its pen position and the box of its ink."""

    text: str
    x: float
    baseline: float
    left: float
    right: float
    top: float
    bottom: float
    size: float
    face: str


@dataclass(frozen=True, slots=True)
class SetLine:
    """Characters of one line from left to right; in a table only those of one cell."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @property
    def left(self) -> float:
        return min(glyph.left for glyph in self.glyphs)

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    @property
    def face(self) -> str:
        return self.glyphs[0].face


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page: its size, its lines from top to bottom, and the upright rules as (x, top, bottom)."""

    width: float
    height: float
    lines: tuple[SetLine, ...]
    rules: tuple[tuple[float, float, float], ...]

    @property
    def landscape(self) -> bool:
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class SetFile:
    """The pages of a PDF and its faces, each with whether it is embedded."""

    pages: tuple[SetPage, ...]
    faces: dict[str, bool]


def read_pdf(source: Path | bytes, most: int | None = None) -> SetFile:
    """Read a PDF, or its first pages up to `most`. Takes some milliseconds per page, during which no page is drawn."""
    import pypdfium2

    with LOCK:
        document = pypdfium2.PdfDocument(source)
        try:
            faces: dict[str, bool] = {}
            pages = []
            for number in range(len(document))[:most]:
                page = document[number]
                pages.append(_page(page, faces))
                page.close()
            return SetFile(tuple(pages), faces)
        finally:
            document.close()


def _page(page: Any, faces: dict[str, bool]) -> SetPage:
    import pypdfium2.raw as raw

    width, height = page.get_size()
    text = page.get_textpage()
    rules = _rules(page, raw, height, faces)
    glyphs = _glyphs(text, raw, height)
    text.close()
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if rows and glyph.baseline - rows[-1][0].baseline < _SAME_LINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = [SetLine(tuple(part)) for row in rows for part in _cells(sorted(row, key=lambda glyph: glyph.x), rules)]
    return SetPage(width, height, tuple(lines), tuple(rules))


def _glyphs(text: Any, raw: Any, height: float) -> list[Glyph]:
    glyphs: list[Glyph] = []
    high = ""
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    for index in range(raw.FPDFText_CountChars(text)):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        character = chr(raw.FPDFText_GetUnicode(text, index))
        if "\ud800" <= character <= "\udbff":
            high = character
            continue
        if high:
            character, high = (high + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if not character.strip():
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        size = raw.FPDFText_GetFontSize(text, index)
        raw.FPDFText_GetFontInfo(text, index, name, 100, flags)
        face = name.value.decode("utf-8", "replace")
        glyphs.append(
            Glyph(
                character,
                x.value,
                height - y.value,
                left.value,
                right.value,
                height - top.value,
                height - bottom.value,
                size,
                face,
            )
        )
    return glyphs


def _rules(page: Any, raw: Any, height: float, faces: dict[str, bool]) -> list[tuple[float, float, float]]:
    """The upright rules of a page; on the way the faces of its words."""
    found: list[tuple[float, float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for thing in page.get_objects():
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            font = raw.FPDFTextObj_GetFont(thing)
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            name = ctypes.create_string_buffer(size)
            raw.FPDFFont_GetBaseFontName(font, name, size)
            faces[name.value.decode("utf-8", "replace")] = raw.FPDFFont_GetIsEmbedded(font) == 1
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            before: tuple[float, float] | None = None
            for index in range(raw.FPDFPath_CountSegments(thing)):
                segment = raw.FPDFPath_GetPathSegment(thing, index)
                raw.FPDFPathSegment_GetPoint(segment, x, y)
                at = (x.value, height - y.value)
                drawn = raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO
                if drawn and before is not None and abs(at[0] - before[0]) < _UPRIGHT and abs(at[1] - before[1]) > 5:
                    found.append((at[0], min(at[1], before[1]), max(at[1], before[1])))
                before = at
    return found


def _cells(row: list[Glyph], rules: list[tuple[float, float, float]]) -> list[list[Glyph]]:
    """The glyphs of a line divided where a rule stands between them."""
    at = row[0].baseline - row[0].size * 0.3
    edges = sorted({round(x, 1) for x, top, bottom in rules if top < at < bottom})
    if not edges:
        return [row]
    parts: dict[int, list[Glyph]] = {}
    for glyph in row:
        parts.setdefault(bisect_left(edges, (glyph.left + glyph.right) / 2), []).append(glyph)
    return list(parts.values())
