"""Figures of 问题整改 (domain.md L08): opening balance + found + reopened − closed = balance at the period's end.

Closures and reopenings are read from the timeline and counted each time, as ``db.reconciliation`` does; an item taken
over without a timeline counts by its 销号日期.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, exists, false, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from db.figures.measure import END, SO_FAR, START, Always, Count, During, Groups, Measure, Rate, Sum, UpTo, is_
from db.ledgers.rectification import MEASURES as STEPS, PROBLEM_EVENTS, PROBLEMS, Measure as Step, Problem, ProblemEvent

_found, _closed, _accepted = During(Problem.found_on), During(Problem.closed_on), During(Problem.accepted_on)
_known = UpTo(Problem.found_on)
_named = Problem.person_id.is_not(None) | Problem.department_id.is_not(None)
_planned = (Problem.measure.is_not(None) & (Problem.measure != "")) | Problem.id.in_(
    select(Step.problem_id).where(Step.voided_at.is_(None)))
_Turn, _Earlier, _Above = aliased(ProblemEvent), aliased(ProblemEvent), aliased(Step)


def _turns(event: Any) -> list[ColumnElement[bool]]:
    """The closures and reopenings of the problem at hand."""
    return [event.problem_id == Problem.id, event.voided_at.is_(None), event.kind.in_(("close", "reopen"))]


def _closed_when(day_fits: ColumnElement[bool], by_field: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the item stood closed: its last turn of the days that fit is a closure, or its field says so."""
    last = select(_Turn.kind).where(*_turns(_Turn), day_fits).order_by(_Turn.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last == "close", by_field, false())


_never = ~exists().where(*_turns(_Turn), _Turn.kind == "close").correlate(Problem)
_before = (select(_Earlier.kind).where(*_turns(_Earlier), _Earlier.id < _Turn.id).order_by(_Earlier.id.desc()).limit(1)
           .correlate(Problem, _Turn).scalar_subquery())
_in_period = [*_turns(_Turn), _Turn.day.between(START, END)]
_closings = (select(func.count(_Turn.id)).where(*_in_period, _Turn.kind == "close").scalar_subquery()
             + case((Problem.closed_on.between(START, END) & _never, 1), else_=0))
_reopenings = select(func.count(_Turn.id)).where(
    *_in_period, _Turn.kind == "reopen", _before == "close").scalar_subquery()
_open_before = (Problem.found_on < START) & ~_closed_when(_Turn.day < START, Problem.closed_on < START)
_open_after = ~_closed_when(_Turn.day <= END, Problem.closed_on <= END)
_in_hand = (Problem.found_on >= START) | _open_before | (_reopenings > 0)
_overdue = (Problem.deadline < SO_FAR) & or_(Problem.submitted_on.is_(None), Problem.submitted_on > END) & _open_after
_of_these = Step.problem_id.in_(select(Problem.id).where(
    Problem.voided_at.is_(None), Problem.found_on <= END, _in_hand).correlate(None))
_first = Step.above_id.is_(None) | Step.above_id.in_(select(_Above.id).where(_Above.voided_at.is_not(None)))


def in_hand() -> ColumnElement[bool]:
    """SQL: the item was open when the period began, or was found or reopened in it (``found_on`` up to its end)."""
    return _in_hand


def open_after() -> ColumnElement[bool]:
    """SQL: the item is not closed at the period's end."""
    return _open_after


