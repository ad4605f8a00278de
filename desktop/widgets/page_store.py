"""The page pictures a view has at hand: drawn in the background, kept only while they are near the visible part."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop import errors, jobs
from desktop.reports.page_images import PageImages, Picture

_ROOM = 64 * 1024 * 1024  # bytes of pictures; beyond it only the visible pages are kept


class PageStore(QObject):
    """Pictures of one PDF at one scale (device pixels in a point)."""

    drawn = Signal(int)  # a page's picture has come

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._source: PageImages | None = None
        self._scale, self._ratio, self._edition = 1.0, 1.0, 0
        self._pictures: dict[int, QImage] = {}
        self._old: dict[int, QImage] = {}  # of the scale before: shown, stretched, until the sharp ones come
        self._wanted: list[int] = []
        self._busy: tuple[int, int] | None = None

    def open(self, source: PageImages | None) -> None:
        """Shows another PDF and closes the present one."""
        before, self._source = self._source, source
        self._forget()
        self._old.clear()
        if before is not None:
            before.close()

    def set_scale(self, scale: float, ratio: float) -> None:
        """``scale`` device pixels in a point; ``ratio`` device pixels in a device-independent pixel."""
        if (scale, ratio) != (self._scale, self._ratio):
            self._old = self._pictures or self._old
            self._scale, self._ratio = scale, ratio
            self._forget()

    def picture(self, number: int) -> QImage | None:
        """The page's picture; one of the scale before, or None, while it is being drawn."""
        return self._pictures[number] if number in self._pictures else self._old.get(number)

    @property
    def kept(self) -> set[int]:
        """The pages whose pictures are kept at the present scale."""
        return set(self._pictures)

    def want(self, visible: range, near: Iterable[int]) -> None:
        """Fetches the visible pages, then the near ones when there is room, and drops all others."""
        one = max((image.sizeInBytes() for image in self._pictures.values()), default=0)
        room = max(0, _ROOM // one - len(visible)) if one else 2
        keep = [*visible, *list(near)[:room]]
        for number in [number for number in self._pictures if number not in keep]:
            del self._pictures[number]
        for number in [number for number in self._old if number not in visible or number in self._pictures]:
            del self._old[number]
        self._wanted = [number for number in keep if number not in self._pictures]
        self._next()

    def _forget(self) -> None:
        self._pictures = {}
        self._wanted = []
        self._edition += 1

    def _next(self) -> None:
        source = self._source
        if self._busy is not None or source is None or not self._wanted:
            return
        number = self._wanted.pop(0)
        edition, scale = self._edition, self._scale
        self._busy = (edition, number)

        def work(_: object) -> Picture | None:
            return source.picture(number, scale)

        def failed(error: BaseException) -> None:
            self._busy = None
            errors.report(error)

        jobs.quietly(self, work, lambda picture: self._take(edition, number, picture), failed)

    def _take(self, edition: int, number: int, picture: Picture | None) -> None:
        self._busy = None
        if edition == self._edition and picture is not None:
            # The image shares the picture's memory and holds on to it.
            image = QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(self._ratio)
            self._pictures[number] = image
            self._old.pop(number, None)
            self.drawn.emit(number)
        self._next()
