"""关于: the version, what is new in it, and the notices of other people's software."""

import sys

import pytest

from desktop import __version__
from desktop.screens.window.about import AboutDialog
from desktop.screens.window.shipped_pages import PageDialog, notices
from tests.shell import home, press  # noqa: F401


@pytest.fixture
def about(home, qtbot):
    made = AboutDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_new_in_this_version_can_be_read(about, qtbot):
    press(qtbot, about, "about_news")
    page = about.findChild(PageDialog)
    assert page.isVisible() and page.windowTitle() == "更新说明"
    assert __version__ in page.words.toPlainText() and "#" not in page.words.toPlainText()
    press(qtbot, page, "shipped_close")


def test_the_notices_stand_beside_the_program_with_the_place_of_the_licences(about, qtbot, tmp_path, monkeypatch):
    (tmp_path / "第三方软件声明.txt").write_text("Qt　6.9.3", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "lvze"))
    press(qtbot, about, "about_notices")
    words = about.findChild(PageDialog).words.toPlainText()
    assert "Qt　6.9.3" in words and str(tmp_path / "licences") in words
    about.findChild(PageDialog).close()
    (tmp_path / "第三方软件声明.txt").unlink()
    assert "不见了" in notices()


def test_run_from_its_source_it_says_where_the_notices_are():
    assert "从源代码运行" in notices()
