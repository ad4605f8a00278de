"""关联: the other records this one is tied to, what they are to it, and the way there; and what it was taken from."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from db.errors import Refusal
from db.fields import Choice, Field, Link
from db.fields import State as Kind
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.links import KINDS
from db.origin import Source
from desktop.operations.attachments import origins_of, tie_records, ties_of, untie
from desktop.state import State, Target
from desktop.widgets.action_dialog import AskDialog
from desktop.widgets.editors import LinkEditor
from desktop.widgets.origin_dialog import OriginDialog
from desktop.widgets.pane import Pane, PaneTable
from desktop.widgets.question import ask


class TieDialog(AskDialog):
    """Asks what the other record is and which one."""

    def __init__(self, pane: Pane):
        kinds = tuple(Kind(code, words) for code, words in _kinds().items())
        ledgers = tuple(
            Kind(key, ledger.title) for key, ledger in LEDGERS.items() if ledger.group != "settings" and ledger.sections
        )
        fields: list[Field] = [Choice("对方是它的", name="kind", states=kinds, required=True, default="same>"),
                               Choice("台账", name="ledger", states=ledgers, required=True, default=pane.ledger.key),
                               Link("记录", name="record", target=pane.ledger.key, required=True)]
        self._pane = pane
        super().__init__("关联一条记录", fields, pane.lookup, self._tie, "关联", parent=pane)
        self._record = self.editors["record"]
        self.editors["ledger"].edited.connect(self._ledger_chosen)

    @Slot()
    def _ledger_chosen(self) -> None:
        try:
            key = self.editors["ledger"].value()
        except Refusal:
            return
        if key is not None and isinstance(self._record, LinkEditor) and key != self._record.field.target:
            self._record.field.target = key
            self._record.set_value(None)

    def _tie(self, answers: dict[str, Any]) -> None:
        here = (self._pane.ledger, self._pane.view.id)
        there = (LEDGERS[answers["ledger"]], answers["record"])
        kind, direction = answers["kind"][:-1], answers["kind"][-1]
        first, second = (here, there) if direction == ">" else (there, here)
        tie_records(self._pane.lookup.workspace, kind, first, second)


class TiesPane(Pane):
    title = "关联"
    empty = "还没有关联。有关的会议、风险点、整改事项，点“关联一条记录”选来。"
    ledgers = ("relation",)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__(state, ledger, parent)
        self.add = self.add_button("add_tie", "关联一条记录…", icon="link")
        self.go = self.add_button("go_tie", "打开", "打开选中的记录", "open")
        self.drop = self.add_button("drop_tie", "取消关联", icon="close")
        self.table = PaneTable("ties", "关联的记录", ["关系", "台账", "记录"], [5, 8, 0], self)
        self.add_table(self.table)
        self.add.clicked.connect(self.add_tie)
        self.go.clicked.connect(self.open_current)
        self.drop.clicked.connect(self.drop_current)
        self.table.itemActivated.connect(self.open_current)
        self.table.itemSelectionChanged.connect(self._selected)

    def refresh(self) -> None:
        place = (self.lookup.workspace, self.ledger, self.view.id) if self.view is not None else None
        ties, sources = (ties_of(*place), origins_of(*place)) if place is not None else ([], [])
        self.table.fill([(tie, [tie.word, LEDGERS[tie.ledger_key].title, tie.title]) for tie in ties] + [
            (source, ["录入来源", source.file, f"{source.place}　{source.original}"]) for source in sources])
        self.tell_count(len(ties) + len(sources))
        self._selected()

    def dialog(self) -> TieDialog:
        return TieDialog(self)

    @Slot()
    def add_tie(self) -> None:
        if self.view is not None:
            dialog = self.dialog()
            dialog.exec()
            dialog.deleteLater()

    @Slot()
    def open_current(self) -> None:
        """Goes to the chosen record, or shows the line of a table that this one was taken from."""
        tie = self.table.current_key
        if isinstance(tie, Source):
            OriginDialog(tie, self.window()).open()
        elif tie is not None:
            self.state.go(Target(tie.ledger_key, tie.record_id))

    @Slot()
    def drop_current(self) -> None:
        tie = self.table.current_key
        if tie is not None and ask(self, f"取消与“{tie.title}”的关联吗？两条记录本身不变。", "取消关联", "不取消"):
            untie(self.lookup.workspace, tie.relation_id)

    @Slot()
    def _selected(self) -> None:
        usable = self.usable
        self.add.setEnabled(usable)
        self.go.setEnabled(self.table.current_key is not None)
        self.drop.setEnabled(
            usable and self.table.current_key is not None and not isinstance(self.table.current_key, Source)
        )


def _kinds() -> dict[str, str]:
    """The words of both sides of every kind: code with direction → what the other record is to this one."""
    found: dict[str, str] = {}
    for code, (forward, backward) in KINDS.items():
        found[f"{code}>"] = forward
        if backward != forward:
            found[f"{code}<"] = backward
    return found
