"""Killed at any moment, the program has lost nothing that it said was saved."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db import journal
from db.ledgers.organisation import Branch, Department
from db.workspace import Workspace

KILLS = 200
WRITER = Path(__file__).with_name("killed_writer.py")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writer is restarted by forking")
def test_two_hundred_kills_lose_no_acknowledged_record(tmp_path: Path) -> None:
    path = tmp_path / "台账.lvze"
    Workspace.create(path).close()
    chance = random.Random(5)
    acknowledged: dict[int, str] = {}
    left_a_log = 0
    parent = subprocess.Popen([sys.executable, str(WRITER), str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True, env=os.environ | {"PYTHONPATH": str(WRITER.parent.parent)})
    with parent:
        for _ in range(KILLS):
            parent.stdin.write("\n")
            parent.stdin.flush()
            writer = int(parent.stdout.readline().split()[1])
            lines = [parent.stdout.readline() for _ in range(chance.randrange(5))]  # one in five is killed while it opens the file
            time.sleep(chance.uniform(0, 0.03))
            os.kill(writer, signal.SIGKILL)
            while not (line := parent.stdout.readline()).startswith("end"):
                lines.append(line)
            assert line == f"end {-signal.SIGKILL}\n"
            fresh = {int(number): uid for number, uid in (line.split() for line in lines)}
            acknowledged |= fresh
            log = Path(f"{path}-wal")
            left_a_log += log.exists() and log.stat().st_size > 0
            _check(path, fresh)
        parent.stdin.close()
    assert len(acknowledged) > KILLS and left_a_log > KILLS // 2
    with Workspace.open(path) as workspace, workspace.read() as session:
        there = {number: uid for number, uid in session.execute(select(Branch.id, Branch.uid))}
        assert acknowledged.items() <= there.items()
        assert journal.broken_at(session) is None
        steps = session.scalar(select(func.count()).select_from(journal.Step).where(journal.Step.kind == "edit"))
        assert steps == len(there)
        thirds = session.scalar(select(func.count()).select_from(Branch).where(Branch.note == "改"))
        assert thirds == session.scalar(select(func.count()).select_from(Department))


def _check(path: Path, fresh: dict[int, str]) -> None:
    """Right after a kill: the file opens, is sound, and holds what was acknowledged since the last one."""
    with Workspace.open(path) as workspace, workspace.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        rows = session.execute(select(Branch.id, Branch.uid).where(Branch.id.in_(fresh)))
        there = {number: uid for number, uid in rows}
        assert there == fresh
