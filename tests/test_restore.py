"""A restore brings everything back, sets aside what was there, and until its last moment changes nothing."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.faulty import FaultyDevice

from db import journal, own_ledgers, records
from db.backup import BackupRefused, Cancelled, Code, back_up, copy_if_changed, preview, restore, snapshots, verify
from db.errors import InUse, NewerFile
from db.evidence import attach
from db.ledgers import LEDGERS
from db.ledgers.organisation import Department
from db.record import Evidence
from db.workspace import Workspace

NOW = datetime(2026, 3, 5, 9, 30)
ROOT = "履责台账备份"
Prove = Callable[[str], str]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "移动盘"
    folder.mkdir()
    return folder


@pytest.fixture
def prove(workspace: Workspace, tmp_path: Path) -> Prove:
    """Saves a department with a piece of evidence of the given text and returns the evidence's SHA-256."""

    def save(words: str) -> str:
        source = tmp_path / f"{words}.txt"
        source.write_text(words, encoding="utf-8")
        with workspace.transaction("新增科室") as session:
            record = records.save(session, LEDGERS["department"], {"name": words})
            return attach(session, workspace.evidence, LEDGERS["department"], record, source).sha256

    return save


def departments(path: Path) -> list[str]:
    """The names in a file, after its integrity, its journal and its evidence have been checked."""
    with Workspace.open(path) as workspace, workspace.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert journal.broken_at(session) is None
        hashes = session.scalars(select(Evidence.sha256)).all()
        assert workspace.evidence.damaged(list(hashes)) == []
        return list(session.scalars(select(Department.name).order_by(Department.id)))


def test_onto_an_empty_folder_everything_comes_back(workspace: Workspace, stick: Path, tmp_path: Path,
                                                    prove: Prove) -> None:
    prove("内科")
    prove("外科")
    back_up(workspace, stick)
    target = tmp_path / "新电脑" / "我的台账" / "台账.lvze"
    result = restore(stick, target, NOW)
    assert (result.path, result.set_aside, result.evidence_copied, result.problems) == (target, None, 2, [])
    assert departments(target) == ["内科", "外科"]
    with Workspace.open(target) as restored, restored.read() as session:
        labels = session.scalars(select(journal.Step.label)).all()
        assert any("从备份恢复" in label for label in labels)
        assert list(restored.setting("backups")) == list(workspace.setting("backups"))


def test_what_was_there_is_set_aside_and_can_come_back_too(workspace: Workspace, stick: Path, prove: Prove) -> None:
    prove("内科")
    back_up(workspace, stick)
    prove("外科")
    workspace.close()
    result = restore(stick, workspace.path, NOW)
    assert departments(workspace.path) == ["内科"]
    assert result.set_aside is not None and result.set_aside.name == "台账.恢复前 20260305-093000.lvze"
    assert result.evidence_copied == 0
    back = restore(result.set_aside, workspace.path, NOW)
    assert departments(workspace.path) == ["内科", "外科"]
    assert back.set_aside is not None and back.set_aside != result.set_aside


def test_a_chosen_snapshot_is_restored_and_not_the_newest(workspace: Workspace, stick: Path, tmp_path: Path,
                                                         prove: Prove) -> None:
    prove("内科")
    first = back_up(workspace, stick)
    prove("外科")
    back_up(workspace, stick)
    restore(first.path, tmp_path / "旧.lvze", NOW)
    restore(stick, tmp_path / "新.lvze", NOW)
    assert departments(tmp_path / "旧.lvze") == ["内科"] and departments(tmp_path / "新.lvze") == ["内科", "外科"]


def test_the_preview_says_what_would_change(workspace: Workspace, stick: Path, prove: Prove) -> None:
    workspace.set_setting("hospital", "云岭市第二人民医院")
    prove("内科")
    result = back_up(workspace, stick)
    prove("外科")
    prove("儿科")
    seen = preview(result.path, workspace)
    assert [(line.title, line.now, line.then) for line in seen.differs] == [("科室", 3, 1)]
    assert (seen.hospital, seen.counts["department"], seen.steps_lost, seen.version) == ("云岭市第二人民医院", 1, 2, 1)
    assert seen.made_at == snapshots(stick)[0].made_at
    assert preview(stick, None).differs == ()


def test_an_open_file_is_not_replaced(workspace: Workspace, stick: Path, prove: Prove) -> None:
    back_up(workspace, stick)
    prove("内科")
    with pytest.raises(InUse):
        restore(stick, workspace.path, NOW)
    workspace.close()
    assert departments(workspace.path) == ["内科"]


