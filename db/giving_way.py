"""A worker gives way: now and then it waits until the window has done what it has to do.

Python runs one thread at a time, and the window's needs the interpreter anew for every cell that it paints: beside a worker that
never waits, a turn of the event loop takes two or three times as long. A worker waits before every SQL statement and wherever it tells
of its progress; what computes long without either calls ``give_way`` itself. How to wait is the caller's affair: nothing here knows of a
window.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

PACE = 0.005  # s that a worker computes between two waits
_here = threading.local()
_One = TypeVar("_One")


@contextmanager
def waiting_with(wait: Callable[[], object]) -> Iterator[None]:
    """Within it ``give_way`` waits, in this thread."""
    _here.wait, _here.since = wait, time.perf_counter()
    try:
        yield
    finally:
        del _here.wait


def give_way() -> None:
    """In a worker: waits until the window has done what it has to do. Elsewhere nothing. May be called often."""
    wait = getattr(_here, "wait", None)
    if wait is not None and time.perf_counter() - _here.since > PACE:
        wait()
        _here.since = time.perf_counter()


def in_turns(many: Iterable[_One]) -> Iterator[_One]:
    """The same, giving way between them."""
    for one in many:
        give_way()
        yield one
