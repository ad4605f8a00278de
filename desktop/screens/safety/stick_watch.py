"""Looks every few seconds whether a known backup drive was plugged in. Nothing is written, no network is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from db.sticks import BACKUPS, sticks_in
from desktop import drives, jobs
from desktop.state import State

EVERY = 5_000  # ms


class StickWatch(QObject):
    """``here`` maps the identities of the known drives that are plugged in to their folders; ``changed`` when it does."""

    changed = Signal()

    def __init__(self, state: State, parent: QObject | None = None, roots: Callable[[], list[Path]] = drives.roots):
        super().__init__(parent)
        self._state, self._roots = state, roots
        self.here: dict[str, Path] = {}
        self._busy = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        state.closed.connect(self.end)

    @Slot()
    def begin(self) -> None:
        """Looks now and from then on."""
        self._timer.start()
        self.look()

    @Slot()
    def end(self) -> None:
        self._timer.stop()
        self._take({})

    @Slot()
    def look(self) -> None:
        """Asks in a worker, as a drive may take its time; one question at a time."""
        workspace = self._state.workspace
        if self._busy or workspace is None:
            return
        sticks = sticks_in(workspace.setting(BACKUPS))
        if not sticks:
            self._take({})
            return
        self._busy = True

        def done(found: dict[str, Path]) -> None:
            self._busy = False
            if self._state.workspace is workspace:
                self._take(found)

        def failed(_: BaseException) -> None:
            self._busy = False

        def work(_: jobs.Progress) -> dict[str, Path]:
            from db.backup import plugged_in

            return plugged_in(sticks, self._roots())

        jobs.quietly(self, work, done, failed)

    def _take(self, found: dict[str, Path]) -> None:
        if found != self.here:
            self.here = found
            self.changed.emit()
