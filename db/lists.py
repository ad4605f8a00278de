"""Lists of a ledger: filter, sort, search, count, one page at a time. Nothing is ever read whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field as dataclass_field, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from sqlalchemy import Select, and_, false, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from db import search
from db.fields import Choice, Day, Derived, Field, Flag, Link, Moment, Number, Term, Terms
from db.ledger import Ledger
from db.periods import Period
from db.vocabulary import Words


@dataclass(frozen=True)
class ListQuery:
    """What a table shows. ``filters`` maps a field name to its condition:

    Term, Choice, Link, Derived: a set of codes or ids · Terms: a set, any of them · Day, Moment, Number: (least, most),
    None = open · Flag: True or False · text fields: a piece of text.
    """

    ledger: Ledger
    period: Period | None = None
    words: str = ""
    filters: dict[str, Any] = dataclass_field(default_factory=dict)
    order: str = ""  # field name; "" = by date, newest first
    descending: bool = True
    voided: bool = False
    ids: frozenset[int] | None = None  # only these (the records behind a figure)
    parent_id: int | None = None
    today: date = dataclass_field(default_factory=date.today)

    def but(self, **changes: Any) -> ListQuery:
        return replace(self, **changes)


@dataclass(frozen=True)
class Row:
    """One line of a list: raw values in the order of ``ledger.listed``, and the words shown for them."""

    id: int
    values: tuple[Any, ...]
    _fields: tuple[Field, ...]
    _words: Words

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """Put into words when first asked for: of a page that is read most rows are never seen."""
        return tuple(field.display(value, self._words) for field, value in zip(self._fields, self.values))


def count(session: Session, query: ListQuery) -> int:
    return session.execute(_conditions(query, select(func.count()).select_from(query.ledger.model)), _binds(query)).scalar() or 0


def tally(session: Session, query: ListQuery, *names: str) -> dict[tuple[Any, ...], int]:
    """How many rows have each combination of values of the named fields (stored or derived), counted in one pass."""
    columns = [_column(query.ledger.field(name), query.ledger.model, query.today) for name in names]
    statement = _conditions(query, select(*columns, func.count()).select_from(query.ledger.model)).group_by(*columns)
    return {tuple(row[:-1]): row[-1] for row in session.execute(statement, _binds(query))}


def page(session: Session, query: ListQuery, offset: int, limit: int, words: Words,
         fields: Sequence[Field] | None = None) -> list[Row]:
    """``limit`` rows from ``offset`` on, in the order asked for; ``fields`` in the place of ``ledger.listed``."""
    listed = tuple(query.ledger.listed if fields is None else fields)
    model = query.ledger.model
    columns = [_column(field, model, query.today) for field in listed]
    statement = _conditions(query, select(model.id, *columns)).order_by(*_order(query)).limit(limit).offset(offset)
    raw = [tuple(row) for row in session.execute(statement, _binds(query))]
    if raw:
        words.load_terms(field.vocabulary for field in listed if isinstance(field, (Term, Terms)))
    for place, field in enumerate(listed, start=1):
        if isinstance(field, Link):
            words.load(field.target, {row[place] for row in raw if row[place] is not None})
    return [Row(row[0], row[1:], listed, words) for row in raw]


def ids(session: Session, query: ListQuery, offset: int = 0, limit: int | None = None) -> list[int]:
    """The ids of all rows in order (for export and for acting on a whole selection), or of ``limit`` from ``offset`` on."""
    statement = _conditions(query, select(query.ledger.model.id)).order_by(*_order(query))
    return list(session.scalars(statement.limit(limit).offset(offset) if limit is not None else statement, _binds(query)))


def position(session: Session, query: ListQuery, record_id: int) -> int | None:
    """The row number of one record in the list, or None when the list does not show it."""
    model = query.ledger.model
    column, descending = _order_column(query)
    here = session.execute(_conditions(query, select(column)).where(model.id == record_id), _binds(query)).first()
    if here is None:
        return None
    value, sooner = here[0], model.id > record_id if descending else model.id < record_id
    if value is None:  # nothing sorts below everything else
        before = or_(column.is_not(None), sooner) if descending else and_(column.is_(None), sooner)
    elif descending:
        before = and_(column >= value, or_(column > value, sooner))
    else:
        before = or_(column.is_(None), and_(column <= value, or_(column < value, sooner)))
    return session.execute(_conditions(query, select(func.count()).select_from(model)).where(before), _binds(query)).scalar_one()


def _conditions(query: ListQuery, statement: Select[Any]) -> Select[Any]:
    ledger, model = query.ledger, query.ledger.model
    statement = statement.where(model.voided_at.is_not(None) if query.voided else model.voided_at.is_(None))
    if query.ids is not None:
        statement = statement.where(model.id.in_(query.ids))
    if query.parent_id is not None and ledger.parent is not None:
        statement = statement.where(ledger.parent == query.parent_id)
    if query.period is not None and ledger.day is not None:
        statement = statement.where(_between(ledger.day_field, ledger.day, query.period.start, query.period.end))
    if query.words.strip():
        match = text(search.matching(ledger.key)).columns(model.id)
        statement = statement.where(model.id.in_(match) if search.phrase(query.words) else false())
    for name, wanted in query.filters.items():
        statement = statement.where(_filter(ledger.field(name), model, wanted, query.today))
    return statement


def _column(field: Field, model: Any, today: date) -> Any:
    return field.expression(today) if isinstance(field, Derived) else getattr(model, field.name)


def _binds(query: ListQuery) -> dict[str, Any]:
    return {"phrase": search.phrase(query.words)} if search.phrase(query.words) else {}


def _filter(field: Field, model: Any, wanted: Any, today: date) -> Any:
    column = _column(field, model, today)
    if isinstance(field, Terms):
        return or_(*[column.contains(f",{code},", autoescape=True) for code in wanted]) if wanted else false()
    if isinstance(field, (Term, Choice, Link, Derived)):
        return or_(column.in_([code for code in wanted if code is not None]), *([column.is_(None)] if None in wanted else []))
    if isinstance(field, (Day, Moment, Number)):
        return _between(field, column, *wanted)
    if isinstance(field, Flag):
        return column.is_(True) if wanted else or_(column.is_(False), column.is_(None))
    return column.contains(wanted, autoescape=True)


def _between(field: Field | None, column: Any, least: Any, most: Any) -> Any:
    if isinstance(field, Moment):
        least = datetime.combine(least, time.min) if isinstance(least, date) and not isinstance(least, datetime) else least
        most = datetime.combine(most, time.max) if isinstance(most, date) and not isinstance(most, datetime) else most
    if least is None and most is None:
        return column.is_not(None)
    if least is None:
        return column <= most
    return column >= least if most is None else column.between(least, most)


def _order(query: ListQuery) -> list[Any]:
    column, descending = _order_column(query)
    model = query.ledger.model
    return [column.desc(), model.id.desc()] if descending else [column.asc(), model.id.asc()]


def _order_column(query: ListQuery) -> tuple[Any, bool]:
    """What a list is sorted by, then by id, and whether from the top down."""
    ledger, model = query.ledger, query.ledger.model
    name = query.order
    if not name and ledger.day is None:
        return model.position if hasattr(model, "position") else model.id, False
    if not name:
        return ledger.day, query.descending
    if name == "number":
        return model.number, query.descending
    field = ledger.field(name)
    column = _column(field, model, query.today)
    if isinstance(field, Link):
        from db.ledgers import LEDGERS

        other = aliased(LEDGERS[field.target].model)
        column = select(getattr(other, LEDGERS[field.target].title_of[0].key)).where(other.id == column).scalar_subquery()
    return column, query.descending
