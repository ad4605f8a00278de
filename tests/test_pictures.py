"""The attachment of charts: made of figures, its sums lead to records, sealed with the report."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from db.periods import Period
from db.workspace import Workspace
from desktop.reports import pictures, store
from desktop.reports.blocks import Attachment, AttachmentNote, Chart, FigureWords, Table
from desktop.reports.composer import Composed, compose
from desktop.reports.marks import walk
from desktop.reports.preview import preview

YEAR = Period.year(2025)
TODAY = date(2026, 1, 4)


@pytest.fixture
def annual(sample: Workspace) -> Composed:
    sample.set_setting(pictures.SETTING, True)
    return compose(sample, "annual", YEAR, today=TODAY)


def test_only_the_long_reports_get_charts_and_only_when_wanted(sample: Workspace) -> None:
    def attached(kind: str, period: Period) -> bool:
        return any(isinstance(block, Attachment) for block in compose(sample, kind, period, today=TODAY).document.blocks)

    assert not attached("annual", YEAR)
    sample.set_setting(pictures.SETTING, True)
    assert attached("half-year", Period.half(2025, 1)) and not attached("quarterly", Period.quarter(2025, 4))


def test_every_chart_stands_on_the_table_of_its_numbers(annual: Composed) -> None:
    note = next(block for block in annual.document.blocks if isinstance(block, AttachmentNote))
    inside = annual.document.blocks[-1].blocks
    assert note.names[-1] == "有关数据图表" and [type(block) for block in inside] == [Chart, Table] * 4
    for chart, table in zip(inside[::2], inside[1::2]):
        assert chart.caption.startswith("图")
        told = [cell if isinstance(cell, str) else cell.text for row in table.rows for cell in row]
        assert all(str(int(value)) in told for one in chart.series for value in one.values)
    shown = {chart.caption.split("　")[1]: chart for chart in inside[::2]}
    parts = annual.figures["F163"].parts
    assert shown["宣传发稿渠道构成"].labels[0] == parts[0].label
    assert sum(shown["宣传发稿渠道构成"].series[0].values) == sum(part.value for part in parts)


def test_quarters_add_up_to_the_year(annual: Composed) -> None:
    table = annual.document.blocks[-1].blocks[5]
    fresh = table.rows[0]
    assert fresh[0] == "新增" and fresh[-1] == FigureWords(str(annual.figures["Q302"].value), "Q302")
    assert sum(int(cell) for cell in fresh[1:-1]) == annual.figures["Q302"].value
    assert table.rows[2][-1] == "—"  # a balance is not added up


def test_the_sums_can_be_clicked_in_the_preview_and_are_sealed(sample: Workspace, annual: Composed) -> None:
    places = preview(annual.document).places
    spot = places.figure("F163")
    assert spot is not None
    pdf = pypdfium2.PdfDocument(preview(annual.document).pdf)
    height = pdf.get_page_size(spot.page)[1]
    words = pdf[spot.page].get_textpage().get_text_bounded(spot.x0 - 1, height - spot.y1 - 1, spot.x1 + 1, height - spot.y0 + 1)
    assert words.strip() == str(int(sum(part.value for part in annual.figures["F163"].parts)))
    pdf.close()
    assert isinstance(list(walk(annual.document.blocks))[spot.block], Table)
    assert "F163" in annual.used
    report_id = store.save_draft(sample, annual, annual.document, "[]", "起草")
    store.finalise(sample, report_id)
    assert store.document_of(store.load(sample, report_id)) == annual.document


def test_nothing_to_draw_adds_no_attachment(workspace: Workspace) -> None:
    workspace.set_setting(pictures.SETTING, True)
    document = compose(workspace, "annual", YEAR, today=TODAY).document
    assert not any(isinstance(block, Attachment | AttachmentNote) for block in document.blocks)
