"""Automatic local copies of the open file: every half hour while something changed, and on closing."""

from __future__ import annotations

from db.workspace import Workspace
from desktop import log


def automatic(workspace: Workspace) -> None:
    """Makes a copy beside the file unless nothing changed since the last one. Raises Refusal."""
    from db.backup import copy_if_changed

    copy_if_changed(workspace)


def on_close(workspace: Workspace) -> None:
    """The copy made when the window closes; a failure must not keep the window open and is only logged."""
    try:
        automatic(workspace)
    except Exception as error:  # noqa: BLE001
        note_failure(error)


def note_failure(error: BaseException) -> None:
    log.write("warning", f"automatic copy failed: {error}")
