"""The hand-made tabs, used as a clerk uses them, over the sample hospital on 20 December 2025."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (QAbstractButton, QAbstractItemView, QApplication, QComboBox, QDialog, QLabel, QLineEdit,
                               QPlainTextEdit, QWidget)
from sqlalchemy import func, select

from db import lists, records
from db.journal import Step
from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace
from desktop import jobs, screens, slices
from desktop.operations.attachments import attach_files
from desktop.state import State, Target
from tests.desk import answer, fill, write

TODAY = date(2025, 12, 20)
GROUPS = ("duty", "talk", "risk", "rectify")


@pytest.fixture
def state(sample: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[State]:
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))
    made = State(clock=lambda: datetime(2025, 12, 20, 9, 0))
    made.adopt(sample)
    yield made
    jobs.finish_all()
    made.close_file()


@pytest.fixture
def empty(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication,
          hospital: dict[str, int]) -> Iterator[State]:
    """The same day in a file that holds only a few people."""
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))
    made = State(clock=lambda: datetime(2025, 12, 20, 9, 0))
    made.adopt(workspace)
    yield made
    jobs.finish_all()
    made.close_file()


@pytest.fixture
def page(qtbot: Any) -> Callable[..., Any]:
    """A tab's page, shown as large as on a small notebook; places it asks for are shown as the window would."""

    def show(state: State, group: str) -> Any:
        made = screens.page(state, group)
        state.wanted.connect(lambda target: made.show_target(target) if LEDGERS[target.ledger_key].group == group
                             else None)
        qtbot.addWidget(made)
        made.resize(1366, 660)
        made.show()
        made.activateWindow()
        return made

    return show


def click(inside: QWidget, name: str) -> None:
    button = inside.findChild(QAbstractButton, name)
    slices.finish()  # as a press of the mouse does
    assert button is not None and button.isEnabled(), name
    button.click()


def in_dialog(act: Callable[[Any], None]) -> None:
    """Acts in the modal dialog that the next click opens."""
    QTimer.singleShot(0, lambda: act(QApplication.activeModalWidget()))


def values(state: State, key: str, record_id: int) -> dict[str, Any]:
    with state.workspace.read() as session:
        return records.values_of(LEDGERS[key], records.get(session, LEDGERS[key], record_id))


def count(state: State, key: str, /, **filters: Any) -> int:
    with state.workspace.read() as session:
        return lists.count(session, lists.ListQuery(LEDGERS[key], filters=filters, today=TODAY))


def logged(state: State) -> list[str]:
    with state.workspace.read() as session:
        return list(session.scalars(select(Step.label).where(Step.kind == "event",
                                                             Step.label.startswith("查看谈话")).order_by(Step.id)))


def of_qt(widget: QWidget) -> bool:
    """Qt's own helpers inside a combo box, a line of text or a table."""
    helps = isinstance(widget.parentWidget(), (QComboBox, QLineEdit, QAbstractItemView))
    return helps or widget.objectName().startswith("qt_")


# -- all four ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
def test_every_control_has_a_name_for_tests_and_for_readers(state: State, page: Any, group: str) -> None:
    made = page(state, group)
    nameless = []
    for plan in made.plans:
        made.show_part(plan.key)
        for kind in (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractItemView):
            for widget in made.findChildren(kind):
                words = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                if widget.isVisible() and not of_qt(widget) and not (widget.objectName() and words):
                    above = widget.parentWidget().objectName()
                    nameless.append(f"{type(widget).__name__} {widget.objectName()!r} in {above!r}")
    assert not nameless


@pytest.mark.parametrize("group", GROUPS)
def test_a_tab_fits_a_small_screen_at_one_and_a_half(state: State, page: Any, group: str) -> None:
    made = page(state, group)
    for plan in made.plans:
        made.show_part(plan.key)
        hint = made.minimumSizeHint()
        assert hint.width() <= 910 and hint.height() <= 445, (plan.key, hint)


@pytest.mark.parametrize("group", GROUPS)
def test_a_tab_opens_in_a_file_that_holds_nothing(empty: State, page: Any, group: str) -> None:
    made = page(empty, group)
    for plan in made.plans:
        assert made.show_part(plan.key).isVisible()
    assert made.unsaved() == []


