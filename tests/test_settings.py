"""设置: names and limits, words, roster, backup and restore, the log of operations."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from sqlalchemy import text

from db import records
from db.errors import Refusal
from db.ledgers import LEDGERS
from db.step_list import steps
from db.vocabulary import shipped
from db.workspace import Workspace
from desktop.operations import words
from desktop.screens.safety.restore_dialog import RestoreDialog
from desktop.widgets.action_dialog import AskDialog
from tests.shell import dismiss, home, new_file, open_sample, press, state, told, type_in, window  # noqa: F401
from tests.test_start import filled_roster


@pytest.fixture
def settings(window, tmp_path):
    """The settings page over a new file."""
    window.begin(None)
    new_file(window.state, tmp_path / "台账.lvze")
    window.show_tab("settings")
    return window.page("settings")


def add_meeting(workspace, topic="研究意识形态工作"):
    with workspace.transaction("新增会议研究") as session:
        values = {"kind": "committee", "topic": topic, "day": date(2025, 11, 3)}
        return records.save(session, LEDGERS["meeting"], values).id


def test_names_and_limits_are_saved_together(settings, window, qtbot):
    form = settings.show_page("hospital")
    assert not form.save_button.isEnabled()
    type_in(form.names["hospital"], "某某市第一医院")
    form.limits["due_soon_days"].setValue(10)
    press(qtbot, form, "save_settings")
    workspace = window.state.workspace
    assert (workspace.hospital, workspace.setting("due_soon_days")) == ("某某市第一医院", 10)
    assert not form.has_unsaved() and "某某市第一医院" in window.windowTitle()


def test_a_hospital_has_a_name(settings, qtbot):
    form = settings.show_page("hospital")
    type_in(form.names["addressee"], "上级党委")
    press(qtbot, form, "save_settings")
    assert told() == ["请填写单位全称，它会印在报告的落款里。"]
    dismiss()
    press(qtbot, form, "revert_settings")
    assert form.names["addressee"].text() == ""


def test_a_file_that_is_only_looked_at_takes_no_typing(settings, window):
    path = window.state.workspace.path
    window.state.close_file()
    window.state.adopt(Workspace.open(path, read_only=True))
    settings = window.page("settings")
    form, security, page = (settings.show_page(key) for key in ("hospital", "security", "words"))
    page.terms.setCurrentRow(1)
    fields = (*form.names.values(), *form.limits.values(), security.new, security.talks.new, *page.buttons.values())
    assert not any(field.isEnabled() for field in fields)
    page.terms.itemDoubleClicked.emit(page.terms.item(1))
    assert window.findChild(AskDialog) is None


def test_departments_branches_and_people_are_ledgers_here(settings):
    for key in ("department", "branch", "person"):
        assert settings.show_page(key).ledger is LEDGERS[key]


# -- words -----------------------------------------------------------------------------------------------------------

def labels(page):
    return [page.terms.item(row).text() for row in range(page.terms.count())]


def answer(dialog, label: str) -> None:
    dialog.editors["label"].set_value(label)
    dialog.accept()


def test_terms_are_added_reworded_retired_and_ordered(settings, window, qtbot):
    page = settings.show_page("words")
    page.vocabularies.setCurrentRow(list(shipped()).index("department_kind"))
    before = labels(page)
    answer(page.add(), "教学科室")
    assert labels(page) == [*before, "教学科室"]
    page.terms.setCurrentRow(0)
    twice = page.rename()
    answer(twice, "教学科室")
    assert twice.isVisible() and "已经有“教学科室”了" in twice.note.text
    answer(twice, "临床类")
    press(qtbot, page, "term_retire")
    assert labels(page)[0] == "临床类（已停用）"
    press(qtbot, page, "term_retire")
    press(qtbot, page, "term_down")
    assert labels(page)[:2] == [before[1], "临床类"]
    window.menus.undo.trigger()
    assert labels(page)[0] == "临床类"


def test_two_terms_cannot_have_one_wording(workspace):
    with pytest.raises(Refusal, match="已经有“医技科室”了"):
        words.rename(workspace, "department_kind", "clinic", "医技科室")
    with pytest.raises(Refusal, match="不能为空"):
        words.rename(workspace, "department_kind", "clinic", "  ")


def test_a_roster_can_be_taken_over_later_and_undone(settings, window, tmp_path, qtbot):
    page = settings.show_page("import")
    page.pane.read(filled_roster(tmp_path / "名册.xlsx", [{"姓名": "钱医生", "科室": "内科"}]))
    qtbot.waitUntil(page.take.isEnabled)
    press(qtbot, page, "take_roster")
    qtbot.waitUntil(lambda: page.pane.said.text().startswith("已录入：科室 2 个、支部 1 个、人员 1 人"), timeout=20_000)
    assert window.menus.undo.text() == "撤销：导入名册"


# -- backup ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def backed_up(settings, window, tmp_path, qtbot) -> Path:
    """One meeting, and a backup of it in a folder."""
    add_meeting(window.state.workspace)
    folder = tmp_path / "U盘"
    folder.mkdir()
    page = settings.show_page("backup")
    page.use(folder)
    press(qtbot, page, "back_up")
    qtbot.waitUntil(lambda: page.backups.chosen is not None, timeout=30_000)
    return folder


def test_a_backup_is_made_listed_and_checked(settings, backed_up, window, qtbot):
    page = settings.place("backup")
    assert page.said.text().startswith("备份完成：1 条记录")
    assert page.backups.item(0, 4).text() == "完整"
    press(qtbot, page, "verify")
    qtbot.waitUntil(lambda: page.said.text() == "这份备份完好，可以放心恢复。", timeout=30_000)
    assert window.status.backup.text() == "今天已备份"


def test_the_folder_used_last_is_offered_again(settings, backed_up, window, qtbot):
    page = settings.place("backup")
    qtbot.waitUntil(lambda: bool(page.watch.here), timeout=10_000)
    assert page.folder.itemData(0) == page.folder.currentData() == backed_up


def test_how_many_backups_stay_is_kept_in_the_file(settings, backed_up, window, qtbot):
    page = settings.place("backup")
    weekly, days = page.rules.numbers["keep_weekly"], page.rules.numbers["backup_every_days"]
    assert (weekly.value(), days.value()) == (8, 7)
    for number, value in ((weekly, 5), (days, 14)):
        number.setFocus()
        number.selectAll()
        qtbot.keyClicks(number, str(value))
        qtbot.keyClick(number, Qt.Key.Key_Return)
    workspace = window.state.workspace
    assert workspace.setting("backup_generations") == {"daily": 14, "weekly": 5, "quarterly": 8}
    assert workspace.setting("backup_every_days") == 14


def test_a_damaged_backup_is_found_out(settings, backed_up, qtbot):
    page = settings.place("backup")
    data = page.backups.chosen / "data.lvze"
    content = bytearray(data.read_bytes())
    content[5000] ^= 1
    data.write_bytes(content)
    press(qtbot, page, "verify")
    qtbot.waitUntil(lambda: not page.said.text().startswith("备份完成"), timeout=30_000)
    assert "完好" not in page.said.text()


def test_restoring_shows_first_what_it_would_bring_and_keeps_the_present_file(settings, backed_up, window, qtbot):
    workspace = window.state.workspace
    add_meeting(workspace, "备份以后的会议")
    path, snapshot = workspace.path, settings.place("backup").backups.chosen
    dialog = RestoreDialog(window.state, window)
    dialog.look_at(snapshot)
    dialog.open()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    assert "会议研究 2 → 1" in dialog.said.text() and "又做了 1 次修改" in dialog.said.text()
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(window.safekeeping.restored.words), timeout=30_000)
    [kept] = path.parent.glob("*恢复前*.lvze")
    assert told() == [] and f"原来的台账留存为“{kept.name}”。" in window.safekeeping.restored.words
    with window.state.workspace.read() as session:
        assert [row.topic for row in session.query(LEDGERS["meeting"].model)] == ["研究意识形态工作"]
    assert window.state.workspace.path == path


def test_a_backup_is_restored_where_there_was_nothing(window, settings, backed_up, tmp_path, qtbot):
    snapshot = settings.place("backup").backups.chosen
    window.state.close_file()
    dialog = RestoreDialog(window.state, window)
    dialog.target.setText(str(tmp_path / "新电脑" / "台账.lvze"))
    dialog.read_folder(backed_up)
    dialog.open()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=30_000)
    assert dialog.table.chosen == snapshot
    dialog.go.click()
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=30_000)
    assert window.state.workspace.path == tmp_path / "新电脑" / "台账.lvze"


# -- the log ---------------------------------------------------------------------------------------------------------

def test_the_log_lists_steps_newest_first_and_holds(settings, window, qtbot):
    add_meeting(window.state.workspace)
    page = settings.show_page("journal")
    assert page.model.index(0, 2).data() == "新增会议研究" and page.model.index(0, 4).data() == "1"
    press(qtbot, page, "check_chain")
    qtbot.waitUntil(lambda: page.answer.text() == "日志完整，没有被改动过")


def test_a_step_altered_behind_the_program_s_back_is_found(settings, window, qtbot):
    workspace = window.state.workspace
    add_meeting(workspace)
    with workspace._engine.connect() as raw, raw.begin():
        raw.execute(text("UPDATE step SET label = '别的' WHERE label = '新增会议研究'"))
    page = settings.show_page("journal")
    press(qtbot, page, "check_chain")
    qtbot.waitUntil(lambda: "被改动过，请用备份核对" in page.answer.text())


def test_steps_are_read_a_page_at_a_time(workspace):
    for number in range(5):
        add_meeting(workspace, f"第{number}次")
    with workspace.read() as session:
        first = steps(session, limit=3)
        rest = steps(session, before=first[-1].id, limit=10)
    assert [line.id for line in first + rest] == sorted((line.id for line in first + rest), reverse=True)
    assert rest[-1].label == "建立台账文件" and rest[-1].kind == "操作"


def test_the_log_is_narrowed_by_kind_and_days_and_exported(settings, window, qtbot, tmp_path):
    workspace = window.state.workspace
    add_meeting(workspace)
    for label in ("查看谈话记录 TX-1", "导出会议研究3条（Excel）", "打印会议研究", "打开之前密码或恢复码输错 2 次", "备份到“盘”：甲"):
        workspace.log(label)
    page = settings.show_page("journal")

    def shown(topic):
        page.topic.setCurrentIndex(page.topic.findData(topic))
        return [page.model.index(row, 2).data() for row in range(page.model.rowCount())]

    assert shown("view") == ["查看谈话记录 TX-1"] and shown("out") == ["打印会议研究", "导出会议研究3条（Excel）"]
    assert shown("lock") == ["打开之前密码或恢复码输错 2 次"] and shown("backup") == ["备份到“盘”：甲"]
    assert "新增会议研究" in shown("changed") and "打印会议研究" not in shown("changed")
    assert "建立台账文件" in shown("other") and page.model.index(0, 3).data() == "操作"
    page.first.line.setText("2001-02-03")
    page.last.line.setText("2001-02-04")
    page.last.left.emit()
    assert page.model.rowCount() == 0 and page.count.text() == "共 0 步"
    page.last.line.setText("")
    page.last.left.emit()
    shown("out")
    page.write(tmp_path / "日志.xlsx")
    qtbot.waitUntil(lambda: "已导出 2 步" in page.answer.text())
    sheet = load_workbook(tmp_path / "日志.xlsx").active
    assert [row[2].value for row in sheet.iter_rows(min_row=2)] == ["打印会议研究", "导出会议研究3条（Excel）"]
    with workspace.read() as session:
        assert steps(session, limit=1)[0].label == "导出操作日志 2 步（Excel）"


def test_about_says_what_it_is_for_and_what_does_not_belong_in_it(window):
    window.begin(None)
    window.menus.about.trigger()
    dialog = window.findChild(QMessageBox) or next(
        child for child in window.children() if child.objectName() == "about_dialog")
    said = " ".join(label.text() for label in dialog.findChildren(type(window.status.file)))
    assert "国家秘密" in said and "版本" in said and "lvze.log" in said
    dialog.close()
