"""The window goes: for good, or to be built anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop import jobs

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow


def put_away(window: MainWindow, for_good: bool) -> bool:
    """Closes the file and hides the window; False when the clerk would rather stay.

    A window that is going for good leaves an automatic copy of its file; it is out of sight before that is made.
    """
    if not window.may_leave():
        return False
    window.settings.geometry = window.saveGeometry()
    if window.state.period.kind != "range":
        window.settings.put("period_kind", window.state.period.kind)
    window.hide()
    jobs.finish_all()
    if for_good and window.state.workspace is not None:
        from desktop.operations import copies

        copies.on_close(window.state.workspace)
    window.state.close_file()
    return True
