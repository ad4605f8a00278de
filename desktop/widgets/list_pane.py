"""The list side of a ledger's screen: the table, or what to do when there is nothing to show or nothing can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from db.ledger import Ledger
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.ledger_table import LedgerTable

NEW, CLEAR, RETRY, IMPORT = "new", "clear", "retry", "import"
_LINE = 36  # characters at most in a line that is read at one glance


class ListPane(QStackedWidget):
    """``table`` while there are rows; else a sentence and a button: ``wanted`` gives NEW, CLEAR, RETRY or IMPORT.

    ``importing`` is the button that offers an import into an empty ledger; shown once ``offers_import`` is set.
    """

    wanted = Signal(str)

    def __init__(self, state: State, ledger: Ledger, settings: QSettings, parent: QWidget | None = None):
        super().__init__(parent)
        self._state, self._ledger = state, ledger
        self.why_empty = NEW  # what an empty list means: NEW = nothing was ever entered, CLEAR = left out, "" = neither
        self.table = LedgerTable(state, ledger, settings, self)
        self.addWidget(self.table)
        self._page = QWidget(self)
        self._words = theme.muted("", self._page)
        self._words.setObjectName("empty_words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(self._page)
        self.button.setObjectName("empty_button")
        self.button.clicked.connect(self._pressed)
        self.offers_import = False
        self.importing = QPushButton("从 Excel 导入…", self._page)
        self.importing.setObjectName("empty_import")
        self.importing.setAccessibleName("从 Excel 导入")
        self.importing.hide()
        self.importing.clicked.connect(lambda: self.wanted.emit(IMPORT))
        self._sentence, self._purpose = "", NEW
        column = QVBoxLayout(self._page)
        column.setSpacing(theme.MEDIUM)
        column.addStretch(2)
        middle = QHBoxLayout()  # an alignment would keep the label from growing with its lines
        middle.addStretch(1)
        middle.addWidget(self._words, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.importing, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.addWidget(self._page)
        self.table.ledger_model.loaded.connect(self._loaded)
        self.table.ledger_model.failed.connect(self._failed)

    @property
    def words(self) -> str:
        """The sentence shown in place of the table; "" while the table is shown."""
        return self._words.text().replace("\n", "") if self.currentWidget() is self._page else ""

    def take_keyboard(self) -> None:
        """Gives the keyboard to the rows, or to what is offered in their place."""
        (self.table if self.currentWidget() is self.table else self.button).setFocus()

    @Slot(int)
    def _loaded(self, count: int) -> None:
        if count:
            self.setCurrentWidget(self.table)
        elif self.why_empty == NEW:
            words = f"新增{self._ledger.one}" if self._state.writable else ""
            self._say(self._ledger.help or f"还没有{self._ledger.title}的记录。", NEW, words)
        elif self.why_empty == CLEAR:
            self._say("没有符合条件的记录。", CLEAR, "显示全部")
        else:
            self._say("回收站里没有记录。", "", "")

    @Slot(str)
    def _failed(self, sentence: str) -> None:
        self._say(sentence, RETRY, "重试")

    def _say(self, sentence: str, purpose: str, words: str) -> None:
        self._sentence, self._purpose = sentence, purpose
        self._balance()
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setVisible(bool(words))
        self.importing.setVisible(self.offers_import and purpose == NEW and bool(words))
        self.button.setProperty("main", purpose == NEW)
        self.button.style().polish(self.button)
        self.setCurrentWidget(self._page)

    def _balance(self) -> None:
        """Lines of words that go together: none of one character only, none broken where the sentence has room."""
        width = self._words.fontMetrics().horizontalAdvance
        character = width("汉")
        room = max(min(_LINE, self.width() // character - 2), 1) * character
        first, stop, rest = self._sentence.partition("。")
        pieces = _pieces(first + stop, width, room) + _pieces(rest, width, room)
        self._words.setText("\n".join(pieces))
        whole = max(map(width, pieces), default=0)
        self._words.setMaximumWidth(whole // (-(-whole // room) or 1) + 2 * character)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._balance()

    @Slot()
    def _pressed(self) -> None:
        self.wanted.emit(self._purpose)


def _pieces(words: str, width: Callable[[str], int], room: int) -> list[str]:
    """A sentence in lines: when it has no room in one, it breaks after the comma, else the 、, that is nearest to its middle."""
    for some in ("，；", "、"):
        marks = [mark.end() for mark in re.finditer(f"[{some}](?=.)", words)]
        if marks and width(words) > room:
            middle = min(marks, key=lambda place: abs(place - len(words) / 2))
            return _pieces(words[:middle], width, room) + _pieces(words[middle:], width, room)
    return [words] if words else []
