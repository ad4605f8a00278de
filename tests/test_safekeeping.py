"""The window speaks up by itself: a known drive that is behind, a restored file that nobody has looked at yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.backup import back_up, known_sticks, local_copies, note_check, plugged_in, restore, snapshots
from db.workspace import Workspace
from desktop.operations import copies
from desktop.screens.opening.damaged_dialog import DamagedDialog
from desktop.screens.safety.drill_dialog import DrillDialog
from desktop.screens.safety.past_dialog import PastDialog
from desktop.screens.safety.restore_dialog import RestoreDialog
from desktop.widgets.notice_bar import Answer
from tests.test_accessible import silent
from tests.shell import TODAY, dismiss, home, press, state, told, window  # noqa: F401

ROOT = "履责台账备份"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


@pytest.fixture
def behind(tmp_path: Path, stick: Path) -> Path:
    """A file that was backed up to the stick nine days before the window's today."""
    path = tmp_path / "台账.lvze"
    with Workspace.create(path, clock=lambda: TODAY - timedelta(days=9)) as workspace:
        workspace.set_setting("hospital", "云岭市第二人民医院")
        back_up(workspace, stick)
    return path


def open_file(window, path: Path, qtbot) -> None:  # noqa: F811
    window.begin(path)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)


class TestKnownDrive:
    def test_it_is_offered_a_backup_when_it_is_behind(self, window, behind, stick, qtbot):  # noqa: F811
        open_file(window, behind, qtbot)
        bar = window.safekeeping.offer
        qtbot.waitUntil(lambda: "现在备份？" in bar.words)
        assert "KINGSTON" in bar.words and "9 天前" in bar.words
        press(qtbot, bar, "offer_now")
        qtbot.waitUntil(lambda: bar.words.startswith("备份完成"), timeout=30_000)
        assert [one.kind for one in snapshots(stick)] == ["auto", "manual"]
        press(qtbot, bar, "offer_seen")
        window.safekeeping.watch.look()
        qtbot.waitUntil(lambda: bool(window.safekeeping.watch.here))
        assert bar.words == "" and window.status.backup.text() == "今天已备份"

    def test_not_now_lasts_until_it_is_plugged_in_again(self, window, behind, stick, qtbot):  # noqa: F811
        open_file(window, behind, qtbot)
        keeping = window.safekeeping
        qtbot.waitUntil(lambda: bool(keeping.offer.words))
        press(qtbot, keeping.offer, "offer_later")
        window.state.workspace.log("导出")
        qtbot.waitUntil(lambda: not keeping.watch._busy)
        assert keeping.offer.words == ""
        stick.rename(stick.with_name("拔出"))
        keeping.watch.look()
        qtbot.waitUntil(lambda: not keeping.watch.here)
        stick.with_name("拔出").rename(stick)
        keeping.watch.look()
        qtbot.waitUntil(lambda: "现在备份？" in keeping.offer.words)

    def test_pulling_it_out_takes_the_offer_back(self, window, behind, stick, qtbot):  # noqa: F811
        open_file(window, behind, qtbot)
        keeping = window.safekeeping
        qtbot.waitUntil(lambda: bool(keeping.offer.words))
        stick.rename(stick.with_name("拔出"))
        keeping.watch.look()
        qtbot.waitUntil(lambda: keeping.offer.words == "")

    def test_a_strange_drive_in_its_place_is_never_written_to(self, window, behind, stick, qtbot):  # noqa: F811
        open_file(window, behind, qtbot)
        bar = window.safekeeping.offer
        qtbot.waitUntil(lambda: bool(bar.words))
        stick.rename(stick.with_name("拔出"))
        stick.mkdir()  # another stick under the same letter
        press(qtbot, bar, "offer_now")
        qtbot.waitUntil(lambda: bool(told()), timeout=20_000)
        assert "不是原来那个备份盘" in told()[0] and list(stick.iterdir()) == []
        dismiss()

    @pytest.mark.parametrize("days", [30, 10])
    def test_the_days_are_the_clerk_s(self, window, behind, stick, qtbot, days):  # noqa: F811
        with Workspace.open(behind) as workspace:
            workspace.set_setting("backup_every_days", days)
        open_file(window, behind, qtbot)
        qtbot.waitUntil(lambda: bool(window.safekeeping.watch.here))
        assert window.safekeeping.offer.words == ""

    def test_the_workbench_and_the_page_say_how_old_each_copy_is(self, window, behind, stick, qtbot, tmp_path):  # noqa: F811
        old = tmp_path / "移动硬盘"
        old.mkdir()
        with Workspace.open(behind, clock=lambda: TODAY - timedelta(days=60)) as workspace:
            back_up(workspace, old)
        stick.rename(stick.with_name("拔出"))
        open_file(window, behind, qtbot)
        bench = window.workbench()
        qtbot.waitUntil(lambda: "“移动硬盘”已 60 天没备份" in bench.backup_age.text())
        assert "上次备份在 9 天前" in bench.backup_age.text() and "KINGSTON：2025-11-09" in bench.backup_age.toolTip()
        window.show_backup()
        page = window.page("settings").place("backup")
        qtbot.waitUntil(lambda: bool(page.watch.here))
        table = page.sticks
        lines = [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]
        assert lines[0][0] == "KINGSTON" and "（9 天前）" in lines[0][1] and lines[0][3] == "没有插上"
        assert lines[1][3] == "已插上" and "（60 天前）" in lines[1][1]

    def test_while_the_known_one_is_away_no_other_place_is_chosen(self, window, behind, stick, qtbot):  # noqa: F811
        stick.rename(stick.with_name("拔出"))
        open_file(window, behind, qtbot)
        window.show_backup()
        page = window.page("settings").place("backup")
        qtbot.wait(50)
        assert page.folder.currentIndex() == -1 and not page.start.isEnabled()

    def test_a_lost_drive_is_spoken_of_no_more(self, window, behind, stick, qtbot):  # noqa: F811
        open_file(window, behind, qtbot)
        [known] = known_sticks(window.state.workspace)
        copies.forget_stick(window.state.workspace, known.identity)
        qtbot.waitUntil(lambda: not window.safekeeping.watch.here and window.safekeeping.offer.words == "")
        assert len(snapshots(stick)) == 1
        back_up(window.state.workspace, stick)
        assert [one.identity for one in known_sticks(window.state.workspace)] == [known.identity]


