"""Measures all figures of a year over a file of 100,000 records, beside the same counts written in plain SQL.

    python tests/bench/figures.py [RECORDS]

Both are counted in turns in the same run, each after a first turn that warms the cache; plain SQL is the hand-written
recount of ``tests/figure_queries.py``, one statement for each figure. A figure also collects the ids of its records,
which plain SQL does not. The goals of "Every figure": a year in at most 1 s, at most 2 times plain SQL.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from db import figures  # noqa: E402
from db.periods import Period  # noqa: E402
from db.workspace import Workspace  # noqa: E402
from desktop.sample import build  # noqa: E402
from tests.figure_queries import QUERIES, Hit  # noqa: E402

TURNS = 9


def plain(session: Session, period: Period) -> None:
    """Every figure's number once, in SQL alone."""
    binds = {"a": period.start.isoformat(), "b": period.end.isoformat(), "y": period.end.year}
    for table, what, where in QUERIES.values():
        column = f"count(*), count(*) FILTER (WHERE {what.condition})" if isinstance(what, Hit) else what
        query = f"SELECT {column} FROM {table} WHERE {table.split()[0]}.voided_at IS NULL AND {where}"
        session.execute(text(query), {name: value for name, value in binds.items() if f":{name}" in query}).all()


def seconds(count: Callable[[], object]) -> float:
    start = time.perf_counter()
    count()
    return time.perf_counter() - start


def main(records: int = 100_000) -> int:
    with tempfile.TemporaryDirectory() as folder, Workspace.create(Path(folder) / "大台账.lvze") as workspace:
        build(workspace, extra=records)
        with workspace.read() as session:
            for code in ("2025", "2024", "2016..2024"):
                first, _, last = code.partition("..")
                period = Period.parse(code if not last else f"{first}-01-01..{last}-12-31")
                ours, theirs = [], []
                for turn in range(TURNS + 1):
                    took = seconds(lambda: figures.evaluate(session, period)), seconds(lambda: plain(session, period))
                    if turn:
                        ours.append(took[0])
                        theirs.append(took[1])
                mine, bare = statistics.median(ours), statistics.median(theirs)
                counted = sum(len(figure.record_ids) for figure in figures.evaluate(session, period).values())
                print(f"{code}: {len(figures.MEASURES)} figures over {counted} record ids in {1000 * mine:.0f} ms, "
                      f"plain SQL {1000 * bare:.0f} ms, ratio {mine / bare:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
