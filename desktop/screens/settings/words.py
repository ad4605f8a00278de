"""词汇: the lists of words that records choose from; the clerk adds, rewords, retires and orders them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from db.errors import Refusal
from db.fields import Text
from db.vocabulary import shipped
from desktop import errors
from desktop.operations import words
from desktop.state import State
from desktop.widgets import theme
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.lookup import Lookup
from desktop.widgets.plain_list import PlainList
from desktop.widgets.tab_order import in_order

LONGEST = 60  # letters of a term
_CODE, _RETIRED = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class WordsPage(QWidget):
    """Vocabularies at the left, the terms of the chosen one at the right."""

    def __init__(self, state: State, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("words_page")
        self._state = state
        self.vocabularies = PlainList("vocabularies", "词汇表", self)
        self.vocabularies.setMaximumWidth(220)
        for key, (title, _) in shipped().items():
            QListWidgetItem(title, self.vocabularies).setData(_CODE, key)
        self.terms = PlainList("terms", "词条", self)
        self.terms.setAlternatingRowColors(True)
        self.buttons: dict[str, QPushButton] = {}
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        for key, label, icon, act in (("add", "增加…", "add", self.add), ("rename", "改写…", None, self.rename),
                                      ("retire", "停用", None, self.retire), ("up", "上移", "up", partial(self._move, -1)),
                                      ("down", "下移", "down", partial(self._move, 1))):
            button = QPushButton(label, self)
            button.setObjectName(f"term_{key}")
            button.setAccessibleName(label.rstrip("…") + "词条")
            if icon:
                button.setIcon(theme.icon(icon))
            button.clicked.connect(lambda _=False, act=act: act())
            self.buttons[key] = button
            buttons.addWidget(button)
        buttons.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.SMALL)
        right.addLayout(buttons)
        right.addWidget(self.terms, 1)
        right.addWidget(theme.muted("改写后，已有记录里的这个词也跟着变；停用的词不再供选择，已有记录照常显示。", self))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        row.setSpacing(theme.LARGE)
        row.addWidget(self.vocabularies)
        row.addLayout(right, 1)
        in_order(self.vocabularies, *self.buttons.values(), self.terms)
        self.vocabularies.currentRowChanged.connect(self.read)
        self.terms.currentRowChanged.connect(self._offer)
        self.terms.itemDoubleClicked.connect(lambda _: self.buttons["rename"].click())
        state.changed.connect(self._changed)
        self.vocabularies.setCurrentRow(0)

    @property
    def vocabulary(self) -> str:
        return self.vocabularies.currentItem().data(_CODE)

    @Slot()
    def read(self, *_: object) -> None:
        """Shows the terms of the chosen vocabulary, keeping the one marked."""
        marked = self.terms.currentItem().data(_CODE) if self.terms.currentItem() else None
        self.terms.clear()
        for code, label, retired in words.terms(self._state.workspace, self.vocabulary):
            item = QListWidgetItem(f"{label}（已停用）" if retired else label, self.terms)
            item.setData(_CODE, code)
            item.setData(_RETIRED, retired)
            if code == marked:
                self.terms.setCurrentItem(item)
        self._offer()

    @Slot(object)
    def _changed(self, changes: object) -> None:
        if "vocabulary_term" in changes.ids:
            self.read()

    @Slot()
    def _offer(self, *_: object) -> None:
        row, item = self.terms.currentRow(), self.terms.currentItem()
        marked = item is not None and self._state.writable
        self.buttons["add"].setEnabled(self._state.writable)
        for key, possible in (("rename", True), ("retire", True), ("up", row > 0), ("down", row < self.terms.count() - 1)):
            self.buttons[key].setEnabled(marked and possible)
        if item is not None:
            self.buttons["retire"].setText("恢复使用" if item.data(_RETIRED) else "停用")

    def add(self) -> AskDialog:
        """Asks for a new word."""
        return self._ask(f"在“{shipped()[self.vocabulary][0]}”里增加词条", "增加", "", words.add)

    def rename(self) -> AskDialog:
        """Asks for other words for the marked term."""
        item = self.terms.currentItem()
        return self._ask("改写词条", "改写", item.text().removesuffix("（已停用）"), words.rename, item.data(_CODE))

    def _ask(self, title: str, yes: str, label: str, change: Callable[..., object], *code: str) -> AskDialog:
        """What is wrong with the words is said in the dialog."""
        workspace, vocabulary = self._state.workspace, self.vocabulary
        field = Text("词条", name="label", required=True, limit=LONGEST)
        dialog = AskDialog(title, [field], Lookup(self._state), lambda answers: change(workspace, vocabulary, *code, answers["label"]),
                           yes, {"label": label}, parent=self, of=(vocabulary, *code))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def retire(self) -> None:
        item = self.terms.currentItem()
        self._write(words.retire, item.data(_CODE), not item.data(_RETIRED))

    def _move(self, step: int) -> None:
        codes = [self.terms.item(row).data(_CODE) for row in range(self.terms.count())]
        row = self.terms.currentRow()
        codes[row], codes[row + step] = codes[row + step], codes[row]
        self._write(words.reorder, codes)

    def _write(self, change: Callable[..., object], *arguments: object) -> None:
        try:
            change(self._state.workspace, self.vocabulary, *arguments)
        except Refusal as refusal:
            errors.tell(self, refusal)
