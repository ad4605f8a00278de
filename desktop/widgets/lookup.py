"""Terms, linkable records and their titles, as editors ask for them. Every question is one short reading session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any

from db import lists, names
from db.fields import Field, Term, Terms, gapless
from db.ledgers import LEDGERS
from db.vocabulary import Words, terms_of
from db.workspace import Workspace
from desktop.operations.records import add_named, add_term
from desktop.state import State

_ALL = 2000  # so many records are filtered as one types; a larger ledger is asked by full-text search
_HITS = 60


class Lookup:
    """Answers from the file that is open now. While none is, nothing can be chosen and all else raises RuntimeError."""

    def __init__(self, state: State):
        self.state = state
        self._words: Words | None = None

    @property
    def workspace(self) -> Workspace:
        workspace = self.state.workspace
        if workspace is None:
            raise RuntimeError("no file is open")
        return workspace

    @property
    def is_open(self) -> bool:
        """Whether a file is open that can be asked."""
        return self.state.workspace is not None

    def today(self) -> date:
        return self.state.today()

    @contextmanager
    def together(self, fields: Iterable[Field]) -> Iterator[None]:
        """Values of ``fields`` displayed inside are looked up in one session. Nothing may be written meanwhile."""
        if not self.is_open:  # nothing can be asked either
            yield
            return
        with self.workspace.read() as session:
            self._words = self.workspace.words(session)
            self._words.load_terms(field.vocabulary for field in fields if isinstance(field, (Term, Terms)))
            try:
                yield
            finally:
                self._words = None

    def display(self, field: Field, value: Any) -> str:
        """The value in words."""
        if self._words is not None:
            return field.display(value, self._words)
        with self.workspace.read() as session:
            return field.display(value, self.workspace.words(session))

    def terms(self, vocabulary: str, with_retired: bool = False) -> list[tuple[str, str]]:
        """(code, label) of the terms offered now."""
        if self.state.workspace is None:  # a line that loses the keyboard because its file was closed
            return []
        if self._words is not None and with_retired:
            return list(self._words.terms(vocabulary).items())
        with self.workspace.read() as session:
            return terms_of(session, vocabulary, with_retired)

    def add_term(self, vocabulary: str, label: str) -> str:
        """Adds the clerk's own term and returns its code. Raises Refusal."""
        return add_term(self.workspace, vocabulary, label)

    def add_named(self, ledger_key: str, name: str) -> int:
        """Adds a person, a department or a branch of which only the name is known; its id. Raises Refusal."""
        return add_named(self.workspace, LEDGERS[ledger_key], name)

    def title(self, ledger_key: str, record_id: int) -> str:
        with self.workspace.read() as session:
            return self.workspace.words(session).linked(ledger_key, record_id)

    def choices(
        self, ledger_key: str, text: str = "", on: date | None = None, parent_id: int | None = None
    ) -> list[tuple[int, str]]:
        """(id, title) of records whose title holds ``text``, or of people whose initials do (lsj); of a large ledger,
        those that full-text search finds.

        ``on`` leaves out departments and people not in force that day; ``parent_id`` keeps to the parts of one record.
        """
        ledger, text = LEDGERS[ledger_key], text.strip()
        if self.state.workspace is None:
            return []
        with self.workspace.read() as session:
            words = self.workspace.words(session)
            if parent_id is not None:
                ids = lists.ids(session, lists.ListQuery(ledger, parent_id=parent_id))
                words.load(ledger_key, ids)
                found = [(one, words.linked(ledger_key, one)) for one in ids]
            else:
                found = words.choices(ledger_key, on, _ALL)
                if text and len(found) == _ALL:
                    ids = [row.id for row in lists.page(session, lists.ListQuery(ledger, words=text), 0, _HITS, words)]
                    ids += [one for _, one in names.find(session, text, ledger_key) if one not in ids]
                    words.load(ledger_key, ids)
                    return [(one, words.linked(ledger_key, one)) for one in ids]
            spoken = {one: rank for rank, (_, one) in enumerate(names.find(session, text, ledger_key, _ALL))}
        fitting = [choice for choice in found if matches(choice[1], text) or choice[0] in spoken]
        return sorted(fitting, key=lambda choice: spoken.get(choice[0], -1))


def offers(label: str, text: str) -> bool:
    """Whether a term fits what was typed: by its letters, or by the initials of its pinyin (自查 by zc), as people are found."""
    return matches(label, text) or names.spoken(text) and any(text.lower() in way for way in _readings(label))


@lru_cache(maxsize=2000)
def _readings(label: str) -> list[str]:
    return names.readings(label)


def matches(title: str, text: str) -> bool:
    """Whether every blank-separated piece of what was typed stands in a title, gaps in the title aside."""
    folded = gapless(title).casefold()
    return all(piece in folded for piece in text.casefold().split())
