"""Charts as strips of lines, boxes and set words: vector shapes in the PDF and, drawn large, the picture for Word."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from desktop.reports.blocks import Chart, Words
from desktop.reports.charts import AXIS, TYPE_PT, drawing
from desktop.reports.linebreak import Line, natural_width
from desktop.reports.pdfium import PRESS
from desktop.reports.pdf_strips import Box, Rule, Strip, Text
from desktop.reports.style import Style

if TYPE_CHECKING:
    from desktop.reports.pdf_compose import Composer

_DOTS_PER_INCH = 300
_AXIS_PT = 0.4
_BELOW_PT = 6.0


def chart_strip(chart: Chart, composer: Composer) -> Strip:
    """The chart over the whole measure; it stays with the table beneath it."""
    drawn = drawing(chart, composer.measure)
    texts = []
    for label in drawn.labels:
        items = tuple(composer.items((Words(label.words),), composer.style.table, TYPE_PT, composer.measure))
        wide = natural_width(items)
        left = label.x - {"left": 0.0, "centre": wide / 2, "right": wide}[label.side]
        texts.append(Text(Line(items, composer.measure, True), left, label.middle, TYPE_PT, justified=False))
    return Strip(
        drawn.height + _BELOW_PT,
        tuple(texts),
        tuple(Rule(stroke.x0, stroke.y0, stroke.x1, stroke.y1, _AXIS_PT, AXIS) for stroke in drawn.strokes),
        tuple(Box(bar.x0, bar.y0, bar.x1, bar.y1, bar.colour) for bar in drawn.bars),
        keep=True,
        on_grid=False,
    )


def chart_picture(chart: Chart, style: Style) -> tuple[bytes, float, float]:
    """The chart as a PNG at 300 dots to the inch, with its width and height in points."""
    from PIL import Image
    from reportlab.pdfgen.canvas import Canvas

    from desktop.reports.fonts import Faces, first_usable, registered
    from desktop.reports.page_images import PageImages
    from desktop.reports.pdf_compose import Composer
    from desktop.reports.pdf_page import Press

    with PRESS:
        faces = Faces()
        composer = Composer(style, faces)
        strip = chart_strip(chart, composer)
        size = (composer.measure, strip.height)
        page = BytesIO()
        body = registered(first_usable(style.body))
        canvas = Canvas(page, pagesize=size, invariant=1, initialFontName=body)
        Press(canvas, style, faces).strip(strip, 1, 0, 0, strip.height)
        canvas.save()
        pages = PageImages(page.getvalue())
        shown = pages.picture(0, _DOTS_PER_INCH / 72)
        pages.close()
        assert shown is not None
        picture = Image.frombuffer("RGB", (shown.width, shown.height), shown.pixels, "raw", "BGRX", shown.stride, 1)
        png = BytesIO()
        picture.save(png, "PNG", optimize=True, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
        return png.getvalue(), *size
