"""舆情与投诉: found, judged, handled, answered, closed, each with its time."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# quarter, type, channel, category, level, department, summary, what was done
_INCIDENTS = (
    (1, "consult", "wechat", "process", "light", "儿科", "网友询问儿科周末门诊时间", "回复门诊安排，并在公众号置顶。"),
    (1, "complaint", "12345", "attitude", "general", "急诊医学科", "反映分诊台解释不耐心", "当面致歉，科室组织沟通培训。"),
    (1, "opinion", "short-video", "environment", "light", "后勤保障科", "短视频反映停车排队时间长", "增加疏导人员，公布临时停车点。"),
    (1, "complaint", "phone", "fee", "general", "医学检验科", "反映检验收费项目看不懂", "逐项说明，窗口张贴收费目录。"),
    (1, "dispute", "phone", "inform", "general", "骨科", "家属认为术前告知不充分", "病历封存复核，双方沟通后达成谅解。"),
    (1, "consult", "site", "service", "light", "药学部", "询问慢病长处方办理条件", "回复办理条件和材料。"),
    (2, "consult", "wechat", "process", "light", "医务科", "询问异地就医备案流程", "回复流程并附政策链接说明。"),
    (2, "opinion", "forum", "attitude", "light", "妇产科", "论坛帖子称产检排队加塞", "查看监控核实，属急诊优先，公开说明。"),
    (2, "complaint", "mailbox", "service", "general", "护理部", "反映夜间呼叫响应慢", "调整夜班人力，增加巡视。"),
    (2, "complaint", "12345", "talk", "general", "普外科", "对检查结果解释不满意", "主任再次当面解释。"),
    (2, "opinion", "short-video", "service", "sensitive", "急诊医学科", "转院过程中发生争执并有人拍摄", "报告上级，公布情况说明，责任科室整改流程。"),
    (2, "consult", "wechat", "fee", "light", "医学影像科", "询问检查费用医保报销比例", "按政策逐项回复。"),
    (2, "letter", "above", "environment", "general", "后勤保障科", "来信反映食堂价格", "公布价格与成本，增设平价窗口。"),
    (3, "consult", "site", "process", "light", "中医康复科", "询问康复治疗预约方式", "回复预约电话和线上入口。"),
    (3, "opinion", "short-video", "service", "light", "儿科", "视频称退热贴收费高", "说明收费依据，提供自备选择。"),
    (3, "complaint", "12345", "process", "general", "医务科", "反映病案复印时间长", "增开窗口，提供邮寄服务。"),
    (3, "complaint", "phone", "attitude", "general", "药学部", "反映取药窗口态度生硬", "核实后道歉，纳入窗口服务培训。"),
    (3, "dispute", "phone", "talk", "general", "心血管内科", "对治疗方案选择有异议", "组织多学科会诊后再次沟通。"),
    (3, "consult", "wechat", "service", "light", "妇产科", "询问无痛分娩开展情况", "回复开展情况和预约办法。"),
    (3, "complaint", "mailbox", "environment", "general", "后勤保障科", "反映病房热水不足", "检修锅炉，调整供水时间。"),
    (3, "opinion", "wechat", "process", "light", "医学检验科", "留言称报告出具慢", "说明检测周期，危急值即时通知。"),
    (3, "letter", "above", "service", "general", "呼吸与消化内科", "表达对出院后随访的期望", "建立随访本，电话回访。"),
    (4, "consult", "wechat", "process", "light", "医务科", "询问流感疫苗接种安排", "回复接种时间与地点。"),
    (4, "consult", "site", "service", "light", "医学影像科", "询问胶片与电子影像领取方式", "回复两种领取方式。"),
    (4, "opinion", "short-video", "process", "light", "儿科", "短视频反映儿科候诊时间长", "增开高峰诊室并回复留言。"),
    (4, "consult", "wechat", "service", "light", "呼吸与消化内科", "询问呼吸道疾病高发期门诊加号", "回复加号办法，发布就诊提示。"),
    (4, "opinion", "wechat", "process", "light", "急诊医学科", "留言称急诊缴费往返两次", "开通诊间结算，回访满意。"),
    (4, "consult", "12345", "service", "light", "药学部", "询问两病用药报销", "按政策回复。"),
    (4, "opinion", "forum", "service", "light", "护理部", "帖子称陪护床租用不便", "增加自助陪护床，公开说明。"),
    (4, "consult", "wechat", "process", "light", "妇产科", "询问产科床位预约", "回复预约流程。"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    random = chronicle.random
    counts = Counter(incident[0] for incident in _INCIDENTS)
    days = {quarter: chronicle.days(count, date(chronicle.year, 3 * quarter - 2, 4),
        date(chronicle.year, 3 * quarter, 17))
            for quarter, count in counts.items()}
    for number, (quarter, type_, channel, category, level, place, summary, handling) in enumerate(_INCIDENTS, start=1):
        day, mark = next(days[quarter]), f"舆情 {number}"
        quick = level == "light"
        found = datetime.combine(day, time(random.randint(8, 15), random.choice((5, 20, 35, 50))))
        judged = found + timedelta(minutes=random.choice((25, 40, 90, 150)))
        handled = judged + timedelta(hours=random.randint(1, 20) if quick else random.randint(20, 90))
        replied = handled + timedelta(hours=random.randint(1, 20))
        closed = replied + timedelta(hours=random.randint(1, 60))
        values = dict(
            found_at=found, type=type_, channel=channel, category=category, level=level, summary=f"{summary}。",
            department_id=cast.department(place, day), case_no=f"{type_[:2].upper()}-{day:%m%d}-{number:02d}",
            owner_department_id=cast.department("党委办公室" if type_ in ("opinion", "consult") else "医务科", day),
            lesson=None if quick else "同类问题列入月度服务讲评。")
        if level == "sensitive":
            values |= dict(reported_to="云岭市卫生健康局", reported_on=day)
        chronicle.on(day, "登记舆情投诉", partial(_find, mark=mark, values=values))
        chronicle.on(judged.date(), "登记研判", partial(_step, mark=mark, step="judge",
            answers={"at": judged, "text": "情况属实，影响有限，由责任科室当日办理。"}))
        chronicle.on(handled.date(), "登记处置", partial(_step, mark=mark, step="handle",
            answers={"at": handled, "text": handling}))
        chronicle.on(replied.date(), "登记回复", partial(_step, mark=mark, step="reply", answers={"at": replied}))
        chronicle.on(closed.date(), "办结舆情投诉", partial(_step, mark=mark, step="close", answers={"at": closed}))


def _find(hand: Hand, mark: str, values: dict) -> None:
    hand.save("incident", mark, **values)


def _step(hand: Hand, mark: str, step: str, answers: dict) -> None:
    hand.act("incident", hand.get("incident", mark), step, **answers)
