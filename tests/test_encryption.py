"""An encrypted file: opens with password or code, shows nothing without, and its evidence neither."""

from datetime import date
from pathlib import Path

import pytest

from db import evidence, lists, records, step_list
from db.errors import Missing, NotOurs, Refusal
from db.keyfile import NeedsPassword, keys_path
from db.keyring import WrongPassword
from db.ledgers import LEDGERS
from db.workspace import Workspace

PASSWORD = "春天在院子里种树"
SECRET = "绝不外传的谈话内容甲乙丙"


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed encrypted file with one talk and one proof; its recovery code lies in ``code.txt``."""
    path = tmp_path / "台账.lvze"
    scan = tmp_path / "签字扫描件.pdf"
    scan.write_bytes(SECRET.encode() * 9000)
    with Workspace.create(path, password=PASSWORD) as made:
        (tmp_path / "code.txt").write_text(made.recovery_code)
        with made.transaction("新增") as session:
            people = [records.save(session, LEDGERS["person"], {"name": name}) for name in ("林书记", "赵主任")]
            talk = records.save(session, LEDGERS["talk"], {"held_on": date(2025, 3, 5), "speaker_id": people[0].id,
                                                           "person_id": people[1].id, "content": SECRET})
            evidence.attach(session, made.evidence, LEDGERS["talk"], talk, scan)
    scan.unlink()
    return path


def test_nothing_readable_lies_on_the_disk(closed: Path) -> None:
    for path in closed.parent.rglob("*"):
        if path.is_file() and path.name != "code.txt":
            content = path.read_bytes()
            assert SECRET.encode() not in content and "赵主任".encode() not in content and b"SQLite format" not in content


def test_nothing_readable_lies_on_the_disk_while_it_is_open(closed: Path) -> None:
    with Workspace.open(closed, password=PASSWORD) as opened:
        with opened.transaction("再记") as session:
            records.save(session, LEDGERS["person"], {"name": "新来的孙医生"})
        for path in closed.parent.rglob("*"):
            if path.is_file() and path.name != "code.txt":
                assert "孙医生".encode() not in path.read_bytes() and SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize("way", ["password", "code"])
def test_password_and_code_both_open_it(closed: Path, way: str) -> None:
    key = PASSWORD if way == "password" else (closed.parent / "code.txt").read_text()
    with Workspace.open(closed, **{way: key}) as opened:
        with opened.read() as session:
            assert records.get(session, LEDGERS["talk"], 1).content == SECRET
            [proof] = evidence.evidence_of(session, LEDGERS["talk"], 1)
        assert b"".join(opened.evidence.blocks(proof.object)) == SECRET.encode() * 9000
        assert proof.object != proof.sha256 and opened.evidence.damaged([proof.object]) == []


def test_without_the_right_key_it_stays_shut_and_untouched(closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(NeedsPassword):
        Workspace.open(closed)
    with pytest.raises(WrongPassword, match="密码不对"):
        Workspace.open(closed, password="夏天在院子里种树")
    keys_path(closed).rename(closed.parent / "拿走了")
    with pytest.raises(NotOurs):
        Workspace.open(closed)
    assert closed.read_bytes() == before


def test_changing_the_password_rewrites_no_data(closed: Path) -> None:
    before = closed.stat().st_size
    with Workspace.open(closed, password=PASSWORD) as opened:
        with pytest.raises(WrongPassword):
            opened.change_password("不是这个密码", "秋天在院子里种树")
        with pytest.raises(Refusal, match="至少"):
            opened.change_password(PASSWORD, "短")
        opened.change_password(PASSWORD, "秋天在院子里种树")
    with pytest.raises(WrongPassword):
        Workspace.open(closed, password=PASSWORD)
    with Workspace.open(closed, password="秋天在院子里种树") as opened:
        code = opened.renew_code("秋天在院子里种树")
    with pytest.raises(WrongPassword, match="不属于"):
        Workspace.open(closed, code=(closed.parent / "code.txt").read_text())
    with Workspace.open(closed, code=code) as opened:
        opened.reset_password("冬天在院子里种树")
    Workspace.open(closed, password="冬天在院子里种树").close()
    assert abs(closed.stat().st_size - before) <= 65536


def test_a_changed_proof_does_not_open(closed: Path) -> None:
    with Workspace.open(closed, password=PASSWORD) as opened:
        with opened.read() as session:
            [proof] = evidence.evidence_of(session, LEDGERS["talk"], 1)
        place = opened.evidence.path(proof.object)
        whole = place.read_bytes()
        for changed in (whole[:-1], whole[:70000], bytes([whole[0] ^ 1]) + whole[1:], whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
                        whole[:12] + whole[12 + 65552:12 + 2 * 65552] + whole[12:12 + 65552] + whole[12 + 2 * 65552:]):
            place.write_bytes(changed)
            assert opened.evidence.damaged([proof.object]) == [proof.object]
            with pytest.raises(Missing, match="损坏"):
                b"".join(opened.evidence.blocks(proof.object))


def test_search_and_lists_work_as_without_a_key(closed: Path) -> None:
    with Workspace.open(closed, password=PASSWORD) as opened, opened.read() as session:
        assert lists.count(session, lists.ListQuery(LEDGERS["talk"], words="外传")) == 1


def test_wrong_passwords_are_logged_at_the_next_opening(closed: Path) -> None:
    for key in ({"password": "不是这个密码啊"}, {"password": "也不是这个密码"}, {"code": "0" * 34}):
        with pytest.raises(WrongPassword):
            Workspace.open(closed, **key)
    Workspace.open(closed, password=PASSWORD, read_only=True).close()
    with Workspace.open(closed, password=PASSWORD) as opened, opened.read() as session:
        [newest] = step_list.steps(session, None, 1)
        assert "输错 3 次" in newest.label and "密码啊" not in newest.label
    with Workspace.open(closed, password=PASSWORD) as opened, opened.read() as session:
        assert step_list.steps(session, None, 1) == [newest] and not list(closed.parent.glob("*.tries"))
