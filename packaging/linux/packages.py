"""The Linux packages of the program folder: a portable .tar.xz and a .deb. Standard library, objdump and dpkg-deb.

The .deb holds: the program in /opt/lvze, the command /usr/bin/lvze, a desktop entry, the type of .lvze files and icons.
"""

import lzma
import os
import platform
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256)


def make(folder: Path, version: str, made: Path, dist: Path) -> list[Path]:
    """Both packages in ``dist``; ``made`` holds the drawn icons."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH") or (folder / "SHA256SUMS").stat().st_mtime)
    tree = made.parent / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    return [portable(folder, dist / f"{folder.name}.tar.xz", moment), deb(folder, tree, version, made, dist, moment)]


def portable(folder: Path, target: Path, moment: int) -> Path:
    """The folder as it is, in a fixed order and without names of this machine: the same build gives the same file."""
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        return entry

    with lzma.open(target, "wb", preset=6) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for file in sorted([folder, *folder.rglob("*")]):
            archive.add(file, str(file.relative_to(folder.parent)), recursive=False, filter=plain)
    return target


def deb(folder: Path, tree: Path, version: str, made: Path, dist: Path, moment: int) -> Path:
    """Lays the package out in ``tree`` and packs it. Raises CalledProcessError when dpkg-deb declines."""
    shutil.copytree(folder, tree / "opt" / "lvze")
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "lvze").symlink_to("/opt/lvze/lvze")
    _place(HERE / "lvze.desktop", tree / "usr/share/applications/lvze.desktop")
    _place(HERE / "lvze.xml", tree / "usr/share/mime/packages/lvze.xml")
    for side in ICON_SIDES:
        _place(made / f"lvze-{side}.png", tree / f"usr/share/icons/hicolor/{side}x{side}/apps/lvze.png")
    _place(HERE.parents[1] / "resources/icons/lvze.svg", tree / "usr/share/icons/hicolor/scalable/apps/lvze.svg")
    _place(folder / "第三方软件声明.txt", tree / "usr/share/doc/lvze/copyright")
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    control = (HERE / "control.in").read_text(encoding="utf-8").format(
        version=version, architecture=architecture, kilobytes=size // 1024, glibc=needed_glibc(folder))
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    for name in ("postinst", "postrm"):
        _place(HERE / name, tree / "DEBIAN" / name, 0o755)
    for place in [tree, *tree.rglob("*")]:
        if not place.is_symlink():
            runs = place.is_dir() or os.access(place, os.X_OK)
            place.chmod(0o755 if runs else 0o644)
            os.utime(place, (moment, moment))
    target = dist / f"lvze_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, target], check=True,
                   env=dict(os.environ, SOURCE_DATE_EPOCH=str(moment)), stdout=subprocess.DEVNULL)
    return target


def needed_glibc(folder: Path) -> str:
    """The newest GLIBC symbol version that any file of the program asks for, e.g. ``2.35``."""
    newest = (2, 17)
    for file in folder.rglob("*"):
        if not file.is_file() or file.open("rb").read(4) != b"\x7fELF":
            continue
        said = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, errors="replace").stdout
        newest = max([newest, *(tuple(map(int, found)) for found in re.findall(r"\bGLIBC_(\d+)\.(\d+)", said))])
    return ".".join(map(str, newest))


def _place(source: Path, target: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)
