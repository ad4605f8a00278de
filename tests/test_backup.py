"""A backup is whole or it is not there; what was whole before stays whole, whatever the drive does."""

from __future__ import annotations

import errno
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.faulty import FailsAt, FaultyDevice

from db import records
from db.backup import BackupRefused, Cancelled, Code, back_up, copy_if_changed, local_copies, snapshots, verify
from db.backup.device import Device
from db.backup.generations import Generations
from db.backup.manifest import Manifest, seal, unseal
from db.evidence import attach
from db.ledgers import LEDGERS
from db.record import Evidence
from db.workspace import Workspace

ROOT = "履责台账备份"
Prove = Callable[[str], str]
PLAIN_CHINESE = re.compile(r"[^A-Za-z]*[。]")


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


def objects_in(stick: Path) -> set[str]:
    return {path.name for path in (stick / ROOT / "objects").glob("*/*")}


def newest(count: int) -> Generations:
    """Only the last ones stay, whatever their day."""
    return Generations(latest=count, daily=0, weekly=0, quarterly=0)


def sentence_of(refusal: BackupRefused, stick: Path) -> str:
    words = str(refusal)
    for known in (str(stick), "exFAT", "NTFS"):
        words = words.replace(known, "")
    return words


class TestWhole:
    def test_a_backup_says_what_it_did_and_verifies(self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        sha256 = prove("内科")
        told: list[tuple[int, int, str]] = []
        result = back_up(workspace, stick, progress=lambda *step: told.append(step))
        assert result.problems == [] and result.new_objects == 1 and result.counts["department"] == 1
        assert verify(result.path) == [] and verify(stick) == []
        assert objects_in(stick) == {sha256}
        assert told[-1][0] == told[-1][1] and told[-1][2]
        [listed] = snapshots(stick)
        assert (listed.ok, listed.path, listed.counts) == (True, result.path, result.counts)
        assert listed.file_name == "台账.lvze"

    def test_the_file_remembers_the_backup_by_the_drive(self, workspace: Workspace, stick: Path) -> None:
        result = back_up(workspace, stick)
        [(identity, entry)] = workspace.setting("backups").items()
        assert identity == unseal((stick / ROOT / "STICK.json").read_bytes())["id"]
        assert entry["name"] == result.name and entry["label"] == str(stick) and datetime.fromisoformat(entry["at"])

    def test_only_new_evidence_is_copied_again(self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        prove("内科")
        back_up(workspace, stick)
        prove("外科")
        again = back_up(workspace, stick)
        assert again.new_objects == 1 and len(objects_in(stick)) == 2
        assert all(verify(listed.path) == [] for listed in snapshots(stick))

    def test_lost_local_evidence_is_reported_and_the_rest_saved(
            self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        lost, changed, kept = prove("丢失"), prove("改坏"), prove("完好")
        workspace.evidence.place(lost).unlink()
        workspace.evidence.place(changed).write_bytes(b"x")
        result = back_up(workspace, stick)
        assert len(result.problems) == 2 and any("丢失.txt" in words for words in result.problems)
        assert objects_in(stick) == {kept} and verify(result.path) == []

    def test_evidence_already_saved_survives_its_loss_on_the_computer(
            self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        sha256 = prove("内科")
        back_up(workspace, stick)
        workspace.evidence.place(sha256).unlink()
        result = back_up(workspace, stick)
        assert result.problems == [] and verify(result.path) == []

    def test_a_file_opened_for_reading_is_backed_up_without_a_trace(self, workspace: Workspace, stick: Path) -> None:
        workspace.close()
        with Workspace.open(workspace.path, read_only=True) as reading:
            assert verify(back_up(reading, stick).path) == []
            assert reading.setting("backups") is None

    @pytest.mark.parametrize("syncs_all", [True, False])
    def test_everything_written_is_synced_before_it_counts(
            self, workspace: Workspace, stick: Path, prove: Prove, syncs_all: bool) -> None:
        prove("内科")
        unsynced: set[Path | int] = set()

        class Watching(Device):
            def create(self, path: Path) -> int:
                handle = super().create(path)
                unsynced.add(handle)
                return handle

            def sync(self, handle: int) -> None:
                super().sync(handle)
                unsynced.discard(handle)

            def sync_all(self, root: Path) -> None:
                unsynced.clear()

            def rename(self, old: Path, new: Path) -> None:
                if old.is_dir():
                    assert not unsynced
                super().rename(old, new)

        device = Watching()
        device.syncs_all = syncs_all
        back_up(workspace, stick, device=device)
        assert verify(stick) == []

    def test_choosing_the_backup_folder_itself_is_the_same_place(self, workspace: Workspace, stick: Path) -> None:
        back_up(workspace, stick)
        back_up(workspace, stick / ROOT)
        assert len(snapshots(stick)) == len(snapshots(stick / ROOT)) == 2

    def test_two_backups_in_one_second_and_a_clock_set_back_keep_their_order(self, tmp_path: Path, stick: Path) -> None:
        times = [datetime(2026, 3, 5, 9, 0), datetime(2026, 3, 5, 9, 0), datetime(2001, 1, 1)]
        made = []
        for time in times:
            clock: Callable[[], datetime] = lambda time=time: time  # noqa: E731
            path = tmp_path / "钟.lvze"
            with (Workspace.open if path.exists() else Workspace.create)(path, clock=clock) as workspace:
                made.append(back_up(workspace, stick).path)
        assert [listed.path for listed in snapshots(stick)] == made[::-1] and len(set(made)) == 3

    def test_a_damaged_source_is_refused_and_the_drive_left_alone(self, workspace: Workspace, stick: Path,
                                                                 prove: Prove) -> None:
        prove("内科")
        back_up(workspace, stick)
        path = workspace.path
        with workspace.read() as session:
            page = session.connection().exec_driver_sql(
                "SELECT rootpage FROM sqlite_master WHERE name='meeting'").scalar_one()
        workspace.close()
        content = path.read_bytes()
        path.write_bytes(content[:(page - 1) * 4096] + bytes(4096) + content[page * 4096:])
        with Workspace.open(path) as damaged, pytest.raises(BackupRefused) as refusal:
            back_up(damaged, stick)
        assert refusal.value.code == Code.SOURCE_DAMAGED and verify(stick) == []

    def test_a_folder_that_is_not_there_is_refused(self, workspace: Workspace, tmp_path: Path) -> None:
        with pytest.raises(BackupRefused) as refusal:
            back_up(workspace, tmp_path / "没插上")
        assert refusal.value.code == Code.NO_FOLDER and snapshots(tmp_path / "没插上") == []

    def test_cancelling_leaves_nothing_half_made(self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        first = back_up(workspace, stick)
        prove("内科")
        for stop_at in range(1, 8):
            calls = 0

            def stop(*_: object) -> None:
                nonlocal calls
                calls += 1
                if calls == stop_at:
                    raise Cancelled

            try:
                back_up(workspace, stick, keep=newest(30), progress=stop)
            except Cancelled:
                assert [listed.path for listed in snapshots(stick)] == [first.path]
        assert not list((stick / ROOT).rglob("*.part"))
        assert verify(first.path) == [] and not list(workspace.path.parent.glob("*.copying-*"))


class TestFaults:
    @pytest.mark.parametrize("gone", [False, True], ids=["an error", "pulled out"])
    def test_a_failure_at_every_operation_harms_no_earlier_backup(
            self, workspace: Workspace, stick: Path, prove: Prove, gone: bool) -> None:
        for turn in range(3):
            prove(f"开始{turn}")
            earlier = back_up(workspace, stick, keep=newest(3)).path
        operations: dict[str, int] = {}
        finished_with = 0
        for at in range(1, 1000):
            with workspace.transaction("清除") as session:
                session.connection().exec_driver_sql("DELETE FROM evidence")
            prove(f"第{at}科")
            device = FaultyDevice(at, errno.ENODEV if gone else errno.EIO, gone)
            try:
                result = back_up(workspace, stick, keep=newest(3), device=device)
            except BackupRefused as refusal:
                assert PLAIN_CHINESE.fullmatch(sentence_of(refusal, stick)), str(refusal)
                assert "以前的备份没有改动" in str(refusal)
                assert refusal.code == Code.REMOVED if gone else refusal.code in (Code.DEVICE, Code.VERIFY_FAILED)
            else:
                assert verify(result.path) == []
                finished_with += bool(result.problems)
            operations[device.failed] = operations.get(device.failed, 0) + 1
            assert verify(earlier) == [], f"operation {at} {device.failed}"
            if not device.failed:
                break
            again = back_up(workspace, stick, keep=newest(3))
            assert again.problems == []  # it was read back whole before the oldest went, and is "earlier" in the next turn
            assert not list((stick / ROOT).rglob("*.part")) and not (stick / ROOT / "objects" / "recheck").exists()
            earlier = again.path
        else:
            pytest.fail("never came to an end")
        assert at > 60 and len(operations) >= 12 and finished_with > 5, operations

    @pytest.mark.parametrize(("number", "code"), [
        (errno.ENOSPC, Code.FULL), (errno.EROFS, Code.READ_ONLY), (errno.EACCES, Code.NO_PERMISSION),
        (errno.EFBIG, Code.TOO_LARGE), (errno.EIO, Code.DEVICE), (errno.ENODEV, Code.REMOVED)])
    def test_each_cause_has_its_own_sentence(self, workspace: Workspace, stick: Path, number: int, code: Code) -> None:
        earlier = back_up(workspace, stick)
        with pytest.raises(BackupRefused) as refusal:
            back_up(workspace, stick, device=FailsAt("write", number))
        assert refusal.value.code == code and PLAIN_CHINESE.fullmatch(sentence_of(refusal.value, stick))
        assert verify(earlier.path) == []

    @pytest.mark.parametrize("number", [errno.EIO, errno.EROFS, errno.ENOSPC])
    def test_a_drive_that_vanishes_is_pulled_out_whatever_the_number(
            self, workspace: Workspace, stick: Path, number: int) -> None:
        back_up(workspace, stick)

        class Vanishing(Device):
            def sync(self, handle: int) -> None:
                stick.rename(stick.with_name("已拔出"))
                raise OSError(number, "")

        with pytest.raises(BackupRefused) as refusal:
            back_up(workspace, stick, device=Vanishing())
        assert refusal.value.code == Code.REMOVED
        stick.with_name("已拔出").rename(stick)
        assert verify(stick) == [] and back_up(workspace, stick).problems == []

    def test_too_little_room_is_said_before_writing(self, workspace: Workspace, stick: Path) -> None:
        earlier = back_up(workspace, stick)

        class Small(Device):
            def free(self, root: Path) -> int:
                return 10_000

        with pytest.raises(BackupRefused) as refusal:
            back_up(workspace, stick, device=Small())
        assert refusal.value.code == Code.FULL and "MB" in str(refusal.value) and verify(earlier.path) == []

    @pytest.mark.parametrize("liar", ["flips", "drops"])
    def test_a_drive_that_stores_something_else_is_found_out(
            self, workspace: Workspace, stick: Path, prove: Prove, liar: str) -> None:
        earlier = back_up(workspace, stick)
        for turn in range(4):
            prove(f"证{turn}")

            class Liar(Device):
                writes = 0

                def write(self, handle: int, block: bytes) -> None:
                    self.writes += 1
                    if self.writes != turn + 1:
                        super().write(handle, block)
                    elif liar == "flips":
                        super().write(handle, bytes([block[0] ^ 1]) + block[1:])

            try:
                result = back_up(workspace, stick, device=Liar())
                assert verify(result.path) == []  # the lie hit the mark of doubt, which proves nothing
            except BackupRefused as refusal:
                assert refusal.code == Code.VERIFY_FAILED
            assert verify(earlier.path) == []
        result = back_up(workspace, stick)
        assert result.problems == [] and verify(result.path) == []


class TestDamage:
    def test_a_bit_flipped_anywhere_is_found(self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        prove("内科")
        prove("外科")
        result = back_up(workspace, stick)
        files = [path for path in sorted((stick / ROOT).rglob("*")) if path.is_file()]
        assert len(files) == 5
        chance = random.Random(7)
        for turn in range(200):
            path = files[turn % len(files)]
            content = path.read_bytes()
            place, bit = chance.randrange(len(content)), chance.randrange(8)
            path.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1:])
            assert verify(result.path), f"{path.name} byte {place} bit {bit}"
            path.write_bytes(content)
        (stick / ROOT / "objects" / "recheck").unlink()
        assert verify(result.path) == []

    def test_a_missing_or_shortened_file_is_found_and_shows_in_the_list(
            self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        prove("内科")
        result = back_up(workspace, stick)
        for path in [path for path in (stick / ROOT).rglob("*") if path.is_file()]:
            content = path.read_bytes()
            path.write_bytes(content[:-1])
            assert verify(result.path), path.name
            path.unlink()
            assert verify(result.path), path.name
            if path.name != "STICK.json":
                assert not [listed for listed in snapshots(stick) if listed.ok]
            path.write_bytes(content)

    def test_evidence_found_damaged_is_copied_again_by_the_next_backup(
            self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        sha256 = prove("内科")
        first = back_up(workspace, stick)
        damaged = stick / ROOT / "objects" / sha256[:2] / sha256
        damaged.write_bytes(b"?" * damaged.stat().st_size)
        [sentence] = verify(first.path)
        assert "再备份一次" in sentence
        assert back_up(workspace, stick).new_objects == 1
        assert verify(first.path) == []

    def test_a_damaged_identity_comes_back_from_the_snapshots(self, workspace: Workspace, stick: Path) -> None:
        back_up(workspace, stick)
        identity = (stick / ROOT / "STICK.json").read_bytes()
        (stick / ROOT / "STICK.json").write_bytes(b"{")
        back_up(workspace, stick)
        assert (stick / ROOT / "STICK.json").read_bytes() == identity

    def test_changes_behind_the_programs_back_show_when_verified(self, workspace: Workspace, stick: Path) -> None:
        workspace.log("导出")
        with workspace.transaction("改") as session:
            session.connection().exec_driver_sql("UPDATE step SET label='没有导出' WHERE label='导出'")
        result = back_up(workspace, stick)
        [sentence] = verify(result.path)
        assert "第 2 步" in sentence

    def test_a_manifest_cannot_lead_out_of_its_folder(self, workspace: Workspace, stick: Path) -> None:
        result = back_up(workspace, stick)
        content = unseal((result.path / "manifest.json").read_bytes())
        for field, value in (("objects", {"../../../台账.lvze": 1}), ("counts", {"person": -1}), ("kind", 5),
                             ("files", {"../STICK.json": {"sha256": "", "size": 1}}), ("format", 2), ("made_at", "昨天")):
            with pytest.raises(ValueError):
                Manifest.from_bytes(seal(content | {field: value}))


class TestKeeping:
    def test_the_newest_n_stay_and_unnamed_evidence_goes(self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        sha256 = prove("内科")
        made = [back_up(workspace, stick, keep=newest(3))]
        with workspace.transaction("清除") as session:
            session.connection().exec_driver_sql("DELETE FROM evidence")
        made += [back_up(workspace, stick, keep=newest(3)) for _ in range(4)]
        assert [listed.path for listed in snapshots(stick)] == [result.path for result in made[:1:-1]]
        assert sha256 not in objects_in(stick) and all(verify(listed.path) == [] for listed in snapshots(stick))

    def test_nothing_goes_while_the_newest_does_not_verify(
            self, workspace: Workspace, stick: Path, prove: Prove) -> None:
        sha256 = prove("内科")
        for _ in range(2):
            back_up(workspace, stick, keep=newest(2))
        damaged = stick / ROOT / "objects" / sha256[:2] / sha256
        damaged.write_bytes(b"?" * damaged.stat().st_size)
        result = back_up(workspace, stick, keep=newest(2))
        assert len(snapshots(stick)) == 3 and any("没有清理" in words for words in result.problems)
        assert back_up(workspace, stick, keep=newest(2)).problems == []
        assert len(snapshots(stick)) == 2 and verify(stick) == []

    def test_backups_of_another_file_are_left_alone(self, workspace: Workspace, stick: Path, tmp_path: Path) -> None:
        with Workspace.create(tmp_path / "另一个.lvze") as other:
            kept = back_up(other, stick)
        for _ in range(3):
            back_up(workspace, stick, keep=newest(1))
        assert {listed.file_name for listed in snapshots(stick)} == {"另一个.lvze", "台账.lvze"}
        assert len(snapshots(stick)) == 2 and verify(kept.path) == []


class TestLocalCopies:
    def test_a_copy_is_made_only_when_something_changed(self, workspace: Workspace, prove: Prove) -> None:
        first = copy_if_changed(workspace)
        assert first is not None and copy_if_changed(workspace) is None
        prove("内科")
        assert copy_if_changed(workspace) is not None
        assert [copy.path for copy in local_copies(workspace.path)][-1] == first and verify(first) == []

    def test_copies_thin_out_with_age(self, tmp_path: Path) -> None:
        now = datetime(2025, 1, 1, 8)
        with Workspace.create(tmp_path / "台账.lvze", clock=lambda: now) as workspace:
            for turn in range(110):
                now += timedelta(days=4) if turn < 90 else timedelta(minutes=30)
                workspace.log("改动")
                copy_if_changed(workspace, tmp_path / "副本")
            kept = [copy.made_at for copy in local_copies(workspace.path, tmp_path / "副本")]
        assert kept[0] == now and kept[:10] == [now - timedelta(minutes=30) * turn for turn in range(10)]
        assert len({time.date() for time in kept[10:]}) >= 13
        assert len({(time.year, time.month) for time in kept}) == 12 and len(kept) <= 36

    def test_a_full_disk_keeps_the_earlier_copies(self, workspace: Workspace, prove: Prove) -> None:
        copy_if_changed(workspace)
        prove("内科")
        with pytest.raises(BackupRefused, match="自动副本"):
            copy_if_changed(workspace, device=FailsAt("sync", errno.ENOSPC))
        assert len(local_copies(workspace.path)) == 1
        with workspace.read() as session:
            assert session.query(Evidence).count() == 1
