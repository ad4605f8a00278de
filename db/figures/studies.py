"""Figures of theory study (domain.md L03). 参学率 is all those present over all those expected (check C1)."""

from __future__ import annotations

from sqlalchemy import case, func, select

from db.figures.measure import Count, Groups, Measure, Share, Sum, is_
from db.ledgers.organisation import Person
from db.ledgers.study import STUDIES, Study

_group = is_(Study.kind, "group", "seminar", "wide")
_by_secretary = Study.host_id.in_(select(Person.id).where(Person.duty_role == "secretary"))
_speeches = case((func.trim(func.coalesce(Study.speakers, "")) == "", 0),
                 else_=1 + func.length(Study.speakers) - func.length(func.replace(Study.speakers, "、", "")))
_outside = is_(Study.lecturer_level, "city", "province", "nation")

MEASURES = (
    Measure("F005", "第一议题学习", STUDIES, "次", "学习日期在报告期内、标明第一议题的学习", Count(),
            Study.first_topic.is_(True) | is_(Study.kind, "first"), also=("F180",)),
    Measure("F066", "中心组集中学习研讨", STUDIES, "次", "学习日期在报告期内、类别为中心组集中学习、专题研讨或扩大学习的学习", Count(), _group,
            also=("F179",)),
    Measure("F067", "中心组学习参加", STUDIES, "人次", "中心组集中学习、专题研讨、扩大学习各次实到人数之和", Sum(Study.attended), _group),
    Measure("F068", "中心组参学率", STUDIES, "%", "中心组集中学习、专题研讨、扩大学习各次实到之和除以应到之和",
            Share(Study.attended, Study.expected), _group),
    Measure("F069", "省市级专家专题辅导", STUDIES, "场次", "学习日期在报告期内、类别为专题辅导且专家为市级以上的学习", Count(),
            is_(Study.kind, "lecture") & _outside),
    Measure("F226", "专题辅导", STUDIES, "场次", "学习日期在报告期内、类别为专题辅导的学习", Count(), is_(Study.kind, "lecture")),
    Measure("F171", "书记带头学习", STUDIES, "次", "学习日期在报告期内、由党委书记主持的学习", Count(), _by_secretary),
    Measure("F181", "传达学习重要精神", STUDIES, "次", "学习日期在报告期内、主题写明传达的学习", Count(), Study.topic.contains("传达")),
    Measure("F238", "中心发言", STUDIES, "人次", "学习日期在报告期内各次学习的中心发言人数之和，几个人之间用顿号隔开", Sum(_speeches)),
    Measure("Q151", "意识形态专题学习", STUDIES, "次", "学习日期在报告期内、标明意识形态专题的学习", Count(), Study.ideology.is_(True)),
    Measure("Q152", "理论学习参加", STUDIES, "人次", "学习日期在报告期内各类学习实到人数之和", Sum(Study.attended)),
    Measure("Q153", "理论学习形式", STUDIES, "种", "学习日期在报告期内的学习，按学习类别分组", Groups(Study.kind), part_unit="次"),
    Measure("Q154", "理论学习", STUDIES, "次", "学习日期在报告期内的各类学习", Count()),
    Measure("Q155", "缺席补学", STUDIES, "人次", "学习日期在报告期内各次学习补学人数之和", Sum(Study.made_up)),
    Measure("Q156", "学习情况报上级", STUDIES, "次", "学习日期在报告期内、标明已报上级的学习", Count(), Study.reported.is_(True)),
)
