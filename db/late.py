"""如实补录: a record entered long after its event says so, with the reason.

Three dates are three things: when it happened (``Ledger.event``), the proof's own date (``Evidence.proof_day``), and when
it was entered. Where the last lies more than ``late_entry_days`` behind the first, one ``LateEntry`` keeps both dates and
the reason, journalled like everything else: an inspection is told, nothing is back-dated. Source: domain.md P-22
(accuracy: who entered it and when; 档案法 art. 37).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, Integer, String, case, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.fields import Derived, State, Text
from db.record import Record
from db.settings import read_setting

if TYPE_CHECKING:
    from db.ledger import Ledger

REASON = Text("补录原因", name="late_reason", limit=200, width=20, help="写明为什么事后才登记、依据什么材料补录")
IMPORTED = "由表格导入以前的记录"
_LIMIT = "late_entry_days"
_CHUNK = 5000


class LateEntry(Record):
    """That one record was entered late: what happened when, entered when, and why so late."""

    __tablename__ = "late_entry"
    __table_args__ = (Index("ix_late_entry_place", "ledger", "record_id"), {"sqlite_autoincrement": True})

    ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    record_id: Mapped[int] = mapped_column(Integer, active_history=True)
    happened_on: Mapped[date] = mapped_column(active_history=True)
    entered_on: Mapped[date] = mapped_column(active_history=True)
    reason: Mapped[str] = mapped_column(String(200), active_history=True)


@dataclass(frozen=True)
class Lateness:
    """How late a record is entered. ``reason`` as it is kept, "" while none is."""

    happened_on: date
    entered_on: date
    reason: str = ""

    @property
    def words(self) -> str:
        return (f"发生 {self.happened_on:%Y-%m-%d}，登记 {self.entered_on:%Y-%m-%d}，"
                f"相隔 {(self.entered_on - self.happened_on).days} 天")


def derived(ledger: Ledger) -> Derived:
    """Whether a record was entered late, for filters and for the head of the form (told only when it was)."""
    model = ledger.model

    def expression(today: date) -> Any:
        noted = exists().where(LateEntry.ledger == ledger.key, LateEntry.record_id == model.id, LateEntry.voided_at.is_(None))
        return case((noted, "late"), else_="timely")

    return Derived("补录", name="entered", expression=expression, width=4,
                   states=(State("late", "补录", "warn"), State("timely", "按时登记", "")))


def event_day(ledger: Ledger, values: dict[str, Any]) -> date | None:
    """The day on which what the record tells happened; None for plans and for ledgers of standing things."""
    found = values.get(ledger.event.key) if ledger.event is not None else None
    return found.date() if isinstance(found, datetime) else found


def lateness(session: Session, ledger: Ledger, values: dict[str, Any], record: Record | None, today: date) -> Lateness | None:
    """How late ``values`` are entered as the record (None = a new one); None when they are in time.

    A record counts as entered when its event first was: a plan that is held is entered on the day its holding is. Where the
    day of an old record is moved back, the day on which the record was made counts. Parts of a late record are not asked for
    a reason of their own.
    """
    happened = event_day(ledger, values)
    if happened is None or not (days := _limit(session)):
        return None
    kept = entry_of(session, ledger, record.id) if record is not None else None
    if kept is not None:
        return Lateness(happened, kept.entered_on, kept.reason) if (kept.entered_on - happened).days > days else None
    before = event_day(ledger, {ledger.event.key: getattr(record, ledger.event.key)}) if record is not None else None
    if before == happened:
        return None
    entered = record.created_at.date() if before is not None else today
    if (entered - happened).days <= days or _parent_is_late(session, ledger, values):
        return None
    return Lateness(happened, entered)


def _limit(session: Session) -> int:
    """The days of the setting, read once a session: an import asks for each of its rows."""
    if _LIMIT not in session.info:
        session.info[_LIMIT] = read_setting(session, _LIMIT)
    return session.info[_LIMIT]


def keep(session: Session, ledger: Ledger, record_id: int, late: Lateness | None, reason: str) -> None:
    """Notes the reason with both dates; what is no longer late (a wrong date was put right) loses its note."""
    kept = entry_of(session, ledger, record_id)
    if late is None:
        if kept is not None:
            kept.voided_at = datetime.now()
    elif kept is None:
        session.add(LateEntry(ledger=ledger.key, record_id=record_id, happened_on=late.happened_on,
                              entered_on=late.entered_on, reason=reason))
    elif (kept.happened_on, kept.reason) != (late.happened_on, reason):
        kept.happened_on, kept.reason = late.happened_on, reason


def entry_of(session: Session, ledger: Ledger, record_id: int) -> LateEntry | None:
    """The note on one record."""
    return session.scalar(select(LateEntry).where(
        LateEntry.ledger == ledger.key, LateEntry.record_id == record_id, LateEntry.voided_at.is_(None)))


def ids_among(session: Session, ledger_key: str, ids: Iterable[int]) -> list[int]:
    """Those of the records that were entered late."""
    wanted, found = sorted(set(ids)), []
    for start in range(0, len(wanted), _CHUNK):
        found += session.scalars(select(LateEntry.record_id).where(
            LateEntry.ledger == ledger_key, LateEntry.voided_at.is_(None),
            LateEntry.record_id.in_(wanted[start:start + _CHUNK])).order_by(LateEntry.record_id))
    return found


def _parent_is_late(session: Session, ledger: Ledger, values: dict[str, Any]) -> bool:
    above = values.get(ledger.parent.key) if ledger.parent is not None else None
    if above is None:
        return False
    return session.scalar(select(LateEntry.id).where(
        LateEntry.ledger == ledger.field(ledger.parent).target, LateEntry.record_id == above,
        LateEntry.voided_at.is_(None))) is not None
