"""Figures of trainings and drills (domain.md L15). Attendances are sums over sessions (人次)."""

from __future__ import annotations

from sqlalchemy.sql import ColumnElement

from db.figures.measure import Count, Groups, Measure, Share, Sum, is_
from db.ledgers.training import TRAININGS, Training

_briefing = is_(Training.kind, "briefing")
_drill = is_(Training.kind, "drill", "both")
_network = is_(Training.kind, "training", "both") & is_(Training.topic, "network")


def _for(group: str) -> ColumnElement[bool]:
    return Training.groups.contains(f",{group},")


MEASURES = (
    Measure("Q751", "培训演练", TRAININGS, "次", "日期在报告期内的各类培训、宣讲和演练", Count()),
    Measure("Q752", "培训演练类别", TRAININGS, "类", "日期在报告期内的培训演练，按类别分组", Groups(Training.kind), part_unit="次"),
    Measure("Q753", "培训演练参加", TRAININGS, "人次", "日期在报告期内各次培训演练实到人数之和", Sum(Training.attended)),
    Measure("Q754", "培训参训率", TRAININGS, "%", "日期在报告期内写明应到人数的培训演练，实到之和除以应到之和",
            Share(Training.attended, Training.expected), Training.expected > 0),
    Measure("Q755", "培训对象", TRAININGS, "类", "日期在报告期内的培训演练所面向的人群，一次可面向几类", Groups(Training.groups, several=True),
            part_unit="次"),
    Measure("F048", "政策宣讲", TRAININGS, "场次", "日期在报告期内、类别为政策宣讲的培训", Count(), _briefing),
    Measure("Q756", "政策宣讲参加", TRAININGS, "人次", "日期在报告期内各场政策宣讲实到人数之和", Sum(Training.attended), _briefing),
    Measure("F096", "网络安全和风险防范培训", TRAININGS, "场次", "日期在报告期内、主题为网络安全和意识形态风险防范的专题培训", Count(), _network),
    Measure("F097", "网络安全和风险防范培训覆盖", TRAININGS, "人", "日期在报告期内各场网络安全和意识形态风险防范培训实到人数之和，同一人参加几场计几次",
            Sum(Training.attended), _network),
    Measure("F207", "舆情应对培训", TRAININGS, "次", "日期在报告期内、主题为舆情应对的培训演练", Count(), is_(Training.topic, "opinion")),
    Measure("F114", "应急演练", TRAININGS, "次", "日期在报告期内、类别为应急演练或培训暨演练的培训演练", Count(), _drill),
    Measure("F115", "演练场景", TRAININGS, "种", "日期在报告期内的应急演练，按演练场景分组", Groups(Training.scenario), _drill, part_unit="次"),
    Measure("F125", "青年职工培训", TRAININGS, "场次", "日期在报告期内、培训对象含青年职工的培训", Count(), _for("youth")),
    Measure("F126", "青年职工培训参加", TRAININGS, "人次", "日期在报告期内、培训对象含青年职工的各场培训实到人数之和", Sum(Training.attended),
            _for("youth")),
    Measure("F127", "青年职工参训率", TRAININGS, "%", "日期在报告期内、培训对象含青年职工且写明应到人数的培训，实到之和除以应到之和",
            Share(Training.attended, Training.expected), _for("youth") & (Training.expected > 0)),
    Measure("F157", "党务干部培训", TRAININGS, "次", "日期在报告期内、培训对象含支部书记和党务干部的培训", Count(), _for("cadre")),
    Measure("Q757", "党务干部培训参加", TRAININGS, "人次", "日期在报告期内、培训对象含支部书记和党务干部的各次培训实到人数之和",
            Sum(Training.attended), _for("cadre")),
    Measure("F191", "廉洁法纪培训", TRAININGS, "场", "日期在报告期内、主题为廉洁从业的培训", Count(), is_(Training.topic, "clean")),
    Measure("F193", "工会干部培训", TRAININGS, "次", "日期在报告期内、培训对象含工会干部的培训", Count(), _for("union")),
)
