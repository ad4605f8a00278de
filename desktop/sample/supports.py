"""专项督查, 培训演练, 关怀帮扶."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# month, day, kind, title, scope, departments, conclusion
_SUPERVISIONS = (
    (1, 15, "above", "上级对上年度责任制落实情况的检查", "党委、各支部和部分科室", 6, "总体较好，指出三个问题。"),
    (4, 24, "special", "上半年意识形态工作专项督查", "全部支部和八个科室", 8, "责任书签订到位，学习和补学两项不够扎实。"),
    (7, 10, "self", "网络意识形态自查", "各科室账号和工作群", 16, "账号底数不清，已列入整改。"),
    (10, 17, "special", "下半年意识形态工作专项督查", "全部支部和十个科室", 10, "发现四个问题，逐项交办。"))
_ITEMS = (("lead", "责任清单是否分解到人", "part", "记录内容雷同，没有写具体事"), ("theory", "集中学习和补学记录是否齐全", "part", "两次活动间隔较长"),
          ("position", "宣传栏、电子屏是否有审核记录", "good", None), ("network", "工作群是否一群一主、变动登记", "part", "退群没有登记时间"),
          ("staff", "是否掌握职工思想动态", "good", None), ("rectify", "上次督查的问题是否改到位", "good", None))
# month, day, kind, title, topic, scenario, groups, expected, attended
_TRAININGS = (
    (2, 27, "training", "宣传员和信息员培训", "writing", None, ",key,", 24, 24),
    (3, 26, "training", "网络安全和舆情风险防范专题培训", "network", None, ",heads,key,", 62, 60),
    (4, 10, "briefing", "医保支付方式改革政策宣讲", "reform", None, ",heads,key,", 86, 82),
    (4, 28, "training", "工会干部思想教育培训", "ideology", None, ",union,", 22, 21),
    (5, 29, "both", "网络舆情应对培训暨演练", "opinion", "opinion", ",heads,", 46, 45),
    (7, 17, "training", "新入职人员网络言行规范", "network", None, ",new,youth,", 38, 38),
    (8, 26, "training", "法纪教育培训会", "clean", None, ",heads,key,", 90, 87),
    (9, 4, "training", "支部书记和党务干部业务培训", "ideology", None, ",cadre,", 32, 31),
    (9, 25, "training", "意识形态责任制业务培训", "ideology", None, ",heads,party,", 60, 57),
    (10, 22, "training", "青年职工思想教育专题培训", "youth", None, ",youth,", 42, 41),
    (10, 30, "briefing", "按病种付费科室巡讲", "reform", None, ",key,senior,", 120, 109),
    (11, 20, "drill", "电子屏被篡改应急演练", "network", "screen", ",key,", 18, 18),
    (12, 3, "seminar", "骨干网评员交流", "opinion", None, ",party,", 12, 11))
# month, day, kind, title, volunteers, people helped, leaflets, what came of it
_CARES = (
    (1, 20, "festival", "春节前走访慰问", 12, 46, None, "慰问退休职工和困难党员。"), (2, 12, "hardship", "困难职工帮扶", 4, 9, None, "落实帮扶款物。"),
    (3, 7, "culture", "妇女节手工活动", None, 120, None, "职工参与踊跃。"), (3, 13, "volunteer", "志愿服务进社区", 22, 160, 300, "测血压、讲用药。"),
    (4, 8, "matter", "门诊增设共享轮椅", None, 500, None, "行动不便患者就诊更方便。"),
    (4, 23, "joint-round", "书记院长联合查房", 8, 35, None, "现场解决六件事。"),
    (5, 12, "festival", "护士节慰问", 10, 268, None, "看望一线护理人员。"),
    (5, 20, "matter", "儿科增开夜间门诊", None, 900, None, "缓解晚间就诊难。"),
    (6, 18, "volunteer", "无偿献血活动", 64, 64, None, "献血一万八千余毫升。"), (7, 1, "visit", "走访老党员", 6, 18, None, "送去纪念章和慰问品。"),
    (7, 24, "matter", "职工夜餐改善", None, 320, None, "夜班人员吃上热饭。"), (8, 19, "festival", "医师节慰问", 12, 180, None, "慰问值班医师。"),
    (9, 9, "volunteer", "敬老院义诊", 16, 75, 150, "建立随访联系。"), (9, 26, "culture", "职工趣味运动会", None, 240, None, "十六个科室组队。"),
    (10, 15, "volunteer", "志愿服务进社区", 25, 210, 400, "讲慢病管理和急救。"),
    (10, 23, "matter", "诊间结算上线", None, 2600, None, "缴费少跑一趟。"),
    (11, 13, "hardship", "困难职工帮扶", 5, 11, None, "协调调班和借款。"), (11, 26, "joint-round", "书记院长联合查房", 9, 40, None,
    "现场解决七件事。"),
    (12, 5, "leaflet", "冬季呼吸道疾病防治宣传", 18, 300, 800, "门诊和社区同步发放。"),
    (12, 18, "culture", "迎新年健步走", None, 190, None, "近二百人参加。"),
    (12, 25, "festival", "元旦前慰问值班人员", 8, 96, None, "慰问节日值班人员。"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, (month, day, kind, title, scope, departments, conclusion) in enumerate(_SUPERVISIONS, start=1):
        when = chronicle.day(month, day)
        values = dict(day=when, kind=kind, title=title, team_leader_id=cast.deputy.id, team="党委办公室、纪检、人力资源",
            scope=scope, departments=departments,
                      basis="意识形态工作责任制实施办法", conclusion=conclusion, reported_on=when + timedelta(days=12))
        chronicle.on(when, "新增专项督查", partial(_inspect, cast=cast, number=number, values=values))
    for month, day, kind, title, topic, scenario, groups, expected, attended in _TRAININGS:
        when = chronicle.day(month, day)
        chronicle.on(when, "新增培训演练", partial(_save, key="training", values=dict(
            day=when, kind=kind, title=title, topic=topic, scenario=scenario, groups=groups, expected=expected,
            attended=attended, hours=3,
            host_id=cast.office_head.id, department_id=cast.department("党委办公室", when))))
    for month, day, kind, title, volunteers, people, leaflets, result in _CARES:
        when = chronicle.day(month, day)
        chronicle.on(when, "新增关怀帮扶", partial(_save, key="care", values=dict(
            day=when, kind=kind, title=title, volunteers=volunteers, people=people, materials=leaflets, result=result,
            leader_id=cast.leaders[month % 6].id,
            department_id=cast.department("党委办公室", when))))


def _inspect(hand: Hand, cast: Cast, number: int, values: dict) -> None:
    supervision = hand.save("supervision", **values)
    for place, (area, item, result, finding) in enumerate(_ITEMS):
        wrong = result == "part" and (place + number) % 2 == 0
        where = cast.department("普外科" if place % 2 else "护理部", hand.day)
        found = dict(result="bad" if area == "network" else "part", finding=finding,
                     department_id=where) if wrong else dict(result="good")
        hand.save("check_item", supervision_id=supervision.id, area=area, item=item, **found)


def _save(hand: Hand, key: str, values: dict) -> None:
    hand.save(key, **values)
