"""How long every kind of report takes on a file of 100,000 records: composing it, and writing it to Word and PDF.

Run: python tests/bench/report.py [records] [rounds]. Each kind runs in fresh processes (imports and first use included)
and warm in one process with the file open; CPU seconds, medians, and the wall clock beside them, which other work on
the machine lengthens. Goals: 3 s for each kind with both files, 1.5 s for the quarterly report.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from db.periods import Period
from db.workspace import Workspace

KINDS = (("quarterly", "2025Q4"), ("half-year", "2025H2"), ("network", "2025"), ("annual", "2025"),
         ("accountability", "2025"), ("inspection", "2025"), ("risk-review", "2025"), ("rectification", "2025"), ("party-building", "2025"))
GOAL, QUARTERLY = 3.0, 1.5


def once(workspace: Workspace, kind: str, code: str, folder: Path) -> tuple[float, float, float]:
    """(CPU seconds to compose, CPU seconds to write both files, wall seconds of both)."""
    from desktop.reports.composer import compose
    from desktop.reports.export import write_files

    wall, start = time.perf_counter(), time.process_time()
    made = compose(workspace, kind, Period.parse(code))
    composed = time.process_time()
    write_files(made.document, [folder / "r.docx", folder / "r.pdf"], lambda *_: None)
    return composed - start, time.process_time() - composed, time.perf_counter() - wall


def fresh(path: Path, kind: str, code: str, folder: Path) -> tuple[float, float, float]:
    """The same in a process of its own."""
    told = subprocess.run([sys.executable, __file__, "--one", path, kind, code, folder], check=True,
                          capture_output=True, text=True)
    return tuple(json.loads(told.stdout))


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] == "--one":
        path, kind, code, folder = arguments[1:]
        with Workspace.open(Path(path), read_only=True) as workspace:
            print(json.dumps(once(workspace, kind, code, Path(folder))))
        return 0
    records = int(arguments[0]) if arguments else 100_000
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    missed = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "large.lvze"
        from desktop.sample import build

        with Workspace.create(path) as workspace:
            build(workspace, extra=records)
        print(f"{records} records, {rounds} rounds; compose + write = both (goal) · wall · warm compose + write")
        for kind, code in KINDS:
            runs = [fresh(path, kind, code, folder) for _ in range(rounds)]
            with Workspace.open(path, read_only=True) as workspace:
                warm = [once(workspace, kind, code, folder) for _ in range(rounds + 1)][1:]
            composed, written, wall = (median(run[place] for run in runs) for place in range(3))
            goal = QUARTERLY if kind == "quarterly" else GOAL
            missed += [kind] if composed + written > goal else []
            print(f"{kind:15} {composed:.2f} + {written:.2f} = {composed + written:.2f} ({goal}) · {wall:.2f} · "
                  f"{median(one[0] for one in warm):.2f} + {median(one[1] for one in warm):.2f}")
    if missed:
        print("over the goal:", ", ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
