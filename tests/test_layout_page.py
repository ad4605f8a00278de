"""设置 → 版式 on real files: the page's numbers and faces, the letterhead is taken, refused, given back; what the export menu says of typefaces."""

import zipfile
from datetime import date

import docx
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from db.journal import Step
from desktop.reports.blocks import Document, Heading, Paragraph, Table, Title, Words
from desktop.reports.export import STYLE_SETTING, house_style, measured, write_files
from desktop.reports.installed import stand_ins
from desktop.reports.pdf_reading import read_pdf
from desktop.reports.style import EDGES, MM
from desktop.screens.reporting.report_bar import ReportBar
from tests.shell import dismiss, home, new_file, press, state, told, window  # noqa: F401
from tests.test_letterhead import _turned, a_letterhead, report


@pytest.fixture
def page(window, tmp_path):
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_settings("layout")
    return window.page("settings").show_page("layout")


def choose(combo, value):
    """As the clerk does it with the keyboard."""
    combo.setFocus()
    row = combo.findData(value)
    while combo.currentIndex() != row:
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < row else Qt.Key.Key_Up)


def type_in(spin, text):
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, text)
    QTest.keyClick(spin, Qt.Key.Key_Return)


def long_report():
    text = "医院党委把意识形态工作与业务工作同部署同检查同考核责任到科室到支部到人" * 30
    blocks = (Title("报告"), Heading(1, (Words("一、总体情况"),)), Heading(2, (Words("（一）责任落实"),)),
              Paragraph((Words(text),)), Table("", ("甲", "乙"), (("一", "二"),)))
    return Document(blocks, "报告", "党办", "报告", date(2025, 3, 31))


def test_margins_and_lines_set_on_the_page_are_measured_in_the_files(page, window, tmp_path, qtbot):
    for key, text in (("top_mm", "30"), ("left_mm", "25"), ("right_mm", "25"), ("line_pt", "28")):
        type_in(page.form.lengths[key], text)
    choose(page.form.sizes["body_pt"], 15)
    choose(page.form.faces["heading1"], "仿宋")
    choose(page.form.faces["table"], "宋体")
    page.form.bold[2].click()
    assert page.has_unsaved() and window.state.workspace.setting(STYLE_SETTING) is None
    press(qtbot, page, "save_layout")
    assert not page.has_unsaved()
    style = house_style(window.state.workspace)
    written = write_files(long_report(), [tmp_path / "a.pdf", tmp_path / "a.docx"], lambda *_: None, style)
    assert measured(written, long_report(), style, lambda *_: None).findings == ()
    first = read_pdf(tmp_path / "a.pdf").pages[0]
    body = [line for line in first.lines if abs(line.size - 15) < 0.1]
    assert abs(body[-1].left - 25 * MM) < 3 and abs(max(line.right for line in body) - 185 * MM) < 3
    steps = {round(after.baseline - before.baseline, 1) for before, after in zip(body[3:], body[4:])}
    assert steps == {28.0} and style.rows == int((297 - 30 - 35) * MM / 28)
    assert "Fang" in next(line for line in body if line.text == "一、总体情况").face
    table = next(line for page_ in read_pdf(tmp_path / "a.pdf").pages for line in page_.lines if line.text == "一")
    assert "Song" in table.face or "Serif" in table.face
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        document, sheet = (package.read(f"word/{part}.xml").decode() for part in ("document", "styles"))
    section = docx.Document(tmp_path / "a.docx").sections[0]
    assert [round(each.mm, 1) for each in (section.top_margin, section.left_margin, section.right_margin)] == [30, 25, 25]
    assert 'w:line="560"' in sheet and '<w:sz w:val="30"/>' in sheet and "BodyText" in document
    heads = {level: sheet.split(f'w:styleId="Heading{level}"')[1].split("</w:style>")[0] for level in (1, 2)}
    assert 'w:eastAsia="仿宋"' in heads[1] and "<w:b/>" in heads[2] and "<w:b/>" not in heads[1]
    assert 'w:eastAsia="宋体"' in sheet.split('w:styleId="TableText"')[1].split("</w:style>")[0]


