"""The window of an encrypted file: first start, unlocking, locking, 安全, restoring."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QWizard
from sqlalchemy import Engine, event
from tests.desk import answer
from tests.secrets_in import readable
from tests.shell import dismiss, home, press, state, told, type_in, window  # noqa: F401

from db import records, step_list
from db.backup import back_up, local_copies
from db.keyfile import has_password
from db.fields import Prose
from db.keyring import WrongPassword
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop import jobs, slices
from desktop.operations import attachments
from desktop.reports.papers import list_papers
from desktop.screens.exchange.collect_dialog import CollectDialog
from desktop.screens.ledger.bulk_dialog import BulkDialog
from desktop.screens.ledger.lists_out import ListsOut
from desktop.screens.ledger.own_dialog import OwnDialog
from desktop.screens.opening.recovery_code import RecoveryCodeDialog
from desktop.screens.safety.restore_dialog import RestoreDialog
from desktop.screens.opening.start_wizard import StartWizard
from desktop.screens.reporting.template_dialog import TemplateDialog
from desktop.screens.settings.security import SecurityPage
from desktop.screens.talks.plan_dialog import PlanDialog
from desktop.state import State, Target
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.lookup import Lookup

PASSWORD, LATER = "chuntian-zhongshu", "qiutian-zhongshu"


@pytest.fixture
def shut(tmp_path: Path) -> Path:
    """A closed encrypted file with two people in it; ``code.txt`` is its recovery code."""
    path = tmp_path / "密.lvze"
    with Workspace.create(path, password=PASSWORD) as made:
        (tmp_path / "code.txt").write_text(made.recovery_code or "")
        made.set_setting("hospital", "某某市第一医院")
        with made.transaction("录入") as session:
            for name in ("林书记", "赵主任"):
                records.save(session, LEDGERS["person"], {"name": name})
    return path


@pytest.fixture
def door(window, shut, qtbot):
    """The window asking for the key of the file."""
    window.begin(shut)
    slices.finish()
    return window.locking.pane


@pytest.fixture
def inside(window, door, qtbot):
    """The window with the file open."""
    give(qtbot, door, PASSWORD)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=10_000)
    return window


def give(qtbot, pane, password: str) -> None:
    pane.password.edit.setText(password)
    press(qtbot, pane, "unlock_go")


def settle(qtbot, window) -> None:
    qtbot.waitUntil(lambda: window.state.workspace is None, timeout=10_000)


def shown(kind: type) -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


class TestFirstStart:
    def test_a_password_is_asked_for_and_its_recovery_code_read_back(self, window, tmp_path, qtbot):
        window.begin(None)
        wizard = StartWizard(window.state, window, documents=tmp_path / "文档")
        wizard.open()
        wizard.welcome.accepted.click()
        following = wizard.button(QWizard.WizardButton.NextButton)
        following.click()
        type_in(wizard.hospital.name, "某某市第一医院")
        following.click()
        for first, second in (("kurz", "kurz"), (PASSWORD, LATER)):
            wizard.password.new.first.setText(first)
            wizard.password.new.second.setText(second)
            assert not following.isEnabled()
        wizard.password.new.second.setText(PASSWORD)
        following.click()
        following.click()
        assert "密码：已设" in wizard.last.summary.text()
        wizard.button(QWizard.WizardButton.FinishButton).click()
        qtbot.waitUntil(lambda: bool(shown(RecoveryCodeDialog)), timeout=20_000)
        [dialog] = shown(RecoveryCodeDialog)
        code = "-".join(dialog.code.text().split())
        assert has_password(window.state.workspace.path) and window.status.password.isHidden()
        dialog.save(tmp_path / "恢复码.pdf")
        qtbot.waitUntil(lambda: "已存到" in dialog.said.text())
        assert (tmp_path / "恢复码.pdf").read_bytes()[:4] == b"%PDF"
        dialog.typed.setText("1" + code[1:] if code[0] != "1" else "2" + code[1:])
        assert not dialog.finish.isEnabled() and ("抄错" in dialog.answer.text() or "不一样" in dialog.answer.text())
        dialog.typed.setText(code.lower().replace("-", " "))
        assert dialog.finish.isEnabled()
        press(qtbot, dialog, "code_finish")
        path = window.state.workspace.path
        window.state.close_file()
        Workspace.open(path, code=code).close()

    def test_doing_without_is_seen_in_the_window_and_leads_to_setting_one(self, window, tmp_path, qtbot):
        window.begin(None)
        window.state.create(tmp_path / "明文.lvze")
        qtbot.keyClick(window.status.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: any(page.isVisible() for page in window.findChildren(SecurityPage)))
        assert window.status.password.text() == "未设密码"
        assert not window.menus.lock.isEnabled() and window.locking.counting == -1


class TestDoor:
    def test_nothing_is_opened_before_the_password(self, window, door, shut):
        assert window.places.currentWidget() is door and window.state.workspace is None
        assert "密.lvze" in door.place.text()

    def test_the_right_password_leads_in(self, inside, qtbot):
        qtbot.waitUntil(lambda: inside.workbench().overview is not None, timeout=10_000)
        assert inside.places.currentWidget() is inside.tabs and inside.state.workspace.encrypted
        assert inside.workbench().overview.hospital == "某某市第一医院" and inside.status.password.isHidden()

    def test_a_wrong_one_is_answered_slowly_and_with_nothing_more(self, window, door, shut, qtbot):
        waits = []
        for turn in range(2):
            beats = []
            beat = QTimer(interval=20)
            beat.timeout.connect(lambda beats=beats: beats.append(1))
            beat.start()
            began = datetime.now()
            give(qtbot, door, "bushi-zhege")
            qtbot.waitUntil(lambda: "不对" in door.said.text(), timeout=20_000)
            waits.append((datetime.now() - began).total_seconds())
            beat.stop()
            assert len(beats) > 20 * waits[-1]  # the window went on living meanwhile
            assert door.said.text() == "密码不对，请检查大小写和输入法后再试。"
            door.said.setText("")
        assert waits[0] >= 1 and waits[1] >= 2
        give(qtbot, door, PASSWORD)
        qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=10_000)
        with window.state.workspace.read() as session:
            assert "输错 2 次" in step_list.steps(session, None, 1)[0].label

    def test_the_recovery_code_leads_to_a_new_password(self, window, door, shut, tmp_path, qtbot):
        press(qtbot, door, "unlock_other")
        door.code.setText("0000")
        press(qtbot, door, "unlock_go")
        assert "34" in door.said.text()
        door.code.setText((tmp_path / "code.txt").read_text())
        press(qtbot, door, "unlock_go")
        qtbot.waitUntil(lambda: door.ways.currentIndex() == 2, timeout=10_000)
        assert window.state.workspace is None
        door.fresh.first.setText(LATER)
        door.fresh.second.setText(LATER)
        press(qtbot, door, "unlock_go")
        qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=10_000)
        window.state.close_file()
        Workspace.open(shut, password=LATER).close()
        with pytest.raises(WrongPassword):
            Workspace.open(shut, password=PASSWORD)

    def test_turning_back_leads_to_where_one_was(self, window, door, tmp_path, qtbot):
        press(qtbot, door, "unlock_back")
        assert window.places.currentWidget() is window._start
        window.state.create(tmp_path / "明文.lvze")
        window.open_file(door._path)
        assert window.places.currentWidget() is door
        press(qtbot, door, "unlock_back")
        assert window.places.currentWidget() is window.tabs and window.state.workspace.path.name == "明文.lvze"

    def test_the_capital_lock_is_noticed(self, door, qtbot):
        QTest.keyClicks(door.password.edit, "ab")
        assert door.password.hint.isHidden()
        QApplication.sendEvent(door.password.edit, QKeyEvent(
            QKeyEvent.Type.KeyPress, ord("A"), QApplication.keyboardModifiers(), "A"))
        assert not door.password.hint.isHidden()


class TestLocking:
    def test_it_covers_keeps_drafts_and_leads_back(self, inside, shut, qtbot):
        inside.show_target(Target("person", 2))
        screen = inside.page("settings").place("person")
        qtbot.waitUntil(lambda: screen.form.record_id == 2 and screen.isVisible())
        editor = screen.form.editors["post"]
        editor.set_value("副主任")
        editor.edited.emit()
        inside.menus.lock.trigger()
        assert inside.places.currentWidget() is inside.locking.pane
        settle(qtbot, inside)
        assert "林书记" not in inside.windowTitle() and "某某市" not in inside.windowTitle()
        with Workspace.open(shut, password=PASSWORD):
            pass  # the file is free
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: inside.state.workspace is not None, timeout=10_000)
        assert inside.places.currentWidget() is inside.tabs and inside.page("settings").shown == "person"
        again = inside.page("settings").place("person")
        assert again is not screen
        qtbot.waitUntil(lambda: again.form.record_id == 2)
        [draft] = again.draft_note.found()
        assert draft.record_id == 2 and draft.typed["post"] == "副主任"

    def test_a_proof_lent_to_another_program_is_taken_back(self, inside, home, tmp_path, qtbot):
        scan = tmp_path / "扫描件.txt"
        scan.write_text("赵主任的谈话", encoding="utf-8")
        workspace = inside.state.workspace
        attachments.attach_files(workspace, LEDGERS["person"], 2, [scan])
        [proof] = attachments.proofs_of(workspace, LEDGERS["person"], 2)
        copy = attachments.copy_of_proof(workspace, proof)
        assert copy.read_text(encoding="utf-8") == "赵主任的谈话" and home in copy.parents
        with workspace.read() as session:
            assert step_list.steps(session, None, 1)[0].label == f"打开佐证材料（编号 {proof.id}）"
        inside.locking.lock()
        settle(qtbot, inside)
        assert not copy.exists()

    def test_dialogs_do_not_stay_open_over_the_cover_which_leads_back_to_the_same_part(self, inside, qtbot):
        inside.show_tab("talk")
        inside.page("talk").show_part("plan")
        box = QMessageBox(inside)
        box.setText("赵主任的谈话")
        box.open()
        inside.locking.lock()
        assert not box.isVisible()
        settle(qtbot, inside)
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: inside.state.workspace is not None, timeout=10_000)
        assert inside.current == "talk" and inside.page("talk").shown == "plan"

    def test_what_stands_half_typed_in_a_dialog_is_there_when_it_is_opened_again(self, inside, shut, qtbot):
        def ask(key: int, state: State = inside.state) -> AskDialog:
            return AskDialog("延期", [Prose("理由", name="reason")], Lookup(state), lambda answers: None, parent=inside, of=key)

        def others() -> tuple[OwnDialog, TemplateDialog, BulkDialog, PlanDialog, CollectDialog]:
            state = inside.state
            return (OwnDialog(state, parent=inside), TemplateDialog(state, "quarterly", lambda: None, inside),
                    BulkDialog(state, LEDGERS["person"], [1, 2], inside), PlanDialog(state, state.today(), inside), CollectDialog(state, inside))

        asking, (own, template, bulk, plan, collect) = ask(7), others()
        for dialog in (asking, own, template, bulk, plan, collect):
            dialog.open()
            assert not dialog.half_typed
        asking.editors["reason"].set_typed("外墙施工")
        own.name.setText("健康大讲堂")
        own.wishes.findChildren(QLineEdit)[0].setText("讲题")
        design = own.design
        template.put("党委书记逐项过问")
        bulk.field.setCurrentIndex(bulk.field.findData("post"))
        bulk.editor.set_typed("副主任")
        plan.speaker.set_value(1)
        plan.day.set_typed("下周某天")
        plan.people.tick(2)
        collect.ledger.setCurrentIndex(collect.ledger.findData("publication"))
        collect.told.setText("没有的写无")
        collect.fields.none.click()
        collect.due.set_typed("11.28")
        RecoveryCodeDialog(inside.state, "ABCD-EFGH", inside).open()
        inside.locking.lock()
        settle(qtbot, inside)
        assert not shown(QDialog)
        again = State()  # the program was ended and started anew
        again.adopt(Workspace.open(shut, password=PASSWORD))
        assert ask(7, again).editors["reason"].typed() == "外墙施工"
        assert ask(7, again).editors["reason"].typed() == ""
        again.close_file()
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: inside.state.workspace is not None, timeout=10_000)
        assert "延期" in inside.status.currentMessage()
        assert "恢复码还没有照着纸核对过" in told()[0]
        dismiss()
        assert ask(8).editors["reason"].typed() == ""
        own, template, bulk, plan, collect = others()
        assert own.design == design and template.text.toPlainText() == "党委书记逐项过问"
        assert (bulk.editor.field.name, bulk.editor.typed()) == ("post", "副主任")
        assert plan.speaker.value() == 1 and plan.day.typed() == "下周某天" and plan.people.ids == [2] and plan.note.text
        assert collect.chosen.key == "publication" and collect.told.text() == "没有的写无" and collect.note.text
        assert set(collect.fields.keys) == {"day", "title", "channel", "category"} and collect.due.typed() == "11.28"
        for dialog in (own, template, bulk, plan, collect):
            assert dialog.half_typed
        assert not any(dialog.half_typed for dialog in others())  # each only once

    def test_settings_that_were_not_saved_are_there_again_after_locking_and_after_leaving(self, inside, shut, qtbot, monkeypatch):
        def pages(key: str):
            inside.show_settings(key)
            return inside.page("settings").show_page(key)

        def changed() -> None:
            assert pages("hospital").names["addressee"].text() == "上级党委" and pages("hospital").has_unsaved()
            assert pages("layout").form.lengths["line_pt"].value() == 30 and pages("layout").has_unsaved()

        pages("layout").form.lengths["line_pt"].setValue(30)
        qtbot.keyClicks(pages("hospital").names["addressee"], "x")
        pages("hospital").names["addressee"].setText("上级党委")
        changed()
        inside.locking.lock()
        settle(qtbot, inside)
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: inside.state.workspace is not None, timeout=10_000)
        changed()
        said = answer(monkeypatch, "question_yes")
        assert inside.may_leave() and "作为草稿保留" in said[0]
        inside.state.close_file()
        inside.state.adopt(Workspace.open(shut, password=PASSWORD))
        changed()

    def test_work_that_ends_under_the_cover_is_told_of_after_unlocking(self, inside, tmp_path, qtbot):
        inside.show_target(Target("person", 2))
        screen = inside.page("settings").place("person")
        qtbot.waitUntil(lambda: screen.isVisible())
        screen.table.selectAll()
        screen.tools.change.trigger()
        [bulk] = shown(BulkDialog)
        bulk.field.setCurrentIndex(bulk.field.findData("post"))
        bulk.editor.set_typed("副主任")
        bulk._look()
        qtbot.waitUntil(bulk.go.isEnabled)
        screen.findChild(ListsOut).files.write_list(inside.state, list_papers(screen.query, ["name"])[0], tmp_path / "名册.xlsx")
        bulk.go.click()
        jobs.run(screen, "正在核对", lambda _: [][1])  # a job that fails
        inside.locking.lock()
        settle(qtbot, inside)
        assert not shown(QDialog)
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: bool(told()), timeout=10_000)
        [words] = told()
        assert "已导出 2 行到“名册.xlsx”" in words and "没有预料到" in words and "已批量修改人员“职务”" in words
        assert "批量修改" not in inside.status.currentMessage()  # it is done
        again = inside.page("settings").place("person")
        qtbot.waitUntil(lambda: again.note.text == "锁定前选中的 2 条")
        assert [again.table.ledger_model.id_at(row) for row in range(2)] == [1, 2]
        dismiss()

    def test_the_copy_beside_the_file_is_made_in_the_background_before_the_file_is_closed(self, inside, qtbot):
        path, copying = inside.state.workspace.path, []

        def note(connection: object, cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("VACUUM INTO"):
                copying.append(threading.current_thread())

        inside.state.workspace.set_setting("hospital", "改名医院")
        before = len(local_copies(path))
        event.listen(Engine, "before_cursor_execute", note)
        inside.locking.lock()
        qtbot.waitUntil(lambda: inside.state.workspace is None)
        event.remove(Engine, "before_cursor_execute", note)
        assert len(local_copies(path)) == before + 1
        assert len(copying) == 1 and copying[0] is not threading.main_thread()

    def test_what_is_sought_and_found_does_not_stay_over_the_cover(self, inside, qtbot):
        inside.find()
        find = inside._find
        find.line.put("赵主任")
        find._ask()
        qtbot.waitUntil(lambda: bool(find._groups))
        inside.locking.lock()
        assert not find.isVisible() and not find.text and not find.found.count()
        inside.find()  # nor is anything looked for while the file waits for work that still runs
        find.line.put("赵主任")
        find._ask()
        settle(qtbot, inside)
        jobs.finish_all()
        assert not find._groups

    def test_the_shortcut_locks_from_a_dialog_too(self, inside, qtbot):
        box = QMessageBox(inside)
        box.setText("赵主任的谈话")
        box.open()
        qtbot.waitExposed(box)
        inside.locking._watch(box.windowHandle())  # as when the system gives it the keyboard
        QTest.keyClick(box.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not box.isVisible())
        settle(qtbot, inside)
        assert inside.places.currentWidget() is inside.locking.pane

    def test_it_covers_what_is_typed_at_once_however_long_something_is_written(self, inside, qtbot):
        inside.show_target(Target("person", 2))
        screen = inside.page("settings").place("person")
        qtbot.waitUntil(lambda: screen.form.record_id == 2 and screen.isVisible())
        screen.form.editors["post"].set_value("副主任")
        screen.form.editors["post"].edited.emit()
        begun, go_on, covered = threading.Event(), threading.Event(), []

        def work(_: object) -> None:
            with inside.state.workspace.transaction("导入"):
                begun.set()
                covered.append(go_on.wait(5))

        jobs.quietly(inside, work)
        assert begun.wait(5)
        inside.locking.lock()
        assert inside.places.currentWidget() is inside.locking.pane
        go_on.set()
        settle(qtbot, inside)
        assert covered == [True]
        give(qtbot, inside.locking.pane, PASSWORD)
        qtbot.waitUntil(lambda: inside.state.workspace is not None, timeout=10_000)
        [draft] = inside.page("settings").place("person").draft_note.found()
        assert draft.record_id == 2 and draft.typed["post"] == "副主任"

    def test_it_waits_for_work_that_still_runs(self, inside, qtbot):
        workspace, done = inside.state.workspace, []

        def work(_: object) -> None:
            QTest.qWait(0)
            for _turn in range(20):
                workspace.log("还在做")

        jobs.quietly(inside, work, lambda _: done.append(1))
        inside.locking.lock()
        settle(qtbot, inside)
        with Workspace.open(workspace.path, password=PASSWORD) as opened, opened.read() as session:
            assert sum(step.label == "还在做" for step in step_list.steps(session, None, 50)) == 20

    def test_without_input_it_locks_itself(self, inside, qtbot):
        assert 0 < inside.locking.counting <= 10 * 60_000
        inside.state.workspace.set_setting("lock_minutes", 0)
        inside.locking.set_time()
        assert inside.locking.counting == -1
        inside.state.workspace.set_setting("lock_minutes", 0.002)
        inside.locking.set_time()
        settle(qtbot, inside)
        assert inside.places.currentWidget() is inside.locking.pane

    def test_input_puts_it_off(self, inside, qtbot):
        inside.state.workspace.set_setting("lock_minutes", 1)
        inside.locking.set_time()
        qtbot.waitUntil(lambda: inside.locking.counting < 59_900)
        QTest.keyClick(inside.windowHandle(), "a")
        qtbot.waitUntil(lambda: inside.locking.counting > 59_900)


class TestSecurityPage:
    @pytest.fixture
    def page(self, inside, qtbot):
        inside.show_security()
        return inside.page("settings").place("security")

    def test_the_password_is_changed(self, inside, page, shut, qtbot):
        page.old.edit.setText("bushi-zhege")
        page.new.first.setText(LATER)
        page.new.second.setText(LATER)
        press(qtbot, page, "security_change")
        qtbot.waitUntil(lambda: any("密码不对" in words for words in told()))
        dismiss()
        page.old.edit.setText(PASSWORD)
        press(qtbot, page, "security_change")
        qtbot.waitUntil(lambda: "密码已更改" in page.said.text())
        inside.state.close_file()
        Workspace.open(shut, password=LATER).close()

    def test_a_new_recovery_code_is_shown_once(self, inside, page, shut, tmp_path, qtbot):
        page.proof.edit.setText(PASSWORD)
        press(qtbot, page, "security_renew")
        qtbot.waitUntil(lambda: bool(shown(RecoveryCodeDialog)), timeout=10_000)
        [dialog] = shown(RecoveryCodeDialog)
        code = "-".join(dialog.code.text().split())
        dialog.typed.setText(code)
        press(qtbot, dialog, "code_finish")
        inside.state.close_file()
        with pytest.raises(WrongPassword):
            Workspace.open(shut, code=(tmp_path / "code.txt").read_text())
        Workspace.open(shut, code=code).close()

    def test_minutes_are_kept_in_the_file(self, inside, page):
        page.minutes.setValue(25)
        page.minutes.editingFinished.emit()
        assert inside.state.workspace.setting("lock_minutes") == 25 and inside.locking.counting > 24 * 60_000

    def test_a_plain_file_gets_a_password(self, window, tmp_path, qtbot):
        window.begin(None)
        window.state.create(tmp_path / "明文.lvze")
        with window.state.workspace.transaction("录入") as session:
            records.save(session, LEDGERS["person"], {"name": "赵主任"})
        window.show_security()
        page = window.page("settings").place("security")
        page.new.first.setText(PASSWORD)
        page.new.second.setText(PASSWORD)
        qtbot.keyClick(page.new.second, Qt.Key.Key_Return)  # as the button does
        qtbot.waitUntil(lambda: bool(shown(RecoveryCodeDialog)), timeout=20_000)
        shown(RecoveryCodeDialog)[0].done(1)
        assert window.state.workspace.encrypted and window.page("settings").shown == "security"
        page = window.page("settings").place("security")
        qtbot.waitUntil(lambda: "加密前" in page.left.text())
        window.state.workspace.log("又一步")
        from db.conversion import remove_left_overs

        remove_left_overs(window.state.workspace.path)
        assert readable(tmp_path, "赵主任") == []


class TestRestoring:
    def test_the_password_of_the_backup_is_asked_for(self, window, shut, tmp_path, qtbot):
        (tmp_path / "盘").mkdir()
        with Workspace.open(shut, password=PASSWORD) as opened:
            back_up(opened, tmp_path / "盘")
        window.begin(None)
        dialog = RestoreDialog(window.state, window)
        dialog.open()
        dialog.read_folder(tmp_path / "盘")
        qtbot.waitUntil(lambda: dialog.key.isVisible(), timeout=10_000)
        assert "设有密码" in dialog.said.text() and not dialog.go.isEnabled()
        assert "已加密" in dialog.table.item(0, 1).text()
        dialog.key.edit.setText("bushi-zhege")
        press(qtbot, dialog, "snapshot_open")
        qtbot.waitUntil(lambda: "不对" in dialog.said.text(), timeout=10_000)
        dialog.key.edit.setText(PASSWORD)
        press(qtbot, dialog, "snapshot_open")
        qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
        dialog.target.setText(str(tmp_path / "新" / "回来.lvze"))
        press(qtbot, dialog, "restore_go")
        qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
        assert window.state.workspace.path.name == "回来.lvze" and window.state.workspace.encrypted

    def test_the_files_own_backup_asks_for_nothing(self, inside, shut, tmp_path, qtbot):
        (tmp_path / "盘").mkdir()
        back_up(inside.state.workspace, tmp_path / "盘")
        inside.state.workspace.change_password(PASSWORD, LATER)
        dialog = RestoreDialog(inside.state, inside)
        dialog.open()
        dialog.read_folder(tmp_path / "盘")
        qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
        assert not dialog.key.isVisible()
        before = inside.state.workspace
        press(qtbot, dialog, "restore_go")
        qtbot.waitUntil(lambda: inside.state.workspace not in (None, before), timeout=20_000)
        assert inside.state.workspace.path == shut
        inside.state.close_file()
        Workspace.open(shut, password=PASSWORD).close()
