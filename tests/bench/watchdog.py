"""How long the window stands still: the longest gap between two turns of its event loop, step by step.

    python tests/bench/watchdog.py [RECORDS]

A clerk's session over a file with 100,000 records: open, every tab, search, filter, sort, scroll, a new record, save,
undo, a sheet of 200 rows, 2,000 rows deleted and taken back. Each step is done from the event loop, as a key or click
would be; a heartbeat every 5 ms tells the gaps. "computing" is what the window's thread itself used of the longest one: the
rest is waiting for the disk, for another thread, or for other programs. Goal: no gap above 50 ms. Painting is by software.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

GOAL, BEAT = 50.0, 5  # ms
Step = tuple[str, Callable[[], object], Callable[[], bool]]


def main(records: int = 100_000) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "大台账.lvze"
        subprocess.run([sys.executable, "-m", "desktop", "demo", str(file), "--no-password", "--records", str(records)],
                       cwd=ROOT, check=True)
        os.environ["LVZE_HOME"] = str(Path(folder) / "home")
        return Session(file).run()


class Session:
    """``run`` goes through the steps and prints the longest gap of each."""

    def __init__(self, file: Path):
        from PySide6.QtWidgets import QApplication

        from desktop.screens.window.main_window import MainWindow
        from desktop.settings import WindowSettings
        from desktop.state import State
        from desktop.widgets import theme

        self.app = QApplication([sys.argv[0], *theme.STYLE])
        theme.apply(self.app)
        self.file, self.state = file, State()
        self.window = MainWindow(self.state, WindowSettings())
        self.window.resize(1366, 768)
        self.gaps: dict[str, list[tuple[float, float]]] = {}  # step → (gap, computing) in ms

    def run(self) -> int:
        """1 when a gap was too long, else 0."""
        from PySide6.QtCore import QTimer

        beat = QTimer(interval=BEAT)
        self._name, self._last, self._used = "", time.perf_counter(), time.thread_time()
        beat.timeout.connect(self._beat)
        beat.start()
        steps = self.steps()
        self.window.show()
        QTimer.singleShot(200, lambda: self._next(steps))
        self.app.exec()
        late = 0
        for name, gaps in self.gaps.items():
            over = [gap for gap, _ in gaps if gap > GOAL]
            late += len(over)
            longest, computing = max(gaps, default=(0, 0))
            print(f"{name}: longest {longest:.0f} ms, computing {computing:.0f} ms" + (f", above {GOAL:.0f} ms: {len(over)} times" if over else ""))
        print(f"{late} gaps above {GOAL:.0f} ms in {len(self.gaps)} steps")
        return int(bool(late))

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        if self._name:
            self.gaps[self._name].append(((now - self._last) * 1000 - BEAT, (used - self._used) * 1000))
        self._last, self._used = now, used

    def _next(self, steps: Iterator[Step]) -> None:
        """Does the next step, then waits until it is done and the loop has been idle for a while."""
        from PySide6.QtCore import QTimer

        step = next(steps, None)
        if step is None:
            self._name = ""
            self.app.exit()
            return
        self._name, act, done = step
        self._last, self._used = time.perf_counter(), time.thread_time()  # what the step prepared does not count
        self.gaps.setdefault(self._name, [])
        end = time.perf_counter() + 60

        def look() -> None:
            if done():
                QTimer.singleShot(400, lambda: self._next(steps))
            elif time.perf_counter() > end:
                print(f"{self._name}: waited in vain")
                self.app.exit()
            else:
                QTimer.singleShot(20, look)

        def do() -> None:
            act()
            QTimer.singleShot(20, look)

        QTimer.singleShot(0, do)

    # -- the session -------------------------------------------------------------------------------------------------

    def steps(self) -> Iterator[Step]:
        window, state = self.window, self.state

        def now() -> bool:
            return True

        yield "open the file", lambda: window.begin(self.file), lambda: state.workspace is not None
        for key in ("duty", "talk", "risk", "rectify", "work", "report", "settings", "bench"):
            yield f"tab {key}, first time", lambda key=key: window.show_tab(key), now
        for key in ("work", "bench", "talk"):
            yield f"tab {key} again", lambda key=key: window.show_tab(key), now
        yield from self._list(now)

    def _list(self, now: Callable[[], bool]) -> Iterator[Step]:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        from db.ledgers import LEDGERS
        from desktop.widgets.entry_dialog import EntryDialog
        from desktop.state import Target

        state, app = self.state, self.app
        largest = self._largest()
        yield f"list of {largest}", lambda: self.window.show_target(Target(largest)), now
        screen = self._screen(largest)
        table, model, filters = screen.table, screen.table.ledger_model, screen.filters
        yield "search", lambda: _compose(filters.search, "宣传"), now
        yield "search cleared", screen.show_all, now
        field = next(field for field in LEDGERS[largest].listed if type(field).__name__ == "Term")
        yield "filter", lambda: (filters.set_filters({field.name: {self._term(field)}}), filters.changed.emit()), now
        yield "filter cleared", screen.show_all, now
        yield "sort by a column", lambda: table.sortByColumn(2, Qt.SortOrder.AscendingOrder), now
        yield "sorted back", lambda: table.sortByColumn(-1, Qt.SortOrder.AscendingOrder), now
        for place in range(20):
            yield "page down", lambda: QTest.keyClick(table, Qt.Key.Key_PageDown), now
        yield "to the end", lambda: QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier), now
        yield "to the top", lambda: QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier), now
        yield "new record", screen.new_record, now
        yield "given up", screen.form.discard, now
        values = self._values(largest) | {"late_reason": "测量"}
        yield "saved", lambda: self._save(largest, values), now
        yield "undo", lambda: self.window.menus.undo.trigger(), now
        yield "select all", table.selectAll, now
        yield "select 2,000", lambda: self._select(table, 2000), now
        total = model.rowCount()
        yield "delete 2,000", lambda: screen.many._run("正在删除", _void, table.selected_ids(), "已{label}"), \
            lambda: model.rowCount() == total - 2000
        yield "undo 2,000", lambda: self.window.menus.undo.trigger(), lambda: model.rowCount() == total
        yield "sheet", screen.tools.sheet.trigger, now
        sheet = next(one for one in app.topLevelWidgets() if isinstance(one, EntryDialog))
        lines = [["" if field.name not in values else sheet.sheet._lookup.display(field, values[field.name])
                  for field in sheet.sheet.fields] for _ in range(200)]
        yield "200 rows pasted", lambda: sheet.sheet.type_block(0, 0, lines), now
        yield "200 rows saved", sheet.save, lambda: model.rowCount() == total + 200

    def _largest(self) -> str:
        from db import lists
        from db.ledgers import LEDGERS

        with self.state.workspace.read() as session:
            tops = [ledger for ledger in LEDGERS.values() if ledger.parent is None and ledger.group == "work"]
            return max(tops, key=lambda ledger: lists.count(session, lists.ListQuery(ledger))).key

    def _screen(self, key: str):
        from desktop.screens.ledger.ledger_screen import LedgerScreen

        return next(one for one in self.window.findChildren(LedgerScreen) if one.ledger.key == key and one.isVisible())

    def _term(self, field) -> str:
        from db.vocabulary import terms_of

        with self.state.workspace.read() as session:
            return terms_of(session, field.vocabulary)[0][0]

    def _values(self, key: str) -> dict:
        from db import records
        from db.ledgers import LEDGERS

        ledger = LEDGERS[key]
        with self.state.workspace.read() as session:
            newest = session.query(ledger.model).order_by(ledger.model.id.desc()).first()
            values = records.values_of(ledger, newest)
        return {field.name: values[field.name] for field in ledger.form_fields() if field.required} | (
            {ledger.day.key: values[ledger.day.key]} if ledger.day is not None else {})

    def _save(self, key: str, values: dict) -> None:
        from db.ledgers import LEDGERS
        from desktop.operations.records import save_record

        save_record(self.state.workspace, LEDGERS[key], values)

    def _select(self, table, rows: int) -> None:
        from PySide6.QtCore import QItemSelection, QItemSelectionModel

        model, flag = table.ledger_model, QItemSelectionModel.SelectionFlag
        table.selectionModel().select(QItemSelection(model.index(0, 0), model.index(rows - 1, model.columnCount() - 1)),
                                      flag.ClearAndSelect)


def _compose(line, text: str) -> None:
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(line, event)


def _void(workspace, ledger, ids, tell=None) -> str:
    from desktop.operations.records import void_records

    return void_records(workspace, ledger, ids, tell)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
