"""Measures the start: a bare QMainWindow's first paint (the floor), ours, and the moment the 工作台 is filled.

    python tests/bench/startup.py [RUNS]

Every number is the median over fresh processes, taken in turns with the floor: a busy machine burdens all alike.
The times count from before the interpreter starts. Prints the ratios that issue "The trunk" asks for: painted <= 1.5,
filled <= 3.5 (with the sample hospital's file).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOOR = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Bare(QMainWindow):
    painted = False

    def paintEvent(self, event):
        super().paintEvent(event)
        if not Bare.painted:
            Bare.painted = True
            QTimer.singleShot(0, done)

def done():
    print(f"{time.time() - float(os.environ['LVZE_BORN']):.4f}", flush=True)
    app.quit()

app = QApplication([])
window = Bare()
window.resize(800, 600)
window.show()
app.exec()
"""


def main(runs: int = 7) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = sample(place)
        environment = os.environ | {
            "LVZE_HOME": str(place / "home"), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        commands = {
            "floor": ["-c", FLOOR],
            "painted": ["-m", "desktop", "--until", "painted"],
            "filled": ["-m", "desktop", "--until", "filled", str(file)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, arguments in commands.items():
                seconds = start(arguments, environment)
                if turn:  # the first turn warms the disk cache and writes the bytecode
                    times[name].append(seconds)
    floor = statistics.median(times["floor"])
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"{name:8s} {middle * 1000:6.0f} ms (least {min(found) * 1000:.0f})   {middle / floor:.2f} x floor")
    return 0


def sample(folder: Path) -> Path:
    """The sample hospital in a file."""
    sys.path.insert(0, str(ROOT))
    from db.workspace import Workspace
    from desktop.sample import build

    file = folder / "示例.lvze"
    with Workspace.create(file) as workspace:
        build(workspace, 2025)
    return file


def start(arguments: list[str], environment: dict[str, str]) -> float:
    born = time.time()
    done = subprocess.run([sys.executable, *arguments], env=environment | {"LVZE_BORN": repr(born)}, cwd=ROOT,
                          capture_output=True, text=True, check=True, timeout=120)
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
