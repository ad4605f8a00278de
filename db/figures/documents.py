"""Figures of documents issued and of reports handed in (domain.md L17)."""

from __future__ import annotations

from db.figures.measure import Count, During, Groups, Measure, Rate, Sum, is_
from db.ledgers.document import DOCUMENTS, IssuedDocument as Paper

_due, _sent = During(Paper.submit_by), During(Paper.submitted_on)
_half = is_(Paper.kind, "half")
_network = Paper.title.contains("网络意识形态")
_issued = is_(Paper.kind, "points", "rule", "plan", "emergency", "notice", "duty", "material")

MEASURES = (
    Measure("F159", "印发文件", DOCUMENTS, "份", "日期在报告期内的要点、制度、方案、预案、通知、清单和学习资料", Count(), _issued),
    Measure("Q851", "文件类别", DOCUMENTS, "类", "日期在报告期内的文件和材料，按类别分组", Groups(Paper.kind), part_unit="份"),
    Measure("F003", "制定和修订制度", DOCUMENTS, "项", "日期在报告期内、类别为制度的文件", Count(), is_(Paper.kind, "rule"),
            also=("F134", "F176", "F199", "F201", "F202", "F236")),
    Measure("F056", "工作要点", DOCUMENTS, "份", "日期在报告期内、类别为工作要点的文件", Count(), is_(Paper.kind, "points"), also=("F169",)),
    Measure("F148", "工作方案和计划", DOCUMENTS, "份", "日期在报告期内、类别为方案的文件，含学习计划", Count(), is_(Paper.kind, "plan"),
            also=("F237",)),
    Measure("F108", "制定应急预案", DOCUMENTS, "项", "日期在报告期内、类别为应急预案的文件", Count(), is_(Paper.kind, "emergency")),
    Measure("F118", "印发学习资料", DOCUMENTS, "册", "日期在报告期内、类别为学习资料的印发数量之和", Sum(Paper.copies), is_(Paper.kind, "material")),
    Measure("F059", "定期报告种类", DOCUMENTS, "种", "报送日期在报告期内的季度报告、半年总结和年度报告，按类别分组", Groups(Paper.kind),
            is_(Paper.kind, "quarter", "half", "year"), _sent, part_unit="份"),
    Measure("F174", "意识形态工作半年总结", DOCUMENTS, "份", "报送日期在报告期内的半年总结，名称不含网络意识形态的", Count(), _half & ~_network, _sent),
    Measure("F175", "网络意识形态半年总结", DOCUMENTS, "份", "报送日期在报告期内的半年总结，名称含网络意识形态的", Count(), _half & _network, _sent),
    Measure("Q852", "上报材料", DOCUMENTS, "份", "报送日期在报告期内的各类材料", Count(), span=_sent),
    Measure("Q853", "按时报送率", DOCUMENTS, "%", "报送时限在报告期内的材料中，在时限当天或之前报送的占比",
            Rate(Paper.submitted_on <= Paper.submit_by), span=_due, part_unit="份"),
    Measure("Q854", "逾期报送", DOCUMENTS, "份", "报送时限在报告期内、时限之后才报送的材料", Count(), Paper.submitted_on > Paper.submit_by,
            _due),
)
