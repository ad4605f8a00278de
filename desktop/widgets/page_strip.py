"""Small pictures of all pages beside the large ones: where one is, and a click away from any other page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontInfo, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from desktop.reports.marks import Places
from desktop.reports.page_images import PageImages
from desktop.widgets import theme
from desktop.widgets.page_layout import GAP
from desktop.widgets.page_view import PageView

_WIDTH = 112


class PageStrip(PageView):
    """The pages of ``view`` in small; the page in view is framed. Follows the view and leads it."""

    waiting = "…"

    def __init__(self, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._page = 0
        self.setObjectName("page_strip")
        self.setAccessibleName("各页小图")
        self.setAccessibleDescription("上下键换页")
        self.setFixedWidth(_WIDTH)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the wheel and the large pages move it
        view.page_changed.connect(self._follow)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt
        return QSize(_WIDTH, 300)

    def show_pdf(self, source: PageImages | None, places: Places = Places()) -> None:
        """Shows another PDF; what can be clicked in the large pages cannot be clicked here."""
        super().show_pdf(source)

    @Slot(int, int)
    def _follow(self, page: int, pages: int) -> None:
        self._page = page
        self._show_page()

    def _arrange(self, anchor: tuple[int, float]) -> None:
        super()._arrange(anchor)
        self._show_page()

    def _show_page(self) -> None:
        """Moves as little as brings the page in view wholly into sight."""
        if 0 < self._page <= self.pages:
            place, bar = self._layout.places[self._page - 1], self.verticalScrollBar()
            lowest, highest = place.y + place.height + GAP - self.viewport().height(), place.y - GAP
            bar.setValue(int(min(highest, max(lowest, bar.value()))))
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        offset = self._offset()
        found = self._layout.at(event.position().x() + offset.x(), event.position().y() + offset.y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._view.go_to_page(found[0] + 1)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # the pictures keep their size
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        steps = {Qt.Key.Key_Up: self._page - 1, Qt.Key.Key_Down: self._page + 1, Qt.Key.Key_PageUp: self._page - 1,
                 Qt.Key.Key_PageDown: self._page + 1, Qt.Key.Key_Home: 1, Qt.Key.Key_End: self.pages}
        if event.key() in steps:
            self._view.go_to_page(min(self.pages, max(1, steps[event.key()])))
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            self._number(painter)

    def _number(self, painter: QPainter) -> None:
        """The pages' numbers below their pictures, the current one marked."""
        font = painter.font()
        font.setPixelSize(min(QFontInfo(font).pixelSize(), round(GAP) - 5))  # large type, too, stays between two pictures
        painter.setFont(font)
        offset = self._offset()
        for number in self._layout.visible(offset.y(), offset.y() + self.viewport().height()):
            place = self._layout.places[number]
            paper = QRectF(place.x - offset.x(), place.y - offset.y(), place.width, place.height)
            here = number + 1 == self._page
            if here:
                painter.setPen(QPen(QColor(theme.ACCENT), 2.5))
                painter.drawRect(paper.adjusted(-2, -2, 2, 2))
            painter.setPen(QColor(theme.ACCENT if here else theme.MUTED))
            below = QRectF(paper.left(), paper.bottom() + 3, paper.width(), GAP - 6)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(number + 1))
