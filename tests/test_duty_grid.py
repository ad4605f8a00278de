"""The duty × period grid: cells on twelve months, states, totals with the items behind them (domain.md 3.1, 3.7)."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from db import duties, evidence, lists, records
from db.duty_grid import Line, read_grid, years
from db.ledgers import LEDGERS
from db.links import tie

TODAY = date(2025, 5, 20)
ITEMS = LEDGERS["duty_item"]


@pytest.fixture
def grid_of(workspace):
    def read(today: date = TODAY, year: int = 2025):
        with workspace.read() as session:
            return read_grid(session, year, today, workspace.words(session))
    return read


@pytest.fixture
def issued(workspace, hospital, add, act) -> int:
    first = add("duty_list", year=2025, title="2025年责任清单")
    for tier, task, frequency, times, month in (
            ("office", "谈话计划", "month", 1, None), ("committee", "分析研判", "quarter", 1, None),
            ("committee", "报告", "half", 1, None),
            ("committee", "签订责任书", "year", 1, 3), ("first", "谈心谈话", "month", 2, None),
            ("office", "舆情登记", "any", 1, None)):
        add("duty", list_id=first, tier=tier, party="责任主体", content="内容", task=task, frequency=frequency, times=times,
            due_month=month)
    act("duty_list", first, "issue", day=date(2025, 1, 10))
    return first


def line(grid, task: str) -> Line:
    return next(line for line in grid.lines() if line.task == task)


def finish(workspace, act, item: int) -> None:
    with workspace.transaction("关联佐证") as session:
        meeting = records.save(session, LEDGERS["meeting"], {"day": date(2025, 3, 5), "kind": "committee",
                                                             "topic": "研判"})
        tie(session, "proof", records.get(session, ITEMS, item), meeting)
    act("duty_item", item, "finish", day=date(2025, 3, 6))


def test_duties_stand_in_the_order_of_their_tiers(issued, grid_of) -> None:
    assert [(tier.label, [line.task for line in tier.lines]) for tier in grid_of().tiers] == [
        ("党委主体责任", ["分析研判", "报告", "签订责任书"]), ("党委书记第一责任人", ["谈心谈话"]), ("党委办公室日常", ["谈话计划", "舆情登记"])]


def test_cells_lie_on_a_twelve_month_axis(issued, grid_of) -> None:
    grid = grid_of()
    spans = {task: [(cell.first_month, cell.last_month) for cell in line(grid, task).cells]
             for task in ("分析研判", "报告", "签订责任书")}
    assert spans == {"分析研判": [(1, 3), (4, 6), (7, 9), (10, 12)], "报告": [(1, 6), (7, 12)], "签订责任书": [(1, 3)]}
    assert [cell.word for cell in line(grid, "分析研判").cells][1] == "第二季度"
    assert len(line(grid, "谈话计划").cells) == 12 and line(grid, "舆情登记").cells == ()


def test_states_are_those_of_the_list(issued, grid_of, workspace) -> None:
    grid = grid_of()
    with workspace.read() as session:
        for code in ("done", "late", "due", "future", "na"):
            listed = set(lists.ids(session, lists.ListQuery(ITEMS, filters={"state": {code}}, today=TODAY)))
            assert listed == {item.id for item in grid.items() if item.state == code}, code
    assert [cell.state.label for cell in line(grid, "分析研判").cells] == ["逾期", "应办", "未到期", "未到期"]


def test_a_month_due_twice_is_done_when_both_times_are(issued, grid_of, workspace, act) -> None:
    first, second = line(grid_of(), "谈心谈话").cells[0].items
    finish(workspace, act, first.id)
    cell = line(grid_of(), "谈心谈话").cells[0]
    assert (cell.state.code, cell.done, cell.expected) == ("late", 1, 2)
    act("duty_item", second.id, "excuse", reason="当月书记外出学习")
    cell = line(grid_of(), "谈心谈话").cells[0]
    assert (cell.state.code, cell.done, cell.expected) == ("done", 1, 1)


def test_totals_name_the_items_behind_them(issued, grid_of, workspace, act) -> None:
    item = line(grid_of(), "分析研判").cells[0].items[0].id
    finish(workspace, act, item)
    act("duty_item", line(grid_of(), "报告").cells[0].items[0].id, "excuse", reason="上级改为年度报告")
    totals = grid_of().totals
    assert len(totals.expected) == 12 + 4 + 1 + 1 + 24 and totals.done == {item}
    assert len(totals.late) == 4 + 1 + 8  # four months of plans, the letters, four months of two talks
    assert len(totals.quarter) == 3 + 1 + 6  # April to June: plans, the analysis, two talks each
    assert grid_of(date(2026, 1, 1)).totals.quarter == frozenset()


def test_proofs_are_links_and_files(issued, grid_of, workspace, act, tmp_path: Path) -> None:
    item = line(grid_of(), "分析研判").cells[0].items[0].id
    finish(workspace, act, item)
    page = tmp_path / "纪要.txt"
    page.write_text("纪要", encoding="utf-8")
    with workspace.transaction("添加佐证") as session:
        evidence.attach(session, workspace.evidence, ITEMS, records.get(session, ITEMS, item), page)
    assert line(grid_of(), "分析研判").cells[0].items[0].proofs == 2


def test_a_year_without_a_list_in_force_is_empty(workspace, hospital, add, grid_of) -> None:
    assert grid_of().list_id is None and not grid_of().drafts
    add("duty_list", year=2025, title="草稿")
    assert (grid_of().list_id, grid_of().drafts) == (None, 1)
    with workspace.read() as session:
        assert years(session) == [2025]


def test_the_grid_takes_the_same_few_statements_however_many_duties(workspace, hospital, act) -> None:
    with workspace.transaction("套用模板") as session:
        first = records.save(session, LEDGERS["duty_list"], {"year": 2025, "title": "清单"})
        duties.draw_up(session, first, TODAY)
        list_id = first.id
    act("duty_list", list_id, "issue", day=date(2025, 1, 10))
    asked: list[str] = []
    with workspace.read() as session:
        words = workspace.words(session)
        words.term("duty_tier", "office")
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
        grid = read_grid(session, 2025, TODAY, words)
    assert len(list(grid.lines())) == len(duties.template())
    assert len(asked) == 4  # list, items, duties, and the order of the tiers
