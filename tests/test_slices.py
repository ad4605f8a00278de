"""Work in slices: the window paints between them, what is typed ahead is not lost, nothing is done for a closed file."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop import slices
from desktop.state import Target
from tests.shell import home, open_sample, state, window  # noqa: F401


@pytest.fixture(autouse=True)
def nothing_left() -> Any:
    slices.forget()
    yield
    slices.forget()


class Page(QWidget):
    """Notes when it is painted; builds itself in three slices."""

    def __init__(self) -> None:
        super().__init__()
        self.happened: list[str] = []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self.happened.append("painted")

    def build(self) -> slices.Job:
        for number in range(3):
            yield
            self.happened.append(f"slice {number}")
            self.update()


@pytest.fixture
def page(qtbot: Any) -> Page:
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: "painted" in page.happened)
    page.happened.clear()
    return page


def test_the_window_is_painted_between_two_slices(page: Page, qtbot: Any) -> None:
    slices.soon(page, page.build())
    qtbot.waitUntil(lambda: not slices.waiting() and page.happened[-1] == "painted")
    assert page.happened == ["slice 0", "painted", "slice 1", "painted", "slice 2", "painted"]


def test_jobs_are_done_one_after_the_other(page: Page, qtbot: Any) -> None:
    slices.soon(page, page.build())
    slices.soon(page, iter_of(lambda: page.happened.append("second job")))
    qtbot.waitUntil(lambda: not slices.waiting())
    assert page.happened.index("slice 2") < page.happened.index("second job")


def test_who_needs_it_now_has_it_now(page: Page) -> None:
    slices.soon(page, page.build())
    slices.finish()
    assert page.happened == ["slice 0", "slice 1", "slice 2"] and not slices.waiting()


def test_a_job_may_itself_ask_for_what_waits(page: Page) -> None:
    def asking() -> slices.Job:
        yield
        slices.finish()
        page.happened.append("asked")

    slices.soon(page, asking())
    slices.soon(page, page.build())
    slices.finish()
    assert page.happened == ["slice 0", "slice 1", "slice 2", "asked"]


def test_what_else_is_due_comes_between_two_slices(page: Page, qtbot: Any) -> None:
    beat = QTimer(page, interval=2)
    beat.timeout.connect(lambda: page.happened.append("beat"))
    beat.start()

    def build() -> slices.Job:
        for _ in range(4):
            yield
            page.happened.append("slice")
            end = perf_counter() + 0.006  # s: the beat is due before the slice is over
            while perf_counter() < end:
                pass

    slices.soon(page, build())
    qtbot.waitUntil(lambda: not slices.waiting())
    happened = [what for what in page.happened if what != "painted"]
    assert not any(pair == ("slice", "slice") for pair in pairwise(happened)), happened


def test_a_key_pressed_ahead_finds_everything_built(page: Page, qtbot: Any) -> None:
    line = QLineEdit(page)

    def build() -> slices.Job:
        yield
        line.show()
        line.setFocus()

    page.activateWindow()
    slices.soon(page, build())
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_A)
    assert line.text() == "a"


def test_keys_are_looked_out_for_between_slices_and_after_a_fault(page: Page) -> None:
    line = QLineEdit(page)

    def build() -> slices.Job:
        yield
        yield
        line.show()
        line.setFocus()

    def faulty() -> slices.Job:
        yield
        raise RuntimeError("a bug")

    page.activateWindow()
    slices.soon(page, faulty())
    slices.soon(page, build())
    with pytest.raises(RuntimeError):
        slices.finish()
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_A)
    assert line.text() == "a"


def test_what_is_gone_is_not_built(page: Page, qtbot: Any) -> None:
    owner = QWidget()
    slices.soon(owner, page.build())
    owner.deleteLater()
    qtbot.waitUntil(lambda: not slices.waiting())
    assert not any(what.startswith("slice") for what in page.happened)


def test_a_fault_in_one_slice_does_not_keep_the_others(page: Page, qtbot: Any) -> None:
    def faulty() -> slices.Job:
        yield
        raise RuntimeError("a bug")

    slices.soon(page, faulty())
    slices.soon(page, page.build())
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: not slices.waiting())
    assert [str(error) for _, error, _ in caught] == ["a bug"] and "slice 2" in page.happened


# -- in the program's window ------------------------------------------------------------------------------------------


def test_keys_pressed_at_once_after_a_tab_reach_its_page(window: Any, open_sample: Any) -> None:
    open_sample()
    window.activateWindow()
    window.turn_to("work")  # what Ctrl+6 does
    assert "work" not in window._pages.made
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.page("work").place("meeting").form.is_new


def test_a_file_closed_while_a_page_is_due_leaves_nothing_behind(window: Any, open_sample: Any, qtbot: Any) -> None:
    open_sample()
    with qtbot.captureExceptions() as caught:
        window.show_target(Target("meeting", record_id=1))
        window.state.close_file()
        assert not slices.waiting()
        qtbot.wait(20)
    assert not caught and "work" not in window._pages.made


def test_the_last_of_several_quick_choices_is_shown(window: Any, open_sample: Any, qtbot: Any) -> None:
    open_sample()
    for key in ("duty", "talk", "risk"):
        window.show_tab(key)
    qtbot.waitUntil(lambda: not slices.waiting())
    assert "duty" not in window._pages.made and "risk" in window._pages.made
    page = window.page("risk")
    page.bar.setCurrentIndex(1)
    page.bar.setCurrentIndex(0)
    qtbot.waitUntil(lambda: not slices.waiting())
    assert page.stack.currentWidget() is page.part("points")


def test_a_record_is_shown_with_all_that_belongs_to_it(window: Any, open_sample: Any, qtbot: Any) -> None:
    open_sample()
    window.show_target(Target("meeting", record_id=1))
    qtbot.waitUntil(lambda: not slices.waiting())
    record = window.page("work").place("meeting").record
    assert record.form.record_id == 1 and all(pane.view is record.form.view for pane in record.panes[:-1])


def iter_of(act: Any) -> slices.Job:
    """A job of one slice."""
    yield
    act()
