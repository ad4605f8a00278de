"""更新程序: from a stick, in the order choose → check → copy of the clerk's file → new version beside the old one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from db.errors import Refusal
from desktop import errors, jobs, log, update
from desktop.screens.window.main_window import MainWindow
from desktop.widgets.file_choice import STICK, choose_folder
from desktop.widgets.question import ask


def choose(window: MainWindow) -> None:
    """Lets the clerk point at the stick, then goes on; what is wrong with the packages is said in a sentence."""
    try:
        now = update.running()
    except Refusal as refusal:
        errors.tell(window, refusal)
        return
    if folder := choose_folder(window, "更新包在哪个 U 盘或文件夹", STICK):
        from_folder(window, folder, now)


def from_folder(window: MainWindow, folder: Path, now: update.Running) -> None:
    """Everything after the choice of the folder."""
    try:
        package = update.newest(folder, now)
    except Refusal as refusal:
        errors.tell(window, refusal)
        return
    number = ".".join(map(str, now.version))
    if not ask(window, f"现在用的版本是 {number}，U 盘上的版本是 {package.number}。更新前会核对更新包、给台账留一份副本；"
                       f"旧版本和台账都留在原处。{_paper(package)}", "更新"):
        return

    def work(progress: jobs.Progress) -> str:
        update.check(package, progress.step)
        if window.state.workspace is not None:
            from db.backup import copy_if_changed

            copy_if_changed(window.state.workspace)
        return update.put_in_place(package, now, progress.step)

    jobs.run(window, "正在更新程序", work, lambda said: _say(window, said))


def _paper(package: update.Package) -> str:
    """Without a signature the clerk is the one who can tell a package of somebody else's making."""
    if update.needs_signature():
        return ""
    groups = " ".join(package.digest[start:start + 8] for start in range(0, 64, 8))
    return f"\n\n更新包的校验值如下，请和纸质发布单上的核对，不一样就不要更新：\n{groups}"


def tidy(window: MainWindow) -> None:
    """Clears older versions away in a worker: this one has just opened the clerk's file."""
    jobs.quietly(window, lambda _: update.tidy(update.running()),
                 failed=lambda error: log.write("warning", f"older versions stay: {error}"))


def _say(window: MainWindow, sentence: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Information, "履责台账", sentence, QMessageBox.StandardButton.NoButton, window)
    box.setObjectName("update_said")
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.open()