def test_bars_and_dialogs_say_what_they_are(window, behind, stick, qtbot):  # noqa: F811
    open_file(window, behind, qtbot)
    keeping = window.safekeeping
    qtbot.waitUntil(lambda: bool(keeping.offer.words), timeout=20_000)
    keeping.damaged.say("有损坏。", "bad", (Answer("damaged_act", "处理…", lambda: None),))
    assert silent(window) == []
    past = PastDialog(window.state, window)
    past.look_at(stick)
    for dialog in (past, DrillDialog(window.state, keeping.watch.here, window),
                   DamagedDialog(window.state, behind, "有损坏。", None, {}, window)):
        dialog.open()
        qtbot.wait(20)
        assert silent(dialog) == [], dialog.objectName()
        dialog.reject()


class TestRecognising:
    def test_by_identity_under_any_name_and_in_the_folder_chosen_on_it(self, workspace, tmp_path):
        first = tmp_path / "media" / "甲盘" / "备份" / "党办"
        first.mkdir(parents=True)
        back_up(workspace, first)
        [known] = known_sticks(workspace)
        assert plugged_in([known], []) == {known.identity: first}
        moved = tmp_path / "media" / "乙盘"
        (tmp_path / "media" / "甲盘").rename(moved)
        assert plugged_in([known], []) == {}
        assert plugged_in([known], [tmp_path, moved]) == {known.identity: moved / "备份" / "党办"}

    def test_a_damaged_or_foreign_identity_is_nobody_s(self, workspace, tmp_path):
        for name in ("甲", "乙"):
            (tmp_path / name).mkdir()
            back_up(workspace, tmp_path / name)
        known = {stick.title: stick for stick in known_sticks(workspace)}
        (tmp_path / "甲" / ROOT / "STICK.json").write_bytes(b"{")
        assert plugged_in(known.values(), [tmp_path / "甲"]) == {known["乙"].identity: tmp_path / "乙"}
        assert plugged_in([known["甲"]], [tmp_path / "乙"]) == {}

    def test_a_check_that_finds_damage_is_remembered_until_the_next_backup(self, workspace, tmp_path):
        result = back_up(workspace, tmp_path)
        data = result.path / "data.lvze"
        data.write_bytes(data.read_bytes()[:-1] + b"?")
        assert copies.check(workspace, result.path, lambda *_: None)
        [known] = known_sticks(workspace)
        assert not known.sound and known.due(known.made_at.date(), 7)
        back_up(workspace, tmp_path)
        assert known_sticks(workspace)[0].sound

    def test_a_check_of_an_old_backup_says_nothing_of_the_newest(self, workspace, tmp_path):
        old = back_up(workspace, tmp_path)
        back_up(workspace, tmp_path)
        note_check(workspace, old.path, sound=False)
        assert known_sticks(workspace)[0].sound


class TestRestored:
    @pytest.fixture
    def restored(self, behind: Path, stick: Path) -> Path:
        with Workspace.open(behind) as workspace:
            workspace.log("以后的操作")
        restore(stick, behind, datetime.now())
        return behind

    def test_automatic_copies_wait_until_it_is_confirmed(self, window, restored, qtbot):  # noqa: F811
        open_file(window, restored, qtbot)
        keeping, workspace = window.safekeeping, window.state.workspace
        assert keeping.restored.words.startswith("台账已恢复到 2025-11-09 09:00 的状态，自动备份已暂停")
        qtbot.waitUntil(lambda: bool(keeping.watch.here))
        assert keeping.offer.words == ""  # behind, but not offered yet
        copies.automatic(workspace)
        assert local_copies(restored) == []
        press(qtbot, keeping.restored, "restored_right")
        qtbot.waitUntil(lambda: keeping.restored.words == "" and bool(keeping.offer.words))
        copies.automatic(workspace)
        assert len(local_copies(restored)) == 1

    def test_the_question_survives_closing_and_the_old_file_is_one_click_away(self, window, restored, qtbot):  # noqa: F811
        open_file(window, restored, qtbot)
        window.state.close_file()
        assert window.safekeeping.restored.words == ""
        window.open_file(restored)
        qtbot.waitUntil(lambda: bool(window.safekeeping.restored.words), timeout=20_000)
        press(qtbot, window.safekeeping.restored, "restored_wrong")
        [dialog] = window.findChildren(RestoreDialog)
        qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
        before = window.state.workspace
        dialog.go.click()
        qtbot.waitUntil(lambda: window.state.workspace not in (None, before), timeout=20_000)
        with window.state.workspace.read() as session:
            labels = [label for label, in session.execute(text("SELECT label FROM step"))]
        assert "以后的操作" in labels
