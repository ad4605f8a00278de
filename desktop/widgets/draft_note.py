"""Offers back what was typed and not saved, when a ledger's screen is opened again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from db.drafts import TypedDraft
from db.ledger import Ledger
from desktop.operations.drafts import forget_draft, kept_drafts
from desktop.state import State
from desktop.widgets.ledger_form import parent_of
from desktop.widgets.lookup import Lookup
from desktop.widgets.note_bar import NoteBar


class DraftNote(NoteBar):
    """``resume_wanted`` gives the TypedDraft to go on with."""

    resume_wanted = Signal(object)

    def __init__(self, state: State, ledger: Ledger, parent: QWidget | None = None):
        super().__init__("draft_note", parent)
        self._state, self._ledger = state, ledger
        self.pressed.connect(self._answered)

    def found(self) -> list[TypedDraft]:
        """The ledger's drafts, newest first; those of parts of a record come back in that record's own dialog."""
        workspace = self._state.workspace
        if workspace is None:
            return []
        return [draft for draft in kept_drafts(workspace, self._ledger) if parent_of(draft) is None]

    def offer(self) -> None:
        """Says what was left, when something was."""
        found = self.found()
        if not found or not self._state.writable:
            self.clear()
            return
        draft = found[0]
        what = "一条新记录" if draft.record_id is None else Lookup(self._state).title(self._ledger.key, draft.record_id)
        self.say(
            f"上次有没保存完的内容：{what}（{draft.saved_at:%Y-%m-%d %H:%M}）。",
            "warn",
            ("draft_resume", "接着填"),
            ("draft_drop", "不要了"),
        )

    def forget(self, draft: TypedDraft) -> None:
        """Drops a draft and offers the next one."""
        if self._state.workspace is not None:
            forget_draft(self._state.workspace, self._ledger, draft.record_id)
        self.offer()

    @Slot(str)
    def _answered(self, name: str) -> None:
        found = self.found()
        self.clear()
        if found and name == "draft_drop":
            self.forget(found[0])
        elif found:
            self.resume_wanted.emit(found[0])
