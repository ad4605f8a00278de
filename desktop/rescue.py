"""自救 U 盘: a stick that brings the ledgers back on an empty computer. No Qt.

It holds the program of this computer's system and, where its package is at hand, of the other one (each with its fonts),
an ordinary verified backup, a page that says how to use it, and one starter for each system::

    履责台账备份/                 the backup (db.backup.store)
    lvze/lvze-0.1.0-…-x86_64/    program folders (desktop.program_folder); the name is plain for the starters' sake
    恢复说明.txt .pdf            恢复台账.cmd  恢复台账.sh

Programs started from such a stick know it by where they lie; the starter for Linux says it, as it may have to copy the
program first: sticks formatted as FAT let nothing be started from them.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Refusal
from desktop import program_folder
from desktop.places import PROGRAMS
from desktop.program_folder import LIST, MACHINE, Progress, listed

if TYPE_CHECKING:
    from db.workspace import Workspace

STARTERS = {"windows": "恢复台账.cmd", "linux": "恢复台账.sh"}
SYSTEMS = {"windows": "Windows 10、11", "linux": "统信、麒麟等国产系统"}
PAGE = "恢复说明"
_NAME = re.compile(rf"(lvze-(\d+(?:\.\d+)+)-(windows(?=-x86_64)|linux(?=-{MACHINE}))-\w+)(\.zip|\.tar\.xz)?")
_RESERVE = 16 << 20  # bytes left free beside the program, for the backup's growth and the page

_CMD = """@echo off\r
cd /d "%~dp0{folder}"\r
for %%f in (*.exe) do if /i not "%%~nf"=="lvze" start "" "%%f"\r
"""
_SH = """#!/bin/sh
stick=$(cd "$(dirname "$0")" && pwd) && program="$stick/{folder}"
LVZE_STICK=$stick && export LVZE_STICK
[ -x "$program/lvze" ] && exec "$program/lvze" "$@"
copy=$(mktemp -d) && trap 'rm -rf "$copy"' EXIT
cp -r "$program/." "$copy" && chmod +x "$copy/lvze" && "$copy/lvze" "$@"
"""


@dataclass(frozen=True)
class Program:
    """A program that a stick can take: ``source`` is its folder or package, ``name`` that of its folder on the stick."""

    name: str
    number: str
    system: str
    source: Path


@dataclass(frozen=True)
class Made:
    """A finished stick. ``backup`` is the new backup's folder; ``problems`` are sentences."""

    stick: Path
    backup: Path
    how_verified: str
    counts: dict[str, int]
    programs: tuple[Program, ...]
    problems: list[str]


def program_of_here() -> Program | None:
    """The program that runs now, None when it runs from its source."""
    from desktop import __version__

    if not getattr(sys, "frozen", False):
        return None
    system, machine = ("windows", "x86_64") if sys.platform == "win32" else ("linux", MACHINE)
    return Program(f"lvze-{__version__}-{system}-{machine}", __version__, system, Path(sys.executable).resolve().parent)


def programs_in(folder: Path) -> list[Program]:
    """The newest program of each system among the folders and packages in ``folder``; names only, not checked yet.

    Of Linux programs only those for this kind of machine count.
    """
    best: dict[str, Program] = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = _NAME.fullmatch(place.name)
        if match is None or (place.is_dir() and not (place / LIST).is_file()):
            continue
        found = Program(match[1], match[2], match[3], place)
        if found.system not in best or _order(found) > _order(best[found.system]):
            best[found.system] = found
    return list(best.values())


def choose(programs: Iterable[Program]) -> list[Program]:
    """One for each system: the newest, of equal ones the first."""
    best: dict[str, Program] = {}
    for program in programs:
        if program.system not in best or _order(program) > _order(best[program.system]):
            best[program.system] = program
    return [best[system] for system in SYSTEMS if system in best]


def make(workspace: Workspace, stick: Path, programs: Iterable[Program], progress: Progress = lambda *_: None) -> Made:
    """Makes a stick of ``stick`` (a drive or folder) or brings it up to date; everything is read back from it.

    The backup comes first: whatever goes wrong later, it stays. Raises Refusal (no program, no room, a program that is
    not whole), BackupRefused, or what ``progress`` raises.
    """
    from db.backup import back_up

    wanted = choose(programs)
    if not wanted:
        raise Refusal("还没有可放到 U 盘上的程序，请先选择存放安装包的文件夹。")
    for program in wanted:
        _compare_with_list(program, progress)
    backup = back_up(workspace, stick, progress=progress)
    home = stick / PROGRAMS
    home.mkdir(exist_ok=True)
    _make_room(stick, [program for program in wanted if not (home / program.name).exists()])
    for program in wanted:
        target = home / program.name
        if program.source != target and not program_folder.is_whole(target):
            if target.exists():
                shutil.rmtree(target)
            program_folder.lay(program.source, target, progress)
    _clear_older(home, wanted)
    on_stick = choose(programs_in(home))
    _write_page(stick, workspace, on_stick, sum(backup.counts.values()))
    return Made(stick, backup.path, backup.how_verified, backup.counts, tuple(on_stick), backup.problems)


def _order(program: Program) -> tuple[int, ...]:
    return tuple(map(int, program.number.split(".")))


def _compare_with_list(program: Program, progress: Progress) -> None:
    """A package is compared with the list beside it, where there is one, before anything is written."""
    if program.source.is_dir() or not (program.source.parent / LIST).is_file():
        return
    digests = {name: digest for digest, name in listed(program.source.parent)}
    wanted = digests.get(program.source.name)
    if wanted and wanted != program_folder.digest_of(program.source, progress, "正在核对安装包"):
        raise Refusal(f"“{program.source.name}”和校验清单不符，可能没有拷贝完整或被改动过，请重新拷贝。")


def _make_room(stick: Path, new: list[Program]) -> None:
    needed = sum(program_folder.size_of(program.source) for program in new) + _RESERVE
    free = shutil.disk_usage(stick).free
    if free < needed:
        raise Refusal(f"台账已经备份到 U 盘，但盘上放不下程序：还需要 {needed >> 20} MB，只剩 {free >> 20} MB。"
                      "请清理 U 盘或换一个大些的再做。")


def _clear_older(home: Path, wanted: list[Program]) -> None:
    """Of each system one version stays. Folders of others are left alone."""
    for place in sorted(home.iterdir()):
        match = _NAME.fullmatch(place.name)
        if match and any(match[3] == one.system and place.name != one.name for one in wanted) and (place / LIST).is_file():
            program_folder.remove(place)


def _write_page(stick: Path, workspace: Workspace, programs: list[Program], records: int) -> None:
    """The page, as text and PDF, and the starters."""
    from desktop.reports.export import house_style
    from desktop.reports.forms.rescue_page import as_text, rescue_page
    from desktop.reports.pdf_writer import write_pdf

    for program in programs:
        folder = f"{PROGRAMS}/{program.name}"
        if program.system == "windows":
            _put(stick / STARTERS["windows"], _CMD.format(folder=folder.replace("/", "\\")))
        else:
            _put(stick / STARTERS["linux"], _SH.format(folder=folder))
    page = rescue_page(workspace.hospital, workspace.path.name, workspace.clock(), records, workspace.encrypted,
                       {program.system: program.number for program in programs})
    _put(stick / f"{PAGE}.txt", "\ufeff" + as_text(page))
    write_pdf(page, house_style(workspace), stick / f"{PAGE}.pdf")


def _put(target: Path, text: str) -> None:
    target.write_bytes(text.encode())
