"""A course of events from top to bottom: day and step in one line, the words written then below it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget,
)

from db.timeline import Entry
from desktop.widgets import theme
from desktop.widgets.marks import tone_icon

_ENTRY = Qt.ItemDataRole.UserRole
_LEFT, _MARK = 26, 12  # room for the line with its marks; size of a mark
_WRAP = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


class Timeline(QListWidget):
    """Shows entries in the order given, newest first."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName("经过")
        self.setItemDelegate(_EntryPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setTabKeyNavigation(False)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """The entry under the cursor stays current where it is still there."""
        held = self.current()
        self.clear()
        for entry in entries:
            item = QListWidgetItem(f"{entry.day.isoformat()}　{entry.label}　{entry.text}")
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole,
                         f"{entry.day.isoformat()}，{entry.label}，{entry.who}{entry.text}")
            self.addItem(item)
            if held is not None and (held.ledger_key, held.record_id) == (entry.ledger_key, entry.record_id):
                self.setCurrentItem(item)

    def current(self) -> Entry | None:
        item = self.currentItem()
        return item.data(_ENTRY) if item is not None else None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # wrapped words have another height


class _EntryPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        width = self.parent().viewport().width()
        words = self._words(option, QRect(0, 0, width, 0), index.data(_ENTRY))
        return QSize(width, option.fontMetrics.height() + words.height() + theme.MEDIUM)

    @staticmethod
    def _words(option: QStyleOptionViewItem, rect: QRect, entry: Entry) -> QRect:
        if not entry.text:
            return QRect()
        room = QRect(rect.left() + _LEFT, rect.top() + option.fontMetrics.height() + 6,
                     max(rect.width() - _LEFT - theme.SMALL, 40), 4000)
        return option.fontMetrics.boundingRect(room, _WRAP, entry.text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        entry: Entry = index.data(_ENTRY)
        rect, height = option.rect, option.fontMetrics.height()
        painter.save()
        if index.row() == self.parent().currentRow() and self.parent().hasFocus():
            painter.fillRect(rect, QColor(theme.ACCENT_SOFT))
        middle, top = rect.left() + _LEFT / 2, rect.top() + 4 + height / 2
        painter.setPen(QPen(QColor(theme.LINE), 1.5))
        first, last = index.row() == 0, index.row() == index.model().rowCount() - 1
        painter.drawLine(QPointF(middle, top if first else rect.top()),
                         QPointF(middle, top if last else rect.bottom() + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.SURFACE))
        painter.drawEllipse(QPointF(middle, top), _MARK / 2 + 1, _MARK / 2 + 1)
        tone_icon(entry.tone).paint(painter, QRect(round(middle - _MARK / 2), round(top - _MARK / 2), _MARK, _MARK))
        line = QRect(rect.left() + _LEFT, rect.top() + 4, rect.width() - _LEFT - theme.SMALL, height)
        self._head(painter, line, entry)
        painter.setPen(QColor(theme.INK))
        words = self._words(option, rect, entry)
        if not words.isNull():
            painter.drawText(QRect(line.left(), words.top(), line.width(), words.height() + 2), _WRAP, entry.text)
        painter.restore()

    @staticmethod
    def _head(painter: QPainter, line: QRect, entry: Entry) -> None:
        """Day, step in bold, and at the right who acted."""
        plain = painter.font()
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, entry.day.isoformat())
        if entry.who:
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.who)
        bold = painter.font()
        bold.setBold(True)
        shift = painter.fontMetrics().horizontalAdvance("2025-00-00　")
        painter.setFont(bold)
        painter.setPen(QColor(theme.tone(entry.tone).text))
        painter.drawText(line.adjusted(shift, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, entry.label)
        painter.setFont(plain)
