"""Pages of a PDF as pictures, for the screen and for printing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.reports.pdfium import LOCK


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in pixels: rows of `stride` bytes, four for each pixel (blue, green, red, unused)."""

    width: int
    height: int
    stride: int
    pixels: memoryview


class PageImages:
    """An open PDF. `sizes` are its pages' width and height in points. May be used from several threads; `close` it."""

    def __init__(self, source: Path | bytes) -> None:
        import pypdfium2

        self._pdf = None
        with LOCK:
            self._pdf = pypdfium2.PdfDocument(source)
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._pdf.get_page_size(number) for number in range(len(self._pdf))
            )

    def picture(self, number: int, scale: float) -> Picture | None:
        """Page `number`, counted from 0, with `scale` pixels to a point; None when the file was closed meanwhile."""
        with LOCK:
            if self._pdf is None:
                return None
            page = self._pdf[number]
            bitmap = page.render(scale=scale, prefer_bgrx=True)
            # The pixels lie in memory of Python's own, which the view keeps: at 200 % a copy would be 30 MB.
            found = Picture(bitmap.width, bitmap.height, bitmap.stride, memoryview(bitmap.buffer).cast("B"))
            bitmap.close()
            page.close()
            return found

    def __del__(self) -> None:
        """The library would give a forgotten file up by itself, whatever another thread does with one at that moment."""
        self.close()

    def close(self) -> None:
        """Give the file up. Safe to call twice."""
        with LOCK:
            if self._pdf is not None:
                self._pdf.close()
                self._pdf = None