def test_changes_still_in_the_log_of_a_killed_program_are_set_aside_and_never_played_into_the_restored_file(
        workspace: Workspace, stick: Path, tmp_path: Path, prove: Prove) -> None:
    back_up(workspace, stick)
    prove("内科")
    killed = tmp_path / "断电" / "台账.lvze"
    killed.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{workspace.path}{suffix}", f"{killed}{suffix}")
    shutil.copytree(workspace.evidence.folder, f"{killed}.files")
    assert Path(f"{killed}-wal").stat().st_size
    result = restore(stick, killed, NOW)
    assert departments(killed) == []
    assert result.set_aside is not None
    restore(result.set_aside, killed, NOW)
    assert departments(killed) == ["内科"]


def test_a_damaged_present_file_is_set_aside_as_it_is(workspace: Workspace, stick: Path, prove: Prove) -> None:
    prove("内科")
    back_up(workspace, stick)
    workspace.close()
    rubbish = b"rubbish" * 1000
    workspace.path.write_bytes(rubbish)
    result = restore(stick, workspace.path, NOW)
    assert result.set_aside is not None and result.set_aside.read_bytes() == rubbish
    assert departments(workspace.path) == ["内科"]


def test_a_log_left_without_its_file_is_not_played_into_the_restored_one(
        workspace: Workspace, stick: Path, tmp_path: Path, prove: Prove) -> None:
    back_up(workspace, stick)
    prove("内科")
    lonely = tmp_path / "只剩日志" / "台账.lvze"
    lonely.parent.mkdir()
    shutil.copyfile(f"{workspace.path}-wal", f"{lonely}-wal")
    restore(stick, lonely, NOW)
    assert departments(lonely) == []


def test_a_damaged_newest_snapshot_gives_way_to_the_one_before(workspace: Workspace, stick: Path, tmp_path: Path,
                                                               prove: Prove) -> None:
    prove("内科")
    back_up(workspace, stick)
    prove("外科")
    data = back_up(workspace, stick).path / "data.lvze"
    content = data.read_bytes()
    data.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    with pytest.raises(BackupRefused) as refusal:
        restore(data.parent, tmp_path / "选定.lvze", NOW)
    assert refusal.value.code == Code.DAMAGED and not (tmp_path / "选定.lvze").exists()
    result = restore(stick, tmp_path / "最近.lvze", NOW)
    assert departments(tmp_path / "最近.lvze") == ["内科"] and "更早" in result.problems[0]


def test_evidence_lost_in_the_backup_is_named_and_the_rest_comes_back(
        workspace: Workspace, stick: Path, tmp_path: Path, prove: Prove) -> None:
    lost, flipped = prove("内科"), prove("外科")
    prove("儿科")
    back_up(workspace, stick)
    objects = stick / ROOT / "objects"
    (objects / lost[:2] / lost).unlink()
    (objects / flipped[:2] / flipped).write_bytes("外料".encode())
    target = tmp_path / "新" / "台账.lvze"
    result = restore(stick, target, NOW)
    assert result.evidence_copied == 1 and len(result.problems) == 2
    assert all(any(name in words for words in result.problems) for name in ("内科.txt", "外科.txt"))
    with Workspace.open(target) as restored:
        assert set(restored.evidence.damaged([lost, flipped])) == {lost, flipped}


def test_evidence_damaged_on_the_computer_is_replaced(workspace: Workspace, stick: Path, prove: Prove) -> None:
    sha256 = prove("内科")
    back_up(workspace, stick)
    workspace.evidence.place(sha256).write_bytes(b"")
    workspace.close()
    assert restore(stick, workspace.path, NOW).evidence_copied == 1
    assert departments(workspace.path) == ["内科"]


def test_an_automatic_copy_can_be_restored(workspace: Workspace, prove: Prove) -> None:
    prove("内科")
    copy = copy_if_changed(workspace)
    prove("外科")
    assert copy is not None and preview(copy, workspace).steps_lost == 1
    workspace.close()
    assert restore(copy, workspace.path, NOW).problems == []
    assert departments(workspace.path) == ["内科"]


def test_a_folder_with_several_files_backups_asks_which(workspace: Workspace, stick: Path, tmp_path: Path) -> None:
    back_up(workspace, stick)
    with Workspace.create(tmp_path / "另一个.lvze") as other:
        back_up(other, stick)
    with pytest.raises(BackupRefused, match="另一个.lvze"):
        restore(stick, tmp_path / "哪个.lvze", NOW)


