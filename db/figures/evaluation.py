"""Counting: measures over the same records share one statement that gives values and record ids together.

A quarter of a file with 100,000 records is counted in one pass per ledger instead of one per figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, distinct, func, null, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from db import wording
from db.figures.figure import Figure, Part, split
from db.figures.measure import Count, Distinct, Groups, Measure, MostDays, Rate, Share, Sum, days_between, resolve
from db.ledgers import LEDGERS
from db.periods import Period
from db.settings import read_setting
from db.vocabulary import Words


@dataclass(frozen=True)
class Change:
    """A figure beside the same one of the period before and of the same period a year earlier."""

    figure: Figure
    before: Figure
    year_before: Figure

    def words(self, against: str = "上期") -> str:
        """比上期增加3次 and the like; "" for rates and days."""
        if isinstance(self.figure.value, int) and isinstance(self.before.value, int):
            return wording.change(self.figure.value, self.before.value, self.figure.unit, against)
        return ""


def count(session: Session, measures: Iterable[Measure], period: Period) -> dict[str, Figure]:
    """Every measure's figure, by id and in the order given. Voided records never count."""
    wanted, words = list(measures), Words(session, LEDGERS)
    found: dict[str, Figure] = {}
    together: dict[Any, list[Measure]] = {}
    for measure in wanted:
        if isinstance(measure.how, Groups):
            found[measure.id] = _groups(session, measure, period, words)
        else:
            together.setdefault((measure.ledger.key, measure.over), []).append(measure)
    for family in together.values():
        columns = [column for measure in family for column in _columns(measure, period)]
        row = session.execute(select(*columns).where(*_records(family[0], period))).one()
        for place, measure in enumerate(family):
            found[measure.id] = _figure(measure, period, row[4 * place:4 * place + 4])
    return {measure.id: found[measure.id] for measure in wanted}


def _records(measure: Measure, period: Period) -> list[ColumnElement[bool]]:
    return [measure.ledger.model.voided_at.is_(None), measure.over.clause(period)]


def _columns(measure: Measure, period: Period) -> list[ColumnElement[Any]]:
    """Four columns for every measure: two numbers and two lists of ids; what they are depends on the aggregate."""
    how, key = measure.how, measure.ledger.model.id
    which = [part for part in (measure.condition(period),) if part is not None]

    def over(column: Any, *more: ColumnElement[bool]) -> Any:
        return column.filter(and_(true(), *which, *more)) if which or more else column

    ids, none = func.group_concat(key), null()
    if isinstance(how, Rate):
        hit = resolve(how.hit, period)
        miss = hit.is_not(true())
        return [over(func.count(), hit), over(func.count(), miss), over(ids, hit), over(ids, miss)]
    if isinstance(how, Share):
        return [over(func.total(how.of)), over(func.total(how.over)), over(ids), none]
    if isinstance(how, Distinct):
        filled = how.of.is_not(None) & (how.of != "")
        return [over(func.count(distinct(how.of)), filled), none, over(ids, filled), none]
    if isinstance(how, MostDays):
        both = how.first.is_not(None) & how.last.is_not(None)
        return [over(func.max(days_between(how.first, how.last)), both), none, over(ids, both), none]
    value = func.total(how.of) if isinstance(how, Sum) else func.count()
    return [over(value), none, over(ids), none]


def _figure(measure: Measure, period: Period, row: Row[Any] | tuple[Any, ...]) -> Figure:
    first, second, ids, other = row
    parts: tuple[Part, ...] = ()
    value: int | float | None
    if isinstance(measure.how, Rate):
        hits, total = first, first + second
        value = hits * 100 / total if total else None
        unit = measure.part_unit
        parts = (Part("hit", "符合", hits, wording.exact(hits, unit), ids or ""),
                 Part("miss", "不符合", second, wording.exact(second, unit), other or ""))
        ids = ",".join(part for part in (ids, other) if part)
        return _make(measure, period, value, ids, parts, hits, total)
    if isinstance(measure.how, Share):
        hits, total = int(first), int(second)
        value = hits * 100 / total if total else None
        return _make(measure, period, value, ids or "", (), hits, total)
    value = int(first) if first is not None else None
    return _make(measure, period, value, ids or "", parts)


def _groups(session: Session, measure: Measure, period: Period, words: Words) -> Figure:
    how, key = measure.how, measure.ledger.model.id
    assert isinstance(how, Groups)
    value = func.total(how.sum_of) if how.sum_of is not None else func.count()
    which = _records(measure, period) + [part for part in (measure.condition(period),) if part is not None]
    term: Any = how.by
    statement = select(term, value, func.group_concat(key))
    if how.several:  # ",a,b," as rows
        codes = func.json_each('["' + func.replace(func.trim(how.by, ","), ",", '","') + '"]').table_valued("value")
        term = codes.c.value
        statement = select(term, value, func.group_concat(key)).select_from(measure.ledger.model).join(codes, true())
    statement = statement.where(*which, how.by.is_not(None), how.by != "").group_by(term)
    vocabulary = getattr(measure.ledger.field(how.by), "vocabulary", "")
    unit = measure.part_unit or measure.unit
    parts = [Part(code, words.term(vocabulary, code) if vocabulary else code, int(number), wording.exact(int(number), unit), ids)
             for code, number, ids in session.execute(statement)]
    parts.sort(key=lambda part: (-part.value, part.code))
    ids = ",".join(part.ids for part in parts)
    if how.several:
        ids = ",".join(map(str, sorted(set(split(ids)))))
    met = len(parts)
    if measure.private:
        parts = _merged(parts, read_setting(session, "small_group"), unit)
    return _make(measure, period, met, ids, tuple(parts))


def _merged(parts: list[Part], least: int, unit: str) -> list[Part]:
    """Groups smaller than ``least`` as one 其他, so that nobody is recognised in a table of talks or opinions."""
    small = [part for part in parts if part.value < least]
    if not small:
        return parts
    value = sum(part.value for part in small)
    rest = Part("", "其他", value, wording.exact(value, unit), ",".join(part.ids for part in small))
    return [part for part in parts if part.value >= least] + [rest]


def _make(measure: Measure, period: Period, value: int | float | None, ids: str, parts: tuple[Part, ...],
          hits: int | None = None, total: int | None = None) -> Figure:
    return Figure(measure.id, measure.label, value, measure.words(value, hits or 0, total or 0), measure.rule, measure.unit,
                  measure.ledger.key, period, parts, hits, total, ids)
