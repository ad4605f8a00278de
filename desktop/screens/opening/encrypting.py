"""Giving the open file a password: it is closed, encrypted, opened again, and the recovery code is shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop import errors, jobs
from desktop.screens.opening.recovery_code import RecoveryCodeDialog
from desktop.state import State

if TYPE_CHECKING:
    from db.conversion import Encrypted
    from db.workspace import Workspace


class Encrypting(QObject):
    """One conversion, from the page that asked for it (which is gone meanwhile) back to the open file."""

    def __init__(self, state: State, window: QWidget):
        super().__init__(window)
        self._state, self._window = state, window

    def start(self, password: str) -> None:
        path = self._state.workspace.path
        self._window.unsaved()
        jobs.finish_all()
        self._state.close_file()

        def work(progress: jobs.Progress) -> tuple[Encrypted, Workspace]:
            from db.conversion import encrypt
            from db.workspace import Workspace

            made = encrypt(path, password, datetime.now(), progress.step)
            return made, Workspace.open(path, password=password)

        def done(answer: tuple[Encrypted, Workspace]) -> None:
            made, workspace = answer
            self._state.adopt(workspace)
            self._window.show_security()
            if made.problems:
                errors.tell(self._window, "".join(made.problems))
            RecoveryCodeDialog(self._state, made.code, self._window).open()
            self.deleteLater()

        def failed(error: BaseException) -> None:
            try:
                self._state.open(path)
                self._window.show_security()
            except errors.Refusal as refusal:
                errors.tell(self._window, refusal)
                self._window.show_start()
            if not isinstance(error, jobs.Cancelled):
                errors.report(error, self._window)
            self.deleteLater()

        jobs.run(self._window, "正在加密台账", work, done, failed)
