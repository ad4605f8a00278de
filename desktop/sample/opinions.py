"""意见建议与思想动态调研: three surveys and what they, mailboxes and branches brought in."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import product
from random import Random
from typing import Any

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# month, day, title, mode, groups, scope, people, finding, opinions that came from it
_SURVEYS = (
    (3, 11, "一季度职工思想动态调研", "questionnaire", ",party,nurse,contract,", "全院各科室", 186,
     "多数职工对医院发展有信心；关注点集中在值班强度、绩效核算和停车。", 20),
    (6, 10, "青年职工成长需求调研", "forum", ",youth,new,", "临床和医技科室", 42,
     "青年职工希望有清楚的培养路径，对进修、带教和科研起步的需求比较集中。", 22),
    (10, 28, "重点科室与高年资人员思想动态调研", "1+1+N", ",key,youth,senior,non-party,", "急诊、内科、外科、妇产科、检验科", 64,
     "职工理解支付方式改革方向，担心考核指标短期变化；对年底考评希望更公开。", 23))
_OTHERS = (9, 8, 26, 6)  # opinions from mailboxes, branches, meetings and visits, by quarter
_TEXTS = {
    "pressure": ("建议{0}夜班增加一名机动人员", "{0}希望减少重复填报的表格", "建议{0}连班后保证补休"),
    "title": ("希望{0}职称材料预审提前进行", "建议{0}设一名职称工作联络人"),
    "pay": ("希望每月公布{0}绩效核算明细", "建议{0}加班补助按月兑现"),
    "process": ("{0}候诊区叫号听不清，建议加装显示屏", "建议{0}检查预约与门诊在同一窗口办理", "建议{0}开通周末门诊", "希望{0}出院结算到床旁办理"),
    "facility": ("{0}值班室空调老旧，建议更换", "{0}热水供应时间短，建议延长", "建议在{0}附近增设电动车充电位"),
    "training": ("{0}希望增加急救技能复训", "建议{0}业务学习录像供轮班人员补看", "希望{0}每年有人外出参会"),
    "discipline": ("建议{0}与上级医院建立专科联盟", "希望{0}添置随访管理软件"),
    "system": ("建议简化{0}物资领用手续", "建议{0}请假审批在线办理", "希望把涉及{0}的制度汇编成册"),
    "culture": ("希望{0}参加的文体活动多安排在周末", "建议为{0}退休职工办荣休仪式")}
_PLACES = ("急诊医学科", "心血管内科", "普外科", "妇产科", "儿科", "骨科", "医学检验科", "医学影像科", "药学部", "护理部", "中医康复科", "呼吸与消化内科")
_OWNERS = {"pressure": "医务科", "title": "人力资源科", "pay": "人力资源科", "process": "医务科", "facility": "后勤保障科",
    "training": "护理部",
           "discipline": "医务科", "system": "党委办公室", "culture": "党委办公室"}
_REPLIES = ("已与{0}商量，列入下月工作，届时再反馈。", "{0}已答复办理办法，提出科室表示满意。", "已在职工代表座谈中作了说明。", "经研究暂不具备条件，已说明原因，明年再议。")
_SOLUTIONS = ("{0}已办理完毕，回访满意。", "{0}已购置到位并投入使用。", "{0}已修改办法并发到各科室。")


def plain(random: Random, cast: Cast, day: date) -> dict[str, Any]:
    """The values of one opinion from a mailbox."""
    topic = random.choice(list(_TEXTS))
    place = random.choice(_PLACES)
    return _values(cast, day, "mailbox", topic, random.choice(_TEXTS[topic]).format(place), place)


def _values(cast: Cast, day: date, source: str, topic: str, content: str, place: str) -> dict[str, Any]:
    return dict(day=day, source=source, topic=topic, content=f"{content}。", department_id=cast.department(place, day),
                owner_department_id=cast.department(_OWNERS[topic], day), reply_by=day + timedelta(days=15))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    random = chronicle.random
    pool = [(topic, text.format(place), place)
            for topic, texts in _TEXTS.items() for text, place in product(texts, _PLACES)]
    random.shuffle(pool)
    for number, (month, day, title, mode, groups, scope, people, finding, _) in enumerate(_SURVEYS, start=1):
        when = chronicle.day(month, day)
        values = dict(day=when, title=title, mode=mode, leader_id=cast.leaders[number].id, groups=groups, scope=scope,
                      people=people, finding=finding, report_title=f"{title}报告", reported_on=when + timedelta(days=10))
        chronicle.on(when, "新增思想动态调研", partial(_ask, mark=f"调研 {number}", values=values))
        for offset in range(_SURVEYS[number - 1][-1]):
            day_of = chronicle.workday(when + timedelta(days=offset % 8))
            _opinion(chronicle, cast, day_of, "survey" if number != 1 else "questionnaire", pool.pop(),
                survey=f"调研 {number}")
    for number, (_, day) in enumerate(chronicle.quarter_days(_OTHERS)):
        _opinion(chronicle, cast, day, ("mailbox", "branch", "forum", "visit")[number % 4], pool.pop())


def _ask(hand: Hand, mark: str, values: dict) -> None:
    hand.save("survey", mark, **values)


def _opinion(chronicle: Chronicle, cast: Cast, day: date, source: str, text: tuple[str, str, str],
    survey: str = "") -> None:
    topic, content, place = text
    mark = f"意见 {content}"
    values = _values(cast, day, source, topic, content, place)
    chronicle.on(day, "新增意见建议", partial(_collect, mark=mark, values=values, survey=survey))
    fate = chronicle.random.random()
    if fate < 0.93:
        solved = fate < 0.45
        reply = chronicle.random.choice(_SOLUTIONS if solved else _REPLIES).format(_OWNERS[topic])
        answered = chronicle.workday(day + timedelta(days=chronicle.random.randint(3, 17)))
        chronicle.on(answered, "答复意见建议", partial(_answer, mark=mark, reply=reply, solved=solved))


def _collect(hand: Hand, mark: str, values: dict, survey: str) -> None:
    hand.save("opinion", mark, **values, survey_id=hand.marks[survey] if survey else None)


def _answer(hand: Hand, mark: str, reply: str, solved: bool) -> None:
    opinion = hand.get("opinion", mark)
    if opinion.state == "open":  # a planner may have moved it to rectification meanwhile
        hand.act("opinion", opinion, "solve" if solved else "reply", day=hand.day, reply=reply)
