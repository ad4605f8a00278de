"""What looking at pictures of the window has shown: nothing cut short, nothing hidden, whatever the screen and the text."""

import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from db.ledgers import LEDGERS
from desktop import jobs, slices
from desktop.operations.records import save_record, void_records
from desktop.screens import tops
from desktop.screens.opening.damaged_dialog import DamagedDialog
from desktop.screens.opening.start import StartPage
from desktop.screens.reporting.question_dialog import QuestionDialog
from desktop.screens.settings.journal import JournalPage
from desktop.screens.talks.talk_door import TalkUnlock
from desktop.screens.window import hints
from desktop.screens.window.status_line import StatusLine
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.children_pane import ChildrenPane
from desktop.widgets.count_table import CountRow, CountTable
from desktop.widgets.due_card import DueCard
from desktop.widgets.editors import MomentEditor, NumberEditor
from desktop.widgets.history_pane import HistoryPane
from desktop.widgets.link_button import LinkButton
from desktop.widgets.list_pane import ListPane
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar
from desktop.widgets.picker import Picker
from desktop.widgets.plain_table import Cell, PlainTable
from desktop.widgets.record_dialog import RecordDialog
from desktop.widgets.scheme import SIZES
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QToolButton
from tests.desk import put
from tests.shell import home, new_file, open_sample, state, window  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
LONG = "会议传达学习上级党委关于意识形态工作的部署，逐条对照本院台账，查找存在的问题和差距。" * 40


def settle():
    for _ in range(4):
        slices.finish()
        jobs.finish_all()
        QApplication.processEvents()


def open_problem(window):  # noqa: F811
    """The screen of 整改事项 with its first record open."""
    window.show_tab("rectify")
    settle()
    screen = window.page("rectify").part("problems")
    screen.open_record(screen.table.ledger_model.id_at(0))
    settle()
    return screen


@pytest.mark.parametrize("width", [1366, 1093, 911, 880])
def test_the_cards_of_the_first_page_stand_side_by_side_only_where_their_titles_have_room(window, open_sample, qtbot, width):  # noqa: F811
    open_sample()
    window.resize(width, 614)
    settle()
    cards = window.workbench().findChildren(DueCard)
    bench = window.workbench()
    wide = bench.fontMetrics().horizontalAdvance("汉")  # faces differ from one computer to the next
    if wide < 10:
        pytest.skip("no face with Chinese characters is installed, so nothing here is as wide as people see it")
    room = bench.width() // wide
    assert len({card.mapTo(window, QPoint()).x() for card in cards}) == (3 if room >= 99 else 2 if room >= 66 else 1)

    def cut() -> list[str]:  # what has to be cut keeps a dozen characters
        links = [link for card in cards for link in card.findChildren(LinkButton) if link.objectName().startswith("due_")]
        return [link.full for link in links if len(link.text()) < 12 and link.text() not in link.full] if links else ["none"]

    qtbot.waitUntil(lambda: not cut(), timeout=20_000)


def test_the_first_page_shows_as_many_things_due_as_a_high_screen_has_room_for(window, open_sample, qtbot):  # noqa: F811
    theme.apply(QApplication.instance())  # a line is as high as the style makes it
    open_sample()
    late = window.workbench().late

    def lines() -> int:
        return sum(link.isVisibleTo(late) and link.objectName().startswith("due_") for link in late.findChildren(LinkButton))

    window.resize(1920, 768)
    qtbot.waitUntil(lambda: lines() == 8, timeout=20_000)
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: lines() > 12, timeout=20_000)
    settle()
    assert window.workbench().findChild(QScrollArea).verticalScrollBar().maximum() == 0
    window.resize(1920, 768)
    qtbot.waitUntil(lambda: lines() == 8, timeout=20_000)


