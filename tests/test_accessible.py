"""What a screen reader meets: every control of every screen says in Chinese what it is, and Tab goes down each form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from db.ledgers import LEDGERS
from desktop import jobs
from desktop.screens.window.main_window import TABS
from tests.desk import put
from tests.shell import home, new_file, state, window  # noqa: F401

ROLE = QAccessible.Role
# What a person acts on. Cells, items and headers are read out by their own text.
ACTED_ON = {
    ROLE.Button, ROLE.CheckBox, ROLE.RadioButton, ROLE.ComboBox, ROLE.EditableText, ROLE.SpinBox, ROLE.Slider, ROLE.PageTabList,
    ROLE.PageTab, ROLE.List, ROLE.Table, ROLE.Tree, ROLE.ButtonMenu, ROLE.ButtonDropDown, ROLE.Link, ROLE.MenuItem, ROLE.Dial}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Qt's own parts inside a control of ours, which speaks for them.
QT_PARTS = {"qt_spinbox_lineedit", "qt_calendar_calendarview", "qt_toolbar_ext_button", "ScrollLeftButton", "ScrollRightButton"}
GENERIC = [ledger for ledger in LEDGERS.values() if ledger.sections and ledger.parent is None]


def walk(place: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Everything below a place that can be seen, the place itself first."""
    yield place
    for number in range(place.childCount()):
        child = place.child(number)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from walk(child)


def silent(root: QWidget) -> list[str]:
    """The controls below a widget that have no Chinese name."""
    found = []
    for part in walk(QAccessible.queryAccessibleInterface(root)):
        widget = part.object()
        if part.role() not in ACTED_ON or (widget is not None and widget.objectName() in QT_PARTS):
            continue
        parent = part.parent()
        if parent is not None and parent.role() in (ROLE.ComboBox, ROLE.SpinBox):
            continue  # the list and the line inside of them
        if not CHINESE.search(part.text(QAccessible.Text.Name)):
            said = part.text(QAccessible.Text.Name)
            if widget is None:
                found.append(f"{part.role().name} {said!r} in {parent.object()}")
            else:
                found.append(f"{widget.metaObject().className()} {widget.objectName()!r} {said!r} in {widget.parent().objectName()}")
    return found


@pytest.fixture
def opened(window: Any, tmp_path: Any) -> Any:  # noqa: F811
    """The window with a file of one record in every ledger."""
    window.begin(None)
    workspace = new_file(window.state, tmp_path / "台账.lvze")
    for ledger in GENERIC:
        put(workspace, ledger)
    window.activateWindow()
    settle()
    return window


def settle() -> None:
    for _ in range(4):
        jobs.finish_all()
        QApplication.processEvents()


@pytest.mark.parametrize("key", [key for key, _ in TABS])
def test_every_control_of_a_tab_has_a_chinese_name(opened: Any, key: str) -> None:
    opened.show_tab(key)
    settle()
    page = opened.page(key)
    assert silent(opened) == []
    places = list(page._places) if hasattr(page, "_places") else []
    for place in places:
        page.show_page(place)
        settle()
        assert silent(opened) == [], place
    for part in [plan.key for plan in getattr(page, "plans", ())]:
        page.show_part(part)
        settle()
        assert silent(opened) == [], part


@pytest.mark.parametrize("ledger", GENERIC, ids=lambda ledger: ledger.key)
def test_every_control_of_a_form_has_a_chinese_name_and_tab_goes_down_it(state: Any, tmp_path: Any, qtbot: Any,  # noqa: F811
                                                                         ledger: Any) -> None:
    from desktop.screens.ledger.ledger_screen import LedgerScreen

    workspace = new_file(state, tmp_path / "台账.lvze")
    record = put(workspace, ledger)
    screen = LedgerScreen(state, ledger)
    qtbot.addWidget(screen)
    screen.resize(1366, 640)
    screen.show()
    screen.activateWindow()
    settle()
    screen.open_record(record)
    for part in screen.form._sections:
        part.unfold()
    settle()
    assert silent(screen) == []
    screen.form.focus_first()
    met, last = [], QPoint(0, -1)
    for _ in range(3 * len(screen.form.editors) + 12):
        focus = QApplication.focusWidget()
        name = next((name for name, one in screen.form.editors.items() if one.isAncestorOf(focus)), None)
        if name is not None and name not in met:
            place = focus.mapTo(screen.form._inside, QPoint(0, 0))
            assert place.y() >= last.y(), f"Tab jumps up to {name}"
            last = place
            met.append(name)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert met == [field.name for field in ledger.form_fields() if field.name in screen.form.editors]


def test_every_menu_and_its_entries_are_chinese(opened: Any) -> None:
    def entries(menu: Any) -> Iterator[str]:
        for action in menu.actions():
            if not action.isSeparator():
                yield action.text()
            if action.menu() is not None:
                yield from entries(action.menu())

    assert [words for words in entries(opened.menuBar()) if not CHINESE.search(words)] == []


def test_the_start_and_the_wizard_are_named(window: Any, tmp_path: Any) -> None:  # noqa: F811
    from desktop.screens.opening.start_wizard import StartWizard

    window.begin(None)
    settle()
    assert silent(window) == []
    wizard = StartWizard(window.state, window, documents=tmp_path)
    wizard.show()
    for number in wizard.pageIds():
        wizard.setStartId(number)
        wizard.restart()
        settle()
        assert silent(wizard) == [], number
    wizard.reject()
