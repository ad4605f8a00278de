"""A list out of the program, and everything that can be printed where it stands: forms, the list, blank forms."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.lists import ListQuery
from desktop.reports.export import Exported
from desktop.reports.papers import Paper, blank_papers, list_papers, record_papers
from desktop.screens.ledger.bound_screen import BoundScreen
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.ledger.paper_dialog import show_papers
from desktop.screens.ledger.paper_reason import ask_reason
from desktop.screens.reporting.report_files import Files, exported_buttons, exported_words, open_exported
from desktop.state import State


class ListsOut(QObject):
    """Answers ``export_wanted`` and ``print_wanted`` of one ledger screen; lives as long as the screen."""

    def __init__(self, state: State, screen: LedgerScreen):
        super().__init__(screen)
        self._state, self._screen = state, screen
        self._exported: Exported | None = None
        self.files = Files(screen)
        self.files.exported.connect(self._told)
        screen.note.pressed.connect(self._note_pressed)
        screen.export_wanted.connect(self.export)
        screen.print_wanted.connect(self.print)

    def papers(self, query: ListQuery) -> list[Paper]:
        """What can be printed here: the forms of the record shown first, then the list, then the blank forms."""
        workspace, screen, ledger = self._state.workspace, self._screen, self._screen.ledger
        owners: list[tuple[Ledger, int | None]] = [(ledger, screen.table.current_id)]
        if isinstance(screen, BoundScreen):
            owners.append((_parent(ledger), screen.parent_id))
        found: list[Paper] = []
        for owner, record_id in owners:
            if record_id is not None:
                found += record_papers(workspace, owner, record_id)
        children = [child.key for child in ledger.children]
        return [*found, *list_papers(query, columns_shown(screen)),
                *blank_papers([*(owner.key for owner, _ in owners), *children])]

    @Slot(object)
    def export(self, query: ListQuery) -> None:
        """Asks where to and in which format; the file holds the rows and columns shown."""
        if self._state.workspace is not None:
            paper = list_papers(query, columns_shown(self._screen))[0]
            ask_reason(self._state, self._screen, paper,
                       lambda why: self.files.export_list(self._state, paper, why))

    @Slot(object)
    def print(self, query: ListQuery) -> None:
        """Opens the papers of this place, after what was typed is saved or given up."""
        if self._state.workspace is not None and self._screen.may_leave():
            show_papers(self._state, self.papers(query), self._screen.window())

    @Slot(object)
    def _told(self, exported: Exported) -> None:
        self._exported = exported
        words, tone = exported_words(exported, listed=False)
        self._screen.note.say(words, tone, *exported_buttons(exported), ("close", "知道了"))

    @Slot(str)
    def _note_pressed(self, name: str) -> None:
        if name.startswith("open_") and self._exported is not None:
            open_exported(self._screen, self._exported, name)


def columns_shown(screen: LedgerScreen) -> list[str]:
    """The names of the list's columns as they stand there, without the hidden ones."""
    header, columns = screen.table.horizontalHeader(), screen.table.ledger_model.columns
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [columns[column].name for column in order if not screen.table.isColumnHidden(column)]


def _parent(ledger: Ledger) -> Ledger:
    return LEDGERS[ledger.field(ledger.parent.key).target]
