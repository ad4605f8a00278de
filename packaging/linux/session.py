"""Run by the frozen program before anything else: what the desktop session says is made fit for it and its children.

Chinese input: Qt's packages bring an input module for ibus only; that for fcitx is made by ``fcitx.py``. In a program built
without it a session that says fcitx is served through ibus's protocol, which fcitx 5 knows too, and fcitx 4 does not. Some
desktops tell only the older X programs which one they have.

Programs started from here (the office program that shows a report) must load the system's libraries, not ours: the
search path that the starter set for this process is taken away again.
"""

import os
import sys
from pathlib import Path

_MODULES = Path(getattr(sys, "_MEIPASS", ".")) / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"

_said = os.environ.get("QT_IM_MODULE") or os.environ.get("XMODIFIERS", "").removeprefix("@im=")
if _said.startswith("fcitx"):
    os.environ["QT_IM_MODULE"] = "fcitx" if any(_MODULES.glob("libfcitx*")) else "ibus"
elif _said.startswith("ibus"):
    os.environ["QT_IM_MODULE"] = "ibus"

os.environ.pop("LD_LIBRARY_PATH", None)
if _before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None):
    os.environ["LD_LIBRARY_PATH"] = _before
