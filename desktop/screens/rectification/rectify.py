"""The tab 整改台账: the items with quick filters, measures as a tree and the course as a timeline; 对账."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from db import lists
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.workspace import Workspace
from desktop import jobs
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.parts import PartPlan, PartsPage
from desktop.screens.rectification.problem_pane import ProblemPane
from desktop.state import State
from desktop.widgets.record_pane import RecordPane
from desktop.widgets.tally_bar import Tally, TallyBar

_STATES = LEDGERS["problem"].field("state").states
QUICK = (  # key, words, conditions, tone
    ("all", "全部", {}, "calm"),
    ("late", "逾期", {"timely": {"late"}}, "bad"),
    ("soon", "临期", {"timely": {"soon"}}, "warn"),
    ("check", "待验收", {"state": {"check"}}, "warn"),
    ("open", "未销号", {"state": {state.code for state in _STATES} - {"closed"}}, "calm"),
    ("closed", "已销号", {"state": {"closed"}}, "good"))


class RectifyScreen(LedgerScreen):
    """The rectification ledger. A quick filter replaces the other filters; the search words stay."""

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.quick = TallyBar("quick", choosing=True, parent=self)
        self.layout().insertWidget(1, self.quick)
        self.quick.chosen.connect(self._quick_chosen)
        self._show_counts({key: 0 for key, *_ in QUICK})
        self.table.ledger_model.loaded.connect(self._tell)

    def build_record(self) -> RecordPane:
        return ProblemPane(self.state, self.ledger, self.settings, self.side)

    @Slot(str)
    def _quick_chosen(self, key: str) -> None:
        if not self.may_leave():
            self._tell()
            return
        self._target = None
        self.note.clear()
        self.filters.set_filters(next(conditions for code, _, conditions, _ in QUICK if code == key),
                                 self.filters.words)
        self._reload()

    @Slot()
    def _tell(self, *_: object) -> None:
        """Counts each quick filter among the items that period and search leave; shows which one is in force."""
        workspace, query = self.state.workspace, self.query
        if workspace is None:
            return
        plain = query.ids is None and not query.voided
        self.quick.choose(next((key for key, _, conditions, _ in QUICK if plain and query.filters == conditions), None))
        held = query.but(filters={}, ids=None, voided=False)
        jobs.quietly(self, lambda _: counts(workspace, held), self._show_counts)

    def _show_counts(self, found: dict[str, int]) -> None:
        self.quick.show_tallies([Tally(key, words, found[key], tone) for key, words, _, tone in QUICK])


def counts(workspace: Workspace, query: lists.ListQuery) -> dict[str, int]:
    """How many items each quick filter leaves, in one pass; with 100,000 items too long for the window's thread."""
    with workspace.read() as session:
        found = lists.tally(session, query, "timely", "state")
    return {key: sum(number for (timely, state), number in found.items()
                     if timely in conditions.get("timely", {timely}) and state in conditions.get("state", {state}))
            for key, _, conditions, _ in QUICK}


class RectifyPage(PartsPage):
    group = "rectify"
    hand_made = (PartPlan("problems", "整改事项", "ledger:problem"),
                 PartPlan("reconcile", "对账", "desktop.screens.rectification.reconcile:ReconcilePart"))
    homes = {"problem": "problems", "measure": "problems", "problem_progress": "problems", "problem_event": "problems"}
