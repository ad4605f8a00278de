"""The main window: what stands before the first paint, tabs, menus, the shared period, opening, closing, errors."""

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import (QAbstractButton, QApplication, QComboBox, QDialog, QLabel, QLineEdit, QListWidget, QMessageBox, QPushButton,
                               QSpinBox, QTabBar, QTableView, QWidget)
from shiboken6 import isValid

from db import records
from db.errors import Refusal
from db import lists
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.periods import Period
from db.workspace import Workspace
from desktop import errors, jobs, places
from desktop.reports.papers import list_papers
from desktop.screens.ledger.lists_out import ListsOut
from desktop.settings import WindowSettings
from desktop.state import Target
from desktop.widgets.range_dialog import RangeDialog
from tests.shell import dismiss, home, new_file, open_sample, press, state, told, window  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent


def meeting(workspace: Workspace, topic: str = "研究意识形态工作") -> None:
    with workspace.transaction("新增会议研究") as session:
        records.save(session, LEDGERS["meeting"], {"kind": "committee", "topic": topic})


def test_the_first_paint_comes_before_everything_heavy(tmp_path):
    script = ("import sys\nfrom desktop import app\napp.run(['--until', 'painted'])\n"
              "heavy = ('sqlalchemy', 'sqlcipher3', 'docx', 'openpyxl', 'reportlab')\n"
              "print([name for name in heavy if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          env=os.environ | {"LVZE_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_file_the_start_page_is_shown(window):
    window.begin(None)
    assert window.places.currentWidget().objectName() == "start_page"


def test_a_recent_file_deep_in_folders_shows_its_name_first_and_its_path_in_the_tip(window):
    deep = Path("/", *["一层又一层的文件夹"] * 9, "甲&乙.lvze")
    window.settings.opened(deep)
    window.begin(None)
    action = window.menus.recent.actions()[0]
    assert action.text().startswith("&1　甲&&乙.lvze　（/一层") and "…" in action.text() and len(action.text()) < 50
    assert action.toolTip() == str(deep) and window.menus.recent.toolTipsVisible()


def test_a_file_fills_title_status_and_workbench(window, open_sample, qtbot):
    path = open_sample()
    assert "云岭市第二人民医院" in window.windowTitle()
    assert window.status.file.text() == path.name
    assert window.status.hospital.text() == "云岭市第二人民医院"
    assert window.status.saved.text() and window.status.backup.text() == "还没有备份"
    assert WindowSettings().last_file == path


def test_pages_are_built_when_first_shown(window, open_sample, qtbot):
    open_sample()
    assert set(window._pages.made) == {"bench"}
    window.menus.parent().findChild(type(window.menus.quit), "view_work").trigger()
    qtbot.waitUntil(lambda: set(window._pages.made) == {"bench", "work"})


def test_undo_is_named_after_the_step_and_takes_it_back(window, open_sample):
    open_sample()
    meeting(window.state.workspace)
    assert window.menus.undo.text() == "撤销：新增会议研究"
    window.menus.undo.trigger()
    assert window.menus.redo.text() == "重做：新增会议研究" and window.menus.redo.isEnabled()
    assert window.status.currentMessage() == "已撤销：新增会议研究"


def test_a_target_brings_its_tab_and_record_to_the_front(window, open_sample, qtbot):
    open_sample()
    window.state.go(Target("meeting", record_id=1))
    assert window.tabs.tabText(window.tabs.currentIndex()) == "工作记录"
    assert window.page("work").shown == "meeting"
    qtbot.waitUntil(lambda: window.page("work").place("meeting").form.record_id == 1)


@pytest.mark.parametrize(("step", "tab"), [("roster", "设置"), ("duties", "责任清单"), ("talk", "谈心谈话")])
def test_the_first_steps_lead_to_their_places(window, tmp_path, qtbot, step, tab):
    window.begin(None)
    new_file(window.state, tmp_path / "新.lvze")
    qtbot.waitUntil(lambda: window.workbench().overview is not None)
    press(qtbot, window.workbench(), f"first_{step}")
    assert window.tabs.tabText(window.tabs.currentIndex()) == tab


def test_a_list_goes_out_as_a_workbook_in_the_order_shown(window, open_sample, tmp_path, qtbot):
    import openpyxl

    open_sample()
    window.show_tab("work")
    screen = window.page("work").place("meeting")
    out = screen.findChild(ListsOut)
    paper = list_papers(screen.query, [field.name for field in LEDGERS["meeting"].listed])[0]
    out.files.write_list(window.state, paper, tmp_path / "会议.xlsx")
    qtbot.waitUntil(lambda: screen.note.text != "", timeout=20_000)
    with window.state.workspace.read() as session:
        ids = lists.ids(session, screen.query)
        newest = session.get(LEDGERS["meeting"].model, ids[0]).number
    assert screen.note.text == f"已导出 {len(ids)} 行到“会议.xlsx”。"
    rows = list(openpyxl.load_workbook(tmp_path / "会议.xlsx").active.values)
    assert len(rows) == len(ids) + 1 and rows[1][0] == newest


def test_a_file_open_elsewhere_is_declined_in_one_sentence(window, tmp_path, qtbot):
    with Workspace.create(tmp_path / "别处.lvze") as other:
        window.begin(other.path)
        qtbot.waitUntil(lambda: bool(told()), timeout=20_000)
        assert "正在另一个窗口里打开" in told()[0]
        dismiss()
    assert not any(label.text() for label in (window.status.saved, window.status.backup, window.status.file))
    assert window.state.workspace is None
    assert window.places.currentWidget().objectName() == "start_page"


def test_a_tab_chosen_before_the_file_is_open_says_what_is_waited_for(window, open_sample, qtbot):
    window.show_tab("work")
    [word] = window.holder("work").findChildren(QLabel)
    assert word.text() == "正在打开台账…"
    window.show_tab("bench")
    window.show_tab("work")
    assert window.holder("work").findChildren(QLabel) == [word]
    open_sample()
    window.show_tab("work")
    qtbot.waitUntil(lambda: not isValid(word) and window.page("work").isVisibleTo(window))


def test_closing_leaves_an_automatic_copy_and_remembers_the_tab(window, open_sample, qtbot):
    path = open_sample()
    window.menus.parent().findChild(type(window.menus.quit), "view_settings").trigger()
    assert window.close()
    from db.backup import local_copies

    assert len(local_copies(path)) == 1
    assert window.state.workspace is None
    assert WindowSettings().get("last_tab") == "settings"


def test_closing_asks_while_something_typed_is_not_saved(window, open_sample, qtbot):
    open_sample()
    window.show_tab("settings")
    form = window.page("settings").place("hospital")
    qtbot.keyClicks(form.names["addressee"], "x")
    assert window.unsaved() == ["单位与期限"]

    def answer() -> None:
        box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible())
        box.findChild(QPushButton, "question_no").click()

    QTimer.singleShot(0, answer)
    assert not window.close()
    assert window.state.workspace is not None