def test_a_newer_programs_backup_is_refused(workspace: Workspace, stick: Path, tmp_path: Path) -> None:
    with workspace.transaction("升级") as session:
        session.connection().exec_driver_sql("PRAGMA user_version=99")
    back_up(workspace, stick)
    with pytest.raises(NewerFile):
        restore(stick, tmp_path / "新.lvze", NOW)
    assert not (tmp_path / "新.lvze").exists()


@pytest.mark.parametrize("nothing", ["空文件夹", "没有的文件夹", "不是备份.lvze"])
def test_where_there_is_no_backup_a_sentence_says_so(tmp_path: Path, nothing: str) -> None:
    place = tmp_path / nothing
    if nothing.endswith(".lvze"):
        place.write_bytes(b"no database")
    elif nothing == "空文件夹":
        place.mkdir()
    with pytest.raises(BackupRefused) as refusal:
        restore(place, tmp_path / "台账.lvze", NOW)
    assert re.fullmatch(r"[^A-Za-z]*。", str(refusal.value).replace(str(place), ""))
    with pytest.raises(BackupRefused):
        preview(place, None)


def test_cancelling_leaves_the_present_file(workspace: Workspace, stick: Path, prove: Prove) -> None:
    back_up(workspace, stick)
    prove("内科")
    workspace.close()

    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        restore(stick, workspace.path, NOW, progress=stop)
    assert departments(workspace.path) == ["内科"] and not list(workspace.path.parent.glob("*.restoring"))


@pytest.mark.parametrize("gone", [False, True], ids=["an error", "everything after it too"])
def test_a_failure_at_every_operation_leaves_the_old_file_or_the_restored_one(
        workspace: Workspace, stick: Path, tmp_path: Path, prove: Prove, gone: bool) -> None:
    lost = prove("内科")
    snapshot = back_up(workspace, stick).path
    prove("外科")
    workspace.close()
    kept = tmp_path / "保存"
    kept.mkdir()
    shutil.copyfile(workspace.path, kept / "台账.lvze")
    for at in range(1, 200):
        shutil.copyfile(kept / "台账.lvze", workspace.path)
        workspace.evidence.place(lost).unlink(missing_ok=True)
        device = FaultyDevice(at, errno.EIO, gone)
        try:
            result = restore(snapshot, workspace.path, NOW, device=device)
        except BackupRefused as refusal:
            assert "恢复没有完成" in str(refusal) or "没有读出备份" in str(refusal), str(refusal)
            workspace.evidence.put(tmp_path / "内科.txt")
            assert departments(workspace.path) == ["内科", "外科"]
        else:
            if device.failed and result.problems:  # the one piece of evidence that could not be read is named
                workspace.evidence.put(tmp_path / "内科.txt")
            assert departments(workspace.path) == ["内科"]
            if not device.failed:
                break
        assert verify(snapshot) == []
    assert at > 15


def test_counts_in_the_result_are_those_of_the_file(workspace: Workspace, stick: Path, tmp_path: Path,
                                                    prove: Prove) -> None:
    prove("内科")
    back_up(workspace, stick)
    result = restore(stick, tmp_path / "新.lvze", NOW)
    with Workspace.open(tmp_path / "新.lvze") as restored, restored.read() as session:
        for key, ledger in LEDGERS.items():
            assert session.scalar(select(func.count()).select_from(ledger.model)) == result.counts[key]


def test_own_ledgers_are_counted_by_the_file_that_defines_them(workspace: Workspace, stick: Path, tmp_path: Path) -> None:
    """The registry holds the own ledgers of the file opened last; a copy that was never opened speaks for itself."""
    with workspace.transaction("新建台账") as session:
        definition = own_ledgers.define(session, "典型", "人", [])
    workspace.close()
    with Workspace.open(workspace.path) as reopened:
        key = own_ledgers.key_of(definition)
        with reopened.transaction("新增") as session:
            records.save(session, LEDGERS[key], {"day": NOW.date(), "title": "医德标兵"})
        made = back_up(reopened, stick)
    Workspace.create(tmp_path / "别家.lvze").close()
    assert key not in LEDGERS and verify(made.path) == []
    with Workspace.create(tmp_path / "空.lvze") as empty:
        seen = preview(made.path, empty)
        assert [(one.title, one.now, one.then) for one in seen.differs] == [("典型", 0, 1)]
    back = restore(made.path, tmp_path / "回来.lvze", NOW)
    assert back.counts == made.counts and back.counts[key] == 1
