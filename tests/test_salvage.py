"""Out of a damaged file comes what can be read; the damaged one stays as it was; what is lost is said."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from db import own_ledgers, records
from db.backup import BackupRefused, Cancelled, copy_if_changed
from db.backup.one_record import bring_back
from db.backup.past import Fate, Past
from db.backup.salvage import salvage
from db.errors import Damaged, Refusal
from db.evidence import attach, evidence_of
from db.find import everything
from db.journal import Step
from db.keyfile import NeedsPassword
from db.ledgers import LEDGERS
from db.workspace import Workspace

NOW = datetime(2026, 3, 5, 9, 30)
PASSWORD = "春风化雨一二三四"
PAGE = 4096
BRANCH = LEDGERS["branch"]


def fill(workspace: Workspace, tmp_path: Path, count: int = 300) -> None:
    scan = tmp_path / "签到表.txt"
    scan.write_text("签到", encoding="utf-8")
    with workspace.transaction("新增") as session:
        person = records.save(session, LEDGERS["person"], {"name": "林书记"})
        own = own_ledgers.define(session, "志愿服务", "次", [])
    with workspace.transaction("新增") as session:
        for number in range(count):
            records.save(session, BRANCH, {"name": f"第{number}支部", "note": "记录" * 60})
        one = records.save(session, LEDGERS["meeting"], {
            "day": date(2025, 3, 5), "kind": "committee", "topic": "研究意识形态工作", "host_id": person.id})
        records.save(session, LEDGERS[own_ledgers.key_of(own)], {"title": "义诊"})
        attach(session, workspace.evidence, LEDGERS["meeting"], one, scan)


@pytest.fixture(params=["plain", "locked"])
def book(request, tmp_path: Path) -> tuple[Path, str | None]:
    """A closed file with 300 branches and some more; with and without a password."""
    password = PASSWORD if request.param == "locked" else None
    path = tmp_path / "台账.lvze"
    with Workspace.create(path, password=password) as workspace:
        fill(workspace, tmp_path)
    return path, password


def spoil(path: Path, *pages: int) -> bytes:
    """Overwrites pages with noise (all but their first bytes) and returns what then lies on the disk."""
    content = bytearray(path.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 100:page * PAGE] = random.Random(page).randbytes(PAGE - 100)
    path.write_bytes(content)
    return bytes(content)


def names_in(path: Path, password: str | None) -> list[str]:
    with Workspace.open(path, password=password) as workspace, workspace.read() as session:
        assert workspace.sound()
        return list(session.scalars(select(BRANCH.model.name)))


def test_whatever_page_is_bad_the_rest_comes_out_and_the_damaged_file_stays(book):
    path, password = book
    whole = path.read_bytes()
    count = len(whole) // PAGE
    chance = random.Random(3)
    tried = refused = 0
    for page in chance.sample(range(2, count), 2 if password else 5):
        path.write_bytes(whole)
        damaged = spoil(path, page)
        try:
            result = salvage(path, NOW, password=password)
        except BackupRefused as refusal:
            assert "什么也读不出来" in str(refusal) and path.read_bytes() == damaged
            refused += 1
            continue
        tried += 1
        assert result.aside.read_bytes() == damaged and "损坏" in result.aside.name
        names = names_in(path, password)
        assert len(names) + result.lost.get("党支部", 0) >= 300 and len(names) > 250
        assert set(names) <= {f"第{number}支部" for number in range(300)}
        for ending in ("", ".keys"):
            Path(f"{result.aside}{ending}").unlink(missing_ok=True)
    assert tried > 1 and refused <= 1


def test_what_is_lost_is_counted_and_the_rest_is_whole(tmp_path):
    path = tmp_path / "台账.lvze"
    with Workspace.create(path) as workspace:
        fill(workspace, tmp_path)
    content = path.read_bytes()
    page = next(number for number in range(2, len(content) // PAGE)
                if (piece := content[number * PAGE:(number + 1) * PAGE])[0] == 13 and "第150支部".encode() in piece
                and piece.count("记录记录".encode()) > 5 and b"uid" not in piece)
    spoil(path, page + 1)
    result = salvage(path, NOW)
    lost = result.lost["党支部"]
    names = names_in(path, None)
    assert 0 < lost < 40 and len(names) + lost >= 300 and "第150支部" not in names and "第299支部" in names
    assert result.read["党支部"] == len(names) and result.read["会议研究"] == 1 and result.read["志愿服务"] == 1
    with Workspace.open(path) as workspace, workspace.read() as session:
        assert [group.key for group in everything(session, "研究意识形态")] == ["meeting"]
        [proof] = evidence_of(session, LEDGERS["meeting"], 1)
        assert b"".join(workspace.evidence.blocks(proof.object)) == "签到".encode()
        last = session.scalars(select(Step.label).order_by(Step.id.desc())).first()
        assert last.startswith("从损坏的文件抢救内容")
    with Workspace.open(path) as workspace, workspace.transaction("还能写") as session:
        records.save(session, BRANCH, {"name": "新支部"})


def test_a_file_in_which_nothing_is_readable_is_left_alone(tmp_path):
    for name, content in (("空.lvze", b""), ("文字.lvze", "不是台账".encode() * 900), ("零.lvze", bytes(20 * PAGE))):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Damaged if name != "零.lvze" else Refusal):
            Workspace.open(path)
        with pytest.raises(BackupRefused, match="什么也读不出来"):
            salvage(path, NOW)
        assert path.read_bytes() == content and not list(tmp_path.glob("*损坏*")) and not list(tmp_path.glob("*.salvaged*"))


def test_it_needs_the_password_and_stays_encrypted(tmp_path):
    path = tmp_path / "密.lvze"
    with Workspace.create(path, password=PASSWORD) as workspace:
        fill(workspace, tmp_path, 100)
    spoil(path, 20)
    with pytest.raises(NeedsPassword):
        salvage(path, NOW)
    seen: list[bytes] = []

    def watch(*_: object) -> None:
        seen.extend(one.read_bytes() for one in tmp_path.glob("密*") if one.is_file())

    salvage(path, NOW, watch, password=PASSWORD)
    assert seen and not [one for one in (*seen, path.read_bytes()) if "支部".encode() in one or b"SQLite format" in one]


def test_cancelling_leaves_the_damaged_file_where_it_was(tmp_path):
    path = tmp_path / "台账.lvze"
    with Workspace.create(path) as workspace:
        fill(workspace, tmp_path, 60)
    damaged = spoil(path, 30)

    def stop(done: int, *_: object) -> None:
        if done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        salvage(path, NOW, stop)
    assert path.read_bytes() == damaged and not list(tmp_path.glob("*.salvaged*"))


def test_what_a_killed_program_had_still_in_its_log_is_read_too(tmp_path):
    path = tmp_path / "台账.lvze"
    with Workspace.create(path) as workspace:
        fill(workspace, tmp_path, 60)
    with Workspace.open(path) as workspace:
        with workspace.transaction("最后一条") as session:
            records.save(session, BRANCH, {"name": "最后的支部"})
        log, base = Path(f"{path}-wal").read_bytes(), path.read_bytes()
    path.write_bytes(base)
    Path(f"{path}-wal").write_bytes(log)
    result = salvage(path, NOW)
    assert "最后的支部" in names_in(path, None) and Path(f"{result.aside}-wal").read_bytes() == log


def test_lost_records_are_picked_from_a_copy_though_the_first_step_is_lost_too(tmp_path):
    path = tmp_path / "台账.lvze"
    with Workspace.create(path) as workspace:
        fill(workspace, tmp_path, 60)
        copy = copy_if_changed(workspace)
        with workspace.read() as session:
            page, other = (session.connection().exec_driver_sql(
                "SELECT rootpage FROM sqlite_master WHERE name=?", (name,)).scalar_one() for name in ("step", "meeting"))
    spoil(path, page, other)
    assert salvage(path, NOW).lost["会议研究"] == 1
    with Workspace.open(path) as workspace:
        past = Past(copy, workspace)
        [found] = past.find(LEDGERS["meeting"], only_changed=True)
        assert found.fate == Fate.GONE and bring_back(past, LEDGERS["meeting"], found.id).notes == ()
