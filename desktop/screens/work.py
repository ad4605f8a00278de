"""工作记录: the supporting ledgers, each with the number of its records in the period."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from db.ledgers import LEDGERS
from db.periods import Period
from db.workspace import Workspace
from desktop import jobs, screens
from desktop.screens.side_page import Place, SidePage
from desktop.state import State, Target


class WorkPage(SidePage):
    """One ledger screen per line of the list."""

    def __init__(self, state: State, parent: QWidget | None = None):
        self._state, self._stale = state, True
        super().__init__("work", [
            Place(key, LEDGERS[key].title, partial(screens.build, state, LEDGERS[key]))
            for key in screens.tops("work")], parent)
        state.changed.connect(self._count_again)
        state.period_changed.connect(self._count_again)

    def show_target(self, target: Target) -> None:
        self.show_page(target.ledger_key).show_target(target)

    def new_record(self, key: str) -> None:
        self.show_page(key).new_record()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._count()

    @Slot(object)
    def _count_again(self, *_: object) -> None:
        self._stale = True
        if self.isVisible():
            self._count()

    def _count(self) -> None:
        workspace, period = self._state.workspace, self._state.period
        if workspace is not None:
            self._stale = False
            jobs.quietly(self, lambda _: counts(workspace, period), self._show_counts)

    def _show_counts(self, found: dict[str, int]) -> None:
        for key, number in found.items():
            self.name_place(key, f"{LEDGERS[key].title}　{number}")


def counts(workspace: Workspace, period: Period) -> dict[str, int]:
    """Ledger key → records of the period, as many as its list shows."""
    from db.lists import ListQuery, count

    with workspace.read() as session:
        return {key: count(session, ListQuery(LEDGERS[key], period=period)) for key in screens.tops("work")}
