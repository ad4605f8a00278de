"""What stands between a file and its opening: it lies on a stick, its folder cannot be written, or it is damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop import drives
from desktop.state import State
from desktop.widgets.question import ask


def must_only_look(parent: QWidget, path: Path) -> bool | None:
    """Whether the file is to be opened for looking only; None: not at all. A file on a stick is not worked on there."""
    if drives.kind_of(path.parent) != "removable":
        return False
    agreed = ask(parent, f"“{path.name}”在移动盘上。拔盘或断电时容易损坏，因此不在盘上直接登记；请把它复制到本机再打开，"
                         "盘上的留着做备份。现在可以先打开来看、导出和打印。", "只打开看看")
    return True if agreed else None


def agrees_to_look(parent: QWidget, path: Path) -> bool:
    """For a folder in which nothing can be written."""
    return ask(parent, f"“{path.name}”所在的文件夹不能写入（可能是只读的 U 盘或共享文件夹）。可以先打开来看、导出和打印；"
                       "要修改，请先把它复制到可以写入的文件夹。", "只打开看看")


def offer_help(state: State, path: Path, sentence: str, parent: QWidget, keys: Any = None, **key: str) -> None:
    """For a damaged file: what can be done about it. ``keys`` or password= or code= of an encrypted one."""
    from desktop.screens.opening.damaged_dialog import DamagedDialog

    DamagedDialog(state, path, sentence, keys, key, parent).open()
