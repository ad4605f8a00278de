"""The manual: every screen and dialog has its page, every link and picture is there, F1 opens the right one."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.ledgers import LEDGERS
from desktop import manual
from desktop.screens.window import hints
from desktop.screens.window.main_window import TABS
from desktop.settings import WindowSettings
from tests.shell import home, new_file, open_sample, press, state, type_in, window  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
COVERED = {name for page in manual.pages() for name in page.covers}
LINKS = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PICTURES = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
# Dialogs that only ask one thing for whoever opens them: F1 shows the page of the screen beneath; and what others are made of.
ANSWERS_ITSELF = {"record_picker", "range_dialog", "fields_dialog", "fitting"}


def dialog_modules() -> set[str]:
    """The modules of the window that define a dialog or a wizard."""
    found = set()
    for path in [*ROOT.glob("desktop/screens/**/*.py"), *ROOT.glob("desktop/widgets/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            bases = [getattr(base, "id", "") for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if any(base.endswith(("QDialog", "QWizard", "AskDialog", "FieldsDialog", "FittingDialog")) for base in bases):
                found.add(path.stem)
    return found


def test_every_dialog_has_a_page():
    assert dialog_modules() - ANSWERS_ITSELF <= COVERED, "name the new dialog's module in resources/help/contents.tsv"


def test_every_page_of_the_window_has_a_page_in_the_manual():
    from desktop.screens import PAGES, SCREENS
    from desktop.screens.settings.settings import _OWN

    places = [*PAGES.values(), *SCREENS.values(), *(place for _, _, place in _OWN)]
    modules = {place.split(":")[0].rpartition(".")[2] for place in places}
    assert modules <= COVERED, "name the new screen's module in resources/help/contents.tsv"
    assert {f"ledger:{ledger.key}" for ledger in LEDGERS.values() if ledger.group not in ("work", "own", "settings")} <= COVERED


def test_what_a_page_covers_exists():
    modules = {path.stem for path in ROOT.glob("desktop/**/*.py")}
    unknown = {name for name in COVERED if ":" not in name} - modules
    assert not unknown
    assert {name.split(":")[1] for name in COVERED if name.startswith("ledger:")} <= set(LEDGERS)


@pytest.mark.parametrize("page", manual.pages(), ids=lambda page: page.key)
def test_links_and_pictures_of_a_page_are_there(page):
    assert page.text.startswith(f"# {page.title}\n")
    assert set(LINKS.findall(page.text)) <= {one.key for one in manual.pages()}
    for picture in PICTURES.findall(page.text):
        assert (manual.folder() / picture).is_file(), "run packaging/help_pictures.py"


def test_no_picture_is_unused_and_all_are_small():
    used = {name for page in manual.pages() for name in PICTURES.findall(page.text)}
    files = list((manual.folder() / "pictures").iterdir())
    assert {f"pictures/{file.name}" for file in files} == used
    assert sum(file.stat().st_size for file in files) < 3_000_000


def test_searching_finds_the_page_by_its_words():
    assert manual.search("恢复码")[0].page.key in ("security", "start")
    assert all("备份" in hit.around[:10] for hit in manual.search("备份"))  # what is sought is seen where the line is short
    assert manual.search("快捷键")[0].page.key == "keys"
    assert manual.search("无论如何都没有的词") == [] and manual.search(" ") == []


@pytest.mark.parametrize(("tab", "page"), [
    ("bench", "bench"), ("duty", "duty"), ("talk", "talk"), ("risk", "risk"), ("rectify", "rectify"), ("work", "work"),
    ("report", "report"), ("settings", "roster")])
def test_f1_opens_the_page_of_the_tab_in_front(window, tmp_path, qtbot, tab, page):  # noqa: F811
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_tab(tab)
    QApplication.processEvents()
    window.menus.manual.trigger()
    assert window.help.shown.shown == page and window.help.shown.isVisible()


def test_a_page_of_the_settings_has_its_own(window, tmp_path, qtbot):  # noqa: F811
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    for place, page in (("backup", "backup"), ("journal", "journal"), ("import", "import"), ("help", "help")):
        window.show_tab("settings")
        window.page("settings").show_page(place)
        QApplication.processEvents()
        assert window.help.topic() == page


def test_f1_in_a_dialog_opens_its_page_above_it(window, tmp_path, qtbot):  # noqa: F811
    from desktop.screens.safety.restore_dialog import RestoreDialog

    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    dialog = RestoreDialog(window.state, window)
    dialog.open()
    window.help._watch(dialog.windowHandle())
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_F1)
    assert window.help.shown.shown == "backup" and window.help.shown.parent() is dialog
    dialog.reject()


def test_links_and_back_lead_through_the_manual(window, qtbot):  # noqa: F811
    help_ = window.help.open("bench")
    from PySide6.QtCore import QUrl

    help_.text.anchorClicked.emit(QUrl("due"))
    assert help_.shown == "due" and "到期清单" in help_.text.toPlainText()
    help_.back.click()
    assert help_.shown == "bench" and help_.forward.isEnabled() and not help_.back.isEnabled()
    help_.forward.click()
    assert help_.shown == "due"


def test_searching_in_the_window_lists_pages_and_marks_the_words(window, qtbot):  # noqa: F811
    help_ = window.help.open("bench")
    type_in(help_.line, "恢复码")
    assert 0 < help_.list.count() < len(manual.pages())
    qtbot.keyClick(help_.line, Qt.Key.Key_Return)
    assert help_.text.extraSelections() and help_.text.extraSelections()[0].cursor.selectedText() == "恢复码"
    help_.line.setText("没有的词没有的词")
    assert "没有找到" in help_.list.item(0).text()


def test_a_hint_is_shown_until_it_is_read(window, tmp_path, qtbot):  # noqa: F811
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_tab("talk")
    bar = window.hints.bars["talk"]
    assert bar.text == manual.page("talk").hint
    window.holder("talk").layout().activate()
    assert bar.height() < window.height() / 4  # before the page below it is made, too
    press(qtbot, bar, "hint_read")
    window.show_tab("bench")
    window.show_tab("talk")
    assert bar.text == "" and hints.read(WindowSettings()) == {"talk"}


def test_hints_can_be_switched_off_and_on_again(window, tmp_path, qtbot):  # noqa: F811
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_tab("duty")
    press(qtbot, window.hints.bars["duty"], "hint_never")
    window.show_tab("risk")
    assert "risk" not in window.hints.bars
    window.show_tab("settings")
    page = window.page("settings").show_page("help")
    assert not page.shown.isChecked()
    press(qtbot, page, "hints_again")
    window.show_tab("risk")
    assert window.hints.bars["risk"].text
    assert [key for key, _ in TABS if not manual.page_of([key, "workbench", "reports"]).hint] == []


def test_a_picture_is_never_wider_than_the_page(window, qtbot):  # noqa: F811
    help_ = window.help.open("bench")
    help_.resize(800, 600)
    qtbot.waitUntil(lambda: help_.text.horizontalScrollBar().maximum() == 0)
    help_.resize(600, 500)
    qtbot.waitUntil(lambda: not help_._resized.isActive())
    assert help_.text.horizontalScrollBar().maximum() == 0
