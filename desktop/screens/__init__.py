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
    from desktop.slices import Job
    from desktop.state import State, Target

SCREENS: Mapping[str, str] = {
    "duty": "desktop.screens.duties.duty_lists:DutiesScreen",
    "duty_item": "desktop.screens.duties.duty_overview:ItemList",
    "pledge": "desktop.screens.duties.duty_lists:PledgeScreen",
    "talk": "desktop.screens.talks.talk:TalkScreen",
    "position": "desktop.screens.ledger.position_screen:PositionScreen",
    "risk_point": "desktop.screens.ledger.bound_screen:BoundScreen",
    "problem": "desktop.screens.rectification.rectify:RectifyScreen",
}  # ledger key → "module:Class"; anything absent is a LedgerScreen
PAGES: Mapping[str, str] = {
    "duty": "desktop.screens.duties.duty:DutyPage",
    "talk": "desktop.screens.talks.talk:TalkPage",
    "risk": "desktop.screens.risk:RiskPage",
    "rectify": "desktop.screens.rectification.rectify:RectifyPage",
    "work": "desktop.screens.work:WorkPage",
    "report": "desktop.screens.reporting.reports:ReportsPage",
    "settings": "desktop.screens.settings.settings:SettingsPage",
}  # group → "module:Class"


def tops(group: str) -> tuple[str, ...]:
    """Keys of the ledgers that stand by themselves in a tab, the clerk's own included; others live in a form."""
    from db.ledgers import LEDGERS

    return tuple(ledger.key for ledger in LEDGERS.values()
                 if ledger.group == group and ledger.parent is None)


def build(state: State, ledger: Ledger, parent: QWidget | None = None) -> Any:
    """The screen of one ledger: hand-made when there is one, else the generic one."""
    from desktop.screens.ledger.lists_in import ListsIn
    from desktop.screens.ledger.lists_out import ListsOut

    usual = "own_screen:OwnScreen" if ledger.group == "own" else "ledger_screen:LedgerScreen"
    screen = _load(SCREENS.get(ledger.key, f"desktop.screens.ledger.{usual}"))(state, ledger, parent)
    ListsOut(state, screen)
    ListsIn(state, screen)
    return screen


def before_first_sight(page: Any) -> Job:
    """In slices, what would else be done all at once when a page is first seen: it is dressed, and reads what it shows."""
    from desktop.widgets import theme

    theme.dress_whole(page)
    yield
    if hasattr(page, "prepare"):
        page.prepare()
        yield


def bring_target(bring: Job, target: Target) -> Job:
    """Shows a target in slices: ``bring`` brings its screen to the front and returns it."""
    screen = yield from bring
    yield
    if hasattr(screen, "ready"):
        yield from screen.ready()
        yield
    if hasattr(screen, "bring_target"):
        yield from screen.bring_target(target)
    else:
        screen.show_target(target)


def page(state: State, group: str, parent: QWidget | None = None) -> Any:
    """The page of one tab's ledgers."""
    return _load(PAGES[group])(state, parent)


def _load(place: str) -> Any:
    module, name = place.split(":")
    return getattr(import_module(module), name)
