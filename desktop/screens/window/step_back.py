"""撤销 and 重做 from anywhere in the window: a small step at once, a large one with progress and 取消."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from desktop import errors
from desktop.state import State
from desktop.widgets.note_bar import NoteBar

AT_ONCE = 20  # records: more are taken back in the background, at some 1 ms each


def step(parent: QWidget, state: State, back: bool = True) -> None:
    """Takes the last step back, or (``back`` False) does the last undone one again. A refusal is told."""
    workspace = state.workspace
    if workspace is None:
        return
    act, size = (workspace.undo, workspace.undo_size) if back else (workspace.redo, workspace.redo_size)
    if size <= AT_ONCE and not workspace.writing:  # else it is that step that is meant, which may be a large one
        try:
            act()
        except Refusal as refusal:
            errors.tell(parent, refusal)
        else:
            _outdate(parent)
        return
    from desktop import jobs

    jobs.run(parent, "正在撤销" if back else "正在重做", lambda progress: act(progress.step), lambda _: _outdate(parent))


def _outdate(parent: QWidget) -> None:
    """What the window says was done may not be done any more."""
    for note in parent.window().findChildren(NoteBar):
        if note.tone == "good":
            note.clear()