def test_a_link_without_room_drops_the_number_before_it_cuts_the_words(qtbot):
    link = LinkButton("ZG-2025-001　宣传栏内容更新不及时", "link", short="宣传栏内容更新不及时")
    qtbot.addWidget(link)
    link.show()
    link.resize(400, 24)
    assert link.text() == "ZG-2025-001　宣传栏内容更新不及时" and not link.toolTip()
    link.resize(link.fontMetrics().horizontalAdvance("宣传栏内容更新不及时") + 12, 24)
    assert link.text() == "宣传栏内容更新不及时" and link.toolTip().startswith("ZG-2025-001")


def test_a_long_name_leaves_the_other_columns_in_sight(qtbot):
    table = PlainTable("plain", "名单", ("姓名", "科室", "状态"), stretch=1)
    qtbot.addWidget(table)
    table.resize(500, 200)
    table.show()
    table.show_rows([(1, (Cell("名" * 40), Cell("内科"), Cell("已谈", "good")))])
    QApplication.processEvents()
    assert table.columnViewportPosition(2) + table.columnWidth(2) <= table.viewport().width()
    assert table.item(0, 0).toolTip() == "名" * 40


def test_a_long_text_opens_at_several_lines_and_is_wrapped_at_its_width(window, open_sample):  # noqa: F811
    open_sample()
    window.show_tab("rectify")
    settle()
    screen = window.page("rectify").part("problems")
    record_id = screen.table.ledger_model.id_at(0)
    box = screen.form.editors["detail"].box
    screen.open_record(record_id)
    settle()
    low = box.height()
    save_record(window.state.workspace, LEDGERS["problem"], {"detail": LONG}, record_id, today=date(2026, 1, 5))
    settle()
    assert box.toPlainText() == LONG and box.height() >= low * 2
    assert not box.horizontalScrollBar().isVisible()


def test_what_lies_in_the_recycle_bin_can_be_read_to_its_end_and_copied(window, open_sample):  # noqa: F811
    open_sample()
    window.show_tab("rectify")
    settle()
    workspace, screen = window.state.workspace, window.page("rectify").part("problems")
    record_id = screen.table.ledger_model.id_at(0)
    save_record(workspace, LEDGERS["problem"], {"detail": LONG}, record_id, today=date(2026, 1, 5))
    void_records(workspace, LEDGERS["problem"], [record_id])
    screen.open_record(record_id)
    settle()
    box, line = screen.form.editors["detail"].box, screen.form.editors["title"].line
    assert box.isEnabled() and box.isReadOnly() and line.isEnabled() and line.isReadOnly()
    box.verticalScrollBar().setValue(box.verticalScrollBar().maximum())
    assert box.verticalScrollBar().value() > 0
    line.selectAll()
    line.copy()
    assert QApplication.clipboard().text() == line.text() != ""
    screen.form.editors["source"].picker.toggle()
    assert not screen.form.editors["source"].picker.is_open


def test_a_dialog_shows_all_its_fields_at_once(window, open_sample, qtbot):  # noqa: F811
    open_sample()
    screen = open_problem(window)
    pane = next(pane for pane in screen.record.panes if pane.title == "关联")
    dialogs = [pane.dialog(), *(screen.record.dialog(action) for action in screen.form.view.actions if action.ask)]
    assert len(dialogs) > 1
    for dialog in dialogs:
        assert isinstance(dialog, AskDialog)
        dialog.show()
        QApplication.processEvents()
        seen = dialog.findChild(QScrollArea).viewport()
        for editor in dialog.editors.values():
            assert seen.rect().contains(QRect(editor.mapTo(seen, QPoint()), editor.size())), editor.field.label
        dialog.done(0)


