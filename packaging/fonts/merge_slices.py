"""Join the slices into which a typeface was cut for web pages into one TrueType file again.

Usage: merge_slices.py OUT.ttf SLICE.woff2 ...   (needs fontTools and brotli; two minutes for 313 slices)
All slices must come from one face: same units, same metrics. Shapes are copied under new names, layout features are
dropped.
"""

import copy
import sys

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

_DROPPED = "GSUB GPOS GDEF vhea vmtx VORG BASE prep fpgm gasp DSIG FFTM feat morx".split() + ["cvt "]


class Joined:
    """The shapes, widths and character map gathered so far."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.shapes: dict[str, object] = {}
        self.widths: dict[str, tuple[int, int]] = {}
        self.characters: dict[int, str] = {}

    def add(self, slice_: TTFont) -> None:
        """Copy what this slice has and the earlier ones had not."""
        shapes, widths = slice_["glyf"], slice_["hmtx"].metrics
        renamed: dict[str, str] = {}

        def take(name: str) -> str:
            if name in renamed:
                return renamed[name]
            renamed[name] = ".notdef" if name == ".notdef" else f"g{len(self.order)}"
            new = renamed[name]
            if new in self.shapes:
                return new
            self.order.append(new)
            shape = self.shapes[new] = copy.deepcopy(shapes[name])
            self.widths[new] = widths[name]
            if shape.isComposite():
                for component in shape.components:
                    component.glyphName = take(component.glyphName)
            return new

        take(".notdef")
        for code, name in slice_.getBestCmap().items():
            if code not in self.characters:
                self.characters[code] = take(name)


def _character_map(kind: int, encoding: int, characters: dict[int, str]) -> CmapSubtable:
    table = CmapSubtable.newSubtable(kind)
    table.platformID, table.platEncID, table.language, table.cmap = 3, encoding, 0, characters
    return table


def merge(target: str, sources: list[str]) -> None:
    """Write one face made of all the slices."""
    joined, base = Joined(), TTFont(sources[0])
    for source in sources:
        slice_ = TTFont(source)
        if slice_["head"].unitsPerEm != base["head"].unitsPerEm or slice_["hhea"].ascent != base["hhea"].ascent:
            raise ValueError(f"{source} is a slice of another face")
        joined.add(slice_)
    for tag in _DROPPED:
        if tag in base:
            del base[tag]
    base.setGlyphOrder(joined.order)
    outlines = base["glyf"] = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = joined.order, joined.shapes
    base["loca"] = newTable("loca")
    base["hmtx"].metrics = joined.widths
    base["maxp"].numGlyphs = len(joined.order)
    short = {code: name for code, name in joined.characters.items() if code < 0x10000}
    base["cmap"].tables = [_character_map(4, 1, short), _character_map(12, 10, joined.characters)]
    base["post"].formatType, base.flavor = 3.0, None
    base.save(target)


if __name__ == "__main__":
    merge(sys.argv[1], sorted(sys.argv[2:]))
