"""The Linux packages for old systems (glibc 2.28: Kylin V10, UOS 20), built on any newer Debian.

    sudo apt-get install debootstrap
    sudo python3 packaging/linux/build_old.py

A Debian 11 system is laid into build/old/root; a Python of our age is compiled there from Debian's own source, with
the fixes that Debian adds to it; then ``build.py`` runs inside. The first time takes about ten minutes more.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import bootstrap
import build
from bootstrap import Failure, say

HERE = Path(__file__).resolve().parent
SYSTEM = build.ROOT / "build" / "old" / "root"
LARGEST_GLIBC = (2, 28)  # the oldest system
SUITE, SOURCES = "bullseye", "bookworm"  # where it runs, and where the source of Python comes from
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


def inside(command: list, failed: str, **more: str) -> None:
    """Runs a program in the old system. Of the settings of this machine only pip's go along."""
    kept = bootstrap.child_environment({name: os.environ[name] for name in os.environ if name.startswith("PIP_")})
    own = {"HOME": "/root", "PATH": f"{PYTHON}/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
           "DEBIAN_FRONTEND": "noninteractive", **more}
    build.run(["chroot", SYSTEM, *command], failed, env=kept | own)


def lay_system() -> None:
    """The old system with the tools of the build; nothing of this machine but where its packages come from."""
    if not (SYSTEM / "usr" / "bin" / "make").exists():
        say(f"正在准备 Debian {SUITE}……")
        shutil.rmtree(SYSTEM, ignore_errors=True)
        SYSTEM.mkdir(parents=True)
        own = dict(build.environment(), PATH=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        build.run(["debootstrap", "--variant=minbase", SUITE, SYSTEM], "旧系统没有准备好，原因见上面几行。", env=own)
        places = SYSTEM / "etc" / "apt" / "sources.list"
        mirror = re.search(r"^deb (\S+) ", places.read_text(encoding="utf-8"), flags=re.MULTILINE).group(1)
        with places.open("a", encoding="utf-8") as file:
            file.write(f"deb-src {mirror} {SOURCES} main\n")
        _take_settings()
        inside(["apt-get", "update", "-q"], "软件包目录没有更新，原因见上面几行。")
        wanted = sorted({*TOOLS, *bootstrap.PAINTING.values(), *bootstrap.X11_WINDOW.values()})
        inside(["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted], "打包工具没有装上，原因见上面几行。")
    _take_settings()


def _take_settings() -> None:
    """How this machine reaches its package sources."""
    for name in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", os.environ.get("PIP_CERT", "")):
        if name and Path(name).is_file():
            (SYSTEM / name[1:]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, SYSTEM / name[1:])


def compile_python() -> None:
    if (SYSTEM / PYTHON[1:] / "bin" / "python3.11").exists():
        return
    say("正在编译 Python……")
    shutil.copy(HERE / "old_math.h", SYSTEM / "usr" / "src")
    inside(["sh", "-c", COMPILE.format(python=PYTHON)], "Python 没有编译成，原因见上面几行。")


def take_checkout() -> Path:
    """The files under version control, as they are now."""
    place = SYSTEM / "root" / "lvze"
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
def processes_seen() -> Iterator[None]:
    subprocess.run(["mount", "-t", "proc", "proc", SYSTEM / "proc"], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", SYSTEM / "proc"], check=True)


@contextmanager
def key_lent() -> Iterator[dict[str, str]]:
    """The signing key, where there is one, inside for as long as the build takes."""
    key, lent = os.environ.get("LVZE_SIGNING_KEY"), SYSTEM / "root" / "signing-key"
    try:
        if key:
            shutil.copy(key, lent)
        yield {"LVZE_SIGNING_KEY": "/root/signing-key"} if key else {}
    finally:
        lent.unlink(missing_ok=True)


def make() -> list[Path]:
    if os.geteuid() != 0 or not shutil.which("debootstrap", path=f"{os.environ['PATH']}:/usr/sbin"):
        raise Failure("请用 root 运行这条命令，并先安装 debootstrap（apt-get install debootstrap）。")
    lay_system()
    with processes_seen():
        compile_python()
        place = take_checkout()
        say("正在旧系统里打包……")
        with key_lent() as settings:
            inside([f"{PYTHON}/bin/python3.11", "/root/lvze/packaging/build.py"], "在旧系统里没有打成包，原因见上面几行。",
                   SOURCE_DATE_EPOCH=build.environment().get("SOURCE_DATE_EPOCH", "0"), **settings)
    import packages

    folder = next((place / "dist").glob("lvze-*-linux-*/"))
    needed = packages.needed_glibc(folder)
    say(f"需要 glibc {needed}")
    if tuple(map(int, needed.split("."))) > LARGEST_GLIBC:
        raise Failure("打出来的程序在 glibc 2.28 的系统上不能运行。")
    build.DIST.mkdir(exist_ok=True)
    made = [*(place / "dist").glob("*.deb"), *(place / "dist").glob("*.tar.xz")]
    return [Path(shutil.copy(file, build.DIST)) for file in made]


def main() -> int:
    sys.path.insert(0, str(HERE))
    try:
        build.hand_out(make())
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
