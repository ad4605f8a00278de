"""The log of operations as an Excel list."""

from __future__ import annotations

from pathlib import Path

from db import step_list
from db.fields import Moment, Number, Text
from db.step_list import StepQuery
from db.workspace import Workspace
from desktop.exchange.book import Book
from desktop.reports.target import replace_file

_HEAD = (Number("序号", width=5), Moment("时间"), Text("操作", width=28), Text("种类", width=6), Number("记录数", width=5))


def write_steps(workspace: Workspace, query: StepQuery, target: Path) -> int:
    """Writes the steps that are asked for, newest first, logs that, and returns how many. Raises Refusal."""
    written = 0

    def write(part: Path) -> None:
        nonlocal written
        with workspace.read() as session, Book(part) as book:
            rows = ((line.id, line.at, line.label, line.kind, line.records) for line in step_list.every(session, query))
            written = book.sheet("操作日志", _HEAD, rows)

    replace_file(target, write)
    if not workspace.read_only:
        workspace.log(f"导出操作日志 {written} 步（Excel）")
    return written
