"""收集表: what was asked of which departments, until when, and what came back. Kept in the file, journalled, no ledger.

One ``Collection`` is one Excel form sent to several departments for one ledger and one period; one ``CollectionAsk``
is one department's copy of it. Answers become ordinary records of that ledger (``desktop.exchange.collect_in``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.errors import Missing, Refusal
from db.ledger import Ledger
from db.record import Record


class Collection(Record):
    """One form. ``uid`` stands hidden in every copy; ``fields`` are the names of its columns, ``,name,name,``;
    ``parent_id`` is the record that all answers belong to (the round of risk points), where the ledger has one."""

    __tablename__ = "collection"

    title: Mapped[str] = mapped_column(String(60), active_history=True)
    ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    fields: Mapped[str] = mapped_column(String(1000), active_history=True)
    parent_id: Mapped[int | None] = mapped_column(Integer, active_history=True)
    start: Mapped[date] = mapped_column(active_history=True)
    end: Mapped[date] = mapped_column(active_history=True)
    issued_on: Mapped[date] = mapped_column(active_history=True)
    due_on: Mapped[date] = mapped_column(active_history=True)
    note: Mapped[str | None] = mapped_column(String(400), active_history=True)

    @property
    def names(self) -> list[str]:
        return [name for name in self.fields.split(",") if name]


class CollectionAsk(Record):
    """One department's copy. ``answered_on`` is the day its answer was taken over, ``taken`` how many of its rows are
    in the ledger now, ``wrong`` how many could not be taken; ``has_none``: it has nothing to report."""

    __tablename__ = "collection_ask"

    collection_id: Mapped[int] = mapped_column(Integer, active_history=True, index=True)
    department_id: Mapped[int] = mapped_column(Integer, active_history=True)
    answered_on: Mapped[date | None] = mapped_column(active_history=True)
    file: Mapped[str | None] = mapped_column(String(200), active_history=True)
    taken: Mapped[int | None] = mapped_column(Integer, active_history=True)
    wrong: Mapped[int | None] = mapped_column(Integer, active_history=True)
    has_none: Mapped[bool | None] = mapped_column(active_history=True)


@dataclass(frozen=True)
class Summary:
    """One collection as a list shows it."""

    id: int
    title: str
    ledger: str
    start: date
    end: date
    issued_on: date
    due_on: date
    asked: int
    answered: int


@dataclass(frozen=True)
class Copy:
    """One department's copy as a list shows it."""

    ask_id: int
    department_id: int
    department: str
    answered_on: date | None
    file: str
    taken: int | None
    wrong: int = 0
    nothing: bool = False

    def state(self, due_on: date, today: date) -> tuple[str, str]:
        """In words, with its tone."""
        if self.answered_on is not None:
            late = "，迟交" if self.answered_on > due_on else ""
            if self.wrong:
                return f"已交{late}，{self.wrong} 行有错待改", "warn"
            return f"已交{late}{'，本期没有' if self.nothing else ''}", "good"
        return ("逾期未交", "bad") if today > due_on else ("未交", "warn")


def issue(
    session: Session,
    uid: str,
    title: str,
    ledger: Ledger,
    names: list[str],
    start: date,
    end: date,
    issued_on: date,
    due_on: date,
    departments: list[int],
    note: str | None = None,
    parent_id: int | None = None,
) -> Collection:
    """Keeps that the form was sent. Raises Refusal when something is missing or makes no sense."""
    check(title, names, start, end, issued_on, due_on, departments)
    made = Collection(
        uid=uid,
        title=title.strip(),
        ledger=ledger.key,
        fields=f",{','.join(names)},",
        parent_id=parent_id,
        start=start,
        end=end,
        issued_on=issued_on,
        due_on=due_on,
        note=note or None,
    )
    session.add(made)
    session.flush()
    session.add_all([CollectionAsk(collection_id=made.id, department_id=one) for one in departments])
    return made


def check(
    title: str, names: list[str], start: date, end: date, issued_on: date, due_on: date, departments: list[int]
) -> None:
    """Raises Refusal when a form with these answers could not be sent."""
    if not title.strip() or len(title.strip()) > 60:
        raise Refusal("请给收集表起一个名称，不超过 60 个字。")
    if not names:
        raise Refusal("请至少勾选一个要填的栏目。")
    if not departments:
        raise Refusal("请至少勾选一个科室。")
    if start > end:
        raise Refusal("填报期间的开始日期晚于结束日期，请改正。")
    if due_on < issued_on:
        raise Refusal("交回日期早于今天，请改正。")


def of_uid(session: Session, uid: str) -> Collection | None:
    """The living collection with this hidden mark."""
    return session.scalars(select(Collection).where(Collection.uid == uid, Collection.voided_at.is_(None))).first()


def get(session: Session, collection_id: int) -> Collection:
    """The collection. Raises Missing."""
    found = session.get(Collection, collection_id)
    if found is None or found.voided_at is not None:
        raise Missing("这份收集表已经不在了，请刷新后再看。")
    return found


def asks_of(session: Session, collection_id: int) -> list[CollectionAsk]:
    return list(
        session.scalars(
            select(CollectionAsk)
            .where(CollectionAsk.collection_id == collection_id, CollectionAsk.voided_at.is_(None))
            .order_by(CollectionAsk.id)
        )
    )


def copies(session: Session, collection_id: int) -> list[Copy]:
    """Who was asked and who has answered, in the order of the departments."""
    from db.ledgers.organisation import Department  # the ledgers' package imports this module

    asks = asks_of(session, collection_id)
    names = dict(
        session.execute(
            select(Department.id, Department.name).where(Department.id.in_([ask.department_id for ask in asks]))
        ).all()
    )
    return [
        Copy(
            ask.id,
            ask.department_id,
            names.get(ask.department_id, ""),
            ask.answered_on,
            ask.file or "",
            ask.taken,
            ask.wrong or 0,
            bool(ask.has_none),
        )
        for ask in asks
    ]


def summaries(session: Session) -> list[Summary]:
    """All collections, the newest first."""
    found = []
    for one in session.scalars(select(Collection).where(Collection.voided_at.is_(None)).order_by(Collection.id.desc())):
        asks = asks_of(session, one.id)
        found.append(
            Summary(
                one.id,
                one.title,
                one.ledger,
                one.start,
                one.end,
                one.issued_on,
                one.due_on,
                len(asks),
                sum(ask.answered_on is not None for ask in asks),
            )
        )
    return found


def withdraw(session: Session, collection_id: int, at: datetime) -> None:
    """Takes a collection that is not wanted any more off the list; records taken over stay."""
    get(session, collection_id).voided_at = at
