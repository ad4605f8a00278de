"""Nothing readable on any disk while the program works and after it was killed; malformed files; no network at all."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from tests.secrets_in import readable

from db import keyring, records
from db.errors import Refusal
from db.keyfile import keys_path
from db.ledgers import LEDGERS
from db.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
PASSWORD, SECRET = "chuntian-zhongshu", "绝不外传的谈话内容甲乙丙"
KILLS = 6


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def test_nothing_can_be_read_while_it_works_and_after_it_was_killed(tmp_path: Path) -> None:
    """The process's folder, its temporary folder and the stick are searched while it runs and after SIGKILL."""
    watched, temporary, stick = (tmp_path / name for name in ("台账", "临时", "盘"))
    for folder in (watched, temporary, stick):
        folder.mkdir()
    path = watched / "台账.lvze"
    Workspace.create(path, password=PASSWORD).close()
    random.seed(7)
    for kill in range(KILLS):
        (watched / "来源.txt").write_text(SECRET * 3000 + str(kill), encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "secret_keeper.py"), str(path), PASSWORD, SECRET + str(kill), str(stick)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "TEMP": str(temporary)})
        assert process.stdout is not None
        for _ in range(random.randint(1, 4)):
            assert process.stdout.readline(), "the keeper ended by itself"
        assert _found(tmp_path) == [], "while it works"
        process.kill()
        process.wait()
        process.stdout.close()
        assert _found(tmp_path) == [], f"after kill {kill}"
    with Workspace.open(path, password=PASSWORD) as opened:
        opened.log("还能打开")
    assert _found(tmp_path) == []


def test_the_search_finds_what_is_in_plain_text(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "明文.lvze") as opened, opened.transaction("新增科室") as session:
        records.save(session, LEDGERS["department"], {"name": SECRET})
    assert readable(tmp_path, SECRET) == [str(tmp_path / "明文.lvze")]
    for code in ("utf-8", "utf-16-le", "gb18030"):
        (tmp_path / code).write_bytes(b"\0" * 100 + SECRET.encode(code))
        assert str(tmp_path / code) in readable(tmp_path, SECRET)


def _found(folder: Path) -> list[str]:
    """The proof's own source lies beside on purpose: it is the clerk's, not the program's."""
    try:
        return [path for path in readable(folder, SECRET) if not path.endswith("来源.txt")]
    except FileNotFoundError:  # renamed while it was being looked for
        return _found(folder)