def test_a_small_dialog_is_as_high_as_its_fields_and_ends_with_closing(window, open_sample):  # noqa: F811
    open_sample()
    problem = put(window.state.workspace, LEDGERS["problem"], found_on=date(2025, 11, 3))
    screen_settings = window.page("rectify").part("problems").settings
    heights = {}
    for key in ("problem_progress", "measure"):
        dialog = RecordDialog(window.state, LEDGERS[key], None, problem, screen_settings, window)
        dialog.show()
        settle()
        heights[key] = dialog.height()
        assert dialog.form.scroll.verticalScrollBar().maximum() == 0, key
        buttons = [dialog.findChild(object, name) for name in ("save_and_next", "close_dialog")]
        assert buttons[0].x() < buttons[1].x() and dialog.width() - buttons[1].geometry().right() < 20
        dialog.done(0)
    assert heights["problem_progress"] < heights["measure"] < 480


def test_a_dialog_without_a_size_of_its_own_opens_as_high_as_its_words_ask(window, tmp_path, qtbot):  # noqa: F811
    screen = window.screen().availableGeometry().height()
    dialog = DamagedDialog(window.state, tmp_path / "台账.lvze", LONG[:1400], None, {}, window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert screen * 2 / 3 < dialog.layout().totalHeightForWidth(dialog.width()) <= dialog.height()


@pytest.mark.parametrize("size", [1.0, 1.45])
def test_the_first_page_shows_its_words_whole_at_every_type_size(window, size):  # noqa: F811
    theme.wear(size=size)
    theme.apply(QApplication.instance())
    page = StartPage(window.state, WindowSettings(), window)
    page.resize(1366, 700)
    page.show()
    page.grab()
    try:
        for words in page.findChildren(QLabel):
            assert words.height() >= words.heightForWidth(words.width()), words.text()
        tops = [button.geometry() for button in page.buttons.values()]
        assert all(below.top() > above.bottom() for above, below in pairwise(tops))
    finally:
        page.close()
        theme.wear()
        theme.apply(QApplication.instance())


def test_a_long_answer_on_the_backup_page_covers_nothing(window, open_sample):  # noqa: F811
    window.resize(911, 512)
    window.show_backup()
    page = window.page("settings").show_page("backup")
    page.said.setText(LONG[:300])
    settle()
    window.grab()  # lays it out
    over = [one for one in (page.said, page.check, page.rescue, page.copies) if one.geometry().intersects(page.backups.geometry())]
    assert over == [] and page.backups.height() >= page.backups.minimumHeight()


@pytest.fixture
def huge():
    app = QApplication.instance()
    theme.wear(size=SIZES["huge"][1])
    theme.apply(app)
    yield
    theme.wear()
    theme.apply(app)


def test_the_largest_type_cuts_no_day_in_the_log_and_no_question(huge, state, tmp_path, qtbot):  # noqa: F811
    new_file(state, tmp_path / "台账.lvze")
    log, asked = JournalPage(state), QuestionDialog(state, None)
    for widget in (log, asked):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    metrics = log.table.fontMetrics()
    assert log.table.columnWidth(1) > metrics.horizontalAdvance("2026-11-22 13:48") and log.table.columnWidth(3) > metrics.horizontalAdvance("导出打印")
    assert asked.questions.minimumWidth() > asked.questions.sizeHintForColumn(0)


def test_the_ledgers_are_drawn_in_their_states(sample_file, tmp_path):
    command = [sys.executable, "-m", "tests.record_pictures", str(sample_file), str(tmp_path), "locked", "1.5", "dark", "large"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {"locked-talk-shut@1.5.png", "locked-talk-unlock@1.5.png"}


def test_the_first_record_leaves_the_form_more_than_half_of_the_height(window, open_sample):  # noqa: F811
    open_sample()
    window.resize(1366, 768)
    window.show_tab("work")
    screen = window.page("work").show_page("activity")
    settle()
    screen.open_record(screen.table.ledger_model.id_at(0))
    settle()
    form, tabs = screen.record.splitter.sizes()
    assert form > tabs > 0


def test_buttons_without_room_go_on_in_the_next_line(window, open_sample):  # noqa: F811
    open_sample()
    window.resize(1093, 614)
    screen = open_problem(window)
    for pane in screen.record.panes:
        screen.record.tabs.setCurrentWidget(pane)
        settle()
        for button in pane.findChildren(QPushButton):
            assert not button.isVisible() or button.width() >= button.sizeHint().width(), button.text()


def test_no_column_of_a_history_becomes_too_narrow_to_read(qtbot):
    pane = HistoryPane(State(), LEDGERS["problem"])
    qtbot.addWidget(pane)
    table = pane.table
    pane.column.removeWidget(table)
    pane.show()
    table.resize(330, 200)
    character = table.fontMetrics().horizontalAdvance("汉")
    assert min(map(table.columnWidth, range(5))) >= 4 * character
    table.resize(500, 200)
    table.fill([(0, ("2025-12-01 16:30", "提出的意见建议", "", LONG, "上报排查报告")), (1, ("2025-11-25 16:30", "（新建）", "", "", LONG))])
    assert table.columnWidth(1) >= 7 * character and table.columnWidth(4) == 10 * character + 14  # whole, and no more than it may
    table.fill([(0, ("2025-12-01 16:30", "地点", "", LONG, "修改"))])
    assert table.columnWidth(3) > 9 * character  # what the short words leave
    table.resize(28 * character, 200)
    assert table.columnViewportPosition(4) <= table.viewport().width()  # from what to what is seen in a narrow place, too


def test_a_day_and_time_is_seen_whole_in_a_narrow_form(qtbot):
    editor = MomentEditor(LEDGERS["incident"].field("found_at"), Lookup(State()))
    qtbot.addWidget(editor)
    editor.resize(240, 30)
    editor.show()
    QApplication.processEvents()
    assert editor.line.width() >= editor.line.fontMetrics().horizontalAdvance("2025年12月31日 14:30")


def test_a_button_beside_a_short_field_stands_at_its_end(state, tmp_path, qtbot):  # noqa: F811
    new_file(state, tmp_path / "台账.lvze")
    editor, button = NumberEditor(LEDGERS["meeting"].field("attended"), Lookup(state)), QToolButton()
    qtbot.addWidget(editor)
    editor.add_beside(button)
    editor.resize(600, 40)
    editor.show()
    assert editor.line.geometry().right() < button.x() < editor.line.geometry().right() + 60


def test_a_dialog_grows_with_what_is_said_about_its_fields(window, open_sample):  # noqa: F811
    open_sample()
    screen = open_problem(window)
    dialog = screen.record.dialog(next(action for action in screen.form.view.actions if len(action.ask) > 2))
    dialog.show()
    dialog.accept()
    settle()
    assert sum(bool(editor.problem) for editor in dialog.editors.values()) > 2
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0
    dialog.done(0)


def test_a_small_window_shows_every_column_of_the_plan_and_of_the_accounts(window, open_sample):  # noqa: F811
    open_sample()
    window.resize(911, 512)  # 1366×768 at 150 %
    for tab, part, names in (("talk", "plan", ("table", "coverage")), ("rectify", "reconcile", ("sources", "departments"))):
        window.show_tab(tab)
        place = window.page(tab).show_part(part)
        settle()
        for name in names:
            table = getattr(place, name)
            assert table.horizontalScrollBar().maximum() == 0, name
            assert min(map(table.columnWidth, range(table.columnCount()))) >= 3 * table.fontMetrics().horizontalAdvance("汉")


def test_counts_stay_in_sight_beside_a_long_name(qtbot):
    table = CountTable("counts", "对账")
    qtbot.addWidget(table)
    table.resize(420, 200)
    table.show()
    table.show_counts(("责任科室", "期初未销", "新增", "重新整改"), [CountRow("科" * 40, ((1,), (2,), ()))])
    QApplication.processEvents()
    assert table.horizontalScrollBar().maximum() == 0
    table.resize(1200, 200)
    QApplication.processEvents()
    assert table.columnWidth(0) >= table.sizeHintForColumn(0)  # the name is whole where there is room


def test_a_new_record_begins_with_the_heading_above_its_first_field(huge, window, open_sample):  # noqa: F811
    open_sample()
    window.resize(1366, 768)
    window.show_tab("talk")
    screen = window.page("talk").show_part("talks")
    settle()
    screen.open_record(screen.table.ledger_model.id_at(0))
    settle()
    assert screen.record.tabs.isAncestorOf(screen.form)  # in a low window the form of a record stands in a tab
    screen.new_record()
    assert screen.form.usual.isVisible()
    assert screen.form.scroll.verticalScrollBar().value() == 0


def test_no_button_of_a_toolbar_loses_its_words_by_half(window, open_sample):  # noqa: F811
    open_sample()
    window.show_tab("work")
    own = next(key for key in tops("own"))
    tools = window.page("work").show_page(own).tools
    for width in (911, 1366):
        window.resize(width, 512)
        settle()
        buttons = [button for button in tools.findChildren(QToolButton) if button.isVisible()]
        assert all(button.width() >= button.sizeHint().width() for button in buttons), width
        icons = [button for button in buttons if button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly]
        assert bool(icons) == (width == 911) and all(button.toolTip() for button in icons)


def test_the_smallest_window_cuts_no_button_at_the_largest_type(huge, window, open_sample):  # noqa: F811
    hints.set_wanted(window.settings, False)
    open_sample()
    window.resize(window.minimumSize())
    window.show_tab("risk")
    points = window.page("risk").show_part("points").screen
    own = next(key for key in tops("own"))
    for screen in (points, window.page("work").show_page(own)):
        window.show_tab("risk" if screen is points else "work")
        settle()
        screen.open_record(screen.table.ledger_model.id_at(0))
        settle()
        tools = [button for button in screen.tools.findChildren(QToolButton) if button.isVisible()]
        assert all(button.width() >= button.sizeHint().width() for button in tools)
        steps = [button for button in screen.form.findChildren(QPushButton)
                 if button is screen.form.save_button or button.objectName().startswith("action_")]
        assert all(button.visibleRegion().boundingRect() == button.rect() for button in steps if button.isVisible())
        first = next(iter(screen.form.editors.values())).input
        assert first.visibleRegion().boundingRect() == first.rect()  # a field is seen, too
        bar = screen.filters
        assert not any(button.isVisible() for button in bar._buttons.values())
        name = next(iter(bar._buttons))
        panel = bar.open_panel(name)
        below = bar._buttons[name]
        assert (panel.pos() - below.mapToGlobal(QPoint(0, below.height()))).manhattanLength() < 8
        panel.close()
    asked = TalkUnlock(window.state, window)
    asked.show()
    asked.accept()
    settle()
    assert asked.layout().totalHeightForWidth(asked.width()) <= asked.height()
    words = next(label for label in asked.findChildren(QLabel) if label.text() == "第二密码")
    line = asked.password.edit
    assert abs(words.mapTo(asked, words.rect().center()).y() - line.mapTo(asked, line.rect().center()).y()) <= 5
    asked.done(0)


def test_no_note_ends_with_a_line_of_one_character(qtbot):
    bar = NoteBar("note")
    qtbot.addWidget(bar)
    bar.say("已照前面的记录填写：主持人。不对请改。")
    label = bar.findChild(QLabel)
    lines = QTextLayout(label.text(), label.font())
    for characters in range(7, 19):
        lines.beginLayout()
        while (line := lines.createLine()).isValid():
            line.setLineWidth(characters * label.fontMetrics().horizontalAdvance("汉"))
            last = line
        lines.endLayout()
        assert lines.lineCount() == 1 or label.text()[last.textStart():].replace("\u2060", "").endswith("不对请改。"), characters
    assert bar.text == "已照前面的记录填写：主持人。不对请改。"


def test_a_long_file_name_leaves_room_for_the_other_words_below(state, qtbot, tmp_path):  # noqa: F811
    line = StatusLine(state)
    qtbot.addWidget(line)
    new_file(state, tmp_path / f"{'云岭市第二人民医院' * 6}.lvze")
    assert line.file.sizeHint().width() < 24 * line.fontMetrics().horizontalAdvance("汉")
    assert "云岭市第二人民医院" * 6 in line.file.toolTip()


def test_what_cannot_be_changed_cannot_be_cleared(qtbot):
    picker = Picker(lambda text: [])
    qtbot.addWidget(picker)
    picker.show()
    picker.set_choice(1, "内科")
    for fixed in (True, False):
        picker.setReadOnly(fixed)
        buttons = [button for button in picker.findChildren(QToolButton) if button.isVisible()]
        assert len(buttons) == (1 if fixed else 2)  # the arrow is left


def test_another_file_opened_while_own_ledgers_are_counted_troubles_nobody(window, open_sample, tmp_path):  # noqa: F811
    open_sample()
    assert tops("own")
    window.show_tab("work")
    slices.finish()
    window.state.close_file()
    new_file(window.state, tmp_path / "另一本.lvze")
    settle()
    assert not tops("own")


def test_the_columns_of_a_list_fill_a_wide_screen_until_widths_are_chosen(window, open_sample):  # noqa: F811
    open_sample()
    window.resize(1920, 1080)
    window.show_tab("duty")
    screen = window.page("duty").show_part("pledges")
    table = screen.table
    settle()
    header, room = table.horizontalHeader(), table.viewport().width()
    assert screen.side.width() <= 560  # a form gains nothing from more
    assert room - len(table.ledger_model.columns) <= header.length() <= room
    header.resizeSection(0, 60)
    window.resize(1366, 768)
    window.resize(1920, 1080)
    settle()
    assert header.sectionSize(0) == 60 and header.length() != table.viewport().width()
    window.show_tab("risk")
    rounds = window.page("risk").show_part("rounds").table
    settle()
    names = [field.name for field in rounds.ledger_model.columns]
    wider = [name for place, name in enumerate(names) if rounds.columnWidth(place) > rounds.default_width(place)]
    assert wider == ["organiser_id", "scope"]  # not a number or a tick
    window.show_tab("work")
    documents = window.page("work").show_page("document").table
    settle()
    assert documents.horizontalScrollBar().maximum() == 0  # the name gives way where a little is wanting
    reviews = window.page("work").show_page("review").table
    settle()
    assert reviews.horizontalScrollBar().maximum() == 0


def test_parts_are_listed_without_the_name_of_the_record_above_them(window, open_sample):  # noqa: F811
    open_sample()
    settle()
    window.show_tab("work")
    screen = window.page("work").show_page("position")
    table = screen.record.pane(ChildrenPane).table
    hidden = [field.name for column, field in enumerate(table.ledger_model.columns) if table.isColumnHidden(column)]
    assert hidden == ["position_id"]
    menu = table.column_menu()
    next(action for action in menu.actions() if action.text() == "阵地").trigger()
    assert not any(map(table.isColumnHidden, range(len(table.ledger_model.columns))))


def test_no_empty_list_breaks_its_words_but_after_a_mark(state, qtbot, tmp_path):  # noqa: F811
    for ledger in LEDGERS.values():
        pane = ListPane(state, ledger, QSettings(str(tmp_path / "设置.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(pane)
        words = pane.findChild(QLabel, "empty_words")
        pane.resize(29 * words.fontMetrics().horizontalAdvance("汉"), 300)
        pane._failed(ledger.help or "没有。")
        for text in words.text().split("\n"):
            assert text[-1] in "。，；、" and words.fontMetrics().horizontalAdvance(text) <= words.maximumWidth(), text
    pane.resize(800, 300)
    pane.show()
    pane._failed(LEDGERS["problem"].help)
    QApplication.processEvents()
    assert words.height() < 3 * words.fontMetrics().lineSpacing()  # no word is broken where there is room
    pane._failed(LONG[:80])
    pane.resize(190, 300)
    pane.show()
    assert words.width() <= pane.width()  # the words give way to a narrow list
