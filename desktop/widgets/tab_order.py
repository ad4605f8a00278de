"""The order in which Tab goes from one widget to the next, where it is not the order in which they were made."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QWidget


def in_order(*widgets: QWidget) -> None:
    """Tab goes through these as a reader's eye does: pass them from the top left to the bottom right."""
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
