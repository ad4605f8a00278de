"""Where the pages of a document stand in a scrolled view: one below the other, each in the middle. Arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass

GAP = 18.0  # between two pages and around them, in device-independent pixels
SCREEN = 96 / 72  # pixels in a point at 100 %


@dataclass(frozen=True, slots=True)
class Place:
    """A page's rectangle in the view's full height, in device-independent pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageLayout:
    """The places of all pages at one zoom (1.0 = 100 %) in a view of some width; edges fall on whole device pixels."""

    places: tuple[Place, ...]
    width: float
    height: float
    scale: float  # device-independent pixels in a point

    @classmethod
    def of(cls, sizes: tuple[tuple[float, float], ...], zoom: float, view_width: float, ratio: float) -> PageLayout:
        """``sizes`` in points; ``ratio`` device pixels in a device-independent pixel."""
        scale = zoom * SCREEN
        width = max([view_width, *(w * scale + 2 * GAP for w, _ in sizes)])
        top, found = GAP, []
        for w, h in sizes:
            left = round((width - w * scale) / 2 * ratio) / ratio
            found.append(Place(left, round(top * ratio) / ratio, w * scale, h * scale))
            top += h * scale + GAP
        return cls(tuple(found), width, top, scale)

    def visible(self, top: float, bottom: float) -> range:
        """The pages that reach into the strip between two heights."""
        hit = [number for number, place in enumerate(self.places) if place.y < bottom and place.y + place.height > top]
        return range(hit[0], hit[-1] + 1) if hit else range(0)

    def at(self, x: float, y: float) -> tuple[int, float, float] | None:
        """The page under a point and the point on it, in points from the page's top left."""
        for number, place in enumerate(self.places):
            if place.x <= x <= place.x + place.width and place.y <= y <= place.y + place.height:
                return number, (x - place.x) / self.scale, (y - place.y) / self.scale
        return None


def fitting(sizes: tuple[tuple[float, float], ...], view_width: float) -> float:
    """The zoom at which the widest page fills the view's width."""
    widest = max((width for width, _ in sizes), default=1.0)
    return max(0.05, (view_width - 2 * GAP) / (widest * SCREEN))
