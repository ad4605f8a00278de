"""One command from the checkout to what is handed out; on Linux and on Windows.

    python3 packaging/build.py            folder, self-test of the frozen program, then the packages for this system
    python3 packaging/build.py --check    folder and self-test only (CI)

Everything is made below build/freeze and handed out below dist. The build has a venv of its own, made from the
hash-checked ``build-lock.txt``. Standard library only.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import bootstrap
import checksums
import notices
from bootstrap import Failure, say

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "packaging"
LOCK = HERE / "build-lock.txt"
WORK = ROOT / "build" / "freeze"
VENV = WORK / "venv"
MADE = WORK / "made"
DIST = ROOT / "dist"
LARGEST = 185_000_000  # bytes the installed program may take; the issue "Delivered" allows 200 MB


def version() -> str:
    """The one place of the version is desktop/__init__.py."""
    text = (ROOT / "desktop" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "([\d.]+)"$', text, flags=re.MULTILINE).group(1)


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def environment() -> dict:
    """For PyInstaller and the frozen program: the same input gives the same output."""
    found = dict(bootstrap.child_environment(os.environ), PYTHONHASHSEED="1", PYTHONUTF8="1")
    if "SOURCE_DATE_EPOCH" not in found and shutil.which("git"):
        made_at = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True)
        if made_at.returncode == 0:
            found["SOURCE_DATE_EPOCH"] = made_at.stdout.strip()
    return found


def run(command: list, failed: str, **options) -> None:
    """Runs a program quietly; its last words are shown only when it fails."""
    done = subprocess.run([str(part) for part in command], env=options.pop("env", environment()), encoding="utf-8",
                          errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise Failure("\n".join(done.stdout.splitlines()[-30:]) + "\n" + failed)


def provide_system_parts() -> None:
    """The libraries that PyInstaller looks for, and its tool; without some of them the bundle would lack files."""
    if sys.platform != "linux":
        return
    wanted = {**bootstrap.PAINTING, **bootstrap.X11_WINDOW}
    if sys.base_prefix == "/usr":  # Debian's own Python has its library in a package of its own
        name = "%d.%d" % sys.version_info[:2]
        wanted[sysconfig.get_config_var("INSTSONAME") or f"libpython{name}.so.1.0"] = f"libpython{name}"
    bootstrap.provide_system_parts(wanted, venv_wanted=not venv_python().exists())
    if shutil.which("objdump"):
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", "binutils"]
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Failure("本机缺少 binutils。请先安装（sudo " + " ".join(install) + "），再重新运行这条命令。")
    problem = bootstrap.apt(install, dict(environment(), DEBIAN_FRONTEND="noninteractive"))
    if problem:
        raise Failure(problem + "\nbinutils 没有装上，原因见上面几行。")


def make_venv() -> None:
    """Anew whenever the lock file changed."""
    stamp, wanted = VENV / "lock.sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("正在准备打包环境……")
    run([sys.executable, "-m", "venv", "--clear", VENV], "打包环境没有建成，原因见上面几行。")
    run([venv_python(), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--compile", "-r", LOCK],
        "打包用的组件没有装上，原因见上面几行。")
    stamp.write_text(wanted, encoding="ascii")


def site_packages() -> Path:
    return VENV / "Lib" / "site-packages" if os.name == "nt" else next((VENV / "lib").glob("python3.*/site-packages"))


def freeze(name: str) -> Path:
    """The folder of the frozen program, ``dist/NAME``, with notices and checksums. Takes about a minute."""
    say("正在打包……")
    shutil.rmtree(MADE, ignore_errors=True)
    MADE.mkdir(parents=True)
    run([venv_python(), HERE / "draw_icons.py", MADE], "图标没有画成，原因见上面几行。")
    put_key(MADE)
    if os.name == "nt":
        run([venv_python(), HERE / "windows" / "version_info.py", version(), MADE], "版本信息没有写成，原因见上面几行。")
    os.environ["LVZE_MADE"] = str(MADE)
    run([venv_python(), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", WORK / "frozen",
         "--workpath", WORK / "work", HERE / "lvze.spec"], "打包没有成功，原因见上面几行。", cwd=ROOT)
    folder = DIST / name
    shutil.rmtree(folder, ignore_errors=True)
    DIST.mkdir(exist_ok=True)
    shutil.move(WORK / "frozen" / "lvze", folder)
    python = Path(sys.base_prefix) if os.name == "nt" else Path(sysconfig.get_path("stdlib"))
    notices.write(folder, site_packages(), python / "LICENSE.txt", platform.python_version())
    shutil.copy(HERE / "CHANGELOG.md", folder / "更新说明.txt")
    checksums.write(folder)
    return folder


def put_key(made: Path) -> None:
    """The public half of the signing key, for the program to check its updates with."""
    if key := os.environ.get("LVZE_SIGNING_KEY"):
        run([venv_python(), HERE / "signing.py", "public", key, made], "签名密钥读不出来，原因见上面几行。")


def examine(folder: Path) -> None:
    """The frozen program's own self-test, in a home of its own; and the size it may not exceed."""
    say("正在自检……")
    with tempfile.TemporaryDirectory() as home:
        program = folder / ("lvze.exe" if os.name == "nt" else "lvze")
        own = dict(environment(), LVZE_HOME=home, QT_QPA_PLATFORM="offscreen")
        done = subprocess.run([program, "self-test"], encoding="utf-8", errors="replace", env=own,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    say(done.stdout.rstrip())
    if done.returncode != 0:
        raise Failure("打包出来的程序自检没有通过。")
    if problems := checksums.problems(folder):
        raise Failure("自检改动了程序文件夹：" + "、".join(problems))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    say(f"{folder}：{size / 1e6:.0f} MB")
    if size > LARGEST:
        raise Failure(f"程序文件夹超过 {LARGEST / 1e6:.0f} MB，请看看 packaging/ballast.py。")


def make(check_only: bool) -> None:
    provide_system_parts()
    make_venv()
    folder = freeze(f"lvze-{version()}-{platform.system().lower()}-{platform.machine().replace('AMD64', 'x86_64')}")
    examine(folder)
    if check_only:
        return
    sys.path.insert(0, str(HERE / ("windows" if os.name == "nt" else "linux")))
    import packages

    hand_out(packages.make(folder, version(), MADE, DIST))


def hand_out(made: list[Path]) -> None:
    """Names the packages and brings the list of their checksums up to date; packages of other systems stay in it."""
    listed = DIST / "SHA256SUMS"
    old = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    lines = {line.partition("  ")[2]: line for line in old if (DIST / line.partition("  ")[2]).exists()}
    for file in made:
        lines[file.name] = f"{checksums.of(file)}  {file.name}"
        say(f"{file}：{file.stat().st_size / 1e6:.1f} MB")
    listed.write_text("".join(f"{lines[name]}\n" for name in sorted(lines)), encoding="utf-8", newline="\n")
    listed.with_name(f"{listed.name}.sig").unlink(missing_ok=True)
    if key := os.environ.get("LVZE_SIGNING_KEY"):
        run([venv_python(), HERE / "signing.py", "sign", key, listed], "没有签上名，原因见上面几行。")


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only the folder and its self-test")
    try:
        make(parser.parse_args().check)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
