"""Defining, changing and closing the clerk's own ledgers, each one undoable step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import journal, own_ledgers
from db.ledgers import LEDGERS
from db.own_ledgers import Wish
from db.workspace import Workspace


@dataclass(frozen=True)
class Design:
    """A ledger as the dialog edits it."""

    title: str = ""
    unit: str = ""
    note: str | None = None
    wishes: tuple[Wish, ...] = ()

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Design:
        """Of what ``asdict`` gave."""
        wishes = (Wish(**wish | {"choices": tuple(wish["choices"])}) for wish in kept["wishes"])
        return cls(kept["title"], kept["unit"], kept["note"], tuple(wishes))

    def check(self, own_title: str = "") -> None:
        """Raises Refusal with what keeps it from being saved."""
        own_ledgers.check(self.title, self.unit, self.wishes, own_title)


def read(workspace: Workspace, key: str) -> Design:
    """The present design of a ledger."""
    with workspace.read() as session:
        definition = own_ledgers.find(session, key)
        return Design(definition.title, definition.unit, definition.note, tuple(own_ledgers.wishes_of(session, definition)))


def create(workspace: Workspace, design: Design) -> str:
    """Makes the ledger and returns its key. Raises Refusal."""
    with workspace.transaction(f"新建台账“{design.title.strip()}”") as session:
        definition = own_ledgers.define(session, design.title, design.unit, list(design.wishes), design.note)
        return own_ledgers.key_of(definition)


def change(workspace: Workspace, key: str, design: Design) -> None:
    """Gives a ledger another design; its records stay. Raises Refusal."""
    with workspace.transaction(f"修改台账“{LEDGERS[key].title}”") as session:
        definition = own_ledgers.find(session, key)
        own_ledgers.redefine(session, definition, design.title, design.unit, design.wishes, design.note)


def close(workspace: Workspace, key: str) -> None:
    """Takes a ledger out of the window; its records stay in the file and come back when this is undone."""
    with workspace.transaction(f"停用台账“{LEDGERS[key].title}”") as session:
        own_ledgers.find(session, key).voided_at = datetime.now()


def closed(workspace: Workspace) -> Sequence[tuple[str, str]]:
    """(key, title) of the ledgers that are closed; one whose making was taken back never was."""
    with workspace.read() as session:
        return [(own_ledgers.key_of(one), one.title) for one in own_ledgers.definitions(session)
                if one.voided_at is not None and not journal.making_undone(session, type(one), one.id)]


def reopen(workspace: Workspace, key: str) -> None:
    """Brings a closed ledger back with its records. Raises Refusal when its name is taken by now."""
    with workspace.transaction("恢复停用的台账") as session:
        definition = own_ledgers.find(session, key)
        own_ledgers.check(definition.title, definition.unit, own_ledgers.wishes_of(session, definition))
        definition.voided_at = None
