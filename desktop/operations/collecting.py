"""Writes of the 收集表 page that are no import."""

from __future__ import annotations

from datetime import datetime

from db import collecting
from db.workspace import Workspace


def withdraw(workspace: Workspace, collection_id: int, title: str) -> None:
    """Takes a collection off the list; records taken over stay. Raises Missing."""
    with workspace.transaction(f"撤回收集表“{title}”") as session:
        collecting.withdraw(session, collection_id, datetime.now())
