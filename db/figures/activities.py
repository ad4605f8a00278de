"""Figures of study and education activities and of learning platforms' totals (domain.md L04).

Papers of essays, of visits and of reports on one's thinking are counted apart, so that no paper stands in two figures.
"""

from __future__ import annotations

from db.figures.measure import Average, Count, Distinct, Groups, Measure, Share, Sum, is_
from db.ledgers.activity import ACTIVITIES, LEARNING_TOTALS, Activity, LearningTotal

_lessons = is_(Activity.form, "branch-meeting", "committee-meeting", "group-meeting", "party-lecture")
_warning = is_(Activity.form, "warning", "warning-film")
_network = Activity.discipline.is_(True) | is_(Activity.topic, "network")
_contest = is_(Activity.form, "contest")
_practice = is_(Activity.form, "site", "theme-day")
_study_papers = Activity.form.not_in(("essay", "report", "site", "theme-day"))
_daily = is_(LearningTotal.platform, "xuexi")

MEASURES = (
    Measure("Q551", "学习教育活动", ACTIVITIES, "次", "活动日期在报告期内的各类学习教育活动", Count()),
    Measure("F006", "学习教育活动形式", ACTIVITIES, "种", "活动日期在报告期内的学习教育活动，按活动形式分组", Groups(Activity.form), part_unit="次",
            also=("F146", "F158", "F240", "F251")),
    Measure("Q552", "学习教育活动参加", ACTIVITIES, "人次", "活动日期在报告期内各次学习教育活动实到人数之和", Sum(Activity.attended)),
    Measure("Q553", "学习教育主题", ACTIVITIES, "个", "活动日期在报告期内的学习教育活动，按学习主题分组", Groups(Activity.topic), part_unit="次"),
    Measure("Q554", "开展活动的支部", ACTIVITIES, "个", "活动日期在报告期内的学习教育活动所属的支部，同一支部计一个", Distinct(Activity.branch_id)),
    Measure("Q555", "三会一课", ACTIVITIES, "次", "活动日期在报告期内的支部党员大会、支委会、党小组会和党课", Count(), _lessons),
    Measure("F182", "支部学习教育形式", ACTIVITIES, "类", "活动日期在报告期内的三会一课、主题党日、集中学习和支部学习，按活动形式分组",
            Groups(Activity.form), _lessons | is_(Activity.form, "theme-day", "group-study", "branch-study"),
            part_unit="次"),
    Measure("F138", "主题党日", ACTIVITIES, "场次", "活动日期在报告期内、形式为主题党日的活动", Count(), is_(Activity.form, "theme-day")),
    Measure("F185", "党课", ACTIVITIES, "次", "活动日期在报告期内、形式为党课的活动", Count(), is_(Activity.form, "party-lecture"),
            also=("F225",)),
    Measure("F019", "网络行为规范教育形式", ACTIVITIES, "种", "活动日期在报告期内、内容为网络行为规范的科室晨会和支部学习，按活动形式分组",
            Groups(Activity.form), is_(Activity.form, "morning", "branch-study") & _network, part_unit="次"),
    Measure("F020", "重申纪律和网络行为规范", ACTIVITIES, "次", "活动日期在报告期内、标明重申纪律或主题为网络行为规范的活动", Count(), _network),
    Measure("F038", "警示教育", ACTIVITIES, "次", "活动日期在报告期内、形式为警示教育或警示教育片的活动", Count(), _warning),
    Measure("Q556", "警示教育参加", ACTIVITIES, "人次", "活动日期在报告期内各次警示教育实到人数之和", Sum(Activity.attended), _warning),
    Measure("F070", "警示教育片", ACTIVITIES, "部", "活动日期在报告期内观看的警示教育片，同名的计一部", Distinct(Activity.title),
            is_(Activity.form, "warning-film"), also=("F150",)),
    Measure("F039", "九项准则和典型案例学习", ACTIVITIES, "次", "活动日期在报告期内、主题为九项准则或典型案例通报的活动", Count(),
            is_(Activity.topic, "nine", "case")),
    Measure("F071", "现场教学", ACTIVITIES, "次", "活动日期在报告期内、形式为现场教学的活动", Count(), is_(Activity.form, "site"),
            also=("F192", "F227")),
    Measure("F149", "观看影片", ACTIVITIES, "部", "活动日期在报告期内、形式为观影的影片，同名的计一部", Distinct(Activity.title),
            is_(Activity.form, "film"), also=("F228",)),
    Measure("F223", "集中收看", ACTIVITIES, "次", "活动日期在报告期内、形式为集中收看的活动", Count(), is_(Activity.form, "watch")),
    Measure("F224", "集中收看节目", ACTIVITIES, "部", "活动日期在报告期内集中收看的会议直播和专题片，同名的计一部", Distinct(Activity.title),
            is_(Activity.form, "watch")),
    Measure("F077", "演讲等比赛", ACTIVITIES, "场次", "活动日期在报告期内、形式为演讲等比赛的活动", Count(), is_(Activity.form, "match"),
            also=("F186",)),
    Measure("F247", "知识竞赛", ACTIVITIES, "场", "活动日期在报告期内、形式为知识竞赛的活动", Count(), _contest, also=("F147",)),
    Measure("Q557", "知识竞赛参加", ACTIVITIES, "人次", "活动日期在报告期内各场知识竞赛实到人数之和", Sum(Activity.attended), _contest),
    Measure("F104", "主题宣传活动", ACTIVITIES, "项", "活动日期在报告期内、形式为主题宣传活动的活动", Count(), is_(Activity.form, "campaign"),
            also=("F187",)),
    Measure("F076", "征文作品", ACTIVITIES, "篇", "活动日期在报告期内各次征文收到的作品之和", Sum(Activity.papers), is_(Activity.form, "essay")),
    Measure("F189", "学习自测", ACTIVITIES, "期", "活动日期在报告期内、形式为学习自测的活动", Count(), is_(Activity.form, "self-test")),
    Measure("F190", "全员思想政治教育", ACTIVITIES, "次", "活动日期在报告期内、形式为全员教育的活动", Count(), is_(Activity.form, "all-staff")),
    Measure("F184", "发放学习书籍", ACTIVITIES, "册", "活动日期在报告期内购发书籍的数量之和", Sum(Activity.copies), is_(Activity.form, "book"),
            also=("F222",)),
    Measure("Q558", "学习书目", ACTIVITIES, "种", "活动日期在报告期内购发的书籍，同名的计一种", Distinct(Activity.title),
            is_(Activity.form, "book")),
    Measure("F128", "应交心得体会", ACTIVITIES, "篇", "活动日期在报告期内各次学习应交心得之和，征文、现场教学、主题党日和思想汇报不计",
            Sum(Activity.papers_expected), _study_papers),
    Measure("F129", "心得体会", ACTIVITIES, "篇", "活动日期在报告期内各次学习收到的心得之和，征文、现场教学、主题党日和思想汇报不计",
            Sum(Activity.papers), _study_papers),
    Measure("F139", "实践活动感悟", ACTIVITIES, "篇", "活动日期在报告期内现场教学和主题党日收到的心得之和", Sum(Activity.papers), _practice),
    Measure("Q559", "心得体会收缴率", ACTIVITIES, "%", "活动日期在报告期内写明应交篇数的活动，收到的心得之和除以应交之和",
            Share(Activity.papers, Activity.papers_expected), Activity.papers_expected > 0),
    Measure("F136", "应交思想汇报", ACTIVITIES, "份", "活动日期在报告期内各次思想汇报应交份数之和", Sum(Activity.papers_expected),
            is_(Activity.form, "report")),
    Measure("F137", "思想汇报", ACTIVITIES, "份", "活动日期在报告期内各次思想汇报收到份数之和", Sum(Activity.papers),
            is_(Activity.form, "report")),
    Measure("F073", "学习强国人均日积分", LEARNING_TOTALS, "分", "统计截止日在报告期内的学习强国统计，按应参加人数加权平均后取整，只用平台给出的平均数",
            Average(LearningTotal.average, LearningTotal.members), _daily),
    Measure("F074", "学习强国参与率", LEARNING_TOTALS, "%", "统计截止日在报告期内的学习强国统计，实参加人数之和除以应参加人数之和",
            Share(LearningTotal.participants, LearningTotal.members), _daily),
    Measure("F183", "学习平台", LEARNING_TOTALS, "个", "统计截止日在报告期内的学习平台统计，按平台分组", Groups(LearningTotal.platform),
            part_unit="期"),
)
