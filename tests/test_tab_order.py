"""Tab goes through a page or dialog as a reader's eye does, Enter never throws away what was typed, Esc closes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QWidget

from db.ledgers import LEDGERS
from desktop import jobs
from desktop.screens.exchange.collect_dialog import CollectDialog
from desktop.screens.exchange.import_book import ImportBookDialog
from desktop.screens.exchange.import_dialog import ImportDialog
from desktop.screens.opening.recovery_code import RecoveryCodeDialog
from desktop.screens.opening.start_wizard import StartWizard
from desktop.screens.reporting.pack_dialog import PackDialog
from desktop.screens.reporting.question_dialog import QuestionDialog
from desktop.screens.reporting.report_files import Files
from desktop.screens.reporting.template_dialog import TemplateDialog
from desktop.screens.safety.drill_dialog import DrillDialog
from desktop.screens.safety.past_dialog import PastDialog
from desktop.screens.safety.rescue_making import RescueMakingDialog
from desktop.screens.safety.restore_dialog import RestoreDialog
from desktop.screens.window.about import AboutDialog
from tests.shell import home, new_file, open_sample, state, window  # noqa: F401

ASKS = "恢复码"  # whether it may be closed without having been compared
CODE = "-".join(["0123"] * 8 + ["01"])
PAGES = ("hospital", "words", "import", "import_tables", "export_all", "collect", "security", "rights", "retention", "backup",
         "journal", "help")
DIALOGS: dict[str, Callable[[Any, Path], QDialog]] = {
    "佐证材料包": lambda over, _: PackDialog(over.state, over),
    "三十秒答问": lambda over, _: QuestionDialog(over.state, Files(over), over),
    "报告模板": lambda over, _: TemplateDialog(over.state, "quarterly", lambda: None, over),
    "恢复演练": lambda over, _: DrillDialog(over.state, {}, over),
    "找回一条记录": lambda over, _: PastDialog(over.state, over),
    "制作自救 U 盘": lambda over, _: RescueMakingDialog(over.state, None, over),
    "从备份恢复": lambda over, _: RestoreDialog(over.state, over),
    "新建收集表": lambda over, _: CollectDialog(over.state, over),
    "导入": lambda over, _: ImportDialog(over.state, LEDGERS["meeting"], over),
    "整本导入": lambda over, _: ImportBookDialog(over.state, over),
    ASKS: lambda over, _: RecoveryCodeDialog(over.state, CODE, over),
    "新建台账": lambda over, place: StartWizard(over.state, over, documents=place),
    "关于": lambda over, _: AboutDialog(over),
}


def stops(whole: QWidget) -> list[QWidget]:
    """Where Tab stops, once round."""
    found, widget = [], whole.nextInFocusChain()
    while widget is not whole:
        if (whole.isAncestorOf(widget) and widget.isVisibleTo(whole) and widget.isEnabled() and widget.focusProxy() is None
                and widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def steps_back(whole: QWidget) -> list[tuple[str, str]]:
    """Where Tab goes up, or to the left in one row; once round it has to, once."""
    whole.grab()  # lays it out
    round_ = stops(whole)
    back = []
    for first, second in pairwise([*round_, *round_[:1]]):
        one, other = first.mapTo(whole, QPoint()), second.mapTo(whole, QPoint())
        up = other.y() + second.height() <= one.y() and other.x() <= one.x() + first.width()
        if up or (abs(other.y() - one.y()) < 8 and other.x() < one.x()):
            back.append((first.objectName(), second.objectName()))
    return back


@pytest.fixture
def opened(window, tmp_path):  # noqa: F811
    """The window with an empty file."""
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze").set_setting("hospital", "云岭市第二人民医院")
    yield window
    settle()


def settle() -> None:
    """What was begun arrives while there is somebody to take it."""
    jobs.finish_all()
    QApplication.processEvents()


def test_tab_follows_the_eye_on_the_pages_of_settings(opened, qtbot):
    opened.show_tab("settings")
    settings, wrong = opened.page("settings"), {}
    for key in PAGES:
        page = settings.show_page(key)
        qtbot.waitUntil(page.isVisible)
        settle()
        if len(back := steps_back(page)) > 1:
            wrong[key] = back
    assert wrong == {}


def test_tab_follows_the_eye_beside_a_report_and_at_the_wording_desk(window, open_sample, qtbot):  # noqa: F811
    open_sample()
    window.show_tab("report")
    page = window.page("report")
    page.compose()
    qtbot.waitUntil(lambda: page.work is not None, timeout=20_000)
    page._edit_here()
    qtbot.waitUntil(page.panes.editor.isVisible)
    settle()
    for part in (page.panes.bar, page.panes.pages, page.panes.editor, page.panes.side):
        assert len(steps_back(part)) <= 1, part.objectName()
    settle()


@pytest.mark.parametrize("name", DIALOGS)
def test_tab_follows_the_eye_in_a_dialog_enter_never_gives_up_and_esc_closes(opened, tmp_path, qtbot, name):
    dialog = DIALOGS[name](opened, tmp_path)
    dialog.show()
    qtbot.waitUntil(dialog.isVisible)
    settle()
    assert len(steps_back(dialog)) <= 1, steps_back(dialog)
    if any(widget.inherits("QLineEdit") for widget in stops(dialog)):
        giving_up = [button for box in dialog.findChildren(QDialogButtonBox) for button in box.buttons()
                     if box.buttonRole(button) == QDialogButtonBox.ButtonRole.RejectRole]
        assert not any(button.isDefault() for button in giving_up)
    if name == ASKS:
        dialog.done(0)
    else:
        with qtbot.waitSignal(dialog.finished):
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)
