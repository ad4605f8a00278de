"""Opening, refusing, locking; what lies beside the file."""

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from db import evidence, lists, records, search
from db.backup import back_up, restore
from db.errors import InUse, Missing, NewerFile, NotOurs, Refusal
from db.ledgers import LEDGERS
from db.migrations import NEWEST
from db.workspace import Workspace


def test_a_closed_file_is_one_file(workspace, hospital) -> None:
    workspace.close()
    assert sorted(path.name for path in workspace.path.parent.iterdir()) == ["台账.lvze", "台账.lvze.lock"]


def test_the_journal_mode_is_the_one_that_loses_nothing(workspace) -> None:
    with workspace._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_one_instance_per_file(workspace) -> None:
    with pytest.raises(InUse, match="正在另一个窗口里打开"):
        Workspace.open(workspace.path)
    workspace.close()
    Workspace.open(workspace.path).close()


def test_a_new_file_never_overwrites(workspace) -> None:
    with pytest.raises(Refusal, match="已经存在"):
        Workspace.create(workspace.path)


@pytest.mark.parametrize("name", ["完成50%25.lvze", "第4季度#2&终稿;a=b.lvze", "是否上报?（一） 改.lvze", "我的：台账+副本.lvze"])
def test_a_files_name_may_hold_any_sign_its_system_allows(tmp_path: Path, monkeypatch, name: str) -> None:
    if sys.platform == "win32" and "?" in name:
        pytest.skip("no file of Windows is called so")
    path = tmp_path / "台账%20 #1" / name
    path.parent.mkdir()
    with Workspace.create(path) as made:
        made.set_setting("hospital", "云岭医院")
        back_up(made, tmp_path)
    with Workspace.open(path) as again:
        assert again.hospital == "云岭医院"
    assert sorted(file.name for file in path.parent.iterdir()) == [name, f"{name}.lock"]
    monkeypatch.setattr("db.engine.can_write", lambda folder: False)
    with Workspace.open(path, read_only=True) as looked:
        assert looked.hospital == "云岭医院"
    restore(tmp_path, path.with_name(f"又{name}"), datetime.now())
    with Workspace.open(path.with_name(f"又{name}")) as back:
        assert back.hospital == "云岭医院"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="不存在"):
        Workspace.create(tmp_path / "没有" / "台账.lvze")


@pytest.mark.parametrize(("content", "sentence"), [(b"", "空文件"), (b"hello world" * 500, "打不开"), (b"SQLite format 3\x00" + b"\x00" * 5000, "台账")])
def test_other_files_are_refused_untouched(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "别的.lvze"
    path.write_bytes(content)
    with pytest.raises(NotOurs, match=sentence):
        Workspace.open(path)
    assert path.read_bytes() == content


def test_a_newer_file_is_refused_untouched(workspace) -> None:
    workspace.close()
    raw = sqlcipher.connect(str(workspace.path))
    raw.execute(f"PRAGMA user_version={NEWEST + 1}")
    raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()
    before = workspace.path.read_bytes()
    with pytest.raises(NewerFile, match="更新版本"):
        Workspace.open(workspace.path)
    assert workspace.path.read_bytes() == before
    assert not workspace.path.with_name(workspace.path.name + "-wal").exists()


def test_a_read_only_file_can_be_looked_at(workspace, hospital) -> None:
    workspace.close()
    with Workspace.open(workspace.path, read_only=True) as looked:
        with looked.read() as session:
            assert lists.count(session, lists.ListQuery(LEDGERS["person"])) == 3
        with pytest.raises(Refusal, match="只读"), looked.transaction("改"):
            pass


def test_settings_have_defaults_and_are_kept(workspace) -> None:
    assert workspace.setting("due_soon_days") == 7 and workspace.hospital == ""
    workspace.set_setting("hospital", "云岭市第二人民医院")
    workspace.close()
    with Workspace.open(workspace.path) as again:
        assert again.hospital == "云岭市第二人民医院"


def test_evidence_is_kept_by_content_and_found_damaged(workspace, hospital, add, tmp_path: Path) -> None:
    meeting = add("meeting", day=date(2025, 3, 5), kind="committee", topic="甲")
    scan = tmp_path / "会议纪要.pdf"
    scan.write_bytes(b"%PDF-1.4 minutes")
    for _ in range(2):
        with workspace.transaction("添加佐证") as session:
            evidence.attach(session, workspace.evidence, LEDGERS["meeting"], records.get(session, LEDGERS["meeting"], meeting), scan,
                            proof_day=date(2025, 3, 6))
    with workspace.read() as session:
        found = evidence.evidence_of(session, LEDGERS["meeting"], meeting)
    assert [(one.title, one.file_name, one.size) for one in found] == [("会议纪要", "会议纪要.pdf", 16)] * 2
    place = workspace.evidence.path(found[0].object)
    assert place.read_bytes() == b"%PDF-1.4 minutes" and len([path for path in workspace.evidence.folder.rglob("*") if path.is_file()]) == 1
    assert workspace.evidence.damaged([found[0].object]) == []
    place.write_bytes(b"%PDF-1.4 Minutes")
    assert workspace.evidence.damaged([found[0].object]) == [found[0].object]
    place.unlink()
    with pytest.raises(Missing, match="备份"):
        workspace.evidence.path(found[0].object)


def test_talks_take_no_sound_or_film(workspace, hospital, add, tmp_path: Path) -> None:
    talk = add("talk", held_on=date(2025, 3, 5), speaker_id=hospital["林书记"], person_id=hospital["赵主任"], content="谈工作")
    sound = tmp_path / "录音.mp3"
    sound.write_bytes(b"x")
    with pytest.raises(Refusal, match="录音"), workspace.transaction("添加佐证") as session:
        evidence.attach(session, workspace.evidence, LEDGERS["talk"], records.get(session, LEDGERS["talk"], talk), sound)


@pytest.mark.parametrize(("words", "hits"), [
    ("整改", 1), ("意识形态", 2), ("态工", 2), ("整改 台账", 1), ("整改 党课", 0), ("HY-2025-001", 1), ("hy-2025", 2), ("研", 2), ('"', 0), ("，", 0), ("没有", 0)])
def test_any_two_characters_are_found(workspace, hospital, add, words: str, hits: int) -> None:
    add("meeting", day=date(2025, 3, 5), kind="committee", topic="研究意识形态工作整改台账")
    add("meeting", day=date(2025, 4, 5), kind="committee", topic="研判意识形态工作")
    with workspace.read() as session:
        assert len(search.find(session, words)) == hits
        if search.phrase(words):
            assert lists.count(session, lists.ListQuery(LEDGERS["meeting"], words=words)) == hits


def test_a_file_opened_read_only_can_be_copied_and_stays_unchanged(workspace: Workspace, tmp_path: Path) -> None:
    with Workspace.open(workspace.path, read_only=True) as reading:
        reading.copy_to(tmp_path / "副本.lvze")
        with pytest.raises(Refusal, match="只读"), reading.transaction("修改"):
            pass
    with Workspace.open(tmp_path / "副本.lvze") as copied:
        assert copied.hospital == ""
