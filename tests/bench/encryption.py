"""Measures what encryption costs: the same records with and without a key, taken in turns in one run.

    python tests/bench/encryption.py [RECORDS] [ROUNDS]

Opening includes the derivation of the key; pages, counts and a quarter's figures are taken in a fresh opening each round,
the first reading (cold) and the median of the following ones (warm). Goals of "Safe keeping": opening at most 0.6 s;
pages, counts and figures at most 1.6 times the file without a key.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PASSWORD = "chuntian-zhongshu"
WARM = 9


def main(records: int = 20_000, rounds: int = 7) -> int:
    from db.conversion import encrypt

    with tempfile.TemporaryDirectory() as folder:
        plain, sealed = Path(folder) / "明文.lvze", Path(folder) / "密文.lvze"
        subprocess.run([sys.executable, "-m", "desktop", "demo", str(plain), "--no-password", "--records", str(records)],
                       cwd=ROOT, check=True)
        sealed.write_bytes(plain.read_bytes())
        start = time.perf_counter()
        made = encrypt(sealed, PASSWORD, datetime.now())
        print(f"{records} records more, {plain.stat().st_size / 1e6:.0f} MB; encrypted in {time.perf_counter() - start:.2f} s "
              f"({len(made.problems)} proofs not copied by this benchmark)")
        taken: dict[tuple[str, bool], list[float]] = {}
        for _ in range(rounds):
            for file, password in ((plain, None), (sealed, PASSWORD)):
                for name, seconds in measure(file, password):
                    taken.setdefault((name, password is not None), []).append(seconds)
    good = True
    for name in dict.fromkeys(name for name, _ in taken):
        without, with_key = (statistics.median(taken[name, key]) for key in (False, True))
        goal = with_key <= 0.6 if name == "open" else with_key <= 1.6 * without
        good &= goal or name.endswith("cold")
        print(f"{name:22} {1000 * without:8.1f} ms  with a key {1000 * with_key:8.1f} ms  x {with_key / without:.2f}  "
              f"{'ok' if goal else 'over' if not name.endswith('cold') else 'no goal'}")
    return 0 if good else 1


def measure(file: Path, password: str | None) -> list[tuple[str, float]]:
    """Seconds of each step in a fresh opening."""
    from db import lists
    from db.figures import evaluate
    from db.ledgers import LEDGERS
    from db.periods import Period
    from db.workspace import Workspace

    start = time.perf_counter()
    workspace = Workspace.open(file, password=password)
    taken = [("open", time.perf_counter() - start)]
    query = lists.ListQuery(LEDGERS["publication"])
    with workspace, workspace.read() as session:
        words = workspace.words(session)
        total = lists.count(session, query)
        steps: dict[str, Callable[[int], Any]] = {
            "page of 100": lambda turn: lists.page(session, query, turn * 97 % max(total - 100, 1), 100, words),
            "count": lambda turn: lists.count(session, query),
            "search": lambda turn: lists.count(session, lists.ListQuery(LEDGERS["publication"], words="党委")),
            "a quarter's figures": lambda turn: evaluate(session, Period.quarter(2025, turn % 4 + 1)),
        }
        for name, step in steps.items():
            seconds = []
            for turn in range(WARM + 1):
                start = time.perf_counter()
                step(turn)
                seconds.append(time.perf_counter() - start)
            taken += [(f"{name}, cold", seconds[0]), (name, statistics.median(seconds[1:]))]
    return taken


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
