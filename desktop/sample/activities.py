"""学习教育活动: theme days, party lectures, films, visits, contests, reminders, and the totals of learning platforms."""

from __future__ import annotations

from datetime import date
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import BRANCHES, Cast

_THEMES = ("学习党章", "重温入党誓词", "走访退休老党员", "义诊进社区", "廉洁家风分享", "党史故事会", "优质服务大讨论", "参观烈士陵园",
           "迎医师节座谈", "安全生产检查", "民族团结进步学习", "年终民主评议")
# month, day, form, title, topic, place, expected, attended, papers expected, papers, copies
_EVENTS = (
    (1, 16, "morning", "晨会五分钟：网络言行九个不", "network", "各病区", 320, 296, None, None, None),
    (1, 22, "committee-meeting", "支委会研究全年组织生活安排", "theory", "各支部活动室", 48, 47, None, None, None),
    (2, 6, "self-test", "学习自测第一期", "ideology", None, 218, 209, None, None, None),
    (2, 20, "warning-film", "《蜕变》警示教育片", "clean", "学术报告厅", 120, 112, None, None, None),
    (3, 5, "campaign", "学雷锋志愿服务月", "medicine", "门诊大厅", None, 86, None, None, 600),
    (3, 11, "watch", "集中收看全国两会报道", "congress", "学术报告厅", 160, 152, None, None, None),
    (3, 20, "report", "入党积极分子一季度思想汇报", "theory", None, None, None, 9, 9, None),
    (3, 27, "party-lecture", "书记讲党课：把责任扛在肩上", "ideology", "学术报告厅", 130, 124, 40, 36, None),
    (4, 17, "site", "赴市廉政教育基地现场教学", "clean", "市廉政教育基地", 45, 44, 20, 20, None),
    (4, 24, "book", "《党章》", "theory", None, None, None, None, None, 120),
    (4, 24, "book", "《基层党务工作问答》", "theory", None, None, None, None, None, 60),
    (5, 8, "branch-meeting", "支部党员大会讨论发展对象", "discipline", "各支部活动室", 210, 196, None, None, None),
    (5, 15, "warning", "医疗卫生行业典型案例通报学习", "case", "学术报告厅", 140, 131, None, None, None),
    (5, 22, "contest", "党规党纪知识竞赛", "discipline", "学术报告厅", 64, 64, None, None, None),
    (6, 11, "branch-study", "网络行为规范集中学习", "network", "各支部活动室", 210, 201, None, None, None),
    (6, 5, "self-test", "学习自测第二期", "discipline", None, 218, 211, None, None, None),
    (6, 20, "report", "入党积极分子二季度思想汇报", "theory", None, None, None, 9, 8, None),
    (6, 27, "party-lecture", "支部书记讲党课", "history", "各支部活动室", 210, 198, None, None, None),
    (7, 10, "film", "集中观看主旋律影片", "history", "影城", 150, 143, None, None, None),
    (7, 16, "all-staff", "全员思想政治教育第一讲", "medicine", "学术报告厅", 620, 587, None, None, None),
    (8, 6, "group-meeting", "党小组会学习身边榜样", "history", "各支部活动室", 96, 93, None, None, None),
    (8, 15, "match", "医师节演讲比赛", "medicine", "学术报告厅", 30, 30, None, None, None),
    (9, 11, "reading", "科室读书分享会", "theory", "职工书屋", 60, 52, 52, 47, None),
    (9, 3, "watch", "集中收看纪念大会直播", "history", "学术报告厅", 180, 174, None, None, None),
    (9, 18, "report", "入党积极分子三季度思想汇报", "theory", None, None, None, 11, 11, None),
    (9, 24, "warning-film", "《底线》警示教育片", "clean", "学术报告厅", 120, 118, None, None, None),
    (10, 9, "self-test", "学习自测第三期", "nine", None, 218, 214, None, None, None),
    (10, 16, "essay", "“我身边的好医生”征文", "medicine", None, None, 41, None, 41, None),
    (10, 22, "morning", "晨会五分钟：不转发未经核实的消息", "network", "各病区", 320, 301, None, None, None),
    (10, 29, "campaign", "“清朗网络从我做起”宣传周", "network", "门诊大厅", None, 120, None, None, 500),
    (11, 6, "warning", "“九项准则”学习和案例剖析", "nine", "学术报告厅", 140, 136, 60, 58, None),
    (11, 19, "site", "赴县人民医院观摩党建品牌", "theory", "县人民医院（化名）", 24, 24, 12, 12, None),
    (12, 4, "warning-film", "《警钟》警示教育片", "clean", "学术报告厅", 120, 115, None, None, None),
    (11, 27, "all-staff", "全员思想政治教育第二讲", "network", "学术报告厅", 620, 594, None, None, None),
    (12, 8, "self-test", "学习自测第四期", "congress", None, 220, 217, None, None, None),
    (12, 9, "report", "入党积极分子四季度思想汇报", "theory", None, None, None, 11, 11, None),
    (12, 10, "branch-study", "党代会精神支部专题学习", "congress", "各支部活动室", 210, 205, 60, 60, None))
_AVERAGES = (36, 38, 39, 41)


def plan(chronicle: Chronicle, cast: Cast) -> None:
    secretaries = cast.by_role("branch")
    for month in range(1, 13):
        for place in range(2):
            branch = BRANCHES[(2 * month + place) % len(BRANCHES)]
            when, members = chronicle.day(month, 12 + 3 * place), 18 + (5 * month + place) % 14
            host = next((one.id for one in secretaries if one.branch == branch), cast.deputy.id)
            chronicle.on(when, "新增学习教育活动", partial(_save, key="activity", values=dict(
                day=when, form="theme-day", title=f"主题党日：{_THEMES[month - 1]}", branch_id=cast.branches[branch],
                topic="history" if month % 2 else "theory", host_id=host, place="支部活动室", expected=members,
                attended=members - month % 3)))
    for month, day, form, title, topic, place, expected, attended, due, papers, copies in _EVENTS:
        when = chronicle.day(month, day)
        chronicle.on(when, "新增学习教育活动", partial(_save, key="activity", values=dict(
            day=when, form=form, title=title, topic=topic, place=place, expected=expected, attended=attended,
            papers_expected=due, papers=papers, copies=copies, discipline=topic == "network",
            host_id=cast.secretary.id if "书记讲党课：" in title else None,
            department_id=cast.department("党委办公室", when))))
    for quarter, average in enumerate(_AVERAGES, start=1):
        day = date(chronicle.year, 3 * quarter, 30)
        chronicle.on(day, "登记学习平台统计", partial(_save, key="learning_total", values=dict(
            day=day, platform="xuexi", members=218, participants=218 if quarter > 1 else 215, average=average,
            source_note="平台组织管理后台季度汇总")))
    for month, participants in ((6, 601), (12, 612)):
        day = date(chronicle.year, month, 30)
        chronicle.on(day, "登记学习平台统计", partial(_save, key="learning_total", values=dict(
            day=day, platform="law", members=620, participants=participants, source_note="普法平台单位报表")))


def _save(hand: Hand, key: str, values: dict) -> None:
    hand.save(key, **values)
