"""工作记录: the supporting ledgers and the clerk's own, each with the number of its records in the period."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from db.errors import Refusal
from db.journal import ChangeSet
from db.ledgers import LEDGERS
from db.own_ledgers import GROUP
from db.periods import Period
from db.workspace import Workspace
from desktop import errors, jobs, screens, slices
from desktop.operations import own_ledgers
from desktop.screens.side_page import Place, SidePage
from desktop.state import State, Target
from desktop.widgets import theme

OWN = "自建台账"


class WorkPage(SidePage):
    """One ledger screen per line of the list."""

    def __init__(self, state: State, parent: QWidget | None = None):
        self._state, self._stale = state, True
        super().__init__("work", self._plan(), parent)
        self.side.setContentsMargins(0, 0, 0, theme.SMALL)
        self.new_ledger = self._button("new_ledger", "新建台账…", "add", self.define)
        self.closed = self._button("closed_ledgers", "停用的台账…", "history", self._offer_closed)
        self._show_closed()
        state.changed.connect(self._changed)
        state.period_changed.connect(self._count_again)

    def _plan(self) -> list[Place]:
        own = screens.tops(GROUP)
        return [Place(key, LEDGERS[key].title, partial(screens.build, self._state, LEDGERS[key]),
                      OWN if key in own[:1] else "") for key in (*screens.tops("work"), *own)]

    @Slot()
    def define(self) -> None:
        """Asks for a new ledger of the clerk's own and shows it."""
        from desktop.screens.ledger.own_dialog import OwnDialog

        dialog = OwnDialog(self._state, None, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.show_page(dialog.key))
        dialog.open()

    @Slot()
    def _offer_closed(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("closed_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, title in own_ledgers.closed(self._state.workspace):
            action = menu.addAction(f"恢复“{title}”")
            action.setObjectName(f"reopen_{key}")
            action.triggered.connect(partial(self._reopen, key))
        menu.popup(self.closed.mapToGlobal(self.closed.rect().topRight()))

    def _reopen(self, key: str, checked: bool = False) -> None:
        try:
            own_ledgers.reopen(self._state.workspace, key)
        except Refusal as refusal:
            errors.tell(self, refusal)
            return
        self.show_page(key)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if {"own_ledger", "own_field"} & set(changes.ids):
            self._follow()
        self._count_again()

    def _follow(self) -> None:
        """The definitions have changed: their screens are made anew, what is being typed in them is kept as drafts."""
        own = [key for key in self._built if key.startswith(f"{GROUP}_")]
        for key in own:
            self._built[key].keep_typed()
        self.set_places(self._plan(), own)
        self._show_closed()

    def _show_closed(self) -> None:
        self.new_ledger.setEnabled(self._state.writable)
        self.closed.setVisible(self._state.writable and bool(own_ledgers.closed(self._state.workspace)))

    def _button(self, name: str, words: str, icon: str, act: object) -> QPushButton:
        button = QPushButton(theme.icon(icon), words, self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setFixedWidth(self.list.width() - 2 * theme.SMALL)
        button.clicked.connect(act)
        self.side.addSpacing(theme.SMALL)
        self.side.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def show_target(self, target: Target) -> None:
        slices.at_once(self.bring_target(target))

    def bring_target(self, target: Target) -> slices.Job:
        """``show_target`` in slices."""
        yield from screens.bring_target(self.bring(target.ledger_key), target)

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
            if key in self._places and key in LEDGERS:  # a ledger, or the file, may have been closed while they were counted
                self.name_place(key, f"{LEDGERS[key].title}　{number}")


def counts(workspace: Workspace, period: Period) -> dict[str, int]:
    """Ledger key → records of the period, as many as its list shows; all of a register of standing things."""
    from db.lists import ListQuery, count

    with workspace.read() as session:
        return {ledger.key: count(session, ListQuery(ledger, period=None if ledger.standing else period))
                for ledger in map(LEDGERS.__getitem__, (*screens.tops("work"), *screens.tops(GROUP)))}
