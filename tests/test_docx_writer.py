"""Real Word files: reopened with another library, checked against the schema's order, and laid out by LibreOffice where
there is one.
"""

import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from db.errors import Refusal
from db.resources import resource
from desktop.reports.blocks import (
    Addressee,
    Attachment,
    AttachmentNote,
    Document,
    FigureWords,
    FormHead,
    Grid,
    GridCell,
    GridRow,
    Heading,
    Imprint,
    Paragraph,
    Signature,
    Table,
    Title,
    Words,
)
from desktop.reports.docx_writer import write_docx
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD, Style
from tests.pdf_measure import read

CHARACTERS = "医院党委坚持每季度研究意识形态工作并把责任落实到科室和支部"


def para(*spans):
    return Paragraph(tuple(Words(span) if isinstance(span, str) else span for span in spans))


def document(*blocks):
    return Document(blocks, "题名", "党委办公室", "工作报告", date(2025, 3, 31))


LEDGER = Table(
    "整改台账",
    ("序号", "事项", "说明"),
    tuple((str(number), "事项", "说明文字" * 9) for number in range(50)),
    (1, 3, 6),
    landscape=True,
)
FULL = document(
    Title("某某市人民医院党委关于2025年上半年意识形态工作责任制落实情况的报告", "党委书记　某某"),
    Addressee("上级党委："),
    para("总述。"),
    Heading(1, (Words("一、总体情况"),)),
    Heading(2, (Words("（一）责任落实"),)),
    para("共开展“谈心谈话”", FigureWords("97", "f.a"), "人次——按季汇总。"),
    Heading(3, (Words("1．制度"),)),
    Heading(4, (Words("（1）学习"),)),
    Table("统计表", ("项目", "数量"), (("甲<&>", FigureWords("3", "f.b")),), (3, 1)),
    para("特此报告。"),
    AttachmentNote(("整改台账", "情况说明")),
    Signature("党委办公室", date(2025, 1, 5)),
    Attachment(1, "整改台账", (LEDGER,)),
    Attachment(2, "情况说明", (para("王㛃、𠮷田。"),)),
)


def written(tmp_path, what=FULL, style=STANDARD):
    write_docx(what, style, tmp_path / "报告.docx")
    return docx.Document(tmp_path / "报告.docx")


def test_every_word_of_the_document_is_in_the_file_in_order(tmp_path):
    reopened = written(tmp_path)
    texts = [paragraph.text for paragraph in reopened.paragraphs if paragraph.text]
    assert texts == [
        "某某市人民医院党委关于2025年上半年\n意识形态工作责任制落实情况的报告",
        "党委书记　某某",
        "上级党委：",
        "总述。",
        "一、总体情况",
        "（一）责任落实",
        "共开展“谈心谈话”97人次——按季汇总。",
        "1．制度",
        "（1）学习",
        "统计表",
        "特此报告。",
        "附件：1.\t整改台账",
        "2.\t情况说明",
        "党委办公室",
        "2025年1月5日",
        "附件1",
        "整改台账",
        "整改台账",
        "附件2",
        "情况说明",
        "王㛃、𠮷田。",
    ]
    assert [[cell.text for cell in row.cells] for row in reopened.tables[0].rows] == [["项目", "数量"], ["甲<&>", "3"]]


def test_headings_have_real_outline_levels_and_stay_with_what_follows(tmp_path):
    reopened = written(tmp_path)
    for level in (1, 2, 3, 4):
        (heading,) = [paragraph for paragraph in reopened.paragraphs if paragraph.style.name == f"Heading {level}"]
        properties = heading.style.element.pPr
        assert properties.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
        assert heading.style.paragraph_format.keep_with_next
        assert properties.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_faces_are_named_for_chinese_and_latin_alike_and_no_theme_is_used(tmp_path):
    reopened = written(tmp_path)
    named = {
        style.name: style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for style in reopened.styles
        if style.element.rPr is not None and style.element.rPr.find(qn("w:rFonts")) is not None
    }
    assert named["Title"] == "方正小标宋简体" and named["Heading 1"] == "黑体" and named["Heading 2"] == "楷体_GB2312"
    assert (
        named["Heading 3"] == named["Body Text"] == named["Normal"] == "仿宋_GB2312"
        and named["Footer" if "Footer" in named else "footer"] == "宋体"
    )
    runs = [run for paragraph in reopened.paragraphs for run in paragraph.runs]
    assert runs and all(run._r.rPr.find(qn("w:rFonts")).get(qn("w:hint")) == "eastAsia" for run in runs)
    with zipfile.ZipFile(tmp_path / "报告.docx") as package:
        assert all(b"Theme" not in package.read(name).replace(b"themeFontLang", b"") for name in package.namelist())
        assert not [name for name in package.namelist() if "theme" in name or "thumbnail" in name]


