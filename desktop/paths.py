"""Where the files shipped with the program lie."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder under `resources`, in the packed program and in a checkout alike."""
    packed = getattr(sys, "_MEIPASS", None)
    root = Path(packed) if packed else Path(__file__).resolve().parents[1]
    return root.joinpath("resources", *parts)
