"""The first start: a new file with the hospital's names, its roster and the year's duty list, all or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Refusal

if TYPE_CHECKING:
    from db.workspace import Workspace
    from desktop.exchange.roster import RosterPlan


@dataclass(frozen=True)
class Founding:
    """What the clerk answered. ``party_committee`` "" = 中共<hospital>委员会; ``roster`` None = later; ``password`` None = the
    file is not encrypted.
    """

    path: Path
    hospital: str
    party_committee: str = ""
    roster: RosterPlan | None = None
    duty_list: bool = True
    password: str | None = None


def found(wanted: Founding, today: date,
          progress: Callable[[int, int, str], None] = lambda done, total, text: None) -> Workspace:
    """Makes the file and returns it open; with a password, its recovery code is in it.

    Raises Refusal, and leaves nothing behind, when any part fails.
    """
    from db.workspace import Workspace

    if wanted.path.exists():
        raise Refusal(f"“{wanted.path.name}”已经存在，请换一个名字，或直接打开它。")
    progress(0, 3, "正在建立台账文件…")
    _make_folder(wanted.path.parent)
    workspace = Workspace.create(wanted.path, password=wanted.password)
    try:
        workspace.set_setting("hospital", wanted.hospital)
        workspace.set_setting("party_committee", wanted.party_committee or f"中共{wanted.hospital}委员会")
        if wanted.roster is not None:
            from desktop.exchange import roster

            progress(1, 3, "正在录入名册…")
            roster.apply(workspace, wanted.roster)
        if wanted.duty_list:
            from desktop.operations import duties

            progress(2, 3, "正在列出责任清单…")
            duties.new_list(workspace, today.year, today)
    except BaseException:
        workspace.close()
        take_back(wanted.path)
        raise
    return workspace


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"不能建立文件夹“{folder}”，请换一个可以写入的位置。") from error


def take_back(path: Path) -> None:
    """Removes a file that was begun just now and is closed, with everything that belongs to it."""
    for ending in ("", "-wal", "-shm", ".lock", ".keys"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(path.name + ".files"), ignore_errors=True)
