"""Figures of totals that others give to the hospital, typed in with their source (domain.md section 5, N-3).

A total counts when its days lie wholly inside the period. One that lies inside a longer total of the same kind is left
out: a year's total and its four quarters are not added together.
"""

from __future__ import annotations

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from db.figures.measure import END, START, Measure, Sum, UpTo, is_
from db.ledgers.totals import PERIOD_TOTALS, PeriodTotal

_Other, _Last = aliased(PeriodTotal), aliased(PeriodTotal)
_inside = PeriodTotal.since >= START
_longer = or_(_Other.since < PeriodTotal.since, _Other.day > PeriodTotal.day, _Other.id < PeriodTotal.id)
_covered = exists().where(
    _Other.voided_at.is_(None), _Other.kind == PeriodTotal.kind, _Other.id != PeriodTotal.id, _Other.since >= START,
    _Other.day <= END,
    _Other.since <= PeriodTotal.since, _Other.day >= PeriodTotal.day, _longer).correlate(PeriodTotal)
_newest = PeriodTotal.id == (select(_Last.id).where(_Last.voided_at.is_(None), _Last.kind == "fans", _Last.day <= END)
                             .order_by(_Last.day.desc(), _Last.id.desc()).limit(1).scalar_subquery())
_sum = Sum(PeriodTotal.amount, additive=False)  # a total for the year lies in no quarter
_RULE = "起止日期都在报告期内、由外部提供并注明来源的{}之和，已含在更长时段总数里的不重复计"


def _of(kind: str) -> ColumnElement[bool]:
    return and_(is_(PeriodTotal.kind, kind), _inside, ~_covered)


MEASURES = (
    Measure("F088", "监测涉医涉院网络信息", PERIOD_TOTALS, "条", _RULE.format("监测信息条数"), _sum, _of("monitored")),
    Measure("Q951", "平台给出的阅读量", PERIOD_TOTALS, "次", _RULE.format("阅读量"), _sum, _of("reads")),
    Measure("Q952", "平台给出的播放量", PERIOD_TOTALS, "次", _RULE.format("播放量"), _sum, _of("plays")),
    Measure("Q953", "平台给出的点击量", PERIOD_TOTALS, "次", _RULE.format("点击量"), _sum, _of("clicks")),
    Measure("Q954", "新媒体粉丝总数", PERIOD_TOTALS, "人", "截止日期不晚于期末的最近一次粉丝总数", Sum(PeriodTotal.amount), _newest,
            UpTo(PeriodTotal.day), passed=True),
)
