"""Rows into a list: from a file, pasted from Excel, or typed into a sheet."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from desktop.exchange.rows import importable
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.state import State
from desktop.widgets.list_pane import IMPORT


class ListsIn(QObject):
    """Answers the import buttons, 粘贴 and 表格录入 of one ledger screen; lives as long as the screen."""

    def __init__(self, state: State, screen: LedgerScreen):
        super().__init__(screen)
        self._state, self._screen = state, screen
        if not importable(screen.ledger):
            return
        screen.tools.take_in.setVisible(True)
        screen.tools.sheet.setVisible(True)
        screen.tools.sheet.triggered.connect(self.open_sheet)
        if screen.ledger.parent is not None:  # each record's parts have a sheet of their own
            screen.table.ledger_model.loaded.connect(self._say_waiting)
        self._say_waiting()
        screen.list.offers_import = True
        screen.tools.take_in.triggered.connect(self._take)
        screen.tools.paste.triggered.connect(self._paste)
        screen.list.wanted.connect(self._empty_answered)

    def take(self, text: str = "") -> None:
        """Opens the import; with ``text`` it begins with what was pasted."""
        from desktop.screens.exchange.import_dialog import ImportDialog

        if self._state.workspace is None or self._state.workspace.read_only or not self._screen.may_leave():
            return
        given = {name: value for name, value in self._screen.given().items() if value is not None}
        dialog = ImportDialog(self._state, self._screen.ledger, self._screen.window(), given)
        dialog.imported.connect(self._say)
        dialog.open()
        if text:
            dialog.read_text(text)

    @Slot()
    def open_sheet(self) -> None:
        """Opens the sheet of new records."""
        from desktop.widgets.entry_dialog import EntryDialog

        if self._state.workspace is None or self._state.workspace.read_only or not self._screen.may_leave():
            return
        dialog = EntryDialog(self._state, self._screen.ledger, self._screen.given(), self._screen.window())
        dialog.saved.connect(self._entered)
        dialog.finished.connect(self._say_waiting)
        dialog.open()

    @Slot()
    def _say_waiting(self, *_: object) -> None:
        """The button tells how many rows of a sheet wait to be saved."""
        from desktop.widgets.entry_dialog import sheet_words

        self._screen.tools.sheet.setText(sheet_words(self._state, self._screen.ledger, self._screen.given()))

    @Slot(str, object)
    def _entered(self, sentence: str, record_ids: list[int]) -> None:
        self._screen.table.select_record(record_ids[0])
        self._say(sentence)

    @Slot()
    def _take(self) -> None:
        self.take()

    @Slot()
    def _paste(self) -> None:
        """Several cells are a table; a single word pasted on a list means nothing."""
        text = QApplication.clipboard().text()
        if "\t" in text or "\n" in text.strip():
            self.take(text)

    @Slot(str)
    def _empty_answered(self, purpose: str) -> None:
        if purpose == IMPORT:
            self.take()

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._screen.note.say(sentence, "good", ("undo", "撤销"), ("close", "知道了"))
