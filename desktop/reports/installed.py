"""The typefaces installed on this computer, found by the names Word knows them by.

The PDF takes the standard's faces from here where they are installed, and the shipped ones where they are not. Only the
tables that tell a file's names are read. A face whose maker forbids embedding or subsetting, or which reportlab cannot
embed (PostScript outlines), counts as not installed.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import BinaryIO

from desktop.reports.style import Face, Style

_SUFFIXES = (".ttf", ".ttc")
_NEEDED = {b"glyf", b"loca", b"name", b"cmap", b"head", b"OS/2"}
_FAMILY = (1, 16)
_WINDOWS = 3
_MOST_NAMES = 200
_FORBIDDEN, _NOT_IN_PART = 0x0002, 0x0100
"""Bits of fsType in the table OS/2: no embedding at all, and none of only some characters."""
SAME_DESIGN = {"仿宋_GB2312": ("仿宋",), "楷体_GB2312": ("楷体",), "方正小标宋简体": ("方正小标宋_GBK",)}
"""Faces drawn alike under another name, which may stand for the one the standard names."""
_SHIPPED = {
    "fangsong": "仿宋",
    "kai": "楷体",
    "hei": "黑体",
    "title-song": "粗宋体",
    "digits-song": "宋体",
    "roman": "罗马体",
}


def font_folders() -> tuple[Path, ...]:
    """Where this system keeps the typefaces of all users and of this one."""
    if sys.platform == "win32":
        windows, own = os.environ.get("WINDIR", r"C:\Windows"), os.environ.get("LOCALAPPDATA")
        return (Path(windows, "Fonts"), *([Path(own, "Microsoft", "Windows", "Fonts")] if own else []))
    home = Path.home()
    return (home / ".local/share/fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def with_installed(style: Style, folders: tuple[Path, ...] | None = None) -> Style:
    """The style with the installed faces before the shipped ones."""
    names = _names(font_folders() if folders is None else folders)

    def face(given: Face) -> Face:
        wanted = (given.word, *SAME_DESIGN.get(given.word, ()))
        file = next((names[name] for name in wanted if name in names), None)
        latin = face(given.latin) if given.latin else None
        return replace(given, files=(file, *given.files) if file else given.files, latin=latin)

    changed = {part: face(each) for part, each in style.parts.items()}
    headings = tuple(face(each) for each in style.headings)
    return replace(style, headings=headings, **changed)


def stand_ins(style: Style) -> dict[str, str]:
    """The faces of a style that are not installed here, each with the shipped one that stands for it in the PDF."""
    named = (*style.parts.values(), *style.headings)
    faces = (*named, *(face.latin for face in named if face.latin))
    return {face.word: _SHIPPED[face.files[0]] for face in faces if face.files[0] in _SHIPPED}


def notice(style: Style) -> str:
    """One sentence about them for the clerk; empty when every face is installed."""
    missing = stand_ins(style)
    if not missing:
        return ""
    listed = "、".join(f"{face}（用自带{shipped}）" for face, shipped in missing.items())
    return f"这台电脑没有装这些字体，PDF 里用程序自带的代替：{listed}。Word 文件写的仍是标准字体名，装有它们的电脑打开就用上。"


@cache
def _names(folders: tuple[Path, ...]) -> dict[str, str]:
    """Family names with the file and the number of the face in it, "path#0"; the first found of a name counts."""
    found: dict[str, str] = {}
    for folder in folders:
        try:
            files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
        except OSError:
            continue
        for path in files:
            for name, file in _in_file(path):
                found.setdefault(name, file)
    return found


def _in_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with path.open("rb") as reading:
            for number, start in enumerate(_starts(reading)):
                tables = _tables(reading, start)
                if tables.keys() >= _NEEDED and _usable(reading, tables):
                    yield from ((name, f"{path}#{number}") for name in _family(reading, *tables[b"name"]))
    except (OSError, struct.error, UnicodeDecodeError):
        return  # a damaged file is none


def _read(reading: BinaryIO, start: int, form: str) -> tuple[int, ...]:
    reading.seek(start)
    return struct.unpack(form, reading.read(struct.calcsize(form)))


def _starts(reading: BinaryIO) -> tuple[int, ...]:
    reading.seek(0)
    if reading.read(4) != b"ttcf":
        return (0,)
    (count,) = _read(reading, 8, ">I")
    return _read(reading, 12, f">{min(count, 16)}I")


def _tables(reading: BinaryIO, start: int) -> dict[bytes, tuple[int, int]]:
    (count,) = _read(reading, start + 4, ">H")
    entries = (_read(reading, start + 12 + 16 * number, ">4sIII") for number in range(count))
    return {tag: (offset, length) for tag, _, offset, length in entries}  # type: ignore[misc]


def _usable(reading: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> bool:
    (rights,) = _read(reading, tables[b"OS/2"][0] + 8, ">H")
    (style,) = _read(reading, tables[b"head"][0] + 44, ">H")
    return rights & 0x000F != _FORBIDDEN and not rights & _NOT_IN_PART and not style & 0x0003


def _family(reading: BinaryIO, start: int, _length: int) -> Iterator[str]:
    _, count, strings = _read(reading, start, ">HHH")
    for number in range(min(count, _MOST_NAMES)):
        platform, _, _, kind, length, offset = _read(reading, start + 6 + 12 * number, ">6H")
        if platform == _WINDOWS and kind in _FAMILY:
            reading.seek(start + strings + offset)
            yield reading.read(length).decode("utf-16-be")
