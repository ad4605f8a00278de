"""The look that tables share."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTableView

from desktop.widgets import theme


def dress(table: QTableView) -> None:
    """Whole rows of one height, one of them marked at a time, no grid; Tab leaves the table."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(max(theme.ROW, table.fontMetrics().height() + theme.SMALL))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def one_line(text: str) -> str:
    """What a cell shows of several lines."""
    return " ".join(text.split("\n"))


def draw_as(option: QStyleOptionViewItem, words: str, mark: QIcon | None, side: Qt.AlignmentFlag) -> None:
    """Tells the style a cell's words, the mark before them, the side on which they stand: all that Qt asks a model seven
    questions for, which takes most of the time of showing a page with a table.
    """
    option.displayAlignment = side
    if words:
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.text = words
    if mark is not None:
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.icon = mark
        room, size = option.decorationSize, mark.actualSize(option.decorationSize)
        option.decorationSize = QSize(min(room.width(), size.width()), min(room.height(), size.height()))
