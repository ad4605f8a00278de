"""How the program is packed: its lock file, what is left out, its list of checksums, and what the desktops are told."""

import configparser
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import __version__

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"


def script(name: str) -> dict:
    """The names a build script defines."""
    sys.path.insert(0, str(PACKAGING))
    try:
        return runpy.run_path(str(PACKAGING / name))
    finally:
        sys.path.remove(str(PACKAGING))


def versions(lock: str) -> dict[str, str]:
    """Package → version on the machines most have; Qt for arm64 is another."""
    lines = re.findall(r"^([a-z0-9-]+)==([\w.]+)(.*)", (PACKAGING / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: version for name, version, mark in lines if "== 'aarch64'" not in mark}


def test_what_is_packed_is_what_is_tested():
    tested, packed = versions("lock.txt"), versions("build-lock.txt")
    assert {name: packed[name] for name in packed if name in tested} == {
        name: tested[name] for name in packed if name in tested}
    assert set(packed) - set(tested) <= {"altgraph", "macholib", "pefile", "pyinstaller", "pyinstaller-hooks-contrib",
                                         "pywin32-ctypes", "setuptools"}


def test_the_lock_of_the_build_says_what_to_install_and_never_from_where():
    lock = (PACKAGING / "build-lock.txt").read_text(encoding="utf-8")
    assert "://" not in lock and lock.count("--hash=sha256:") > len(versions("build-lock.txt"))


def test_every_package_of_the_program_is_in_the_lock_of_the_build():
    wanted = re.findall(r"^([\w-]+)", (PACKAGING / "requirements.in").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name.lower() for name in wanted} <= set(versions("build-lock.txt"))


def test_the_version_stands_in_one_place_and_the_clerk_is_told_what_is_new_in_it():
    assert script("build.py")["version"]() == __version__
    assert f"\n## {__version__}\n" in (PACKAGING / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("place", "kind", "out"), [
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "BINARY", False),
    ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "BINARY", False),
    ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", "BINARY", False),
    ("PySide6/plugins/imageformats/qsvg.dll", "BINARY", False),
    ("PySide6/plugins/platforms/qwindows.dll", "BINARY", False),
    ("PySide6/Qt/translations/qtbase_zh_CN.qm", "DATA", False),
    ("libxcb-cursor.so.0", "BINARY", False), ("libpython3.11.so.1.0", "BINARY", False),
    ("libcrypto-3.dll", "BINARY", False), ("resources/fonts/kai.ttf", "DATA", False),
    ("PySide6/Qt/translations/qtbase_de.qm", "DATA", True), ("PySide6/opengl32sw.dll", "BINARY", True),
    ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", "BINARY", True),
    ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "BINARY", True),
    ("libstdc++.so.6", "BINARY", True), ("libfontconfig.so.1", "BINARY", True), ("libQt6Core.so.6", "SYMLINK", True)])
def test_the_window_its_input_and_its_drawings_travel_and_ballast_does_not(place, kind, out):
    assert script("ballast.py")["is_ballast"](place, kind) is out


_SORTING = """
from PySide6.QtCore import QCollator, QDate, QLocale, QTimeZone
text = [chr(code) for code in range(0x3400, 0xa000)] + [chr(code) for code in range(0x20, 0x250)] + ["重庆", "㎡", "10", "9"]
for locale in (QLocale("zh_CN"), QLocale("en_US"), QLocale.c()):
    collator = QCollator(locale)
    collator.setNumericMode(True)
    print("".join(sorted(text, key=collator.sortKey)))
    print(locale.toUpper("ßabcé"), locale.toString(QDate(2025, 10, 1)))
print(QTimeZone(b"Asia/Shanghai").isValid(), len(QTimeZone.availableTimeZoneIds()))
print(max((line for line in open("/proc/self/maps") if "libicudata" in line), key=len).split()[-1])
"""


