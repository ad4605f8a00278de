"""会议研究: the party committee's studies, the quarterly judgements, the half-yearly notices."""

from __future__ import annotations

from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# month, day, kind, topic, network, judgement, host (s = secretary, d = deputy), expected, attended, conclusion
_MEETINGS = (
    (1, 14, "committee", "研究全年意识形态工作安排和责任清单", True, False, "s", 7, 7,
     "同意今年责任清单；要求一季度内完成责任书签订；网络意识形态与意识形态工作同部署。"),
    (3, 18, "convey", "传达学习全国宣传部长会议精神", False, False, "s", 46, 45,
     "结合医院实际提出三条贯彻意见，由党委办公室分解到科室。"),
    (3, 20, "judgement", "分析研判一季度意识形态领域情况", True, True, "d", 12, 11,
     "总体平稳；门诊排队、绩效方案调整两件事容易引起议论，由医务科、人力资源科提前解释。"),
    (4, 15, "group", "意识形态工作领导小组研究阵地管理分工", True, False, "d", 9, 9,
     "明确官网、公众号、宣传栏、电子屏归口党委办公室，业务工作群由科室负责人担任群主。"),
    (5, 13, "committee", "研究上半年意识形态工作和网络舆情处置流程", True, False, "s", 7, 7,
     "网络留言由党委办公室当天转办，科室次日答复，重要情况先口头后书面报告。"),
    (6, 19, "judgement", "分析研判二季度意识形态领域情况", False, True, "d", 12, 12,
     "职称评审结果公布前后职工关注度高；对实习生和新入职人员的网络行为提醒不够，纳入岗前培训。"),
    (6, 26, "bulletin", "通报上半年意识形态领域情况", False, False, "d", 46, 44,
     "向中层干部和支部书记通报上半年情况，点出工作群清理不彻底的问题。"),
    (8, 12, "committee", "研究讲座论坛审批和信息发布审核", False, False, "s", 7, 6,
     "讲座论坛一律先审后办；信息发布留存三次审核、三次校对的签字。"),
    (9, 18, "judgement", "分析研判三季度意识形态领域情况", True, True, "d", 12, 12,
     "医保支付方式改革进入实施阶段，临床科室有顾虑，由医务科逐科讲解。"),
    (10, 21, "committee", "研究专项督查发现的问题和整改分工", False, False, "s", 7, 7,
     "督查发现的问题列入整改台账，逐项明确责任领导、责任科室和时限，年底前验收。"),
    (11, 20, "major", "集体决策大型设备采购和信息系统升级", False, False, "s", 7, 7,
     "会前征求职工代表意见，会上逐项表决，同意列入明年预算。"),
    (12, 11, "judgement", "分析研判四季度意识形态领域情况", True, True, "d", 12, 12,
     "年底考核、绩效兑现、节日值班叠加，情绪容易波动；继续做好谈心谈话和解释。"),
    (12, 17, "bulletin", "通报下半年意识形态领域情况", False, False, "d", 46, 45,
     "通报下半年情况和整改进度，要求未销号事项逐项说明原因。"),
    (12, 19, "life", "支部组织生活会和民主评议党员", False, False, "d", 210, 203,
     "八个支部分别召开，查摆问题由支部列出清单。"),
    (12, 23, "democratic", "年度民主生活会对照检查意识形态责任制落实情况", False, False, "s", 7, 7,
     "班子成员逐一对照检查，查摆问题转入整改台账。"),
)


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, (month, day, kind, topic, network, judgement, host, expected, attended,
        conclusion) in enumerate(_MEETINGS, start=1):
        when = chronicle.day(month, day)
        values = dict(day=when, kind=kind, topic=topic, ideology=kind not in ("major", "life"), network=network,
                      judgement=judgement,
                      host_id=(cast.secretary if host == "s" else cast.deputy).id, expected=expected, attended=attended,
                      conclusion=conclusion, minutes_no=f"云二院党纪〔{when.year}〕{number}号")
        chronicle.on(when, "新增会议研究", partial(_hold, number=number, values=values))


def _hold(hand: Hand, number: int, values: dict) -> None:
    record = hand.save("meeting", f"会议 {number}", **values)
    if values["kind"] == "committee":
        hand.attach("meeting", record, f"党委会纪要节选（{number}）", values["topic"], values["conclusion"])
