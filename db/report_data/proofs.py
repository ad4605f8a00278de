"""Which records and which evidence prove a duty, or the respect an inspection looks at, in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import DateTime, select
from sqlalchemy.orm import Session

from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.ledgers.duty import Duty, DutyItem, DutyList
from db.ledgers.supervision import CheckItem, Supervision
from db.periods import Period
from db.record import Evidence, Relation

AREAS: dict[str, tuple[str, ...]] = {
    "lead": ("duty_list", "pledge", "meeting", "team_member"), "mechanism": ("document", "supervision"),
    "theory": ("study", "activity"), "staff": ("talk", "opinion", "survey", "care", "training"),
    "position": ("position", "patrol", "review", "lecture", "publication"), "network": ("incident", "review", "patrol"),
    "risk": ("risk_round", "risk_point", "training"), "rectify": ("problem",)}
"""Respect of an inspection (vocabulary ``check_area``) → the ledgers whose records answer it."""
_CHUNK = 5000


@dataclass(frozen=True)
class Bundle:
    """One heading of a pack: a duty's task, or a ledger. ``records`` by ledger key; ``notes`` say what is behind it."""

    title: str
    notes: tuple[str, ...]
    records: dict[str, tuple[int, ...]]
    evidence: tuple[Evidence, ...]


def bundles_of(session: Session, period: Period, tier: str = "", area: str = "") -> list[Bundle]:
    """What to pack: by a respect of inspections when ``area`` is given, else by the duties of a tier ("" = all)."""
    found = _by_area(session, period, area) if area else _by_duty(session, period, tier)
    return [bundle for bundle in found if any(bundle.records.values())]


def _by_duty(session: Session, period: Period, tier: str) -> list[Bundle]:
    rows = session.execute(select(DutyItem, Duty).join(Duty, DutyItem.duty_id == Duty.id).join(
        DutyList, Duty.list_id == DutyList.id).where(
        DutyItem.voided_at.is_(None), Duty.voided_at.is_(None), DutyList.voided_at.is_(None),
        DutyItem.due_on.between(period.start, period.end), *([Duty.tier == tier] if tier else []))
        .order_by(Duty.id, DutyItem.due_on)).all()
    proofs: dict[int, list[tuple[str, int]]] = {}
    for tie in session.scalars(select(Relation).where(
            Relation.voided_at.is_(None), Relation.kind == "proof", Relation.from_ledger == "duty_item")
            .order_by(Relation.id)):
        proofs.setdefault(tie.from_id, []).append((tie.to_ledger, tie.to_id))
    duties: dict[int, tuple[Duty, list[DutyItem]]] = {}
    for item, duty in rows:
        duties.setdefault(duty.id, (duty, []))[1].append(item)
    found = []
    for duty, items in duties.values():
        records: dict[str, set[int]] = {"duty_item": {item.id for item in items}}
        for item in items:
            for key, one in proofs.get(item.id, ()):
                records.setdefault(key, set()).add(one)
        done = sum(item.done_on is not None for item in items)
        found.append(_bundle(session, duty.task or "", (f"责任主体：{duty.party}", f"应办{len(items)}次，已办{done}次"), records))
    return found


def _by_area(session: Session, period: Period, area: str) -> list[Bundle]:
    items = [row.item or "" for row in session.scalars(select(CheckItem).join(
        Supervision, CheckItem.supervision_id == Supervision.id).where(
        CheckItem.voided_at.is_(None), Supervision.voided_at.is_(None), CheckItem.area == area,
        Supervision.day.between(period.start, period.end)).order_by(CheckItem.id))]
    notes = tuple(f"检查内容：{item}" for item in dict.fromkeys(items) if item)
    found = []
    for key in AREAS.get(area, ()):
        ledger = LEDGERS[key]
        found.append(_bundle(session, ledger.title, notes, {key: set(_during(session, ledger, period))}))
    return found


def _during(session: Session, ledger: Ledger, period: Period) -> Iterable[int]:
    """The records of a ledger in the period; of one without days those of its year, else all."""
    model = ledger.model
    query = select(model.id).where(model.voided_at.is_(None))
    if ledger.day is None:
        year = getattr(model, "year", None)
        return session.scalars(query if year is None else query.where(year == period.end.year))
    if isinstance(ledger.day.type, DateTime):
        edges = datetime.combine(period.start, time()), datetime.combine(period.end + timedelta(days=1), time())
        return session.scalars(query.where(ledger.day >= edges[0], ledger.day < edges[1]))
    if ledger.key in ("position", "team_member"):  # what stands, not what began in the period
        return session.scalars(query.where(ledger.day <= period.end))
    return session.scalars(query.where(ledger.day.between(period.start, period.end)))


def _bundle(session: Session, title: str, notes: tuple[str, ...], records: dict[str, set[int]]) -> Bundle:
    evidence: list[Evidence] = []
    for key, ids in records.items():
        wanted = sorted(ids)
        for start in range(0, len(wanted), _CHUNK):
            evidence += session.scalars(select(Evidence).where(
                Evidence.voided_at.is_(None), Evidence.owner_ledger == key,
                Evidence.owner_id.in_(wanted[start:start + _CHUNK]))
                .order_by(Evidence.owner_id, Evidence.id))
    return Bundle(title, notes, {key: tuple(sorted(ids)) for key, ids in records.items()}, tuple(evidence))
