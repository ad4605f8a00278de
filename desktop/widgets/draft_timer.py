"""When what is being typed is kept as a draft: once some quiet has passed."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.state import State


class DraftTimer(QTimer):
    """``start`` it with every change. ``due`` comes ``quiet`` ms after the last one; later while something long is being written:
    the window does not wait for that."""

    due = Signal()

    def __init__(self, state: State, quiet: int, parent: QWidget):
        super().__init__(parent, singleShot=True, interval=quiet)
        self._state = state
        self.timeout.connect(self.hurry)

    @Slot()
    def hurry(self) -> None:
        """Does not wait for more quiet."""
        if self._state.workspace is not None and self._state.workspace.writing:
            self.start()
        else:
            self.due.emit()
