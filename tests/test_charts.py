"""Charts: vector shapes in the PDF, a sharp picture in Word, the same numbers in the table beneath."""

import io
import zipfile
from datetime import date

import docx
import pypdfium2 as pdfium
import pytest
from PIL import Image

from desktop.reports.blocks import Chart, Document, Paragraph, Series, Words
from desktop.reports.charts import chart_table, drawing
from desktop.reports.docx_writer import write_docx
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from tests.pdf_measure import read

QUARTERS = Chart(
    "整改情况",
    "grouped",
    ("一季度", "二季度", "三季度", "四季度"),
    (Series("新增", (12, 9, 7, 5)), Series("销号", (4, 11, 8, 9))),
    "项",
)
CHANNELS = Chart("发稿", "stacked", ("1月", "2月"), (Series("官网", (8, 9)), Series("公众号", (5, 0))), "篇")
KINDS = Chart("谈话类型", "bars", ("谈心谈话", "任前谈话"), (Series("场次", (60, 20)),), "场")


def made(*blocks):
    return Document(blocks, "图", "党委办公室", "图", date(2025, 12, 31))


def test_bars_are_as_long_as_their_numbers():
    bars = [bar for bar in drawing(QUARTERS, 442).bars if bar.y1 - bar.y0 > 9]
    heights = [round((bar.y1 - bar.y0) / (bars[0].y1 - bars[0].y0) * 12, 3) for bar in bars]
    assert heights == [12, 4, 9, 11, 7, 8, 5, 9]
    low, high = (
        bar for bar in drawing(CHANNELS, 442).bars if bar.x0 == min(b.x0 for b in drawing(CHANNELS, 442).bars[2:])
    )
    assert high.y1 == low.y0  # stacked on one another
    first, second = drawing(KINDS, 442).bars
    assert round((first.x1 - first.x0) / (second.x1 - second.x0), 3) == 3
    assert "60（75.0%）" in [label.words for label in drawing(KINDS, 442).labels]


def test_the_table_beneath_states_the_same_numbers():
    table = chart_table(CHANNELS)
    assert table.head == ("单位：篇", "1月", "2月", "合计")
    assert table.rows == (("官网", "8", "9", "17"), ("公众号", "5", "0", "5"), ("合计", "13", "9", "22"))
    assert chart_table(QUARTERS).rows == (("新增", "12", "9", "7", "5", "33"), ("销号", "4", "11", "8", "9", "32"))
    assert chart_table(KINDS).rows == (("谈心谈话", "60", "75.0%"), ("任前谈话", "20", "25.0%"), ("合计", "80", "100.0%"))
    many = Chart("渠道", "bars", tuple("甲乙丙丁戊己庚辛"), (Series("篇", (8, 7, 6, 5, 4, 3, 2, 1)),), "篇")
    table = chart_table(many)
    assert len(table.rows) == 5 and table.rows[0] == ("甲", "8", "22.2%", "己", "3", "8.3%")
    assert table.rows[3][3:] == ("", "", "") and table.rows[-1][3:] == ("合计", "36", "100.0%")


def test_the_pdf_draws_shapes_and_words_instead_of_a_picture(tmp_path):
    write_pdf(made(QUARTERS, chart_table(QUARTERS)), STANDARD, tmp_path / "a.pdf")
    page = pdfium.PdfDocument(tmp_path / "a.pdf")[0]
    kinds = [thing.type for thing in page.get_objects()]
    assert pdfium.raw.FPDF_PAGEOBJ_IMAGE not in kinds and kinds.count(pdfium.raw.FPDF_PAGEOBJ_PATH) > 10
    glyphs = read(tmp_path / "a.pdf")[0].glyphs
    assert all(28 <= glyph.left and glyph.right <= 184 for glyph in glyphs)


def test_word_has_a_picture_of_300_dots_to_the_inch_that_says_what_it_is(tmp_path):
    write_docx(made(QUARTERS, KINDS), STANDARD, tmp_path / "a.docx")
    shapes = docx.Document(tmp_path / "a.docx").inline_shapes
    assert [round(shape.width.mm) for shape in shapes] == [156, 156]
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        picture = Image.open(io.BytesIO(package.read("word/media/picture1.png")))
        assert abs(picture.width / (156 / 25.4) - 300) < 2
        assert 'descr="整改情况"' in package.read("word/document.xml").decode()
    write_docx(made(QUARTERS, KINDS), STANDARD, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_nothing_to_show_is_no_error(tmp_path):
    empty = Chart("空", "stacked", (), (), "项")
    write_pdf(
        made(empty, Chart("零", "bars", ("甲",), (Series("数", (0,)),)), Paragraph((Words("完。"),))),
        STANDARD,
        tmp_path / "a.pdf",
    )
    assert "完。" in read(tmp_path / "a.pdf")[0].text
    with pytest.raises(ValueError):
        Chart("错", "bars", ("甲", "乙"), (Series("数", (1,)),))


def test_the_window_and_the_documents_draw_in_the_same_shades():
    from desktop.reports.charts import SHADES
    from desktop.widgets.scheme import LIGHT

    assert tuple(f"#{shade.lower()}" for shade in SHADES[:3]) == LIGHT.bars  # new, closed, left
