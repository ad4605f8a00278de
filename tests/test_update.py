"""Updates from a stick: what is taken, what is refused and why, and that the version before stays."""

import hashlib
import platform
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from db.errors import Refusal
from desktop import update

pytestmark = pytest.mark.skipif(platform.system() != "Linux", reason="the packages made here are those of Linux")
NAME = f"lvze-{{}}-linux-{platform.machine()}"


def version_folder(parent: Path, number: str) -> Path:
    """A program folder as the build makes it, very small."""
    folder = parent / NAME.format(number)
    (folder / "lib").mkdir(parents=True)
    (folder / "lvze").write_text(f"program {number}")
    (folder / "lib" / "part").write_text("library")
    lines = [f"{digest(folder / name)}  {name}\n" for name in ("lib/part", "lvze")]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def stick_with(folder: Path, *packages: Path) -> Path:
    (folder / "SHA256SUMS").write_text("".join(f"{digest(package)}  {package.name}\n" for package in packages))
    return folder


@pytest.fixture
def now(tmp_path):
    """Version 0.1.0 runs from a folder."""
    return update.Running((0, 1, 0), version_folder(tmp_path / "programs", "0.1.0"), "folder")


@pytest.fixture
def stick(tmp_path):
    """A stick with versions 0.2.0 and 0.10.0."""
    folder = tmp_path / "stick"
    folder.mkdir()
    packages = []
    for number in ("0.2.0", "0.10.0"):
        made = version_folder(tmp_path / "made", number)
        packages.append(folder / f"{made.name}.tar.xz")
        with tarfile.open(packages[-1], "w:xz") as archive:
            archive.add(made, made.name)
    return stick_with(folder, *packages)


def test_the_newest_version_is_put_beside_the_old_one(stick, now):
    package = update.newest(stick, now)
    assert package.number == "0.10.0"
    update.check(package)
    said = update.put_in_place(package, now)
    new = now.folder.with_name(NAME.format("0.10.0"))
    assert (new / "lvze").read_text() == "program 0.10.0" and str(new) in said
    assert (now.folder / "lvze").read_text() == "program 0.1.0"
    assert sorted(path.name for path in now.folder.parent.iterdir()) == sorted([now.folder.name, new.name])


def test_a_changed_package_is_refused(stick, now):
    package = update.newest(stick, now)
    with package.path.open("r+b") as file:
        file.seek(100)
        file.write(b"changed")
    with pytest.raises(Refusal, match="和校验清单不符.*重新拷贝"):
        update.check(package)


def test_a_package_that_is_listed_rightly_but_broken_inside_is_refused_and_leaves_nothing(stick, now, tmp_path):
    made = tmp_path / "made" / NAME.format("0.10.0")
    (made / "lvze").write_text("another program")
    package = stick / f"{made.name}.tar.xz"
    with tarfile.open(package, "w:xz") as archive:
        archive.add(made, made.name)
    stick_with(stick, package)
    with pytest.raises(Refusal, match="“lvze”不完好"):
        update.put_in_place(update.newest(stick, now), now)
    assert [path.name for path in now.folder.parent.iterdir()] == [now.folder.name]


def test_a_package_cut_short_leaves_nothing(stick, now):
    package = update.newest(stick, now)
    package.path.write_bytes(package.path.read_bytes()[:-50])
    with pytest.raises(Refusal, match="没有放好"):
        update.put_in_place(package, now)
    assert [path.name for path in now.folder.parent.iterdir()] == [now.folder.name]


@pytest.mark.parametrize(("version", "kind", "sentence"), [
    ((0, 10, 0), "folder", "不需要更新"), ((1, 0, 0), "folder", "版本是 0.10.0，现在用的是 1.0.0"),
    ((0, 1, 0), "installer", "没有适合这台电脑的更新包"), ((0, 1, 0), "deb", "没有适合这台电脑的更新包")])
def test_what_is_not_newer_or_not_for_this_system_is_refused(stick, now, version, kind, sentence):
    with pytest.raises(Refusal, match=sentence):
        update.newest(stick, update.Running(version, now.folder, kind))


def test_a_folder_without_a_list_is_refused(tmp_path, now):
    with pytest.raises(Refusal, match="没有更新包的校验清单"):
        update.newest(tmp_path, now)


def test_a_target_that_exists_is_not_written_over(stick, now):
    package = update.newest(stick, now)
    update.put_in_place(package, now)
    with pytest.raises(Refusal, match="已经存在"):
        update.put_in_place(package, now)


def test_the_version_before_stays_and_older_ones_go_with_their_own_files_only(tmp_path):
    programs = tmp_path / "programs"
    oldest, before, current = (version_folder(programs, number) for number in ("0.1.0", "0.2.0", "0.10.0"))
    (oldest / "lib" / "我的台账.lvze").write_text("the clerk's")
    (programs / "other").mkdir()
    assert update.tidy(update.Running((0, 10, 0), current, "folder")) == [oldest]
    assert (before / "lvze").exists() and (current / "lvze").exists() and (programs / "other").exists()
    assert [path.name for path in oldest.rglob("*")] == ["lib", "我的台账.lvze"]


def test_a_list_cannot_lead_out_of_its_folder(tmp_path):
    programs = tmp_path / "programs"
    oldest, _, current = (version_folder(programs, number) for number in ("0.1.0", "0.2.0", "0.3.0"))
    kept = programs / "kept.txt"
    kept.write_text("the clerk's")
    with (oldest / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  ../kept.txt\n{'0' * 64}  {kept}\n")
    update.tidy(update.Running((0, 3, 0), current, "folder"))
    assert kept.exists()


def test_a_program_run_from_its_source_does_not_update():
    with pytest.raises(Refusal, match="从源代码运行"):
        update.running()


# -- signed updates ----------------------------------------------------------------------------------------------------


SIGNING = Path(__file__).resolve().parent.parent / "packaging" / "signing.py"


def signing(*arguments: object) -> int:
    return subprocess.run([sys.executable, SIGNING, *map(str, arguments)], capture_output=True).returncode


@pytest.fixture
def key(tmp_path, monkeypatch):
    """The maker's key, whose public half this program was built with."""
    assert signing("new", tmp_path / "key.pem") == 0
    (tmp_path / "program" / "resources").mkdir(parents=True)
    assert signing("public", tmp_path / "key.pem", tmp_path / "program" / "resources") == 0
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "program"), raising=False)
    return tmp_path / "key.pem"


def test_a_list_signed_by_the_maker_is_taken(stick, now, key):
    assert update.needs_signature()
    assert signing("sign", key, stick / "SHA256SUMS") == 0
    assert update.newest(stick, now).number == "0.10.0"


def test_a_list_without_a_signature_changed_after_it_or_signed_by_somebody_else_is_refused(stick, now, key, tmp_path):
    with pytest.raises(Refusal, match="没有签名"):
        update.newest(stick, now)
    signing("sign", key, stick / "SHA256SUMS")
    with (stick / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  {NAME.format('9.0.0')}.tar.xz\n")
    with pytest.raises(Refusal, match="签名不对"):
        update.newest(stick, now)
    signing("new", tmp_path / "other.pem")
    signing("sign", tmp_path / "other.pem", stick / "SHA256SUMS")
    with pytest.raises(Refusal, match="签名不对"):
        update.newest(stick, now)
    (stick / "SHA256SUMS.sig").write_bytes("不是签名".encode())
    with pytest.raises(Refusal, match="签名不对"):
        update.newest(stick, now)


def test_a_key_is_never_written_over(key):
    before = key.read_bytes()
    assert signing("new", key) != 0 and key.read_bytes() == before
