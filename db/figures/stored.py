"""Figures as a kept report says them against today's records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.figures import Figure, evaluate, own
from db.figures.catalogue import MEASURES
from db.ledgers import LEDGERS
from db.periods import Period
from db.reports import Report, sealed_versions, stored_figures

_COMPARED = ("value", "text", "parts", "hits", "total")
_CHUNK = 5000


@dataclass(frozen=True)
class Difference:
    """A figure that is no longer what a report says: its words then and now, and the exact numbers behind them.

    ``gone``, ``come`` and ``changed`` are records; only finals keep theirs.
    """

    figure_id: str
    label: str
    then: str
    now: str
    gone: tuple[int, ...]
    come: tuple[int, ...]
    changed: tuple[int, ...] = ()
    exactly_then: str = ""
    exactly_now: str = ""


def known_figures(session: Session, report: Report) -> dict[str, dict[str, Any]]:
    """The stored figures that today's catalogue still has."""
    known = MEASURES.keys() | {measure.id for measure in own.measures(session)}
    return {one: was for one, was in stored_figures(report).items() if one in known}


def differences(session: Session, report: Report) -> list[Difference]:
    """The figures of a report that today's records no longer give, in the catalogue's order."""
    stored = known_figures(session, report)
    today = evaluate(session, Period.parse(report.period_code), stored, report.actor_id)
    versions = sealed_versions(report)
    found = []
    for one, figure in today.items():
        was, now = stored.get(one), figure.plain(with_ids=False)
        if was is None or all(was.get(key) == now.get(key) for key in _COMPARED):
            continue
        kept = set(was["record_ids"]) if "record_ids" in was else set(figure.record_ids)
        new = set(figure.record_ids)
        changed = _revised(session, figure.ledger_key, kept & new, versions.get(figure.ledger_key, {}))
        found.append(Difference(one, figure.label, was["text"] or "无", figure.text or "无", tuple(sorted(kept - new)),
                                tuple(sorted(new - kept)), changed, _exactly(was), _exactly(now)))
    return found


def versions_of(session: Session, figures: dict[str, Figure]) -> dict[str, dict[int, int]]:
    """Ledger → record id → revision, of every record behind the figures."""
    wanted: dict[str, set[int]] = {}
    for figure in figures.values():
        wanted.setdefault(figure.ledger_key, set()).update(figure.record_ids)
    return {key: _revisions(session, key, ids) for key, ids in wanted.items() if ids}


def _revised(session: Session, ledger_key: str, ids: set[int], versions: dict[int, int]) -> tuple[int, ...]:
    now = _revisions(session, ledger_key, ids) if versions else {}
    return tuple(sorted(one for one in ids if one in versions and now.get(one) != versions[one]))


def _revisions(session: Session, ledger_key: str, ids: set[int]) -> dict[int, int]:
    model, wanted = LEDGERS[ledger_key].model, sorted(ids)
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        found |= {row.id: row.revision for row in session.execute(
            select(model.id, model.revision).where(model.id.in_(wanted[start:start + _CHUNK])))}
    return found


def _exactly(plain: dict[str, Any]) -> str:
    """The number without rounding: groups one by one, both numbers of a rate, else the count."""
    if plain.get("total") is not None:
        return f"{plain['hits']}/{plain['total']}"
    if plain["parts"]:
        return "、".join(part["label"] + part["text"] for part in plain["parts"])
    return "无" if plain["value"] is None else f"{int(plain['value'])}{plain['unit']}"
