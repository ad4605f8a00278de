"""A drive that fails on demand, for the tests of backup and restore."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.backup.device import Device

OPERATIONS = ("create", "write", "sync", "rename", "remove", "make_folder", "remove_folder", "sync_folder", "sync_all",
              "blocks", "names", "sizes", "free")


class FaultyDevice(Device):
    """Fails at the ``at``-th operation, once; with ``gone`` at every later one too, like a drive that was pulled out.

    A failing write leaves half of its bytes behind. ``done`` counts the operations, ``failed`` names the failed one.
    """

    def __init__(self, at: int, number: int = errno.EIO, gone: bool = False):
        self.at, self.number, self.gone = at, number, gone
        self.done, self.failed = 0, ""

    def _step(self, operation: str) -> None:
        self.done += 1
        if self.done == self.at or (self.gone and self.done > self.at):
            self.failed = self.failed or operation
            raise OSError(self.number, os.strerror(self.number))

    def write(self, handle: int, block: bytes) -> None:
        try:
            self._step("write")
        except OSError:
            if not (self.gone and self.done > self.at):
                super().write(handle, block[:len(block) // 2])
            raise
        super().write(handle, block)

    def blocks(self, path: Path) -> Iterator[bytes]:
        self._step("blocks")
        yield from super().blocks(path)


def _failing(operation: str) -> Any:
    def call(self: FaultyDevice, *arguments: Any) -> Any:
        self._step(operation)
        return getattr(Device, operation)(self, *arguments)

    return call


for _operation in OPERATIONS:
    if _operation not in vars(FaultyDevice):
        setattr(FaultyDevice, _operation, _failing(_operation))


class FailsAt(Device):
    """Fails with one error number whenever one operation is asked for."""

    def __init__(self, operation: str, number: int):
        def fail(*_: Any) -> Any:
            raise OSError(number, os.strerror(number))

        setattr(self, operation, fail)
