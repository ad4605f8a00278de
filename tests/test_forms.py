"""Every form in both formats from one definition: blank ones fit a page, filled ones hold what the record says, long
text grows and goes on overleaf, nobody's consent or signature is filled in by the program.
"""

import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import docx
import pytest
from docx.oxml import parse_xml
from lxml import etree

from db.ledgers import LEDGERS
from desktop.reports.blocks import Document, EditedWords, FormHead, Grid, GridCell, GridRow, Words
from desktop.reports.docx_writer import write_docx
from desktop.reports.forms import FORMS, BackupCheck, House, problem_table
from desktop.reports.inspection import inspect_pdf
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.pdf_writer import write_pdf
from desktop.reports.style import STANDARD
from desktop.reports.style_settings import style_of
from tests.pdf_measure import read

BLANK = list(FORMS)
HOUSE = House("云岭市第二人民医院", "中共云岭市第二人民医院委员会", date(2025, 12, 31))


def cell(text="", role="value", **more):
    return GridCell((Words(text),) if text else (), role, **more)


def made(*blocks):
    return Document(blocks, "表", "党委办公室", "表", date(2025, 3, 31), False)


def pages_of(tmp_path, document):
    result = write_pdf(document, STANDARD, tmp_path / "表.pdf")
    assert result.missing == ()
    return read(tmp_path / "表.pdf")


def words_in_word(tmp_path, document):
    write_docx(document, STANDARD, tmp_path / "表.docx")
    with zipfile.ZipFile(tmp_path / "表.docx") as package:
        root = parse_xml(package.read("word/document.xml"))
    return "".join(part.text or "" for part in root.iter("{*}t"))


def bare(text):
    return "".join(text.split())


@pytest.fixture
def build(workspace):
    """Makes a form's document from a record's id, or blank."""

    def make(key, record_id=None, style=STANDARD):
        form = FORMS[key]
        with workspace.read() as session:
            record = session.get(LEDGERS[form.ledger_key].model, record_id) if record_id else None
            return form.build(session, record, workspace.words(session), replace(HOUSE, style=style))

    return make


@pytest.mark.parametrize("key", BLANK)
def test_a_blank_form_fits_its_page_and_says_the_same_in_word(tmp_path, build, key):
    document = build(key)
    assert Document.from_json(document.to_json()) == document
    pages = pages_of(tmp_path, document)
    assert len(pages) <= (2 if key == "pledge" else 1)
    printed = bare("".join(page.text for page in pages)).replace("—1—", "").replace("—2—", "")
    assert Counter(bare(words_in_word(tmp_path, document))) == Counter(printed)
    assert docx.Document(tmp_path / "表.docx").core_properties.title == document.title


def test_a_talks_form_holds_the_record_and_leaves_the_signatures_to_the_people(tmp_path, hospital, add, build):
    talk = add(
        "talk",
        held_on=date(2025, 3, 5),
        place="小会议室",
        speaker_id=hospital["林书记"],
        person_id=hospital["钱医生"],
        content="谈到排班调整，本人表示理解。",
        opinion="建议提前公布排班。",
        informed_on=date(2025, 3, 4),
        people=1,
    )
    add("talk_follow_up", talk_id=talk, day=date(2025, 3, 20), text="已由科室提前两周公布。")
    (page,) = pages_of(tmp_path, build("talk", talk))
    for told in (
        "2025年3月5日",
        "小会议室",
        "林书记",
        "党委书记",
        "钱医生",
        "内科",
        "谈到排班调整，本人表示理解。",
        "2025年3月20日：已由科室提前两周公布。",
    ):
        assert told in page.text
    notice = "".join(page.text for page in pages_of(tmp_path, build("notice", talk)))
    assert "钱医生同志" in notice and "2025年3月4日" in notice and "■" not in notice


def test_long_words_of_a_talk_go_on_overleaf_and_nothing_is_lost(tmp_path, hospital, add, build):
    content = "".join(f"第{number}点，谈到本科室的排班和带教安排，希望再听一听大家的意见。" for number in range(1, 120))
    talk = add(
        "talk", held_on=date(2025, 3, 5), speaker_id=hospital["林书记"], person_id=hospital["钱医生"], content=content
    )
    pages = pages_of(tmp_path, build("talk", talk))
    assert len(pages) > 2 and content in "".join(
        "".join(glyph.text for glyph in page.glyphs if glyph.x > 56) for page in pages
    ).replace("签字", "")
    for page in pages:
        assert all(
            28 <= glyph.left and glyph.right <= 184 and 37 <= glyph.top and glyph.bottom <= 262 for glyph in page.glyphs
        )
    assert content in words_in_word(tmp_path, build("talk", talk))


