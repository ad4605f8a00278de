"""讲座论坛: applications, approvals, what was held and filed; one was held before it was approved."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import product

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast, Member

_COUNTS = (8, 11, 12, 26)
_TITLES = {  # what it is about → the department that holds it
    "lecture": (("走进社区：{0}", "健康大讲堂：{0}", "老年大学健康课：{0}"), {
        "高血压管理": "心血管内科", "跌倒预防": "骨科", "合理用药": "药学部", "秋冬季呼吸道疾病": "呼吸与消化内科", "颈肩腰腿痛调理": "中医康复科",
        "儿童发热护理": "儿科", "骨质疏松": "骨科", "心肺复苏体验": "急诊医学科", "慢病用药误区": "药学部", "孕期营养": "妇产科"}),
    "academic": (("{0}学术交流会", "{0}新进展研讨", "县域{0}学术沙龙"), {
        "心血管病介入": "心血管内科", "微创外科": "普外科", "围产医学": "妇产科", "急诊急救": "急诊医学科", "检验与临床": "医学检验科",
        "医学影像质控": "医学影像科", "骨关节外科": "骨科", "临床药学": "药学部", "康复医学": "中医康复科"}),
    "training": (("{0}继续教育学习班",), {
        "护理安全": "护理部", "院感防控": "护理部", "康复适宜技术": "中医康复科", "合理用血": "医学检验科", "病历书写": "医务科", "危重症护理": "护理部"})}
_SPEAKERS = (("尤文博", "省立医院（化名）", "主任医师"), ("纪若尘", "云岭医学院附属医院", "教授"), ("", "本院", ""), ("", "本院", ""),
             ("倪宏达", "市中心医院（化名）", "副主任医师"))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    random = chronicle.random
    titles = {kind: [(pattern.format(topic), topics[topic]) for pattern, topic in product(patterns, topics)]
              for kind, (patterns, topics) in _TITLES.items()}
    for pool in titles.values():
        random.shuffle(pool)
    for number, (_, day) in enumerate(chronicle.quarter_days(_COUNTS), start=1):
        kind = ("lecture", "academic", "lecture", "academic", "lecture", "training")[number % 6]
        if not titles[kind]:
            kind = "lecture" if titles["lecture"] else "academic"
        title, place = titles[kind].pop()
        head = cast.head(place)
        name, unit, post = random.choice(_SPEAKERS)
        applied = chronicle.workday(day - timedelta(days=random.randint(5, 12)))
        if applied.year < chronicle.year or applied > day:
            applied = day = chronicle.workday(max(day, date(chronicle.year, 1, 3)))
        if number > sum(_COUNTS) - 2:
            day = date(chronicle.year + 1, 1, 8 + number % 2)  # applied for before the year's end, to be held after it
        values = dict(
            applied_on=applied, kind=kind, role="undertake" if kind == "academic" and number % 4 == 0 else "host",
            title=title, summary="内容由主办科室提供课件，经科室负责人初审。", department_id=cast.department(place, day),
            speaker=name or head.name, speaker_unit=unit, speaker_post=post or head.post, event_on=day,
            place="社区活动中心" if kind == "lecture" else "学术报告厅", expected=random.choice((40, 60, 80, 120)),
            audience="社区居民" if kind == "lecture" else "医务人员", safety_plan=kind == "academic")
        chronicle.on(applied, "新增讲座申请", partial(_apply, mark=f"讲座 {number}", values=values))
        _fate(chronicle, cast, number, applied, day, values["expected"])


def _fate(chronicle: Chronicle, cast: Cast, number: int, applied: date, day: date, expected: int) -> None:
    """Nearly all are approved, held and filed. 7 is refused, 20 cancelled, 15 held first and approved after (先办后审)."""
    mark, watcher = f"讲座 {number}", cast.named("何雨晴")
    last = sum(_COUNTS)
    if number == 7:
        chronicle.on(applied, "讲座审批", lambda hand: hand.act(
            "lecture", hand.get("lecture", mark), "refuse", approver=cast.deputy.id, remark="课件含产品推介内容，修改后重新申请"))
        return
    if number == last:
        return  # still waiting for approval at the year's end
    if number == 15:
        late = chronicle.workday(day + timedelta(days=4))
        chronicle.on(late, "补办讲座审批", partial(_approve, mark=mark, checker=cast.office_head, approver=cast.deputy,
            remark="事后补批，已提醒主办科室"))
    else:
        approved = min(chronicle.workday(applied + timedelta(days=1)), day)
        chronicle.on(approved, "讲座审批", partial(_approve, mark=mark, checker=cast.office_head, approver=cast.deputy,
            remark="同意"))
    if number == 20:
        chronicle.on(day, "取消讲座", lambda hand: hand.act("lecture", hand.get("lecture", mark), "cancel",
            reason="主讲人临时有抢救任务"))
        return
    if number == last - 1:
        return  # approved, not yet held
    people = int(expected * chronicle.random.uniform(0.7, 1.05))
    held = late if number == 15 else day
    chronicle.on(held, "登记举办讲座", lambda hand: hand.act("lecture", hand.get("lecture", mark), "hold", day=day,
        people=people, watcher=watcher.id))
    if number % 5:
        filed = chronicle.workday(held + timedelta(days=3))
        chronicle.on(filed, "讲座备案", lambda hand: hand.act("lecture", hand.get("lecture", mark), "file", day=filed))


def _apply(hand: Hand, mark: str, values: dict) -> None:
    hand.save("lecture", mark, **values)


def _approve(hand: Hand, mark: str, checker: Member, approver: Member, remark: str) -> None:
    hand.act("lecture", hand.get("lecture", mark), "approve", speaker_checked=True, content_checked=True,
        checker=checker.id, approver=approver.id,
             day=hand.day, remark=remark)
