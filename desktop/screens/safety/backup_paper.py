"""备份核验单 of a backup: read back whole for it, previewed, printed, exported; and the blank one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop import drives
from desktop.reports.papers import Paper, blank_papers
from desktop.screens.ledger.paper_dialog import PaperDialog, show_papers
from desktop.state import State

if TYPE_CHECKING:
    from datetime import date

    from db.workspace import Workspace
    from desktop.reports.blocks import Document
    from desktop.reports.target import Step

_PLACES = {"removable": "stick", "network": "network"}
_HELP = "打印前会从备份盘上逐字节读出核对；备份大、盘慢时要等一会儿，可以取消。"


def show_sheet(state: State, snapshot: Path, parent: QWidget) -> PaperDialog:
    """Opens the papers of a snapshot over a widget."""
    kind = _PLACES.get(drives.kind_of(snapshot), "folder")

    def make(workspace: Workspace, today: date, step: Step) -> Document:
        from desktop.rescue_check import kept_sheet

        return kept_sheet(workspace, snapshot, kind, step)

    filled = Paper("备份核验单", "这份备份", make, f"备份核验单 {snapshot.name}", _HELP)
    return show_papers(state, [filled, *blank_papers([""])], parent)
