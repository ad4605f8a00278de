"""The typefaces of the PDF: which file draws a character, how wide it is, and what none of them can draw.

No single free face of the 仿宋 style holds every character of a person's name, so every face has a chain of files and
each character is looked up by itself. A file is a shipped one by its name, or an installed one as `installed` gives it,
"path#number". The files are read once per process and only when a character needs them.
"""

from __future__ import annotations

import struct
import threading
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.giving_way import give_way
from db.resources import resource
from desktop.reports.style import Face

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

# Height above the baseline, in em, about which the Chinese characters of a file are centred (mean over the 3755 common
# characters). Drawing every file about the middle of its line keeps a borrowed character level with its neighbours.
_MIDDLE = {"fangsong": 0.308, "song-light": 0.38, "kai": 0.355, "hei": 0.378, "title-song": 0.381, "digits-song": 0.267}

# The shipped 仿宋 has sans-serif letters and digits, which no official document shows; a Roman stands on its baseline
# instead. Digits, marks and the per cent sign are as wide in both.
_ROMAN, _SANS = "roman", "fangsong"
_MIDDLE[_ROMAN] = _MIDDLE[_SANS]

# Where the ink of the dash — begins and ends in each file, in em. Most leave a gap at both sides, which would split the
# pair that makes a Chinese dash.
_DASH = {
    "fangsong": (0.0, 1.0),
    "song-light": (0.043, 0.838),
    "kai": (0.002, 0.998),
    "hei": (0.047, 0.852),
    "title-song": (0.044, 0.884),
}

_COMMON = "国家医院党委工作报告情况开展组织落实学习制度责任"
_LOADING = threading.RLock()


@cache
def _loaded(name: str) -> TTFont:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with _LOADING:
        _set_up_reportlab()
        path, _, number = name.rpartition("#")
        if path:
            font = TTFont(f"ledger-{Path(path).stem}-{number}", path, subfontIndex=int(number), shapable=False)
        else:
            font = TTFont(f"ledger-{name}", str(resource("fonts", f"{name}.ttf")), shapable=False)
        font.face.glyphToChar = {}  # 30,000 lists for the shaping that Chinese does without
        pdfmetrics.registerFont(font)
    return font


@cache
def _set_up_reportlab() -> None:
    """Make reportlab's map from glyphs back to text hold for characters beyond U+FFFF, and its files a fifth smaller.

    It writes their code point as five hexadecimal digits where the format wants two UTF-16 units, so that 𠮷 would be
    copied out of the PDF as another character. It also puts more than the permitted 100 entries into one section.
    """
    from reportlab import rl_config
    from reportlab.pdfbase import ttfonts

    from desktop.reports.pdf_archive import patch_streams

    patch_streams()
    rl_config.useA85 = 0  # streams as bytes instead of as letters
    rl_config.autoGenerateTTFMissingTTFName = True  # some Chinese files have no English name

    def to_unicode(name: str, subset: list[int]) -> str:
        entries = [
            f"<{index:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for index, code in enumerate(subset)
        ]
        lines = [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
        ]
        for start in range(0, len(entries), 100):
            section = entries[start : start + 100]
            lines += [f"{len(section)} beginbfchar", *section, "endbfchar"]
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines)

    class Face(ttfonts.TTFontFace):
        """Gives way between two tables and before it is cut down to what a document needs: each takes up to 100 ms."""

        def seek_table(self, tag: str, offset_in_table: int = 0) -> int:
            give_way()
            return super().seek_table(tag, offset_in_table)

        def addSubsetObjects(self, doc: Any, fontname: str, subset: Any) -> Any:  # noqa: N802 - reportlab's name
            give_way()
            return super().addSubsetObjects(doc, fontname, subset)

    ttfonts.TTFontFace = Face
    ttfonts.makeToUnicodeCMap = to_unicode


def typeface(file: str) -> TTFont:
    """A shipped file as reportlab has it; read on first use."""
    return _loaded(file)


def registered(file: str) -> str:
    """The name under which reportlab knows a shipped file; reads the file on first use."""
    return _loaded(file).fontName


def middle(file: str) -> float:
    """Height of the middle of a file's Chinese characters above the baseline, in em."""
    return _MIDDLE[file] if file in _MIDDLE else _measured_middle(file)


def dash_ink(file: str) -> tuple[float, float]:
    """Where the ink of a file's dash begins and ends, in em."""
    if file in _DASH:
        return _DASH[file]
    left, _, right, _ = _box(file, "—")
    return left, right


@cache
def _measured_middle(file: str) -> float:
    boxes = [_box(file, character) for character in _COMMON if _holds(file, ord(character))]
    return sum(low + high for _, low, _, high in boxes) / (2 * len(boxes)) if boxes else _MIDDLE["fangsong"]


def _box(file: str, character: str) -> tuple[float, float, float, float]:
    """The box around a character's ink: left, bottom, right, top in em."""
    face = _loaded(file).face
    at = face.glyphPos[face.charToGlyph[ord(character)]]
    _, *corners = struct.unpack(">5h", face.get_table("glyf")[at : at + 10])
    left, low, right, high = (corner / face.unitsPerEm for corner in corners)
    return left, low, right, high


@cache
def _holds(file: str, code: int) -> bool:
    """Whether a file can draw a character; an installed file that cannot be read holds none."""
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        return code in _loaded(file).face.charToGlyph
    except (TTFError, OSError, LookupError, ValueError, struct.error):
        return False


def first_usable(face: Face) -> str:
    """The first of a face's files that can be read."""
    return next(file for file in face.files if _holds(file, ord("1")))


@dataclass
class Faces:
    """Looks up characters for one document and remembers those nobody can draw, in `missing`."""

    missing: dict[str, None] = field(default_factory=dict)
    _found: dict[tuple[str, tuple[str, ...]], str | None] = field(default_factory=dict)

    def file(self, character: str, files: tuple[str, ...]) -> str | None:
        """The first of the files that holds the character; None, and noted as missing, when none does."""
        key = (character, files)
        if key not in self._found:
            code = ord(character)
            found = next((name for name in files if _holds(name, code)), None)
            self._found[key] = _ROMAN if found == _SANS and "!" <= character <= "~" else found
            if self._found[key] is None:
                self.missing[character] = None
        return self._found[key]

    def width(self, text: str, file: str, size: float) -> float:
        """Width of text in points, when set from one file at a size in points."""
        face = _loaded(file).face
        widths, other = face.charWidths, face.defaultWidth
        if len(text) == 1:
            return widths.get(ord(text), other) * size / 1000
        return sum([widths.get(ord(character), other) for character in text]) * size / 1000
