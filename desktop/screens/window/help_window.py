"""使用说明: the manual in a window of its own that stands beside the work; F1 opens it at the page of what is in front."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import (QColor, QDesktopServices, QGuiApplication, QImage, QKeyEvent, QKeySequence, QResizeEvent, QShortcut,
                           QTextBlockFormat, QTextCursor, QTextDocument, QWindow)
from PySide6.QtWidgets import (QApplication, QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QMessageBox, QPushButton,
                               QSplitter, QTextBrowser, QTextEdit, QVBoxLayout, QWidget)
from shiboken6 import isValid

from desktop import manual, slices
from desktop.widgets import theme
from desktop.widgets.composing import ComposingLine

if TYPE_CHECKING:
    from desktop.screens.window.main_window import MainWindow

_PICTURE = "\ufffc"  # stands for a picture in a text
_KEY = Qt.ItemDataRole.UserRole


class PageText(QTextBrowser):
    """A page of the manual; a picture wider than the page is drawn smaller, sharp on every screen."""

    def loadResource(self, kind: int, name: QUrl) -> object:  # noqa: N802 - Qt's name
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(str(manual.folder() / "pictures" / name.fileName()))
        room = self.viewport().width() - 2 * self.document().documentMargin() - theme.LARGE
        if image.width() > room > 0:
            ratio = self.devicePixelRatioF()
            image = image.scaledToWidth(round(room * ratio), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image


class HelpWindow(QDialog):
    """Contents and search at the left, the page at the right. Not modal."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("help_window")
        self.setWindowTitle("使用说明")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        screen = self.screen().availableGeometry()
        self.resize(min(1230, screen.width() - theme.HUGE), min(680, screen.height() - 2 * theme.HUGE))
        self._back: list[str] = []
        self._forward: list[str] = []
        self.shown = ""
        self.back = self._button("help_back", "返回", QKeySequence.StandardKey.Back, self.go_back)
        self.forward = self._button("help_forward", "前进", QKeySequence.StandardKey.Forward, self.go_forward)
        self.line = ComposingLine(self)
        self.line.setObjectName("help_search")
        self.line.setAccessibleName("在说明里找")
        self.line.setPlaceholderText("在说明里找，例如：延期")
        self.line.offer_clear()
        self.line.textChanged.connect(self._list)
        self.list = QListWidget(self)
        self.list.setObjectName("help_contents")
        self.list.setAccessibleName("目录")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(self._chosen)
        self.text = PageText(self)
        self.text.setObjectName("help_text")
        self.text.setAccessibleName("说明内容")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.document().setDocumentMargin(theme.LARGE)
        theme.sized(self.text, theme.BODY + 1.5)
        self._found_line = 2 * self.fontMetrics().lineSpacing() + theme.MEDIUM  # height of a search result
        self._resized = QTimer(self, singleShot=True, interval=120)
        self._resized.timeout.connect(self._set_again)
        self._lay_out()
        self.line.returnPressed.connect(self._open_first)
        QShortcut(QKeySequence.StandardKey.Find, self, self.line.setFocus)
        self._list("")

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.SMALL, theme.SMALL, 0, theme.SMALL)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addWidget(self.forward)
        column.addLayout(row)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        parts = QSplitter(Qt.Orientation.Horizontal, self)
        parts.addWidget(left)
        parts.addWidget(self.text)
        parts.setSizes([theme.scaled(210), 1020])
        parts.setStretchFactor(1, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts)

    def _button(self, name: str, words: str, key: QKeySequence.StandardKey, act: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.setShortcut(key)
        button.clicked.connect(act)
        return button

    # -- pages -----------------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Shows a page; 返回 leads to the one before."""
        if self.shown and manual.page(key).key != self.shown:
            self._back.append(self.shown)
            self._forward.clear()
        self._show(key)

    @Slot()
    def go_back(self) -> None:
        if self._back:
            self._forward.append(self.shown)
            self._show(self._back.pop())

    @Slot()
    def go_forward(self) -> None:
        if self._forward:
            self._back.append(self.shown)
            self._show(self._forward.pop())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._resized.start()

    @Slot()
    def _set_again(self) -> None:
        """The page anew, its pictures as wide as there is room now; the reader stays where he is."""
        bar = self.text.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        if self.shown:
            self._show(self.shown)
            bar.setValue(round(share * bar.maximum()))

    def _show(self, key: str) -> None:
        page = manual.page(key)
        self.shown = page.key
        self.text.document().clear()  # with the pictures it holds in another size
        self.text.setMarkdown(page.text)
        _give_air(self.text)
        self._mark()
        self.setWindowTitle(f"使用说明　{page.title}")
        self.back.setEnabled(bool(self._back))
        self.forward.setEnabled(bool(self._forward))
        self._select(page.key)

    @Slot(QUrl)
    def _follow(self, place: QUrl) -> None:
        if place.scheme() in ("http", "https"):
            QDesktopServices.openUrl(place)
        else:
            self.show_page(place.toString())

    # -- contents and search ---------------------------------------------------------------------------------------

    @Slot(str)
    def _list(self, text: str) -> None:
        """The contents, or the pages that hold what was typed."""
        self.list.blockSignals(True)
        self.list.clear()
        if text.strip():
            hits = manual.search(text)
            for hit in hits:
                self._add(f"{hit.page.title}\n{hit.around}", hit.page.key, self._found_line)
            if not hits:
                self._add(f"没有找到“{text.strip()}”，换个说法试试。", None, self._found_line)
        else:
            part = ""
            for page in manual.pages():
                if page.part != part:
                    part = page.part
                    self._add(part, None, theme.ROW)
                self._add(f"　{page.title}", page.key, theme.ROW)
        self._select(self.shown)
        self.list.blockSignals(False)
        self._mark()

    def _add(self, words: str, key: str | None, height: int) -> None:
        item = QListWidgetItem(words, self.list)
        item.setSizeHint(QSize(0, height))
        item.setData(_KEY, key)
        if key is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setForeground(QColor(theme.MUTED))

    def _select(self, key: str) -> None:
        self.list.blockSignals(True)
        row = next((row for row in range(self.list.count()) if self.list.item(row).data(_KEY) == key), -1)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None, _: object = None) -> None:
        if item is not None and item.data(_KEY):
            self.show_page(item.data(_KEY))

    @Slot()
    def _open_first(self) -> None:
        """Enter in the search line: the best page, and the keyboard to its text."""
        keys = [self.list.item(row).data(_KEY) for row in range(self.list.count())]
        if self.shown not in keys and any(keys):
            self.show_page(next(key for key in keys if key))
        self.text.setFocus()

    def _mark(self) -> None:
        """Shows where on the page the words sought stand, the first one in view."""
        marks = []
        for word in self.line.text().split():
            place = self.text.document().find(word)
            while not place.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = place
                mark.format.setBackground(QColor(theme.TONES["warn"].ground))
                marks.append(mark)
                place = self.text.document().find(word, place)
        self.text.setExtraSelections(marks)
        if marks:
            self.text.setTextCursor(_at(marks[0].cursor))
            self.text.ensureCursorVisible()


