"""Figures of surveys and opinions (domain.md L06)."""

from __future__ import annotations

from db.figures.measure import Count, Groups, Measure, Rate, Sum, is_
from db.ledgers.opinion import OPINIONS, SURVEYS, Opinion, Survey

_answered = Opinion.replied_on.is_not(None) | is_(Opinion.state, "moved")

MEASURES = (
    Measure("F008", "“1+1+N”调研", SURVEYS, "次", "调研日期在报告期内、方式为1+1+N调研的调研", Count(), is_(Survey.mode, "1+1+N")),
    Measure("F046", "思想动态调研", SURVEYS, "次", "调研日期在报告期内的调研", Count(), also=("F131",)),
    Measure("Q351", "调研方式", SURVEYS, "种", "调研日期在报告期内的调研，按调研方式分组", Groups(Survey.mode), part_unit="次"),
    Measure("Q352", "调研覆盖群体", SURVEYS, "类", "调研日期在报告期内的调研所覆盖的群体", Groups(Survey.groups, several=True), part_unit="次"),
    Measure("Q353", "调研参与", SURVEYS, "人次", "调研日期在报告期内各次调研参与人数之和", Sum(Survey.people)),
    Measure("F178", "调研报告", SURVEYS, "份", "调研日期在报告期内、已形成并上报调研报告的调研", Count(), Survey.reported_on.is_not(None)),
    Measure("F047", "收集意见建议", OPINIONS, "条", "收集日期在报告期内的意见建议", Count(), approximate=True),
    Measure("F110", "意见建议条数", OPINIONS, "条", "收集日期在报告期内的意见建议", Count()),
    Measure("F044", "意见建议来源", OPINIONS, "种", "收集日期在报告期内的意见建议，按来源分组", Groups(Opinion.source), private=True,
            part_unit="条",
            also=("F109",)),
    Measure("Q354", "意见建议类别", OPINIONS, "类", "收集日期在报告期内的意见建议，按类别分组", Groups(Opinion.topic), private=True,
            part_unit="条"),
    Measure("Q355", "意见建议答复率", OPINIONS, "%", "收集日期在报告期内的意见建议中，已答复、已解决或已转整改的占比", Rate(_answered), part_unit="条"),
    Measure("Q356", "已解决意见建议", OPINIONS, "条", "收集日期在报告期内、状态为已解决的意见建议", Count(), is_(Opinion.state, "solved")),
    Measure("Q357", "转整改意见建议", OPINIONS, "条", "收集日期在报告期内、已转整改的意见建议", Count(), is_(Opinion.state, "moved")),
)
