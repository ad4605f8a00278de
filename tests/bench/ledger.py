"""Measures a ledger of 100,000 records in the window: opening, scrolling to random places, memory.

    python tests/bench/ledger.py [RECORDS]

Opening is the time from asking for the screen to its first painted rows in a window that is already up (median of 7 fresh
screens). The goals of "The trunk": at most 150 ms to open; peak memory of the whole window at most 250 MB.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main(records: int = 100_000) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "大台账.lvze"
        subprocess.run([sys.executable, "-m", "desktop", "demo", str(file), "--no-password", "--records", str(records)], cwd=ROOT, check=True)
        os.environ["LVZE_HOME"] = folder
        return measure(file)


def measure(file: Path) -> int:
    from PySide6.QtWidgets import QApplication

    from db.ledgers import LEDGERS
    from desktop.screens.ledger.ledger_screen import LedgerScreen
    from desktop.state import State
    from desktop.widgets import theme

    app = QApplication([])
    theme.apply(app)
    state = State()
    state.open(file)
    for key in ("publication", "talk"):
        opened, jumps = [], []
        for _ in range(7):
            start = time.perf_counter()
            screen = LedgerScreen(state, LEDGERS[key])
            screen.resize(1366, 680)
            screen.show()
            app.processEvents()
            screen.grab()
            opened.append(time.perf_counter() - start)
            table = screen.table
            rows = table.model().rowCount()
            chance = random.Random(1)
            for _ in range(20):
                start = time.perf_counter()
                table.scrollTo(table.model().index(chance.randrange(rows), 0))
                app.processEvents()
                table.viewport().grab()
                jumps.append(time.perf_counter() - start)
            screen.close()
            screen.deleteLater()
            app.processEvents()
        print(f"{LEDGERS[key].title}: {rows} rows, open {1000 * statistics.median(opened):.0f} ms (first {1000 * opened[0]:.0f}), "
              f"jump {1000 * statistics.median(jumps):.0f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    state.close_file()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