def test_the_page_measures_are_those_of_the_standard(tmp_path):
    upright, landscape, last = written(tmp_path).sections
    assert (upright.page_width.twips, upright.page_height.twips) == (11906, 16838)
    assert [
        edge.twips for edge in (upright.top_margin, upright.left_margin, upright.right_margin, upright.bottom_margin)
    ] == [2098, 1587, 1474, 1984]
    assert (landscape.orientation, last.orientation) == (WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT)
    assert (landscape.page_width.twips, landscape.page_height.twips) == (16838, 11906)
    normal = docx.Document(tmp_path / "报告.docx").styles["Normal"]
    assert normal.paragraph_format.line_spacing.twips == 579
    assert normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-7"


def test_odd_and_even_pages_number_themselves_on_opposite_sides(tmp_path):
    reopened = written(tmp_path)
    assert reopened.settings.odd_and_even_pages_header_footer
    upright, landscape, _ = reopened.sections
    for footer, side in ((upright.footer, "right"), (upright.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert "".join(told.text for told in paragraph._p.xpath(".//w:t | .//w:instrText")) == "—  PAGE 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert paragraph._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}")) == "280"
    assert [told.text for told in landscape.footer.tables[0]._tbl.xpath(".//w:instrText")] == [" PAGE "]


