"""Figures of publicity (domain.md L13). Pieces and readings are sums: one record may stand for several pieces."""

from __future__ import annotations

from db.figures.measure import Count, Distinct, Groups, Measure, Sum, is_
from db.ledgers.publication import PUBLICATIONS, Publication

_own = is_(Publication.channel, "site", "wechat")
_above = is_(Publication.level, "city", "province", "nation")
_health = is_(Publication.category, "health")
_video = is_(Publication.form, "video")
_douyin = is_(Publication.channel, "douyin")
_journal = is_(Publication.channel, "journal")

MEASURES = (
    Measure("F015", "官网官微发稿", PUBLICATIONS, "篇", "发布日期在报告期内、渠道为医院官网或微信公众号的稿件篇数之和", Sum(Publication.pieces), _own,
            approximate=True),
    Measure("F079", "官网官微发布信息", PUBLICATIONS, "条", "发布日期在报告期内、渠道为医院官网或微信公众号的稿件篇数之和", Sum(Publication.pieces), _own),
    Measure("F016", "稿件类别", PUBLICATIONS, "类", "发布日期在报告期内、官网官微发布的稿件，按稿件类别分组",
            Groups(Publication.category, Publication.pieces),
            _own, part_unit="篇"),
    Measure("F018", "稿件出现导向问题", PUBLICATIONS, "起", "发布日期在报告期内、登记出现导向问题的稿件", Count(), Publication.problem.is_(True)),
    Measure("Q501", "各渠道发稿", PUBLICATIONS, "篇", "发布日期在报告期内各渠道稿件篇数之和", Sum(Publication.pieces)),
    Measure("F163", "宣传渠道", PUBLICATIONS, "类", "发布日期在报告期内的稿件，按发布渠道分组", Groups(Publication.channel, Publication.pieces),
            part_unit="篇"),
    Measure("F033", "宣传主题", PUBLICATIONS, "个", "发布日期在报告期内的稿件，按宣传主题分组", Groups(Publication.theme, Publication.pieces),
            part_unit="篇"),
    Measure("F035", "专栏", PUBLICATIONS, "个", "发布日期在报告期内的稿件所属的专栏，同名的计一个",
            Groups(Publication.column_name, Publication.pieces),
            part_unit="篇"),
    Measure("F188", "专栏期数", PUBLICATIONS, "期", "发布日期在报告期内、归入专栏并写明期号的稿件", Count(),
            Publication.column_name.is_not(None) & Publication.issue_no.is_not(None), also=("F122",)),
    Measure("F036", "健康科普形式", PUBLICATIONS, "种", "发布日期在报告期内的健康科普稿件，按形式分组", Groups(Publication.form, Publication.pieces),
            _health, part_unit="件"),
    Measure("Q502", "健康科普稿件", PUBLICATIONS, "篇", "发布日期在报告期内的健康科普稿件篇数之和", Sum(Publication.pieces), _health,
            approximate=True),
    Measure("Q503", "先进典型稿件", PUBLICATIONS, "篇", "发布日期在报告期内的先进典型稿件篇数之和", Sum(Publication.pieces),
            is_(Publication.category, "model"), also=("F034",)),
    Measure("Q504", "医德医风和医院文化稿件", PUBLICATIONS, "篇", "发布日期在报告期内、类别为医院文化或主题为医德医风的稿件篇数之和",
            Sum(Publication.pieces), is_(Publication.category, "culture") | (Publication.theme == "style")),
    Measure("F078", "市级以上媒体刊发", PUBLICATIONS, "篇", "发布日期在报告期内、媒体层级为市级以上的稿件篇数之和", Sum(Publication.pieces), _above,
            also=("F121",)),
    Measure("F208", "市级以上媒体层级", PUBLICATIONS, "级", "发布日期在报告期内、市级以上媒体刊发的稿件，按媒体层级分组",
            Groups(Publication.level, Publication.pieces), _above, part_unit="篇"),
    Measure("F080", "总阅读量", PUBLICATIONS, "次", "发布日期在报告期内各稿件阅读量之和，短视频平台的播放量不计，由人工抄录并注明来源",
            Sum(Publication.reads), Publication.channel.not_in(("video", "douyin"))),
    Measure("F123", "专栏阅读量", PUBLICATIONS, "次", "发布日期在报告期内、归入专栏的稿件阅读量之和", Sum(Publication.reads),
            Publication.column_name.is_not(None) & (Publication.column_name != "")),
    Measure("F037", "季节性疾病科普", PUBLICATIONS, "篇", "发布日期在报告期内、宣传主题为季节性疾病防控的健康科普稿件篇数之和",
            Sum(Publication.pieces), _health & is_(Publication.theme, "season")),
    Measure("F081", "专题片", PUBLICATIONS, "部", "发布日期在报告期内、形式为专题片的稿件篇数之和", Sum(Publication.pieces),
            is_(Publication.form, "film")),
    Measure("F164", "微视频和专题片", PUBLICATIONS, "部", "发布日期在报告期内、形式为短视频或专题片的稿件篇数之和", Sum(Publication.pieces),
            is_(Publication.form, "video", "film")),
    Measure("F209", "科普视频", PUBLICATIONS, "个", "发布日期在报告期内、形式为短视频的健康科普稿件篇数之和", Sum(Publication.pieces),
            _health & _video),
    Measure("F142", "抖音号短视频", PUBLICATIONS, "条", "发布日期在报告期内、渠道为抖音号的稿件篇数之和", Sum(Publication.pieces), _douyin),
    Measure("F143", "抖音号播放量", PUBLICATIONS, "次", "发布日期在报告期内、渠道为抖音号的稿件播放量之和", Sum(Publication.reads), _douyin),
    Measure("F098", "院内刊物", PUBLICATIONS, "期", "发布日期在报告期内、渠道为院内刊物的不同期号", Distinct(Publication.issue_no), _journal),
    Measure("F099", "院内刊物文章", PUBLICATIONS, "篇", "发布日期在报告期内、渠道为院内刊物的文章篇数之和", Sum(Publication.pieces), _journal),
    Measure("F145", "信息简报", PUBLICATIONS, "期", "发布日期在报告期内、渠道为信息简报的稿件篇数之和", Sum(Publication.pieces),
            is_(Publication.channel, "brief")),
)
