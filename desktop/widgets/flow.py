"""A layout that puts its items side by side and goes on in the next line where the width ends."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QWidget

from desktop.widgets import theme


class FlowLayout(QLayout):
    def __init__(self, parent: QWidget | None = None, spacing: int = 6):
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # width → height; Qt asks for the same ones hundreds of times in a row
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's names from here on
        self._items.append(item)
        self._forget()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        self._forget()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """Called by Qt when an item wants another size, appears or goes."""
        self._forget()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        if self._least is None:
            size = QSize()
            for item in self._items:
                if not item.isEmpty():
                    size = size.expandedTo(item.minimumSize())
            self._least = size.grownBy(self.contentsMargins())
        return self._least

    def _forget(self) -> None:
        self._heights.clear()
        self._least = None

    def _arrange(self, whole: QRect, move: bool) -> int:
        rect = whole.marginsRemoved(self.contentsMargins())
        x, y, height = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 16777215))
            if row and x + size.width() > rect.x() + rect.width():
                self._place(row, y, height, move)
                x, y, height, row = rect.x(), y + height + self.spacing(), 0, []
            row.append((item, x, size))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        self._place(row, y, height, move)
        return y + height - whole.y() + self.contentsMargins().bottom()

    @staticmethod
    def _place(row: list[tuple[QLayoutItem, int, QSize]], y: int, height: int, move: bool) -> None:
        if move:
            for item, x, size in row:
                item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))


def pairs(cells: Iterable[tuple[str, QWidget]], longest: str, characters: int, parent: QWidget) -> FlowLayout:
    """Labels with their editors, as many to a row as there is room for: room for the words ``longest`` before editors as wide as so
    many ``characters``."""
    flow = FlowLayout(spacing=theme.SMALL)
    for words, widget in cells:
        pair = QWidget(parent)
        label = QLabel(words, pair)
        label.setBuddy(widget)
        label.setFixedWidth(label.fontMetrics().horizontalAdvance(longest))
        widget.setFixedWidth(label.fontMetrics().horizontalAdvance("仿") * characters)
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, theme.SMALL, 0)
        row.setSpacing(theme.TIGHT)
        row.addWidget(label)
        row.addWidget(widget)
        flow.addWidget(pair)
    return flow
