"""The dialog of long work: what is being done, a bar, 取消."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from desktop.jobs import Progress

_PARTS = 1000  # of the bar


class ProgressDialog(QDialog):
    """Follows ``progress`` (connect its ``stepped``); ``reject`` asks the work to stop.

    It comes up unasked, while somebody types: Enter and Space, pressed twice or meant for what stood there before, do not stop
    the work. Escape and the mouse do, and the button itself once Tab has led to it.
    """

    def __init__(self, parent: QWidget | None, title: str, progress: Progress):
        super().__init__(parent)
        self.setObjectName("progress_dialog")
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._progress = progress
        self.setMinimumWidth(420)
        self._text = QLabel("正在准备…", self)
        self._text.setWordWrap(True)
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName("进度")
        buttons = QDialogButtonBox(self)
        self._cancel = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self._cancel.setObjectName("cancel_job")
        self._cancel.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (QLabel(title, self), self._bar, self._text, buttons):
            layout.addWidget(widget)

    @Slot(object, object, str)
    def step(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, _PARTS if total else 0)
        self._bar.setValue(min(done, total) * _PARTS // total if total else 0)
        if text:
            self._text.setText(text)

    def reject(self) -> None:
        """Asks the work to stop; the dialog goes when the work has stopped cleanly."""
        self._progress.cancelled = True
        self._cancel.setEnabled(False)
        self._text.setText("正在停下来，请稍候…")
