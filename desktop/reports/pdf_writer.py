"""A document as a PDF on the 28 by 22 grid, fit for an archive as far as `pdf_archive` says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.giving_way import give_way
from desktop.reports.blocks import Document, Imprint
from desktop.reports.pdf_page import FigureBox
from desktop.reports.pdfium import PRESS
from desktop.reports.style import Style
from desktop.reports.target import Step, replace_file

__all__ = ["FigureBox", "PdfResult", "write_pdf"]


@dataclass(frozen=True, slots=True)
class PdfResult:
    """What was written: the number of pages, the characters no shipped face can draw (a □ stands there), where the
    figures stand.
    """

    pages: int
    missing: tuple[str, ...]
    figure_boxes: tuple[FigureBox, ...]


def write_pdf(document: Document, style: Style, target: Path, step: Step | None = None) -> PdfResult:
    """Write the document to `target`, the same bytes for the same document; `step` is told page by page. Raises Refusal
    where that fails.
    """
    content, result = pdf_bytes(document, style, step)
    replace_file(target, lambda part: part.write_bytes(content))
    return result


def pdf_bytes(document: Document, style: Style, step: Step | None = None) -> tuple[bytes, PdfResult]:
    """The PDF in memory: what is only looked at or printed never lies on the disk."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    from desktop.reports.fonts import Faces, first_usable, registered
    from desktop.reports.pdf_archive import PDF_VERSION, prepare
    from desktop.reports.pdf_compose import Composer
    from desktop.reports.pdf_metadata import describe
    from desktop.reports.pdf_page import Press, paginate

    with PRESS:
        faces = Faces()
        pages = paginate(Composer(style, faces).compose(document.blocks), style)
        sheet, body = BytesIO(), registered(first_usable(style.body))
        canvas = Canvas(
            sheet,
            pdfVersion=PDF_VERSION,
            invariant=1,
            pageCompression=1,
            initialFontName=body,
            initialFontSize=style.body_pt,
            lang="zh-CN",
        )
        describe(canvas, document)
        prepare(canvas)
        press = Press(canvas, style, faces, document.numbered)
        for number, page in enumerate(pages, 1):
            give_way()
            if step is not None:
                step(number - 1, len(pages), f"正在写第{number}页…")
            press.draw(number, page)
        canvas.save()
        return sheet.getvalue(), PdfResult(len(pages), tuple(faces.missing), tuple(press.figures))


def room_for_imprint(document: Document, style: Style) -> tuple[int, float]:
    """How many new pages must be begun before 版记 (none when the last page is even and has room, one when it is odd, two
    when it is even and full), and the points left free above it on its page.
    """
    from desktop.reports.fonts import Faces
    from desktop.reports.pdf_compose import Composer
    from desktop.reports.pdf_page import paginate

    whole = paginate(Composer(style, Faces()).compose(document.blocks), style)
    without = tuple(block for block in document.blocks if not isinstance(block, Imprint))
    before = paginate(Composer(style, Faces()).compose(without), style)
    top, _ = whole[-1].strips[-1]
    breaks = len(whole) - len(before)
    return breaks, top - (0.0 if breaks else before[-1].filled)


def divided_before_signatures(document: Document, style: Style) -> list[bool]:
    """Of every signature, whether the page ends within the paragraph before it and several of its lines, not only one
    that was moved there, stand beside the date.
    """
    from desktop.reports.fonts import Faces
    from desktop.reports.pdf_compose import Composer
    from desktop.reports.pdf_page import paginate

    composer = Composer(style, Faces())
    parts = composer.compose(document.blocks)
    page_of = {id(strip): number for number, page in enumerate(paginate(parts, style)) for _, strip in page.strips}
    beside = [
        (len(lines), sum(page_of[id(parts[line])] == page_of[id(parts[date])] for line in lines))
        for lines, date in composer.signed
    ]
    return [1 < here < lines for lines, here in beside]
