"""Figures as a kept report says them against today's records."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.figures import evaluate, find
from db.periods import Period
from db.reports import Report, stored_figures


@dataclass(frozen=True)
class Difference:
    """A figure that is no longer what a report says; ``gone`` and ``come`` are records (only finals keep theirs)."""

    figure_id: str
    label: str
    then: str
    now: str
    gone: tuple[int, ...]
    come: tuple[int, ...]


def differences(session: Session, report: Report) -> list[Difference]:
    """The figures of a report that today's records no longer give, in the catalogue's order."""
    stored = {one: was for one, was in stored_figures(report).items() if find(one) is not None}
    today = evaluate(session, Period.parse(report.period_code), stored)
    found = []
    for one, figure in today.items():
        was = stored.get(one)
        if was is not None and (was["value"] != figure.value or was["text"] != figure.text):
            kept = set(was["record_ids"]) if "record_ids" in was else set(figure.record_ids)
            new = set(figure.record_ids)
            found.append(Difference(one, figure.label, was["text"] or "无", figure.text or "无",
                                    tuple(sorted(kept - new)), tuple(sorted(new - kept))))
    return found
