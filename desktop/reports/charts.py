"""What a chart of counts looks like, wherever it is drawn: places of its bars, its scale, its shades.

Lengths are points from the chart's top left. The shades differ in lightness, so that a black-and-white print still
tells the series apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from desktop.reports.blocks import Chart, Table
from desktop.reports.linebreak import ems

SHADES = ("1F4E79", "6798C6", "C55A11", "D9D9D9", "548235", "FFD966", "7F6084", "3B3838")
"""Colours of the series in order; neighbours differ in lightness."""
AXIS = "A6A6A6"
TYPE_PT = 10.5
_LEGEND_PT = 20.0
_PLOT_PT = 125.0
_FOOT_PT = 22.0
_BAR_PT = 20.0
_TOP_PT = 14.0
_ONE_COLUMN = 7
"""So many lines of a composition stand below one another."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle of a series."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place: their middle, left or right edge, and the height of their middle."""

    words: str
    x: float
    middle: float
    side: str = "centre"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A thin line of an axis or of the scale."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as shapes, `height` points high."""

    height: float
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    strokes: tuple[Stroke, ...]


def chart_table(chart: Chart) -> Table:
    """The numbers of a chart as the table that stands beneath it."""
    corner = f"单位：{chart.unit}" if chart.unit else "项目"
    if chart.shape == "bars":
        return _composition_table(chart, corner)
    rows = [(one.name, *map(number, one.values), number(sum(one.values))) for one in chart.series]
    if chart.shape == "stacked" and len(chart.series) > 1:
        sums = [sum(column) for column in zip(*(one.values for one in chart.series))]
        rows.append(("合计", *map(number, sums), number(sum(sums))))
    first = max(map(ems, (corner, *(one.name for one in chart.series))))
    rest = (*(ems(label) + 0.5 for label in chart.labels), 3.0)
    return Table(
        "", (corner, *chart.labels, "合计"), tuple(rows), tuple(round(10 * wide) for wide in (first + 0.5, *rest))
    )


def _composition_table(chart: Chart, corner: str) -> Table:
    """Value and share of every label, in two columns when there are many; the sum stands last."""
    values = chart.series[0].values if chart.series else ()
    total = sum(values)
    lines = [(label, number(value), share(value, total)) for label, value in zip(chart.labels, values)]
    lines.append(("合计", number(total), share(total, total)))
    head, widths = (corner, "数量", "占比"), (4, 2, 2)
    if len(lines) <= _ONE_COLUMN:
        return Table("", head, tuple(lines), widths)
    half = (len(lines) + 1) // 2
    left, right = lines[:half], lines[half:-1]
    right += [("", "", "")] * (half - len(right) - 1) + lines[-1:]
    return Table("", head * 2, tuple((*one, *other) for one, other in zip(left, right)), widths * 2)


def share(value: float, total: float) -> str:
    """A part of the whole in per cent, nothing of nothing."""
    return f"{value / total * 100:.1f}%" if total else ""


def number(value: float) -> str:
    """A value as the chart and its table state it."""
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def drawing(chart: Chart, width: float) -> Drawing:
    """The shapes of a chart `width` points wide."""
    return _lying(chart, width) if chart.shape == "bars" else _upright(chart, width)


def _scale(most: float) -> list[float]:
    """Round values from 0 to at least `most`, four to six of them."""
    if most <= 0:
        return [0.0, 1.0]
    rough = most / 4
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if step < 1 and most == int(most):
        step = 1.0
    return [step * count for count in range(ceil(most / step) + 1)]


def _legend(names: Sequence[str], width: float, middle: float) -> tuple[list[Bar], list[Label]]:
    """The names of the series with their shades, in the middle above the plot."""
    widths = [TYPE_PT * (ems(name) + 2.4) for name in names]
    left = max(0.0, (width - sum(widths)) / 2)
    bars, labels = [], []
    for place, (name, wide) in enumerate(zip(names, widths)):
        bars.append(Bar(left, middle - 4, left + 10, middle + 4, SHADES[place % len(SHADES)]))
        labels.append(Label(name, left + 14, middle, "left"))
        left += wide
    return bars, labels


def _upright(chart: Chart, width: float) -> Drawing:
    stacked = chart.shape == "stacked"
    columns = list(zip(*(one.values for one in chart.series))) if chart.series else []
    most = max((sum(column) if stacked else max(column, default=0) for column in columns), default=0)
    ticks = _scale(most)
    bars, labels = (
        _legend([one.name for one in chart.series], width, _LEGEND_PT / 2) if len(chart.series) > 1 else ([], [])
    )
    top = (_LEGEND_PT if len(chart.series) > 1 else 0.0) + _TOP_PT
    base = top + _PLOT_PT
    left = TYPE_PT * (max(ems(number(tick)) for tick in ticks) + 0.8)
    strokes = []
    for tick in ticks:
        at = base - _PLOT_PT * tick / ticks[-1]
        strokes.append(Stroke(left, at, width, at))
        labels.append(Label(number(tick), left - 4, at, "right"))
    if chart.unit:
        labels.append(Label(f"（{chart.unit}）", 0, top - _TOP_PT / 2 - 4, "left"))
    slot = (width - left) / max(1, len(chart.labels))
    inner = slot * 0.62
    for place, column in enumerate(columns):
        middle = left + slot * (place + 0.5)
        labels.append(Label(chart.labels[place], middle, base + _FOOT_PT / 2))
        low = base
        wide = min(inner / (1 if stacked else len(column)), 42.0)
        start = middle - wide * (1 if stacked else len(column)) / 2
        for series, value in enumerate(column):
            high = _PLOT_PT * value / ticks[-1]
            x0 = start if stacked else start + series * wide
            bottom = low if stacked else base
            if high:
                bars.append(
                    Bar(x0, bottom - high, x0 + wide * (1 if stacked else 0.92), bottom, SHADES[series % len(SHADES)])
                )
            if not stacked and wide > TYPE_PT * ems(number(value)):
                labels.append(Label(number(value), x0 + wide * 0.46, base - high - 6.5))
            low -= high if stacked else 0
        if stacked:
            labels.append(Label(number(sum(column)), middle, low - 6.5))
    return Drawing(base + _FOOT_PT, tuple(bars), tuple(labels), tuple(strokes))


def _lying(chart: Chart, width: float) -> Drawing:
    """Composition: one lying bar per label with its value and share."""
    values = chart.series[0].values if chart.series else ()
    total, most = sum(values), max(values, default=0)
    left = min(width * 0.4, TYPE_PT * (max(map(ems, chart.labels), default=0) + 0.8))
    right = TYPE_PT * 6.5
    bars, labels = [], []
    for place, (label, value) in enumerate(zip(chart.labels, values)):
        middle = _BAR_PT * (place + 0.5) + 4
        labels.append(Label(label, left - 5, middle, "right"))
        end = left + (width - left - right) * (value / most if most else 0)
        if value:
            bars.append(Bar(left, middle - 6, end, middle + 6, SHADES[0]))
        part = f"（{share(value, total)}）" if total else ""
        labels.append(Label(f"{number(value)}{part}", end + 4, middle, "left"))
    height = _BAR_PT * len(chart.labels) + 8
    return Drawing(height, tuple(bars), tuple(labels), (Stroke(left, 2, left, height - 2),))
