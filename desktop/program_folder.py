"""A program folder as it is handed out: laid down from a package or from another folder, checked, and cleared away.

Everything goes by the folder's own list ``SHA256SUMS`` (``<sha256>  <path with />`` in each line). No network and no Qt.
"""

from __future__ import annotations

import hashlib
import platform
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from db.errors import Refusal

if TYPE_CHECKING:
    from db.backup.device import Device

LIST = "SHA256SUMS"
MACHINE = platform.machine().replace("AMD64", "x86_64")
"""This kind of machine, as the names of packages say it: ``x86_64``, ``aarch64``."""
Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is in all (bytes or files), and what is going on."""
_Entry = tuple[str, BinaryIO, bool, int]
"""A file of a package: its path in the folder, its content, whether it is a program, how far the package was read."""
_BLOCK = 1 << 20


def listed(folder: Path) -> list[tuple[str, str]]:
    """(sha256, file name) of each line of the folder's list; names that lead out of the folder are no names."""
    lines = (folder / LIST).read_text(encoding="utf-8", errors="replace").splitlines()
    found = (re.fullmatch(r"([0-9a-f]{64})  (.+)", line) for line in lines)
    return [(match[1], match[2]) for match in found if match and _stays_inside(match[2])]


def lay(source: Path, target: Path, progress: Progress = lambda *_: None, device: Device | None = None) -> None:
    """Puts the program of ``source`` (a package .tar.xz or .zip, or a program folder) into the new folder ``target``.

    Every file is read back from the disk and compared with the list before the folder gets its name. Raises Refusal, or
    what ``progress`` raises; then nothing of it stays.
    """
    import lzma
    import tarfile
    import zipfile

    from db.backup.device import Device

    if target.exists():
        raise Refusal(f"“{target}”已经存在，请先把它移走或改名，再试一次。")
    device = device or Device()
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _write(source, part, device, progress)
        _compare(part, device, progress)
        device.rename(part, target)
        device.sync_folder(target.parent)
    except (OSError, tarfile.TarError, lzma.LZMAError, zipfile.BadZipFile, EOFError) as error:
        raise Refusal(f"程序没有放好（{target.parent}），请检查磁盘空间、权限和“{source.name}”是否完好；"
                      "原有的程序没有改动。") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def is_whole(folder: Path, device: Device | None = None) -> bool:
    """Whether a program folder is there and every file of its list is as it was built."""
    from db.backup.device import Device

    try:
        _compare(folder, device or Device(), lambda *_: None)
    except (OSError, Refusal):
        return False
    return True


def size_of(source: Path) -> int:
    """Bytes that the program takes, about: of a .tar.xz four times what is packed."""
    import zipfile

    if source.is_dir():
        return sum((source / name).stat().st_size for _, name in listed(source))
    if source.suffix == ".zip":
        with zipfile.ZipFile(source) as archive:
            return sum(info.file_size for info in archive.infolist())
    return 4 * source.stat().st_size


def remove(folder: Path) -> None:
    """Deletes what the folder's list names, then the folders that are empty; anything else stays."""
    for name in [*(name for _, name in listed(folder)), LIST, "卸载.exe"]:
        (folder / name).unlink(missing_ok=True)
    for inner in sorted((place for place in folder.rglob("*") if place.is_dir()), reverse=True):
        _remove_empty(inner)
    _remove_empty(folder)


def _write(source: Path, part: Path, device: Device, progress: Progress) -> None:
    size = sum((source / name).stat().st_size for _, name in listed(source)) if source.is_dir() else source.stat().st_size
    with closing(_entries(source)) as entries:
        for name, reading, runs, done in entries:
            if not _stays_inside(name):
                raise Refusal(f"“{source.name}”里有放不下的文件名，不是履责台账的程序，没有使用。")
            place = part / name
            place.parent.mkdir(parents=True, exist_ok=True)
            device.save(place, iter(lambda: reading.read(_BLOCK), b""), at_once=False)  # noqa: B023 - used up at once
            with suppress(OSError):  # FAT knows no such marks
                place.chmod(0o755 if runs else 0o644)
            progress(done, size, "正在复制程序")
    device.sync_all(part)


def _compare(folder: Path, device: Device, progress: Progress) -> None:
    names = listed(folder)
    if not names:
        raise Refusal(f"“{folder.name}”里没有程序的校验清单，没有使用。")
    for number, (digest, name) in enumerate(names, start=1):
        if device.mark(folder / name).sha256 != digest:
            raise Refusal(f"程序里的“{name}”不完好，没有使用；请重新拷贝。")
        progress(number, len(names), "正在从盘上读出核对程序")


def _entries(source: Path) -> Iterator[_Entry]:
    """The files of a program, in the order in which they can be read."""
    if source.is_dir():
        yield from _of_folder(source)
    elif source.suffix == ".zip":
        yield from _of_zip(source)
    else:
        yield from _of_tar(source)


def _of_folder(source: Path) -> Iterator[_Entry]:
    done = 0
    for name in [LIST, *(name for _, name in listed(source))]:
        file = source / name
        done += file.stat().st_size
        with file.open("rb") as reading:
            yield name, reading, bool(file.stat().st_mode & 0o100), done


def _of_zip(source: Path) -> Iterator[_Entry]:
    import zipfile

    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as reading:
                    yield _inner(info.filename), reading, False, info.header_offset


def _of_tar(source: Path) -> Iterator[_Entry]:
    import tarfile

    with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|xz") as archive:
        for member in archive:
            if member.isfile() and (reading := archive.extractfile(member)) is not None:
                yield _inner(member.name), reading, bool(member.mode & 0o100), raw.tell()


def _inner(name: str) -> str:
    """The path in the folder: packages hold the folder itself."""
    return name.partition("/")[2] if not name.startswith("/") else name


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not set(name) & set('\\:')


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # something of the clerk's is in it
        folder.rmdir()


def digest_of(file: Path, progress: Progress = lambda *_: None, saying: str = "") -> str:
    """The SHA-256 of a file. Raises OSError."""
    digest, done, size = hashlib.sha256(), 0, file.stat().st_size
    with file.open("rb") as reading:
        while block := reading.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(done, size, saying)
    return digest.hexdigest()
