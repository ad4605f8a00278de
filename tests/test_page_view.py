"""The preview: real pages on the screen, figures on them that can be clicked, blocks that can be double-clicked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.reports.blocks import (
    Attachment, AttachmentNote, Document, FigureWords, Heading, Paragraph, Signature, Table, Title, Words, plain_text,
)
from desktop.reports.marks import marked, walk
from desktop.reports.page_images import PageImages
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.preview import Preview, preview
from desktop.reports.style import STANDARD
from desktop.widgets.page_view import PageView

SENTENCE = "各支部按照年度安排逐项推进，做到有部署、有检查、有记录，重要事项及时报告党委。"


def report() -> Document:
    body = []
    for number, name in enumerate("一二三四", 1):
        body.append(Heading(1, (Words(f"{name}、工作情况之{name}"),)))
        for place in range(6):
            body.append(Paragraph((Words("本季度共开展谈心谈话"), FigureWords(f"{number * 10 + place}人次", f"F{number}{place}"),
                                   Words("，" + SENTENCE * 2))))
    return Document((Title("某某医院党委第四季度工作情况报告"), *body, Table("整改情况", ("类别", "数量"), (("已销号", FigureWords("7件", "F70")),)),
                     AttachmentNote(("清单",)), Signature("某某医院党委", date(2025, 12, 31)),
                     Attachment(None, "清单", (Paragraph((Words("附件正文"), FigureWords("2项", "F80"))),))),
                    "某某医院党委第四季度工作情况报告", "党委办公室", "工作报告", date(2025, 12, 31))


@pytest.fixture(scope="module")
def set_pages() -> Preview:
    return preview(report())


@pytest.fixture
def view(qtbot: QtBot, set_pages: Preview) -> Iterator[PageView]:
    widget = PageView()
    qtbot.addWidget(widget)
    widget.resize(900, 600)
    widget.show_pdf(PageImages(set_pages.pdf), set_pages.places)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.show_pdf(None)


def centre(view: PageView, figure_id: str) -> QPoint:
    spot = view.places.figure(figure_id)
    assert spot is not None
    return view.rectangle(spot).center().toPoint()


def test_marks_do_not_change_a_byte_of_the_pdf(tmp_path: Path) -> None:
    write_pdf(report(), STANDARD, tmp_path / "plain.pdf")
    write_pdf(marked(report()), STANDARD, tmp_path / "marked.pdf")
    assert (tmp_path / "plain.pdf").read_bytes() == (tmp_path / "marked.pdf").read_bytes()


def test_every_heading_paragraph_and_figure_has_a_place(set_pages: Preview) -> None:
    blocks = list(walk(report().blocks))
    expected = {number for number, block in enumerate(blocks) if isinstance(block, Heading | Paragraph | Table)}
    assert {spot.block for spot in set_pages.places.blocks} == expected
    figures = {span.figure_id for block in blocks if isinstance(block, Paragraph) for span in block.spans if isinstance(span, FigureWords)}
    assert {spot.figure_id for spot in set_pages.places.figures} == figures | {"F70"}
    assert all(blocks[spot.block] for spot in set_pages.places.figures)


def test_pages_appear_and_only_those_near_the_visible_ones_are_kept(qtbot: QtBot, view: PageView) -> None:
    assert view.pages >= 4
    qtbot.waitUntil(lambda: {0, 1} <= view.store.kept)
    assert view.grab().toImage().pixelColor(450, 300).isValid()
    view.go_to_page(view.pages)
    qtbot.waitUntil(lambda: view.pages - 1 in view.store.kept)
    assert 0 not in view.store.kept
    assert len(view.store.kept) <= 4


def test_a_page_is_white_paper_with_black_letters(qtbot: QtBot, view: PageView) -> None:
    qtbot.waitUntil(lambda: 0 in view.store.kept)
    image = view.viewport().grab().toImage()
    row = [image.pixelColor(x, y).lightness() for y in range(150, 260, 2) for x in range(100, 800)]
    assert max(row) == 255 and min(row) < 60


def test_a_fault_while_a_page_is_drawn_does_not_keep_the_window_from_being_drawn(qtbot: QtBot, set_pages: Preview) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    view, button = PageView(around), QPushButton("后面画的", around)
    around.resize(600, 400)
    view.setGeometry(0, 0, 600, 350)
    button.setGeometry(0, 350, 600, 50)
    view.waiting = object()  # type: ignore[assignment] - what cannot be drawn
    view.show_pdf(PageImages(set_pages.pdf), set_pages.places)
    with qtbot.captureExceptions() as caught:
        around.show()
        qtbot.waitUntil(lambda: bool(caught))
        view.waiting = ""
        around.repaint()  # what the fault left behind is still held
        qtbot.waitUntil(lambda: view.store.picture(0) is not None)
    assert {kind for kind, _, _ in caught} == {TypeError}
    around.repaint()
    view.show_pdf(None)


def test_clicking_a_figure_tells_which(qtbot: QtBot, view: PageView) -> None:
    with qtbot.waitSignal(view.figure_clicked) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, "F10"))
    assert told.args == ["F10"]
    view.show_figure("F42")
    with qtbot.waitSignal(view.figure_clicked) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, "F42"))
    assert told.args == ["F42"]


def test_figures_stay_clickable_at_every_zoom(qtbot: QtBot, view: PageView) -> None:
    for zoom in (0.75, 1.25, 2.0):
        view.set_zoom(zoom)
        view.show_figure("F31")
        assert view.zoom == zoom
        with qtbot.waitSignal(view.figure_clicked) as told:
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, "F31"))
        assert told.args == ["F31"]


def test_double_clicking_a_paragraph_tells_its_number(qtbot: QtBot, view: PageView) -> None:
    number = next(spot.block for spot in view.places.blocks if isinstance(list(walk(report().blocks))[spot.block], Paragraph))
    spot = view.places.block(number)
    assert spot is not None
    where = view.rectangle(spot).bottomLeft().toPoint() + QPoint(40, -6)
    with qtbot.waitSignal(view.block_wanted) as told:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == [number]


def test_zoom_stays_between_50_and_200_per_cent_and_fits_the_width_on_request(view: PageView) -> None:
    told: list[float] = []
    view.zoom_changed.connect(told.append)
    view.set_zoom(9)
    assert view.zoom == 2.0
    view.set_zoom(0.1)
    assert view.zoom == 0.5
    assert told == [2.0, 0.5] and not view.fits_width
    view.fit_width()
    assert view.horizontalScrollBar().maximum() == 0 and view.zoom > 1


def test_another_edition_keeps_the_reader_on_the_page(qtbot: QtBot, view: PageView, set_pages: Preview) -> None:
    view.go_to_page(3)
    before = view.verticalScrollBar().value()
    view.show_pdf(PageImages(set_pages.pdf), set_pages.places)
    assert abs(view.verticalScrollBar().value() - before) <= 1


def test_the_words_of_a_block_are_found_where_it_is_said_to_stand(set_pages: Preview) -> None:
    import pypdfium2

    blocks = list(walk(report().blocks))
    pdf = pypdfium2.PdfDocument(set_pages.pdf)
    for spot in set_pages.places.blocks:
        block = blocks[spot.block]
        if isinstance(block, Heading):
            height = pdf.get_page_size(spot.page)[1]
            found = pdf[spot.page].get_textpage().get_text_bounded(spot.x0 - 1, height - spot.y1 - 1, spot.x1 + 1, height - spot.y0 + 1)
            assert found.replace(" ", "").strip() == plain_text(block.spans)
    pdf.close()


def test_figures_in_forms_and_single_lines_are_found_too() -> None:
    from desktop.reports.blocks import FormHead, Grid, GridCell, GridRow, Line

    cell = GridCell((Words("共"), FigureWords("12", "F001"), Words("件")))
    document = Document(
        (FormHead("表", "左", "右"), Grid((1, 2), (GridRow((GridCell((Words("件数"),), "label"), cell), 10),)),
         Line((Words("合计"), FigureWords("30", "F002")), "right")),
        "表", "党委办公室", "表", date(2025, 3, 31), False)
    found = preview(document).places
    assert found.figure("F001").block == 1 and found.figure("F002").block == 2
    assert {spot.block for spot in found.blocks} == {1, 2}


@pytest.mark.parametrize("zoom", [0.5, 1.0, 1.37, 2.0])
def test_a_figure_is_hit_at_every_zoom(qtbot: QtBot, view: PageView, zoom: float) -> None:
    view.set_zoom(zoom)
    figure = view.places.figures[-1]
    view.show_figure(figure.figure_id)
    where = view.rectangle(view.places.figure(figure.figure_id)).center().toPoint()
    with qtbot.waitSignal(view.figure_clicked) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told.args == [figure.figure_id]


def test_the_small_pages_lead_and_follow(qtbot: QtBot, set_pages: Preview) -> None:
    from desktop.widgets.page_panel import PagePanel

    panel = PagePanel()
    qtbot.addWidget(panel)
    panel.resize(900, 500)
    panel.show()
    panel.show_preview(set_pages)
    strip, view = panel.strip, panel.view
    assert strip.isVisible() and strip.pages == view.pages >= 3
    place = strip._layout.places[1]
    where = QPoint(int(place.x + place.width / 2), int(place.y + 10 - strip.verticalScrollBar().value()))
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert panel.zoom.page.text().startswith("第 2 页")
    qtbot.keyClick(strip, Qt.Key.Key_Down)
    assert panel.zoom.page.text().startswith("第 3 页")
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() == 0
    panel.findChild(QToolButton, "show_strip").click()
    assert strip.isHidden()
    panel.show_preview(None)


def test_what_measuring_found_leads_to_its_page(qtbot: QtBot, set_pages: Preview) -> None:
    from desktop.reports.inspection import Finding
    from desktop.widgets.page_panel import PagePanel

    panel = PagePanel()
    qtbot.addWidget(panel)
    panel.resize(900, 500)
    panel.show()
    panel.show_preview(set_pages)
    assert panel.findings.isHidden()
    panel.show_findings([("PDF", Finding(3, 5, "段末只剩一个字。")), ("Word", Finding(0, 0, "边距不对。"))])
    assert panel.findings.item(0).text() == "PDF　第3页第5行：段末只剩一个字。"
    panel.findings.itemActivated.emit(panel.findings.item(0))
    assert panel.zoom.page.text().startswith("第 3 页")
    panel.findings.itemActivated.emit(panel.findings.item(1))  # of the whole file: stays where it is
    assert panel.zoom.page.text().startswith("第 3 页")
    panel.findChild(QToolButton, "hide_findings").click()
    assert panel.findings.isHidden()
    panel.show_preview(None)


def test_the_small_page_in_view_is_wholly_in_sight_also_after_a_change_of_size(qtbot: QtBot, set_pages: Preview) -> None:
    from desktop.widgets.page_panel import PagePanel

    panel = PagePanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_preview(set_pages)
    panel.resize(900, 420)
    strip = panel.strip
    assert strip.verticalScrollBar().value() == 0
    panel.view.go_to_page(panel.view.pages)
    for height in (420, 300, 500):
        panel.resize(800, height)
        place = strip._layout.places[strip.pages - 1]
        top = place.y - strip.verticalScrollBar().value()
        assert top >= 0 and top + place.height <= strip.viewport().height()
    panel.show_preview(None)
