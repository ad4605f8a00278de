"""Figures of 谈心谈话 (domain.md L05). Planned talks do not count before they are held; people are counted as 人次.

No figure groups by person; groups smaller than the hospital's setting are merged (domain.md section 5, P-12).
"""

from __future__ import annotations

from sqlalchemy import select

from db.figures.measure import END, Count, Distinct, During, Groups, Measure, MostDays, Rate, Sum, is_
from db.ledgers.opinion import OPINIONS, Opinion
from db.ledgers.talk import TALKS, Talk, TalkFollowUp

_held = During(Talk.held_on)
_followed = (Talk.state == "done") | Talk.id.in_(select(TalkFollowUp.talk_id).where(TalkFollowUp.voided_at.is_(None)))

MEASURES = (
    Measure("F195", "谈心谈话", TALKS, "人次", "谈话日期在报告期内的谈话人数之和，集体谈话按到场人数计，只有计划没有谈的不计", Sum(Talk.people),
            span=_held),
    Measure("Q201", "谈心谈话场次", TALKS, "场次", "谈话日期在报告期内的谈话，只有计划没有谈的不计", Count(), span=_held),
    Measure("Q202", "谈话计划完成率", TALKS, "%", "计划日期在报告期内的谈话中，截至期末已经谈的占比",
            Rate(Talk.held_on <= END), span=During(Talk.planned_on), part_unit="场次"),
    Measure("F045", "谈话话题", TALKS, "类", "谈话日期在报告期内的谈话，按话题分组；一次谈话可涉及几个话题", Groups(Talk.topics, several=True),
            span=_held, private=True, part_unit="场次"),
    Measure("F194", "谈话类型", TALKS, "类", "谈话日期在报告期内的谈话，按谈话类型分组", Groups(Talk.kind, Talk.people), span=_held,
            private=True, part_unit="人次"),
    Measure("Q203", "谈话形式", TALKS, "种", "谈话日期在报告期内的谈话，按谈话形式分组", Groups(Talk.form), span=_held, private=True,
            part_unit="场次"),
    Measure("F049", "谈话跟进率", TALKS, "%", "谈话日期在报告期内、需要跟进的谈话中，已有跟进记录或已办结的占比", Rate(_followed),
            Talk.follow_needed.is_(True), _held, part_unit="场次"),
    Measure("Q204", "需要跟进的谈话", TALKS, "场次", "谈话日期在报告期内、标明需要跟进的谈话", Count(), Talk.follow_needed.is_(True), _held),
    Measure("F250", "情形发生到谈话最长天数", TALKS, "天", "谈话日期在报告期内、记有必谈情形发生日期的谈话，从发生到谈话相隔天数的最大值",
            MostDays(Talk.trigger_on, Talk.held_on), span=_held),
    Measure("F249", "第一形态约谈", TALKS, "人次", "谈话日期在报告期内、类型为第一形态约谈的谈话人数之和", Sum(Talk.people),
            is_(Talk.kind, "first-form"), _held),
    Measure("F217", "党外人士联系谈话", TALKS, "人次", "谈话日期在报告期内、类型为党外人士联系的谈话人数之和", Sum(Talk.people),
            is_(Talk.kind, "non-party"), _held),
    Measure("Q205", "廉政与提醒谈话", TALKS, "人次", "谈话日期在报告期内、类型为廉政谈话或提醒谈话的谈话人数之和", Sum(Talk.people),
            is_(Talk.kind, "clean", "remind"), _held),
    Measure("Q206", "谈话覆盖科室", TALKS, "个", "谈话日期在报告期内的谈话对象所在科室，按谈话当时的科室计", Distinct(Talk.department_id), span=_held),
    Measure("Q207", "谈话中收集意见建议", OPINIONS, "条", "收集日期在报告期内、来源为谈心谈话的意见建议", Count(), is_(Opinion.source, "talk")),
)