MEASURES = (
    Measure("Q301", "期初未销号问题", PROBLEMS, "项", "报告期开始前发现、到期初还没有销号的整改事项", Count(), _open_before, _known),
    Measure("Q302", "新增问题", PROBLEMS, "项", "发现日期在报告期内的整改事项", Count(), span=_found),
    Measure("Q303", "销号问题", PROBLEMS, "项", "报告期内销号的整改事项，同一事项反弹后再次销号的分别计", Sum(_closings), _closings > 0, _known),
    Measure("Q304", "期末未销号问题", PROBLEMS, "项", "期末及以前发现、到期末还没有销号的整改事项", Count(), _open_after, _known),
    Measure("Q305", "期末逾期问题", PROBLEMS, "项", "到期末（期末未到的，到今天）已过整改时限、还没有提交完成的整改事项", Count(), _overdue, _known),
    Measure("Q306", "新增问题来源", PROBLEMS, "类", "发现日期在报告期内的整改事项，按问题来源分组", Groups(Problem.source), span=_found,
            part_unit="项"),
    Measure("Q307", "按时销号率", PROBLEMS, "%", "销号日期在报告期内的整改事项中，在时限当天或之前提交完成的占比",
            Rate(Problem.submitted_on <= Problem.deadline), span=_closed, part_unit="项"),
    Measure("Q308", "延期", PROBLEM_EVENTS, "次", "报告期内批准的延期", Count(), is_(ProblemEvent.kind, "postpone")),
    Measure("Q309", "重新整改问题", PROBLEMS, "项", "已经销号、报告期内因反弹重新整改的整改事项，几次反弹计几次", Sum(_reopenings), _reopenings > 0,
            _known),
    Measure("Q310", "回头看", PROBLEM_EVENTS, "次", "报告期内对已销号事项的回头看", Count(), is_(ProblemEvent.kind, "review")),
    Measure("F009", "列出整改措施的问题", PROBLEMS, "项", "发现日期在报告期内、写明整改措施的整改事项", Count(), _planned, _found),
    Measure("F010", "调研谈话反映问题已解决", PROBLEMS, "项", "来源为思想动态调研或谈心谈话、验收日期在报告期内的整改事项", Count(),
            is_(Problem.source, "survey", "talk"), _accepted),
    Measure("F055", "党委会研究解决突出问题", PROBLEMS, "项", "来源为党委会研究、销号日期在报告期内的整改事项", Count(),
            is_(Problem.source, "committee"), _closed),
    Measure("F065", "专项督查发现问题", PROBLEMS, "项", "来源为专项督查、发现日期在报告期内的整改事项", Count(),
            is_(Problem.source, "supervision"), _found),
    Measure("F111", "化解苗头性倾向性问题", PROBLEMS, "个", "性质为苗头性倾向性、销号日期在报告期内的整改事项", Count(),
            is_(Problem.issue_kind, "sign"), _closed),
    Measure("F232", "发现苗头性倾向性问题", PROBLEMS, "个", "性质为苗头性倾向性、发现日期在报告期内的整改事项", Count(),
            is_(Problem.issue_kind, "sign"), _found),
    Measure("F132", "调研后解决实际问题", PROBLEMS, "项", "来源为思想动态调研、销号日期在报告期内的整改事项", Count(),
            is_(Problem.source, "survey"), _closed),
    Measure("F219", "重点问题销号率", PROBLEMS, "%", "期末及以前发现的重点整改事项中，到期末已销号的占比",
            Rate(Problem.closed_on <= END), Problem.key.is_(True), _known, part_unit="项"),
    Measure("F220", "责任到人率", PROBLEMS, "%", "发现日期在报告期内的整改事项中，写明责任人或责任科室的占比", Rate(_named), span=_found,
            part_unit="项"),
    Measure("F221", "巡察反馈问题销号率", PROBLEMS, "%", "期末及以前发现、来源为上级巡察的整改事项中，到期末已销号的占比",
            Rate(Problem.closed_on <= END), is_(Problem.source, "inspection-above"), _known, part_unit="项"),
    Measure("Q311", "在办整改事项", PROBLEMS, "项", "期初未销号的整改事项，加上报告期内新增和重新整改的", Count(), _in_hand, _known),
    Measure("Q312", "整改措施", STEPS, "条", "在办整改事项的一级措施", Count(), _of_these & _first, Always()),
    Measure("Q313", "整改子措施", STEPS, "条", "在办整改事项的二级措施", Count(), _of_these & ~_first, Always()),
    Measure("Q314", "整改措施完成率", STEPS, "%", "在办整改事项的措施和子措施中，到期末已完成的占比", Rate(Step.done_on <= END), _of_these,
            Always(), part_unit="条"),
    Measure("Q315", "通过验收待销号问题", PROBLEMS, "项", "到期末已通过验收、还没有销号的整改事项", Count(),
            (Problem.accepted_on <= END) & _open_after, _known),
    Measure("Q316", "在办整改事项类型", PROBLEMS, "类", "在办整改事项，按整改类型分组", Groups(Problem.kind), _in_hand, _known,
            part_unit="项"),
)
