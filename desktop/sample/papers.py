"""制度文件·上报材料, 队伍与机构, and totals given by others."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import ADDRESSEE, BRANCHES, Cast

_ISSUED = (
    (1, 9, "points", "{0}年意识形态工作要点", 40), (1, 16, "duty", "{0}年意识形态工作责任清单", 40),
    (1, 23, "points", "{0}年党建工作要点", 40), (2, 11, "notice", "关于做好节后思想动态排查的通知", 30),
    (2, 14, "plan", "党委理论学习中心组{0}年学习计划", 12),
    (3, 14, "rule", "意见建议办理办法", 40), (4, 18, "rule", "工作群和自媒体账号管理办法", 60), (5, 30, "emergency", "门诊高峰疏导预案", 20),
    (6, 20, "emergency", "讲座论坛突发情况处置办法", 20), (7, 8, "material", "职工思想政治学习读本", 650),
    (7, 24, "notice", "关于开展网络意识形态自查的通知", 30), (8, 15, "rule", "讲座论坛报告会审批办法", 40), (8, 22, "rule", "信息发布三审三校办法", 40),
    (9, 4, "plan", "青年职工培养方案", 30), (10, 24, "plan", "专项督查问题整改方案", 30), (11, 27, "emergency", "支付方式改革舆情应对预案", 20),
    (12, 4, "emergency", "节日值班舆情处置预案", 20), (12, 12, "rule", "责任清单执行情况季度讲评办法", 40))
_TEAMS = (("monitor", "网上信息监测", ("陆少川", "何雨晴", "程小满")), ("message", "信息报送", ("邓浩然", "苏志强", "宋知夏", "彭冬梅", "白玉琴", "顾长风")),
          ("comment", "网络评论", ("魏思远", "姚振东", "邱诗雨", "雷小红", "常文静", "尹海波", "金小波", "余晓棠")))
_JOINED = ((3, "lead", "成员", "罗建章"), (6, "comment", "网络评论", "龙海燕"), (6, "publicity", "药学部宣传员", "武俊杰"),
           (11, "message", "信息报送", "钱亦凡"))
_TOTALS = (("monitored", (2100, 2350, 2480, 2900), "监测服务单位季度简报"), ("fans", (37800, 39100, 40300, 41200), "公众号后台"),
    ("clicks", (5200, 6100, 5900, 8800), "公众号后台专栏统计"), ("reads", (118000, 131000, 127000, 164000), "网信部门季度通报"),
    ("plays", (64000, 81000, 92000, 130000), "视频号、抖音号后台"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, (month, day, kind, title, copies) in enumerate(_ISSUED, start=1):
        when = chronicle.day(month, day)
        chronicle.on(when, "登记制度文件", partial(_save, key="document", values=dict(
            day=when, kind=kind, title=title.format(chronicle.year), doc_no=f"云二院党发〔{chronicle.year}〕{number + 2}号",
            copies=copies,
            department_id=cast.department("党委办公室", when))))
    for quarter in range(1, 5):
        end = date(chronicle.year, 3 * quarter, calendar.monthrange(chronicle.year, 3 * quarter)[1])
        word = f"{chronicle.year}年第{'一二三四'[quarter - 1]}季度"
        _submitted(chronicle, cast, "quarter", f"{word}意识形态工作情况报告", end, -5 if quarter != 3 else 4)
        _submitted(chronicle, cast, "risk-report", f"{word}风险隐患排查报告", end, -12)
    for month, word in ((6, "上半年"), (12, "下半年")):
        end = date(chronicle.year, month, 30)
        for what in ("意识形态工作总结", "网络意识形态工作总结"):
            _submitted(chronicle, cast, "half", f"{chronicle.year}年{word}{what}", end, -3)
    _submitted(chronicle, cast, "year", f"{chronicle.year - 1}年度意识形态工作报告", date(chronicle.year, 1, 31), -9)
    for month, word in ((5, "职工思想动态"), (10, "青年职工思想状况")):
        _submitted(chronicle, cast, "survey-report", f"{word}调研报告", date(chronicle.year, month, 30), -6)
    _teams(chronicle, cast)
    for kind, amounts, source in _TOTALS:
        for quarter, amount in enumerate(amounts, start=1):
            end = date(chronicle.year, 3 * quarter, calendar.monthrange(chronicle.year, 3 * quarter)[1])
            chronicle.on(end, "登记外来总数", partial(_save, key="period_total", values=dict(
                kind=kind, since=date(chronicle.year, 3 * quarter - 2, 1), day=end, amount=amount, source_note=source)))


def _submitted(chronicle: Chronicle, cast: Cast, kind: str, title: str, due: date, days: int) -> None:
    """A report with a date to be met; ``days`` after it (negative: before it) it was sent."""
    sent = due + timedelta(days=days)
    values = dict(day=min(sent, due), kind=kind, title=title, submit_to=ADDRESSEE, submit_by=due, submitted_on=sent,
        place="党委办公室档案柜",
                  department_id=cast.department("党委办公室", due))
    chronicle.on(sent, "登记上报材料", partial(_save, key="document", values=values))


def _teams(chronicle: Chronicle, cast: Cast) -> None:
    day = chronicle.day(1, 8)
    rows = [dict(team="lead", role="组长" if one.role == "secretary" else "成员", person_id=one.id)
            for one in (*cast.leaders, cast.office_head)]
    rows += [dict(team="network-lead", role="组长" if one.role == "deputy" else "成员", person_id=one.id)
             for one in (cast.deputy, cast.office_head, cast.named("陆少川"))]
    rows += [dict(team=team, role=role, person_id=cast.named(name).id, duty_roster=team == "monitor",
                  full_time=team == "monitor" and name == "陆少川")
             for team, role, names in _TEAMS for name in names]
    rows += [dict(team="publicity", role=f"{branch}宣传员", person_id=cast.last_of(branch).id) for branch in BRANCHES]
    rows += [dict(team="youth", role=f"第{number}学习小组", people=people) for number, people in (("一", 14), ("二", 12))]
    rows += [dict(team="liaison", body=body) for body in ("云岭市卫生健康局宣传科", "城北派出所", "和平街道社区")]
    for values in rows:
        chronicle.on(day, "登记队伍与机构", partial(_save, key="team_member",
            values=values | {"since": date(chronicle.year - 1, 3, 1)}))
    for month, team, role, name in _JOINED:
        since = chronicle.day(month, 14)
        chronicle.on(since, "调整队伍与机构", partial(_save, key="team_member", values=dict(
            team=team, role=role, person_id=cast.named(name).id, since=since)))


def _save(hand: Hand, key: str, values: dict) -> None:
    hand.save(key, **values)
