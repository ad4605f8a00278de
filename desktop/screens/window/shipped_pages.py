"""Pages that come with the program, to be read in a window of their own: what is new, and whose software is in it."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from db.resources import resource
from desktop.widgets import theme
from desktop.widgets.fitting import fit

NEWS, NOTICES = "更新说明", "第三方软件声明"
_FROM_SOURCE = "当前是从源代码运行的程序。打包好的程序带有完整的第三方软件声明和各组件的许可全文。"
_GONE = "程序文件夹里的“{name}”不见了，程序可能不完整，请重新安装。"


class PageDialog(QDialog):
    """Shows one page; closes with Esc."""

    def __init__(self, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("shipped_page")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fit(self, 640, 520)
        self.words = QTextBrowser(self)
        self.words.setObjectName("shipped_words")
        self.words.setAccessibleName(title)
        self.words.setOpenLinks(False)  # nothing leads out of the program
        if title == NEWS:
            self.words.setMarkdown(news())
        else:
            self.words.setPlainText(notices())
        buttons = QDialogButtonBox(self)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole).setObjectName("shipped_close")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        column.addWidget(self.words)
        column.addWidget(buttons)


def news() -> str:
    """更新说明 of all versions, as Markdown, newest first."""
    frozen = resource("CHANGELOG.md")
    return _read(frozen if frozen.is_file() else resource().parent / "packaging" / "CHANGELOG.md", NEWS)


def notices() -> str:
    """The licences' summary and where their texts lie; a source tree has only the libraries' own."""
    if not getattr(sys, "frozen", False):
        return _FROM_SOURCE
    folder = Path(sys.executable).resolve().parent
    return f"{_read(folder / f'{NOTICES}.txt', NOTICES)}\n许可全文：{folder / 'licences'}\n"


def _read(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return _GONE.format(name=name)
