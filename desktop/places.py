"""Where the program keeps its own things on this computer: log, window settings. Never the clerk's file. No Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER = "lvze"
PROGRAMS = "lvze"  # the folder of the programs on a rescue stick


def user_folder() -> Path:
    """The program's own folder of this user, made when missing. ``LVZE_HOME`` overrides it (tests, USB stick)."""
    if chosen := os.environ.get("LVZE_HOME"):
        folder = Path(chosen)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / FOLDER
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Application Support" / FOLDER
    else:
        folder = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_folder() -> Path:
    folder = user_folder() / "log"
    folder.mkdir(exist_ok=True)
    return folder


def log_file() -> Path:
    return log_folder() / "lvze.log"


def settings_file() -> Path:
    """The window's settings (size, recent files); nothing in it belongs to the hospital's records."""
    return user_folder() / "window.ini"


def rescue_stick() -> Path | None:
    """The rescue stick (desktop.rescue) that this program was started from, None when it was not one of ours."""
    if said := os.environ.get("LVZE_STICK"):
        stick = Path(said)
    elif getattr(sys, "frozen", False):
        stick = Path(sys.executable).parent.parent.parent
        if Path(sys.executable).parent.parent.name != PROGRAMS:
            return None
    else:
        return None
    return stick if (stick / "履责台账备份").is_dir() else None