def test_tables_repeat_their_head_and_never_divide_a_row(tmp_path):
    for table in written(tmp_path).tables:
        first, *others = (row._tr.trPr for row in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(each.find(qn("w:cantSplit")) is not None for each in (first, *others))
        assert all(each.find(qn("w:tblHeader")) is None for each in others)


def test_the_signature_stays_with_the_last_body_paragraph(tmp_path):
    kept = {
        paragraph.text: paragraph.paragraph_format.keep_with_next
        for paragraph in written(tmp_path).paragraphs
        if paragraph.text
    }
    assert all(kept[text] for text in ("特此报告。", "附件：1.\t整改台账", "2.\t情况说明", "党委办公室"))
    assert not kept["2025年1月5日"] and not kept["总述。"]


def test_the_properties_are_filled_in(tmp_path):
    told = written(tmp_path).core_properties
    assert (told.title, told.author, told.subject, told.language) == ("题名", "党委办公室", "工作报告", "zh-CN")
    assert told.created.date() == date(2025, 3, 31)


def test_the_same_document_gives_the_same_bytes(tmp_path):
    write_docx(FULL, STANDARD, tmp_path / "a.docx")
    write_docx(FULL, STANDARD, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_characters_that_no_xml_may_hold_do_not_spoil_the_file(tmp_path):
    reopened = written(tmp_path, document(para("甲\x07乙\x0b丙<&>\"'"), Title("题\x00名")))
    assert [paragraph.text for paragraph in reopened.paragraphs if paragraph.text] == ["甲乙丙<&>\"'", "题名"]


def test_a_target_that_cannot_be_written_is_refused_with_its_name_and_a_remedy(tmp_path):
    (tmp_path / "占用.docx").mkdir()
    with pytest.raises(Refusal, match="“占用.docx”.*请"):
        write_docx(FULL, STANDARD, tmp_path / "占用.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["占用.docx"]


FACES = {
    "仿宋_GB2312": "Lvze FangSong",
    "楷体_GB2312": "Lvze Kai",
    "黑体": "Lvze Hei",
    "方正小标宋简体": "Lvze Title Song",
    "宋体": "Lvze Song Digits",
}


@pytest.fixture
def laid_out(tmp_path):
    """A function that writes a document for Word and returns the pages LibreOffice makes of it, set in the shipped
    faces.
    """
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed, so nothing here can lay out a Word file")
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{word}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{shipped}</string></edit></match>'
        for word, shipped in FACES.items()
    )
    config = tmp_path / "fonts.conf"
    config.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{resource("fonts")}</dir>'
        f"<cachedir>{tmp_path / 'cache'}</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )

    def lay_out(what):
        write_docx(what, STANDARD, tmp_path / "w.docx")
        subprocess.run(
            [
                office,
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                tmp_path,
                tmp_path / "w.docx",
            ],
            env={
                "FONTCONFIG_FILE": str(config),
                "HOME": str(tmp_path),
                "PATH": str(Path(office).parent) + ":/usr/bin:/bin",
            },
            check=True,
            capture_output=True,
            timeout=180,
        )
        return read(tmp_path / "w.pdf")

    return lay_out


def test_libreoffice_sets_22_lines_of_28_characters_with_the_standards_margins(laid_out):
    pages = laid_out(document(para((CHARACTERS * 99)[: 66 * 28])))
    middle = pages[1].body()
    assert [len(line.text) for line in middle] == [28] * 22
    steps = [after.baseline - before.baseline for before, after in zip(middle, middle[1:])]
    assert all(abs(step - 225 / 22) < 0.1 for step in steps)
    assert all(abs(line.glyphs[0].x - 28) < 0.5 for line in middle)
    assert all(0 < 184 - line.right < 1.5 for line in middle)
    for index, page in enumerate(pages):
        number = page.number()
        assert number.text == f"—{index + 1}—"
        assert abs(number.left - 32.9) < 1 if index % 2 else abs(number.right - 179.1) < 1
        dash = number.glyphs[0]
        assert abs((dash.top + dash.bottom) / 2 - 269) < 1


def test_libreoffice_shows_the_whole_document_as_the_pdf_does(laid_out):
    pages = laid_out(FULL)
    sizes = [round(page.width) for page in pages]
    assert sizes == [210, *[297] * (len(pages) - 2), 210] and len(pages) > 4
    assert [line.text for line in pages[0].body()[:3]] == [
        "某某市人民医院党委关于2025年上半年",
        "意识形态工作责任制落实情况的报告",
        "党委书记某某",
    ]
    assert "2025年1月5日" in pages[0].text
    assert [line.text for line in pages[-1].body()][:2] == ["附件2", "情况说明"]
    assert all("序号事项说明" in "".join(line.text for line in page.body(400)) for page in pages[1:-1])
    for index, page in enumerate(pages[1:-1], 2):
        dashes = [glyph for glyph in page.glyphs if glyph.text == "—"]
        assert len(dashes) == 2 and all(abs((dash.left + dash.right) / 2 - 28) < 1.5 for dash in dashes)
        assert all(dash.top > 150 for dash in dashes) if index % 2 else all(dash.bottom < 60 for dash in dashes)


def test_word_is_told_to_squeeze_no_mark_and_to_hang_none_as_the_pdf_does(tmp_path):
    written(tmp_path)
    with zipfile.ZipFile(tmp_path / "报告.docx") as package:
        assert b'characterSpacingControl w:val="doNotCompress"' in package.read("word/settings.xml")
        assert b'<w:kinsoku/><w:overflowPunct w:val="0"/>' in package.read("word/styles.xml")


@pytest.mark.parametrize(("rows", "blank"), ((10, 0), (30, 1)))
def test_an_imprint_after_landscape_pages_stands_on_an_even_page(tmp_path, rows, blank):
    table = Table("台账", ("序号", "说明"), (("1", "说明"),) * rows, landscape=True)
    what = document(table, Imprint("党委办公室", date(2025, 3, 31)))
    write_pdf(what, STANDARD, tmp_path / "a.pdf")
    pages = read(tmp_path / "a.pdf")
    assert len(pages) % 2 == 0
    assert [page.text.strip() for page in pages[:-1]].count("") == blank
    assert ("—" in pages[-1].text) == (not blank)  # neither the blank page nor the one after it has a number
    body = written(tmp_path, what).element.body
    # The turn back begins a page by itself; only the blank one needs a break of its own.
    assert len(list(body.iter(qn("w:sectPr")))) == 2
    assert len(list(body.iter(qn("w:pageBreakBefore")))) == blank


def _kept(path, text):
    (paragraph,) = [each for each in docx.Document(path).paragraphs if each.text == text]
    return paragraph.paragraph_format.keep_with_next is True


@pytest.mark.parametrize(("before", "long", "kept"), ((15, 12, False), (4, 12, True), (9, 12, True), (20, 2, True)))
def test_a_paragraph_divided_before_the_signature_may_be_divided_by_every_program(tmp_path, before, long, kept):
    """Kept are paragraphs that stand whole on the signature's page or of which one line was moved there."""
    text = (CHARACTERS * 99)[: 28 * long - 2]
    what = document(para((CHARACTERS[::-1] * 99)[: 28 * before - 2]), para(text), Signature("党委办公室", date(2025, 1, 5)))
    written(tmp_path, what)
    assert _kept(tmp_path / "报告.docx", text) == kept


def test_libreoffice_leaves_no_signature_alone_after_a_long_paragraph(laid_out):
    chapters = [para((CHARACTERS * 99)[: 28 * 10 - 2]), Heading(1, (Words("一、甲"),))]
    last = para((CHARACTERS * 99)[: 28 * 20 - 2])
    pages = laid_out(document(*chapters, last, Signature("党委办公室", date(2025, 1, 5))))
    assert [line.text for line in pages[-1].body()][-2:] == ["党委办公室", "2025年1月5日"]
    assert len(pages) == 2 and len(pages[-1].body()) > 3


def test_a_row_divided_before_the_places_to_sign_begins_on_the_page_under_way(laid_out):
    prose = GridCell((Words("\n".join((CHARACTERS * 99)[:400] for _ in range(5))),), "prose", across=2)
    rows = (
        GridRow((GridCell((Words("事项"),), "label"), GridCell((Words("值"),), across=2)), 9),
        GridRow((GridCell((Words("内容"),), "label"), prose), 40, 1),
        GridRow((GridCell((Words("意见"),), "label", down=2), GridCell((Words("同意。"),), "prose", 2, open=True)), 12),
        GridRow((GridCell((Words("签字："),), "sign", across=2),), 9),
    )
    pages = laid_out(document(FormHead("登记表", "", ""), Grid((1, 3, 3), rows)))
    assert len(pages) == 2 and CHARACTERS[:9] in pages[0].text


def test_a_row_or_cell_that_goes_on_overleaf_begins_at_its_top_in_word_and_in_the_pdf(tmp_path):
    long = "整改责任没有落实到人，" * 80
    rows = Table("台账", ("序号", "情况"), (("1", "办结"), ("2", long)), (1, 1), landscape=True)
    form = Grid((1, 5), (GridRow((GridCell((Words("来源"),), "label"), GridCell((Words("自查"),), "left"))),
                         GridRow((GridCell((Words("经过"),), "label"), GridCell((Words(long),), "left")))))
    tables = written(tmp_path, document(rows, form)).tables
    upright = [[cell.vertical_alignment is not None for cell in row.cells] for table in tables for row in table.rows]
    assert upright == [[True, True], [True, True], [False, False], [True, True], [True, False]]
    write_pdf(document(rows), STANDARD, tmp_path / "a.pdf")
    second = read(tmp_path / "a.pdf")[1]
    number = next(glyph for glyph in second.glyphs if glyph.text == "2")
    first = next(glyph for glyph in second.glyphs if glyph.text == "整")
    assert abs((number.top + number.bottom) / 2 - (first.top + first.bottom) / 2) < 1


def test_a_row_taller_than_a_page_begins_on_the_page_under_way_and_no_other_row_is_divided(tmp_path):
    rows = tuple((str(number), "整改责任没有落实到人，" * (150 if number == 4 else 1)) for number in range(1, 12))
    what = document(Table("台账", ("序号", "情况"), rows, (1, 1), landscape=True))
    whole = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in written(tmp_path, what).tables[0].rows]
    assert whole == [True] * 4 + [False] + [True] * 7
    result = write_pdf(what, STANDARD, tmp_path / "a.pdf")
    pages = read(tmp_path / "a.pdf")
    numbers = [{line.text[0] for line in page.body() if line.text[0].isdigit()} for page in pages]
    assert {"1", "2", "3", "4"} <= numbers[0] and numbers[1] <= {"2"}  # the number of the page
    assert result.pages == len(pages) == 3
    assert sum(page.text.count("整") for page in pages) == 160
