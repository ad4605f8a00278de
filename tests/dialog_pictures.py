"""Draws the report page, the settings, every dialog and message of the window into PNG files for a person to look at.

    python -m tests.dialog_pictures SAMPLE FOLDER [--scale 1.25] [--colours dark] [--size huge] [--screen 1920x1080] [GROUP ...]

SAMPLE is a file of the sample hospital (copies are used). Without GROUP all of them are drawn.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.exchange_pictures import exchange
from tests.report_pictures import papers, report_extras, reports
from tests.safety_pictures import safety
from tests.settings_pictures import settings
from tests.shell_pictures import opening, window
from tests.stage import Stage

GROUPS = {"reports": reports, "extras": report_extras, "papers": papers, "settings": settings, "safety": safety, "exchange": exchange,
          "opening": opening, "window": window}


def main(arguments: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("sample", type=Path)
    asked.add_argument("folder", type=Path)
    for name, usual in (("scale", "1"), ("colours", "light"), ("size", "normal"), ("screen", "1366x768")):
        asked.add_argument(f"--{name}", default=usual)
    asked.add_argument("groups", nargs="*", metavar="GROUP", help="、".join(GROUPS))
    given = asked.parse_intermixed_args(arguments)
    stage = Stage(given.sample, given.folder, given.scale, given.colours, given.size, tuple(map(int, given.screen.split("x"))))
    stage.open(stage.file())
    for name in given.groups or GROUPS:
        GROUPS[name](stage)
    stage.state.close_file()
    return 0


if __name__ == "__main__":
    sys.exit(main())

