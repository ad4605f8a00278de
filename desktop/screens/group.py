"""The page of a tab with one or a few ledgers: one screen, or screens to switch between."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from db.ledgers import LEDGERS
from desktop import screens
from desktop.state import State, Target


class GroupPage(QWidget):
    """Shows the ledgers of ``screens.tops(group)``; each screen is built when first shown."""

    def __init__(self, state: State, group: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName(f"group_{group}")
        self._state, self.keys = state, screens.tops(group)
        self._screens: dict[str, Any] = {}
        self.bar = QTabBar(self)
        self.bar.setObjectName(f"switch_{group}")
        self.bar.setAccessibleName("台账")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.stack = QStackedWidget(self)
        for key in self.keys:
            self.bar.addTab(self.title_of(key))
        self.bar.setVisible(len(self.keys) > 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self.bar.currentChanged.connect(self._switch)
        self._switch(0)

    def title_of(self, key: str) -> str:
        return LEDGERS[key].title

    def screen(self, key: str) -> Any:
        """The screen of a ledger, built now when it was never shown."""
        if key not in self._screens:
            self._screens[key] = screens.build(self._state, LEDGERS[key], self)
            self.stack.addWidget(self._screens[key])
        return self._screens[key]

    @Slot(int)
    def _switch(self, index: int) -> None:
        self.stack.setCurrentWidget(self.screen(self.keys[index]))

    def show_ledger(self, key: str) -> Any:
        """Brings a ledger's screen to the front and returns it. A sub-ledger is shown on a screen of its own kind of list."""
        if key in self.keys:
            self.bar.setCurrentIndex(self.keys.index(key))
        screen = self.screen(key)
        self.stack.setCurrentWidget(screen)
        return screen

    def show_target(self, target: Target) -> None:
        self.show_ledger(target.ledger_key).show_target(target)

    def new_record(self, key: str) -> None:
        self.show_ledger(key).new_record()

    def unsaved(self) -> list[str]:
        """Titles of the ledgers whose form holds something that is not saved."""
        return [LEDGERS[key].title for key, screen in self._screens.items()
                if hasattr(screen, "has_unsaved") and screen.has_unsaved()]
