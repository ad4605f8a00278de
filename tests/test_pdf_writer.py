"""Real PDF files, measured: the grid of GB/T 9704 (domain.md G01-G29), faces, names with rare characters, figures, and
refusals.
"""

import subprocess
import sys
from datetime import date

import pypdfium2 as pdfium
import pytest

from db.errors import Refusal
from desktop.reports.blocks import (
    Addressee,
    Attachment,
    AttachmentNote,
    Document,
    FigureWords,
    Heading,
    Paragraph,
    Signature,
    Table,
    Title,
    Words,
)
from desktop.reports.linebreak import NO_END, NO_START
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from tests.pdf_measure import faces, read

PITCH = 225 / 22
CELL = 156 / 28
CHARACTERS = "医院党委坚持每季度研究意识形态工作并把责任落实到科室和支部"
PROSE = "各部门要坚持“谁使用、谁登记；谁保管、谁负责”的原则，做到账物相符（精确到柜号），件件有据——自2024年3月4日起，抽查不低于15.5%；《登记簿》逐笔记录，做到“当日事、当日清”！"


def para(text):
    return Paragraph((Words(text),))


def document(*blocks):
    return Document(blocks, "题名", "党委办公室", "工作报告", date(2025, 3, 31))


def pages_of(tmp_path, *blocks):
    write_pdf(document(*blocks), STANDARD, tmp_path / "报告.pdf")
    return read(tmp_path / "报告.pdf")


def lines_long(count):
    """A body paragraph that fills exactly so many lines."""
    return para((CHARACTERS * 99)[: 28 * count - 2])


def test_a_full_page_holds_22_lines_of_28_characters(tmp_path):
    middle = pages_of(tmp_path, lines_long(66))[1].body()
    assert [len(line.text) for line in middle] == [28] * 22
    steps = [after.baseline - before.baseline for before, after in zip(middle, middle[1:])]
    assert all(abs(step - PITCH) < 0.05 for step in steps)


def test_text_keeps_the_margins(tmp_path):
    page = pages_of(tmp_path, lines_long(66))[1]
    assert (round(page.width), round(page.height)) == (210, 297)
    assert all(abs(line.glyphs[0].x - 28) < 0.5 for line in page.body())
    assert all(28 - 0.5 <= line.left and line.right <= 184 + 0.5 for line in page.body())
    assert all(184 - line.right < 1 for line in page.body())
    assert page.body()[0].glyphs[0].top > 37 - 0.5 and page.body()[-1].baseline < 262 + 0.5
    advances = [b.x - a.x for line in page.body() for a, b in zip(line.glyphs, line.glyphs[1:])]
    assert all(abs(advance - CELL) < 0.05 for advance in advances)


def test_headings_and_titles_stand_on_the_same_grid(tmp_path):
    page, *_ = pages_of(
        tmp_path,
        Title("关于意识形态工作责任制落实情况的报告"),
        Addressee("上级党委："),
        Heading(1, (Words("一、总体情况"),)),
        Heading(2, (Words("（一）责任落实"),)),
        Heading(3, (Words("1．制度"),)),
        Heading(4, (Words("（1）学习"),)),
        lines_long(20),
    )
    middles = [(max(g.top for g in line.glyphs[:1]) + line.glyphs[0].bottom) / 2 for line in page.body()]
    rows = [(middle - 37) / PITCH for middle in middles]
    assert [int(row) for row in rows] == [0, *range(2, 22)]


def test_the_page_number_is_on_the_right_of_odd_and_the_left_of_even_pages(tmp_path):
    pages = pages_of(tmp_path, lines_long(80))
    numbers = [page.number() for page in pages]
    assert [line.text for line in numbers] == ["—1—", "—2—", "—3—", "—4—"]
    one_character = 14 / 72 * 25.4
    for index, line in enumerate(numbers):
        if index % 2:
            assert abs(line.glyphs[0].x - (28 + one_character)) < 0.5
        else:
            assert abs(line.right - (184 - one_character)) < 1
        dash = line.glyphs[0]
        assert abs((dash.top + dash.bottom) / 2 - (262 + 7)) < 0.5


