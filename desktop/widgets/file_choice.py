"""Asking for files and folders: every dialog of that kind starts where the clerk last was for the same purpose.

Folders are remembered on this computer only (``desktop.settings``). A folder that has gone with its stick is not
offered again; the user's documents are then.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.settings import WindowSettings
from desktop.widgets.question import ask

# Purposes: what goes out, what comes in, proofs, the clerk's own file, sticks.
EXPORT, IMPORT, PROOFS, LEDGER, STICK = "export_folder", "import_folder", "proofs_folder", "ledger_folder", "stick_folder"

EXCEL = "Excel 工作簿 (*.xlsx)"


def documents() -> Path:
    """The user's folder for documents; home on a computer that has none."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if folder.is_dir() else Path.home()


def start_of(purpose: str) -> Path:
    """Where a dialog of this purpose starts."""
    kept = WindowSettings().get(purpose)
    return Path(kept) if kept and Path(kept).is_dir() else documents()


def choose_file(parent: QWidget, title: str, kinds: str, purpose: str) -> Path | None:
    """One file that is there; ``kinds`` as Qt writes them: ``Excel 工作簿 (*.xlsx);;…``. None: the clerk turned back."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start_of(purpose)), kinds)
    return _kept(Path(chosen), purpose) if chosen else None


def choose_files(parent: QWidget, title: str, kinds: str, purpose: str) -> list[Path]:
    """Any number of files that are there."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(start_of(purpose)), kinds)
    return [_kept(Path(one), purpose) for one in chosen]


def choose_target(parent: QWidget, title: str, name: str, kinds: str, purpose: str = EXPORT) -> Path | None:
    """Where a new file called ``name`` goes. A name typed without the ending of ``name`` gets it, and a file that is
    there under the full name is asked about, as the dialog itself did not see it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start_of(purpose) / name), kinds)
    if not chosen:
        return None
    target, ending = Path(chosen), Path(name).suffix
    if target.suffix.lower() != ending:
        target = target.with_name(target.name + ending)
        if target.exists() and not ask(parent, f"“{target.name}”已经有了，要替换吗？", "替换"):
            return None
    return _kept(target, purpose)


def choose_folder(parent: QWidget, title: str, purpose: str, start: Path | None = None) -> Path | None:
    """A folder; ``start`` where another place than the last one is at hand."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(start or start_of(purpose)))
    if not chosen:
        return None
    keep(Path(chosen), purpose)
    return Path(chosen)


def keep(folder: Path, purpose: str) -> None:
    """Remembers where the clerk last was for this purpose."""
    WindowSettings().put(purpose, str(folder))


def _kept(file: Path, purpose: str) -> Path:
    keep(file.parent, purpose)
    return file
