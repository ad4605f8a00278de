"""What a check found, and the small things all checks share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.figures import Figure, evaluate
from db.ledger import Ledger
from db.periods import Period
from db.record import Record


@dataclass(frozen=True)
class Finding:
    """One contradiction or gap. ``code`` is the check (C1 … of domain.md 1.2, or our own).

    ``serious``: two statements contradict each other, or a duty with a date was not met; otherwise it is a hint.
    """

    code: str
    sentence: str
    ledger_key: str
    record_ids: tuple[int, ...]
    serious: bool


@dataclass(frozen=True)
class Scope:
    """What a check looks at: the open session, the period, today, and the period's figures if they are counted already."""

    session: Session
    period: Period
    today: date
    counted: Mapping[str, Figure] = field(default_factory=dict)

    def figures(self, ids: Sequence[str]) -> Mapping[str, Figure]:
        """The period's figures of these ids."""
        return self.counted if all(one in self.counted for one in ids) else evaluate(self.session, self.period, ids)

    @property
    def until(self) -> date:
        return self.period.so_far(self.today)

    def ids(self, model: type[Record], *conditions: Any) -> tuple[int, ...]:
        """Ids of the records, not voided, that meet the conditions."""
        statement: Select[Any] = select(model.id).where(model.voided_at.is_(None), *conditions).order_by(model.id)
        return tuple(self.session.scalars(statement))

    def during(self, day: Any) -> Any:
        return day.between(self.period.start, self.period.end)


def some(code: str, ledger: Ledger, ids: Iterable[int], sentence: str, serious: bool = True) -> list[Finding]:
    """One finding over all ``ids`` (none without any); ``{n}`` in the sentence is how many."""
    found = tuple(ids)
    return [Finding(code, sentence.format(n=len(found)), ledger.key, found, serious)] if found else []