def test_no_line_begins_or_ends_with_a_forbidden_mark_and_none_overhangs(tmp_path):
    pages = pages_of(
        tmp_path,
        *(para(PROSE[start:] + PROSE * 3) for start in range(0, len(PROSE), 3) if PROSE[start] not in NO_START),
    )
    lines = [line for page in pages for line in page.body()]
    assert len(lines) > 200
    assert not [line.text for line in lines if line.text[0] in NO_START or line.text[-1] in NO_END]
    assert all(line.right < 184.5 for line in lines)
    full = [line for line, after in zip(lines, lines[1:]) if abs(after.glyphs[0].x - 28) < 0.5]
    assert all(184 - line.right < 4 for line in full)  # a closing mark fills only half of its cell


def test_every_face_is_embedded_and_none_is_a_stranger(tmp_path):
    pages_of(
        tmp_path, Title("题"), Heading(1, (Words("一、甲"),)), Heading(2, (Words("（一）乙"),)), para("丙堃123abc")
    )
    used = faces(tmp_path / "报告.pdf")
    assert used and all(used.values())
    assert all("Lvze" in name for name in used)
    assert b"Helvetica" not in (tmp_path / "报告.pdf").read_bytes()


def test_rare_characters_of_names_can_be_read_and_copied_from_every_face(tmp_path):
    names = "王㛃、李䶮、𠮷田、喆堃珺镕、㺬、𬱖"
    page, *_ = pages_of(
        tmp_path,
        Title(names),
        Heading(1, (Words(names),)),
        Heading(2, (Words(names),)),
        para(names),
        Table("", (names,), ((names,),)),
    )
    assert page.text.count(names) == 6


def test_a_character_nobody_can_draw_is_reported_and_leaves_a_visible_box(tmp_path):
    result = write_pdf(document(para("表情😀不入公文😀")), STANDARD, tmp_path / "a.pdf")
    assert result.missing == ("😀",)
    assert "表情□不入公文□" in read(tmp_path / "a.pdf")[0].text
    assert write_pdf(document(para("无缺字")), STANDARD, tmp_path / "b.pdf").missing == ()


