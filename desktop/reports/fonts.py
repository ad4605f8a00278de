"""The shipped typefaces: which file draws a character, how wide it is, and what none of them can draw.

No single free face of the 仿宋 style holds every character of a person's name, so every face has a chain of files and
each character is looked up by itself. The files are read once per process and only when a character needs them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from db.resources import resource

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

# Height above the baseline, in em, about which the Chinese characters of a file are centred (mean over the 3755 common
# characters). Drawing every file about the middle of its line keeps a borrowed character level with its neighbours.
_MIDDLE = {"fangsong": 0.308, "song-light": 0.38, "kai": 0.355, "hei": 0.378, "title-song": 0.381, "digits-song": 0.267}

# Where the ink of the dash — begins and ends in each file, in em. Most leave a gap at both sides, which would split the
# pair that makes a Chinese dash.
_DASH = {
    "fangsong": (0.0, 1.0),
    "song-light": (0.043, 0.838),
    "kai": (0.002, 0.998),
    "hei": (0.047, 0.852),
    "title-song": (0.044, 0.884),
}

_LOADING = threading.RLock()


@cache
def _loaded(name: str) -> TTFont:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with _LOADING:
        _set_up_reportlab()
        font = TTFont(f"ledger-{name}", str(resource("fonts", f"{name}.ttf")), shapable=False)
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

    rl_config.useA85 = 0  # streams as bytes instead of as letters

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

    ttfonts.makeToUnicodeCMap = to_unicode


def typeface(file: str) -> TTFont:
    """A shipped file as reportlab has it; read on first use."""
    return _loaded(file)


def registered(file: str) -> str:
    """The name under which reportlab knows a shipped file; reads the file on first use."""
    return _loaded(file).fontName


def middle(file: str) -> float:
    """Height of the middle of a file's Chinese characters above the baseline, in em."""
    return _MIDDLE[file]


def dash_ink(file: str) -> tuple[float, float]:
    """Where the ink of a file's dash begins and ends, in em."""
    return _DASH[file]


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
            self._found[key] = next((name for name in files if code in _loaded(name).face.charToGlyph), None)
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
