"""The line of an old table that a record was taken from, word for word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from db.origin import Source
from desktop.widgets import theme


class OriginDialog(QDialog):
    """Shows file, place and original text; nothing can be changed."""

    def __init__(self, source: Source, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("origin_dialog")
        self.setWindowTitle("录入来源")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        where = QLabel(f"“{source.file}”　{source.place}　{source.taken_at:%Y-%m-%d %H:%M} 导入", self)
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = QPlainTextEdit(source.original or "（谈话内容不另外留存原文。）", self)
        self.text.setObjectName("origin_text")
        self.text.setAccessibleName("原文")
        self.text.setReadOnly(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("origin_close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SMALL)
        column.addWidget(where)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        self.resize(560, 360)
