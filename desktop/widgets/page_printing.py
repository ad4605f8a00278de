"""Printing pages through the system's dialog: the pages of the preview, at the printer's own resolution."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from desktop.jobs import Progress
from desktop.reports.page_images import PageImages

FINEST = 300  # dots per inch: letters gain nothing beyond, memory does


def ask_printer(parent: QWidget, title: str, pages: int) -> QPrinter | None:
    """Lets the clerk choose printer, pages and copies; both sides of the paper are proposed. None when cancelled.

    Raises Refusal when the computer has no printer (elsewhere than on Windows the dialog offers a file instead).
    """
    if sys.platform == "win32" and not QPrinterInfo.availablePrinterNames():
        raise Refusal("这台电脑还没有安装打印机。可以先导出 PDF，拿到有打印机的电脑上打印。")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("履责台账")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    printer.setFromTo(1, pages)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setMinMax(1, pages)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_pages(source: PageImages, printer: QPrinter, progress: Progress) -> int:
    """Prints the pages and copies the printer was set to, turning the paper for landscape ones; returns how many pages.
    Runs in a worker's thread. Raises Refusal when the printer cannot be used.
    """
    numbers = _with_copies(printer, _chosen(printer, len(source.sizes)))
    printer.setFullPage(True)
    dots = min(FINEST, printer.resolution())
    painter = QPainter()
    try:
        for done, number in enumerate(numbers):
            progress.step(done, len(numbers), f"正在打印第 {number + 1} 页…")
            _turn(printer, source.sizes[number])
            if done == 0 and not painter.begin(printer):
                raise Refusal("打印机没有响应，没有打印。请检查打印机是否开机、联机，或先导出 PDF 再打印。")
            if done and not printer.newPage():
                raise Refusal(f"打印到第 {number + 1} 页时打印机停止响应，请检查打印机后从这一页接着打印。")
            picture = source.picture(number, dots / 72)
            if picture is not None:
                image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
                painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(numbers)


def _chosen(printer: QPrinter, pages: int) -> list[int]:
    first, last = printer.fromPage() or 1, printer.toPage() or pages
    numbers = list(range(max(1, first) - 1, min(last, pages)))
    return numbers[::-1] if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst else numbers


def _with_copies(printer: QPrinter, numbers: list[int]) -> list[int]:
    """Every copy in turn (or page by page, when asked for), where the printer does not make copies itself."""
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        return numbers * copies
    return [number for number in numbers for _ in range(copies)]


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    landscape = size[0] > size[1]
    upright = QSizeF(min(size), max(size))
    layout = QPageLayout(QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch),
                         QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait, QMarginsF())
    printer.setPageLayout(layout)
