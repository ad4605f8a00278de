"""风险排查: four quarterly rounds, the third of which found nothing."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

_ROUNDS = (  # month, day, scope, conclusion
    (2, 25, "各支部、各科室，重点看工作群、公众号、医患关系和绩效分配", "总体可控，排查出风险点3个，均已明确防控措施和责任人。"),
    (5, 27, "各支部、各科室，增加职称评聘和新入职人员两项内容", "风险点4个，其中新发现3个、延续1个，没有高风险。"),
    (8, 26, "各支部、各科室，开学季与暑期门诊高峰期间的服务保障", "经逐科排查，本轮未发现新的风险点。"),
    (11, 25, "各支部、各科室，年底考核、支付方式改革和节日值班", "风险点2个，均与支付方式改革和年底集中收治有关，已制定应对预案。"))
# round, area, point, description, level, department, owner, measure, plan, outcome (None = to rectification)
_POINTS = (
    (1, "groups", "科室业务工作群人员变动后未及时清理", "个别群里仍有已调离人员，群主变更没有报备。", "middle", "急诊医学科", "党委办公室",
     "逐群核对成员，一群一主，变动当月报备。", None, None),
    (1, "pay", "绩效方案调整前的议论", "临床科室对核算系数有疑问，私下议论较多。", "low", "普外科", "人力资源科", "开说明会，公布核算办法和查询途径。", None,
     "说明会后科室反映平稳，二季度核算没有新的投诉。"),
    (1, "dispute", "候诊时间长引起的现场争执", "高峰时段候诊超过一小时，导医解释不及时。", "middle", "儿科", "医务科", "增开高峰诊室，导医每半小时巡视一次。",
     "门诊高峰疏导预案", "watch"),
    (2, "title", "职称评审结果公布后的情绪波动", "名额少、申报人多，落选人员可能产生情绪。", "middle", "心血管内科", "人力资源科", "公布评审口径，科室负责人逐人谈话。", None,
     "公示期间没有异议，落选人员均已谈话。"),
    (2, "youth", "新入职人员网络言行提醒不够", "岗前培训没有网络言行内容。", "low", "护理部", "护理部", "把网络言行规范列入岗前培训。", None, "已列入岗前培训第一课。"),
    (2, "lecture", "讲座论坛临时更换主讲人", "临近举办更换主讲人，来不及重新审核。", "middle", "骨科", "党委办公室", "更换主讲人的重新申请，未批不办。", "讲座论坛突发情况处置办法",
    None),
    (4, "reform", "按病种付费实施后的科室顾虑", "临床担心收治复杂病例影响考核。", "high", "呼吸与消化内科", "医务科", "逐科讲解政策，特殊病例单独结算。", "支付方式改革舆情应对预案",
    ""),
    (4, "dates", "节日期间网络留言集中", "节日值班人员少，网络留言答复可能变慢。", "low", "党委办公室", "党委办公室", "节日期间安排专人值班，留言两小时内答复。", "节日值班舆情处置预案",
    "found"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, (month, day, scope, conclusion) in enumerate(_ROUNDS, start=1):
        when = chronicle.day(month, day)
        values = dict(day=when, organiser_id=cast.deputy.id, scope=scope, nothing_found=number == 3)
        chronicle.on(when, "登记排查轮次", lambda hand, number=number,
            values=values: hand.save("risk_round", f"排查 {number}", **values))
        if number == 2:
            chronicle.on(when, "沿用上一轮风险点", lambda hand: hand.act("risk_round", hand.get("risk_round", "排查 2"), "copy"))
        reported = chronicle.workday(when + timedelta(days=6))
        finish = dict(conclusion=conclusion, report_title=f"{when.year}年第{'一二三四'[number - 1]}季度风险隐患排查报告",
            reported_on=reported)
        chronicle.on(reported, "上报排查报告", partial(_report, number=number, values=finish))
    for number, point in enumerate(_POINTS, start=1):
        _point(chronicle, cast, number, point)


def _report(hand: Hand, number: int, values: dict) -> None:
    record = hand.change("risk_round", f"排查 {number}", **values)
    hand.attach("risk_round", record, values["report_title"], values["conclusion"])


def _point(chronicle: Chronicle, cast: Cast, number: int, point: tuple) -> None:
    round_, area, name, description, level, place, owner, measure, plan_name, outcome = point
    month, day = _ROUNDS[round_ - 1][:2]
    when, mark = chronicle.day(month, day), f"风险 {number}"
    values = dict(day=when, area=area, point=name, description=description, level=level,
        department_id=cast.department(place, when), measure=measure,
                  plan=plan_name, leader_id=cast.leaders[1 + number % 5].id,
                  owner_department_id=cast.department(owner, when),
                  person_id=cast.head(owner).id, deadline=when + timedelta(days=45), judged_on=when)
    chronicle.on(when, "新增风险点", lambda hand: hand.save("risk_point", mark, round_id=hand.marks[f"排查 {round_}"],
        **values))
    later = chronicle.workday(when + timedelta(days=9))
    if outcome is None:
        chronicle.on(later, "风险点转整改", partial(_rectify, mark=mark, deadline=when + timedelta(days=60)))
    elif outcome != "found":
        chronicle.on(later, "开始防控", lambda hand: hand.act("risk_point", hand.get("risk_point", mark), "control"))
        after = chronicle.workday(when + timedelta(days=40))
        if outcome == "watch":
            chronicle.on(after, "持续关注风险点", lambda hand: hand.act("risk_point", hand.get("risk_point", mark), "watch"))
        elif outcome:
            chronicle.on(after, "化解风险点", lambda hand: hand.act("risk_point", hand.get("risk_point", mark), "solve",
                outcome=outcome))


def _rectify(hand: Hand, mark: str, deadline: date) -> None:
    hand.act("risk_point", hand.get("risk_point", mark), "rectify", deadline=deadline)
    hand.follow("raised", hand.get("risk_point", mark), f"整改 {mark}")
