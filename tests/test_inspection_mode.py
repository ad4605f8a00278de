"""迎检模式: nothing can be changed, nobody's name is read or found, what is shown is logged, a PIN leads out."""

import re
from datetime import date, datetime

import pytest

from db import find, journal, records, step_list
from db.errors import Refusal
from db.inspection import HIDDEN
from db.ledgers import LEDGERS
from db.ledgers.organisation import Person
from db.lists import ListQuery, page
from db.overview import due_until
from db.workspace import Workspace
from desktop import jobs, slices
from desktop.operations.inspection import Pin
from desktop.operations.records import read_record
from desktop.screens.window.inspection_mode import PinDialog
from desktop.widgets.link_button import LinkButton
from desktop.widgets.ledger_form import LedgerForm
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit
from sqlalchemy import select
from tests.desk import put
from tests.record_pictures import Tour
from tests.shell import dismiss, home, new_file, open_sample, press, state, told, window  # noqa: F401

PASSWORD = "八个字以上的密码"


def everything_read(workspace: Workspace) -> str:
    """All rows of all lists as they are shown, and the words of all steps and their changes."""
    with workspace.read() as session:
        words = workspace.words(session)
        rows = [cell for ledger in LEDGERS.values() for row in page(session, ListQuery(ledger), 0, 500, words) for cell in row.shown]
        rows += [change.after or "" for change in session.scalars(select(journal.Change).limit(3000))]
    rows += [due.title + due.who for due in due_until(workspace.path, date(2025, 11, 18), date(2025, 12, 31),
                                                      workspace.keys, workspace.inspection.names)]
    return "\n".join(rows)


