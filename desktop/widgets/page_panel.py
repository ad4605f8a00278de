"""Pages with everything to look at them by: small pages at the left, zoom below, and what measuring them found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from desktop.reports.page_images import PageImages
from desktop.widgets import theme
from desktop.widgets.page_strip import PageStrip
from desktop.widgets.page_view import PageView
from desktop.widgets.tab_order import in_order
from desktop.widgets.zoom_bar import ZoomBar

if TYPE_CHECKING:
    from desktop.reports.inspection import Finding
    from desktop.reports.preview import Preview

_LINES = 4  # of the list of findings, before it scrolls
_ROOM = 460  # width from which the small pages are shown beside the large ones


class PagePanel(QWidget):
    """``view`` are the pages. The small pages are shown while there is more than one page and the reader wants them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = PageView(self)
        self.strip = PageStrip(self.view, self)
        self.zoom = ZoomBar(self.view, self)
        self.findings = QListWidget(self)
        self.findings.setObjectName("layout_findings")
        self.findings.setAccessibleName("版面检查发现的问题")
        self.findings.setWordWrap(True)
        self.findings.itemClicked.connect(self._go)
        self.findings.itemActivated.connect(self._go)
        self._hide = QToolButton(self)
        self._hide.setObjectName("hide_findings")
        self._hide.setText("收起")
        self._hide.setAccessibleName("收起版面检查")
        self._hide.setAutoRaise(True)
        self._hide.clicked.connect(lambda: self.show_findings(()))
        self._small = QToolButton(self)
        self._small.setObjectName("show_strip")
        self._small.setText("小图")
        self._small.setAccessibleName("显示各页小图")
        self._small.setToolTip("在左边显示各页小图")
        self._small.setCheckable(True)
        self._small.setChecked(True)
        self._small.setAutoRaise(True)
        self._small.toggled.connect(lambda _: self._show_strip())
        pages = QHBoxLayout()
        pages.setSpacing(0)
        pages.addWidget(self.strip)
        pages.addWidget(self.view, 1)
        found = QHBoxLayout()
        found.setSpacing(0)
        found.addWidget(self.findings, 1)
        found.addWidget(self._hide, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._small)
        below.addWidget(self.zoom, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(pages, 1)
        column.addLayout(found)
        column.addLayout(below)
        in_order(self.strip, self.view, self.findings, self._hide, self._small, *self.zoom.steps)
        self.show_findings(())
        self.show_preview(None)

    def show_preview(self, preview: Preview | None) -> None:
        """Shows the pages of a document that was set, or none; the reader stays where he is."""
        self.show_findings(())
        self.strip.show_pdf(PageImages(preview.pdf) if preview is not None else None)
        self._show_strip()
        if preview is None:
            self.view.show_pdf(None)
        else:
            self.view.show_pdf(PageImages(preview.pdf), preview.places)

    def show_findings(self, findings: Sequence[tuple[str, Finding]]) -> None:
        """Lists what measuring the written files found, with the kind of file; a click goes to the page. None: hides."""
        self.findings.clear()
        for kind, finding in findings:
            item = QListWidgetItem(theme.icon("warn"), f"{kind}　{finding}", self.findings)
            item.setData(Qt.ItemDataRole.UserRole, finding.page)
            item.setSizeHint(QSize(0, theme.ROW))
            item.setToolTip(str(finding))
        for widget in (self.findings, self._hide):
            widget.setVisible(bool(findings))
        self.findings.setFixedHeight(min(len(findings), _LINES) * theme.ROW + 4)

    def _go(self, item: QListWidgetItem) -> None:
        self.view.go_to_page(item.data(Qt.ItemDataRole.UserRole))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._show_strip()

    def _show_strip(self) -> None:
        """Where there is little room, the large pages have all of it."""
        useful = self.strip.pages > 1 and self.width() >= _ROOM
        self._small.setVisible(useful)
        self.strip.setVisible(useful and self._small.isChecked())
