"""Keys that work only where the keyboard is: the same ones may mean something else in another field of the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def own_keys(widget: QWidget, keys: QKeySequence | QKeySequence.StandardKey | str, act: Callable[[], object],
             context: Qt.ShortcutContext = Qt.ShortcutContext.WidgetShortcut) -> QShortcut:
    """Runs ``act`` at ``keys`` while ``widget`` has the keyboard. The constructor of QShortcut takes a context, and forgets
    it: with two such fields in a window neither would answer."""
    shortcut = QShortcut(QKeySequence(keys), widget)
    shortcut.setContext(context)
    shortcut.activated.connect(act)
    return shortcut
