"""Backups and copies of an encrypted file are encrypted, carry their key file, and open with the password of their day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.faulty import FaultyDevice
from tests.secrets_in import readable

from db import migrations, records
from db.backup import (BackupRefused, Code, back_up, copy_if_changed, local_copies, needs_password, preview, restore,
                       snapshots, verify)
from db.evidence import attach, evidence_of
from db.keyfile import NeedsPassword, keys_path
from db.keyring import WrongPassword
from db.ledgers import LEDGERS
from db.workspace import Workspace

PASSWORD, LATER = "春天在院子里种树", "秋天在院子里种树"
SECRET = "绝不外传的谈话内容甲乙丙"
NOW = datetime(2025, 11, 18, 9, 0)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "移动盘"
    folder.mkdir()
    return folder


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Workspace]:
    """An open encrypted file with a department whose name and proof are secret; ``code.txt`` is its recovery code."""
    scan = tmp_path / "扫描件.pdf"
    scan.write_text(SECRET * 5000, encoding="utf-8")
    with Workspace.create(tmp_path / "台账.lvze", clock=lambda: NOW, password=PASSWORD) as made:
        (tmp_path / "code.txt").write_text(made.recovery_code or "")
        with made.transaction("新增科室") as session:
            record = records.save(session, LEDGERS["department"], {"name": SECRET})
            attach(session, made.evidence, LEDGERS["department"], record, scan)
        scan.unlink()
        yield made


def opens(path: Path, **key: str) -> bool:
    """Whether the file opens and holds the secret, proof included where there is one."""
    with Workspace.open(path, **key) as opened, opened.read() as session:
        proofs = evidence_of(session, LEDGERS["department"], 1)
        whole = all(b"".join(opened.evidence.blocks(proof.object)).decode() == SECRET * 5000 for proof in proofs
                    if opened.evidence.folder.is_dir())
        return whole and records.get(session, LEDGERS["department"], 1).name == SECRET


class TestSnapshot:
    def test_it_carries_the_key_file_and_nothing_readable(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        result = back_up(locked, stick)
        assert result.problems == [] and (result.path / "data.lvze.keys").is_file()
        assert readable(tmp_path, SECRET) == []
        [listed] = snapshots(stick)
        assert listed.ok and listed.encrypted and needs_password(stick)

    def test_without_a_password_the_bytes_are_checked_with_it_the_content_too(self, locked: Workspace, stick: Path,
                                                                              tmp_path: Path) -> None:
        result = back_up(locked, stick)
        assert verify(result.path) == [] == verify(result.path, password=PASSWORD) == verify(stick, keys=locked.keys)
        assert verify(stick, code=(tmp_path / "code.txt").read_text()) == []
        with pytest.raises(WrongPassword):
            verify(result.path, password=LATER)

    def test_keys_of_another_file_do_not_make_a_backup_look_damaged(self, locked: Workspace, stick: Path,
                                                                    tmp_path: Path) -> None:
        result = back_up(locked, stick)
        with Workspace.create(tmp_path / "别的.lvze", password=LATER) as other:
            assert verify(result.path, keys=other.keys) == []

    @pytest.mark.parametrize("name", ["data.lvze", "data.lvze.keys"])
    def test_a_changed_byte_is_found_without_a_password(self, locked: Workspace, stick: Path, name: str) -> None:
        place = back_up(locked, stick).path / name
        whole = place.read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            place.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
            assert verify(place.parent), at
        place.unlink()
        assert verify(place.parent) and not snapshots(stick)[0].ok
        with pytest.raises(BackupRefused) as refusal:
            restore(place.parent, stick / "回来.lvze", NOW, password=PASSWORD)
        assert refusal.value.code == Code.DAMAGED and not (stick / "回来.lvze").exists()

    def test_a_lost_key_file_is_told_instead_of_making_a_backup_that_never_opens(self, locked: Workspace,
                                                                                stick: Path) -> None:
        keys_path(locked.path).unlink()
        with pytest.raises(Exception, match="密钥文件"):
            back_up(locked, stick)
        assert snapshots(stick) == []

    def test_the_second_backup_copies_no_proof_again(self, locked: Workspace, stick: Path) -> None:
        assert back_up(locked, stick).new_objects == 1 and back_up(locked, stick).new_objects == 0

    def test_it_breaks_off_anywhere_and_the_earlier_one_stays_whole(self, locked: Workspace, stick: Path) -> None:
        earlier = back_up(locked, stick).path
        locked.log("又过了一天")
        at = 0
        while True:
            at += 1
            device = FaultyDevice(at)
            try:
                back_up(locked, stick, device=device)
            except BackupRefused:
                pass
            assert verify(earlier, keys=locked.keys) == [], at
            for made in set(earlier.parent.iterdir()) - {earlier}:
                shutil.rmtree(made)  # every one more is read by the next run, which would never come to its end
            if not device.failed:
                break
        assert at > 15
        back_up(locked, stick)
        assert verify(stick, keys=locked.keys) == []


class TestRestore:
    def test_it_needs_the_password_and_says_so(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        back_up(locked, stick)
        target = tmp_path / "新电脑" / "回来.lvze"
        for asked in (lambda: restore(stick, target, NOW), lambda: preview(stick, None)):
            with pytest.raises(NeedsPassword):
                asked()
        for asked in (lambda: restore(stick, target, NOW, password=LATER), lambda: preview(stick, None, password=LATER)):
            with pytest.raises(WrongPassword):
                asked()
        assert not target.parent.exists()

    def test_a_damaged_key_file_is_told_and_nothing_is_touched(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        key_file = back_up(locked, stick).path / "data.lvze.keys"
        key_file.write_bytes(key_file.read_bytes()[:-2])
        with pytest.raises(BackupRefused, match="密钥文件已损坏"):
            restore(key_file.parent, tmp_path / "回来.lvze", NOW, keys=locked.keys)
        assert not (tmp_path / "回来.lvze").exists()

    @pytest.mark.parametrize("way", ["password", "code"])
    def test_it_comes_back_on_an_empty_computer(self, locked: Workspace, stick: Path, tmp_path: Path, way: str) -> None:
        back_up(locked, stick)
        key = {way: PASSWORD if way == "password" else (tmp_path / "code.txt").read_text()}
        assert preview(stick, None, **key).counts["department"] == 1
        target = tmp_path / "新电脑" / "回来.lvze"
        result = restore(stick, target, NOW, **key)
        assert result.problems == [] and result.evidence_copied == 1 and opens(target, password=PASSWORD)
        assert readable(tmp_path, SECRET) == []

    def test_it_opens_with_the_password_of_the_backups_day(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        back_up(locked, stick)
        locked.change_password(PASSWORD, LATER)
        path, keys = locked.path, locked.keys
        assert preview(stick, locked).steps_lost == 0
        locked.close()
        result = restore(stick, path, NOW, keys=keys)
        assert opens(path, password=PASSWORD) and result.set_aside is not None and opens(result.set_aside, password=LATER)

    def test_over_the_file_of_somebody_else_both_still_open(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        back_up(locked, stick)
        other = tmp_path / "别的.lvze"
        with Workspace.create(other, password=LATER) as made:
            made.log("别人的台账")
        result = restore(stick, other, NOW, password=PASSWORD)
        assert opens(other, password=PASSWORD)
        Workspace.open(result.set_aside, password=LATER).close()

    def test_over_a_file_in_plain_text_and_back(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        back_up(locked, stick)
        plain, plain_stick = tmp_path / "明文.lvze", tmp_path / "另一个盘"
        plain_stick.mkdir()
        with Workspace.create(plain) as made:
            back_up(made, plain_stick)
        restore(stick, plain, NOW, password=PASSWORD)
        assert opens(plain, password=PASSWORD)
        result = restore(plain_stick, plain, NOW)
        assert any("没有密码" in problem for problem in result.problems) and not keys_path(plain).exists()
        Workspace.open(plain).close()
        assert result.set_aside is not None and opens(result.set_aside, password=PASSWORD)

    def test_a_refused_restore_leaves_the_file_as_it_was(self, locked: Workspace, stick: Path, tmp_path: Path) -> None:
        back_up(locked, stick)
        other = tmp_path / "别的.lvze"
        Workspace.create(other, password=LATER).close()
        before = {path.name: path.read_bytes() for path in tmp_path.glob("别的.lvze*")}
        for at in range(1, 200):
            for path in filter(Path.is_file, tmp_path.glob("别的*")):
                path.unlink()
            for name, content in before.items():
                (tmp_path / name).write_bytes(content)
            device = FaultyDevice(at)
            try:
                restore(stick, other, NOW, password=PASSWORD, device=device)
            except BackupRefused:
                assert (other.read_bytes(), keys_path(other).read_bytes()) == (before["别的.lvze"], before["别的.lvze.keys"]), at
                Workspace.open(other, password=LATER).close()
            else:
                assert opens(other, password=PASSWORD), at
            if not device.failed:
                break
        assert at > 20


class TestCopies:
    def test_an_automatic_copy_opens_by_itself(self, locked: Workspace, tmp_path: Path) -> None:
        copy = copy_if_changed(locked)
        assert copy is not None and verify(copy, keys=locked.keys) == [] == verify(copy)
        assert [one.path for one in local_copies(locked.path)] == [copy] and copy_if_changed(locked) is None
        locked.close()
        assert opens(copy, password=PASSWORD) and readable(tmp_path, SECRET) == []
        assert opens(copy, code=(tmp_path / "code.txt").read_text())

    def test_a_copy_of_before_a_password_change_opens_with_the_old_one(self, locked: Workspace) -> None:
        copy = copy_if_changed(locked)
        locked.change_password(PASSWORD, LATER)
        newer = copy_if_changed(locked)
        path, keys = locked.path, locked.keys
        locked.close()
        assert copy is not None and newer is not None and opens(newer, password=LATER)
        restore(copy, path, NOW, keys=keys)
        assert opens(path, password=PASSWORD)

    def test_thinning_out_takes_the_key_files_too(self, locked: Workspace) -> None:
        for turn in range(13):
            locked.log(f"第{turn}次")
            copy_if_changed(locked)
        folder = Path(f"{locked.path}.copies")
        assert len(list(folder.glob("*.lvze"))) == len(list(folder.glob("*.lvze.keys"))) == 10

    def test_the_copy_before_an_update_of_the_file_stays_encrypted(self, locked: Workspace, tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
        path = locked.path
        locked.close()
        version = migrations.NEWEST
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, lambda connection: None))
        monkeypatch.setattr(migrations, "NEWEST", version + 1)
        assert opens(path, password=PASSWORD)
        [copy] = tmp_path.glob("*升级前.lvze")
        assert readable(tmp_path, SECRET) == []
        assert opens(copy, password=PASSWORD)