def test_the_same_document_gives_the_same_bytes(tmp_path):
    blocks = (
        Title("题"),
        para(PROSE * 9),
        Table("表", ("甲", "乙"), (("1", "2"),), landscape=True),
        Signature("办公室", date(2025, 1, 5)),
    )
    write_pdf(document(*blocks), STANDARD, tmp_path / "a.pdf")
    write_pdf(document(para("另一份")), STANDARD, tmp_path / "c.pdf")
    write_pdf(document(*blocks), STANDARD, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("before", range(18, 24))
def test_a_heading_is_never_the_last_line_of_a_page(tmp_path, before):
    pages = pages_of(
        tmp_path,
        lines_long(before),
        Heading(1, (Words("一、大标题"),)),
        Heading(2, (Words("（一）小标题"),)),
        para("正文。" * 30),
    )
    assert not [page.body()[-1].text for page in pages if "标题" in page.body()[-1].text]


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("before", range(16, 24))
def test_a_signature_always_has_body_text_on_its_page(tmp_path, before, sealed):
    pages = pages_of(
        tmp_path, lines_long(before), AttachmentNote(("清单",)), Signature("党委办公室", date(2025, 1, 5), sealed)
    )
    texts = [line.text for line in pages[-1].body()]
    assert texts[-3:] == ["附件：清单", "党委办公室", "2025年1月5日"]
    assert len(texts[0]) >= 26 and set(texts[0]) <= set(CHARACTERS)


def test_the_date_begins_two_characters_after_the_unsealed_signature(tmp_path):
    page, *_ = pages_of(tmp_path, para("特此报告。"), Signature("某某市人民医院委员会", date(2025, 1, 5)))
    body, organisation, day = page.body()
    assert abs(184 - 2 * CELL - organisation.right) < 1
    assert abs(day.glyphs[0].x - organisation.glyphs[0].x - 2 * CELL) < 0.5
    assert abs(organisation.baseline - body.baseline - 2 * PITCH) < 0.1


def test_a_date_longer_than_the_signature_keeps_its_distance_from_the_margin(tmp_path):
    page, *_ = pages_of(tmp_path, para("特此报告。"), Signature("党办", date(2025, 12, 15)))
    _, organisation, day = page.body()
    assert abs(184 - 2 * CELL - day.right) < 2  # the last character is narrower than its cell
    assert abs(day.glyphs[0].x - organisation.glyphs[0].x - 2 * CELL) < 0.5


def test_a_sealed_signature_is_centred_above_the_date_with_room_for_the_stamp(tmp_path):
    page, *_ = pages_of(tmp_path, para("特此报告。"), Signature("某某市人民医院", date(2025, 1, 5), sealed=True))
    body, organisation, day = page.body()
    assert abs(184 - 4 * CELL - day.right) < 2
    assert abs((organisation.left + organisation.right) - (day.left + day.right)) < 2
    assert abs(organisation.baseline - body.baseline - 4 * PITCH) < 0.1


def test_names_of_attachments_line_up_and_attachments_begin_a_page(tmp_path):
    long = "关于进一步规范物资盘点与档案移交工作若干具体问题的补充说明材料"
    pages = pages_of(
        tmp_path,
        para("特此报告。"),
        AttachmentNote(("台账", long)),
        Signature("党委办公室", date(2025, 1, 5)),
        Attachment(1, "台账", (para("甲。"),)),
        Attachment(2, long, (para("乙。"),)),
    )
    _, first, second, turned, *_ = pages[0].body()
    assert first.text == "附件：1.台账"
    name = first.text.index("台")
    assert abs(first.glyphs[0].x - (28 + 2 * CELL)) < 0.5
    assert abs(first.glyphs[name].x - second.glyphs[2].x) < 0.5
    assert abs(turned.glyphs[0].x - second.glyphs[2].x) < 0.5
    assert [page.body()[0].text for page in pages[1:]] == ["附件1", "附件2"]
    label, title, *_ = pages[1].body()
    assert abs(label.glyphs[0].x - 28) < 0.5
    assert abs(title.baseline - label.baseline - 2 * PITCH) < 1
    assert abs((title.left + title.right) / 2 - 106) < 0.5


def test_a_long_table_repeats_its_head_and_never_divides_a_row(tmp_path):
    rows = tuple((f"第{number}行", "说明文字" * (number % 9 + 1) + f"完{number}") for number in range(80))
    pages = pages_of(tmp_path, para("见下表。"), Table("情况表", ("名称", "说明"), rows, (1, 4)), para("完毕。"))
    assert len(pages) > 2
    assert all(page.body()[0].text == "名称说明" for page in pages[1:])
    for number in range(80):
        assert sum(f"第{number}行" in page.text and f"完{number}" in page.text for page in pages) == 1
    assert "情况表" in pages[0].text and "完毕。" in pages[-1].text


def test_a_cell_taller_than_a_page_is_continued_instead_of_lost(tmp_path):
    pages = pages_of(tmp_path, Table("", ("事项", "说明"), (("甲", CHARACTERS * 200 + "终"),), (1, 3)))
    assert len(pages) > 2 and "终" in pages[-1].text
    assert all(line.baseline < 262 for page in pages for line in page.body())


def test_a_wide_table_lies_on_landscape_pages_with_the_number_at_the_sheets_foot(tmp_path):
    rows = tuple((str(number), "事项", "说明文字") for number in range(55))
    pages = pages_of(
        tmp_path, para("见表。"), Table("台账", ("序号", "事项", "说明"), rows, landscape=True), para("完毕。")
    )
    assert [round(page.width) for page in pages] == [210, 297, 297, 297, 210]
    for index, page in enumerate(pages[1:4], 2):
        dashes = [glyph for glyph in page.glyphs if glyph.text == "—"]
        assert all(
            abs((dash.left + dash.right) / 2 - 28) < 0.5 for dash in dashes
        )  # 7 mm from a type area that begins at 35 mm
        low, high = min(dash.top for dash in dashes), max(dash.bottom for dash in dashes)
        assert abs(high - (184 - 4.94)) < 1 if index % 2 else abs(low - (28 + 4.94)) < 1
        table = [glyph for glyph in page.glyphs if glyph.x > 34]
        assert min(glyph.left for glyph in table) > 35 and max(glyph.right for glyph in table) < 260
        assert min(glyph.top for glyph in table) > 28 and max(glyph.bottom for glyph in table) < 184


def test_headings_are_bookmarks_and_the_properties_are_filled_in(tmp_path):
    write_pdf(
        document(
            Heading(1, (Words("一、甲"),)),
            Heading(3, (Words("1．乙"),)),
            para("文"),
            Attachment(None, "清单", (para("文"),)),
        ),
        STANDARD,
        tmp_path / "a.pdf",
    )
    pdf = pdfium.PdfDocument(tmp_path / "a.pdf")
    assert [(entry.level, entry.get_title()) for entry in pdf.get_toc()] == [
        (0, "一、甲"),
        (1, "1．乙"),
        (0, "附件 清单"),
    ]
    told = pdf.get_metadata_dict()
    assert (told["Title"], told["Author"], told["Subject"]) == ("题名", "党委办公室", "工作报告")
    assert told["CreationDate"].startswith("D:20250331")
    pdf.close()
    assert b"/Lang (zh-CN)" in (tmp_path / "a.pdf").read_bytes()


def test_figure_boxes_hold_exactly_the_words_of_their_figure(tmp_path):
    result = write_pdf(
        document(
            Paragraph(
                (
                    Words("国" * 24 + "共"),
                    FigureWords("三十三个", "f.a"),
                    Words("方面，完成率"),
                    FigureWords("97.5%", "f.b"),
                    Words("。"),
                )
            ),
            Heading(1, (Words("一、办结"), FigureWords("97", "f.c"), Words("项"))),
            Table("", ("甲", "乙"), (("数", FigureWords("171", "f.d")),), landscape=True),
        ),
        STANDARD,
        tmp_path / "a.pdf",
    )
    pages = read(tmp_path / "a.pdf")
    assert result.pages == len(pages) == 2
    found: dict[str, str] = {}
    for box in result.figure_boxes:
        inside = [
            glyph.text
            for glyph in pages[box.page].glyphs
            if box.x0 <= (glyph.left + glyph.right) / 2 * 72 / 25.4 <= box.x1
            and box.y0 <= (glyph.top + glyph.bottom) / 2 * 72 / 25.4 <= box.y1
        ]
        found[box.figure_id] = found.get(box.figure_id, "") + "".join(inside)
    assert found == {"f.a": "三十三个", "f.b": "97.5%", "f.c": "97", "f.d": "171"}
    assert len(result.figure_boxes) == 5  # the first figure is broken over two lines


def test_a_target_that_cannot_be_written_is_refused_with_its_name_and_a_remedy(tmp_path):
    (tmp_path / "占用.pdf").mkdir()
    with pytest.raises(Refusal, match="“占用.pdf”.*请"):
        write_pdf(document(para("文")), STANDARD, tmp_path / "占用.pdf")
    with pytest.raises(Refusal, match="“报告.pdf”.*请"):
        write_pdf(document(para("文")), STANDARD, tmp_path / "没有" / "报告.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["占用.pdf"]


def test_a_document_survives_storage_as_json():
    stored = document(
        Title("题", "党委书记  某某"),
        Paragraph((Words("共"), FigureWords("3", "f"))),
        Table("", ("甲",), ((FigureWords("1", "g"),),), (2,)),
        Attachment(1, "附", (Signature("办", date(2025, 1, 5), True),)),
    )
    assert Document.from_json(stored.to_json()) == stored
    with pytest.raises(ValueError):
        Document.from_json('{"kind": "Paragraph", "spans": []}')


def test_blocks_and_styles_load_no_writer_library():
    code = (
        "import sys, desktop.reports.blocks, desktop.reports.style\n"
        "import desktop.reports.pdf_writer, desktop.reports.docx_writer\n"
        "print([name for name in ('reportlab', 'docx', 'lxml', 'PySide6') if name in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_documents_set_at_the_same_time_do_not_disturb_one_another():
    from concurrent.futures import ThreadPoolExecutor

    from desktop.reports.blocks import Document, Paragraph, Words
    from desktop.reports.pdf_writer import pdf_bytes

    made = [Document((Paragraph((Words(f"第{number}份文件，各有各的字：{'甲乙丙丁戊己'[number] * 300}"),)),), "文", "办", "文", date(2025, 3, 31))
            for number in range(6)]
    alone = [pdf_bytes(document, STANDARD)[0] for document in made]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda document: pdf_bytes(document, STANDARD)[0], made)) == alone
