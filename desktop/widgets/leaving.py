"""What to do with an unsaved form when something else is to be shown."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

SAVE, LEAVE, STAY = "save", "leave", "stay"


def ask_to_leave(parent: QWidget, title: str) -> str:
    """SAVE, LEAVE or STAY. Closing the box or Esc means STAY."""
    box = QMessageBox(QMessageBox.Icon.Question, "履责台账", f"“{title}”里有填写了还没有保存的内容，要先保存吗？",
                      QMessageBox.StandardButton.NoButton, parent)
    box.setObjectName("leaving")
    answers = {}
    for name, words, role in (
        (SAVE, "保存", QMessageBox.ButtonRole.AcceptRole),
        (LEAVE, "不保存", QMessageBox.ButtonRole.DestructiveRole),
        (STAY, "接着填", QMessageBox.ButtonRole.RejectRole),
    ):
        button = box.addButton(words, role)
        button.setObjectName(f"leaving_{name}")
        answers[button] = name
    save, _, stay = answers
    box.setDefaultButton(save)
    box.setEscapeButton(stay)
    box.exec()
    return answers.get(box.clickedButton(), STAY)