def names_of(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        return [name for name in session.scalars(select(Person.name)) if len(name) > 1]


def labels(workspace: Workspace, limit: int = 12) -> list[str]:
    with workspace.read() as session:
        return [line.label for line in step_list.steps(session, limit=limit)]


def settle() -> None:
    for _ in range(4):
        slices.finish()
        jobs.finish_all()
        QApplication.processEvents()


def test_no_name_is_read_anywhere_and_all_come_back(sample):
    names = names_of(sample)
    before = everything_read(sample)
    assert sum(name in before for name in names) > 20
    sample.begin_inspection()
    text = everything_read(sample)
    assert HIDDEN in text and [name for name in names if name in text] == []
    assert not [name for name in names if name in read_record(sample, LEDGERS["talk"], 1).title]
    sample.end_inspection()
    assert everything_read(sample).count(names[0]) == before.count(names[0])
    with sample.read() as session:
        assert journal.broken_at(session) is None


def test_names_in_a_ledger_of_ones_own_are_hidden_too(sample):
    own = next(ledger for ledger in LEDGERS.values() if ledger.key.startswith("own_") and "主讲人" in {f.label for f in ledger.fields})
    speaker = next(field for field in own.fields if field.label == "主讲人")
    with sample.read() as session:
        spoke = {text for text in session.scalars(select(getattr(own.model, speaker.name))) if text}
    assert spoke and any(name in everything_read(sample) for name in spoke)
    sample.begin_inspection()
    assert not [name for name in spoke if name in everything_read(sample)]


def test_nobody_is_found_by_name_half_of_it_or_initials(sample):
    name = max(names_of(sample), key=len)
    with sample.read() as session:
        assert find.everything(session, name)
    sample.begin_inspection()
    with sample.read() as session:
        assert find.everything(session, name) == [] and find.everything(session, name[1:]) == []
        assert find.ids_of(session, "talk", name) == frozenset()
        assert find.everything(session, "整改") != []
        text = ListQuery(LEDGERS["talk"], words=name)
        assert page(session, text, 0, 10, sample.words(session)) == []
    from pypinyin import Style, lazy_pinyin

    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    with sample.read() as session:
        assert find.everything(session, initials) == []


def test_nothing_can_be_changed_but_what_is_shown_is_noted(sample):
    sample.begin_inspection()
    for change in (lambda: sample.set_setting("hospital", "别的"), lambda: sample.log("别的"), sample.undo,
                   lambda: sample.transaction("别的").__enter__(), lambda: sample.scratch().__enter__()):
        with pytest.raises(Refusal, match="只读"):
            change()
    sample.note_inspected("迎检查看：谈心谈话")
    sample.end_inspection()
    assert labels(sample, 3) == ["退出迎检模式", "迎检查看：谈心谈话", "进入迎检模式"]
    sample.set_setting("hospital", "又能改了")
    assert sample.hospital == "又能改了"


def test_a_name_typed_into_a_field_of_free_text_is_hidden_too(workspace, hospital, add):
    put(workspace, LEDGERS["training"], lecturer="欧阳若兰、市委党校", title="保密培训欧阳　若兰主讲")
    workspace.begin_inspection()
    with workspace.read() as session:
        row = page(session, ListQuery(LEDGERS["training"]), 0, 1, workspace.words(session))[0]
    assert "若兰" not in "".join(row.shown) and "保密培训某某主讲" in "".join(row.shown)
    workspace.end_inspection()


def test_the_proofs_of_talks_stay_shut(sample, tmp_path):
    from desktop.operations import attachments

    picture = tmp_path / "签到表.jpg"
    picture.write_bytes(b"\xff\xd8" + b"x" * 200)
    for key in ("talk", "meeting"):
        attachments.attach_files(sample, LEDGERS[key], 1, [picture])
    proofs = {key: attachments.proofs_of(sample, LEDGERS[key], 1)[-1] for key in ("talk", "meeting")}
    sample.begin_inspection()
    with pytest.raises(Refusal, match="谈话的附件"):
        attachments.copy_of_proof(sample, proofs["talk"])
    assert attachments.copy_of_proof(sample, proofs["meeting"]).is_file()
    sample.end_inspection()


def test_what_is_exported_is_noted_and_scans_stay_inside(sample, tmp_path):
    from desktop.exchange.evidence_pack import write_pack
    from db.lists import ListQuery
    from desktop.exchange.workbook_out import write_list

    sample.begin_inspection()
    rows = write_list(sample, ListQuery(LEDGERS["meeting"]), tmp_path / "会议.xlsx")
    with pytest.raises(Refusal, match="扫描件"):
        write_pack(sample, None, tmp_path / "包", date(2025, 11, 18))
    sample.end_inspection()
    assert labels(sample, 2)[1] == f"迎检导出会议研究{rows}条（Excel）"


@pytest.mark.parametrize(("typed", "again", "told_"), [("123", "123", "至少"), ("1234", "1235", "不一样")])
def test_a_pin_is_long_enough_and_typed_twice(typed, again, told_):
    with pytest.raises(Refusal, match=told_):
        Pin.of(typed, again)


def test_in_and_out_in_the_window(window, open_sample, tmp_path, qtbot):  # noqa: F811
    path = open_sample()
    workspace = window.state.workspace
    settle()
    names = names_of(workspace)
    window.menus.inspect.trigger()
    dialog = window.findChild(PinDialog)
    dialog.edits[0].setText("5566")
    dialog.edits[1].setText("5567")
    dialog.accept()
    assert "不一样" in dialog.note.text and not window.inspection.on
    dialog.edits[1].setText("5566")
    dialog.accept()
    settle()
    assert window.inspection.on and window.inspection.banner.isVisible() and "迎检模式" in window.windowTitle()
    assert not window.tabs.isTabVisible(7)
    assert [bar.text for bar in window.hints.bars.values()] == [""]  # how to enter something is no concern of the inspectors
    shown = [button.text() for card in (window.workbench().late, window.workbench().week) for button in card.findChildren(LinkButton)]
    assert shown and not [name for name in names if any(name in text for text in shown)]
    window.show_tab("talk")
    settle()
    waiting = window.page("talk").show_part("waiting")
    settle()
    assert waiting.hint.text() == "双击或按回车打开谈话。"  # nothing on what to enter there
    screen = window.page("talk").show_part("talks")
    screen.open_record(screen.table.ledger_model.id_at(0))
    assert not screen.tools.new.isEnabled() and screen.table.ledger_model.row(0).shown[1].startswith(HIDDEN)
    window.show_security()
    assert any("迎检模式" in words for words in told()) and window.tabs.currentIndex() == 2
    dismiss()
    window.open_file(tmp_path / "别的.lvze")
    assert any("迎检模式" in words for words in told()) and window.state.workspace.path == path
    dismiss()
    number = screen.form.view.number
    assert {"迎检查看：谈心谈话", f"迎检查看：谈心谈话 {number}"} <= set(labels(workspace))
    with pytest.raises(Refusal, match="口令不对"):
        window.inspection.leave("0000")
    assert labels(workspace)[0] == "退出迎检模式的口令输错" and window.inspection.on
    window.inspection.leave("5566")
    settle()
    assert not window.inspection.on and not window.inspection.banner.isVisible() and window.tabs.isTabVisible(7)
    window.show_tab("talk")
    settle()
    screen = window.page("talk").part("talks")
    assert screen.tools.new.isEnabled() and screen.table.ledger_model.row(0).shown[1].split()[0] in names
    assert window.hints.bars["talk"].text
    assert labels(workspace)[0] == "退出迎检模式"


def test_locking_does_not_lead_out_of_it(window, tmp_path, qtbot):  # noqa: F811
    path = tmp_path / "密.lvze"
    with Workspace.create(path, password=PASSWORD) as made, made.transaction("录入") as session:
        records.save(session, LEDGERS["person"], {"name": "林书记"})
    window.begin(None)
    window.state.adopt(Workspace.open(path, password=PASSWORD))
    settle()
    window.inspection.enter(Pin.of("5566", "5566"))
    settle()
    window.locking.lock()
    qtbot.waitUntil(lambda: window.state.workspace is None, timeout=20_000)
    window.locking.pane.password.edit.setText(PASSWORD)
    press(qtbot, window.locking.pane, "unlock_go")
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    settle()
    workspace = window.state.workspace
    assert window.inspection.on and workspace.inspection.on and workspace.read_only and window.inspection.banner.isVisible()
    with workspace.read() as session:
        assert session.scalars(select(Person.name)).all() == [HIDDEN]
    window.inspection.leave("5566")
    assert not workspace.read_only


def test_a_file_that_cannot_be_written_is_not_shown_that_way(window, sample_file, tmp_path, qtbot):  # noqa: F811
    path = tmp_path / "只读.lvze"
    path.write_bytes(sample_file.read_bytes())
    window.begin(None)
    window.state.adopt(Workspace.open(path, read_only=True, clock=lambda: datetime(2025, 11, 18, 9, 0)))
    with pytest.raises(Refusal, match="只读打开"):
        window.inspection.enter(Pin.of("5566", "5566"))
    assert not window.inspection.on


LOOKING = re.compile(  # what may be pressed while nothing may be changed: it shows something, prints it or goes somewhere
    "(all|count|due|duty_tally|filter|finding|pledges|plan_tally|quick|section|tier|tool_export|tool_print|tool_recycled|"
    "waiting_tally|period|rounds|view|parts)_.*|due_list|duty_panel_close|find_button|hint_.*|leave_inspection|list_open|"
    "line_(clear|open)|more_filters|open_.*|plan_(back|forward|print)|round_open|saved_filters|change_[a-z_]+|go_tie|clear_filters|show_all|")


def test_only_what_shows_something_can_be_pressed(window, open_sample):  # noqa: F811
    """Every tab, part, record and pane of it: no button that would write can be pressed, nothing can be typed."""
    open_sample()
    settle()
    tour = Tour(None, window, "")
    pressed, typed = set(), set()

    def look(name, widget=None, settled=True):
        settle()
        pressed.update(button.objectName() for button in window.findChildren(QAbstractButton)
                       if button.isVisible() and button.isEnabled())
        typed.update(f"{name} {line.objectName()}" for form in window.findChildren(LedgerForm) for kind in (QLineEdit, QPlainTextEdit)
                     for line in form.findChildren(kind) if line.isVisible() and line.isEnabled() and not line.isReadOnly())

    tour.draw, tour.settle = look, settle
    tour.open_first(tour.part("rectify", "problems"))
    look("rectify")
    assert {"add_proof", "measure_add", "tool_new_problem"} & pressed and typed
    window.inspection.enter(Pin.of("5566", "5566"))
    settle()
    pressed, typed = set(), set()
    tour.places()
    tour.panes()
    assert {"tool_export_problem", "tool_print_talk", "list_open", "due_list"} <= pressed
    assert sorted(name for name in pressed if not LOOKING.fullmatch(name)) == []
    assert not typed
