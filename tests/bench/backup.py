"""Measures a verified backup against copying the same bytes by hand (cp, sync, sha256sum).

    python tests/bench/backup.py [RECORDS] [MEGABYTES OF EVIDENCE]

Both are taken in turns, 5 times each, into fresh folders; the second backup adds 1 percent of new evidence. The usual case is
1 GB: 100,000 records (about 100 MB) and 900 MB of evidence; it wants 4 GB free where temporary files lie. Prints the sizes,
medians and ratios. Goals: first backup at most 2 times the copy, the second at most a tenth of the first.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
_PIECE = 1 << 20  # bytes of one proof


def main(records: int = 100_000, megabytes: int = 900) -> int:
    from db import records as store
    from db.backup import back_up
    from db.evidence import attach
    from db.ledgers import LEDGERS
    from db.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = place / "台账.lvze"
        subprocess.run([sys.executable, "-m", "desktop", "demo", str(file), "--no-password", "--records", str(records)], cwd=ROOT, check=True)

        def add(workspace: Workspace, count: int) -> None:
            with workspace.transaction("添加佐证") as session:
                record = store.get(session, LEDGERS["meeting"], 1)
                for number in range(count):
                    scan = place / f"扫描件{number}.bin"
                    scan.write_bytes(os.urandom(_PIECE))
                    attach(session, workspace.evidence, LEDGERS["meeting"], record, scan)
                    scan.unlink()

        with Workspace.open(file) as workspace:
            add(workspace, megabytes)
        file_size = file.stat().st_size
        floor, first, second = [], [], []
        for turn in range(5):
            floor.append(timed(lambda: by_hand(file, place / f"cp{turn}")))
            with Workspace.open(file) as workspace:
                stick = place / f"stick{turn}"
                stick.mkdir()
                first.append(timed(lambda: back_up(workspace, stick)))
                add(workspace, max(1, megabytes // 100))
                second.append(timed(lambda: back_up(workspace, stick)))
            shutil.rmtree(stick)
            shutil.rmtree(place / f"cp{turn}")
    hand, one, two = map(statistics.median, (floor, first, second))
    print(f"{records} records ({file_size / 1e6:.0f} MB), {megabytes} MB evidence: cp+sync+sha256 {hand:.2f} s, first backup {one:.2f} s = {one / hand:.2f} x, "
          f"second {two:.2f} s = {two / one:.2f} of the first")
    return 0


def by_hand(file: Path, target: Path) -> None:
    target.mkdir()
    subprocess.run(["cp", "-r", str(file), f"{file}.files", str(target)], check=True)
    subprocess.run(["sync", "-f", str(target)], check=True)
    subprocess.run("find . -type f -exec sha256sum {} + >/dev/null", shell=True, cwd=target, check=True)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
