"""Figures of inspections and of the lines of their checklists (domain.md L14). A line counts on its inspection's
day.
"""

from __future__ import annotations

from sqlalchemy import select

from db.figures.measure import END, START, Always, Count, Groups, Measure, Rate, Sum, is_
from db.ledgers.supervision import CHECK_ITEMS, SUPERVISIONS, CheckItem, Supervision

_in_period = CheckItem.supervision_id.in_(select(Supervision.id).where(
    Supervision.voided_at.is_(None), Supervision.day.between(START, END)))
_wanting = is_(CheckItem.result, "part", "bad")
_always = Always()

MEASURES = (
    Measure("F004", "督查检查", SUPERVISIONS, "次", "督查日期在报告期内的各类督查、自查和上级检查", Count()),
    Measure("F063", "督查类别", SUPERVISIONS, "类", "督查日期在报告期内的督查，按督查类别分组", Groups(Supervision.kind), part_unit="次"),
    Measure("F064", "专项督查", SUPERVISIONS, "次", "督查日期在报告期内、类别为专项督查的督查", Count(), is_(Supervision.kind, "special")),
    Measure("Q701", "自查", SUPERVISIONS, "次", "督查日期在报告期内、类别为自查的督查", Count(), is_(Supervision.kind, "self")),
    Measure("Q702", "督查科室", SUPERVISIONS, "个次", "督查日期在报告期内各次督查被查科室数之和", Sum(Supervision.departments)),
    Measure("Q703", "督查报告", SUPERVISIONS, "份", "督查日期在报告期内、已形成报告的督查", Count(), Supervision.reported_on.is_not(None)),
    Measure("Q704", "检查事项", CHECK_ITEMS, "项", "督查日期在报告期内的督查所列、已经检查的事项", Count(),
            _in_period & (CheckItem.result != "open"), _always),
    Measure("F167", "检查结果", CHECK_ITEMS, "种", "督查日期在报告期内的督查所列、已经检查的事项，按检查结果分组", Groups(CheckItem.result),
            _in_period & (CheckItem.result != "open"), _always, part_unit="项"),
    Measure("Q705", "检查事项符合率", CHECK_ITEMS, "%", "督查日期在报告期内的督查所列、已经检查且涉及本院的事项中，结果为符合的占比",
            Rate(is_(CheckItem.result, "good")), _in_period & is_(CheckItem.result, "good", "part", "bad"), _always,
            part_unit="项"),
    Measure("Q706", "督查发现问题", CHECK_ITEMS, "个", "督查日期在报告期内的督查所列、部分符合或不符合的事项", Count(), _in_period & _wanting,
            _always),
    Measure("Q707", "督查发现问题方面", CHECK_ITEMS, "个", "督查日期在报告期内的督查所列、部分符合或不符合的事项，按检查方面分组",
            Groups(CheckItem.area), _in_period & _wanting, _always, part_unit="项"),
    Measure("F161", "督查不符合事项", CHECK_ITEMS, "项", "督查日期在报告期内的督查所列、结果为不符合的事项", Count(),
            _in_period & is_(CheckItem.result, "bad"), _always),
)
