"""Looking linked records up by what stands in a cell, fast enough for thousands of rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Refusal
from db.fields import gapless
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.vocabulary import Words

_Places = dict[str, list[int]]


class Finder(Words):
    """``Words`` that reads all records of a ledger once and finds them by number, name or full title.

    ``within`` is the record the rows at hand belong to: of two measures with the same text that problem's is meant.
    ``foreign``: the rows come from another file, whose numbers mean its own records, those that are ``took`` first.
    """

    def __init__(self, session: Session, foreign: bool = False, today: date | None = None):
        super().__init__(session, LEDGERS, today)
        self.session, self._foreign = session, foreign
        self._places: dict[str, _Places] = {}
        self._taken: dict[str, _Places] = {}
        self._parents: dict[str, dict[int, int | None]] = {}
        self._inside = ""
        self.within: int | None = None

    def begin_row(self, ledger_key: str) -> None:
        """A row of this ledger is read next; what it belongs to is not known yet."""
        self._inside, self.within = ledger_key, None

    def find(self, ledger_key: str, text: str) -> int:
        """The id of the one record that ``text`` names. Raises Refusal when there is none or more than one."""
        if ledger_key not in self._places:
            self._read(ledger_key)
        found = self._near(ledger_key, self._named(LEDGERS[ledger_key], text.strip()))
        if len(found) == 1:
            return found[0]
        title = LEDGERS[ledger_key].title
        if found:
            raise Refusal(f"{title}里有{len(found)}个“{text}”，请写全名称和职务，或写编号来区分。")
        raise Refusal(f"{title}里没有“{text}”，请检查写法，或先到“{title}”里增加。")

    def forget(self, ledger_key: str) -> None:
        """Reads a ledger's records anew at the next look: rows have been added."""
        self._places.pop(ledger_key, None)

    def took(self, ledger: Ledger, record_id: int, number: str | None, values: dict[str, Any]) -> None:
        """A row has become (or is) this record: rows after it may name it by the row's own number and words."""
        places = self._taken.setdefault(ledger.key, defaultdict(list))
        known = {"number": number} | values
        title = [known.get(attribute.key) for attribute in ledger.title_of]
        first = title[0] if isinstance(title[0], str) else None
        for name in {number, first, self._title(ledger, title)} - {None, ""}:
            places[gapless(name)].append(record_id)
        if ledger.parent is not None:
            self._parents.setdefault(ledger.key, {})[record_id] = known.get(ledger.parent.key)

    def _named(self, ledger: Ledger, text: str) -> list[int]:
        """The records so called, each once: of those taken from another file's rows before those that were here."""
        taken, places = self._taken.get(ledger.key, {}), self._places[ledger.key]
        number = text.split(" ")[0] if ledger.prefix and " " in text else ""  # reworded since, but its number is the same
        for name in (gapless(text), number):
            here = [] if self._foreign and (name in taken or name == number) else places.get(name, [])
            if found := list(dict.fromkeys([*taken.get(name, []), *here])):
                return found
        return []

    def _near(self, ledger_key: str, found: list[int]) -> list[int]:
        """Those that belong to the same record as the row, where that tells them apart. Records without a number name
        others of their own ledger only beside them (a measure the one above it)."""
        if self.within is None:
            return found
        parents = self._parents.get(ledger_key, {})
        near = [one for one in found if parents.get(one) == self.within]
        only = ledger_key == self._inside and not LEDGERS[ledger_key].prefix
        return near if len(found) > 1 or only else found

    def _read(self, ledger_key: str) -> None:
        ledger = LEDGERS[ledger_key]
        model = ledger.model
        parent = ledger.parent if ledger.parent is not None else model.id
        rows = self.session.execute(select(model.id, model.number, parent,
            *ledger.title_of).where(model.voided_at.is_(None))).all()
        self.load(ledger_key, [row[0] for row in rows])
        places: _Places = defaultdict(list)
        for record_id, number, _, *title in rows:
            first = title[0] if isinstance(title[0], str) else None
            for name in {number, first, self.linked(ledger_key, record_id)} - {None}:
                places[gapless(name)].append(record_id)
        self._places[ledger_key] = places
        if ledger.parent is not None:
            self._parents.setdefault(ledger_key, {}).update({row[0]: row[2] for row in rows})