def test_another_file_gets_pages_of_its_own(window, open_sample, tmp_path):
    open_sample()
    window.show_tab("settings")
    before = window.page("settings")
    new_file(window.state, tmp_path / "新.lvze")
    assert window.page("settings") is not before
    assert window.page("settings").place("hospital").names["hospital"].text() == ""


def test_the_pages_of_a_closed_file_are_deaf_at_once_and_gone_soon(window, open_sample, tmp_path, qtbot):
    open_sample()
    window.show_target(Target("meeting", record_id=1))
    work, meetings = window.page("work"), window.page("work").place("meeting")
    shown = meetings.form.view
    assert shown.id == 1
    workspace = new_file(window.state, tmp_path / "新.lvze")
    meeting(workspace)  # the first one of the new file has the same number
    assert meetings.form.view is shown and not meetings.isVisible()
    qtbot.waitUntil(lambda: not isValid(work) and not isValid(meetings), timeout=20_000)
    assert window.page("work") is not work and not window.dropping.busy


def test_a_dialog_over_the_window_is_not_told_to_all_widgets_in_it(window, open_sample, qtbot):
    open_sample()
    told_to: list[QEvent.Type] = []

    class Ear(QObject):
        def eventFilter(self, watched, event):
            if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
                told_to.append(event.type())
            return False

    ear = Ear()
    window.workbench().installEventFilter(ear)
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    assert QApplication.activeModalWidget() is dialog and told_to == []
    dialog.reject()


