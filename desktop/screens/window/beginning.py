"""What follows the window's first paint: the menus, and the file that was open last, or the start page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import slices

if TYPE_CHECKING:
    from db.keyring import Keys
    from desktop.screens.window.main_window import MainWindow


def begin(window: MainWindow, path: Path | None, keys: Keys | None) -> None:
    """Opens the file in slices, with ``keys`` if it was open a moment ago; shows the start page when there is none."""
    if path is None:
        slices.at_once(window.menus.fill())
        window.show_start()
        slices.soon(window, _know_windows(), heeds_presses=False)
    else:
        slices.soon(window, _steps(window, path, keys), heeds_presses=False)


def _steps(window: MainWindow, path: Path, keys: Keys | None) -> slices.Job:
    yield from window.menus.fill()
    yield
    import_module("db.keyfile")
    yield
    if keys is not None or has_password(path):
        yield from _know_windows()
        window.open_file(path, keys=keys)
        return
    import_module("desktop.screens.workbench")  # before the slice that builds it
    yield
    # 工作台 first, from plain SQL; then the full opening, which has to load SQLAlchemy.
    # One after the other: loading it at the same time would keep the interpreter from painting what was read.
    window.workbench().read_file(path, then=lambda: slices.soon(window, _open(window, path), heeds_presses=False))


def _open(window: MainWindow, path: Path) -> slices.Job:
    yield from _know_windows()
    window.open_file(path, quiet=True)


def _know_windows() -> slices.Job:
    yield
    slices.know_windows()
    yield


def has_password(path: Path) -> bool:
    """Whether a file wants a password before it shows anything."""
    from db.keyfile import has_password  # needed after the first paint only

    return has_password(path)
