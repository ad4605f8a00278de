"""Qt's own words in Chinese."""

from __future__ import annotations

from desktop import log


def speak_chinese(app: object) -> None:
    """Qt's own words (message boxes, file dialogs, context menus) in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    class Missing(QTranslator):
        """Words of the file dialog that Qt's own translation leaves in English."""

        words = {"Folder": "文件夹", "Drive": "磁盘", "File": "文件", "%1 File": "%1 文件", "Shortcut": "快捷方式"}

        def translate(self, context: str, source: str, hint: str | None = None, number: int = -1) -> str | None:
            return self.words.get(source) if context == "QAbstractFileIconProvider" else None  # "" would blank all others

    if app.findChild(QTranslator) is not None:
        return
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        app.installTranslator(Missing(app))
    else:
        log.write("warning", "Qt's Chinese words are missing")