def test_a_commit_on_a_worker_reaches_the_screens_on_theirs(state, tmp_path, qtbot):
    workspace = new_file(state, tmp_path / "一.lvze")
    heard: list[bool] = []
    state.changed.connect(lambda _: heard.append(QThread.currentThread() is QApplication.instance().thread()))
    worker = threading.Thread(target=meeting, args=(workspace,))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: heard == [True])


# -- the period ------------------------------------------------------------------------------------------------------

def test_the_period_is_shared_and_steps_back_and_forth(window):
    picker, period = window.picker, window.state
    picker.back.click()
    assert period.period == Period.quarter(2025, 3) and picker.label.text() == "2025年第三季度"
    picker.forward.click()
    picker.forward.click()
    assert period.period == Period.quarter(2026, 1)
    picker.present.click()
    assert period.period == Period.quarter(2025, 4)
    picker.kind.setCurrentIndex(2)
    picker.kind.activated.emit(2)
    assert period.period == Period.year(2025)


def test_a_free_range_must_not_end_before_it_begins(window, qtbot):
    window.picker.choose_range()
    dialog = window.picker.findChild(RangeDialog)
    dialog.end.setDate(dialog.start.date().addDays(-1))
    press(qtbot, dialog, "range_accept")
    assert told() == ["时间范围的结束日期早于开始日期，请对调后再试。"]
    dismiss()
    dialog.end.setDate(dialog.start.date().addDays(30))
    press(qtbot, dialog, "range_accept")
    assert window.state.period == Period.parse("2025-10-01..2025-10-31")


# -- errors and long work ----------------------------------------------------------------------------------------------

def test_an_unexpected_error_goes_to_the_log_and_is_told_in_one_sentence(window):
    try:
        raise KeyError("innards")
    except KeyError as error:
        errors.report(error, window)
    assert "没有预料到的问题" in told()[0] and str(places.log_file()) in told()[0]
    dismiss()
    assert window.isVisible()


def test_work_that_is_refused_says_why(window, qtbot, tmp_path):
    jobs.run(window, "试", lambda _: Workspace.open(tmp_path / "没有.lvze"))
    qtbot.waitUntil(lambda: bool(told()))
    assert told()[0].startswith("找不到台账文件")
    dismiss()


def test_long_work_shows_progress_and_can_be_cancelled(window, qtbot):
    go_on = threading.Event()
    ended: list[BaseException] = []

    def work(progress: jobs.Progress) -> None:
        progress.step(1, 4, "第一步")
        go_on.wait(20)
        progress.step(2, 4, "第二步")

    jobs.run(window, "正在试", work, failed=ended.append)

    def dialogs() -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if one.objectName() == "progress_dialog" and one.isVisible()]

    qtbot.waitUntil(lambda: bool(dialogs()))
    dialog = dialogs()[0]
    press(qtbot, dialog, "cancel_job")
    go_on.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], jobs.Cancelled)


# -- looks -------------------------------------------------------------------------------------------------------------

def test_everything_that_can_be_used_has_a_name(window, open_sample):
    open_sample()
    window.show_tab("settings")
    for key in ("hospital", "words", "import", "backup", "journal"):
        window.page("settings").show_page(key)
    nameless = []
    own = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QSpinBox, QTabBar, QTableView)
    for root in (window.picker, window.tabs.tabBar(), window.workbench(), window.page("settings")):
        for widget in [root, *root.findChildren(QWidget)]:
            inside = isinstance(widget.parent(), (QSpinBox, QComboBox, QTableView))  # Qt's own parts of a named widget
            if not isinstance(widget, own) or inside or widget.objectName().startswith("qt_"):
                continue
            text = widget.text() if hasattr(widget, "text") else ""
            if not (widget.accessibleName() or text):
                nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []
