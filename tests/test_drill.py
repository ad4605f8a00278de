"""恢复演练: the newest backup is really restored, looked through and thrown away; the result stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from db import own_ledgers, records
from db.backup import BackupRefused, Cancelled, Code, back_up, known_sticks
from db.evidence import attach
from db.ledgers import LEDGERS
from db.sticks import drill_due
from db.workspace import Workspace
from desktop import drill
from desktop.screens.safety.drill_dialog import DrillDialog
from tests.shell import TODAY, home, press, state, window  # noqa: F401

MEETING = LEDGERS["meeting"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "KINGSTON"
    folder.mkdir()
    return folder


@pytest.fixture
def kept(workspace: Workspace, stick: Path, tmp_path: Path) -> str:
    """A meeting with a proof, backed up; the drive's identity."""
    scan = tmp_path / "签到表.txt"
    scan.write_text("到会人员签到", encoding="utf-8")
    workspace.set_setting("hospital", "云岭市第二人民医院")
    with workspace.transaction("新增") as session:
        one = records.save(session, MEETING, {"day": date(2025, 3, 5), "kind": "committee", "topic": "研究意识形态工作"})
        attach(session, workspace.evidence, MEETING, one, scan)
    back_up(workspace, stick)
    [identity] = workspace.setting("backups")
    return identity


def beside(workspace: Workspace) -> set[str]:
    return {path.name for path in workspace.path.parent.iterdir()}


def test_a_good_backup_passes_and_leaves_nothing_but_the_result(workspace, stick, kept):
    before = beside(workspace)
    found = drill.rehearse(workspace, stick, kept)
    assert found.good and ("会议研究", 1, 1) in found.rows and found.evidence == 1 and found.records == sum(row[1] for row in found.rows)
    assert "报告" in found.report and found.report.endswith("页") and beside(workspace) == before
    assert drill.drills_of(workspace) == [found]
    sheet = drill.sheet(workspace, found)
    assert "恢复核验单" in sheet.title and "云岭市第二人民医院" in str(sheet)


def test_the_trial_report_is_set_in_the_layout_that_was_backed_up(workspace, stick, kept):
    pages = [int(drill.rehearse(workspace, stick, kept).report.split()[-2])]
    workspace.set_setting("style", {"top_mm": 50, "bottom_mm": 50, "left_mm": 40, "right_mm": 40, "body_pt": 18, "line_pt": 32})
    back_up(workspace, stick)
    pages.append(int(drill.rehearse(workspace, stick, kept).report.split()[-2]))
    assert pages[1] > pages[0]


@pytest.mark.parametrize("what", ["database", "proof"])
def test_a_damaged_backup_fails_and_the_drive_is_marked(workspace, stick, kept, what):
    root = stick / "履责台账备份"
    path = next(root.glob("snap/*/data.lvze")) if what == "database" else next(root.glob("objects/??/*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = beside(workspace)
    found = drill.rehearse(workspace, stick, kept)
    assert not found.good and beside(workspace) == before and found.findings == drill.drills_of(workspace)[0].findings
    assert all(sentence.endswith("。") for sentence in found.findings)
    assert not known_sticks(workspace)[0].sound
    assert found.report == ("" if what == "database" else found.report)


def test_the_registry_of_own_ledgers_stays_that_of_the_open_file(workspace, stick, kept):
    with workspace.transaction("新建台账") as session:
        own_ledgers.define(session, "志愿服务", "次", [])
    keys = list(LEDGERS)
    assert drill.rehearse(workspace, stick, kept).good and list(LEDGERS) == keys


def test_of_an_encrypted_file_nothing_readable_touches_the_disk(tmp_path, stick):
    seen: list[bytes] = []

    def watch(*_: object) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.glob("*.drill-*/**/*") if path.is_file())

    with Workspace.create(tmp_path / "密.lvze", password="春风化雨一二三四") as workspace:
        scan = tmp_path / "签到表.txt"
        scan.write_text("到会人员签到", encoding="utf-8")
        with workspace.transaction("新增") as session:
            one = records.save(session, MEETING, {"day": date(2025, 3, 5), "kind": "committee", "topic": "研究意识形态工作"})
            attach(session, workspace.evidence, MEETING, one, scan)
        back_up(workspace, stick)
        [identity] = workspace.setting("backups")
        assert drill.rehearse(workspace, stick, identity, watch).good
    assert len(seen) > 3
    assert not [content for content in seen if any(word.encode() in content for word in ("签到", "研究意识形态", "SQLite format"))]


def test_another_drive_no_backup_and_cancelling_leave_no_result(workspace, stick, kept, tmp_path):
    other = tmp_path / "别的盘"
    other.mkdir()
    with pytest.raises(BackupRefused, match="不是原来那个备份盘") as refusal:
        drill.rehearse(workspace, other, kept)
    assert refusal.value.code == Code.OTHER_STICK
    before = beside(workspace)
    for stop_at in (1, 3, 6):
        calls = 0

        def stop(*_: object) -> None:
            nonlocal calls
            calls += 1
            if calls == stop_at:
                raise Cancelled

        with pytest.raises(Cancelled):
            drill.rehearse(workspace, stick, kept, stop)
        assert beside(workspace) == before
    assert drill.drills_of(workspace) == []


def test_what_a_killed_drill_left_is_cleared_away(workspace, stick, kept):
    left = workspace.path.with_name(workspace.path.name + ".drill-1")
    left.mkdir()
    (left / "演练.lvze").write_bytes(b"x")
    drill.rehearse(workspace, stick, kept)
    assert not left.exists()


def test_it_is_due_once_a_month():
    today = date(2026, 3, 31)
    assert drill_due(None, today) and drill_due(datetime(2026, 2, 28), today) and not drill_due(datetime(2026, 3, 1), today)


def test_in_the_window_it_is_due_done_and_printed(window, stick, tmp_path, qtbot):  # noqa: F811
    path = tmp_path / "台账.lvze"
    with Workspace.create(path, clock=lambda: TODAY - timedelta(days=2)) as workspace:
        back_up(workspace, stick)
    window.begin(path)
    qtbot.waitUntil(lambda: window.state.workspace is not None, timeout=20_000)
    bench = window.workbench()
    qtbot.waitUntil(lambda: bench.drill.isVisible(), timeout=20_000)
    bench.drill.click()
    page = window.page("settings").place("backup")
    qtbot.waitUntil(lambda: bool(page.watch.here), timeout=20_000)
    press(qtbot, page, "drill")
    [dialog] = window.findChildren(DrillDialog)
    assert not dialog.paper.isEnabled()
    press(qtbot, dialog, "drill_start")
    qtbot.waitUntil(lambda: dialog.said.text().startswith("演练通过"), timeout=30_000)
    assert dialog.table.item(0, 6).text() == "完好" and dialog.paper.isEnabled()
    dialog.reject()
    window.show_tab("bench")
    qtbot.waitUntil(lambda: not bench.drill.isVisible(), timeout=20_000)
