"""The Linux packages for old systems (glibc 2.28: Kylin V10, UOS 20), built on any newer Debian.

    sudo apt-get install debootstrap
    sudo python3 packaging/linux/build_old.py

A Debian 11 system is laid into build/old/root; a Python of our age is compiled there from Debian's own source, with
the fixes that Debian adds to it; then ``build.py`` runs inside. The first time takes about ten minutes more.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
import bootstrap
import build
import fcitx
from bootstrap import Failure, say
from systems import System

SYSTEM = System(build.ROOT / "build" / "old" / "root", "bullseye", sources="bookworm")  # Python's source is the newer one
LARGEST_GLIBC = {"x86_64": (2, 28), "aarch64": (2, 31)}  # the oldest system; what Qt for arm64 asks for at least
PYTHON = "/opt/python"
TOOLS = ("binutils", "ca-certificates", "dpkg-dev", "gcc", "libbz2-dev", "libc6-dev", "libffi-dev", "liblzma-dev", "libssl-dev",
         "make", "patch", "uuid-dev", "xz-utils", "zlib1g-dev")
# Of Debian's changes the fixes are taken, which come last, and not those that lay Python out as Debian does.
# One of them makes a module use Python's inner headers, which a module outside the core must ask for.
# sem_clockwait is of glibc 2.30; without it Python waits by another way.
# Functions may be taken from inside the library without asking for a replacement: quicker, as distributions build it.
COMPILE = r"""set -e
cd /usr/src && rm -rf python *.tar.* *.dsc
apt-get source -q --download-only python3.11
mkdir python && cd python && tar xf ../python3.11_*.orig.tar.* --strip 1 && tar xf ../python3.11_*.debian.tar.*
for fix in $(sed -n '/^shutdown-deadlock/,$p' debian/patches/series); do patch -s -p1 < debian/patches/$fix; done
sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c
./configure -q --prefix={python} --enable-shared --without-doc-strings --disable-test-modules ac_cv_func_sem_clockwait=no \
    CFLAGS='-include /usr/src/old_math.h -fno-semantic-interposition' \
    LDFLAGS='-fno-semantic-interposition -Wl,-rpath,{python}/lib'
make -s -j2 && make -s install
"""


def compile_python() -> None:
    if (SYSTEM.root / PYTHON[1:] / "bin" / "python3.11").exists():
        return
    say("正在编译 Python……")
    shutil.copy(HERE / "old_math.h", SYSTEM.root / "usr" / "src")
    SYSTEM.run(["sh", "-c", COMPILE.format(python=PYTHON)], "Python 没有编译成，原因见上面几行。")


def take_checkout() -> Path:
    """The files under version control, as they are now."""
    place = SYSTEM.root / "root" / "lvze"
    for old in place.iterdir() if place.exists() else ():
        if old.name != "build":  # its environment serves again
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=build.ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (build.ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(build.ROOT / name, place / name)
    return place


@contextmanager
def key_lent() -> Iterator[dict[str, str]]:
    """The signing key, where there is one, inside for as long as the build takes."""
    key, lent = os.environ.get("LVZE_SIGNING_KEY"), SYSTEM.root / "root" / "signing-key"
    try:
        if key:
            shutil.copy(key, lent)
        yield {"LVZE_SIGNING_KEY": "/root/signing-key"} if key else {}
    finally:
        lent.unlink(missing_ok=True)


def make() -> list[Path]:
    SYSTEM.lay({*TOOLS, *fcitx.COMPILERS, *bootstrap.PAINTING.values(), *bootstrap.X11_WINDOW.values()})
    with SYSTEM.processes_seen():
        compile_python()
        place, python = take_checkout(), f"{PYTHON}/bin/python3.11"
        SYSTEM.run([python, "-c", "import build; build.make_venv()"], "打包环境没有建成，原因见上面几行。",
                   PYTHONPATH="/root/lvze/packaging")
        fcitx.make(SYSTEM, next(place.glob("build/freeze/venv/lib/*/site-packages/PySide6/Qt")))
        say("正在旧系统里打包……")
        with key_lent() as settings:
            SYSTEM.run([python, "/root/lvze/packaging/build.py"], "在旧系统里没有打成包，原因见上面几行。",
                       SOURCE_DATE_EPOCH=build.environment().get("SOURCE_DATE_EPOCH", "0"), **settings)
    import packages

    folder = next((place / "dist").glob("lvze-*-linux-*/"))
    needed = packages.needed_glibc(folder)
    say(f"需要 glibc {needed}")
    largest = LARGEST_GLIBC[platform.machine()]
    if tuple(map(int, needed.split("."))) > largest:
        raise Failure(f"打出来的程序在 glibc {largest[0]}.{largest[1]} 的系统上不能运行。")
    build.DIST.mkdir(exist_ok=True)
    made = [*(place / "dist").glob("*.deb"), *(place / "dist").glob("*.tar.xz")]
    return [Path(shutil.copy(file, build.DIST)) for file in made]


def main() -> int:
    try:
        build.hand_out(make())
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
