"""How long the window stands still: the longest gap between two turns of its event loop, step by step.

    python tests/bench/watchdog.py [RECORDS or FILE] [--password] [--only WORD] [--profile]

A clerk's session over a file with 100,000 records (or over a copy of FILE), done step by step from the event loop, as keys
and clicks would; a heartbeat every 5 ms tells the gaps. Of each step three numbers are printed, in ms:

- gap: the longest gap by the clock, without what the window's thread waited for a processor that another program had (Linux
  tells). **Goal: at most 50**;
- computing: the most that the window's own thread computed in one gap, whatever else the computer does;
- with workers: the same with the program's other threads, which may keep the interpreter from the window.

Behind a gap above the goal stands how slow the computer was just then: what it took for a fixed piece of work, in terms of the
least in the whole run. Where others use the same processors it goes up and down between 1 and 2.

``--password`` encrypts the file first. ``--only`` reports the steps whose name holds WORD (the others are done all the same), ``--profile`` adds what the window's
thread did in them. Painting is by software.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from db.keyring import Keys

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

GOAL, BEAT, QUIET = 50.0, 5, 250  # ms; QUIET = how long nothing may be going on before the next step
_SCHEDULED = Path("/proc/thread-self/schedstat")  # ns on a processor, ns waiting for one, turns
LONG = 30.0  # ms; after such a gap the computer's speed is taken
Step = tuple[str, Callable[[], object], Callable[[], bool]]


class Gap(NamedTuple):
    """One turn of the event loop, in ms."""

    clock: float
    computing: float
    program: float
    floor: float  # what a fixed piece of work took right after a long gap; 0 after a short one


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", default="100000")
    parser.add_argument("--password", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "大台账.lvze"
        if asked.file.isdigit():
            subprocess.run([sys.executable, "-m", "desktop", "demo", str(file), "--no-password", "--records", asked.file],
                           cwd=ROOT, check=True)
        else:
            shutil.copy(asked.file, file)
        os.environ["LVZE_HOME"] = str(Path(folder) / "home")
        return Watch(file, _encrypted(file) if asked.password else None, asked.only, asked.profile).run()


def _encrypted(file: Path) -> Keys:
    """Encrypts the file; gives what opens it."""
    from db.conversion import encrypt
    from db.keyfile import open_keys

    encrypt(file, "watchdog-2026", datetime.now())
    return open_keys(file, "watchdog-2026", None)


class Watch:
    """Goes through the steps of ``watchdog_steps`` and prints what each cost."""

    def __init__(self, file: Path, keys: Keys | None, only: str = "", profile: bool = False):
        from PySide6.QtWidgets import QApplication

        from desktop.garbage import GarbageCollector
        from desktop.one_window import OneWindow
        from desktop.settings import WindowSettings
        from desktop.widgets import theme

        self.app = QApplication([sys.argv[0], *theme.STYLE])
        GarbageCollector(self.app)
        self.one = OneWindow(self.app, WindowSettings())
        self.window = self.one.build(None)
        self.window.painted.disconnect()  # the file is opened by the first step
        self.file, self._keys, self._only, self._profile = file, keys, only, profile
        self.window.resize(1366, 768)
        self.gaps: dict[str, list[Gap]] = {}

    def run(self) -> int:
        """1 when there was a gap above the goal, else 0."""
        from PySide6.QtCore import QTimer
        from watchdog_steps import Steps

        beat = QTimer(interval=BEAT)
        self._name, self._profiler = "", None
        self._mark()
        beat.timeout.connect(self._beat)
        beat.start()
        self.window.show()
        steps = Steps(self.one, self.file, self._keys).all()
        QTimer.singleShot(200, lambda: self._next(steps))
        self.app.exec()
        best = min((gap.floor for gaps in self.gaps.values() for gap in gaps if gap.floor), default=1.0)
        late = 0
        for name, gaps in self.gaps.items():
            over = [gap for gap in gaps if gap.clock > GOAL]
            late += len(over)
            if self._only in name:
                worst = [max((gap[place] for gap in gaps), default=0) for place in (1, 2, 0)]
                print(f"{name}: computing {worst[0]:.0f}, with workers {worst[1]:.0f}, gap {worst[2]:.0f}"
                      + (f"   <-- {len(over)} above {GOAL:.0f}, the computer {max(over).floor / best:.1f} times as slow as at its best"
                         if over else ""))
        print(f"{late} gaps above {GOAL:.0f} ms in {len(self.gaps)} steps")
        return int(bool(late))

    def _mark(self) -> None:
        self._clock, self._own, self._all = time.perf_counter() - _waited(), time.thread_time(), time.process_time()

    def _beat(self) -> None:
        before = self._clock, self._own, self._all
        self._mark()
        clock, own, program = ((now - then) * 1000 for now, then in zip((self._clock, self._own, self._all), before))
        if self._name:
            floor = _floor() if clock - BEAT > LONG else 0.0
            self.gaps[self._name].append(Gap(clock - BEAT, own, min(clock, program), floor))
            if floor:
                self._mark()

    def _next(self, steps: Iterator[Step]) -> None:
        """Does the next step, then waits until it is done and nothing has been going on for a while."""
        from PySide6.QtCore import QThreadPool, QTimer

        from desktop import slices

        self._show_profile()
        step = next(steps, None)
        if step is None:
            self._name = ""
            self.app.exit()
            return
        self._name, act, done = step
        self._mark()  # what the step prepared does not count
        self.gaps.setdefault(self._name, [])
        end = time.perf_counter() + 60
        quiet_since = 0.0

        def look() -> None:
            nonlocal quiet_since
            now = time.perf_counter()
            if not done() or slices.waiting() or QThreadPool.globalInstance().activeThreadCount():
                quiet_since = 0.0
            elif not quiet_since:
                quiet_since = now
            if now > end:
                print(f"{self._name}: waited in vain")
                self.app.exit()
            elif quiet_since and now - quiet_since > QUIET / 1000:
                self._next(steps)
            else:
                QTimer.singleShot(20, look)

        def do() -> None:
            if self._profile and self._only in self._name:
                self._profiler = cProfile.Profile(time.thread_time)
                self._profiler.enable()
            QTimer.singleShot(20, look)
            act()

        QTimer.singleShot(0, do)

    def _show_profile(self) -> None:
        if self._profiler is not None:
            self._profiler.disable()
            print(f"== {self._name}")
            pstats.Stats(self._profiler).sort_stats("cumulative").print_stats(70)
            self._profiler = None


def _waited() -> float:
    """How long this thread has waited for a processor since it began, in s."""
    try:
        return int(_SCHEDULED.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def _floor() -> float:
    """What a fixed piece of work takes now, in s: some 2 ms."""
    start, total = time.thread_time(), 0
    for number in range(20_000):
        total += number * number
    return time.thread_time() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
