"""Setting a password for a plain file: the same records and proofs, encrypted; or nothing changed at all."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from tests.secrets_in import readable

from db import conversion, lists, records, search
from db.backup import back_up, copy_if_changed, restore, verify
from db.conversion import encrypt, plain_left_overs, remove_left_overs
from db.errors import InUse, Refusal
from db.evidence import attach, evidence_of
from db.journal import broken_at
from db.keyfile import has_password, keys_path
from db.keyring import WrongPassword
from db.ledgers import LEDGERS
from db.workspace import Workspace

PASSWORD = "春天在院子里种树"
SECRET = "绝不外传的谈话内容甲乙丙"
NOW = datetime(2025, 11, 18, 9, 0)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A closed plain file with a secret name, two proofs of it (one large), a voided one, and an automatic copy."""
    path = tmp_path / "台账.lvze"
    with Workspace.create(path, clock=lambda: NOW) as made:
        with made.transaction("新增科室") as session:
            record = records.save(session, LEDGERS["department"], {"name": SECRET})
            for turn, size in enumerate((1, 9000)):
                scan = tmp_path / f"扫描件{turn}.pdf"
                scan.write_text(SECRET * size, encoding="utf-8")
                attach(session, made.evidence, LEDGERS["department"], record, scan)
                scan.unlink()
        with made.transaction("再记一笔") as session:
            records.save(session, LEDGERS["department"], {"note": "改过一次"}, record=records.get(session, LEDGERS["department"], 1))
        copy_if_changed(made)
    return path


def state_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".lock"}


def test_the_encrypted_file_holds_the_same(plain: Path) -> None:
    made = encrypt(plain, PASSWORD, NOW)
    assert made.problems == [] and has_password(plain)
    for key in ({"password": PASSWORD}, {"code": made.code}):
        with Workspace.open(plain, **key) as opened, opened.read() as session:
            assert records.get(session, LEDGERS["department"], 1).name == SECRET
            proofs = evidence_of(session, LEDGERS["department"], 1)
            assert [b"".join(opened.evidence.blocks(proof.object)).decode() for proof in proofs] == [SECRET, SECRET * 9000]
            assert opened.evidence.damaged([proof.object for proof in proofs]) == []
            assert all(proof.sha256 != proof.object for proof in proofs) and broken_at(session) is None
            assert lists.count(session, lists.ListQuery(LEDGERS["department"], words="外传")) == 1
            assert search.find(session, "谈话") and opened.undo_label == "再记一笔"
    with pytest.raises(WrongPassword):
        Workspace.open(plain, password="夏天在院子里种树")


def test_what_stays_readable_is_listed_and_can_be_removed(plain: Path) -> None:
    made = encrypt(plain, PASSWORD, NOW)
    with Workspace.open(made.aside) as before, before.read() as session:
        proofs = evidence_of(session, LEDGERS["department"], 1)
        assert before.evidence.damaged([proof.object for proof in proofs]) == []
    left = plain_left_overs(plain)
    assert made.aside in left and any(".copies" in str(path) for path in left)
    assert remove_left_overs(plain) == len(left) and plain_left_overs(plain) == []
    assert readable(plain.parent, SECRET) == []
    with Workspace.open(plain, password=PASSWORD) as opened, opened.read() as session:
        assert len(evidence_of(session, LEDGERS["department"], 1)) == 2


def test_work_goes_on_with_undo_backup_and_restore(plain: Path, tmp_path: Path) -> None:
    encrypt(plain, PASSWORD, NOW)
    (tmp_path / "盘").mkdir()
    with Workspace.open(plain, password=PASSWORD) as opened:
        opened.undo()
        opened.redo()
        assert back_up(opened, tmp_path / "盘").problems == [] and verify(tmp_path / "盘", keys=opened.keys) == []
    target = tmp_path / "新" / "回来.lvze"
    assert restore(tmp_path / "盘", target, NOW, password=PASSWORD).evidence_copied == 2


def test_a_lost_proof_is_told_and_the_rest_encrypted(plain: Path) -> None:
    victim = next(path for path in Path(f"{plain}.files").rglob("*") if path.is_file() and path.stat().st_size > 1000)
    victim.write_bytes(b"x")
    made = encrypt(plain, PASSWORD, NOW)
    assert len(made.problems) == 1 and "扫描件1.pdf" in made.problems[0]
    Workspace.open(plain, password=PASSWORD).close()


@pytest.mark.parametrize("fault", ["short", "open", "twice"])
def test_what_it_refuses(plain: Path, fault: str) -> None:
    before = state_of(plain.parent)
    if fault == "short":
        with pytest.raises(Refusal, match="至少"):
            encrypt(plain, "短", NOW)
    elif fault == "open":
        with Workspace.open(plain), pytest.raises(InUse):
            encrypt(plain, PASSWORD, NOW)
    else:
        encrypt(plain, PASSWORD, NOW)
        with pytest.raises(Refusal, match="已经设有密码"):
            encrypt(plain, PASSWORD, NOW)
        return
    assert state_of(plain.parent) == before


def test_stopped_at_any_step_the_file_is_as_it_was(plain: Path) -> None:
    before = state_of(plain.parent)
    steps: list[str] = []

    class Stop(Exception):
        pass

    for at in range(50):
        turn = 0

        def progress(done: int, total: int, text: str) -> None:
            nonlocal turn
            turn += 1
            if turn == at + 1:
                steps.append(text)
                raise Stop

        try:
            encrypt(plain, PASSWORD, NOW, progress)
        except Stop:
            assert state_of(plain.parent) == before, steps[-1]
        else:
            break
    assert len(steps) >= 6 and has_password(plain)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_file_as_it_was(plain: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    before, genuine = state_of(plain.parent), getattr(os, call)
    for at in range(1, 60):
        turn = 0

        def failing(*arguments: object) -> object:
            nonlocal turn
            turn += 1
            if turn == at:
                raise OSError(5, "Input/output error")
            return genuine(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            try:
                encrypt(plain, PASSWORD, NOW)
            except Refusal as refusal:
                assert "没有改" in str(refusal) or "没有改变" in str(refusal) or "佐证" in str(refusal)
                assert state_of(plain.parent) == before, at
                Workspace.open(plain).close()
                continue
        break
    assert at > 2 and has_password(plain)
    Workspace.open(plain, password=PASSWORD).close()


def test_killed_between_key_file_and_file_it_opens_as_before(plain: Path, tmp_path: Path) -> None:
    other = tmp_path / "别的.lvze"
    Workspace.create(other, password=PASSWORD).close()
    keys_path(plain).write_bytes(keys_path(other).read_bytes())
    assert not has_password(plain)
    Workspace.open(plain).close()
    encrypt(plain, PASSWORD, NOW)
    Workspace.open(plain, password=PASSWORD).close()


def test_the_whole_sample_hospital(sample_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "示例.lvze"
    path.write_bytes(sample_file.read_bytes())
    encrypt(path, PASSWORD, NOW)
    with Workspace.open(sample_file, read_only=True) as before, Workspace.open(path, password=PASSWORD) as after:
        with before.read() as old, after.read() as new:
            for ledger in LEDGERS.values():
                assert lists.count(old, lists.ListQuery(ledger)) == lists.count(new, lists.ListQuery(ledger))
    assert conversion.plain_left_overs(path)
