"""Reads set pages back with PDFium: lines with their characters, margins, faces. Lengths are millimetres from the
page's top left.

The program has a reader of its own (`desktop.reports.pdf_reading`), which it measures its files with. This one stays apart
from it though it does much the same: a fault in that reader must not hide a fault of the writer.
"""

import ctypes
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    """One character: where its pen started and the edges of its ink."""

    text: str
    x: float
    baseline: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class SetLine:
    """Characters that share a baseline, from left to right."""

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


@dataclass(frozen=True)
class SetPage:
    """A page: its size and its glyphs in the order of the file."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def lines(self) -> list[SetLine]:
        """All lines from top to bottom. Faces sit at slightly different heights, so a millimetre of difference is one
        line.
        """
        rows: list[list[Glyph]] = []
        for glyph in sorted(self.glyphs, key=lambda glyph: glyph.baseline):
            if rows and glyph.baseline - rows[-1][0].baseline < 1:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return [SetLine(tuple(sorted(row, key=lambda glyph: glyph.x))) for row in rows]

    def body(self, bottom: float = 262) -> list[SetLine]:
        """The lines above the page number."""
        return [line for line in self.lines if line.baseline < bottom + 1]

    def number(self, bottom: float = 262) -> SetLine:
        """The line of the page number."""
        (line,) = [line for line in self.lines if line.baseline >= bottom + 1]
        return line


def read(path: Path) -> list[SetPage]:
    """Every page of a PDF."""
    document = pdfium.PdfDocument(path)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def _page(page: pdfium.PdfPage) -> SetPage:
    width, height = page.get_size()
    text = page.get_textpage()
    glyphs: list[Glyph] = []
    high = ""
    for index in range(raw.FPDFText_CountChars(text)):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        unit = chr(raw.FPDFText_GetUnicode(text, index))
        if "\ud800" <= unit <= "\udbff":
            high = unit
            continue
        if high:
            unit, high = (high + unit).encode("utf-16", "surrogatepass").decode("utf-16"), ""
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, bottom, right, top = text.get_charbox(index)
        glyphs.append(
            Glyph(
                unit,
                x.value / MM,
                (height - y.value) / MM,
                left / MM,
                right / MM,
                (height - top) / MM,
                (height - bottom) / MM,
            )
        )
    return SetPage(width / MM, height / MM, tuple(glyph for glyph in glyphs if glyph.text.strip()))


def faces(path: Path) -> dict[str, bool]:
    """The names of the faces the pages use, and whether each is embedded."""
    document = pdfium.PdfDocument(path)
    found: dict[str, bool] = {}
    for page in document:
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(thing)
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            name = ctypes.create_string_buffer(size)
            raw.FPDFFont_GetBaseFontName(font, name, size)
            found[name.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
    document.close()
    return found
