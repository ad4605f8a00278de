"""The hospital's own letterhead: what stands in it is kept, the report follows in its own styles, and what cannot serve
is refused with its reason.
"""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from db.errors import Refusal
from desktop.reports.blocks import Document, FormHead, Heading, Paragraph, RedHead, Signature, Table, Title, Words
from desktop.reports.docx_inspection import inspect_docx
from desktop.reports.docx_writer import write_docx
from desktop.reports.letterhead import MOST_BYTES, Letterhead
from desktop.reports.style import STANDARD
from desktop.reports.style_settings import style_of, with_letterhead

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738550000"
    "000049454e44ae426082"
)


def a_letterhead(change=lambda made: None, first_page=False):
    """As an office makes it: a red name in the body, a logo and a line of words in the header."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height, section.header_distance = Mm(210), Mm(297), Mm(12)
    section.different_first_page_header_footer = first_page
    header = section.first_page_header if first_page else section.header
    header.paragraphs[0].add_run().add_picture(io.BytesIO(PICTURE), Mm(10))
    header.paragraphs[0].add_run("仁心仁术")
    style = made.styles.add_style("单位名称", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.color.rgb = Pt(36), RGBColor(200, 0, 0)
    made.add_paragraph("云岭市第二人民医院文件", style)
    made.add_paragraph("电子版请登录办公系统查阅")
    change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def repacked(content, change):
    """The same file with some parts changed: `change` takes and returns name → bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = change({name: package.read(name) for name in package.namelist()})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def report(*blocks):
    return Document(
        (
            RedHead("中共云岭市第二人民医院委员会文件", "云二医党〔2025〕7号"),
            Title("关于意识形态工作的报告"),
            Heading(1, (Words("一、总体情况"),)),
            Paragraph((Words("全院共开展“谈心谈话”97人次。"),)),
            *blocks,
            Signature("党委办公室", date(2025, 3, 31)),
        ),
        "题名",
        "党委办公室",
        "报告",
        date(2025, 3, 31),
    )


def written(tmp_path, content, what=None):
    style = style_of(with_letterhead(None, content, "底稿.docx"))
    write_docx(what or report(), style, tmp_path / "报告.docx")
    return docx.Document(tmp_path / "报告.docx")


def test_what_stands_in_the_letterhead_is_kept_and_the_report_follows_it(tmp_path):
    made = written(tmp_path, a_letterhead())
    said = [each.text for each in made.paragraphs if each.text]
    assert said[:4] == [
        "云岭市第二人民医院文件", "电子版请登录办公系统查阅", "云二医党〔2025〕7号", "关于意识形态工作的报告",
    ]  # the red head of the letterhead stands for the program's own
    header = made.sections[0].header
    assert header.paragraphs[0].text == "仁心仁术" and made.sections[0].even_page_header.paragraphs[0].text == "仁心仁术"
    (shape,) = header._element.iter(qn("a:blip"))
    assert header.part.related_parts[shape.get(qn("r:embed"))].blob == PICTURE
    assert made.core_properties.title == "题名"


def test_both_keep_their_looks(tmp_path):
    made = written(tmp_path, a_letterhead())
    name, remark, _, title, heading = [each for each in made.paragraphs if each.text][:5]
    assert name.style.font.size == Pt(36) and name.style.font.color.rgb == RGBColor(200, 0, 0)
    assert remark.style.name == "版头 Normal"
    assert title.style.font.size == Pt(22) and heading.style.style_id == "Heading1"
    assert len({each.style_id for each in made.styles}) == len(list(made.styles))
    section = made.sections[0]
    assert abs(section.top_margin - Mm(37)) < Mm(0.1) and abs(section.header_distance - Mm(12)) < Mm(0.1)
    assert "PAGE" in section.footer._element.xml
    assert inspect_docx(tmp_path / "报告.docx", STANDARD) == []


def test_a_head_of_the_first_page_alone_stays_there_and_the_page_keeps_its_number(tmp_path):
    section = written(tmp_path, a_letterhead(first_page=True)).sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "仁心仁术"
    assert "PAGE" in section.first_page_footer._element.xml


def test_a_report_may_serve_as_letterhead_again(tmp_path):
    written(tmp_path, a_letterhead())
    again = (tmp_path / "报告.docx").read_bytes()
    assert [each.text for each in written(tmp_path, again).paragraphs].count("一、总体情况") == 2


def test_the_same_report_on_the_same_letterhead_gives_the_same_bytes(tmp_path):
    content = a_letterhead()
    first = (written(tmp_path, content), (tmp_path / "报告.docx").read_bytes())[1]
    assert (written(tmp_path, content), (tmp_path / "报告.docx").read_bytes())[1] == first


def test_a_form_takes_no_letterhead(tmp_path):
    form = Document((FormHead("登记表"), Table("", ("甲",), (("乙",),))), "表", "甲", "表", date(2025, 3, 31))
    assert "云岭" not in "".join(each.text for each in written(tmp_path, a_letterhead(), form).paragraphs)


def test_without_a_letterhead_the_layout_is_as_before():
    stored = with_letterhead({"preset": "edges"}, a_letterhead(), "底稿.docx")
    assert stored["letterhead"]["name"] == "底稿.docx"
    assert with_letterhead(stored, b"", "") == {"preset": "edges"}


def _turned(made):
    made.sections[0].orientation = WD_ORIENT.LANDSCAPE
    made.sections[0].page_width, made.sections[0].page_height = Mm(297), Mm(210)


def _letter(made):
    made.sections[0].page_width, made.sections[0].page_height = Mm(216), Mm(279)


def _linked(made):
    made.part.relate_to("http://example.invalid/logo.png", f"{_RELATION}/image", is_external=True)


def _bare(made):
    made.element.body.remove(made.element.body.sectPr)


_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BODY = "word/document.xml"
REFUSED = {
    "words": (lambda: b"no document", "不是 Word 文档"),
    "cut": (lambda: a_letterhead()[:-60], "不是 Word 文档"),
    "workbook": (lambda: repacked(a_letterhead(), lambda parts: {"xl/workbook.xml": b"<a/>"}), "不是 Word 文档"),
    "macros": (lambda: repacked(a_letterhead(), lambda parts: parts | {"word/vbaProject.bin": b"x"}), "有宏"),
    "object": (lambda: repacked(a_letterhead(), lambda parts: parts | {"word/embeddings/a.bin": b"x"}), "嵌有"),
    "broken": (lambda: repacked(a_letterhead(), lambda parts: parts | {_BODY: parts[_BODY][:-9]}), "已损坏"),
    "entities": (
        lambda: repacked(
            a_letterhead(), lambda parts: parts | {_BODY: b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[_BODY].split(b"?>", 1)[1]}
        ),
        "已损坏",
    ),
    "link": (lambda: a_letterhead(_linked), "链接了外部"),
    "no section": (lambda: a_letterhead(_bare), "没有页面设置"),
    "two sections": (lambda: a_letterhead(lambda made: made.add_section()), "分成了几节"),
    "landscape": (lambda: a_letterhead(_turned), "不是竖放的 A4"),
    "other paper": (lambda: a_letterhead(_letter), "不是竖放的 A4"),
    "large": (lambda: a_letterhead() + b"\0" * MOST_BYTES, "超过5兆"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_serve_is_refused_with_its_name_and_the_reason(why):
    make, reason = REFUSED[why]
    with pytest.raises(Refusal, match=reason) as refused:
        Letterhead(make(), "底稿.docx")
    assert str(refused.value).startswith("“底稿.docx”") and str(refused.value).endswith("。")