def _at(cursor: QTextCursor) -> QTextCursor:
    place = QTextCursor(cursor)
    place.clearSelection()
    return place


def _give_air(text: QTextBrowser) -> None:
    """Lines a little apart: the page is read, not scanned."""
    air = QTextBlockFormat()
    air.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    block = text.document().begin()
    while block.isValid():
        if _PICTURE not in block.text():
            QTextCursor(block).mergeBlockFormat(air)
        block = block.next()


class HelpKey(QObject):
    """Opens the manual for the main window's menu and for F1 in any dialog, which the menu's key does not reach."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window = window
        self.shown: HelpWindow | None = None
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window is not self._window.windowHandle():
            window.installEventFilter(self)  # a second time changes nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_F1:
            self.open()
            return True
        return False

    def open(self, key: str | None = None) -> HelpWindow:
        """Shows a page, or the one of what is in front. Stands above a dialog that is open, and can be used beside it."""
        page = key or self.topic()
        above = QApplication.activeModalWidget() or self._window
        if self.shown is None or not isValid(self.shown) or self.shown.parent() is not above:
            if self.shown is not None and isValid(self.shown):
                self.shown.close()
            self.shown = HelpWindow(above)
        self.shown.show_page(page)
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()
        return self.shown

    def topic(self) -> str:
        """The page of the dialog in front, of the screen that has the keyboard, or of the tab."""
        slices.finish()  # what was just chosen is what help is wanted about
        front, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        if front is None or isinstance(front, QMessageBox):
            front = self._window.places.currentWidget()
            if front is self._window.tabs:
                front = self._window.tabs.currentWidget()
        inside = focus is not None and (front is focus or front.isAncestorOf(focus))
        page = (manual.page_of(names_of(focus, front)) if inside else None) or manual.page_of(
            names_of(max(_screens(front), key=_depth, default=front)))
        return page.key if page is not None else manual.FIRST


def names_of(widget: QWidget | None, up_to: QWidget | None = None) -> Iterator[str]:
    """What a widget and those around it are, from the inside out, in the words of the manual's contents list; ``up_to``
    is the last one asked."""
    while widget is not None:
        ledger = getattr(widget, "ledger", None)
        if ledger is not None and isinstance(getattr(ledger, "key", None), str):
            yield f"ledger:{ledger.key}"
            yield f"group:{ledger.group}"
        yield from (kind.__module__.rpartition(".")[2] for kind in type(widget).__mro__
                    if kind.__module__.startswith(("desktop.screens.", "desktop.widgets.", "desktop.progress_dialog")))
        widget = widget.parentWidget() if widget is not up_to else None


def _screens(front: QWidget) -> Iterator[QWidget]:
    """The hand-made parts in sight below a widget."""
    for child in front.findChildren(QWidget):
        if type(child).__module__.startswith("desktop.screens.") and child.isVisibleTo(front):
            yield child


def _depth(widget: QWidget) -> int:
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent)