def test_the_duty_list_merges_levels_and_repeats_its_head(tmp_path, add, build):
    duty_list = add("duty_list", year=2025, version=1, title="2025年意识形态工作责任清单")
    for number in range(40):
        add(
            "duty",
            list_id=duty_list,
            tier="committee" if number < 25 else "branch",
            party="院党委",
            content=f"责任内容{number}",
            task=f"任务{number}",
            frequency="quarter",
        )
    pages = pages_of(tmp_path, build("duty_list", duty_list))
    assert len(pages) > 2 and all("责任层级" in page.text for page in pages)
    assert all("党委主体责任" in bare(page.text) or "党支部责任" in bare(page.text) for page in pages)
    everything = "".join(page.text for page in pages)
    assert all(f"任务{number}" in everything for number in range(40))


def test_a_round_that_found_nothing_says_so(tmp_path, hospital, add, build):
    one = add("risk_round", day=date(2025, 9, 20), organiser_id=hospital["林书记"], scope="全院", nothing_found=True)
    (page,) = pages_of(tmp_path, build("risk_round", one))
    assert "2025年第三季度" in page.text and "零报告" in page.text and "林书记" in page.text


def test_the_list_of_problems_takes_exactly_the_items_asked_for(tmp_path, workspace, hospital, add):
    ids = [
        add("problem", title=f"问题{number}", source="self", found_on=date(2025, 3, 1), deadline=date(2025, 6, 30))
        for number in range(5)
    ]
    with workspace.read() as session:
        document = problem_table(session, [ids[3], ids[1]], workspace.words(session), HOUSE)
    text = "".join(page.text for page in pages_of(tmp_path, document))
    assert text.index("问题3") < text.index("问题1") and "问题0" not in text and "共2项" in text


def test_a_problem_on_one_page_shows_its_measures_progress_and_course(tmp_path, hospital, add, act, build):
    one = add(
        "problem",
        title="宣传栏更新不及时",
        source="self",
        found_on=date(2025, 3, 1),
        deadline=date(2025, 6, 30),
        person_id=hospital["赵主任"],
    )
    upper = add("measure", problem_id=one, text="明确更新周期", person_id=hospital["赵主任"])
    add("measure", problem_id=one, above_id=upper, text="每月末检查")
    add("problem_progress", problem_id=one, day=date(2025, 3, 10), text="已更换展板4块。")
    act("problem", one, "start", day=date(2025, 3, 2))
    (page,) = pages_of(tmp_path, build("problem", one))
    for told in (
        "宣传栏更新不及时",
        "1．明确更新周期（赵主任）。",
        "（1）每月末检查。",
        "2025年3月10日：已更换展板4块。",
        "2025年3月2日",
        "开始整改",
    ):
        assert told in page.text


def test_a_backup_that_is_not_whole_is_said_to_be_so(tmp_path, workspace):
    check = BackupCheck(
        "台账.lvze",
        datetime(2025, 5, 1, 8),
        datetime(2025, 5, 1, 9),
        "2号盘",
        "stick",
        5 << 20,
        3,
        (("谈心谈话", 10, 9),),
        ("“谈心谈话”应有10条，实有9条。",),
    )
    with workspace.read() as session:
        document = FORMS["backup"].build(session, check, workspace.words(session), HOUSE)
    (page,) = pages_of(tmp_path, document)
    assert "不符" in page.text and "应有10条，实有9条" in page.text and "备份完好" not in page.text


@pytest.mark.parametrize("lying", (False, True))
def test_every_form_of_a_document_begins_a_page_and_fills_it_as_the_first_does(tmp_path, lying):
    grid = Grid((1, 3), (GridRow((cell("名称", "label"), cell("值")), 9), GridRow((cell("内容", "label"), cell("", "prose")), 40, 1)))
    one, other = FormHead("甲表"), FormHead("乙表", landscape=lying)
    document = made(one, grid, other, replace(grid, landscape=lying), one, grid)
    assert [page.text[:2] for page in pages_of(tmp_path, document)] == ["甲表", "乙表", "甲表"]
    write_docx(document, STANDARD, tmp_path / "表.docx")
    word = docx.Document(tmp_path / "表.docx")
    assert len(word.sections) == 3 and word.tables[0].rows[1].height == word.tables[2].rows[1].height


