"""Page number and zoom below the pages of a report."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.widgets import theme
from desktop.widgets.page_view import LEAST, MOST, PageView

_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_FIT = "适合宽度"


class ZoomBar(QWidget):
    """Tells the page in view and sets the zoom of a PageView."""

    def __init__(self, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.page = QLabel(self)
        self.page.setObjectName("page_number")
        self._words = ""
        self._hint = theme.muted("", self)
        self._hint.setWordWrap(False)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._smaller = self._step("less", "zoom_out", "缩小", 1 / 1.25)
        self._larger = self._step("add", "zoom_in", "放大", 1.25)
        self.zoom = QComboBox(self)
        self.zoom.setObjectName("zoom")
        self.zoom.setAccessibleName("显示比例")
        self.zoom.addItem(_FIT, 0.0)
        for step in _STEPS:
            self.zoom.addItem(f"{step:.0%}", step)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, theme.TIGHT, theme.SMALL, theme.TIGHT)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.page)
        layout.addWidget(self._hint, 1)
        self.steps = self._smaller, self.zoom, self._larger
        for widget in self.steps:
            layout.addWidget(widget)
        self.zoom.activated.connect(self._chosen)
        view.zoom_changed.connect(self._show_zoom)
        view.page_changed.connect(self._show_page)
        self._show_zoom(view.zoom)
        self._show_page(0, 0)

    def say(self, hint: str) -> None:
        """What can be done with the pages; said while there is room for it."""
        self._words = hint
        self._show_hint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._show_hint()

    def _show_hint(self) -> None:
        others = sum(widget.sizeHint().width() for widget in (self.page, *self.steps))
        room = self.width() - others - 2 * theme.LARGE
        self._hint.setText(self._words if self.fontMetrics().horizontalAdvance(self._words) <= room else "")

    def _step(self, sign: str, name: str, words: str, factor: float) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setIcon(theme.icon(sign))
        button.setAutoRaise(True)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.clicked.connect(lambda: self._view.set_zoom(self._view.zoom * factor))
        return button

    def _chosen(self, row: int) -> None:
        zoom = self.zoom.itemData(row)
        if zoom:
            self._view.set_zoom(zoom)
        else:
            self._view.fit_width()
        self._show_zoom(self._view.zoom)

    def _show_zoom(self, zoom: float) -> None:
        with QSignalBlocker(self.zoom):
            row = 0 if self._view.fits_width else self.zoom.findData(zoom)
            if row < 0:  # between the steps
                self.zoom.setCurrentIndex(-1)
                self.zoom.setPlaceholderText(f"{zoom:.0%}")
            else:
                self.zoom.setCurrentIndex(row)
        self.zoom.setToolTip(f"现在是 {zoom:.0%}")
        self._smaller.setEnabled(zoom > LEAST)
        self._larger.setEnabled(zoom < MOST)

    def _show_page(self, page: int, pages: int) -> None:
        self.page.setText(f"第 {page} 页，共 {pages} 页" if pages else "")