@pytest.fixture(scope="module")
def whole() -> Iterator[tuple[bytes, bytes]]:
    """The bytes of a good encrypted file and its key file."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "MEMORY_KIB", 64)  # a cheap derivation: hundreds of openings follow
        path = Path(folder) / "台账.lvze"
        Workspace.create(path, password=PASSWORD).close()
        yield path.read_bytes(), keys_path(path).read_bytes()


def _mutated(data: strategies.DataObject, content: bytes) -> bytes:
    kind = data.draw(strategies.sampled_from(["flip", "cut", "noise", "insert", "empty"]))
    place = data.draw(strategies.integers(0, len(content) - 1))
    if kind == "flip":
        return content[:place] + bytes([content[place] ^ data.draw(strategies.integers(1, 255))]) + content[place + 1:]
    if kind == "cut":
        return content[:place]
    noise = data.draw(strategies.binary(max_size=64))
    return {"noise": noise, "insert": content[:place] + noise + content[place:], "empty": b""}[kind]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=strategies.data())
def test_no_malformed_file_is_more_than_refused(whole: tuple[bytes, bytes], data: strategies.DataObject) -> None:
    """Opened or refused in Chinese; the file and its key file stay byte for byte as they were found."""
    database, keys = whole
    if data.draw(strategies.booleans()):
        database = _mutated(data, database)
    else:
        keys = _mutated(data, keys)
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "台账.lvze"
        path.write_bytes(database)
        keys_path(path).write_bytes(keys)
        try:
            Workspace.open(path, password=PASSWORD).close()
        except Refusal as refusal:
            assert re.search("[一-鿿]", str(refusal))
            assert path.read_bytes() == database and keys_path(path).read_bytes() == keys
        else:
            assert keys_path(path).read_bytes() == keys


_VALUES = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=80) | strategies.floats(),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(strategies.text(max_size=5), inner, max_size=3))


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=strategies.data())
def test_no_value_in_the_key_file_is_more_than_refused(whole: tuple[bytes, bytes], data: strategies.DataObject) -> None:
    database, keys = whole
    fields = json.loads(keys)
    where = data.draw(strategies.sampled_from(["", "password", "code"]))
    place = fields[where] if where else fields
    place[data.draw(strategies.sampled_from(sorted(place)))] = data.draw(_VALUES)
    changed = json.dumps(fields).encode()
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "台账.lvze"
        path.write_bytes(database)
        keys_path(path).write_bytes(changed)
        for key in ({"password": PASSWORD}, {"code": "0" * 34}):
            try:
                Workspace.open(path, **key).close()
            except Refusal:
                assert path.read_bytes() == database and keys_path(path).read_bytes() == changed


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"vault":' * 50_000, b"\xff\xfe" * 50, b"null", b"1e999", b'"x"'])
def test_no_strange_json_breaks_the_key_file(whole: tuple[bytes, bytes], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "台账.lvze"
    path.write_bytes(whole[0])
    keys_path(path).write_bytes(content)
    with pytest.raises(Refusal):
        Workspace.open(path, password=PASSWORD)
    assert path.read_bytes() == whole[0]


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_session_talks_to_nobody(tmp_path: Path) -> None:
    """demo, report, backup, verify, restore of an encrypted file: no socket but those inside the machine."""
    password, book, stick = tmp_path / "密码.txt", tmp_path / "示例.lvze", tmp_path / "盘"
    password.write_text(PASSWORD, encoding="utf-8")
    stick.mkdir()
    with_it = ["--password-file", str(password)]
    for turn, command in enumerate((
            ["demo", str(book)], ["report", str(book), "--kind", "quarterly", "--period", "2025Q4", "--pdf", str(tmp_path / "r.pdf"),
                                  "--docx", str(tmp_path / "r.docx")],
            ["backup", str(book), str(stick)], ["verify", str(stick)], ["restore", str(stick), str(tmp_path / "回来.lvze")])):
        trace = tmp_path / f"trace-{turn}"
        subprocess.run(["strace", "-f", "-qq", "-e", "trace=%network", "-o", str(trace), sys.executable, "-m", "desktop",
                        *command, *with_it], cwd=ROOT, check=True, capture_output=True, timeout=300,
                       env=os.environ | {"LVZE_HOME": str(tmp_path / "home")})
        calls = re.findall(r"^\d+\s+(\w+)\((.*)$", trace.read_text(errors="replace"), re.MULTILINE)
        assert [(name, rest) for name, rest in calls if name in ("connect", "bind", "sendto", "listen", "accept")
                or (name == "socket" and "AF_UNIX" not in rest)] == [], command


def test_the_programs_own_log_says_nothing_of_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from desktop import errors, log, places

    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "用户文件夹"))
    monkeypatch.setattr(log, "_file", None)
    with Workspace.create(tmp_path / "台账.lvze", password=PASSWORD) as opened:
        for _ in range(2):
            try:
                with opened.transaction("新增科室") as session:
                    records.save(session, LEDGERS["department"], {"name": SECRET})
            except Refusal as refusal:
                assert SECRET in str(refusal)
                errors.tell(None, refusal)
        with pytest.raises(Exception, match="没有保存成功|nowhere") as caught, opened.transaction("坏") as session:
            session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": SECRET})
        errors.report(caught.value)
        try:
            opened.read().__enter__().execute(text("SELECT :words FROM nowhere"), {"words": SECRET})
        except SQLAlchemyError as error:
            errors.report(error)
    assert "declined" in places.log_file().read_text(encoding="utf-8")
    assert readable(tmp_path, SECRET) == []