@pytest.mark.parametrize("rows", range(20, 29))
def test_the_place_to_sign_never_stands_on_a_page_by_itself(tmp_path, rows):
    listed = [GridRow((cell(f"第{number}行", "label"), cell("内容"))) for number in range(1, rows + 1)]
    signed = (GridRow((cell("研判结论", "label", down=2), cell("无。", "prose", open=True)), 14),
              GridRow((cell("签字：　　年　月　日", "sign"),), 9))
    grid = Grid((1, 3), (GridRow((cell("名称", "label"), cell("情况", "label"))), *listed, *signed), head=1)
    pages = pages_of(tmp_path, made(FormHead("表"), grid))
    assert all(f"第{rows}行" in page.text for page in pages if "研判结论" in page.text or "签字" in page.text)
    write_docx(made(FormHead("表"), grid), STANDARD, tmp_path / "a.docx")
    kept = [any(paragraph.paragraph_format.keep_with_next for paragraph in row.cells[-1].paragraphs)
            for row in docx.Document(tmp_path / "a.docx").tables[0].rows]
    assert kept[-3:] == [True, True, False] and not any(kept[1:-3])


@pytest.mark.parametrize("line_pt", [None, 28, 26, 25.5, 25, 24.5, 24])
def test_a_letter_of_responsibility_is_never_signed_on_a_page_without_its_text(tmp_path, build, line_pt):
    style = style_of({"line_pt": line_pt} if line_pt else {})
    document = build("pledge", style=style)
    write_pdf(document, style, tmp_path / "a.pdf")
    last = read_pdf(tmp_path / "a.pdf").pages[-1]
    assert not last.lines[0].text.startswith("甲方（盖章）") and not inspect_pdf(tmp_path / "a.pdf", style, (), True)
    write_docx(document, style, tmp_path / "a.docx")
    before = docx.Document(tmp_path / "a.docx").tables[0]._element.getprevious()
    while before.tag.endswith("}p") and not "".join(before.itertext()):
        assert before.xpath("./w:pPr/w:keepNext")
        before = before.getprevious()
    assert before.xpath("./w:pPr/w:keepNext")


def test_a_row_that_goes_on_overleaf_begins_at_its_top_and_says_whose_it_is_on_every_page(tmp_path):
    said = "各科室要把意识形态工作与业务工作同部署、同检查，发现问题及时报告。" * 40
    rows = (GridRow((cell("序号", "label"), cell("领域", "label"), cell("风险点", "label"), cell("措施", "label"))),
            GridRow((cell("1"), cell("工作群"), cell(f"开头{said}", "left"), cell("起始一句。", "left"))))
    pages = pages_of(tmp_path, made(FormHead("表", landscape=True), Grid((1, 2, 6, 3), rows, head=1, landscape=True)))
    assert len(pages) > 1 and all("工作群" in page.text for page in pages)
    assert "开头" in pages[0].text and "起始一句。" in pages[0].text and "起始一句。" not in pages[1].text
    tops = {part: min(line.baseline for line in read_pdf(tmp_path / "表.pdf").pages[0].lines if part in line.text)
            for part in ("开头", "起始一句。")}
    assert abs(tops["开头"] - tops["起始一句。"]) < 1


def test_names_and_ranges_of_any_length_stand_beside_nothing_else(tmp_path, hospital, add, build):
    name = "阿卜杜拉希姆·买买提依明江·吐尔逊古丽"
    person = add("person", name=name)
    round_id = add("risk_round", year=2025, quarter=2, day=date(2025, 5, 27), organiser_id=person, scope="各支部、各科室，" * 20)
    write_pdf(build("risk_round", round_id), STANDARD, tmp_path / "a.pdf")
    [line] = [line for line in read_pdf(tmp_path / "a.pdf").pages[0].lines if "排查范围" in line.text]
    places = sorted((glyph.left, glyph.right) for glyph in line.glyphs)
    assert name in line.text and all(after[0] > before[1] - 2 for before, after in zip(places, places[1:]))
    pledge = add("pledge", year=2025, level="committee-department", party_a="党委", party_b="内科", signer_id=person)
    write_pdf(build("pledge", pledge), STANDARD, tmp_path / "b.pdf")
    assert inspect_pdf(tmp_path / "b.pdf", STANDARD, (), True) == []
    assert f"签订人：{name}" in [line.text for page in read_pdf(tmp_path / "b.pdf").pages for line in page.lines]


