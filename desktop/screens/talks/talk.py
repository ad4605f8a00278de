"""The tab 谈心谈话: records, the month's plan, open follow-ups. What was said is folded away until it is asked for."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from PySide6.QtCore import Slot

from db.drafts import TypedDraft
from db.talk_lock import TEXTS
from desktop.operations.talks import note_reading
from desktop.screens.ledger.ledger_screen import LedgerScreen
from desktop.screens.parts import PartPlan, PartsPage
from desktop.screens.talks.talk_door import TalkDoor
from desktop.widgets.form_section import FormSection
from desktop.widgets.history_pane import HistoryPane
from desktop.widgets.record_pane import RecordPane


class TalkPane(RecordPane):
    """Reading the content of a stored talk is logged by its number, once per talk as long as the file is open."""

    def __init__(self, *given: object):
        super().__init__(*given)
        self._read: set[int] = set()
        self.door = TalkDoor(self._state, self.form, self.form.may_leave)  # unsaved words would go without a word
        self.door.turned.connect(self._turned)
        self.form.extra.addWidget(self.door)
        self.form.shown.connect(self._cover)
        self.tabs.currentChanged.connect(self._tab_opened)

    @cached_property
    def content(self) -> FormSection:
        """The part of the form that holds what was said."""
        editor = self.form.editors["content"]
        content = next(part for part in self.form.findChildren(FormSection) if part.isAncestorOf(editor))
        content.turned.connect(self._opened)
        return content

    @Slot()
    def _cover(self) -> None:
        """A stored talk opens with its content folded away; one being entered shows it, also one that was only planned."""
        view = self.form.view
        self.door.look()
        for name in TEXTS["talk"]:
            editor = self.form.editors[name]
            editor.setEnabled(not self.door.closed)
        known = view is None or view.id in self._read or not self._told
        if known:
            self.content.unfold()
        else:
            self.content.fold()
        self.content.header.setToolTip("" if known else "谈话内容只在需要时打开，打开会记入日志（只记编号）")
        if isinstance(self.tabs.currentWidget(), HistoryPane) and not known:
            self.tabs.setCurrentIndex(0)

    @Slot(bool)
    def _opened(self, opened: bool) -> None:
        if opened and self._told:
            self._note()

    @Slot(int)
    def _tab_opened(self, _: int) -> None:
        if isinstance(self.tabs.currentWidget(), HistoryPane):
            self._note()

    @property
    def _told(self) -> bool:
        """Whether there is anything to be read."""
        view = self.form.view
        return view is not None and any(view.values[name] for name in TEXTS["talk"])

    def _note(self) -> None:
        view = self.form.view
        if view is not None and view.id not in self._read and not self.door.closed:
            self._read.add(view.id)
            note_reading(self.form.lookup.workspace, view.id)


    @Slot()
    def _turned(self) -> None:
        """The lock was opened or closed: the words come or go, what else was typed stays."""
        self._read.clear()
        form = self.form
        if form.view is not None:
            typed = {name: editor.typed() for name, editor in form.editors.items() if name not in TEXTS["talk"]}
            form.resume(TypedDraft(form.view.id, form.view.revision, typed if form.is_dirty else {}, datetime.now()))
        else:
            for name in TEXTS["talk"]:
                form.editors[name].setEnabled(not self.door.closed)


class TalkScreen(LedgerScreen):
    """The ledger of talks, with the pane that keeps what was said folded away."""

    def build_record(self) -> RecordPane:
        return TalkPane(self.state, self.ledger, self.settings, self.side)

    @Slot(object)
    def _resume(self, draft: TypedDraft) -> None:
        """Not without the words that were typed, which saving would drop: the second password is asked for first."""
        if draft.sealed:
            self.draft_note.offer()
            self.record.door.turn()
        else:
            super()._resume(draft)


class TalkPage(PartsPage):
    group = "talk"
    hand_made = (PartPlan("talks", "谈话记录", "ledger:talk"),
                 PartPlan("plan", "谈话计划", "desktop.screens.talks.talk_plan:TalkPlanPart"),
                 PartPlan("waiting", "待跟进", "desktop.screens.talks.talk_waiting:TalkWaitingPart"))
    homes = {"talk": "talks", "talk_follow_up": "talks"}
