"""Figures of 风险隐患排查 (domain.md L07). A point taken over from the round before is not counted as found again, and what
is under control counts once, as the last round of the period has it."""

from __future__ import annotations

from sqlalchemy import exists
from sqlalchemy.orm import aliased

from db.figures.measure import END, Count, Distinct, Groups, Measure, Rate, is_
from db.ledgers.risk import RISK_POINTS, RISK_ROUNDS, RiskPoint, RiskRound

_Next = aliased(RiskPoint)
_last = ~exists().where(
    _Next.carried_from_id == RiskPoint.id, _Next.voided_at.is_(None), _Next.day <= END).correlate(RiskPoint)
_new = RiskPoint.carried_from_id.is_(None)
_measured = RiskPoint.measure.is_not(None) & (RiskPoint.measure != "")
_ONCE = Count(additive=False)

MEASURES = (
    Measure("F106", "风险隐患排查", RISK_ROUNDS, "次", "排查日期在报告期内的排查轮次，未发现风险的轮次也计", Count()),
    Measure("F177", "风险隐患排查报告", RISK_ROUNDS, "份", "排查日期在报告期内、排查报告已上报的轮次", Count(), RiskRound.reported_on.is_not(None)),
    Measure("Q251", "未发现风险的排查", RISK_ROUNDS, "次", "排查日期在报告期内、登记为未发现风险的轮次", Count(), RiskRound.nothing_found.is_(True)),
    Measure("F107", "识别风险点", RISK_POINTS, "个", "识别日期在报告期内的风险点，从上一轮延续的不重复计", Count(), _new),
    Measure("Q252", "在管风险点", RISK_POINTS, "个",
            "识别或延续日期在报告期内的风险点，含从上一轮延续的；期内几轮延续的同一个风险点计一个，以最近一轮为准", _ONCE, _last),
    Measure("F112", "风险领域", RISK_POINTS, "个", "报告期内在管的风险点，按风险领域分组", Groups(RiskPoint.area), _last, part_unit="个"),
    Measure("Q253", "风险等级", RISK_POINTS, "级", "报告期内在管的风险点，按人工判定的风险等级分组", Groups(RiskPoint.level), _last, part_unit="个"),
    Measure("F113", "风险点防控措施落实率", RISK_POINTS, "%", "报告期内在管的风险点中写明防控措施的占比", Rate(_measured), _last, part_unit="个"),
    Measure("Q254", "已化解风险点", RISK_POINTS, "个", "报告期内在管的风险点中状态为已化解的", _ONCE, _last & is_(RiskPoint.state, "solved")),
    Measure("Q255", "转整改的风险点", RISK_POINTS, "个", "报告期内在管的风险点中已转整改的", _ONCE, _last & is_(RiskPoint.state, "rectify")),
    Measure("Q256", "高等级风险点", RISK_POINTS, "个", "报告期内在管的风险点中人工判定为高等级的", _ONCE, _last & is_(RiskPoint.level, "high")),
    Measure("Q257", "应急预案", RISK_POINTS, "项", "报告期内在管的风险点所列的应急预案，同名的计一项", Distinct(RiskPoint.plan), _last),
)