def test_a_date_with_two_digits_of_month_and_day_stays_on_one_line(tmp_path, hospital, add, build):
    day = date(2025, 11, 28)
    lecture = add("lecture", title="讲座", kind="lecture", role="host", applied_on=date(2025, 11, 18), event_on=day,
                  approved_on=date(2025, 11, 20), speaker="何讲师", department_id=hospital["内科"])
    review = add("review", title="稿件", department_id=hospital["内科"], day=day, review1_id=hospital["林书记"], review1_on=day, channels="site")
    problem = add("problem", title="问题", source="self", found_on=day, deadline=date(2025, 12, 31))
    for key, record, wanted in (("lecture", lecture, 2), ("review", review, 2), ("problem", problem, 1)):
        write_pdf(build(key, record), STANDARD, tmp_path / "a.pdf")
        (page,) = read_pdf(tmp_path / "a.pdf").pages
        assert sum(line.text in ("2025年11月28日", "2025年11月18日") for line in page.lines) == wanted


def test_a_form_with_holes_or_overhanging_cells_is_refused():
    with pytest.raises(ValueError):
        Grid((1, 1), (GridRow((cell("甲"),)),))
    with pytest.raises(ValueError):
        Grid((1, 1), (GridRow((cell("甲", down=2), cell("乙"))),))
    Grid((1, 1), (GridRow((cell("甲", down=2), cell("乙"))), GridRow((cell("丙"),))))


def test_rows_that_stretch_fill_the_page_to_its_foot(tmp_path):
    grid = Grid(
        (1, 3),
        (
            GridRow((cell("甲", "label"), cell("乙", "prose")), 10, 1),
            GridRow((cell("丙", "label"), cell("丁"))),
        ),
    )
    (page,) = pages_of(tmp_path, made(FormHead("表"), grid))
    low = max(glyph.bottom for glyph in page.glyphs)
    assert 254 < low < 262
    write_docx(made(FormHead("表"), grid), STANDARD, tmp_path / "a.docx")
    heights = [row.height.mm for row in docx.Document(tmp_path / "a.docx").tables[0].rows]
    assert 190 < sum(heights) < 212


def test_changed_words_are_struck_out_and_underlined_in_both_formats(tmp_path):
    from desktop.reports.blocks import Paragraph

    document = made(Paragraph((Words("共"), EditedWords("三", "deleted"), EditedWords("四", "added"), Words("项。"))))
    (page,) = pages_of(tmp_path, document)
    assert page.text == "共三四项。"
    write_docx(document, STANDARD, tmp_path / "a.docx")
    fonts = {
        run.text: (bool(run.font.strike), bool(run.font.underline))
        for run in docx.Document(tmp_path / "a.docx").paragraphs[0].runs
    }
    assert fonts == {"共": (False, False), "三": (True, False), "四": (False, True), "项。": (False, False)}


# The order in which ECMA-376 wants the children of these elements, as far as forms use them.
ORDER = {
    "pPr": "pStyle keepNext pageBreakBefore pBdr tabs spacing ind jc sectPr",
    "rPr": "rStyle rFonts strike color sz szCs u",
    "tcPr": "tcW gridSpan vMerge tcBorders textDirection vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "tcBorders": "top bottom",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblLayout tblCellMar",
    "tblCellMar": "top left bottom right",
}


@pytest.mark.parametrize("key", BLANK)
def test_the_elements_of_forms_stand_in_the_order_the_schema_demands(tmp_path, build, key):
    write_docx(build(key), STANDARD, tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        for element in parse_xml(package.read("word/document.xml")).iter():
            order = ORDER.get(etree.QName(element).localname, "").split()
            places = [order.index(etree.QName(child).localname) for child in element] if order else []
            assert places == sorted(places), element.tag
