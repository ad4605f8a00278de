"""The table of a ledger: read a page at a time, sorted in the file, remembering its columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyledItemDelegate

from db import lists
from db.ledgers import LEDGERS
from db.lists import ListQuery
from db.workspace import Workspace
from desktop.state import State
from desktop.widgets.ledger_model import PAGE, VALUE, LedgerModel
from desktop.widgets.ledger_table import LedgerTable
from tests.desk import memory, open_state, put

MEETINGS = LEDGERS["meeting"]
FIRST = date(2024, 1, 1)


@pytest.fixture
def state(workspace: Workspace, qapp: QApplication) -> State:
    return open_state(workspace)


@pytest.fixture
def meetings(workspace: Workspace) -> Callable[[int], list[int]]:
    """Adds so many meetings, one a day."""

    def add(count: int) -> list[int]:
        with workspace.transaction("新增会议") as session:
            made = [
                MEETINGS.model(
                    number=f"HY-{number:04d}",
                    day=FIRST + timedelta(days=number),
                    kind="party",
                    topic=f"第{number}次会议",
                    attended=number % 7,
                )
                for number in range(count)
            ]
            session.add_all(made)
            session.flush()
            return [one.id for one in made]

    return add


@pytest.fixture
def table(state: State, tmp_path: Path, qtbot: Any) -> LedgerTable:
    made = LedgerTable(state, MEETINGS, memory(tmp_path))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def column(name: str) -> int:
    return [field.name for field in MEETINGS.listed].index(name)


def shown(model: QAbstractItemModel, name: str, rows: int = 3) -> list[str]:
    return [model.index(row, column(name)).data() for row in range(rows)]


def test_the_model_keeps_qts_contract(state: State, meetings: Any, qtmodeltester: Any) -> None:
    meetings(5)
    model = LedgerModel(state, MEETINGS)
    model.reload()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(1)
    qtmodeltester.check(tester.model(), force_py=True)


@pytest.mark.parametrize("key", LEDGERS)
def test_every_ledger_has_a_table_that_shows_its_records(
    key: str, state: State, workspace: Workspace, tmp_path: Path, qtbot: Any
) -> None:
    ledger = LEDGERS[key]
    if not ledger.sections:
        pytest.skip("written by the program only")
    put(workspace, ledger)
    table = LedgerTable(state, ledger, memory(tmp_path))
    qtbot.addWidget(table)
    table.reload()
    model = table.ledger_model
    assert model.rowCount() == 1
    assert [model.headerData(number, Qt.Orientation.Horizontal) for number in range(model.columnCount())] == [
        field.label for field in ledger.listed]
    for number in range(model.columnCount()):
        model.sort(number)
        assert model.rowCount() == 1 and model.id_at(0) is not None


def test_the_newest_record_stands_first_and_the_number_of_rows_is_told(
    table: LedgerTable, meetings: Any, qtbot: Any
) -> None:
    meetings(5)
    with qtbot.waitSignal(table.ledger_model.loaded) as loaded:
        table.reload()
    assert loaded.args == [5]
    assert shown(table.ledger_model, "topic") == ["第4次会议", "第3次会议", "第2次会议"]


def test_only_the_pages_looked_at_are_read(
    table: LedgerTable, meetings: Any, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    meetings(PAGE * 20)
    read: list[int] = []
    page = lists.page

    def noted(session: Any, query: ListQuery, offset: int, limit: int, words: Any) -> Any:
        read.append(offset)
        return page(session, query, offset, limit, words)

    monkeypatch.setattr(lists, "page", noted)
    table.reload()
    assert not read
    qtbot.waitUntil(table.viewport().updatesEnabled)
    QApplication.processEvents()
    assert read == [0]
    table.scrollToBottom()
    QApplication.processEvents()
    assert read == [0, PAGE * 19]
    for row in range(0, PAGE * 20, PAGE):
        table.ledger_model.id_at(row)
    assert len(table.ledger_model._pages) <= 12


def test_a_click_on_a_heading_sorts_and_a_third_click_goes_back(table: LedgerTable, meetings: Any) -> None:
    meetings(9)
    table.reload()
    table.horizontalHeader().setSortIndicator(column("attended"), Qt.SortOrder.AscendingOrder)
    assert shown(table.ledger_model, "attended") == ["0人", "0人", "1人"] or shown(table.ledger_model, "attended") == [
        "0",
        "0",
        "1",
    ]
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert shown(table.ledger_model, "topic", 1) == ["第8次会议"]


def test_columns_keep_width_order_visibility_and_sorting(
    state: State, meetings: Any, tmp_path: Path, qtbot: Any
) -> None:
    meetings(3)
    first = LedgerTable(state, MEETINGS, memory(tmp_path))
    qtbot.addWidget(first)
    first.setColumnWidth(column("topic"), 333)
    first.horizontalHeader().moveSection(first.horizontalHeader().visualIndex(column("topic")), 0)
    next(action for action in first.column_menu().actions() if action.text() == "应到").trigger()
    first.horizontalHeader().setSortIndicator(column("day"), Qt.SortOrder.AscendingOrder)
    second = LedgerTable(state, MEETINGS, memory(tmp_path))
    qtbot.addWidget(second)
    second.reload()
    assert second.columnWidth(column("topic")) == 333
    assert second.horizontalHeader().visualIndex(column("topic")) == 0
    assert second.isColumnHidden(column("expected"))
    assert shown(second.ledger_model, "topic", 1) == ["第0次会议"]
    next(action for action in second.column_menu().actions() if action.text() == "恢复默认的列").trigger()
    assert not second.isColumnHidden(column("expected"))


def test_the_last_column_cannot_be_hidden(table: LedgerTable) -> None:
    for number in range(1, len(MEETINGS.listed)):
        table.setColumnHidden(number, True)
    assert not table.column_menu().actions()[0].isEnabled()


def test_selected_rows_are_copied_as_cells(table: LedgerTable, meetings: Any, qtbot: Any) -> None:
    meetings(3)
    table.reload()
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 3
    assert "第2次会议" in lines[0].split("\t")
    assert len(lines[0].split("\t")) == len(MEETINGS.listed)


def test_all_of_many_rows_can_be_selected(table: LedgerTable, meetings: Any) -> None:
    made = meetings(PAGE * 3)
    table.reload()
    table.selectAll()
    assert sorted(table.selected_ids()) == sorted(made)


def test_painting_a_large_selection_does_not_ask_about_every_row(table: LedgerTable, meetings: Any) -> None:
    meetings(PAGE * 3)
    table.reload()
    asked: list[int] = []

    class Counting(LedgerModel):
        def columnCount(self, *parent: Any) -> int:  # noqa: N802 - Qt's name
            asked.append(1)
            return super().columnCount(*parent)

    table.ledger_model.__class__ = Counting
    table.grab()
    once = len(asked)
    table.selectAll()
    table.grab()
    assert len(asked) - once < PAGE * 3


@pytest.mark.parametrize("query", [{}, {"order": "topic", "descending": False}, {"words": "会议"}, {"filters": {"kind": {"party"}}}])
def test_the_place_of_a_record_is_that_of_the_list(workspace: Workspace, meetings: Any, query: dict[str, Any]) -> None:
    made = meetings(12)
    asked = ListQuery(MEETINGS, **query)
    with workspace.read() as session:
        order = lists.ids(session, asked)
        assert [lists.position(session, asked, one) for one in made] == [
            order.index(one) if one in order else None for one in made]
        assert lists.position(session, asked, 10**9) is None


@pytest.mark.parametrize("key", ["talk", "problem", "department", "publication"])
def test_the_place_is_right_in_every_order_also_where_nothing_is_filled_in(sample: Workspace, key: str) -> None:
    ledger = LEDGERS[key]
    with sample.read() as session:
        for field in ledger.listed:
            for descending in (True, False):
                asked = ListQuery(ledger, order=field.name, descending=descending, today=date(2025, 12, 1))
                order = lists.ids(session, asked)
                some = order[::max(1, len(order) // 6)]
                assert [lists.position(session, asked, one) for one in some] == [order.index(one) for one in some], field.name


def test_the_same_record_stays_current_when_others_come_before_it(table: LedgerTable, meetings: Any) -> None:
    made = meetings(5)
    table.reload()
    table.select_record(made[2])
    told: list[Any] = []
    table.current_changed.connect(told.append)
    with table.ledger_model._state.workspace.transaction("新增") as session:
        session.add(MEETINGS.model(day=FIRST + timedelta(days=900), topic="后来的会议"))
    table.reload()
    assert table.current_id == made[2]
    assert table.ledger_model.id_at(table.currentIndex().row()) == made[2]
    assert told == []


def test_a_record_that_has_gone_is_no_longer_current(table: LedgerTable, meetings: Any) -> None:
    made = meetings(2)
    table.reload()
    table.select_record(made[0])
    told: list[Any] = []
    table.current_changed.connect(told.append)
    table.show_query(ListQuery(MEETINGS, ids=frozenset({made[1]})))
    assert told == [None]


def test_a_state_is_told_in_words_with_a_mark(state: State, workspace: Workspace, tmp_path: Path, qtbot: Any) -> None:
    put(workspace, LEDGERS["problem"])
    table = LedgerTable(state, LEDGERS["problem"], memory(tmp_path))
    qtbot.addWidget(table)
    table.reload()
    place = [field.name for field in LEDGERS["problem"].listed].index("state")
    index = table.ledger_model.index(0, place)
    assert index.data() == "未启动"
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(VALUE) == "new"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "状态：未启动"


def test_a_long_text_is_told_whole_in_a_tip(table: LedgerTable, workspace: Workspace) -> None:
    put(workspace, MEETINGS, topic="关于进一步做好意识形态领域风险隐患排查工作的专题研究")
    table.reload()
    tip = table.ledger_model.index(0, column("topic")).data(Qt.ItemDataRole.ToolTipRole)
    assert "关于进一步做好意识形态领域风险隐患排查工作的专题研究" in tip


def test_a_file_that_is_gone_shows_no_rows(state: State, table: LedgerTable, meetings: Any) -> None:
    meetings(2)
    table.reload()
    state.close_file()
    table.reload()
    assert table.ledger_model.rowCount() == 0


@pytest.mark.parametrize(("key", "seen"), [
    ("meeting", ["number", "day", "topic", "kind"]), ("review", ["number", "day", "title", "state"]),
    ("risk_point", ["number", "point", "state", "level"]), ("problem", ["number", "title", "timely", "state"])])
def test_what_a_row_is_about_and_its_state_are_seen_first(key: str, seen: list[str], state: State, tmp_path: Path, qtbot: Any) -> None:
    table = LedgerTable(state, LEDGERS[key], memory(tmp_path))
    qtbot.addWidget(table)
    header = table.horizontalHeader()
    assert [table.ledger_model.columns[header.logicalIndex(place)].name for place in range(4)] == seen


def test_cells_are_drawn_as_qt_draws_them(state: State, workspace: Workspace, tmp_path: Path, qtbot: Any) -> None:
    for _ in range(3):
        put(workspace, LEDGERS["problem"])
    table = LedgerTable(state, LEDGERS["problem"], memory(tmp_path))
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.reload()
    table.show()
    table.selectRow(1)
    drawn = table.grab().toImage()
    table.setItemDelegate(QStyledItemDelegate(table))
    assert drawn == table.grab().toImage()
    table.clearSelection()
    assert drawn != table.grab().toImage()
