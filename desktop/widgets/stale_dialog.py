"""A record was changed elsewhere while it was being edited: both versions side by side, and the clerk decides."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets import theme

MINE, THEIRS, NEITHER = "mine", "theirs", ""


class StaleDialog(QDialog):
    """``lines`` are (field, in the file, typed) where they differ. ``answer`` is MINE, THEIRS or NEITHER."""

    def __init__(self, lines: Sequence[tuple[str, str, str]], parent: QWidget | None = None):
        super().__init__(parent)
        self.answer = NEITHER
        self.setObjectName("stale_dialog")
        self.setWindowTitle("这条记录在打开之后又被改过")
        words = QLabel("下面是不同的地方。选“用我填写的”会覆盖文件里的内容，文件里的旧内容仍可在“修改历史”里找回；"
                       "选“用文件里的”会放弃您这次填写的内容。", self)
        words.setWordWrap(True)
        table = QTableWidget(len(lines), 3, self)
        table.setObjectName("stale_lines")
        table.setAccessibleName("两个版本的不同之处")
        table.setHorizontalHeaderLabels(["哪一项", "文件里的", "您填写的"])
        table.verticalHeader().hide()
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setWordWrap(True)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text or "（空）")
                item.setToolTip(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                table.setItem(row, column, item)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.resizeRowsToContents()
        buttons = QDialogButtonBox(self)
        for name, text, role in (("stale_mine", "用我填写的", QDialogButtonBox.ButtonRole.AcceptRole),
                                 ("stale_theirs", "用文件里的", QDialogButtonBox.ButtonRole.DestructiveRole),
                                 ("stale_later", "先不保存，回去看看", QDialogButtonBox.ButtonRole.RejectRole)):
            button = buttons.addButton(text, role)
            button.setObjectName(name)
            button.clicked.connect(self._answered)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.MEDIUM)
        for widget in (words, table, buttons):
            layout.addWidget(widget)
        self.resize(620, 360)

    @Slot()
    def _answered(self) -> None:
        self.answer = {"stale_mine": MINE, "stale_theirs": THEIRS}.get(self.sender().objectName(), NEITHER)
        self.done(QDialog.DialogCode.Accepted if self.answer else QDialog.DialogCode.Rejected)
