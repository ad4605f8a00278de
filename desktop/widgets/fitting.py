"""The size of a dialog: as wanted, but never larger than the main window below it (or the screen)."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog

from desktop.widgets import theme


def fit(dialog: QDialog, width: int, height: int) -> None:
    """Gives the dialog a size chosen beside type of the standard size; it grows with the type."""
    resize_within(dialog, theme.scaled(width), theme.scaled(height))


def resize_within(dialog: QDialog, width: int, height: int) -> None:
    """Resizes the dialog to at most ``width`` × ``height``; its content scrolls where there is less room."""
    above = dialog.parentWidget()
    while above is not None and (below := above.window().parentWidget()) is not None:  # over another dialog
        above = below
    room = above.window().size() if above is not None else dialog.screen().availableGeometry().size()
    dialog.resize(min(width, room.width() - theme.LARGE), min(height, room.height() - theme.LARGE))


class FittingDialog(QDialog):
    """As high as its words ask, also when they become more; never smaller again, so that nothing jumps. A dialog that nobody gives
    a size opens at two thirds of the screen at most, and on a small one its words are cut."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return done

    def _grow(self) -> None:
        self.layout().activate()
        self.resize(self.width(), max(self.height(), self.layout().totalHeightForWidth(self.width())))
