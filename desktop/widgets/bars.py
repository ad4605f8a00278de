"""The small picture of rectification by month: newly found, closed, left open. Drawn by hand, told in words as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets import theme

if TYPE_CHECKING:
    from db.overview import Month

_TOP, _BOTTOM = 26, 20  # legend above, months below


class MonthBars(QWidget):
    """Two bars and a point for each month of a year. ``chosen`` carries the Month pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("month_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._months: tuple[Month, ...] = ()
        self._marked = 0
        self.show_months(())

    def sizeHint(self) -> QSize:
        return QSize(420, 170)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 130)

    def show_months(self, months: Sequence[Month]) -> None:
        self._months = tuple(months)
        self._marked = max(len(self._months) - 1, 0)
        said = "；".join(f"{month.period.start.month}月新增{month.new}件、销号{month.closed}件、月末剩余{month.left}件"
                        for month in self._months)
        self.setAccessibleName(f"整改情况图：{said}。" if said else "整改情况图：还没有整改事项。")
        self.setToolTip("点某个月，看当月新增的整改事项" if self._months else "")
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().x() // self._slot()) if self._months else -1
        if 0 <= place < len(self._months):
            self._marked = place
            self.chosen.emit(self._months[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._months and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._marked = min(max(self._marked + step, 0), len(self._months) - 1)
            self.update()
        elif self._months and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._months[self._marked])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _slot(self) -> float:
        return self.width() / 12

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._draw(painter)

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._legend(painter)
        floor = self.height() - _BOTTOM
        painter.setPen(QColor(theme.LINE))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        most = max((max(month.new, month.closed, month.left) for month in self._months), default=0)
        if not most:
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(QRectF(0, _TOP, self.width(), floor - _TOP), Qt.AlignmentFlag.AlignCenter, "还没有整改事项")
            return
        scale = (floor - _TOP - 20) / most
        before: QPointF | None = None
        for place, month in enumerate(self._months):
            left, slot = place * self._slot(), self._slot()
            if self.hasFocus() and place == self._marked:
                painter.fillRect(QRectF(left, _TOP, slot, floor - _TOP), QColor(theme.ACCENT_SOFT))
            width = min(slot * 0.26, 14)
            point = QPointF(left + slot / 2, floor - month.left * scale)
            for offset, value, colour in ((-1.1, month.new, theme.BARS[0]), (0.1, month.closed, theme.BARS[1])):
                bar = QRectF(left + slot / 2 + offset * width, floor - value * scale, width, value * scale)
                painter.fillRect(bar, QColor(colour))
                if value:
                    painter.setPen(QColor(theme.MUTED))
                    top = bar.top() - 15
                    if top - 3 < point.y() < bar.top() + 3:  # where the line passes the number stands above it
                        top = point.y() - 19
                    painter.drawText(QRectF(bar.left() - 8, top, width + 16, 15), Qt.AlignmentFlag.AlignCenter, str(value))
            painter.setPen(QPen(QColor(theme.BARS[2]), 1.4))
            if before is not None:
                painter.drawLine(before, point)
            painter.setBrush(QColor(theme.SURFACE))
            painter.drawEllipse(point, 2.6, 2.6)
            before = point
            painter.setPen(QColor(theme.MUTED))
            if place == len(self._months) - 1:
                above = QRectF(min(point.x() - 22, self.width() - 46), point.y() - 19, 44, 15)
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"余 {month.left}")
            below = QRectF(left, floor + 2, slot, _BOTTOM - 2)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"{month.period.start.month}月")

    def _legend(self, painter: QPainter) -> None:
        x = 2.0
        for colour, words in zip(theme.BARS, ("新增", "销号", "月末剩余"), strict=True):
            if words == "月末剩余":
                painter.setPen(QPen(QColor(colour), 1.4))
                painter.drawLine(QPointF(x, 10), QPointF(x + 12, 10))
                painter.setBrush(QColor(theme.SURFACE))
                painter.drawEllipse(QPointF(x + 6, 10), 2.6, 2.6)
            else:
                painter.fillRect(QRectF(x, 5, 10, 10), QColor(colour))
            painter.setPen(QColor(theme.INK))
            painter.drawText(QRectF(x + 15, 0, 80, 20), Qt.AlignmentFlag.AlignVCenter, words)
            x += 26 + painter.fontMetrics().horizontalAdvance(words) + 14
