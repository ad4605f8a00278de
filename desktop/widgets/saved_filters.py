"""常用筛选: a list's filters under a name, one click away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from db.errors import Refusal
from db.fields import Text
from db.ledger import Ledger
from desktop import errors
from desktop.operations.saved_filters import SavedFilter, drop_filter, rename_filter, save_filter, saved_filters
from desktop.widgets import theme
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.lookup import Lookup

_NAME = Text("名称", required=True, name="name", limit=20)


class SavedFilters(QToolButton):
    """``wanted`` gives the SavedFilter to apply. ``now`` tells the list's filter as it is, under no name yet."""

    wanted = Signal(object)

    def __init__(self, ledger: Ledger, lookup: Lookup, now: Callable[[], SavedFilter], parent: QWidget | None = None):
        super().__init__(parent)
        self._ledger, self._lookup, self._now = ledger, lookup, now
        self.setObjectName("saved_filters")
        self.setText("常用筛选")
        self.setAccessibleName("常用筛选")
        self.setToolTip("把现在的筛选起个名字存下来，以后一点就用")
        self.setIcon(theme.icon("filter"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.open)

    @Slot()
    def open(self) -> None:
        menu = self.menu_now()
        if menu is not None:
            menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def menu_now(self) -> QMenu | None:
        """The saved filters, the one in use ticked, and what can be done with them; None while no file is open."""
        if not self._lookup.is_open:
            return None
        workspace, now = self._lookup.workspace, self._now()
        kept = saved_filters(workspace, self._ledger)
        menu = QMenu(self)
        menu.setObjectName("saved_filter_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in kept:
            action = QAction(one.name.replace("&", "&&"), menu, checkable=True)
            action.setChecked(one == SavedFilter(one.name, now.words, now.filters, now.period_only))
            action.triggered.connect(partial(self._apply, one))
            menu.addAction(action)
        if not kept:
            menu.addAction("还没有存过筛选").setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction("把现在的筛选存下来…", self.keep)
        keep.setEnabled(not workspace.read_only and bool(now.words or now.filters or now.period_only))
        for words, act in (("改名", self.rename), ("删除", self.drop)):
            part = menu.addMenu(words)
            part.setEnabled(bool(kept) and not workspace.read_only)
            for one in kept:
                part.addAction(one.name.replace("&", "&&")).triggered.connect(partial(self._act, act, one.name))
        return menu

    @Slot()
    def keep(self) -> None:
        """Asks for a name and keeps the list's filter under it."""
        now = self._now()
        self._ask("把现在的筛选存下来", "", lambda name: save_filter(
            self._lookup.workspace, self._ledger, SavedFilter(name, now.words, now.filters, now.period_only)))

    def rename(self, name: str) -> None:
        self._ask(f"给“{name}”改名", name, lambda new: rename_filter(self._lookup.workspace, self._ledger, name, new))

    def drop(self, name: str) -> None:
        try:
            drop_filter(self._lookup.workspace, self._ledger, name)
        except Refusal as refusal:
            errors.tell(self, refusal)

    def _ask(self, title: str, name: str, act: Callable[[str], None]) -> None:
        def perform(answers: dict[str, Any]) -> None:
            act(answers["name"])

        dialog = AskDialog(title, (_NAME,), self._lookup, perform, "保存", {"name": name} if name else None, parent=self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _apply(self, one: SavedFilter, _: bool = False) -> None:
        self.wanted.emit(one)

    def _act(self, act: Callable[[str], None], name: str, _: bool = False) -> None:
        act(name)
