"""Qt's language data (ICU's ``libicudata``, 32 MB for some 800 languages) without the languages nobody here reads.

Chinese, English, and everything that belongs to no language stay: sorting, casing, time zones, GB 18030. Told by file
names inside the data, whose layout is one table of names and places (ICU, ``udatamem``/``toccommon`` of its sources). Linux only;
``as`` and ``ld`` of binutils, which the build has for PyInstaller's sake, make the library again.
"""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

_FAMILY = re.compile(rb"icudt\d+l/")
_OTHER_LANGUAGE = re.compile(r"(?!zh|en)[a-z]{2,3}(_\w+)?\.res")
_CHARSETS = ("gb18030.cnv", "ibm-1386_P100-2001.cnv")  # the second is GBK
_FOLDERS = ("brkitr", "rbnf", "translit", "unit")  # ends of words, spelled numbers, other scripts, units: not asked for
_LINE = 16  # the data inside begin at multiples of this

_SOURCE = """.section .rodata
.balign {line}
.globl {symbol}
.type {symbol}, @object
{symbol}: .incbin "{data}"
.size {symbol}, . - {symbol}
.section .note.GNU-stack, "", %progbits
"""


def is_wanted(name: str) -> bool:
    """Whether a file of the data stays. ``name``: as ICU calls it, without the family, e.g. ``coll/zh.res``."""
    folder, _, file = name.rpartition("/")
    if folder in _FOLDERS or _OTHER_LANGUAGE.fullmatch(file):
        return False
    return not file.endswith(".cnv") or file in _CHARSETS


def lessen(library: Path, made: Path) -> Path:
    """Writes a smaller ``library`` into the folder ``made``. Raises ValueError when its data look otherwise than known."""
    family, head, files = _read(library.read_bytes())
    kept = {name: data for name, data in files.items() if is_wanted(name)}
    data, source, part, target = (made / f"icu{ending}" for ending in (".dat", ".s", ".o", ".so"))
    data.write_bytes(_packed(family, head, kept))
    source.write_text(_SOURCE.format(line=_LINE, symbol=f"{family.rstrip('l/')}_dat", data=data), encoding="ascii")
    subprocess.run(["as", "-o", part, source], check=True)
    subprocess.run(["ld", "-shared", "-z", "noexecstack", "-soname", library.name, "-o", target, part], check=True)
    return target


def _read(library: bytes) -> tuple[str, bytes, dict[str, bytes]]:
    """The family's name, the head of the data, and the files by their names."""
    start = library.index(b"CmnD") - 12
    (length,) = struct.unpack_from("<H", library, start)
    table = start + length
    (count,) = struct.unpack_from("<I", library, table)
    places = [struct.unpack_from("<II", library, table + 4 + 8 * number) for number in range(count)]
    names = [library[table + name:library.index(b"\0", table + name)] for name, _ in places]
    family = _FAMILY.match(names[0])
    if family is None or is_wanted(names[-1].decode().partition("/")[2]):  # of the last one the end is not told
        raise ValueError("the data of ICU look otherwise than known")
    ends = [place for _, place in places[1:]]
    files = {name.decode().partition("/")[2]: library[table + place:table + end]
             for name, (_, place), end in zip(names, places, ends, strict=False)}
    return family[0].decode(), library[start:table], files


def _packed(family: str, head: bytes, files: dict[str, bytes]) -> bytes:
    """The data as ICU reads them: head, table of names and places (both from the table's start), names, files."""
    names = [f"{family}{name}\0".encode() for name in files]
    place = 4 + 8 * len(files)
    table, body = struct.pack("<I", len(files)), b"".join(names)
    at = _up(len(head) + place + len(body)) - len(head)
    gap, parts = at - place - len(body), []
    for name, data in zip(names, files.values(), strict=True):
        table += struct.pack("<II", place, at)
        parts.append(data + bytes(_up(len(data)) - len(data)))
        place, at = place + len(name), at + len(parts[-1])
    return head + table + body + bytes(gap) + b"".join(parts)


def _up(size: int) -> int:
    return -(-size // _LINE) * _LINE
