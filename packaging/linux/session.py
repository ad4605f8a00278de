"""Run by the frozen program before anything else: what the desktop session says is made fit for it and its children.

Chinese input: Qt's packages bring an input module for ibus only. fcitx 5 answers to ibus's protocol too, so a session
that says fcitx is served through that one, unless a fcitx module was put into the bundle.

Programs started from here (the office program that shows a report) must load the system's libraries, not ours: the
search path that the starter set for this process is taken away again.
"""

import os
import sys
from pathlib import Path

_MODULES = Path(getattr(sys, "_MEIPASS", ".")) / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"

if os.environ.get("QT_IM_MODULE", "").startswith("fcitx") and not any(_MODULES.glob("libfcitx*")):
    os.environ["QT_IM_MODULE"] = "ibus"

os.environ.pop("LD_LIBRARY_PATH", None)
if _before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None):
    os.environ["LD_LIBRARY_PATH"] = _before
