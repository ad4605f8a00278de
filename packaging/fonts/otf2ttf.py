"""Turn an OpenType face with cubic outlines into one with quadratic outlines, which the PDF library can embed.

Usage: otf2ttf.py IN.otf OUT.ttf   (needs fontTools; about a minute for ten thousand characters)
"""

import sys

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

LARGEST_ERROR = 1.0
"""How far a converted outline may stray, in units of the face (1000 to the em)."""
_LIMITS = (
    "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements maxSizeOfInstructions "
    "maxComponentElements maxPoints maxContours maxCompositePoints maxCompositeContours maxComponentDepth"
).split()


def convert(source: str, target: str) -> None:
    """Write the converted face."""
    font = TTFont(source)
    shapes, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    for glyph in glyphs.values():
        if glyph.numberOfContours:
            glyph.recalcBounds(table)
    metrics = font["hmtx"].metrics
    font["hmtx"].metrics = {
        name: (width, glyphs[name].xMin if glyphs[name].numberOfContours else 0) for name, (width, _) in metrics.items()
    }
    font["maxp"].tableVersion = 0x00010000
    for limit in _LIMITS:
        setattr(font["maxp"], limit, 1 if limit == "maxZones" else 0)
    font["post"].formatType = 3.0
    for tag in ("VORG", "CFF ", "DSIG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\x00\x01\x00\x00"
    font.save(target)


if __name__ == "__main__":
    convert(*sys.argv[1:3])
