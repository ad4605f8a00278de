"""Run by the frozen program before anything else: Chinese input on desktops whose session asks for fcitx.

Qt's packages bring an input module for ibus only. fcitx 5 answers to ibus's protocol too, so a session that says fcitx
is served through that one, unless a fcitx module was put into the bundle.
"""

import os
import sys
from pathlib import Path

_MODULES = Path(getattr(sys, "_MEIPASS", ".")) / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"

if os.environ.get("QT_IM_MODULE", "").startswith("fcitx") and not any(_MODULES.glob("libfcitx*")):
    os.environ["QT_IM_MODULE"] = "ibus"
