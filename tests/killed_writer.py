"""The process that ``test_kill`` kills: it saves records without end and tells each one it has been promised.

Run as ``python killed_writer.py FILE``. Loading the program and saving for the first time take most of a start, so one process
has done both, in a file of its own, and forks a writer for every line on its standard input; where there is no fork (Windows)
it writes itself until it is killed.
Lines out: ``pid N``, then ``id uid`` after each commit, then ``end`` with the writer's exit code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from db import records
from db.ledgers import LEDGERS
from db.workspace import Workspace


def saved_without_end(path: Path) -> Iterator[str]:
    """Saves record after record and gives id and uid of each."""
    with Workspace.open(path) as workspace:
        for turn in count(1):
            with workspace.transaction("新增支部") as session:
                one = records.save(session, LEDGERS["branch"], {
                    "name": f"第{os.getpid()}-{turn}支部", "note": "记录" * (turn * 37 % 100)})
                if turn % 3 == 0:  # a second record and a change of the first in the same step
                    records.save(session, LEDGERS["department"], {"name": f"第{os.getpid()}-{turn}科"})
                    records.save(session, LEDGERS["branch"], {"note": "改"}, record=one)
            yield f"{one.id} {one.uid}"


def warm_up() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "台账.lvze"
        Workspace.create(path).close()
        list(islice(saved_without_end(path), 3))


def tell(line: str) -> None:
    os.write(1, (line + "\n").encode())


if __name__ == "__main__":
    warm_up()
    for _ in sys.stdin:
        child = os.fork() if hasattr(os, "fork") else 0
        if child:
            _, status = os.waitpid(child, 0)
            tell(f"end {os.waitstatus_to_exitcode(status)}")
        else:
            tell(f"pid {os.getpid()}")
            for line in saved_without_end(Path(sys.argv[1])):
                tell(line)
