"""Figures of care for staff, practical matters done for people, and voluntary service (domain.md L16)."""

from __future__ import annotations

from db.figures.measure import Count, Groups, Measure, Sum, is_
from db.ledgers.care import CARES, Care

_volunteer = is_(Care.kind, "volunteer")
_visit = is_(Care.kind, "festival", "visit")
_hardship = is_(Care.kind, "hardship")
_staff = is_(Care.kind, "festival", "hardship", "culture")

MEASURES = (
    Measure("Q801", "关怀服务活动", CARES, "次", "日期在报告期内的慰问、帮扶、文体活动、办实事和志愿服务", Count()),
    Measure("F050", "关怀服务类别", CARES, "类", "日期在报告期内的关怀服务活动，按类别分组", Groups(Care.kind), part_unit="次"),
    Measure("Q802", "关怀服务受益", CARES, "人次", "日期在报告期内各次关怀服务活动受益人次之和", Sum(Care.people)),
    Measure("F043", "职工关怀类别", CARES, "类", "日期在报告期内的文体活动、节日慰问和困难帮扶，按类别分组", Groups(Care.kind), _staff, part_unit="次"),
    Measure("F007", "学用结合办结实事", CARES, "件", "日期在报告期内、已办结的办实事和联合查房事项", Count(),
            is_(Care.kind, "matter", "joint-round") & Care.done.is_(True)),
    Measure("F196", "为群众办实事", CARES, "次", "日期在报告期内、类别为为群众办实事的事项", Count(), is_(Care.kind, "matter"), approximate=True),
    Measure("F197", "联合查房", CARES, "次", "日期在报告期内的联合查房", Count(), is_(Care.kind, "joint-round")),
    Measure("F198", "慰问职工", CARES, "人次", "日期在报告期内节日慰问和走访慰问的受益人次之和", Sum(Care.people), _visit),
    Measure("Q803", "困难职工帮扶", CARES, "人次", "日期在报告期内困难职工帮扶的受益人次之和", Sum(Care.people), _hardship),
    Measure("Q804", "职工文体活动", CARES, "次", "日期在报告期内的职工文体活动", Count(), is_(Care.kind, "culture")),
    Measure("F042", "志愿服务", CARES, "次", "日期在报告期内的志愿服务", Count(), _volunteer, also=("F242",)),
    Measure("Q805", "志愿者参加", CARES, "人次", "日期在报告期内各次志愿服务参加人数之和", Sum(Care.volunteers), _volunteer),
    Measure("Q806", "志愿服务群众", CARES, "人次", "日期在报告期内各次志愿服务受益人次之和", Sum(Care.people), _volunteer),
    Measure("F105", "发放宣传资料", CARES, "份", "日期在报告期内各次活动发放资料之和", Sum(Care.materials)),
)
