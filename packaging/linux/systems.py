"""Other Debian releases laid into folders, for building what must run on older systems. Needs root and debootstrap."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bootstrap
import build
from bootstrap import Failure, say


class System:
    """A Debian ``suite`` in the folder ``root``; ``sources`` is the suite whose source packages it can fetch."""

    def __init__(self, root: Path, suite: str, sources: str):
        self.root, self.suite, self.sources = root, suite, sources

    def run(self, command: list, failed: str, **settings: str) -> None:
        """Runs a program inside. Of the settings of this machine only pip's go along."""
        kept = bootstrap.child_environment({name: os.environ[name] for name in os.environ if name.startswith("PIP_")})
        own = {"HOME": "/root", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive", **settings}
        build.run(["chroot", self.root, *command], failed, env=kept | own)

    def lay(self, packages: Iterable[str]) -> None:
        """Lays the system where it is not there yet, with these packages; nothing of this machine but where it gets them."""
        if os.geteuid() != 0 or not shutil.which("debootstrap", path=f"{os.environ['PATH']}:/usr/sbin"):
            raise Failure("请用 root 运行这条命令，并先安装 debootstrap（apt-get install debootstrap）。")
        wanted, stamp = " ".join(sorted(set(packages))), self.root / "root" / "packages.txt"
        if not stamp.exists():
            self._bootstrap()
        self._take_settings()
        if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
            self.run(["apt-get", "update", "-q"], "软件包目录没有更新，原因见上面几行。")
            self.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *wanted.split()],
                     "打包工具没有装上，原因见上面几行。")
            stamp.write_text(wanted, encoding="ascii")

    @contextmanager
    def processes_seen(self) -> Iterator[None]:
        subprocess.run(["mount", "-t", "proc", "proc", self.root / "proc"], check=True)
        try:
            yield
        finally:
            subprocess.run(["umount", self.root / "proc"], check=True)

    def _bootstrap(self) -> None:
        say(f"正在准备 Debian {self.suite}……")
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        own = dict(build.environment(), PATH=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        build.run(["debootstrap", "--variant=minbase", self.suite, self.root], "旧系统没有准备好，原因见上面几行。", env=own)
        places = self.root / "etc" / "apt" / "sources.list"
        mirror = re.search(r"^deb (\S+) ", places.read_text(encoding="utf-8"), flags=re.MULTILINE).group(1)
        with places.open("a", encoding="utf-8") as file:
            file.write(f"deb-src {mirror} {self.sources} main\n")

    def _take_settings(self) -> None:
        """How this machine reaches its package sources."""
        for name in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", os.environ.get("PIP_CERT", "")):
            if name and Path(name).is_file():
                (self.root / name[1:]).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(name, self.root / name[1:])
