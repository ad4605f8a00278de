"""What fills the main window."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

_BLOCKING = (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked)


class Inside(QWidget):
    """Keeps it from its thousands of widgets that a dialog stands over the window: none of them asks, and telling all of
    them, when it comes and when it goes, would stop the window for 50 ms each.
    """

    def event(self, event: QEvent) -> bool:
        return event.type() in _BLOCKING or super().event(event)
