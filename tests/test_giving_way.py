"""A worker waits for the window now and then, and never for a window that waits for it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from db.giving_way import PACE, give_way
from desktop import jobs
from desktop.state import State
from tests.shell import home, new_file, state  # noqa: F401 - fixtures


def compute() -> None:
    """So long that the worker gives way at the next occasion."""
    end = time.perf_counter() + 2 * PACE
    while time.perf_counter() < end:
        pass


class Told(QObject):
    """What the window has heard of, up to the moment that the worker goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[int] = []
        self.seen: list[list[int]] = []

    def hear(self, done: int, total: int, text: str) -> None:
        self.heard.append(done)


def run(qtbot: Any, work: Any) -> None:
    ended: list[Any] = []
    jobs.quietly(None, work, ended.append, lambda error: ended.append(error))
    qtbot.waitUntil(lambda: bool(ended))
    if isinstance(ended[0], BaseException):
        raise ended[0]


def test_what_waits_in_the_window_is_done_before_the_worker_goes_on(qapp: Any, qtbot: Any) -> None:
    told = Told()

    def work(progress: jobs.Progress) -> None:
        progress.stepped.connect(told.hear)
        for number in range(5):
            compute()
            progress.stepped.emit(number, 5, "")  # as ``step``, but without giving way
            give_way()
            told.seen.append(list(told.heard))

    run(qtbot, work)
    assert told.seen == [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]


def test_progress_and_every_statement_are_occasions(qapp: Any, qtbot: Any, state: State, tmp_path: Path) -> None:
    workspace, told = new_file(state, tmp_path / "台账.lvze"), Told()

    def work(progress: jobs.Progress) -> None:
        progress.stepped.connect(told.hear)
        compute()
        progress.step(1, 2)
        told.seen.append(list(told.heard))
        compute()
        progress.stepped.emit(2, 2, "")
        workspace.setting("hospital")
        told.seen.append(list(told.heard))

    run(qtbot, work)
    assert told.seen == [[1], [1, 2]]


def test_a_window_that_waits_for_the_work_gets_it(qapp: Any, qtbot: Any) -> None:
    done = threading.Event()

    def work(_: jobs.Progress) -> None:
        for _ in range(200):
            compute()
            give_way()
        done.set()

    jobs.quietly(None, work)
    assert jobs.finish_all(15_000)  # ms; to wait in vain each time would take 22 s
    assert done.is_set()


def test_outside_of_a_worker_nothing_is_waited_for(qapp: Any) -> None:
    compute()
    give_way()
