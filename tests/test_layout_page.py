"""设置 → 版式 on real files: the letterhead is taken, refused, given back; what the export menu says of typefaces."""

import docx
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.reports.export import STYLE_SETTING, house_style, write_files
from desktop.reports.installed import stand_ins
from desktop.reports.style import EDGES
from desktop.screens.reporting.report_bar import ReportBar
from tests.shell import dismiss, home, new_file, press, state, told, window  # noqa: F401
from tests.test_letterhead import _turned, a_letterhead, report


@pytest.fixture
def page(window, tmp_path):
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_settings("layout")
    return window.page("settings").show_page("layout")


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


def test_the_reckoning_of_the_page_is_kept_beside_the_letterhead(page, window, tmp_path):
    (tmp_path / "好.docx").write_bytes(a_letterhead())
    page.take(tmp_path / "好.docx")
    page.preset.setCurrentIndex(1)
    page.preset.activated.emit(1)
    style = house_style(window.state.workspace)
    assert style.top_mm == EDGES.top_mm and style.letterhead
    assert set(window.state.workspace.setting(STYLE_SETTING)) == {"letterhead", "preset"}


def test_the_page_and_the_export_menu_say_which_faces_are_missing(page, window, qtbot):
    missing = stand_ins(house_style(window.state.workspace))
    qtbot.waitUntil(lambda: "正在查看" not in page.faces.text())
    assert all(f"“{face}”" in page.faces.text() for face in missing)
    bar = ReportBar({"quarterly": "季度报告"})
    qtbot.addWidget(bar)
    bar.show_stand_ins({"方正小标宋简体": "粗宋体", "宋体": "宋体"})
    assert bar.faces.isVisible() and bar.faces.text() == "缺字体：“方正小标宋简体”用自带粗宋体代替，共 2 种…"
    bar.show_stand_ins({})
    assert not bar.faces.isVisible()
