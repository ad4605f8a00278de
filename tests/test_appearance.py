"""Colours and type size: readable in every scheme, chosen in the menu, remembered, taken when a window is built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView, QApplication, QCheckBox, QComboBox, QDialog, QFrame, QLabel, QLineEdit, QListWidget, QMenu, QPlainTextEdit,
    QPushButton, QRadioButton, QSpinBox, QSplitter, QStyle, QStyleOptionViewItem, QTableView, QTableWidget, QTabWidget, QTextBrowser,
    QToolButton, QTreeWidget, QWidget)
from pytestqt.qtbot import QtBot

from shiboken6 import isValid

from db.backup import local_copies
from db.fields import Text
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop import slices
from desktop.one_window import OneWindow
from desktop.screens.window import appearance
from desktop.screens.window.main_window import MainWindow
from desktop.settings import WindowSettings
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine
from desktop.widgets.editors import EDITORS, CalendarFrame
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.fitting import fit
from desktop.widgets.link_button import LinkButton
from desktop.widgets.lookup import Lookup
from desktop.widgets.marks import tone_icon
from desktop.widgets.picker import Picker
from desktop.widgets.scheme import DARK, LIGHT, SCHEMES, SIZES, Scheme
from tests.shell import home  # noqa: F401


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    yield
    theme.wear()
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app)


@pytest.mark.parametrize("scheme", [scheme for _, scheme in SCHEMES.values()], ids=list(SCHEMES))
def test_every_word_stands_out_from_its_ground(scheme: Scheme) -> None:
    """WCAG 2, success criterion 1.4.3: 4.5 : 1 for text; what is disabled may be fainter."""
    pairs = [(scheme.ink, scheme.window), (scheme.ink, scheme.surface), (scheme.ink, scheme.stripe), (scheme.ink, scheme.accent_soft),
             (scheme.ink, scheme.tip), (scheme.muted, scheme.window), (scheme.muted, scheme.surface), (scheme.muted, scheme.stripe),
             (scheme.ink, scheme.fixed), (scheme.accent, scheme.window), (scheme.accent, scheme.surface), (scheme.accent, scheme.accent_soft),
             (scheme.on_strong, scheme.strong)]
    pairs += [(tone.text, ground) for tone in scheme.tones.values() for ground in (tone.ground, scheme.surface)]
    assert [pair for pair in pairs if theme.contrast(*pair) < 4.5] == []
    assert [bar for bar in scheme.bars if theme.contrast(bar, scheme.surface) < 3] == []  # 1.4.11: 3 : 1 for graphics
    assert theme.contrast(scheme.muted, scheme.ink) > 1.7  # a hint in an empty field is not taken for what was entered


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("way", Qt.Orientation)
def test_the_border_between_two_panes_shows_where_to_take_hold_of_it(qtbot: QtBot, name: str, way: Qt.Orientation) -> None:
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    panes = QSplitter(way)
    qtbot.addWidget(panes)
    for _ in range(2):
        panes.addWidget(QWidget())
    panes.resize(300, 300)
    panes.show()
    image = panes.handle(1).grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert max(theme.contrast(colour, SCHEMES[name][1].window) for colour in seen) > 2.7


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("kind", [QLineEdit, QCheckBox, QRadioButton, QSpinBox, QComboBox, QPlainTextEdit, QPushButton, QToolButton])
def test_the_edge_of_a_field_is_seen_in_every_scheme(qtbot: QtBot, name: str, kind: type[QWidget]) -> None:
    """WCAG 2, success criterion 1.4.11: 3 : 1; some is lost where the style rounds a corner or blends a line."""
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    card = QFrame()
    qtbot.addWidget(card)
    card.setProperty("card", True)
    field = kind(card)
    field.setGeometry(20, 20, 120, 60)
    card.resize(200, 100)
    def edge() -> float:
        image = card.grab().toImage()
        return max(theme.contrast(image.pixelColor(x, 50).name(), theme.SURFACE) for x in range(20, 26))

    usable = edge()
    field.setEnabled(False)
    assert usable > 2.4 and edge() < usable


@pytest.mark.parametrize(("kind", "edge"), [(QPlainTextEdit, "edge"), (QTextBrowser, "edge"), (QListWidget, "edge"), (QTableWidget, "line")])
def test_a_box_has_its_four_edges_at_every_scale(qtbot: QtBot, kind: type[QWidget], edge: str) -> None:
    theme.apply(QApplication.instance())
    page = QWidget()
    qtbot.addWidget(page)
    box = kind(page)
    page.resize(120, 120)
    met = {}
    for scale in (1, 1.25, 1.5):
        for place in range(10, 14):  # each lies differently between the pixels
            box.setGeometry(place, place, 80, 70 + place)
            image = QImage(page.size() * scale, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(scale)
            page.render(image)
            middle, last = image.width() // 2, image.width() - 1
            for side, start, step in (("left", (0, middle), (1, 0)), ("right", (last, middle), (-1, 0)),
                                      ("top", (middle, 0), (0, 1)), ("bottom", (middle, last), (0, -1))):
                way = (image.pixelColor(start[0] + step[0] * n, start[1] + step[1] * n).name() for n in range(middle))
                seen = [colour for colour in way if colour != theme.WINDOW][:2]  # a line between two pixels colours both
                met[side, scale, place] = max(theme.contrast(colour, theme.SURFACE) for colour in seen)
    wanted = theme.contrast(getattr(LIGHT, edge), theme.SURFACE)
    assert {where: found for where, found in met.items() if found < wanted * 0.7} == {}


def test_icons_and_ticks_grow_with_the_type(qtbot: QtBot) -> None:
    def drawn() -> list[int]:
        button, tick, table, line = QPushButton(theme.icon("save"), "保存"), QCheckBox("已办"), QTableWidget(), ComposingLine()
        picker, menu = Picker(lambda text: []), QMenu()
        picker.put("内科")
        menu.addAction(theme.icon("save"), " ")
        for widget in (button, tick, table, line, picker, menu):
            qtbot.addWidget(widget)
            widget.ensurePolished()
        option = QStyleOptionViewItem()
        table.initViewItemOption(option)
        mark = tone_icon("good").actualSize(option.decorationSize).height()
        line.begin_with("search")
        sign = line.findChild(QLabel).sizeHint().height()
        inside = [button.iconSize().height() for button in picker.findChildren(QToolButton) if not button.isHidden()]
        image = menu.grab().toImage()
        inked = [y for y in range(3, image.height() - 3)
                 if any(image.pixelColor(x, y).lightness() < 200 for x in range(3, image.width() // 2))]
        return [button.iconSize().height(), tick.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorHeight, None, tick), mark, sign, *inside,
                inked[-1] - inked[0] + 3]  # the drawing leaves out a line above and below

    usual = drawn()
    theme.wear(size=SIZES["huge"][1])
    theme.apply(QApplication.instance())
    assert [round(large / small, 1) for large, small in zip(drawn(), usual)] == [1.4] * 7


@pytest.mark.parametrize("size", SIZES)
def test_the_calendar_names_its_days_and_begins_with_the_year(qtbot: QtBot, size: str) -> None:
    theme.wear(size=SIZES[size][1])
    theme.apply(QApplication.instance())
    line = QLineEdit()
    qtbot.addWidget(line)
    frame = CalendarFrame(line)
    frame.calendar.setSelectedDate(QDate(2025, 12, 24))
    frame.drop_from(line)
    year, month = (frame.findChild(QToolButton, f"qt_calendar_{name}button") for name in ("year", "month"))
    assert (year.text(), month.text()) == ("2025年", "十二月") and year.x() < month.x()
    days = frame.findChild(QTableView)
    image = days.viewport().grab().toImage()
    monday, tuesday = (image.copy(days.visualRect(days.model().index(0, column))) for column in (0, 1))
    assert monday != tuesday  # cut short, every day was the same three dots


def test_a_field_for_a_number_is_as_high_as_its_neighbours(qtbot: QtBot) -> None:
    for _, size in SIZES.values():
        theme.wear(size=size)
        theme.apply(QApplication.instance())
        fields = [QSpinBox(), QLineEdit(), QComboBox()]
        for field in fields:
            qtbot.addWidget(field)
            field.ensurePolished()
        assert len({field.sizeHint().height() for field in fields}) == 1


def test_a_dialog_grows_with_the_type_as_far_as_there_is_room(qtbot: QtBot) -> None:
    theme.wear(size=SIZES["huge"][1])
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fit(dialog, 320, 240)
    assert (dialog.width(), dialog.height()) == (464, 348)
    fit(dialog, 3200, 2400)
    room = dialog.screen().availableGeometry()
    assert dialog.width() < room.width() and dialog.height() < room.height()


def test_what_cannot_be_used_looks_so_in_every_scheme(qtbot: QtBot) -> None:
    for _, scheme in SCHEMES.values():
        theme.wear(scheme)
        theme.apply(QApplication.instance())
        link, words = LinkButton("忘记密码", "link"), theme.muted("至少 8 个字符")
        for widget in (link, words):
            qtbot.addWidget(widget)
            widget.setEnabled(False)
            widget.ensurePolished()
            assert widget.palette().color(widget.foregroundRole()).name() == scheme.faint
        editor = EDITORS[Text](LEDGERS["problem"].field("title"), Lookup(State()))
        qtbot.addWidget(editor)
        editor.set_writable(False)
        assert editor.input.palette().color(QPalette.ColorRole.Base) != QLineEdit().palette().color(QPalette.ColorRole.Base)


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("kind", [QListWidget, QTreeWidget, QTableWidget])
def test_a_box_to_tick_in_a_list_is_seen_in_every_scheme(qtbot: QtBot, name: str, kind: type[QAbstractItemView]) -> None:
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    box = kind()
    qtbot.addWidget(box)
    box.resize(200, 100)
    model = box.model()
    model.insertRow(0)
    model.insertColumn(0)
    first = model.index(0, 0)
    model.setData(first, "骨科")
    model.setData(first, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    image = box.grab().toImage()
    place = box.viewport().mapTo(box, box.visualRect(first).center())
    across = [image.pixelColor(x, place.y()).name() for x in range(box.viewport().x() + box.visualRect(first).x(), place.x())]
    assert max(theme.contrast(colour, theme.SURFACE) for colour in across[:20]) > 2.4, across


@pytest.mark.parametrize("name", SCHEMES)
def test_the_icon_of_the_chosen_command_in_a_menu_is_seen_in_every_scheme(qtbot: QtBot, name: str) -> None:
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.setActiveAction(menu.addAction(theme.icon("save"), "保存"))
    menu.resize(menu.sizeHint())
    image = menu.grab().toImage()
    ground = image.pixelColor(menu.width() - 6, menu.height() // 2).name()
    assert ground == theme.ACCENT_SOFT
    beside = [image.pixelColor(x, y).name() for x in range(4, 24) for y in range(5, menu.height() - 5)]
    assert max(theme.contrast(colour, ground) for colour in beside) > 3


@pytest.mark.parametrize("name", SCHEMES)
def test_a_list_of_choices_that_is_let_down_can_be_read_in_every_scheme(qtbot: QtBot, name: str) -> None:
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["按季度", "按年度"])
    box.resize(200, box.sizeHint().height())
    with qtbot.waitExposed(box):
        box.show()
    box.showPopup()
    view, popup = box.view(), box.view().window()
    other = view.viewport().mapTo(popup, view.visualRect(box.model().index(1, 0)).center()).y()
    assert popup.grab().toImage().pixelColor(popup.width() - 8, other).name() == theme.SURFACE
    box.hidePopup()


@pytest.mark.parametrize("name", SCHEMES)
def test_a_tick_and_a_rule_in_a_menu_are_seen_in_every_scheme(qtbot: QtBot, name: str) -> None:
    theme.wear(SCHEMES[name][1])
    theme.apply(QApplication.instance())
    menu = QMenu()
    qtbot.addWidget(menu)
    tick = menu.addAction("附上数据来源")
    tick.setCheckable(True)
    rule = menu.addSeparator()
    menu.addAction("导出 Word")
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    image = menu.grab().toImage()
    ground = image.pixelColor(menu.width() // 2, 3).name()
    across = [image.pixelColor(x, menu.actionGeometry(tick).center().y()).name() for x in range(2, 20)]
    down = [image.pixelColor(menu.width() // 2, y).name() for y in range(menu.actionGeometry(rule).top(), menu.actionGeometry(rule).bottom())]
    assert max(theme.contrast(colour, ground) for colour in across) > 2.4, across
    assert theme.LINE in down


def test_a_tab_with_the_keyboard_is_marked_around_its_words_not_across_them(qtbot: QtBot) -> None:
    theme.apply(QApplication.instance())
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    tabs.setDocumentMode(True)
    tabs.addTab(QWidget(), "数字")
    bar, pictures = tabs.tabBar(), []
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.activateWindow()
    for has in (True, False):
        bar.setFocus() if has else bar.clearFocus()
        pictures.append(bar.grab().toImage())
    inside = bar.tabRect(0).adjusted(2, 2, -2, -2)
    assert pictures[0] != pictures[1] and pictures[0].copy(inside) == pictures[1].copy(inside)
    assert pictures[1].pixelColor(inside.center().x(), 0).name() == theme.WINDOW  # no line above the tabs


@pytest.mark.parametrize("size", [size for _, size in SIZES.values()], ids=list(SIZES))
def test_the_search_line_shows_its_words_at_every_type_size(qtbot: QtBot, size: float) -> None:
    theme.wear(LIGHT, size)
    theme.apply(QApplication.instance())
    bar = FilterBar(LEDGERS["meeting"], Lookup(State()))
    qtbot.addWidget(bar)
    words = bar.search.fontMetrics().horizontalAdvance(bar.search.placeholderText())
    assert bar.search.width() >= words + 2 * theme.LARGE


def test_a_wrong_field_wears_the_colours_of_its_window(qtbot: QtBot) -> None:
    theme.wear(DARK)
    editor = EDITORS[Text](LEDGERS["problem"].field("title"), Lookup(State()))
    qtbot.addWidget(editor)
    editor.set_problem("请填写。")
    assert DARK.surface in editor.input.styleSheet()


def test_the_choice_is_remembered_and_worn_by_the_next_window(qtbot: QtBot, tmp_path: Path) -> None:
    settings = WindowSettings(tmp_path / "设置.ini")
    window = MainWindow(State(), settings)
    qtbot.addWidget(window)
    slices.at_once(window.menus.fill())
    with qtbot.waitSignal(window.look_changed):
        window.findChild(QAction, "colours_dark").trigger()
    window.findChild(QAction, "type_size_large").trigger()
    assert settings.get("colours") == "dark"
    appearance.wear(WindowSettings(tmp_path / "设置.ini"))
    app = QApplication.instance()
    theme.apply(app)
    assert theme.contrast(app.palette().color(QPalette.ColorRole.Window).name(), "#ffffff") > 10
    assert (app.font().pointSizeF(), theme.ROW) == (pytest.approx(10.8), 31)
    second = MainWindow(State(), settings)
    qtbot.addWidget(second)
    slices.at_once(second.menus.fill())
    assert second.findChild(QAction, "colours_dark").isChecked() and second.findChild(QAction, "type_size_large").isChecked()
    with qtbot.assertNotEmitted(second.look_changed):
        second.findChild(QAction, "colours_dark").trigger()


def test_another_look_builds_the_window_anew_with_the_same_file(qtbot: QtBot, home: Path, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "云岭.lvze"
    Workspace.create(path).close()
    one = OneWindow(QApplication.instance(), WindowSettings())
    first = one.build(path)
    first.show()
    qtbot.waitUntil(lambda: first.state.workspace is not None, timeout=20_000)
    first.show_tab("work")
    first.page("work")
    first.findChild(QAction, "colours_dark").trigger()
    assert first.isHidden() and first.state.workspace is None and local_copies(path) == []
    qtbot.waitUntil(lambda: one.current is not first and one.current.state.workspace is not None, timeout=20_000)
    qtbot.addWidget(one.current)
    assert one.current.state.workspace.path == path and one.current.isVisible() and not isValid(first)
    assert theme.contrast(QApplication.palette().color(QPalette.ColorRole.Window).name(), "#ffffff") > 10
    assert QApplication.quitOnLastWindowClosed()
    one.current.state.close_file()


def test_an_unknown_word_in_the_settings_means_the_standard_look(tmp_path: Path) -> None:
    settings = WindowSettings(tmp_path / "设置.ini")
    settings.put("colours", "彩虹")
    settings.put("type_size", "1000")
    appearance.wear(settings)
    assert (theme.WINDOW, theme.BODY) == (SCHEMES["light"][1].window, 9.0)
