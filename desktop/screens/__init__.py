"""Screens: which page shows which ledgers. Everything here is imported when first needed.

To give a ledger a hand-made screen: 1 subclass ``LedgerScreen`` in a module of this package; 2 name it in ``SCREENS``.
To give a whole tab a hand-made page (``Page(state)`` with ``show_target``): name it in ``PAGES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.ledger import Ledger
    from desktop.state import State

SCREENS: Mapping[str, str] = {}  # ledger key → "module:Class"; anything absent is a LedgerScreen
PAGES: Mapping[str, str] = {
    "work": "desktop.screens.work:WorkPage",
    "settings": "desktop.screens.settings:SettingsPage",
}  # group → "module:Class"; anything absent is a GroupPage

# Ledgers with a page of their own in each tab; the others are shown inside their parent's form.
TOP: Mapping[str, tuple[str, ...]] = {
    "duty": ("duty_list", "duty_item", "pledge"),
    "talk": ("talk",),
    "risk": ("risk_round", "risk_point"),
    "rectify": ("problem",),
    "work": ("meeting", "study", "opinion", "survey", "lecture", "incident", "publication", "narrative"),
    "settings": ("department", "branch", "person"),
}


def build(state: State, ledger: Ledger, parent: QWidget | None = None) -> Any:
    """The screen of one ledger: hand-made when there is one, else the generic one."""
    return _load(SCREENS.get(ledger.key, "desktop.screens.ledger_screen:LedgerScreen"))(state, ledger, parent)


def page(state: State, group: str, parent: QWidget | None = None) -> Any:
    """The page of one tab's ledgers."""
    if group in PAGES:
        return _load(PAGES[group])(state, parent)
    return _load("desktop.screens.group:GroupPage")(state, group, parent)


def _load(place: str) -> Any:
    module, name = place.split(":")
    return getattr(import_module(module), name)
