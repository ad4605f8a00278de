"""The form of a record: typing, checking, saving, drafts that survive, and records changed elsewhere meanwhile."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from db import records
from db.errors import Refusal
from db.fields import FIELD_TYPES, Day, Field, Link
from db.ledgers import LEDGERS
from db.vocabulary import terms_of
from db.workspace import Workspace
from desktop.operations.drafts import kept_drafts
from desktop.state import State
from desktop.widgets.editors import EDITORS, DayEditor, editor_for
from desktop.widgets.ledger_form import LedgerForm
from desktop.widgets.lookup import Lookup
from desktop.widgets.picker import Picker
from desktop.widgets.stale_dialog import StaleDialog
from tests.desk import TODAY, answer, fill, open_state, put, sample, write

FORMS = [ledger for ledger in LEDGERS.values() if ledger.sections]


@pytest.fixture
def state(workspace: Workspace, qapp: QApplication) -> State:
    return open_state(workspace)


@pytest.fixture
def open_form(state: State, qtbot: Any) -> Any:
    def make(key: str) -> LedgerForm:
        form = LedgerForm(state, LEDGERS[key])
        qtbot.addWidget(form)
        form.resize(480, 560)
        form.show()
        return form

    return make


@pytest.fixture
def meeting(open_form: Any, hospital: dict[str, int]) -> LedgerForm:
    form = open_form("meeting")
    form.start_new()
    return form


def values(workspace: Workspace, key: str, record_id: int) -> dict[str, Any]:
    with workspace.read() as session:
        return records.values_of(LEDGERS[key], records.get(session, LEDGERS[key], record_id))


def field_of(kind: type[Field]) -> Field:
    """A field of this type, from a ledger that uses it."""
    return next(field for ledger in FORMS for field in ledger.form_fields() if type(field) is kind and field.name)


# -- editors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_every_field_type_has_an_editor_that_gives_back_what_it_was_given(
    kind: type[Field], state: State, workspace: Workspace, hospital: dict[str, int], qtbot: Any
) -> None:
    assert kind in EDITORS
    field = field_of(kind)
    editor = editor_for(field, Lookup(state))
    qtbot.addWidget(editor)
    assert not editor.value()
    value = sample_of(workspace, field)
    editor.set_value(value)
    assert editor.value() == value
    kept = editor.typed()
    editor.set_value(None)
    editor.set_typed(kept)
    assert editor.value() == value
    assert editor.input.accessibleName().startswith(field.label)


def sample_of(workspace: Workspace, field: Field) -> Any:
    from tests.desk import _value

    return _value(workspace, field)


@pytest.mark.parametrize(("typed", "day"), [("2025年3月5日", date(2025, 3, 5)), ("20250305", date(2025, 3, 5)),
                                            ("昨天", date.today() - timedelta(days=1))])
def test_a_day_is_read_as_people_type_it_and_then_shown_in_full(
    typed: str, day: date, state: State, qtbot: Any
) -> None:
    editor = DayEditor(Day("日期", name="day"), Lookup(state))
    qtbot.addWidget(editor)
    write(editor.line, typed)
    editor.tidy()
    assert (editor.value(), editor.line.text()) == (day, day.isoformat())


def test_a_day_that_cannot_be_read_stays_as_typed(state: State, qtbot: Any) -> None:
    editor = DayEditor(Day("日期", name="day"), Lookup(state))
    qtbot.addWidget(editor)
    write(editor.line, "2025-02-30")
    editor.tidy()
    assert editor.line.text() == "2025-02-30"
    assert "不是日历上有的日期" in (editor.complaint() or "")


def test_up_and_down_go_a_day_on_and_back(state: State, qtbot: Any) -> None:
    editor = DayEditor(Day("日期", name="day"), Lookup(state))
    qtbot.addWidget(editor)
    editor.set_value(date(2025, 3, 1))
    qtbot.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == date(2025, 2, 28)


def test_a_day_can_be_picked_from_the_calendar(meeting: LedgerForm, qtbot: Any) -> None:
    editor = meeting.editors["day"]
    editor.set_value(date(2025, 3, 5))
    editor.open_calendar()
    calendar = editor._frame.calendar
    calendar.clicked.emit(calendar.selectedDate().addDays(2))
    assert editor.value() == date(2025, 3, 7)
    assert meeting.is_dirty


def test_typing_narrows_the_choices_and_enter_takes_the_first(
    meeting: LedgerForm, hospital: dict[str, int], qtbot: Any
) -> None:
    picker = meeting.editors["host_id"].picker
    picker.setFocus()
    write(picker, "赵")
    assert picker.is_open
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert not picker.is_open
    assert meeting.editors["host_id"].value() == hospital["赵主任"]


def test_a_term_is_found_by_the_initials_of_its_pinyin_as_people_are(meeting: LedgerForm, qtbot: Any) -> None:
    picker = meeting.editors["kind"].picker
    picker.setFocus()
    write(picker, "dwh")
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picker.text() == "党委会"


def test_choices_wait_for_the_input_method_to_finish(meeting: LedgerForm, hospital: dict[str, int]) -> None:
    picker = meeting.editors["host_id"].picker
    picker.setFocus()
    QApplication.sendEvent(picker, QInputMethodEvent("qian", []))
    assert not picker.is_open
    finished = QInputMethodEvent()
    finished.setCommitString("钱")
    QApplication.sendEvent(picker, finished)
    assert picker.is_open
    assert [label for _, label in picker._shown] == ["钱医生 医师"]


def test_what_is_no_choice_is_not_taken(meeting: LedgerForm, qtbot: Any) -> None:
    editor = meeting.editors["host_id"]
    write(editor.picker, "没有这个人")
    with pytest.raises(Refusal, match="从列表中选择"):
        editor.value()


def test_a_choice_can_be_cleared(meeting: LedgerForm, hospital: dict[str, int]) -> None:
    editor = meeting.editors["host_id"]
    editor.set_value(hospital["赵主任"])
    editor.picker.clear()
    assert editor.value() is None


def test_the_clerk_adds_a_term_of_her_own_while_typing(meeting: LedgerForm, workspace: Workspace, qtbot: Any) -> None:
    editor = meeting.editors["kind"]
    editor.picker.setFocus()
    write(editor.picker, "青年座谈会")
    editor.picker._take(len(editor.picker._shown))
    with workspace.read() as session:
        assert dict(terms_of(session, "meeting_kind"))[editor.value()] == "青年座谈会"
    assert editor.picker.text() == "青年座谈会"
    editor.picker.clear()
    write(editor.picker, "青年座谈会")
    shown = editor.picker._list
    assert [label for _, label in editor.picker._shown] == shown._model.stringList() == ["青年座谈会"]  # not offered to be added again
    assert shown.height() < 2 * shown.view.sizeHintForRow(0)  # nor an empty row below it


def test_a_person_met_for_the_first_time_is_added_by_name_while_typing(
    meeting: LedgerForm, workspace: Workspace, qtbot: Any
) -> None:
    editor = meeting.editors["host_id"]
    editor.picker.setFocus()
    write(editor.picker, "新来的人")
    qtbot.keyClick(editor.picker, Qt.Key.Key_Down)
    qtbot.keyClick(editor.picker, Qt.Key.Key_Return)
    with workspace.read() as session:
        found = session.get(LEDGERS["person"].model, editor.value())
        assert (found.name, found.status) == ("新来的人", "active")
    assert workspace.undo_label == "增加人员“新来的人”"
    editor.picker.setFocus()
    editor.picker.clear()
    write(editor.picker, "新来的人")
    assert [label for _, label in editor.picker._shown] == ["新来的人"] and editor.extra("新来的人", ["新来的人"]) == ""
    write(editor.picker, "二")
    assert not editor.picker._shown and editor.extra("新来的人二", []) == "增加人员“新来的人二”"


def test_a_place_that_asks_for_a_known_person_offers_no_new_one(meeting: LedgerForm) -> None:
    editor = editor_for(Link("本人", target="person", name="one"), meeting.lookup, meeting)
    write(editor.picker, "没有这个人")
    with pytest.raises(Refusal, match="从列表中选择。"):
        editor.value()
    assert not editor.picker._shown and editor.picker._extra is None


def test_a_field_that_stops_the_saving_is_shown_with_its_sentence(open_form: Any, hospital: dict[str, int], qtbot: Any) -> None:
    form = open_form("talk")
    form.resize(460, 420)
    form.start_new()
    fill(form, held_on=TODAY, speaker_id=hospital["林书记"], person_id=hospital["钱医生"])
    assert form.save() is None
    assert form.note.text == form.editors["content"].problem  # one alone is said on top too
    content, port = form.editors["content"], form.scroll.viewport()
    qtbot.waitUntil(lambda: port.rect().contains(content.mapTo(port, content.rect().bottomLeft())))
    assert port.rect().contains(content.mapTo(port, content.rect().topLeft()))


def test_several_terms_are_ticked_and_taken_out_again(open_form: Any, qtbot: Any) -> None:
    form = open_form("talk")
    form.start_new()
    editor = form.editors["topics"]
    for row in (1, 0):
        editor.picker._open("")
        editor.picker._take(row)
    editor.picker._open(form.lookup.terms("talk_topic")[0][1])
    assert len(editor.picker._list._model.stringList()) == 1  # what is there is not offered to be added
    first, second = (code for code, _ in form.lookup.terms("talk_topic")[:2])
    assert editor.value() == f",{first},{second},"
    editor.findChild(QPushButton, f"chip_topics_{first}").click()
    assert editor.value() == f",{second},"


# -- saving ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [ledger.key for ledger in FORMS])
def test_a_record_of_every_ledger_is_saved_as_filled_in(key: str, open_form: Any, workspace: Workspace) -> None:
    wanted = sample(workspace, LEDGERS[key])
    form = open_form(key)
    form.start_new()
    fill(form, **{name: value for name, value in wanted.items() if name in form.editors})
    record_id = form.save()
    assert record_id is not None, {name: editor.problem for name, editor in form.editors.items() if editor.problem}
    saved = values(workspace, key, record_id)
    assert {name: saved[name] for name in wanted if name in form.editors} == {
        name: wanted[name] for name in wanted if name in form.editors
    }
    assert not form.is_dirty


def test_what_is_missing_is_said_under_its_field(meeting: LedgerForm) -> None:
    assert meeting.save() is None
    assert meeting.editors["topic"].problem == "请填写“议题”。"
    assert meeting.editors["kind"].problem == "请填写“会议类别”。"
    assert "2 处" in meeting.note.text


def test_a_field_is_checked_when_it_is_left(meeting: LedgerForm, qtbot: Any) -> None:
    meeting.editors["attended"].input.setFocus()
    write(meeting.editors["attended"].input, "三个")
    meeting.editors["topic"].input.setFocus()
    assert "应填" in meeting.editors["attended"].problem
    meeting.editors["attended"].input.setText("3")
    assert meeting.editors["attended"].problem == ""


def test_a_rule_over_several_fields_speaks_under_the_field_it_names(meeting: LedgerForm) -> None:
    fill(meeting, topic="专题研究", kind=meeting.lookup.terms("meeting_kind")[0][0], expected=9, attended=11)
    assert meeting.save() is None
    assert "多于应到" in meeting.editors["attended"].problem


def test_a_problem_in_a_folded_section_unfolds_it(open_form: Any, hospital: dict[str, int]) -> None:
    form = open_form("talk")
    form.start_new()
    fill(
        form,
        held_on=TODAY,
        content="谈了工作",
        names="内科职工",
        speaker_id=hospital["林书记"],
        trigger_on=TODAY + timedelta(days=3),
    )
    part = next(part for part in form._sections if part.isAncestorOf(form.editors["trigger_on"]))
    assert part.folded
    assert form.save() is None
    assert not part.folded


def test_enter_moves_through_the_fields_in_their_order(meeting: LedgerForm, qtbot: Any) -> None:
    meeting.activateWindow()
    meeting.focus_first()
    order = [name for name, editor in meeting.editors.items() if editor.isVisibleTo(meeting)]
    for name, following in zip(order, order[1:]):
        field = meeting.editors[name].input
        if isinstance(field, QLineEdit):
            qtbot.keyClick(field, Qt.Key.Key_Return)
            assert meeting.editors[following].input.hasFocus(), (name, following)
        else:
            meeting.editors[following].input.setFocus()


def test_enter_never_leads_to_a_field_out_of_sight(meeting: LedgerForm, qtbot: Any) -> None:
    meeting.resize(480, 240)
    meeting.activateWindow()
    meeting.focus_first()
    port = meeting.scroll.viewport()
    for _ in range(8):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        field = QApplication.focusWidget()
        assert port.rect().contains(field.mapTo(port, field.rect().center())), field.objectName()
    meeting.start_new()
    assert meeting.scroll.verticalScrollBar().value() == 0  # a new record begins with the heading above its first field


def test_a_heading_folds_its_fields_with_space_and_enter_and_says_so_to_a_screen_reader(open_form: Any, hospital: dict[str, int],
                                                                                        qtbot: Any) -> None:
    form = open_form("study")
    form.start_new()
    with qtbot.waitActive(form):
        form.activateWindow()
    form.focus_first()
    qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Backtab)
    head = form.focusWidget()
    part = form._sections[0]
    assert head is part.header and not part.folded
    said = QAccessible.queryAccessibleInterface(head)
    assert said.role() == QAccessible.Role.Button and said.text(QAccessible.Text.Name).endswith("：已展开")
    for key, folded in ((Qt.Key.Key_Space, True), (Qt.Key.Key_Return, False), (Qt.Key.Key_Enter, True)):
        qtbot.keyClick(head, key)
        assert part.folded is folded and head.hasFocus()
    assert said.text(QAccessible.Text.Name).endswith("：已收起")
    qtbot.keyClick(head, Qt.Key.Key_Tab)
    assert form.focusWidget().objectName().startswith("section_")  # past what cannot be seen


def test_a_part_of_a_record_begins_below_what_it_belongs_to(state: State, workspace: Workspace, hospital: dict[str, int],
                                                            qtbot: Any) -> None:
    place = put(workspace, LEDGERS["position"])
    form = LedgerForm(state, LEDGERS["patrol"], parent_id=place)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.start_new()
    assert form.editors["day"].input is form.focusWidget() and form.editors["position_id"].value() == place


def test_a_required_field_is_marked(meeting: LedgerForm) -> None:
    assert meeting.editors["topic"].input.accessibleName() == "议题（必填）"


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_what_was_typed_survives_a_crash_even_where_it_cannot_be_read(
    meeting: LedgerForm, open_form: Any, workspace: Workspace, qtbot: Any
) -> None:
    write(meeting.editors["topic"].input, "研究意识形态工作")
    meeting.editors["day"].input.setText("3.5x")
    qtbot.waitUntil(lambda: bool(kept_drafts(workspace, meeting.ledger)), timeout=3000)
    draft, = kept_drafts(workspace, meeting.ledger)
    again = open_form("meeting")
    again.resume(draft)
    assert again.is_new and again.is_dirty
    assert (again.editors["topic"].value(), again.editors["day"].typed()) == ("研究意识形态工作", "3.5x")


def test_leaving_a_field_keeps_the_draft_at_once(meeting: LedgerForm, workspace: Workspace, qtbot: Any) -> None:
    meeting.editors["topic"].input.setFocus()
    write(meeting.editors["topic"].input, "研究")
    meeting.editors["minutes_no"].input.setFocus()
    assert len(kept_drafts(workspace, meeting.ledger)) == 1


def test_a_draft_waits_for_something_long_that_is_written_and_the_window_does_not(
    meeting: LedgerForm, workspace: Workspace, qtbot: Any
) -> None:
    begun, go_on, went_on = threading.Event(), threading.Event(), []

    def import_much() -> None:
        with workspace.transaction("导入"):
            begun.set()
            went_on.append(go_on.wait(5))

    worker = threading.Thread(target=import_much)
    worker.start()
    assert begun.wait(5) and workspace.writing
    fill(meeting, topic="研究年度工作")  # leaving the field keeps the draft at once, when nothing else is written
    assert meeting.save() is None and "正在写入别的内容" in meeting.note.text
    go_on.set()
    worker.join()
    assert went_on == [True]
    assert not workspace.writing
    qtbot.waitUntil(lambda: len(kept_drafts(workspace, meeting.ledger)) == 1)


def test_saving_drops_the_draft(meeting: LedgerForm, workspace: Workspace) -> None:
    fill(meeting, topic="研究", kind=meeting.lookup.terms("meeting_kind")[0][0])
    meeting.keep_draft()
    assert meeting.save() is not None
    assert kept_drafts(workspace, meeting.ledger) == []


def test_a_draft_says_when_the_record_was_changed_after_it(open_form: Any, workspace: Workspace) -> None:
    record_id = put(workspace, LEDGERS["meeting"])
    form = open_form("meeting")
    form.open_record(record_id)
    fill(form, topic="草稿里的议题")
    form.keep_draft()
    change(workspace, record_id, topic="后来的议题")
    form.resume(kept_drafts(workspace, form.ledger)[0])
    assert "又被改过" in form.note.text
    assert form.editors["topic"].value() == "草稿里的议题"


def test_escape_asks_before_it_throws_typed_text_away(
    meeting: LedgerForm, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(meeting, topic="写了一半")
    asked = answer(monkeypatch, "question_no")
    qtbot.keyClick(meeting.editors["topic"].input, Qt.Key.Key_Escape)
    assert len(asked) == 1 and meeting.is_dirty
    answer(monkeypatch, "question_yes")
    with qtbot.waitSignal(meeting.cancelled):
        qtbot.keyClick(meeting.editors["topic"].input, Qt.Key.Key_Escape)
    assert not meeting.is_dirty


# -- changed elsewhere -------------------------------------------------------------------------------------------------


def change(workspace: Workspace, record_id: int, **new: Any) -> None:
    with workspace.transaction("别处的修改") as session:
        records.save(session, LEDGERS["meeting"], new, records.get(session, LEDGERS["meeting"], record_id))


@pytest.mark.parametrize(("button", "kept"), [("stale_mine", "我填的议题"), ("stale_theirs", "别处的议题")])
def test_a_record_changed_elsewhere_shows_both_versions(button: str, kept: str, open_form: Any, workspace: Workspace,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    record_id = put(workspace, LEDGERS["meeting"])
    form = open_form("meeting")
    form.open_record(record_id)
    fill(form, topic="我填的议题")
    change(workspace, record_id, topic="别处的议题")
    seen: list[str] = []

    def press(dialog: StaleDialog) -> int:
        table = dialog.findChild(object, "stale_lines")
        seen.extend(table.item(0, column).text() for column in range(3))
        dialog.findChild(QPushButton, button).click()
        return 0

    monkeypatch.setattr(StaleDialog, "exec", press)
    form.save()
    assert seen == ["议题", "别处的议题", "我填的议题"]
    assert values(workspace, "meeting", record_id)["topic"] == kept
    assert form.editors["topic"].value() == kept
    assert not form.is_dirty


def test_a_stale_record_can_be_left_as_it_is_for_now(
    open_form: Any, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id = put(workspace, LEDGERS["meeting"])
    form = open_form("meeting")
    form.open_record(record_id)
    fill(form, topic="我填的议题")
    change(workspace, record_id, topic="别处的议题")
    monkeypatch.setattr(StaleDialog, "exec", lambda dialog: dialog.findChild(QPushButton, "stale_later").click())
    assert form.save() is None
    assert form.is_dirty and form.editors["topic"].value() == "我填的议题"


@pytest.mark.parametrize(("button", "leaves", "saved"), [("leaving_save", True, "新议题"), ("leaving_leave", True, "样例文字"),
                                                         ("leaving_stay", False, "样例文字")])
def test_leaving_a_changed_form_asks(button: str, leaves: bool, saved: str, open_form: Any, workspace: Workspace,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    record_id = put(workspace, LEDGERS["meeting"])
    form = open_form("meeting")
    form.open_record(record_id)
    fill(form, topic="新议题")
    assert answer(monkeypatch, button) == []
    assert form.may_leave() is leaves
    assert values(workspace, "meeting", record_id)["topic"] == saved
    assert form.is_dirty is not leaves


def test_what_actions_filled_in_is_shown_below(
    open_form: Any, workspace: Workspace, act: Any, hospital: dict[str, int]
) -> None:
    record_id = put(workspace, LEDGERS["problem"], person_id=hospital["赵主任"])
    act("problem", record_id, "start", day=TODAY)
    form = open_form("problem")
    form.open_record(record_id)
    words = [label.accessibleName() for label in form._facts.findChildren(object) if hasattr(label, "accessibleName")]
    assert f"启动日期：{TODAY.isoformat()}" in words


def test_every_interactive_part_of_a_form_has_a_name(open_form: Any) -> None:
    for ledger in FORMS:
        form = open_form(ledger.key)
        for kind in (QLineEdit, QPushButton, Picker):
            for widget in form.findChildren(kind):
                assert widget.accessibleName() or widget.parent().metaObject().className() == "QCalendarWidget", widget
        form.close()




def test_a_form_half_made_ahead_is_finished_by_whoever_needs_it(open_form: Any, hospital: dict[str, int]) -> None:
    form = open_form("meeting")
    job = form.ready()
    for _ in range(3):
        next(job)
    job.close()  # as when the file is closed meanwhile
    form.start_new()
    assert set(form.editors) == {"late_reason", *(field.name for field in LEDGERS["meeting"].form_fields())}
    assert form.focusWidget() is next(iter(form.editors.values())).input


def test_a_form_made_ahead_is_the_same_as_one_made_at_once(open_form: Any, hospital: dict[str, int]) -> None:
    ahead, at_once = open_form("talk"), open_form("talk")
    for _ in ahead.ready():
        assert ahead.view is None and not ahead.is_new
    assert list(ahead.editors) == list(at_once.editors)
    assert ahead.wanted_height() == at_once.wanted_height()
