"""The package a successor is handed, and re-counting it where it arrives. Slow enough for a worker's thread."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from db import handing_over, handover
from db.errors import Refusal
from db.handover import Check, Numbers
from db.workspace import Workspace
from desktop.reports.blocks import Document
from desktop.reports.export import house_style, write_files
from desktop.reports.forms.form import House
from desktop.reports.forms.handover import check_sheet, handover_sheet
from desktop.reports.target import Step

DATA = "交接数据.json"


def sheet(workspace: Workspace, words: Mapping[str, str]) -> tuple[Document, Numbers]:
    """The sheet with today's numbers, and these numbers."""
    at = workspace.clock()
    now = handing_over.situation(workspace, at)
    with workspace.read() as session:
        numbers = handover.count(session, at)
        return handover_sheet(House.of(session, at.date()), numbers, now, words), numbers


def make_package(workspace: Workspace, words: Mapping[str, str], folder: Path, step: Step) -> Path:
    """Writes the sheet as Word and PDF and the numbers into a new folder inside ``folder``; returns it. Logged.

    What the clerk typed is kept in the file for the next time. Raises Refusal when the folder cannot be written to.
    """
    step(0, 3, "正在清点台账…")
    workspace.set_setting(handover.FORM, dict(words))
    at = workspace.clock()
    place = folder / f"交接包{at:%Y%m%d-%H%M}"
    made = list(workspace.setting(handover.PACKAGES) or [])
    workspace.set_setting(handover.PACKAGES, [{"at": at.isoformat(), "taker": words.get("taker", "")}, *made][:20])
    workspace.log(f"生成交接包 {place.name}")
    document, numbers = sheet(workspace, words)  # after the log: the package names this very step
    try:
        place.mkdir()
        write_files(document, [place / "交接清单.docx", place / "交接清单.pdf"], step, house_style(workspace))
        part = place / (DATA + ".part")
        part.write_text(numbers.to_json(), encoding="utf-8")
        os.replace(part, place / DATA)
    except OSError as error:
        raise Refusal(f"不能在“{folder}”里写出交接包，请检查文件夹能否写入、空间够不够，或换一个位置。") from error
    return place


def receive(workspace: Workspace, file: Path, step: Step) -> Check:
    """Re-counts the open file against a package's numbers; the result is kept in the file and logged. Raises Refusal."""
    try:
        package = Numbers.from_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"不能读取“{file.name}”，请检查文件是否还在、能否打开。") from error
    step(0, 0, "正在逐项清点，并核对操作日志…")
    with workspace.read() as session:
        check = handover.compare(session, package, workspace.clock())
    if not workspace.read_only:
        workspace.set_setting(handover.CHECKS, handover.kept(workspace.setting(handover.CHECKS), check))
        result = "相符" if check.fits else f"有 {len(check.problems)} 处不符"
        workspace.log(f"接收核对：{result}（交接时第 {package.last_step} 步）")
    return check


def receipt(workspace: Workspace, check: Check, words: Mapping[str, str]) -> Document:
    """The sheet of a check, to be signed."""
    with workspace.read() as session:
        return check_sheet(House.of(session, check.at.date()), check, words)
