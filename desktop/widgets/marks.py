"""The small mark before a state's word: each tone has its own shape, so that colour is never the only sign."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from desktop.widgets import theme

_SIDE = 12  # as drawn; it grows with the icons


def tone_icon(tone: str) -> QIcon:
    """Disc = good, half disc = warn, triangle = bad, ring = calm; on a selected row in the colour of its text."""
    return _icon(tone, theme.tone(tone).text, theme.ON_STRONG, theme.ICON)


@lru_cache(maxsize=8)
def _icon(tone: str, colour: str, selected: str, usual: int) -> QIcon:
    icon = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        icon.addPixmap(_drawn(tone, colour, ratio, usual / 16), QIcon.Mode.Normal)
        icon.addPixmap(_drawn(tone, selected, ratio, usual / 16), QIcon.Mode.Selected)
    return icon


def _drawn(tone: str, colour: str, ratio: float, larger: float) -> QPixmap:
    side = round(_SIDE * larger * ratio)
    pixmap = QPixmap(side, side)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(larger, larger)
    painter.setPen(QPen(QColor(colour), 1.4))
    disc = QRectF(2, 2, 8, 8)
    if tone == "bad":
        painter.setBrush(QColor(colour))
        painter.drawPolygon(QPolygonF([QPointF(6, 1.8), QPointF(10.6, 10), QPointF(1.4, 10)]))
    elif tone == "good":
        painter.setBrush(QColor(colour))
        painter.drawEllipse(disc)
    else:
        painter.drawEllipse(disc)
        if tone == "warn":
            painter.setBrush(QColor(colour))
            painter.drawPie(disc, 90 * 16, 180 * 16)
    painter.end()
    return pixmap
