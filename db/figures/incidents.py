"""Figures of 舆情与投诉 (domain.md L12). Monitoring totals are typed in elsewhere and never collected by the program."""

from __future__ import annotations

from sqlalchemy import and_, func

from db.figures.measure import Count, Groups, Measure, MostDays, Rate, is_
from db.ledgers.incident import COMPLAINTS, INCIDENTS, Incident

_online = is_(Incident.type, "opinion", "consult")
_light = is_(Incident.type, "consult") | (is_(Incident.type, "opinion") & is_(Incident.level, "light"))
_complaint = is_(Incident.type, *COMPLAINTS)
_sensitive = _online & is_(Incident.level, "sensitive")
_serious = _online & is_(Incident.level, "large", "major", "extreme")
_done = Incident.closed_at.is_not(None)
_stamped = and_(*(stamp.is_not(None) for stamp in (Incident.judged_at, Incident.handled_at, Incident.replied_at)))

MEASURES = (
    Measure("Q451", "网络舆情和咨询", INCIDENTS, "起", "发现时间在报告期内、类型为网络舆情或网络咨询的登记", Count(), _online),
    Measure("F026", "网络咨询和轻微舆情", INCIDENTS, "起", "发现时间在报告期内的网络咨询，以及等级为轻微的网络舆情", Count(), _light),
    Measure("F027", "舆情涉及方面", INCIDENTS, "类", "发现时间在报告期内的网络舆情和咨询，按涉及方面分组", Groups(Incident.category), _online,
            private=True, part_unit="起"),
    Measure("F028", "舆情办结率", INCIDENTS, "%", "发现时间在报告期内的网络舆情和咨询中已办结的占比", Rate(_done), _online, part_unit="起"),
    Measure("F024", "四环节完成率", INCIDENTS, "%", "发现时间在报告期内的网络舆情和咨询中，研判、处置、回复时间都已登记的占比", Rate(_stamped),
            _online, part_unit="起", also=("F092", "F165")),
    Measure("F029", "形成负面炒作", INCIDENTS, "起", "发现时间在报告期内、登记形成负面炒作的网络舆情和咨询", Count(),
            _online & Incident.hyped.is_(True)),
    Measure("F091", "引发次生舆情", INCIDENTS, "起", "发现时间在报告期内、登记引发次生舆情的网络舆情和咨询", Count(),
            _online & Incident.secondary.is_(True)),
    Measure("F089", "处置敏感舆情", INCIDENTS, "起", "发现时间在报告期内、等级为敏感且已办结的网络舆情", Count(), _sensitive & _done),
    Measure("F090", "敏感舆情办结最长天数", INCIDENTS, "天", "发现时间在报告期内的敏感舆情，从发现到办结天数的最大值",
            MostDays(Incident.found_at, Incident.closed_at), _sensitive),
    Measure("Q452", "舆情办结最长天数", INCIDENTS, "天", "发现时间在报告期内的网络舆情和咨询，从发现到办结天数的最大值",
            MostDays(Incident.found_at, Incident.closed_at), _online),
    Measure("F204", "较大以上舆情", INCIDENTS, "例", "发现时间在报告期内、等级为较大及以上的网络舆情", Count(), _serious),
    Measure("F213", "投诉与纠纷", INCIDENTS, "例", "发现时间在报告期内、类型为投诉、纠纷或信访的登记", Count(), _complaint),
    Measure("Q453", "投诉与纠纷办结率", INCIDENTS, "%", "发现时间在报告期内的投诉、纠纷、信访中已办结的占比", Rate(_done), _complaint, part_unit="例"),
    Measure("F215", "沟通原因占比", INCIDENTS, "%", "发现时间在报告期内的投诉、纠纷、信访中，涉及医患沟通的占比", Rate(is_(Incident.category, "talk")),
            _complaint, part_unit="例"),
    Measure("F214", "投诉与纠纷逐年数", INCIDENTS, "个年度", "发现时间在报告期内的投诉、纠纷、信访，按发现年份分组",
            Groups(func.strftime("%Y", Incident.found_at)), _complaint, part_unit="例"),
    Measure("F216", "投诉与纠纷涉及方面", INCIDENTS, "类", "发现时间在报告期内的投诉、纠纷、信访，按涉及方面分组", Groups(Incident.category),
            _complaint, private=True, part_unit="例"),
)
