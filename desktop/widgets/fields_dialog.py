"""Enter in a dialog with several fields."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog


class FieldsDialog(QDialog):
    """Enter goes from field to field, which the fields see to themselves, and presses a button only where that has the
    keyboard. Qt would press the main button from every field, and from 取消 as well."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)
