"""Figures: counted values with their rule, wording and records. Reports and checks take them from here only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from db.figures import own
from db.figures.catalogue import MEASURES, SAME_AS, find
from db.figures.evaluation import Change, count
from db.figures.figure import Figure, Part
from db.periods import Period


def evaluate(session: Session, period: Period, ids: Iterable[str] | None = None,
             actor_id: int | None = None) -> dict[str, Figure]:
    """The figures of a period, all of them or the ``ids`` given, in the catalogue's order; own ledgers come last.

    ``actor_id``: only what this person spoke, hosted, led or organised, without figures of ledgers that have no actor.
    Raises KeyError for an id that neither the catalogue nor its equal rows nor an own ledger knows.
    """
    known = MEASURES | {measure.id: measure for measure in own.measures(session)}
    if ids is None:
        return count(session, known.values(), period, actor_id)
    wanted = {SAME_AS.get(one, one) for one in ids}
    if unknown := wanted - known.keys():
        raise KeyError(", ".join(sorted(unknown)))
    return count(session, [measure for measure in known.values() if measure.id in wanted], period, actor_id)


def compare(session: Session, period: Period, ids: Iterable[str] | None = None) -> dict[str, Change]:
    """Each figure beside the one of the period before and of the same period last year."""
    chosen = None if ids is None else list(ids)
    now, before, year_before = (evaluate(session, span, chosen)
                                for span in (period, period.previous(), period.year_before()))
    return {one: Change(now[one], before[one], year_before[one]) for one in now}


__all__ = ["MEASURES", "Change", "Figure", "Part", "compare", "evaluate", "find"]
