"""Cut a typeface down to the characters of one of our sets.

Usage: subset_fonts.py IN OUT.ttf big|small|digits|roman [TABLE.txt ...]   (needs fontTools; the tables are those of
charsets.py)
"""

import sys
from pathlib import Path

import charsets
from fontTools import subset


def cut(source: str, target: str, characters: set[str]) -> None:
    """Write the subset, without hinting, with the features of Chinese setting."""
    options = subset.Options()
    options.layout_features = ["vert", "vrt2", "halt", "palt", "chws", "locl", "ccmp", "kern"]
    options.hinting, options.glyph_names = False, False
    options.name_IDs = ["*"]
    options.notdef_outline = options.recalc_bounds = options.legacy_cmap = True
    options.drop_tables += ["DSIG", "VORG", "BASE"]
    font = subset.load_font(source, options, lazy=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    source, target, kind, *tables = sys.argv[1:]
    chosen = (
        set({"digits": charsets.DIGITS, "roman": charsets.ROMAN}[kind])
        if kind in ("digits", "roman")
        else {"big": charsets.big, "small": charsets.small}[kind](list(map(Path, tables)))
    )
    cut(source, target, chosen)
