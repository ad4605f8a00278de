"""Measures: what is counted, in which records of a period, and in which words it is said.

A measure is a declaration; ``db.figures.evaluation`` turns all measures of the same records into one SQL statement.

To add a figure: write one ``Measure`` in the module of its subject; ``tests/test_figures.py`` counts it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, DateTime, Integer, bindparam, cast, func, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from db import wording
from db.fields import Field
from db.ledger import Ledger
from db.periods import Period

Condition = ColumnElement[bool]

START, END, YEAR = bindparam("start", type_=Date), bindparam("end", type_=Date), bindparam("year", type_=Integer)
"""The period in a condition: its first day, its last day, the year in which it ends."""
SO_FAR = bindparam("so_far", type_=Date)
"""The last day of the period, or today while it still runs: no deadline that is yet to come has been missed."""
_OPENS, _SHUTS = bindparam("opens", type_=DateTime), bindparam("shuts", type_=DateTime)


def binds(period: Period) -> dict[str, Any]:
    """The values of ``START``, ``END`` and the others for a period."""
    return {"start": period.start, "end": period.end, "year": period.end.year, "so_far": period.so_far(date.today()),
            "opens": datetime.combine(period.start, time()),
            "shuts": datetime.combine(period.end + timedelta(days=1), time())}


@dataclass(frozen=True)
class During:
    """Records whose ``day`` lies in the period."""

    day: InstrumentedAttribute[Any]

    def clause(self) -> ColumnElement[bool]:
        if isinstance(self.day.type, DateTime):
            return (self.day >= _OPENS) & (self.day < _SHUTS)
        return self.day.between(START, END)


@dataclass(frozen=True)
class UpTo:
    """Records whose ``day`` lies before the period's end: for balances as of that day."""

    day: InstrumentedAttribute[Any]

    def clause(self) -> ColumnElement[bool]:
        return self.day <= END


@dataclass(frozen=True)
class OfYear:
    """Records that name a year (``year``, a number): the year in which the period ends."""

    year: InstrumentedAttribute[Any]

    def clause(self) -> ColumnElement[bool]:
        return self.year == YEAR


@dataclass(frozen=True)
class Always:
    """Every record: for ledgers without a date, where the measure's condition decides."""

    def clause(self) -> ColumnElement[bool]:
        return true()


Span = During | UpTo | OfYear | Always


@dataclass(frozen=True)
class Count:
    """How many records. Not ``additive`` when the same matter stands in several parts of a period and counts once in the whole."""

    additive: bool = True


@dataclass(frozen=True)
class Sum:
    """The total of a number field, or of a number worked out for each record.

    Not ``additive`` when a record belongs to a whole period and to none of its parts.
    """

    of: ColumnElement[Any] | InstrumentedAttribute[Any]
    additive: bool = True


@dataclass(frozen=True)
class Distinct:
    """How many different values of a field (blank ones left out), or of something worked out for each record."""

    of: ColumnElement[Any] | InstrumentedAttribute[Any]
    additive = False


@dataclass(frozen=True)
class Rate:
    """The share of records that fit ``hit``."""

    hit: Condition
    additive = False


@dataclass(frozen=True)
class Share:
    """The total of one number field over that of another (实到 over 应到)."""

    of: InstrumentedAttribute[Any]
    over: InstrumentedAttribute[Any]
    additive = False


@dataclass(frozen=True)
class Average:
    """The mean of a number field over the people (``weight``) each record stands for, floored to a whole number."""

    of: InstrumentedAttribute[Any]
    weight: InstrumentedAttribute[Any]
    additive = False


@dataclass(frozen=True)
class MostDays:
    """The largest number of days between two dates of a record; records without both are left out."""

    first: InstrumentedAttribute[Any]
    last: InstrumentedAttribute[Any]
    additive = False


@dataclass(frozen=True)
class Groups:
    """Records (or the total of ``sum_of``) by the terms of a vocabulary field; the value is the number of terms met.

    ``several`` for fields that hold more than one term. ``by`` may also be worked out for each record (its year): such
    groups stand in their own order, the others largest first.
    """

    by: ColumnElement[Any] | InstrumentedAttribute[Any]
    sum_of: InstrumentedAttribute[Any] | None = None
    several: bool = False
    additive = False


Aggregate = Count | Sum | Distinct | Rate | Share | Average | MostDays | Groups


@dataclass(frozen=True, eq=False)
class Measure:
    """One figure's definition.

    ``id`` is the row of the researched figures catalogue (F…) or our own (Q…); ``also`` are rows that mean the same.
    ``rule`` is the counting rule in words a superior office understands. ``approximate`` is said with 余, ``passed``
    as a threshold passed (突破8万人). ``private`` merges small groups (domain.md section 5, P-12). ``span`` defaults to
    the ledger's own date.
    """

    id: str
    label: str
    ledger: Ledger
    unit: str
    rule: str
    how: Aggregate = Count()
    where: Condition | None = None
    span: Span | None = None
    also: tuple[str, ...] = ()
    approximate: bool = False
    passed: bool = False
    private: bool = False
    part_unit: str = ""

    @property
    def over(self) -> Span:
        """The records' span: the one given, else the ledger's date in the period."""
        return self.span or (During(self.ledger.day) if self.ledger.day is not None else Always())

    @property
    def additive(self) -> bool:
        """Whether parts of a period add up to the whole."""
        return self.how.additive and isinstance(self.over, During)

    @property
    def why_not_added(self) -> str:
        """Why parts of a period do not add up to the whole; "" when they do."""
        if self.additive:
            return ""
        if not isinstance(self.over, During):
            return "按期末或所在年度的情况统计，不按时间段累加"
        if isinstance(self.how, Sum):
            return "按全年登记的总数不属于任何一个季度"
        if isinstance(self.how, (Rate, Share, Average)):
            return "比率和平均数不能相加，全年要用全年的记录重新计算"
        if isinstance(self.how, MostDays):
            return "取的是最大值，不能相加"
        return "几个季度都有的同一项，全年只计一个"

    def words(self, value: int | float | None, hits: int = 0, total: int = 0) -> str:
        """How a report says the value."""
        if value is None:
            return ""
        if isinstance(self.how, (Rate, Share)):
            return wording.percent(hits, total)
        if isinstance(self.how, MostDays):
            return wording.within_days(int(value))
        say = wording.passed if self.passed else wording.about if self.approximate else wording.exact
        return say(int(value), self.unit)

    @property
    def grouped_field(self) -> Field | None:
        """The field whose terms name the groups; None when there are no groups or they are worked out."""
        if isinstance(self.how, Groups) and isinstance(self.how.by, InstrumentedAttribute):
            return self.ledger.field(self.how.by)
        return None


def days_between(first: Any, last: Any) -> ColumnElement[int]:
    """SQL: whole days from one date or moment to another, counted by calendar day."""
    return cast(func.julianday(func.date(last)) - func.julianday(func.date(first)), Integer)


def is_(attribute: InstrumentedAttribute[Any], *codes: str) -> ColumnElement[bool]:
    """The field holds one of these terms."""
    return attribute.in_(codes) if len(codes) > 1 else attribute == codes[0]

