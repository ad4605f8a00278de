"""谈话锁: what was said in talks cannot be read without the second password; everything else goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import text
from tests.secrets_in import holding

from db import journal, keyring, records, search
from db.drafts import drafts_of, put_by
from db.errors import Refusal
from db.figures import evaluate
from db.keyring import WrongPassword
from db.ledgers import LEDGERS
from db.periods import Period
from db.step_list import StepQuery, steps
from db.workspace import Workspace
from desktop.operations.drafts import keep_draft
from desktop.operations.records import read_record, save_record
from desktop.operations.talk_lock import put_on, take_off, unlock, unlock_with_code
from desktop.screens.opening.recovery_code import RecoveryCodeDialog
from desktop.screens.talks.talk import TalkScreen
from desktop.screens.talks.talk_door import SHUT, TalkUnlock
from desktop.screens.talks.talk_lock_card import TalkLockCard
from desktop.state import State, Target
from desktop.widgets.password_edit import PasswordEdit
from tests.desk import answer, fill, memory, open_state

TALKS, FOLLOW_UPS = LEDGERS["talk"], LEDGERS["talk_follow_up"]
SECRET, SECOND = "绝不外传的谈话内容甲乙丙", "zhi-you-wo-zhidao"
DAY = date.today()
LOCKED = "（内容已加锁）"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keyring, "MEMORY_KIB", 64)
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "home"))


@pytest.fixture
def talk(workspace: Workspace, hospital: dict[str, int], add: Callable[..., int]) -> int:
    made = add("talk", held_on=DAY, speaker_id=hospital["林书记"], person_id=hospital["钱医生"], content=SECRET, opinion=SECRET + "意见")
    add("talk_follow_up", talk_id=made, day=DAY, text=SECRET + "跟进")
    save_record(workspace, TALKS, {"content": SECRET + "改过"}, made)
    keep_draft(workspace, TALKS, made, 2, {"content": SECRET + "草稿", "place": "党办"})
    with workspace.scratch() as session:
        put_by(session, ["改期", made], SECRET + "填了一半", workspace.clock())
    return made


def quiet(*_: Any) -> None:
    pass


def holds(workspace: Workspace) -> bool:
    with workspace.read() as session:
        return journal.broken_at(session) is None


def content(workspace: Workspace, talk: int) -> str:
    return read_record(workspace, TALKS, talk).values["content"]


def drafted(workspace: Workspace) -> dict[str, Any]:
    with workspace.read() as session:
        return drafts_of(session, "talk")[0].typed


def test_nothing_said_stands_in_the_file_or_beside_it(workspace: Workspace, talk: int) -> None:
    assert holding(workspace.path.parent, SECRET)
    before = evaluate_all(workspace)
    put_on(workspace, SECOND, quiet)
    assert holding(workspace.path.parent, SECRET) == [] and holds(workspace) and evaluate_all(workspace) == before
    assert content(workspace, talk) == SECRET + "改过" and drafted(workspace) == {"content": SECRET + "草稿", "place": "党办"}
    save_record(workspace, TALKS, {"content": SECRET + "又改"}, talk)
    with workspace.read() as session:
        assert search.find(session, SECRET) == []
        lines = journal.history(session, TALKS.model, talk)
    assert [(line.before, line.after) for line in lines if line.attribute == "content"] == [
        (SECRET + "改过", SECRET + "又改"), (SECRET, SECRET + "改过")]
    workspace.undo()
    assert content(workspace, talk) == SECRET + "改过" and holding(workspace.path.parent, SECRET) == [] and holds(workspace)


def evaluate_all(workspace: Workspace) -> dict[str, Any]:
    with workspace.read() as session:
        return {one: figure.text for one, figure in evaluate(session, Period.of("year", DAY)).items()}


def test_closed_everything_but_the_words_goes_on(workspace: Workspace, talk: int, hospital, add) -> None:
    put_on(workspace, SECOND, quiet)
    before = evaluate_all(workspace)
    workspace.close()
    with Workspace.open(workspace.path) as again:
        assert again.talk_lock.closed and content(again, talk) == LOCKED and drafted(again) == {"place": "党办"}
        assert evaluate_all(again) == before and holds(again)
        with again.read() as session:
            assert {line.after for line in journal.history(session, TALKS.model, talk) if line.attribute} == {LOCKED}
        values = read_record(again, TALKS, talk).values
        save_record(again, TALKS, {"place": "会议室", "content": values["content"], "opinion": values["opinion"]}, talk)
        with pytest.raises(Refusal, match="请先用第二密码解锁"):
            save_record(again, TALKS, {"content": "锁着的时候写"}, talk)
        with pytest.raises(Refusal, match="请先用第二密码解锁"):
            save_record(again, FOLLOW_UPS, {"talk_id": talk, "day": DAY, "text": LOCKED})
        with pytest.raises(WrongPassword):
            unlock(again, "bu-shi-zhe-ge")
        unlock(again, SECOND)
        assert content(again, talk) == SECRET + "改过" and read_record(again, TALKS, talk).values["place"] == "会议室"
        again.talk_lock.close()
        assert content(again, talk) == LOCKED and holds(again)


def test_the_code_opens_it_and_taken_off_it_reads_as_before(workspace: Workspace, talk: int) -> None:
    done = put_on(workspace, SECOND, quiet)
    workspace.talk_lock.close()
    unlock_with_code(workspace, done.code)
    save_record(workspace, TALKS, {"content": SECRET + "又改"}, talk)
    with pytest.raises(WrongPassword):
        take_off(workspace, "bu-shi-zhe-ge", quiet)
    assert workspace.talk_lock.on
    take_off(workspace, SECOND, quiet)
    workspace.close()
    with Workspace.open(workspace.path) as again:
        assert not again.talk_lock.on and content(again, talk) == SECRET + "又改" and holds(again)
        with again.read() as session:
            assert search.find(session, SECRET) == [("talk_follow_up", 1), ("talk", talk)]
            assert session.execute(text("SELECT content FROM talk")).scalar() == SECRET + "又改"
            assert journal.history(session, TALKS.model, talk)[0].before == SECRET + "改过"
        put_on(again, SECOND + "2", quiet)
        assert holding(workspace.path.parent, SECRET) == [] and holds(again) and content(again, talk) == SECRET + "又改"


def test_a_sealed_word_changed_behind_the_program_s_back_is_found(workspace: Workspace, talk: int) -> None:
    put_on(workspace, SECOND, quiet)
    with workspace._engine.connect() as raw, raw.begin():
        other = workspace.talk_lock.seal('{"content":"假的"}')
        raw.execute(text("UPDATE change SET after=:other WHERE ledger='talk' AND before IS NOT NULL"), {"other": other})
    assert not holds(workspace)


def test_a_weak_password_changes_nothing(workspace: Workspace, talk: int) -> None:
    with pytest.raises(Refusal, match="至少要 8 个字符"):
        put_on(workspace, "短", quiet)
    assert not workspace.talk_lock.on and content(workspace, talk) == SECRET + "改过" and workspace.undo_label is not None
    with workspace.read() as session:
        assert records.get(session, TALKS, talk).content == SECRET + "改过"


# -- in the window -----------------------------------------------------------------------------------------------------


@pytest.fixture
def state(workspace: Workspace, qapp: QApplication) -> State:
    return open_state(workspace)


def press_unlock(qtbot: Any, dialog: TalkUnlock, password: str) -> None:
    dialog.password.edit.setText(password)
    dialog.accept()


def test_the_words_come_and_go_in_the_form_and_what_else_was_typed_stays(
    state: State, workspace: Workspace, talk: int, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on(workspace, SECOND, quiet)
    screen = TalkScreen(state, TALKS, settings=memory(tmp_path))
    qtbot.addWidget(screen)
    screen.show()
    form, door = screen.form, screen.record.door
    screen.show_target(Target("talk", talk))
    assert door.isVisibleTo(screen) and form.editors["content"].value() == SECRET + "改过"
    door.turn()
    assert form.editors["content"].value() == LOCKED and not form.editors["content"].isEnabled()
    assert SHUT in door.words.text() and form.editors["place"].isEnabled()
    fill(form, place="会议室")
    door.turn()
    dialog = screen.window().findChild(TalkUnlock)
    press_unlock(qtbot, dialog, "bu-shi-zhe-ge")
    qtbot.waitUntil(lambda: "密码不对" in dialog.note.text, timeout=10_000)
    press_unlock(qtbot, dialog, SECOND)
    qtbot.waitUntil(lambda: not door.closed, timeout=10_000)
    qtbot.waitUntil(lambda: form.editors["content"].value() == SECRET + "改过")
    assert form.editors["place"].value() == "会议室" and form.editors["content"].isEnabled()
    assert form.save() == talk and content(workspace, talk) == SECRET + "改过"
    with workspace.read() as session:
        labels = [line.label for line in steps(session, query=StepQuery("lock"))]
    assert labels[:2] == ["谈话锁：已解锁", "谈话锁：第二密码输错 1 次"]
    fill(form, content=SECRET + "没保存")
    asked = answer(monkeypatch, "leaving_stay")
    door.turn()
    assert len(asked) == 1 and not door.closed and form.editors["content"].value() == SECRET + "没保存"


def test_a_new_talk_waits_for_the_key(state: State, workspace: Workspace, talk: int, qtbot: Any, tmp_path: Path) -> None:
    put_on(workspace, SECOND, quiet)
    workspace.talk_lock.close()
    screen = TalkScreen(state, TALKS, settings=memory(tmp_path))
    qtbot.addWidget(screen)
    screen.show()
    screen.new_record()
    assert not screen.form.editors["content"].isEnabled()
    unlock(workspace, SECOND)
    screen.record.door._turned()
    assert screen.form.editors["content"].isEnabled()


def test_a_draft_with_words_under_the_lock_waits_for_the_key_and_loses_none(
    state: State, workspace: Workspace, talk: int, qtbot: Any, tmp_path: Path
) -> None:
    put_on(workspace, SECOND, quiet)
    workspace.talk_lock.close()
    screen = TalkScreen(state, TALKS, settings=memory(tmp_path))
    qtbot.addWidget(screen)
    screen.show()
    screen.draft_note.findChild(object, "draft_resume").click()
    assert screen.window().findChild(TalkUnlock).isVisible() and screen.form.record_id is None and screen.draft_note.text
    keep_draft(workspace, TALKS, talk, 2, {"place": "会议室"})  # typed by someone without the key
    state.put_by(["追记", talk], "锁着的时候写")
    unlock(workspace, SECOND)
    assert drafted(workspace) == {"content": SECRET + "草稿", "place": "会议室"}
    screen.draft_note.findChild(object, "draft_resume").click()
    assert screen.form.editors["content"].value() == SECRET + "草稿"
    for what in ("追记", "改期"):  # what stood half typed in dialogs
        state.put_by([what, talk], SECRET + what)
    workspace.talk_lock.close()
    assert state.taken_up(["追记", talk]) == "锁着的时候写" and state.taken_up(["追记", talk]) is None
    assert holding(workspace.path.parent, SECRET) == []
    unlock(workspace, SECOND)
    assert state.taken_up(["追记", talk]) == SECRET + "追记" and state.taken_up(["改期", talk]) == SECRET + "改期"


def test_the_card_puts_it_on_and_takes_it_off(
    state: State, workspace: Workspace, talk: int, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = TalkLockCard(state)
    qtbot.addWidget(card)
    card.show()
    assert not card.on.isEnabled()
    for edit in card.new.findChildren(PasswordEdit):
        edit.setText(SECOND)
    asked = answer(monkeypatch, "question_no")
    card.new.entered.emit()
    assert len(asked) == 1 and card.on.isEnabled()
    answer(monkeypatch, "question_yes")
    card.put_on()
    qtbot.waitUntil(lambda: workspace.talk_lock.on and card.off.isVisibleTo(card), timeout=20_000)
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, RecoveryCodeDialog))
    assert dialog.windowTitle() == "谈话锁恢复码" and "谈话锁恢复码" in dialog._page().to_json()
    dialog.finish.setEnabled(True)
    dialog.reject()
    card.old.edit.setText(SECOND)
    card.take_off()
    qtbot.waitUntil(lambda: not workspace.talk_lock.on and card.on.isVisibleTo(card), timeout=20_000)
    assert holds(workspace)
