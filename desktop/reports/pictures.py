"""有关数据图表: an attachment to the long reports with what the year was made of, drawn, and the numbers in tables.

Every chart is made of figures, so that its numbers lead to their records like those of the text. Shown only when the
hospital wants it (a setting of its file).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from db import wording
from db.figures import Figure, evaluate
from db.periods import Period
from db.settings import read_setting
from desktop.reports.annex import attach
from desktop.reports.blocks import Block, Chart, Document, FigureWords, Series, Table
from desktop.reports.charts import chart_table

TITLE = "有关数据图表"
SETTING = "report_charts"
KINDS = frozenset(("annual", "half-year"))
_COMPOSED = {  # figure → title, what its groups add up to
    "F163": ("宣传发稿渠道构成", "篇"),
    "F194": ("谈心谈话类型构成", "人次"),
    "Q306": ("新增整改事项来源构成", "项"),
}
_COURSE = (("Q302", "新增"), ("Q303", "销号"), ("Q304", "期末未销号"))


def wanted(session: Session, kind: str) -> bool:
    """Whether a report of this kind gets the attachment."""
    return kind in KINDS and bool(read_setting(session, SETTING, False))


def pictured(session: Session, document: Document, period: Period, figures: Mapping[str, Figure]) -> Document:
    """The document with the attachment; unchanged when there is nothing to draw."""
    drawn = [*_composition(figures, "F163", "F194"), *_course(session, period), *_composition(figures, "Q306")]
    blocks = list(_numbered(drawn))
    return replace(document, blocks=attach(document.blocks, TITLE, *blocks)) if blocks else document


def _composition(figures: Mapping[str, Figure], *ids: str) -> Iterator[tuple[Chart, tuple[str, ...]]]:
    """What a figure's groups make up; the sum below them leads to the figure's records."""
    for one in ids:
        title, unit = _COMPOSED[one]
        parts = sorted((part for part in figures[one].parts if part.value), key=lambda part: part.code == "")
        if parts:
            series = Series("数量", tuple(float(part.value) for part in parts))
            labels = tuple(part.label for part in parts)
            yield Chart(title, "bars", labels, (series,), unit), (one,)


def _course(session: Session, period: Period) -> Iterator[tuple[Chart, tuple[str, ...]]]:
    """Rectification quarter by quarter. A balance at a quarter's end is no sum and leads nowhere."""
    quarters = list(period.parts("quarter"))
    counted = [evaluate(session, quarter, [one for one, _ in _COURSE]) for quarter in quarters]
    series = tuple(Series(name, tuple(float(found[one].value or 0) for found in counted)) for one, name in _COURSE)
    if any(any(one.values) for one in series):
        labels = tuple(f"{wording.chinese(int(quarter.code[-1]))}季度" for quarter in quarters)
        yield Chart("整改事项新增和销号情况", "grouped", labels, series, "项"), ("Q302", "Q303", "")


def _numbered(charts: list[tuple[Chart, tuple[str, ...]]]) -> Iterator[Block]:
    for number, (chart, ids) in enumerate(charts, 1):
        yield replace(chart, caption=f"图{number}　{chart.caption}")
        yield _leading(chart_table(chart), ids, lying=chart.shape == "bars")


def _leading(table: Table, ids: tuple[str, ...], lying: bool) -> Table:
    """The table with the sum of every series leading to its figure: last of a composition, else at the row's end."""
    rows = list(table.rows)
    for place, one in enumerate(ids):
        row, column = (len(rows) - 1, len(table.head) - 2) if lying else (place, len(table.head) - 1)
        cells = list(rows[row])
        cells[column] = FigureWords(str(cells[column]), one) if one else "—"
        rows[row] = tuple(cells)
    return replace(table, rows=tuple(rows))
