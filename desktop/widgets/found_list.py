"""What a search has found: headings of groups, under each the matches with the words that were met marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (QAbstractItemView, QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate,
                               QStyleOptionViewItem, QWidget)

from desktop.widgets import theme

_LINE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class FoundLine:
    """One line. ``target`` is handed back when it is chosen; a line without one is a heading."""

    words: str
    before: str = ""
    match: str = ""
    after: str = ""
    target: Any = None

    @property
    def spoken(self) -> str:
        """The line for people who hear the window."""
        return " ".join(part for part in (self.words, f"{self.before}{self.match}{self.after}") if part)


class FoundList(QListWidget):
    """Never takes the keyboard: the line above it keeps it and walks here with ``walk``. ``chosen`` carries the target."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("found")
        self.setAccessibleName("查找结果")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Delegate(self))
        self.itemClicked.connect(self._clicked)

    def show_lines(self, lines: Sequence[FoundLine], words: Sequence[str]) -> None:
        """Shows the lines; ``words`` are marked in them. The first that can be opened is current."""
        self.clear()
        self.itemDelegate().words = [word.casefold() for word in words if word]
        first = -1
        for number, line in enumerate(lines):
            item = QListWidgetItem(self)
            item.setData(_LINE, line)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, line.spoken)
            if line.target is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            elif first < 0:
                first = number
        self.setCurrentRow(first)

    def lines(self) -> list[FoundLine]:
        return [self.item(row).data(_LINE) for row in range(self.count())]

    @property
    def current(self) -> FoundLine | None:
        item = self.currentItem()
        return item.data(_LINE) if item is not None and item.data(_LINE).target is not None else None

    def walk(self, step: int) -> None:
        """Moves by so many lines that can be opened."""
        rows = [row for row, line in enumerate(self.lines()) if line.target is not None]
        if rows:
            place = rows.index(self.currentRow()) if self.currentRow() in rows else -1
            self.setCurrentRow(rows[max(0, min(len(rows) - 1, place + step))])
            if self.currentRow() == rows[0]:
                self.scrollToTop()

    def wanted_height(self) -> int:
        return sum(self.sizeHintForRow(row) for row in range(self.count())) + 4

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        line = item.data(_LINE)
        if line.target is not None:
            self.chosen.emit(line.target)


class _Delegate(QStyledItemDelegate):
    """Draws a line in one row: its words, then quieter the text around the match; matches on a marked ground."""

    words: list[str] = []

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(0, max(theme.ROW, option.fontMetrics.height() + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        line: FoundLine = index.data(_LINE)
        painter.save()
        room = option.rect.adjusted(theme.MEDIUM, 0, -theme.MEDIUM, 0)
        if line.target is None:
            font = QFont(option.font)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line.words)
            painter.restore()
            return
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(option.rect, QColor(theme.ACCENT_SOFT if chosen else theme.STRIPE))
            if chosen:
                painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), QColor(theme.ACCENT))
        room.adjust(theme.SMALL, 0, 0, 0)
        painter.setFont(option.font)
        left = self._write(painter, room, line.words, theme.INK)
        around = line.before + line.match + line.after
        if around and left < room.right() - theme.HUGE:
            rest = QRect(room)
            rest.setLeft(left + theme.MEDIUM)
            self._write(painter, rest, around, theme.MUTED)
        painter.restore()

    def _write(self, painter: QPainter, room: QRect, words: str, colour: str) -> int:
        """Writes a text with its matches marked; returns where it ends."""
        metrics: QFontMetrics = painter.fontMetrics()
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        left = room.left()
        for part, met in _parts(words, self.words):
            width = metrics.horizontalAdvance(part)
            if met:
                high = metrics.height() + 2
                painter.fillRect(QRect(left, room.center().y() - high // 2, width, high), QColor(theme.tone("warn").ground))
            painter.setPen(QColor(theme.INK if met else colour))
            painter.drawText(QRect(left, room.top(), width + 2, room.height()),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, part)
            left += width
        return left


def _parts(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text cut at every occurrence of a word: (piece, whether it is a match)."""
    folded, parts, place = text.casefold(), [], 0
    if len(folded) != len(text):
        return [(text, False)]
    while place < len(text):
        hits = [(found, len(word)) for word in words if (found := folded.find(word, place)) >= 0]
        if not hits:
            break
        start, length = min(hits)
        if start > place:
            parts.append((text[place:start], False))
        parts.append((text[start:start + length], True))
        place = start + length
    return [*parts, (text[place:], False)] if place < len(text) else parts
