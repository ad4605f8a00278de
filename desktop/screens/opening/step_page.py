"""A page of the wizard: which step it is, what it is about, and room for what it asks."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget, QWizardPage

from desktop.widgets import theme


class StepPage(QWizardPage):
    """Subclasses add to ``column``. The wizard's own head would be small print; this one has the type of the window."""

    def __init__(self, title: str, words: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAccessibleName(title)
        self._step = theme.muted("", self)
        self._step.setWordWrap(False)
        head = QHBoxLayout()
        head.addWidget(theme.heading(title, self, theme.TITLE), 1)
        head.addWidget(self._step)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.SMALL)
        self.column.setSpacing(theme.MEDIUM)
        self.column.addLayout(head)
        self.column.addWidget(theme.muted(words, self))
        self.column.addSpacing(theme.SMALL)

    def number(self, step: int, steps: int) -> None:
        """Says how far along this page is."""
        self._step.setText(f"第 {step} 步，共 {steps} 步")
