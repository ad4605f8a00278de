"""The clerk's own ledgers in a template: each with its count, quantity, names and attendances (domain.md L19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.figures import Figure
from db.figures.own import measures
from desktop.reports.slots import Slot, plain


@dataclass(frozen=True)
class OwnSlots:
    """One own ledger of the file: its title and what it counts."""

    title: str
    count: Slot
    quantity: Slot
    names: Slot
    people: Slot


def own_ledgers(session: Session, figures: Mapping[str, Figure]) -> list[OwnSlots]:
    """The own ledgers that have a record in the period, in the order of their definition."""
    ledgers = {measure.ledger.key: measure.ledger for measure in measures(session)}
    found = []
    for key, ledger in ledgers.items():
        ids = [f"{key}:{part}" for part in ("count", "quantity", "names", "people")]
        slots = [Slot(figures[one]) for one in ids if one in figures]
        if len(slots) == 4 and slots[0]:
            found.append(OwnSlots(plain(ledger.title), *slots))
    return found
