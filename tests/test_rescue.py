"""The rescue stick: what is put on it, what is refused, and that it brings the ledgers back on another computer."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from db.backup import restore, snapshots
from db.errors import Refusal
from db.keyfile import NeedsPassword
from db.workspace import Workspace
from desktop import places, program_folder, rescue
from desktop.rescue_check import look_through, restored_sheet
from tests.pdf_measure import read
from tests.test_forms import pages_of

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "云岭2025台账"


def list_files(folder: Path) -> None:
    """Writes the folder's list of checksums, as the build does."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != program_folder.LIST)
    (folder / program_folder.LIST).write_text("".join(
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n" for file in files))


def program(parent: Path, number: str = "0.1.0", system: str = "linux") -> Path:
    """A program folder as the build makes it, very small."""
    folder = parent / f"lvze-{number}-{system}-x86_64"
    (folder / "lib" / "字体").mkdir(parents=True)
    (folder / "lib" / "字体" / "仿宋.ttf").write_text("font")
    for name in ("lvze.exe", "履责台账.exe") if system == "windows" else ("lvze",):
        (folder / name).write_text(f"program {number}")
        (folder / name).chmod(0o755)
    list_files(folder)
    return folder


def packed(folder: Path, target: Path) -> Path:
    """The folder as the package that is handed out."""
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w") as archive:
            for file in folder.rglob("*"):
                archive.write(file, file.relative_to(folder.parent).as_posix())
    else:
        with tarfile.open(target, "w:xz") as archive:
            archive.add(folder, folder.name)
    return target


def contents(folder: Path) -> dict[str, str]:
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


@pytest.fixture
def packages(tmp_path):
    """A folder with this system's program and the other one's, as they are handed out."""
    folder = tmp_path / "安装包"
    folder.mkdir()
    for system, ending in (("linux", ".tar.xz"), ("windows", ".zip")):
        made = program(tmp_path / "made", system=system)
        packed(made, folder / f"{made.name}{ending}")
    return folder


def test_a_stick_holds_backup_both_programs_starters_and_the_page(workspace, hospital, stick, packages):
    made = rescue.make(workspace, stick, rescue.programs_in(packages))
    assert [one.system for one in made.programs] == ["windows", "linux"] and made.problems == []
    assert [one.ok for one in snapshots(stick)] == [True] and made.counts["person"] == 3
    for system in ("windows", "linux"):
        assert program_folder.is_whole(stick / "lvze" / f"lvze-0.1.0-{system}-x86_64")
    text = (stick / "恢复说明.txt").read_text(encoding="utf-8-sig")
    assert "备份里有 " in text and "没有设密码" in text and "双击“恢复台账.cmd”" in text
    assert "".join(page.text for page in read(stick / "恢复说明.pdf")).startswith("台账恢复说明")
    starter = (stick / "恢复台账.cmd").read_bytes()
    assert starter.isascii() and b"lvze\\lvze-0.1.0-windows-x86_64" in starter and starter.count(b"\r\n") == 3


def test_the_page_on_the_stick_is_in_the_hospitals_own_layout(workspace, stick, packages):
    workspace.set_setting("style", {"left_mm": 40, "right_mm": 15})
    rescue.make(workspace, stick, rescue.programs_in(packages))
    assert min(line.left for page in read(stick / "恢复说明.pdf") for line in page.lines if line.baseline < 262) > 39


def test_a_stick_without_the_other_systems_program_says_so(workspace, stick, packages):
    next(packages.glob("*.zip")).unlink()
    made = rescue.make(workspace, stick, rescue.programs_in(packages))
    assert [one.system for one in made.programs] == ["linux"]
    assert "没有适合 Windows 的电脑的程序" in (stick / "恢复说明.txt").read_text(encoding="utf-8-sig")
    assert not (stick / "恢复台账.cmd").exists()


def test_a_second_time_only_what_changed_is_written_and_a_new_version_takes_the_place_of_the_old(
        workspace, stick, packages, tmp_path):
    rescue.make(workspace, stick, rescue.programs_in(packages))
    (stick / "lvze" / "我的照片.txt").write_text("the clerk's")
    kept = (stick / "lvze" / "lvze-0.1.0-windows-x86_64" / "lvze.exe").stat().st_mtime_ns
    newer = program(tmp_path / "newer", "0.2.0")
    made = rescue.make(workspace, stick, [*rescue.programs_in(stick / "lvze"), *rescue.programs_in(newer.parent)])
    assert {one.system: one.number for one in made.programs} == {"windows": "0.1.0", "linux": "0.2.0"}
    assert (stick / "lvze" / "lvze-0.1.0-windows-x86_64" / "lvze.exe").stat().st_mtime_ns == kept
    assert sorted(place.name for place in (stick / "lvze").iterdir()) == [
        "lvze-0.1.0-windows-x86_64", "lvze-0.2.0-linux-x86_64", "我的照片.txt"]
    assert "lvze-0.2.0" in (stick / "恢复台账.sh").read_text(encoding="utf-8") and len(snapshots(stick)) == 2


def test_a_program_damaged_on_the_stick_is_written_again(workspace, stick, packages):
    rescue.make(workspace, stick, rescue.programs_in(packages))
    damaged = stick / "lvze" / "lvze-0.1.0-linux-x86_64" / "lib" / "字体" / "仿宋.ttf"
    damaged.write_text("something else")
    rescue.make(workspace, stick, rescue.programs_in(packages))
    assert damaged.read_text() == "font"


def test_of_several_versions_the_newest_goes_on_the_stick(packages, tmp_path):
    for number in ("0.2.0", "0.10.0"):
        made = program(tmp_path / "more", number)
        packed(made, packages / f"{made.name}.tar.xz")
    (packages / "lvze-9.0.0-linux-x86_64").mkdir()  # an empty folder is no program
    assert {one.system: one.number for one in rescue.programs_in(packages)} == {"linux": "0.10.0", "windows": "0.1.0"}


def test_a_program_for_another_kind_of_machine_is_left_alone(workspace, stick, packages):
    other = next(packages.glob("*.tar.xz"))
    other.rename(packages / "lvze-9.0.0-linux-riscv64.tar.xz")
    assert [one.system for one in rescue.programs_in(packages)] == ["windows"]
    foreign = stick / "lvze" / "lvze-0.0.9-linux-riscv64"
    foreign.mkdir(parents=True)
    (foreign / "SHA256SUMS").write_text("")
    rescue.make(workspace, stick, rescue.programs_in(packages))
    assert foreign.exists() and not (stick / "恢复台账.sh").exists()


def test_a_package_that_does_not_fit_its_list_is_refused_before_anything_is_written(workspace, stick, packages):
    package = next(packages.glob("*.tar.xz"))
    (packages / "SHA256SUMS").write_text(f"{'0' * 64}  {package.name}\n")
    with pytest.raises(Refusal, match="和校验清单不符"):
        rescue.make(workspace, stick, rescue.programs_in(packages))
    assert list(stick.iterdir()) == []


@pytest.mark.parametrize("spoil", ["changed", "cut", "outside"])
def test_a_broken_package_leaves_the_backup_and_no_half_program(workspace, stick, packages, tmp_path, spoil):
    next(packages.glob("*.zip")).unlink()
    package = next(packages.glob("*.tar.xz"))
    if spoil == "cut":
        package.write_bytes(package.read_bytes()[:200])
    else:
        folder = tmp_path / "made" / "lvze-0.1.0-linux-x86_64"
        (folder / "lvze").write_text("another program")
        with tarfile.open(package, "w:xz") as archive:
            archive.add(folder, folder.name)
            if spoil == "outside":
                archive.add(folder / "lvze", f"{folder.name}/../../../away")
    with pytest.raises(Refusal):
        rescue.make(workspace, stick, rescue.programs_in(packages))
    assert [one.ok for one in snapshots(stick)] == [True] and list((stick / "lvze").iterdir()) == []
    assert not (tmp_path / "away").exists() and not (stick / "away").exists()


def test_a_stick_too_small_for_the_program_keeps_the_backup(workspace, stick, packages, monkeypatch):
    usage = shutil.disk_usage(stick)
    monkeypatch.setattr(rescue.shutil, "disk_usage", lambda _: usage._replace(free=5 << 20))
    with pytest.raises(Refusal, match="放不下程序：还需要 .* MB，只剩 5 MB"):
        rescue.make(workspace, stick, rescue.programs_in(packages))
    assert [one.ok for one in snapshots(stick)] == [True]


def test_without_any_program_nothing_is_begun(workspace, stick):
    with pytest.raises(Refusal, match="没有可放到 U 盘上的程序"):
        rescue.make(workspace, stick, [])
    assert list(stick.iterdir()) == []


# -- the other computer ----------------------------------------------------------------------------------------------


@pytest.fixture
def source_as_program(tmp_path):
    """This very source as a program folder."""
    folder = tmp_path / "made" / "lvze-0.1.0-linux-x86_64"
    for part in ("db", "desktop", "resources"):
        shutil.copytree(ROOT / part, folder / "lib" / part, ignore=shutil.ignore_patterns("__pycache__", "fonts", "help", "icons"))
    (folder / "lvze").write_text(f'#!/bin/sh\nhere=$(cd "$(dirname "$0")" && pwd)\n'
                                 f'PYTHONPATH="$here/lib" exec "{sys.executable}" -P -B -m desktop "$@"\n')
    (folder / "lvze").chmod(0o755)
    list_files(folder)
    return rescue.programs_in(folder.parent)


@pytest.mark.skipif(os.name == "nt", reason="the starter of Linux")
def test_on_an_empty_computer_the_sticks_own_program_checks_and_restores_and_leaves_the_stick_as_it_was(
        tmp_path, stick, source_as_program):
    with Workspace.create(tmp_path / "云岭.lvze", password=PASSWORD) as workspace:
        workspace.set_setting("hospital", "云岭市第二人民医院")
        rescue.make(workspace, stick, source_as_program)
    (tmp_path / "secret").write_text(PASSWORD + "\n", encoding="utf-8")
    (stick / "lvze" / "lvze-0.1.0-linux-x86_64" / "lvze").chmod(0o644)  # FAT: nothing on it may be started
    before = contents(stick)

    def started(*command: object) -> str:
        done = subprocess.run(["sh", stick / "恢复台账.sh", *map(str, command), "--password-file", tmp_path / "secret"],
                              env={"PATH": os.environ["PATH"], "LVZE_HOME": str(tmp_path / "empty"), "PYTHONUTF8": "1"},
                              capture_output=True, text=True, check=True, cwd=tmp_path)
        return done.stdout

    assert "备份完好" in started("verify", stick)
    assert "已恢复到" in started("restore", stick, tmp_path / "新电脑" / "台账.lvze")
    with Workspace.open(tmp_path / "新电脑" / "台账.lvze", password=PASSWORD) as back:
        assert back.hospital == "云岭市第二人民医院"
    assert contents(stick) == before


def test_a_program_knows_the_stick_it_was_started_from(workspace, stick, packages, monkeypatch):
    rescue.make(workspace, stick, rescue.programs_in(packages))
    assert places.rescue_stick() is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(stick / "lvze" / "lvze-0.1.0-linux-x86_64" / "lvze"))
    assert places.rescue_stick() == stick
    monkeypatch.setattr(sys, "executable", str(stick.parent / "lvze-0.1.0-linux-x86_64" / "lvze"))
    assert places.rescue_stick() is None
    monkeypatch.setenv("LVZE_STICK", str(stick))
    assert places.rescue_stick() == stick


def test_the_sheet_after_a_restore_states_every_ledger_the_place_and_the_checksum(sample, stick, packages, tmp_path):
    backup = rescue.make(sample, stick, rescue.programs_in(packages)).backup
    looked = look_through(backup)
    assert looked.hospital == "云岭市第二人民医院" and looked.records > 1900 and looked.last_at.year == 2025
    target = tmp_path / "新电脑.lvze"
    restore(backup, target, datetime.now())
    with Workspace.open(target) as back:
        pages = pages_of(tmp_path, restored_sheet(looked, back, "自救盘"))
    assert len(pages) == 1
    for told in ("台账恢复核验单", "新电脑.lvze", looked.digest[:8], "谈心谈话", "自救盘"):
        assert told in pages[0].text
    assert "不符" not in pages[0].text


def test_records_missing_after_a_restore_stand_on_the_sheet(workspace, hospital, stick, packages, tmp_path):
    looked = look_through(rescue.make(workspace, stick, rescue.programs_in(packages)).backup)
    with workspace.transaction("误删") as session:
        from db import records
        from db.ledgers import LEDGERS

        records.void(session, LEDGERS["person"], hospital["钱医生"])
    (page,) = pages_of(tmp_path, restored_sheet(looked, workspace, "自救盘"))
    assert "“人员”应有3条，恢复出2条" in page.text and "台账完整" not in page.text


def test_an_encrypted_backup_is_looked_through_with_its_password_only(tmp_path, stick, packages):
    with Workspace.create(tmp_path / "台账.lvze", password=PASSWORD) as workspace:
        backup = rescue.make(workspace, stick, rescue.programs_in(packages)).backup
    with pytest.raises(NeedsPassword):
        look_through(backup)
    assert look_through(backup, password=PASSWORD).problems == ()


def test_a_damaged_backup_says_so_before_it_is_restored(workspace, stick, packages):
    backup = rescue.make(workspace, stick, rescue.programs_in(packages)).backup
    with (backup / "data.lvze").open("r+b") as file:
        file.seek(5000)
        file.write(b"\xff" * 3000)
    assert any("这份备份不能用" in sentence for sentence in look_through(backup).problems)
