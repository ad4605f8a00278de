"""Real pages, one below the other: scroll, zoom, and figures that can be pointed at and clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from desktop.reports.marks import Places, Spot
from desktop.reports.page_images import PageImages
from desktop.widgets import theme
from desktop.widgets.page_layout import GAP, PageLayout, fitting
from desktop.widgets.page_store import PageStore
from desktop.widgets.scheme import LIGHT

LEAST, MOST = 0.5, 2.0
_GROUND = 107  # how much darker than the window what lies around the pages is, in per cent


class PageView(QAbstractScrollArea):
    """Shows the pages of one PDF. Points on a page are in points from its top left."""

    waiting = "正在显示这一页…"  # stands on a page until its picture comes

    figure_clicked = Signal(str)
    block_wanted = Signal(int)  # a block was double-clicked
    zoom_changed = Signal(float)  # 1.0 = 100 %
    page_changed = Signal(int, int)  # the page in view, counted from 1, and how many there are

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_pages")
        self.setAccessibleName("报告页面")
        self.setAccessibleDescription("翻页键翻页，Home 到开头，End 到末尾；按住 Ctrl 再按加号或减号缩放，Ctrl+0 适合宽度")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.store = PageStore(self)
        self.store.drawn.connect(lambda number: self.viewport().update())
        self.explain: Callable[[str], str] = lambda figure_id: ""
        self.editable: Callable[[int], bool] = lambda block: True
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._places = Places()
        self._zoom, self._fit, self._told = 1.0, True, (0, 0)
        self._layout = PageLayout.of((), 1.0, 1.0, 1.0)
        self._hover: Spot | None = None
        self._marked: tuple[Spot, ...] = ()
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_pdf(self, source: PageImages | None, places: Places = Places()) -> None:
        """Shows another PDF and stays where the reader is, as far as it has so many pages."""
        kept = self._anchor()
        self._sizes = source.sizes if source else ()
        self._places, self._hover, self._marked = places, None, ()
        self.store.open(source)
        self._arrange(kept)

    @property
    def pages(self) -> int:
        return len(self._sizes)

    @property
    def places(self) -> Places:
        """Where figures and blocks stand on the pages shown."""
        return self._places

    @property
    def zoom(self) -> float:
        return self._zoom

    @property
    def fits_width(self) -> bool:
        return self._fit

    def set_zoom(self, zoom: float) -> None:
        """Between 50 and 200 per cent; ends fitting the width."""
        self._fit = False
        self._rescale(min(MOST, max(LEAST, zoom)))

    def fit_width(self) -> None:
        """The widest page fills the width from now on."""
        self._fit = True
        self._rescale(self._zoom)

    def go_to_page(self, number: int) -> None:
        """Scrolls to a page, counted from 1."""
        if 1 <= number <= self.pages:
            self.verticalScrollBar().setValue(int(self._layout.places[number - 1].y - GAP))

    def show_block(self, number: int, mark: bool = True) -> None:
        """Scrolls to a block and, with ``mark``, frames it."""
        self._marked = tuple(spot for spot in self._places.blocks if spot.block == number) if mark else ()
        self._reveal(self._places.block(number), upper=True)

    def show_figure(self, figure_id: str) -> None:
        """Scrolls to where a figure stands first and frames it everywhere."""
        self._marked = tuple(spot for spot in self._places.figures if spot.figure_id == figure_id)
        self._reveal(self._places.figure(figure_id), upper=False)

    def first_block(self, fits: Callable[[int], bool]) -> int | None:
        """The first block in view for which ``fits`` holds, else the first of the document."""
        height = self.viewport().height()
        blocks = [spot for spot in self._places.blocks if fits(spot.block)]
        seen = [spot for spot in blocks if 0 <= self.rectangle(spot).top() < height]
        return (seen or blocks)[0].block if blocks else None

    def clear_mark(self) -> None:
        self._marked = ()
        self.viewport().update()

    def rectangle(self, spot: Spot) -> QRectF:
        """Where a place on a page is in the viewport just now."""
        page, scale = self._layout.places[spot.page], self._layout.scale
        offset = self._offset()
        return QRectF(page.x + spot.x0 * scale - offset.x(), page.y + spot.y0 * scale - offset.y(),
                      (spot.x1 - spot.x0) * scale, (spot.y1 - spot.y0) * scale)

    # -- arranging -------------------------------------------------------------------------------------------------

    def _rescale(self, zoom: float) -> None:
        kept = self._anchor()
        self._zoom = zoom
        self._arrange(kept)
        self.zoom_changed.emit(self._zoom)

    def _anchor(self) -> tuple[int, float]:
        """The page at the upper edge and how much of it is above, as a share of its height."""
        top = self.verticalScrollBar().value()
        for number, place in enumerate(self._layout.places):
            if place.y + place.height + GAP > top:
                return number, (top - place.y) / place.height
        return 0, 0.0

    def _arrange(self, anchor: tuple[int, float]) -> None:
        view, ratio = self.viewport(), self.devicePixelRatioF()
        before = self._zoom
        if self._fit and self._sizes:
            self._zoom = min(MOST, fitting(self._sizes, view.width()))
        self._layout = PageLayout.of(self._sizes, self._zoom, view.width(), ratio)
        self.store.set_scale(self._layout.scale * ratio, ratio)
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, int(self._layout.height - view.height() + 0.999)) if self._sizes else 0)
        vertical.setPageStep(view.height())
        horizontal.setRange(0, max(0, int(self._layout.width - view.width() + 0.999)))
        horizontal.setPageStep(view.width())
        horizontal.setValue(horizontal.maximum() // 2)
        if self._sizes:
            number, share = anchor
            place = self._layout.places[min(number, self.pages - 1)]
            vertical.setValue(int(place.y + share * place.height) if anchor != (0, 0.0) else 0)
        if before != self._zoom:
            self.zoom_changed.emit(self._zoom)
        self._scrolled()

    def _scrolled(self, *_: int) -> None:
        top = self.verticalScrollBar().value()
        visible = self._layout.visible(top, top + self.viewport().height())
        near = [number for number in (visible.stop, visible.start - 1) if visible and 0 <= number < self.pages]
        self.store.want(visible, near)
        middle = self._layout.visible(top + self.viewport().height() / 2, top + self.viewport().height() / 2 + GAP + 1)
        news = (middle.start + 1 if middle else 0, self.pages)
        if news != self._told:
            self._told = news
            self.page_changed.emit(*news)
        self.viewport().update()

    def _reveal(self, spot: Spot | None, upper: bool) -> None:
        if spot is not None:
            page = self._layout.places[spot.page]
            above = 40 if upper else self.viewport().height() / 3
            self.verticalScrollBar().setValue(int(page.y + spot.y0 * self._layout.scale - above))
        self.viewport().update()

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    # -- events ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt
        super().resizeEvent(event)
        self._arrange(self._anchor())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange(self._anchor())
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spot = self._figure_at(QPointF(event.pos()))
            text = self.explain(spot.figure_id) if spot else ""
            if spot and text:
                QToolTip.showText(event.globalPos(), text, self.viewport(), self.rectangle(spot).toAlignedRect())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._set_hover(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        self._set_hover(self._figure_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        spot = self._figure_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self.figure_clicked.emit(spot.figure_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt
        block = self._block_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and block is not None and self._figure_at(event.position()) is None:
            self.block_wanted.emit(block.block)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.set_zoom(self._zoom * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1))
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt
        bar, key = self.verticalScrollBar(), event.key()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.set_zoom(self._zoom + 0.1)
        elif control and key == Qt.Key.Key_Minus:
            self.set_zoom(self._zoom - 0.1)
        elif control and key == Qt.Key.Key_0:
            self.fit_width()
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt
        with QPainter(self.viewport()) as painter:  # ended also after a fault: one left open takes the program down
            self._draw(painter, event.rect())

    def _draw(self, painter: QPainter, dirty: QRect) -> None:
        painter.fillRect(dirty, QColor(theme.WINDOW).darker(_GROUND))
        offset = self._offset()
        visible = self._layout.visible(offset.y(), offset.y() + self.viewport().height())
        for number in visible:
            place = self._layout.places[number]
            paper = QRectF(place.x - offset.x(), place.y - offset.y(), place.width, place.height)
            picture = self.store.picture(number)
            painter.fillRect(paper, Qt.GlobalColor.white)
            if picture is None:
                painter.setPen(QColor(LIGHT.muted))
                painter.drawText(paper, Qt.AlignmentFlag.AlignCenter, self.waiting)
            elif number in self.store.kept:
                painter.drawImage(paper.topLeft(), picture)  # pixel for pixel
            else:
                painter.drawImage(paper, picture)
            painter.setPen(QPen(QColor(theme.LINE), 0))
            painter.drawRect(paper)
        self._frame(painter, visible)

    def _frame(self, painter: QPainter, visible: range) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = QColor(LIGHT.accent)  # the paper is white in every scheme
        hint = QPen(accent, 1, Qt.PenStyle.DotLine)
        for spot in self._places.figures:
            if spot.page in visible:  # a quiet sign that it can be clicked; it stands on the screen only
                place = self.rectangle(spot)
                painter.setPen(hint)
                painter.drawLine(place.bottomLeft(), place.bottomRight())
        for spot in self._marked:
            wash = QColor(accent)
            wash.setAlpha(26)
            painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
            painter.setBrush(wash)
            painter.drawRoundedRect(self.rectangle(spot).adjusted(-3, -3, 3, 3), 3, 3)
        if self._hover is not None:
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for spot in self._places.figures:
                if spot.figure_id == self._hover.figure_id and spot.block == self._hover.block:
                    painter.drawRoundedRect(self.rectangle(spot).adjusted(-2, -2, 2, 2), 3, 3)

    # -- what is under the mouse -----------------------------------------------------------------------------------

    def _figure_at(self, position: QPointF) -> Spot | None:
        return self._at(position, self._places.figures)

    def _block_at(self, position: QPointF) -> Spot | None:
        spot = self._at(position, self._places.blocks)
        return spot if spot is not None and self.editable(spot.block) else None

    def _at(self, position: QPointF, spots: tuple[Spot, ...]) -> Spot | None:
        found = self._layout.at(position.x() + self._offset().x(), position.y() + self._offset().y())
        if found is None:
            return None
        number, x, y = found
        return next((spot for spot in spots if spot.page == number and spot.holds(x, y)), None)

    def _set_hover(self, spot: Spot | None) -> None:
        if spot != self._hover:
            self._hover = spot
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
            self.viewport().update()
