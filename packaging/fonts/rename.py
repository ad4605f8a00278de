"""Give a subset its own family and PostScript name.

The Open Font License lets an author reserve the original's name for unmodified copies, and the PDF library takes two
files of one PostScript name for the same face. Copyright and licence entries stay.

Usage: rename.py IN.ttf OUT.ttf FAMILY POSTSCRIPT_NAME   (needs fontTools)
"""

import sys

from fontTools.ttLib import TTFont


def rename(source: str, target: str, family: str, postscript: str) -> None:
    """Write the face under its new name."""
    font = TTFont(source)
    names = font["name"]
    origin = names.getDebugName(4)
    names.names = [entry for entry in names.names if entry.nameID in (0, 13, 14)]
    told = {
        1: family,
        2: "Regular",
        3: f"{postscript};subset of {origin}",
        4: family,
        5: "Version 1.0",
        6: postscript,
        10: f"Subset of {origin}, renamed as its licence asks of modified versions",
    }
    for identity, text in told.items():
        names.setName(text, identity, 3, 1, 0x409)
        names.setName(text, identity, 1, 0, 0)
    font.save(target)


if __name__ == "__main__":
    rename(*sys.argv[1:5])
