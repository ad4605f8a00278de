"""Takes pages apart piece by piece: all at once, what a day's work has built stops the window for most of a second."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop import jobs
from desktop.state import State

class Dropping(QObject):
    """Pages given to it are out of sight and deaf to the file at once, and gone some turns of the event loop later."""

    def __init__(self, state: State, parent: QObject):
        super().__init__(parent)
        self._state = state
        self._pieces: list[QWidget] = []
        self._then: list[Callable[[], None]] = []
        self._timer = QTimer(self, singleShot=True, interval=1)
        self._timer.timeout.connect(self._drop)

    def drop(self, page: QWidget) -> None:
        """Hides a page for good."""
        from PySide6.QtCore import QRegularExpression, Qt  # 14 ms, which the first paint can do without

        screens = QRegularExpression("^screen_")  # the names of the ledgers' screens, wherever they stand
        page.hide()  # where it stands: to take it out of its window costs as much as to delete it
        inner = page.findChildren(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        pieces = [*(stack.widget(place) for stack in inner for place in range(stack.count())), page]
        for one in (*pieces, *page.findChildren(QWidget, screens)):
            QObject.disconnect(self._state, None, one, None)
        jobs.forget(page)
        self._pieces += pieces
        self._timer.start()

    def afterwards(self, act: Callable[[], None]) -> None:
        """Calls ``act`` once nothing is left."""
        self._then.append(act)
        self._timer.start()

    @Slot()
    def _drop(self) -> None:
        if self._pieces:
            self._pieces.pop(0).deleteLater()
            self._timer.start()
        else:
            while self._then:
                self._then.pop(0)()

    @property
    def busy(self) -> bool:
        """Whether something is left."""
        return bool(self._pieces)