def test_what_is_not_as_the_standard_has_it_is_said_and_may_be_used(page, window, qtbot):
    qtbot.waitUntil(lambda: "符合公文格式的国家标准" in page.note.text)
    type_in(page.form.lengths["line_pt"], "29")
    qtbot.waitUntil(lambda: "每页21行" in page.note.text)
    assert "行距不超过28.99磅才排得下22行" in page.note.text
    type_in(page.form.lengths["line_pt"], "28.95")
    qtbot.waitUntil(lambda: "符合公文格式的国家标准" in page.note.text)
    type_in(page.form.lengths["top_mm"], "34")
    choose(page.form.faces["title"], "黑体")
    qtbot.waitUntil(lambda: "标题用黑体" in page.note.text)
    assert "天头（上边距）34毫米，标准是37毫米" in page.note.text
    press(qtbot, page, "save_layout")
    assert window.state.workspace.setting(STYLE_SETTING) == {"top_mm": 34.0, "line_pt": 28.95, "faces": {"title": "黑体"}}


def test_what_cannot_be_a_page_is_refused_and_the_file_stays(page, window, qtbot):
    type_in(page.form.lengths["top_mm"], "3")
    qtbot.waitUntil(lambda: "“天头（上边距）”应在20到50毫米之间" in page.note.text)
    press(qtbot, page, "save_layout")
    assert "应在20到50毫米之间" in told()[0]
    dismiss()
    assert page.has_unsaved() and window.state.workspace.setting(STYLE_SETTING) is None
    type_in(page.form.lengths["top_mm"], "37")
    type_in(page.form.lengths["line_pt"], "24")
    choose(page.form.sizes["title_pt"], 26)
    qtbot.waitUntil(lambda: "标题字号26磅比行距24磅还大" in page.note.text)
    press(qtbot, page, "revert_layout")
    qtbot.waitUntil(lambda: "符合公文格式的国家标准" in page.note.text)


def test_the_picture_follows_the_draft_and_the_preset_is_one_press_away(page, window, qtbot):
    qtbot.waitUntil(lambda: page.pages.view.pages == 2, timeout=10_000)
    before = page.pages.view.places.blocks[1].x0
    type_in(page.form.lengths["left_mm"], "38")
    qtbot.waitUntil(lambda: page.pages.view.places.blocks[1].x0 > before + 20, timeout=10_000)
    press(qtbot, page, "save_layout")
    press(qtbot, page, "reset_layout")
    assert page.form.lengths["left_mm"].value() == 28 and page.has_unsaved() and not page.reset.isEnabled()
    press(qtbot, page, "revert_layout")
    assert page.form.lengths["left_mm"].value() == 38 and not page.has_unsaved()
    press(qtbot, page, "reset_layout")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.form.lengths["left_mm"].setFocus()
    qtbot.keyClick(page.form.lengths["left_mm"], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.has_unsaved())
    assert window.state.workspace.setting(STYLE_SETTING) == {} and house_style(window.state.workspace).left_mm == 28


def test_another_preset_brings_its_margins_and_leaves_the_faces(page, qtbot):
    choose(page.form.faces["body"], "方正仿宋_GBK")
    type_in(page.form.lengths["top_mm"], "40")
    choose(page.form.preset, "edges")
    assert page.form.lengths["top_mm"].value() == 34.58 and page.form.lengths["line_pt"].value() == 29.45
    assert page.form.draft() == {"preset": "edges", "faces": {"body": "方正仿宋_GBK"}}
    press(qtbot, page, "revert_layout")