@pytest.mark.skipif(not (sys.platform == "linux" and shutil.which("as") and shutil.which("ld")), reason="needs binutils")
def test_chinese_and_english_sort_the_same_with_the_data_of_other_languages_left_out(tmp_path):
    import PySide6

    (library,) = (Path(PySide6.__file__).parent / "Qt" / "lib").glob("libicudata.so.*")
    less = script("linux/icu.py")["lessen"](library, tmp_path).rename(tmp_path / library.name)

    def said(folder: str) -> list[str]:
        done = subprocess.run([sys.executable, "-c", _SORTING], env={**os.environ, "LD_LIBRARY_PATH": folder},
                              capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    whole, small = said(""), said(str(tmp_path))
    assert whole[:-1] == small[:-1] and whole[0] != whole[2] != whole[4]
    assert whole[-1] == str(library) and small[-1] == str(less)
    assert less.stat().st_size < library.stat().st_size / 5


def test_a_changed_missing_or_added_file_shows_in_the_checksums(tmp_path):
    checksums = script("checksums.py")
    for name in ("lvze", "资料.txt", "lib/part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    checksums["write"](tmp_path)
    assert checksums["problems"](tmp_path) == []
    (tmp_path / "lvze").write_text("changed")
    (tmp_path / "资料.txt").unlink()
    (tmp_path / "more").write_text("added")
    assert sorted(checksums["problems"](tmp_path)) == ["lvze", "more", "资料.txt"]


def test_linux_desktops_open_our_files_with_our_program():
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(PACKAGING / "linux" / "lvze.desktop", encoding="utf-8")
    told = entry["Desktop Entry"]
    kinds = (PACKAGING / "linux" / "lvze.xml").read_text(encoding="utf-8")
    assert told["Exec"] == "/opt/lvze/lvze %f" and told["MimeType"].rstrip(";") in kinds and "*.lvze" in kinds


@pytest.mark.parametrize(("session", "modules", "served_by"), [
    ({"QT_IM_MODULE": "fcitx"}, (), "ibus"), ({"QT_IM_MODULE": "fcitx5"}, (), "ibus"), ({"QT_IM_MODULE": "ibus"}, (), "ibus"),
    ({"QT_IM_MODULE": "fcitx5"}, ("libfcitxplatforminputcontextplugin-qt6.so",), "fcitx"),
    ({"XMODIFIERS": "@im=fcitx"}, ("libfcitxplatforminputcontextplugin-qt6.so",), "fcitx"),
    ({"XMODIFIERS": "@im=fcitx"}, (), "ibus"), ({"XMODIFIERS": "@im=ibus"}, (), "ibus"),
    ({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, (), "ibus"),
    ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=SCIM"}, (), "xim"), ({}, (), "")])
def test_a_session_of_fcitx_is_served_by_its_module_or_else_through_ibus(tmp_path, session, modules, served_by):
    folder = tmp_path / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"
    folder.mkdir(parents=True)
    for module in modules:
        (folder / module).touch()
    code = (f"import os, runpy, sys\nsys._MEIPASS = {str(tmp_path)!r}\n"
            f"runpy.run_path({str(PACKAGING / 'linux' / 'session.py')!r})\nprint(os.environ.get('QT_IM_MODULE', ''))")
    own = {name: value for name, value in os.environ.items() if name not in ("QT_IM_MODULE", "XMODIFIERS")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=own | session)
    assert done.stdout.strip() == served_by


def test_installing_on_windows_asks_for_no_administrator():
    installer = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")
    manifest = (PACKAGING / "windows" / "lvze.manifest").read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in installer and "HKLM" not in installer and "RMDir /r" not in installer
    assert 'level="asInvoker"' in manifest and "PerMonitorV2" in manifest


@pytest.mark.parametrize(("before", "after"), [(None, None), ("/opt/office/lib", "/opt/office/lib")])
def test_programs_started_from_ours_load_the_systems_libraries(before, after):
    saved = "" if before is None else f"os.environ['LD_LIBRARY_PATH_ORIG'] = {before!r}\n"
    code = (f"import os, runpy\nos.environ['LD_LIBRARY_PATH'] = '/opt/lvze/lib'\n{saved}"
            f"runpy.run_path({str(PACKAGING / 'linux' / 'session.py')!r})\nprint(os.environ.get('LD_LIBRARY_PATH'))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(after)
