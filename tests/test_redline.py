"""花脸稿: nothing of either version is lost, what did not change is not marked, both formats show it."""

from datetime import date

import docx
import pytest

from desktop.reports.blocks import (
    Addressee,
    Attachment,
    Chart,
    Document,
    EditedWords,
    Heading,
    Line,
    Paragraph,
    Series,
    Signature,
    Table,
    Title,
    Words,
    plain_text,
)
from desktop.reports.docx_writer import write_docx
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.redline import compare_words, redline
from desktop.reports.style import STANDARD
from tests.document_corpus import corpus
from tests.pdf_measure import read


def para(text):
    return Paragraph((Words(text),))


def made(*blocks):
    return Document(blocks, "报告", "党委办公室", "报告", date(2025, 7, 5))


def side(spans, without):
    return "".join(span.text for span in spans if getattr(span, "change", "") != without)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("共开展谈心谈话97人次。", "共开展谈心谈话103人次。"),
        ("", "新增一段。"),
        ("删去一段。", ""),
        ("一样。", "一样。"),
        ("完成率97.5%，用时3天", "完成率98%，共用时13天——提前"),
    ],
)
def test_each_version_can_be_read_out_of_the_comparison(old, new):
    spans = compare_words(old, new)
    assert side(spans, "added") == old and side(spans, "deleted") == new
    assert (old == new) == (not any(isinstance(span, EditedWords) for span in spans))


def test_numbers_change_whole():
    assert compare_words("共97项。", "共971项。") == (
        Words("共"),
        EditedWords("97", "deleted"),
        EditedWords("971", "added"),
        Words("项。"),
    )


def test_paragraphs_are_paired_by_likeness_and_the_rest_stays_untouched():
    old = made(
        Title("报告"),
        para("甲段不变。"),
        para("第一季度排查风险隐患8处，均已化解。"),
        para("此段要删去，与别的毫不相干。"),
    )
    new = made(
        Title("报告"), para("甲段不变。"), para("新写的一段话在这里。"), para("第二季度排查风险隐患9处，均已化解。")
    )
    title, same, *rest = redline(old, new).blocks
    assert title == Title("报告") and same == para("甲段不变。")
    assert [plain_text(block.spans) for block in rest] == [
        "新写的一段话在这里。",
        "第一二季度排查风险隐患89处，均已化解。",
        "此段要删去，与别的毫不相干。",
    ]
    assert all(span.change == "deleted" for span in rest[2].spans) and all(
        span.change == "added" for span in rest[0].spans
    )


def test_tables_are_compared_cell_by_cell_and_titles_and_dates_too():
    head = ("项目", "数量")
    old = made(
        Title("上半年报告"), Table("", head, (("会议", "3"), ("学习", "5"))), Signature("办公室", date(2025, 7, 1))
    )
    new = made(
        Title("全年报告"),
        Table("", head, (("会议", "6"), ("学习", "5"), ("培训", "2"))),
        Signature("办公室", date(2025, 12, 1)),
    )
    title, _, grid, organisation, day = redline(old, new).blocks
    assert isinstance(title, Line) and title.titled and side(title.spans, "added") == "上半年报告"
    cells = [[cell.spans for cell in row.cells] for row in grid.rows]
    assert cells[1][1] == (EditedWords("3", "deleted"), EditedWords("6", "added")) and cells[2][1] == (Words("5"),)
    assert cells[3] == [(EditedWords("培训", "added"),), (EditedWords("2", "added"),)]
    assert side(day.spans, "deleted") == "2025年12月1日" and organisation.spans == (Words("办公室"),)


def test_both_formats_show_the_marks(tmp_path):
    old = made(
        Title("旧题"),
        Addressee("甲委："),
        Heading(1, (Words("一、情况"),)),
        para("共开展97次。"),
        Attachment(1, "清单", (para("旧的附件。"),)),
    )
    new = made(
        Title("新题"),
        Addressee("乙委："),
        Heading(1, (Words("一、情况"),)),
        para("共开展103次。"),
        Attachment(1, "清单", (para("新的附件。"),)),
    )
    document = redline(old, new)
    assert Document.from_json(document.to_json()) == document
    write_pdf(document, STANDARD, tmp_path / "a.pdf")
    text = "".join(page.text for page in read(tmp_path / "a.pdf"))
    assert "共开展97103次。" in text and "旧新题" in text
    write_docx(document, STANDARD, tmp_path / "a.docx")
    runs = [run for paragraph in docx.Document(tmp_path / "a.docx").paragraphs for run in paragraph.runs]
    assert "".join(run.text for run in runs if run.font.strike) == "旧甲97旧"
    assert "".join(run.text for run in runs if run.font.underline) == "新乙103新"


def test_any_two_documents_can_be_compared(tmp_path):
    documents = corpus(12)
    for old, new in zip(documents, documents[1:]):
        write_pdf(redline(old, new), STANDARD, tmp_path / "a.pdf")
        assert redline(new, new).blocks == new.blocks


def test_a_changed_chart_shows_the_new_bars_and_says_in_words_which_number_changed(tmp_path):
    def chart(july):
        return Chart("发稿情况", "grouped", ("6月", "7月"), (Series("官网", (12, july)),), "篇")

    compared = redline(made(chart(15)), made(chart(18)))
    drawn, told = compared.blocks
    assert drawn == chart(18)
    assert [(span.text, span.change) for span in told.spans if isinstance(span, EditedWords)] == [("15", "deleted"), ("18", "added")]
    assert side(told.spans, "added") == "（图“发稿情况”：官网：6月12篇、7月15篇。）"
    write_pdf(compared, STANDARD, tmp_path / "a.pdf")
    assert "7月1518篇" in read(tmp_path / "a.pdf")[0].text
    write_docx(compared, STANDARD, tmp_path / "a.docx")
    runs = [run for paragraph in docx.Document(tmp_path / "a.docx").paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.strike] == ["15"] and [run.text for run in runs if run.font.underline] == ["18"]
