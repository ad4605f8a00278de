"""The two commands of the README, from a bare checkout: `run` starts the program, `test` runs its tests.

    python3 packaging/bootstrap.py run [arguments for the program]
    python3 packaging/bootstrap.py test [arguments for pytest]

Both make `.venv` from the hash-checked `packaging/lock.txt` first, and on Debian-like systems (Debian, Ubuntu, Kylin,
UOS) see to the system libraries Qt needs: installed when we are root, else the one line to run is printed. Without a
display, `run` makes the sample hospital's quarterly report into `build/sample/` instead of opening a window.

Standard library only. Grammar no newer than Python 3.6, so that an old Python reaches the sentence below.
"""
import sys

if sys.version_info < (3, 11):
    sys.exit("本程序需要 Python 3.11 或更高版本，当前是 %d.%d；请安装新版 Python 后，用新版重新运行这条命令。" % sys.version_info[:2])

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "lock.txt"
VENV = ROOT / ".venv"
STAMP = VENV / "lock.sha256"
SAMPLE = ROOT / "build" / "sample"

USAGE = """用法：
  python3 packaging/bootstrap.py run  [程序参数]     打开程序（没有显示器时，生成示例医院的季度报告）
  python3 packaging/bootstrap.py test [pytest 参数]  运行测试"""

# Shared libraries Qt 6.9 loads from the system, each with the Debian package that holds it.
PAINTING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAYLAND_WINDOW = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

# Machine settings that change what Python runs or leaves behind; everything else of the environment is passed on.
PYTHON_SETTINGS_TO_DROP = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONOPTIMIZE", "PYTHONPATH")
# pip settings that say where packages come from are the machine's business; those that say what to install or where to
# (PIP_TARGET, PIP_USER, PIP_NO_BINARY …) would break the environment, so only these are kept.
PIP_SETTINGS_TO_KEEP = tuple(
    "PIP_" + name
    for name in ("CACHE_DIR", "CERT", "CLIENT_CERT", "CONFIG_FILE", "DEFAULT_TIMEOUT", "EXTRA_INDEX_URL", "FIND_LINKS",
                 "INDEX_URL", "KEYRING_PROVIDER", "NO_CACHE_DIR", "NO_INDEX", "PROXY", "RETRIES", "TIMEOUT",
                 "TRUSTED_HOST")
)


class Failure(Exception):
    """Something this script cannot go on without; the text is one Chinese message that says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def child_environment(machine) -> dict:
    """The environment for the programs started here, made from `machine` (a mapping such as os.environ)."""
    kept = {
        name: value
        for name, value in machine.items()
        if name not in PYTHON_SETTINGS_TO_DROP and (not name.startswith("PIP_") or name in PIP_SETTINGS_TO_KEEP)
    }
    kept.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    return kept


def has_display(machine) -> bool:
    return sys.platform != "linux" or bool(machine.get("DISPLAY") or machine.get("WAYLAND_DISPLAY"))


def libraries_for(machine) -> dict:
    """Which system libraries (file name -> Debian package) Qt needs with this environment's kind of display."""
    if sys.platform != "linux":
        return {}
    needed = dict(PAINTING)
    if machine.get("DISPLAY"):
        needed.update(X11_WINDOW)
    if machine.get("WAYLAND_DISPLAY"):
        needed.update(WAYLAND_WINDOW)
    return needed


def absent(libraries: dict) -> dict:
    """Those of `libraries` that the system's loader cannot load."""
    missing = {}
    for name, package in libraries.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing[name] = package
    return missing


def can_make_venv() -> bool:
    """Debian ships `venv` without `ensurepip` until python3-venv is installed."""
    importlib.invalidate_caches()
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def provide_system_parts(libraries: dict, venv_wanted: bool) -> None:
    """Install what the system lacks (root, Debian-like), or raise Failure with the one line that would."""
    missing = absent(libraries)
    venv_missing = venv_wanted and not can_make_venv()
    if not missing and not venv_missing:
        return
    # Packages of the distribution serve the distribution's own Python only.
    venv_by_apt = venv_missing and sys.base_prefix == "/usr"
    if not shutil.which("apt-get") or (venv_missing and not venv_by_apt):
        lacking = list(missing) + (["Python 的 venv 和 ensurepip 模块"] if venv_missing else [])
        raise Failure("本机缺少：" + "、".join(lacking) + "。请用系统的软件包管理器装好后，再运行这条命令。")
    packages = list(missing.values()) + (["python%d.%d-venv" % sys.version_info[:2]] if venv_by_apt else [])
    install = ["apt-get", "install", "-y", "--no-install-recommends"] + packages
    if os.geteuid() != 0:
        line = "sudo apt-get update && sudo " + " ".join(install)
        raise Failure("本机缺少系统组件。请先运行下面这一行（需要管理员密码），再重新运行这条命令：\n" + line)
    say("正在安装系统组件：" + " ".join(packages))
    quiet_environment = dict(child_environment(os.environ), DEBIAN_FRONTEND="noninteractive")
    # The package lists of a fresh system are empty or old; a machine with good lists is not kept waiting for new ones.
    log = apt(install, quiet_environment)
    if log is not None:
        say("软件包目录可能已过期，正在更新后重试……")
        log = apt(["apt-get", "update"], quiet_environment) or apt(install, quiet_environment)
    if log is not None:
        raise Failure(log + "\n系统组件没有装上，原因见上面几行。请检查网络和软件源，再运行这条命令。")
    still = absent(libraries)
    if still or (venv_missing and not can_make_venv()):
        raise Failure("系统组件已安装，但仍缺少：" + "、".join(still or ["ensurepip"]) + "。请联系系统管理员。")