def test_numbers_in_times_new_roman_are_seen_at_once_and_kept(page, window, qtbot):
    qtbot.waitUntil(lambda: page.pages.view.pages == 2, timeout=10_000)
    assert "Times New Roman" not in page.faces.text()
    choose(page.form.latin, "times")
    qtbot.waitUntil(lambda: "没有“Times New Roman”，PDF 里用自带的罗马体代替" in page.faces.text(), timeout=10_000)
    assert "符合公文格式的国家标准" in page.note.text
    press(qtbot, page, "save_layout")
    assert window.state.workspace.setting(STYLE_SETTING) == {"latin": "times"}
    style = house_style(window.state.workspace)
    assert style.body.latin == style.heading(2).latin == style.table.latin != style.title.latin == style.page_number.latin
    press(qtbot, page, "reset_layout")
    assert page.form.latin.currentText() == "随中文字体" and page.form.draft() == {}
    press(qtbot, page, "revert_layout")
    assert page.form.latin.currentData() == "times"


def test_saving_is_one_step_in_the_log(page, window, qtbot):
    def steps():
        with window.state.workspace.read() as session:
            return list(session.scalars(select(Step.label)))

    before = steps()
    type_in(page.form.lengths["top_mm"], "36")
    type_in(page.form.lengths["bottom_mm"], "36")
    press(qtbot, page, "save_layout")
    assert steps() == [*before, "修改设置"]


def test_the_chosen_letterhead_is_named_and_used_until_it_is_given_up(page, window, tmp_path, qtbot, monkeypatch):
    assert "没有使用底稿" in page.used.text() and not page.remove.isEnabled()
    (tmp_path / "医院红头.docx").write_bytes(a_letterhead())
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *_: (str(tmp_path / "医院红头.docx"), ""))
    press(qtbot, page, "choose_letterhead")
    assert page.used.text() == "正在使用：医院红头.docx"
    write_files(report(), [tmp_path / "报告.docx"], lambda *_: None, house_style(window.state.workspace))
    assert docx.Document(tmp_path / "报告.docx").paragraphs[0].text == "云岭市第二人民医院文件"
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().findChild(QPushButton, "question_yes").click())
    press(qtbot, page, "remove_letterhead")
    assert "没有使用底稿" in page.used.text() and not house_style(window.state.workspace).letterhead


def test_a_letterhead_that_cannot_serve_is_refused_and_the_one_in_use_stays(page, tmp_path, qtbot):
    (tmp_path / "好.docx").write_bytes(a_letterhead())
    page.take(tmp_path / "好.docx")
    (tmp_path / "横.docx").write_bytes(a_letterhead(_turned))
    page.take(tmp_path / "横.docx")
    assert "“横.docx”的纸张不是竖放的 A4" in told()[0]
    dismiss()
    page.take(tmp_path / "没有.docx")
    assert "不能读取“没有.docx”" in told()[0]
    dismiss()
    assert page.used.text() == "正在使用：好.docx"


def test_the_reckoning_of_the_page_is_kept_beside_the_letterhead(page, window, tmp_path, qtbot):
    (tmp_path / "好.docx").write_bytes(a_letterhead())
    page.take(tmp_path / "好.docx")
    choose(page.form.preset, "edges")
    press(qtbot, page, "save_layout")
    style = house_style(window.state.workspace)
    assert style.top_mm == EDGES.top_mm and style.letterhead
    assert set(window.state.workspace.setting(STYLE_SETTING)) == {"letterhead", "preset"}


def test_the_page_and_the_export_menu_say_which_faces_are_missing(page, window, qtbot):
    missing = stand_ins(house_style(window.state.workspace))
    qtbot.waitUntil(lambda: page.faces.text() != "", timeout=10_000)
    assert all(f"“{face}”" in page.faces.text() for face in missing)
    bar = ReportBar({"quarterly": "季度报告"})
    qtbot.addWidget(bar)
    bar.show_stand_ins({"方正小标宋简体": "粗宋体", "宋体": "宋体"})
    assert bar.faces.isVisible() and bar.faces.text() == "缺字体：“方正小标宋简体”用自带粗宋体代替，共 2 种…"
    bar.show_stand_ins({})
    assert not bar.faces.isVisible()
