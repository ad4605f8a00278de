"""A question with two plain answers."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget | None, question: str, yes: str, no: str = "取消") -> bool:
    """True for ``yes``. Closing the box or Esc means ``no``."""
    box = QMessageBox(QMessageBox.Icon.Question, "履责台账", question, QMessageBox.StandardButton.NoButton, parent)
    box.setObjectName("question")
    agreed = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    agreed.setObjectName("question_yes")
    declined = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    declined.setObjectName("question_no")
    box.setDefaultButton(declined)
    box.setEscapeButton(declined)
    box.exec()
    return box.clickedButton() is agreed
