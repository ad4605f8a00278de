"""版头 and 版记 by G24, G25, G27; 附注; the second reading of the margins; the hospital's own settings."""

import zipfile
from datetime import date

import docx
import pytest

from db.errors import Refusal
from desktop.reports.blocks import Document, Imprint, Paragraph, RedHead, Remark, Signature, Title, Words
from desktop.reports.docx_writer import write_docx
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import EDGES, STANDARD
from desktop.reports.style_settings import style_of
from tests.pdf_measure import read

PITCH = 225 / 22
HEAD = RedHead("中共云岭市第二人民医院委员会文件", "云二医党〔2025〕13号")
DAY = date(2025, 7, 5)
IMPRINT = Imprint("云岭市第二人民医院党委办公室", DAY, "市委宣传部，本院各党支部、各科室")


def para(lines):
    return Paragraph((Words(("医院党委坚持每季度研究意识形态工作并把责任落实到科室和支部" * 99)[: 28 * lines - 2]),))


def made(*blocks):
    return Document(blocks, "题", "党委办公室", "报告", DAY)


def pages_of(tmp_path, *blocks, style=STANDARD):
    write_pdf(made(*blocks), style, tmp_path / "a.pdf")
    return read(tmp_path / "a.pdf")


def test_the_issuer_stands_35_mm_below_the_type_areas_top_and_text_is_on_page_one(tmp_path):
    page, *_ = pages_of(tmp_path, HEAD, Title("关于工作情况的报告"), para(30))
    issuer, number, title, *body = page.body()
    assert issuer.text == HEAD.issuer and number.text == HEAD.number
    assert abs(min(glyph.top for glyph in issuer.glyphs) - (37 + 35)) < 1.5
    assert abs((issuer.left + issuer.right) / 2 - 106) < 1 and abs((number.left + number.right) / 2 - 106) < 1
    assert body and abs((body[0].baseline - title.baseline) / PITCH - 2) < 0.2
    rows = [(line.baseline - body[0].baseline) / PITCH for line in body]
    assert all(abs(row - round(row)) < 0.02 for row in rows)


def test_a_document_upward_names_who_signs_it_at_the_right(tmp_path):
    page, *_ = pages_of(tmp_path, RedHead(HEAD.issuer, HEAD.number, "沈若兰"), Title("报告"), para(2))
    line = page.body()[1]
    assert line.text == HEAD.number + "签发人：沈若兰"
    assert abs(line.glyphs[0].x - (28 + 156 / 28)) < 1 and abs(line.right - (184 - 156 / 28)) < 1


@pytest.mark.parametrize(
    ("lines", "pages", "numbered"), [(5, 2, [1, 2]), (25, 2, [1, 2]), (40, 4, [1, 2]), (50, 4, [1, 2, 3, 4])]
)
def test_the_imprint_closes_an_even_page_and_what_was_left_blank_for_it_has_no_number(tmp_path, lines, pages, numbered):
    found = pages_of(tmp_path, para(lines), Signature("党委办公室", DAY), IMPRINT)
    assert len(found) == pages
    last = [line for line in found[-1].lines if line.baseline < 262.5]
    assert last[-1].text == "云岭市第二人民医院党委办公室2025年7月5日印发" and last[-2].text.startswith("抄送：")
    assert 255 < last[-1].baseline < 262 and abs(last[-1].left - 32.9) < 1 and abs(last[-1].right - 179.1) < 1
    shown = [number for number, page in enumerate(found, 1) if any(line.text == f"—{number}—" for line in page.lines)]
    assert shown == numbered


def test_a_remark_stands_in_brackets_below_the_date(tmp_path):
    page, *_ = pages_of(tmp_path, para(1), Signature("办公室", DAY), Remark("此件公开发布"))
    assert page.body()[-1].text == "（此件公开发布）" and abs(page.body()[-1].glyphs[0].x - (28 + 2 * 156 / 28)) < 4


def test_word_has_the_same_parts(tmp_path):
    write_docx(made(HEAD, Title("报告"), para(25), Remark("此件公开发布"), IMPRINT), STANDARD, tmp_path / "a.docx")
    reopened = docx.Document(tmp_path / "a.docx")
    texts = [paragraph.text for paragraph in reopened.paragraphs]
    assert HEAD.issuer in texts and HEAD.number in texts and "（此件公开发布）" in texts
    assert [row.cells[0].text for row in reopened.tables[0].rows][0].startswith("抄送：市委宣传部")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        xml = package.read("word/document.xml").decode()
    assert 'w:vertAnchor="page"' in xml and 'w:color="E60012"' in xml


def test_the_second_reading_of_the_margins_sets_22_lines_with_the_same_white(tmp_path):
    middle = pages_of(tmp_path, para(66), style=EDGES)[1]
    body = middle.body(264)
    assert [len(line.text) for line in body] == [28] * 22
    steps = [after.baseline - before.baseline for before, after in zip(body, body[1:])]
    assert all(abs(step - 29.45 / 72 * 25.4) < 0.05 for step in steps)
    assert abs(min(glyph.top for glyph in body[0].glyphs) - 37) < 1
    dash = middle.number(264).glyphs[0]
    assert abs((dash.top + dash.bottom) / 2 - 269) < 0.6


def test_the_hospitals_own_settings_become_a_style():
    assert style_of(None) == style_of({}) == STANDARD and style_of({"preset": "edges"}) == EDGES
    own = style_of({"left_mm": 30, "right_mm": 24, "faces": {"body": "仿宋", "heading2": "楷体"}, "bold_levels": [2]})
    assert (own.left_mm, own.area_width_mm, own.columns, own.rows) == (30, 156, 28, 22)
    assert own.body.word == "仿宋" and own.headings[1].word == "楷体" and own.bold_levels == (2,)
    taller = style_of({"line_pt": 28})
    assert taller.rows == 22 and taller.pitch_pt == 28


@pytest.mark.parametrize(
    "stored",
    [
        {"preset": "mine"},
        {"top_mm": 5},
        {"body_pt": "大"},
        {"line_pt": True},
        {"faces": {"body": ""}},
        {"faces": {"x": "y"}},
    ],
)
def test_settings_that_cannot_be_are_refused_with_a_sentence(stored):
    with pytest.raises(Refusal, match="请到“设置—版式”里"):
        style_of(stored)


def test_own_margins_hold_whole_lines_in_both_formats(tmp_path):
    style = style_of({"top_mm": 30, "bottom_mm": 30, "left_mm": 25, "right_mm": 25, "line_pt": 28})
    body = pages_of(tmp_path, para(90), style=style)[1].body(267)
    assert len(body) == style.rows and all(24.5 < line.left and line.right < 185.5 for line in body)
    write_docx(made(para(3)), style, tmp_path / "a.docx")
    section = docx.Document(tmp_path / "a.docx").sections[0]
    assert round(section.top_margin.mm) == 30 and round(section.left_margin.mm) == 25
