"""理论学习: the year's sessions with 应到 and 实到."""

from __future__ import annotations

from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# month, day, kind, first topic, topic, expected, attended, absence, made up, ideology, lecturer, lecturer's level
_STUDIES = (
    (1, 21, "group", False, "年度学习计划和责任制有关规定", 11, 11, None, None, True, None, None),
    (2, 18, "first", True, "传达学习全国卫生健康工作会议精神", 11, 11, None, None, False, None, None),
    (3, 18, "seminar", False, "公立医院党委领导下的院长负责制怎样落到科室", 11, 10, "外出开会1人", 1, False, None, None),
    (4, 22, "group", False, "作风建设有关规定和典型案例", 11, 11, None, None, False, None, None),
    (5, 20, "lecture", False, "网络时代的舆情应对", 46, 45, "值班1人", 1, True, "邓教授（省行政学院，化名）", "province"),
    (6, 17, "group", False, "基层党组织建设有关条例", 11, 11, None, None, False, None, None),
    (7, 1, "wide", False, "党章和党的历史专题学习", 46, 45, "值班1人", 1, False, None, None),
    (7, 22, "first", True, "传达学习基层治理和为民服务有关精神", 11, 11, None, None, False, None, None),
    (8, 19, "group", False, "意识形态工作责任制和网络意识形态责任制", 11, 11, None, None, True, None, None),
    (9, 16, "seminar", False, "医保支付方式改革背景下的思想政治工作", 11, 11, None, None, True, None, None),
    (10, 14, "first", True, "传达学习上级党委全会精神和有关部署", 11, 11, None, None, False, None, None),
    (11, 11, "lecture", False, "医务人员网络言行规范", 46, 45, "进修1人", None, True, "姜副教授（市委党校，化名）", "city"),
    (11, 25, "wide", False, "党的创新理论专题学习", 46, 45, "抢救1人", 1, False, None, None),
    (12, 16, "group", False, "年度学习总结和交流研讨", 11, 11, None, None, True, None, None),
)


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for number, (month, day, kind, first, topic, expected, attended, absence, made_up, ideology, lecturer,
        level) in enumerate(_STUDIES):
        when = chronicle.day(month, day)
        speakers = "、".join(one.name for one in chronicle.random.sample(cast.leaders, 2)) if kind in ("group",
            "seminar") else None
        chronicle.on(when, "新增理论学习", partial(_study, number=number, values=dict(
            day=when, kind=kind, first_topic=first, topic=topic, expected=expected, attended=attended, absence=absence,
            made_up=made_up,
            ideology=ideology, lecturer=lecturer, lecturer_level=level, host_id=cast.secretary.id, speakers=speakers,
            material=f"围绕“{topic}”选编的学习材料。", reported=True)))


def _study(hand: Hand, number: int, values: dict) -> None:
    record = hand.save("study", f"学习 {number}", **values)
    if number % 3 == 0:
        hand.attach("study", record, f"学习签到表（{values['day']:%m%d}）",
            f"应到{values['expected']}人，实到{values['attended']}人。")
