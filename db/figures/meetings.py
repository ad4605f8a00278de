"""Figures of meetings that studied ideology work (domain.md L02)."""

from __future__ import annotations

from db.figures.measure import Count, Groups, Measure, Sum, is_
from db.ledgers.meeting import MEETINGS, Meeting

_topic = Meeting.ideology.is_(True)

MEASURES = (
    Measure("F053", "党委会专题研究意识形态工作", MEETINGS, "次", "会议日期在报告期内、类别为党委会且标明意识形态专题的会议", Count(),
            is_(Meeting.kind, "committee") & _topic, also=("F173", "F229")),
    Measure("F054", "意识形态领域分析研判", MEETINGS, "次", "会议日期在报告期内、标明作了分析研判或类别为分析研判会的会议", Count(),
            Meeting.judgement.is_(True) | is_(Meeting.kind, "judgement"), also=("F231",)),
    Measure("F252", "情况通报", MEETINGS, "次", "会议日期在报告期内、类别为情况通报会的会议", Count(), is_(Meeting.kind, "bulletin")),
    Measure("F155", "民主生活会", MEETINGS, "次", "会议日期在报告期内、类别为民主生活会的会议", Count(), is_(Meeting.kind, "democratic")),
    Measure("Q105", "组织生活会", MEETINGS, "次", "会议日期在报告期内、类别为组织生活会的会议", Count(), is_(Meeting.kind, "life")),
    Measure("F154", "“三重一大”集体决策", MEETINGS, "次", "会议日期在报告期内、类别为“三重一大”决策会的会议", Count(), is_(Meeting.kind, "major")),
    Measure("F172", "传达学习会", MEETINGS, "次", "会议日期在报告期内、类别为传达学习会的会议", Count(), is_(Meeting.kind, "convey")),
    Measure("F253", "领导小组专题会议", MEETINGS, "次", "会议日期在报告期内、类别为领导小组会且标明意识形态专题的会议", Count(),
            is_(Meeting.kind, "group") & _topic),
    Measure("Q101", "研究网络意识形态工作", MEETINGS, "次", "会议日期在报告期内、标明含网络意识形态内容的会议", Count(),
            Meeting.network.is_(True)),
    Measure("Q102", "意识形态专题会议", MEETINGS, "次", "会议日期在报告期内、标明意识形态专题的各类会议", Count(), _topic),
    Measure("Q103", "意识形态专题会议类别", MEETINGS, "类", "会议日期在报告期内的意识形态专题会议，按会议类别分组", Groups(Meeting.kind), _topic,
            part_unit="次"),
    Measure("Q104", "意识形态专题会议到会", MEETINGS, "人次", "会议日期在报告期内的意识形态专题会议实到人数之和", Sum(Meeting.attended), _topic),
)
