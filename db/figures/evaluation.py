"""Counting: measures over the same records share one statement that gives values and record ids together.

A quarter of a file with 100,000 records is counted in one pass per ledger instead of one per figure. The statements are
built once; only the period's days change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, and_, distinct, func, null, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from db import wording
from db.fields import Choice
from db.figures.actors import acted, has_actor
from db.figures.figure import Figure, Part, split
from db.figures.measure import Average, Distinct, Groups, Measure, MostDays, Rate, Share, Sum, binds, days_between
from db.periods import Period
from db.record import VocabularyTerm
from db.settings import read_setting

Labels = Callable[[Measure, str], str]


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


def count(session: Session, measures: Iterable[Measure], period: Period,
          actor_id: int | None = None) -> dict[str, Figure]:
    """Every measure's figure, by id and in the order given. Voided records never count.

    With ``actor_id`` only records in which this person acted count; measures of ledgers without an actor are left out.
    """
    wanted, values = tuple(measures), binds(period)
    if actor_id is not None:
        wanted, values = tuple(measure for measure in wanted if has_actor(measure.ledger)), values | {"actor": actor_id}
    least, labels = read_setting(session, "small_group"), _labels(session, wanted)
    found: dict[str, Figure] = {}
    for family, statement in _statements(wanted, actor_id is not None):
        rows = session.execute(statement, values).all()
        if isinstance(family[0].how, Groups):
            found[family[0].id] = _groups(family[0], period, rows, labels, least)
        else:
            for place, measure in enumerate(family):
                found[measure.id] = _figure(measure, period, rows[0][4 * place:4 * place + 4])
    return {measure.id: found[measure.id] for measure in wanted}


@lru_cache(maxsize=64)
def _statements(measures: tuple[Measure, ...], by_actor: bool) -> list[tuple[tuple[Measure, ...], Select[Any]]]:
    """The families of measures over the same records, each with the statement that counts all of it."""
    together: dict[Any, list[Measure]] = {}
    for measure in measures:
        place = measure.id if isinstance(measure.how, Groups) else (measure.ledger.key, measure.over)
        together.setdefault(place, []).append(measure)
    made = []
    for family in together.values():
        if isinstance(family[0].how, Groups):
            made.append((tuple(family), _grouping(family[0], by_actor)))
        else:
            columns = [column for measure in family for column in _columns(measure)]
            made.append((tuple(family), select(*columns).where(*_records(family[0], by_actor))))
    return made


def _records(measure: Measure, by_actor: bool) -> list[ColumnElement[bool]]:
    actor = [acted(measure.ledger)] if by_actor else []
    return [measure.ledger.model.voided_at.is_(None), measure.over.clause(), *actor]


def _columns(measure: Measure) -> list[ColumnElement[Any]]:
    """Four columns for every measure: two numbers and two lists of ids; what they are depends on the aggregate."""
    how, key = measure.how, measure.ledger.model.id
    which = [measure.where] if measure.where is not None else []

    def over(column: Any, *more: ColumnElement[bool]) -> Any:
        return column.filter(and_(true(), *which, *more)) if which or more else column

    ids = func.group_concat(key)
    if isinstance(how, Rate):
        miss = how.hit.is_not(true())
        return [over(func.count(), how.hit), over(func.count(), miss), over(ids, how.hit), over(ids, miss)]
    if isinstance(how, Share):
        return [over(func.total(how.of)), over(func.total(how.over)), over(ids), null()]
    if isinstance(how, Average):
        known = how.of.is_not(None) & (how.weight > 0)
        return [over(func.total(how.of * how.weight), known), over(func.total(how.weight), known), over(ids, known),
                null()]
    if isinstance(how, Distinct):
        filled = how.of.is_not(None) & (how.of != "")
        return [over(func.count(distinct(how.of)), filled), null(), over(ids, filled), null()]
    if isinstance(how, MostDays):
        both = how.first.is_not(None) & how.last.is_not(None)
        return [over(func.max(days_between(how.first, how.last)), both), null(), over(ids, both), null()]
    return [over(func.total(how.of) if isinstance(how, Sum) else func.count()), null(), over(ids), null()]


def _grouping(measure: Measure, by_actor: bool) -> Select[Any]:
    """Rows (code, value, ids), one for each term met."""
    how, key = measure.how, measure.ledger.model.id
    assert isinstance(how, Groups)
    value = func.total(how.sum_of) if how.sum_of is not None else func.count()
    filled = [*_records(measure, by_actor), how.by.is_not(None), how.by != ""]
    if measure.where is not None:
        filled.append(measure.where)
    if how.several:  # ",a,b," taken apart into one row for each term
        codes = func.json_each('["' + func.replace(func.trim(how.by, ","), ",", '","') + '"]').table_valued("value")
        source = select(codes.c.value, value, func.group_concat(key)).select_from(measure.ledger.model)
        return source.join(codes, true()).where(*filled).group_by(codes.c.value)
    return select(how.by, value, func.group_concat(key)).where(*filled).group_by(how.by)


def _figure(measure: Measure, period: Period, row: Row[Any] | tuple[Any, ...]) -> Figure:
    first, second, ids, other = row
    if isinstance(measure.how, Rate):
        unit = measure.part_unit
        parts = (Part("hit", "符合", first, wording.exact(first, unit), ids or ""),
                 Part("miss", "不符合", second, wording.exact(second, unit), other or ""))
        return _rate(measure, period, first, first + second, ",".join(part for part in (ids, other) if part), parts)
    if isinstance(measure.how, Share):
        return _rate(measure, period, int(first), int(second), ids or "")
    if isinstance(measure.how, Average):
        return _make(measure, period, int(first) // int(second) if second else None, ids or "")
    return _make(measure, period, int(first) if first is not None else None, ids or "")


def _rate(measure: Measure, period: Period, hits: int, total: int, ids: str, parts: tuple[Part, ...] = ()) -> Figure:
    return _make(measure, period, hits * 100 / total if total else None, ids, parts, hits, total)


def _groups(measure: Measure, period: Period, rows: Iterable[Any], labels: Labels, least: int) -> Figure:
    how = measure.how
    assert isinstance(how, Groups)
    unit = measure.part_unit or measure.unit
    parts = [Part(str(code), labels(measure, str(code)), int(number), wording.exact(int(number), unit), ids)
             for code, number, ids in rows]
    parts.sort(key=lambda part: (-part.value, part.code) if measure.grouped_field else (0, part.code))
    ids = ",".join(part.ids for part in parts)
    if how.several:
        ids = ",".join(map(str, sorted(set(split(ids)))))
    return _make(measure, period, len(parts), ids, tuple(_merged(parts, least, unit) if measure.private else parts))


def _merged(parts: list[Part], least: int, unit: str) -> list[Part]:
    """Groups smaller than ``least`` as one 其他, so that nobody is recognised in a table of talks or opinions."""
    small = [part for part in parts if part.value < least]
    if not small:
        return parts
    value = sum(part.value for part in small)
    rest = Part("", "其他", value, wording.exact(value, unit), ",".join(part.ids for part in small))
    return [part for part in parts if part.value >= least] + [rest]


def _labels(session: Session, measures: Iterable[Measure]) -> Labels:
    """(measure, code) → label, for all groupings in one query; a code without a term stands for itself."""
    vocabularies = {_vocabulary(measure) for measure in measures} - {""}
    known = {} if not vocabularies else {(row[0], row[1]): row[2] for row in session.execute(
        select(VocabularyTerm.vocabulary, VocabularyTerm.code, VocabularyTerm.label)
        .where(VocabularyTerm.vocabulary.in_(vocabularies)))}

    def label(measure: Measure, code: str) -> str:
        field = measure.grouped_field
        if field is None:
            return f"{code}年"  # the only thing groups are worked out by
        if isinstance(field, Choice):
            return field.display(code)
        return known.get((_vocabulary(measure), code), code)

    return label


def _vocabulary(measure: Measure) -> str:
    """The vocabulary of a grouping's terms; "" when there is none."""
    return getattr(measure.grouped_field, "vocabulary", "")


def _make(measure: Measure, period: Period, value: int | float | None, ids: str, parts: tuple[Part, ...] = (),
          hits: int | None = None, total: int | None = None) -> Figure:
    text = measure.words(value, hits or 0, total or 0)
    return Figure(measure.id, measure.label, value, text, measure.rule, measure.unit, measure.ledger.key, period, parts,
                  hits, total, ids)