def apt(command: list, environment: dict):
    """Run apt-get; None when it worked, else the last lines of what it said."""
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    return None if done.returncode == 0 else "\n".join(done.stdout.splitlines()[-8:])


def venv_python() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_fingerprint() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def venv_is_current() -> bool:
    """True when `.venv` was finished from this very lock file and its Python still starts."""
    if not STAMP.exists() or STAMP.read_text(encoding="ascii") != lock_fingerprint():
        return False
    try:
        return subprocess.run([str(venv_python()), "-c", ""], env=child_environment(os.environ)).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """Make `.venv` anew from the lock file. The stamp is written last: an interrupted one is made again."""
    say("正在准备运行环境（只在第一次或依赖变化时需要，约一到三分钟）……")
    environment = child_environment(os.environ)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    if made.returncode != 0:
        raise Failure(made.stdout + "\n运行环境没有建成，原因见上面几行。请确认磁盘有空间、目录可写，再运行这条命令。")
    install_locked_packages(environment)
    STAMP.write_text(lock_fingerprint(), encoding="ascii")
    say("运行环境已准备好。")


def install_locked_packages(environment: dict) -> None:
    """pip, hash-checked and without compilers; its English output is shown only when it fails."""
    command = [str(venv_python()), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--compile",
               "--progress-bar", "off", "-r", str(LOCK)]
    spoken = []
    number = 0
    with subprocess.Popen(command, env=dict(environment, PYTHONIOENCODING="utf-8"), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8", errors="replace") as pip:
        for line in pip.stdout:
            spoken.append(line)
            if line.startswith(("Collecting ", "Processing ")):  # from the index, from a folder
                number += 1
                say("  取得第 %d 个组件：%s" % (number, re.split(r"[\\/]", line.split()[1])[-1]))
            elif line.startswith("Installing collected packages"):
                say("  全部 %d 个组件校验无误，正在安装……" % number)
    if pip.returncode != 0:
        raise Failure("".join(spoken[-12:]) + "\n组件没有装上，原因见上面几行。请检查网络和 pip 的下载源设置，再运行这条命令。")


def program(arguments: list) -> int:
    """Start the program in the user's own current folder, so that file names in `arguments` mean what they say."""
    environment = dict(child_environment(os.environ), PYTHONPATH=str(ROOT))
    # -P: a folder or file of the user's that happens to be called `desktop` or `docx.py` is not taken for ours.
    return subprocess.call([str(venv_python()), "-P", "-m", "desktop"] + arguments, env=environment)


def make_sample_report() -> int:
    """Without a display: the sample hospital, and its report for the fourth quarter as Word and PDF."""
    book = SAMPLE / "示例医院.lvze"
    word = SAMPLE / "示例医院2025年第四季度履责情况报告.docx"
    pdf = word.with_suffix(".pdf")
    say("没有检测到显示器，改为生成示例医院的季度报告。")
    shutil.rmtree(SAMPLE, ignore_errors=True)
    SAMPLE.mkdir(parents=True)
    status = program(["demo", str(book), "--no-password"])
    if status == 0:
        status = program(["report", str(book), "--kind", "quarterly", "--period", "2025Q4",
                          "--docx", str(word), "--pdf", str(pdf)])
    if status != 0:
        raise Failure("示例报告没有做成，原因见上面几行。")
    say("已生成：\n  台账文件  %s\n  Word 报告 %s\n  PDF 报告  %s" % (book, word, pdf))
    return 0


def prepare(libraries: dict) -> None:
    """System libraries and `.venv`; next to nothing to do from the second time on."""
    current = venv_is_current()
    provide_system_parts(libraries, venv_wanted=not current)
    if not current:
        make_venv()


def run(arguments: list) -> int:
    prepare(libraries_for(os.environ))
    if arguments or has_display(os.environ):
        return program(arguments)
    return make_sample_report()


def test(arguments: list) -> int:
    prepare(libraries_for({}))
    environment = dict(child_environment(os.environ), QT_QPA_PLATFORM="offscreen")
    # One worker for each processor; one that is done takes over half of what another has left. What is dear is made once for
    # all of them (made_once in tests/conftest.py).
    workers = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
    return subprocess.call([str(venv_python()), "-m", "pytest"] + workers + arguments, cwd=str(ROOT), env=environment)


def main(arguments: list) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console without Chinese must not turn a message into a traceback
    commands = {"run": run, "test": test}
    if not arguments or arguments[0] not in commands:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
