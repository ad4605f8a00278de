"""Figures of lectures and forums: approved first, held afterwards (domain.md L11)."""

from __future__ import annotations

from db.figures.measure import Count, During, Groups, Measure, Rate, Sum, is_
from db.ledgers.lecture import LECTURES, Lecture

_held, _approved, _filed = During(Lecture.held_on), During(Lecture.approved_on), During(Lecture.filed_on)
_ours = is_(Lecture.role, "host", "undertake")
_checked = Lecture.speaker_checked.is_(True) & Lecture.content_checked.is_(True)
_first = Lecture.approved_on.is_not(None) & (Lecture.approved_on <= Lecture.held_on)

MEASURES = (
    Measure("F017", "举办或承办学术会议和健康讲座等", LECTURES, "场", "举办日期在报告期内、承办方式为举办或承办的讲座论坛", Count(), _ours, _held,
            approximate=True),
    Measure("Q401", "举办讲座论坛", LECTURES, "场", "举办日期在报告期内的全部讲座论坛，含外出报告和外借场地", Count(), span=_held),
    Measure("Q402", "讲座论坛类别", LECTURES, "类", "举办日期在报告期内、举办或承办的讲座论坛，按活动类别分组", Groups(Lecture.kind), _ours, _held,
            part_unit="场"),
    Measure("Q403", "讲座论坛听众", LECTURES, "人次", "举办日期在报告期内各场讲座论坛实到人数之和", Sum(Lecture.people), span=_held),
    Measure("F014", "先审后办率", LECTURES, "%", "举办日期在报告期内的讲座论坛中，批准日期不晚于举办日期的占比", Rate(_first), span=_held,
            part_unit="场"),
    Measure("F031", "主讲人和内容审核率", LECTURES, "%", "举办日期在报告期内的讲座论坛中，主讲人和内容都在举办前审核的占比", Rate(_checked & _first),
            span=_held, part_unit="场"),
    Measure("F101", "主讲人和内容把关率", LECTURES, "%", "批准日期在报告期内的讲座论坛中，主讲人和内容都已审核的占比", Rate(_checked),
            span=_approved, part_unit="场"),
    Measure("F100", "审批讲座论坛", LECTURES, "场次", "批准日期在报告期内、同意举办的讲座论坛", Count(), span=_approved, also=("F203",)),
    Measure("F030", "备案讲座论坛", LECTURES, "场次", "备案日期在报告期内的讲座论坛", Count(), span=_filed),
    Measure("Q404", "不同意举办", LECTURES, "场次", "拟举办日期在报告期内、审批不同意的讲座论坛", Count(), is_(Lecture.state, "refused")),
    Measure("F032", "讲座论坛出现导向问题", LECTURES, "起", "举办日期在报告期内、登记出现导向问题的讲座论坛", Count(), Lecture.problem.is_(True), _held),
)
