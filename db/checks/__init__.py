"""Contradictions and gaps that an inspection would find, listed before it does. Source: domain.md 1.2.

To add a check: 1 write a function in the module of its kind that yields findings; 2 list it in that module's
``CHECKS``; 3 add a case to ``tests/test_checks.py`` that enters the contradiction and sees it reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from db.checks import contradictions, crossings, gaps, kept
from db.checks.finding import Finding, Scope
from db.checks.kept import claims
from db.figures import Figure
from db.giving_way import give_way
from db.periods import Period


def check(session: Session, period: Period, today: date | None = None, with_journal: bool = True,
          counted: Mapping[str, Figure] | None = None) -> list[Finding]:
    """Everything found for a period, the serious findings first.

    ``with_journal`` also reads the whole journal. ``counted`` are the period's figures, when the caller has them
    already.
    """
    scope = Scope(session, period, today or date.today(), counted or {})
    looks = [*contradictions.CHECKS, *crossings.CHECKS, *gaps.CHECKS, kept.reports, kept.totals, kept.entered_late, kept.past_their_time,
             *([kept.chain, kept.strays] if with_journal else [])]
    found: list[Finding] = []
    for look in looks:
        give_way()
        found += look(scope)
    return sorted(found, key=lambda finding: not finding.serious)


__all__ = ["Finding", "check", "claims"]
