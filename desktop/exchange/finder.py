"""Looking linked records up by what stands in a cell, fast enough for thousands of rows."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Refusal
from db.ledgers import LEDGERS
from db.vocabulary import Words


class Finder(Words):
    """``Words`` that reads all records of a ledger once and finds them by number, name or full title.

    ``within`` is the record the rows at hand belong to: of two measures with the same text that problem's is meant.
    """

    def __init__(self, session: Session):
        super().__init__(session, LEDGERS)
        self.session = session
        self._places: dict[str, dict[str, list[int]]] = {}
        self._parents: dict[str, dict[int, int | None]] = {}
        self.within: int | None = None

    def find(self, ledger_key: str, text: str) -> int:
        """The id of the one record that ``text`` names. Raises Refusal when there is none or more than one."""
        if ledger_key not in self._places:
            self._read(ledger_key)
        places = self._places[ledger_key]
        found = places.get(text.strip()) or places.get("".join(text.split()), [])  # 张　三 stands under 张三
        if len(found) > 1 and self.within is not None:
            found = [one for one in found if self._parents[ledger_key].get(one) == self.within]
        if len(found) == 1:
            return found[0]
        title = LEDGERS[ledger_key].title
        if found:
            raise Refusal(f"{title}里有{len(found)}个“{text}”，请写全名称和职务，或写编号来区分。")
        raise Refusal(f"{title}里没有“{text}”，请检查写法，或先到“{title}”里增加。")

    def forget(self, ledger_key: str) -> None:
        """Reads a ledger's records anew at the next look: rows have been added."""
        self._places.pop(ledger_key, None)

    def _read(self, ledger_key: str) -> None:
        ledger = LEDGERS[ledger_key]
        model = ledger.model
        parent = ledger.parent if ledger.parent is not None else model.id
        rows = self.session.execute(select(model.id, model.number, parent,
            *ledger.title_of).where(model.voided_at.is_(None))).all()
        self.load(ledger_key, [row[0] for row in rows])
        places: dict[str, list[int]] = defaultdict(list)
        for record_id, number, _, *title in rows:
            first = title[0] if isinstance(title[0], str) else None
            for name in {number, first, self.linked(ledger_key, record_id)} - {None}:
                places[name].append(record_id)
        self._places[ledger_key] = places
        self._parents[ledger_key] = {row[0]: row[2] for row in rows} if ledger.parent is not None else {}