# -- 责任清单 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def overview(state: State, page: Any) -> Any:
    return page(state, "duty").part("overview")


def open_item(overview: Any) -> int:
    """An item that is due now and has no proof yet."""
    return next(item.id for item in overview.shown.items() if item.state == "due" and not item.proofs)


@pytest.mark.parametrize("key", ["expected", "done", "quarter"])
def test_a_total_opens_the_items_it_counts(overview: Any, key: str) -> None:
    ids = getattr(overview.shown.totals, key)
    assert overview.tallies.button(key).text().endswith(f" {len(ids)}")
    overview.tallies.button(key).click()
    assert overview.items.query.ids == ids and overview.items.table.ledger_model.rowCount() == len(ids)
    overview.items.back.trigger()
    assert overview.grid.isVisible()


def test_the_grid_is_walked_with_the_arrow_keys(overview: Any, qtbot: Any) -> None:
    grid = overview.grid
    quarterly = next(line for line in overview.shown.lines() if len(line.cells) == 4)
    grid.select_item(quarterly.cells[0].items[0].id)
    grid.setFocus()
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, 3),
                       (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(grid, key)
        assert grid.current()[1] == quarterly.cells[place]
    seen = {grid.current()[0].duty_id}
    for _ in range(40):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        seen.add(grid.current()[0].duty_id)
    with_cells = [line.duty_id for line in overview.shown.lines() if line.cells]
    assert seen == set(with_cells[with_cells.index(quarterly.duty_id):])


def test_enter_opens_the_item_and_escape_puts_it_away(overview: Any, qtbot: Any) -> None:
    item = open_item(overview)
    overview.grid.select_item(item)
    overview.grid.setFocus()
    qtbot.keyClick(overview.grid, Qt.Key.Key_Return)
    assert overview.panel.isVisible() and overview.panel.item_id == item
    overview.put_away()
    assert not overview.panel.isVisible() and overview.grid.hasFocus()


def test_state_stands_in_words_and_signs_not_only_in_colour(overview: Any) -> None:
    model = overview.grid.grid_model
    for line in overview.shown.lines():
        for cell in line.cells:
            index = model.index(*model.place_of(cell.items[0].id))
            assert cell.state.label in index.data() and cell.state.label in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_record_of_the_period_proves_an_item(overview: Any, state: State) -> None:
    item = open_item(overview)
    state.go(Target("duty_item", record_id=item))
    line, cell = overview.grid.current()
    meeting = count(state, "meeting")

    def choose(picker: Any) -> None:
        picker.ledger.setCurrentIndex(picker.ledger.findData("meeting"))
        inside = picker.table().ledger_model.rowCount()
        query = picker.table().ledger_model.query
        assert (query.period.start, query.period.end) == (cell.period.start, cell.period.end)
        picker.inside.setChecked(False)
        assert picker.table().ledger_model.rowCount() == meeting >= inside
        picker.table().selectRow(0)
        picker.accept()

    in_dialog(choose)
    click(overview.panel, "link_records")
    assert next(one for one in overview.shown.items() if one.id == item).proofs == 1
    before = overview.shown.totals
    in_dialog(lambda dialog: (dialog.editors["day"].set_value(TODAY), dialog.accept()))
    click(overview.panel, "action_finish")
    assert overview.shown.totals.done == before.done | {item}
    assert overview.panel.item_id == item and values(state, "duty_item", item)["done_on"] == TODAY


def test_without_a_proof_an_item_is_not_done(overview: Any, state: State, qtbot: Any) -> None:
    item = open_item(overview)
    state.go(Target("duty_item", record_id=item))
    refused = []
    in_dialog(lambda dialog: (dialog.accept(), refused.append(dialog.note.text), QDialog.reject(dialog)))
    click(overview.panel, "action_finish")
    assert "佐证" in refused[0] and values(state, "duty_item", item)["done_on"] is None


def test_not_applicable_asks_for_the_reason(overview: Any, state: State) -> None:
    item = open_item(overview)
    state.go(Target("duty_item", record_id=item))
    in_dialog(lambda dialog: (dialog.editors["reason"].set_value("本年度由上级统一组织"), dialog.accept()))
    click(overview.panel, "action_excuse")
    assert item not in overview.shown.totals.expected
    assert values(state, "duty_item", item)["excused"] == "本年度由上级统一组织"


def test_a_month_due_twice_shows_both_times(overview: Any) -> None:
    line, cell = next((line, cell) for line in overview.shown.lines() for cell in line.cells if len(cell.items) == 2)
    overview.grid.opened.emit(line, cell)
    click(overview.panel, "duty_time_2")
    assert overview.panel.item_id == cell.items[1].id


def test_from_nothing_to_a_list_in_force(empty: State, page: Any) -> None:
    made = page(empty, "duty")
    overview = made.part("overview")
    assert overview.empty.isVisible()
    click(overview.empty, "to_lists")
    part = made.part("lists")
    part.year_dialog().accept()
    duties = part.screen.table.ledger_model.rowCount()
    assert duties > 20 and count(empty, "duty_item") == 0
    part.issue_dialog().accept()
    assert count(empty, "duty_item") > duties
    assert not part.buttons["list_draw_up"].isEnabled() and not part.screen.tools.new.isEnabled()
    assert part.window().focusWidget() is part.screen.table  # the button pressed is off: the keyboard goes to the duties
    made.show_part("overview")
    assert overview.grid.isVisible() and len(overview.shown.totals.expected) == count(empty, "duty_item")


def test_the_next_version_starts_with_the_same_duties(state: State, page: Any) -> None:
    part = page(state, "duty").show_part("lists")
    first, duties = part.list_id, part.screen.table.ledger_model.rowCount()
    click(part, "list_next")
    assert part.list_id != first and part.screen.table.ledger_model.rowCount() == duties
    assert part.screen.tools.new.isEnabled()
    done = count(state, "duty_item", state={"done"})
    part.issue_dialog().accept()
    assert count(state, "duty_item", state={"done"}) == done


def test_a_draft_can_be_deleted_and_brought_back(state: State, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    part = page(state, "duty").show_part("lists")
    issued = part.list_id
    assert not part.buttons["list_drop"].isEnabled()
    click(part, "list_next")
    said = answer(monkeypatch, "question_yes")
    click(part, "list_drop")
    assert "草拟" in said[0] and part.list_id == issued
    state.workspace.undo()
    assert count(state, "duty_list") == 2


def test_letters_expected_and_signed_are_counted(state: State, page: Any) -> None:
    screen = page(state, "duty").show_part("pledges")
    expected, signed = count(state, "pledge"), count(state, "pledge", signed={"signed"})
    assert screen.signed.text() == f"2025年责任书：应签 {expected} 份，已签 {signed} 份" and signed < expected
    click(screen, "pledges_missing")
    assert screen.table.ledger_model.rowCount() == expected - signed


# -- 阵地 -------------------------------------------------------------------------------------------------------------


def test_one_walk_past_many_places_is_entered_in_one_step(state: State, qtbot: Any) -> None:
    screen = screens.build(state, LEDGERS["position"])
    qtbot.addWidget(screen)
    screen.resize(1200, 640)
    screen.show()
    assert not screen.walk.isVisible()
    screen.table.selectAll()
    places, before = count(state, "position", state={"used", "idle"}), count(state, "patrol")
    screen.walk.trigger()
    dialog = next(one for one in screen.findChildren(QDialog) if one.objectName() == "ask_dialog")
    assert places < screen.table.ledger_model.rowCount()  # one was closed
    dialog.editors["person_id"].set_value(1)
    dialog.yes_button.click()
    assert count(state, "patrol") == before + places and f"{places} 个阵地" in screen.note.text
    state.workspace.undo()
    assert count(state, "patrol") == before


# -- 谈心谈话 ---------------------------------------------------------------------------------------------------------


def test_the_list_of_talks_does_not_show_what_was_said(state: State, page: Any) -> None:
    screen = page(state, "talk").part("talks")
    assert not {"content", "opinion", "arrangement"} & {field.name for field in screen.table.ledger_model.columns}


def test_reading_a_talk_is_logged_once_by_its_number(state: State, page: Any) -> None:
    screen = page(state, "talk").part("talks")
    planned, first, second = (screen.table.ledger_model.id_at(row) for row in (0, 1, 3))
    screen.open_record(planned)
    assert not screen.record.content.folded and not logged(state)  # there is nothing yet to be read
    screen.open_record(first)
    assert screen.record.content.folded and not logged(state)
    for record_id in (first, second, first):
        screen.open_record(record_id)
        screen.record.content.unfold()
    numbers = []
    with state.workspace.read() as session:
        numbers = [records.get(session, LEDGERS["talk"], record_id).number for record_id in (first, second)]
    assert logged(state) == [f"查看谈话记录 {number}" for number in numbers]


def test_a_new_talk_shows_its_content_at_once(state: State, page: Any) -> None:
    screen = page(state, "talk").part("talks")
    screen.new_record()
    assert not screen.record.content.folded and not logged(state)


def test_a_word_that_is_state_and_deadline_stands_once_in_the_head(state: State, page: Any) -> None:
    screen = page(state, "rectify").part("problems")
    with state.workspace.read() as session:
        done = session.query(LEDGERS["problem"].model).filter_by(state="done").first().id
    screen.open_record(done)
    assert [chip.text() for chip in screen.form.findChildren(QLabel) if chip.text() == "已完成" and not chip.isHidden()] == ["已完成"]


def test_the_history_of_a_talk_counts_as_reading_it(state: State, page: Any) -> None:
    screen = page(state, "talk").part("talks")
    screen.open_record(screen.table.ledger_model.id_at(0))
    screen.record.tabs.setCurrentIndex(screen.record.tabs.count() - 1)
    assert len(logged(state)) == 1


def test_several_talks_are_planned_in_one_step(empty: State, page: Any, hospital: dict[str, int]) -> None:
    part = page(empty, "talk").show_part("plan")
    click(part, "plan_add")
    dialog = next(one for one in part.findChildren(QDialog) if one.objectName() == "plan_dialog")
    dialog.speaker.set_value(hospital["林书记"])
    dialog.people.tick(hospital["赵主任"])
    dialog.people.tick(hospital["钱医生"])
    assert "2" in dialog.take.text()
    dialog.take.click()
    assert part.table.rowCount() == 2 and part.tallies.button("planned").text() == "计划 2"
    assert part.coverage.item(0, 1).text() == "2"  # 内科 is counted, nobody is named
    empty.workspace.undo()
    assert part.table.rowCount() == 0


def test_a_plan_is_made_with_the_keyboard_alone(empty: State, page: Any, hospital: dict[str, int], qtbot: Any) -> None:
    part = page(empty, "talk").show_part("plan")
    part.plan_more()
    dialog = next(one for one in part.findChildren(QDialog) if one.objectName() == "plan_dialog")
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    row = dialog.people.tree.visualItemRect(dialog.people.tree.topLevelItem(0).child(0))
    for typed in ("林书记", "3.27", "", "zzr", "钱医生", ""):
        if typed:
            write(dialog.focusWidget(), typed)
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        if typed == "3.27":
            assert dialog.isVisible() and count(empty, "talk") == 0  # Enter goes on, it does not plan in the middle
        if typed == "zzr":
            assert dialog.people.ids == [hospital["赵主任"]]
            assert dialog.people.tree.visualItemRect(dialog.people.tree.topLevelItem(0).child(0)) == row  # no row jumps
    assert not dialog.isVisible() and count(empty, "talk") == 2


def test_planning_without_a_speaker_says_so_and_keeps_the_dialog(empty: State, page: Any,
                                                                 hospital: dict[str, int]) -> None:
    part = page(empty, "talk").show_part("plan")
    part.plan_more()
    dialog = next(one for one in part.findChildren(QDialog) if one.objectName() == "plan_dialog")
    dialog.people.tick(hospital["赵主任"])
    dialog.take.click()
    told = [box for box in QApplication.topLevelWidgets() if box.objectName() == "told" and box.isVisible()]
    assert "谈话人" in told[0].text() and dialog.isVisible() and count(empty, "talk") == 0
    told[0].done(0)
    dialog.reject()


def test_open_follow_ups_lead_to_their_talks(state: State, page: Any) -> None:
    made = page(state, "talk")
    part = made.show_part("waiting")
    assert part.table.rowCount() == count(state, "talk", state={"follow"}) > 0
    part.table.setCurrentCell(0, 0)
    wanted = part.table.current_id
    part.table.opened.emit(wanted)
    assert made.stack.currentWidget() is made.part("talks") and made.part("talks").form.record_id == wanted


# -- 风险排查 ---------------------------------------------------------------------------------------------------------


def test_points_stand_under_their_round(state: State, page: Any) -> None:
    part = page(state, "risk").part("points")
    for row in range(part.strip.list.count()):
        part.strip.list.setCurrentRow(row)
        if part.strip.round_id is not None:
            shown = part.screen.table.ledger_model.rowCount()
            assert shown == count(state, "risk_point", round_id={part.strip.round_id})
            counted = sum(int(part.areas.item(part.areas.rowCount() - 1, column).text())
                          for column in range(1, part.areas.columnCount())) if shown else 0
            assert counted == shown


def test_a_missing_quarter_is_said_and_filled(empty: State, page: Any, hospital: dict[str, int]) -> None:
    part = page(empty, "risk").part("points")
    texts = [part.strip.list.item(row).text() for row in range(part.strip.list.count())]
    assert texts == ["第一季度", "缺", "第二季度", "缺", "第三季度", "缺", "第四季度", "待排查"]
    part.strip.list.setCurrentRow(3)
    assert "还没有登记排查" in part.told.text and not part.screen.tools.new.isEnabled()
    assert not [one for one in part.screen.side.findChildren(QLabel) if "Ctrl+N" in one.text()], "it would do nothing"
    dialog = part.round_dialog()
    assert dialog.form.editors["day"].value() == date(2025, 6, 30)
    fill(dialog.form, organiser_id=hospital["林书记"], scope="全院各科室", late_reason="当季的排查表刚刚交来")
    assert dialog.form.save() is not None
    assert part.strip.round_id == part.screen.parent_id and part.screen.tools.new.isEnabled()
    click(part, "round_nothing")
    assert values(empty, "risk_round", part.screen.parent_id)["nothing_found"] and "未发现风险" in part.told.text
    dialog.reject()


def test_open_points_are_carried_into_the_next_round(empty: State, page: Any, add: Any,
                                                     hospital: dict[str, int]) -> None:
    first = add("risk_round", day=date(2025, 2, 25), organiser_id=hospital["林书记"], scope="全院")
    add("risk_point", round_id=first, day=date(2025, 2, 25), area="pay", point="绩效分配", level="low", measure="公开办法")
    second = add("risk_round", day=date(2025, 5, 25), organiser_id=hospital["林书记"], scope="全院")
    part = page(empty, "risk").part("points")
    empty.go(Target("risk_round", record_id=second))
    click(part, "round_copy")
    assert part.screen.table.ledger_model.rowCount() == 1 and "1 个风险点" in part.told.text


def test_a_point_becomes_a_rectification_item_with_its_deadline(state: State, page: Any) -> None:
    part = page(state, "risk").part("points")
    with state.workspace.read() as session:
        point = lists.ids(session, lists.ListQuery(LEDGERS["risk_point"], filters={"state": {"control"}},
                                                   today=TODAY))[0]
    state.go(Target("risk_point", record_id=point))
    problems = count(state, "problem")
    in_dialog(lambda dialog: (dialog.editors["deadline"].set_value(date(2026, 1, 31)), dialog.accept()))
    click(part.screen.record, "action_rectify")
    assert count(state, "problem") == problems + 1 and values(state, "risk_point", point)["state"] == "rectify"
    with state.workspace.read() as session:
        newest = session.scalar(select(func.max(LEDGERS["problem"].model.id)))
    assert values(state, "problem", newest)["deadline"] == date(2026, 1, 31)


# -- 整改台账 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def rectify(state: State, page: Any, qtbot: Any) -> Iterator[Any]:
    screen = page(state, "rectify").part("problems")
    qtbot.waitUntil(lambda: not screen.quick.button("all").text().endswith(" 0"))  # counted in the background
    yield screen
    jobs.finish_all()


@pytest.mark.parametrize("key", ["all", "late", "soon", "check", "open", "closed"])
def test_a_quick_filter_leaves_as_many_as_it_says(rectify: Any, key: str) -> None:
    button = rectify.quick.button(key)
    button.click()
    assert rectify.table.ledger_model.rowCount() == int(button.text().split()[-1]) and button.isChecked()


def test_quick_filters_let_go_when_the_list_shows_something_else(rectify: Any, state: State) -> None:
    rectify.quick.button("open").click()
    state.go(Target("problem", ids=frozenset({1, 2}), note="两件"))
    assert not any(rectify.quick.button(key).isChecked() for key in ("all", "open"))
    assert rectify.table.ledger_model.rowCount() == 2


def test_measures_are_divided_finished_and_brought_back(rectify: Any, state: State) -> None:
    with state.workspace.read() as session:
        problem = lists.ids(session, lists.ListQuery(LEDGERS["problem"], filters={"state": {"new", "doing"}},
                                                     today=TODAY))[0]
    rectify.open_record(problem)
    pane = rectify.record.panes[0]
    before = count(state, "measure", problem_id={problem})
    for above in (None, "above"):
        dialog = pane.dialog(above_id=None if above is None else pane.tree.current().id)
        fill(dialog.form, text="摸清底数" if above else "建立清单")
        made = dialog.form.save()
        pane.tree.select(made)
    assert pane.tree.current().text == "摸清底数" and pane.tree.tree.currentItem().parent().text(0) == "建立清单"
    click(pane, "measure_finish")
    assert values(state, "measure", made)["done_on"] == TODAY and pane.tree.current().state.label == "已完成"
    pane.tree.tree.setCurrentItem(pane.tree.tree.currentItem().parent())
    click(pane, "measure_drop")
    assert count(state, "measure", problem_id={problem}) == before
    state.workspace.undo()
    assert count(state, "measure", problem_id={problem}) == before + 2


def test_the_course_grows_with_every_step(rectify: Any, state: State, tmp_path: Path) -> None:
    with state.workspace.read() as session:
        problem = lists.ids(session, lists.ListQuery(LEDGERS["problem"], filters={"state": {"doing"}}, today=TODAY))[0]
    rectify.open_record(problem)
    timeline = rectify.record.panes[1].timeline
    before = timeline.count()
    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"picture")
    attach_files(state.workspace, LEDGERS["problem"], problem, [photo])
    in_dialog(lambda dialog: (dialog.editors["day"].set_value(TODAY), dialog.editors["result"].set_value("已整改"),
                              dialog.accept()))
    click(rectify.record, "action_submit")
    assert rectify.record.panes[1].timeline.count() == before + 1 and "提交完成" in timeline.item(0).text()


def test_a_number_of_the_reconciliation_opens_its_items(state: State, page: Any) -> None:
    made = page(state, "rectify")
    part = made.show_part("reconcile")
    assert "账目相符" in part.equation.text()
    for row in range(part.periods.rowCount()):
        opening, new, reopened, closed, balance = (int(part.periods.item(row, column).text()) for column in range(1, 6))
        assert opening + new + reopened - closed == balance
    part.periods.itemClicked.emit(part.periods.item(part.periods.rowCount() - 1, 5))
    screen = made.part("problems")
    assert made.stack.currentWidget() is screen
    assert screen.table.ledger_model.rowCount() == balance and "期末未销" in screen.note.text


def test_the_reconciliation_follows_the_period(state: State, page: Any) -> None:
    part = page(state, "rectify").show_part("reconcile")
    state.set_period(Period.quarter(2025, 2))
    assert part.equation.text().startswith("2025年第二季度")
    part.unit.setCurrentIndex(part.unit.findData("month"))
    assert part.periods.rowCount() == 13 and part.periods.item(0, 0).text() == "1月"
