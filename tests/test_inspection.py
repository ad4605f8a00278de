"""版面实测: generated documents measure up, and documents spoilt on purpose are found out."""

from dataclasses import replace
from datetime import date

import pytest
from reportlab.pdfgen.canvas import Canvas

from desktop.reports.blocks import Document, Heading, Paragraph, Table, Words
from desktop.reports.docx_inspection import inspect_docx
from desktop.reports.docx_writer import write_docx
from desktop.reports.fonts import registered
from desktop.reports.inspection import full_pages, inspect_pdf
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import EDGES, MM, STANDARD
from tests.document_corpus import corpus

LONE = "段末只剩一个字"


def para(text):
    return Paragraph((Words(text),))


def made(*blocks):
    return Document(blocks, "题", "党委办公室", "报告", date(2025, 7, 5))


@pytest.mark.parametrize("number", range(36))
def test_generated_documents_breach_no_rule(tmp_path, number):
    document = corpus(36)[number]
    result = write_pdf(document, STANDARD, tmp_path / "a.pdf")
    found = [str(finding) for finding in inspect_pdf(tmp_path / "a.pdf", STANDARD, result.missing)]
    assert [text for text in found if LONE not in text] == []
    assert set(full_pages(read_pdf(tmp_path / "a.pdf"), STANDARD).values()) <= {22}
    write_docx(document, STANDARD, tmp_path / "a.docx")
    assert inspect_docx(tmp_path / "a.docx", STANDARD) == []


def test_a_page_set_in_other_margins_is_found_out(tmp_path):
    write_pdf(made(para("医院党委研究意识形态工作。" * 120)), replace(STANDARD, left_mm=24), tmp_path / "a.pdf")
    found = [str(finding) for finding in inspect_pdf(tmp_path / "a.pdf", STANDARD)]
    assert any(text.startswith("第1页第2行：超出版心左右边线") for text in found)
    write_pdf(made(para("医院党委研究意识形态工作。" * 120)), EDGES, tmp_path / "a.pdf")
    assert any("不在行格上" in str(finding) for finding in inspect_pdf(tmp_path / "a.pdf", STANDARD))


def test_strange_breaks_numbers_and_faces_are_found_out(tmp_path):
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595.28, 841.89))
    canvas.setFont(registered("fangsong"), 16)
    for row, text in enumerate(("上一行的文字到这里", "，这一行以逗号开头（", "这是平常的一行")):
        canvas.drawString(28 * MM, 841.89 - 37 * MM - (row + 0.5) * STANDARD.pitch_pt - 5, text)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(100 * MM, 28 * MM, "1")
    canvas.save()
    found = [str(finding) for finding in inspect_pdf(tmp_path / "a.pdf", STANDARD, ("😀",))]
    assert "第1页第2行：行首不应是“，”。" in found and "第1页第2行：行末不应是“（”。" in found
    assert "第1页：页码不对或者没有页码。" in found and any(
        "Helvetica" in text and "没有嵌入" in text for text in found
    )
    assert any("😀" in text for text in found)


def test_a_lone_character_and_a_heading_left_behind_are_found_out(tmp_path):
    narrow = replace(STANDARD, rows=22)
    write_pdf(made(para("国" * 26 + "（" * 0 + "党" * 28 + "委")), narrow, tmp_path / "a.pdf")
    texts = [str(finding) for finding in inspect_pdf(tmp_path / "a.pdf", STANDARD)]
    assert texts == [] or all(LONE in text for text in texts)
    write_pdf(
        made(*[para("正文一行。") for _ in range(21)], Heading(1, (Words("一、标题"),)), para("下文。")),
        STANDARD,
        tmp_path / "b.pdf",
    )
    assert [str(finding) for finding in inspect_pdf(tmp_path / "b.pdf", STANDARD)] == []


def test_a_word_file_told_otherwise_is_found_out(tmp_path):
    document = made(Heading(1, (Words("一、标题"),)), para("正文“引用”——说明。"))
    write_docx(document, EDGES, tmp_path / "a.docx")
    found = [str(finding) for finding in inspect_docx(tmp_path / "a.docx", STANDARD)]
    assert any("上边距不是37毫米" in text for text in found) and any("行距" in text for text in found)
    write_docx(replace(document, numbered=False), STANDARD, tmp_path / "b.docx")
    assert inspect_docx(tmp_path / "b.docx", STANDARD, numbered=False) == []
    (tmp_path / "c.docx").write_bytes(b"no archive")
    with pytest.raises(ValueError):
        inspect_docx(tmp_path / "c.docx", STANDARD)


def test_of_a_long_file_the_first_pages_can_be_measured_alone(tmp_path):
    from desktop.reports.export import MEASURED_PAGES, measured, write_files

    rows = tuple((str(number), "说明") for number in range(3200))
    document = Document((Table("", ("序号", "说明"), rows),), "表", "党委办公室", "表", date(2025, 3, 31))
    written = write_files(document, [tmp_path / "a.pdf"], lambda *_: None)
    assert written.pages > MEASURED_PAGES and not written.wholly_measured
    assert measured(written, document, STANDARD, lambda *_: None).findings == ()
    assert len(read_pdf(tmp_path / "a.pdf", 3).pages) == 3
