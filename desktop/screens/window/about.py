"""关于: what the program is for, where it stops, its version, what is new, whose software it is, where its log lies."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop import __version__, places
from desktop.screens.window.shipped_pages import NEWS, NOTICES, PageDialog
from desktop.widgets import theme
from desktop.widgets.link_button import LinkButton

PURPOSE = ("履责台账供公立医院党务工作人员在本机登记意识形态工作责任制的履责情况，提醒到期事项，"
           "并把登记的内容汇总成报告。程序不联网，记录只保存在您选定的文件里。")
NO_SECRETS = "不得在本程序中存储、处理国家秘密和工作秘密；涉密内容请按保密规定办理。"
PRIVACY = "只登记履责需要的内容：记事不评人，不登记证件号、电话和住址，不记录他人的网上言论。"


class AboutDialog(QDialog):
    """Modal; closes with Esc."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("about_dialog")
        self.setWindowTitle("关于履责台账")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel(self)
        picture.setPixmap(theme.icon("lvze").pixmap(QSize(48, 48)))
        head = QHBoxLayout()
        head.addWidget(picture)
        names = QVBoxLayout()
        names.addWidget(theme.heading("履责台账", self, theme.TITLE))
        names.addWidget(theme.muted(f"版本 {__version__}", self))
        head.addLayout(names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        column.setSpacing(theme.MEDIUM)
        column.addLayout(head)
        for words in (PURPOSE, PRIVACY):
            label = QLabel(words, self)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(theme.sentence(NO_SECRETS, "warn", self))
        log = theme.muted(f"运行日志：{places.log_file()}", self)
        log.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(log)
        row = QHBoxLayout()
        for name, title in (("about_news", NEWS), ("about_notices", NOTICES)):
            link = LinkButton(title, name, self)
            link.clicked.connect(partial(self.read, title))
            row.addWidget(link)
        row.addStretch(1)
        column.addLayout(row)
        buttons = QDialogButtonBox(self)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("about_close")
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setFixedSize(540, column.totalHeightForWidth(540))

    def read(self, title: str, checked: bool = False) -> None:
        """Opens one of the pages that come with the program."""
        PageDialog(title, self).open()
