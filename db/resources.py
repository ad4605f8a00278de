"""Where the data shipped with the program lies. One function for a checkout and for the frozen build.

It stands in ``db`` (and not above it) because a new file seeds its vocabularies, duties and templates from here,
whichever face of the program made it.
"""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file, e.g. ``resource("fonts", "hei.ttf")``."""
    root = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent))
    return root.joinpath("resources", *parts)
