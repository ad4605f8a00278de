"""阵地 with their patrols, and 三审三校 of what was published."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import func, select

from db.ledgers.publication import Publication
from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# kind, name, platform, department, keeper, opened in, followers or members, place
_POSITIONS = (
    ("site", "云岭二院官方网站", "web", "党委办公室", "陆少川", 2015, None, None),
    ("account", "云岭二院微信公众号", "wechat", "党委办公室", "何雨晴", 2016, 41200, None),
    ("account", "云岭二院视频号", "video", "党委办公室", "何雨晴", 2022, 6800, None),
    ("account", "云岭二院抖音号", "douyin", "党委办公室", "陆少川", 2023, 12400, None),
    ("work-group", "院务工作群", "wecom", "党委办公室", "唐清和", 2019, 96, None),
    ("work-group", "护理工作群", "wecom", "护理部", "曹秀珍", 2019, 268, None),
    ("work-group", "急诊工作群", "wechat", "急诊医学科", "史铁山", 2020, 47, None),
    ("work-group", "心内工作群", "wechat", "心血管内科", "蒋维平", 2020, 38, None),
    ("business-group", "胸痛中心联络群", "wechat", "心血管内科", "蔡晓峰", 2021, 112, None),
    ("patient-group", "慢病随访群", "wecom", "呼吸与消化内科", "余晓棠", 2023, 186, None),
    ("board", "门诊楼宣传栏", "real", "党委办公室", "程小满", 2012, None, "门诊楼一层"),
    ("board", "住院楼宣传栏", "real", "护理部", "彭冬梅", 2012, None, "住院楼一层"),
    ("screen", "门诊大厅电子屏", "real", "医务科", "邓浩然", 2018, None, "门诊大厅"),
    ("corridor", "文化长廊", "real", "党委办公室", "程小满", 2021, None, "行政楼连廊"),
    ("hall", "学术报告厅", "real", "医务科", "冯廷玉", 2014, None, "科教楼三层"),
    ("journal", "院刊《云岭医声》", "real", "党委办公室", "何雨晴", 2017, None, None))
_FINDINGS = {3: ("typo", "标题有一处错别字。"), 9: ("expired", "展板内容过期。"), 14: ("owner", "群主已调岗，没有登记变更。"),
    20: ("worn", "角落喷绘破损。"),
             27: ("idle", "两个月没有更新。"), 33: ("typo", "正文有两处错字。")}
_SIGNERS = ("何雨晴", "程小满", "唐清和", "陆少川", "沈若兰", "乔月华")
_STEPS = ("review1", "proof1", "review2", "proof2", "review3", "proof3")


def plan(chronicle: Chronicle, cast: Cast) -> None:
    listed = chronicle.day(1, 8)
    for number, row in enumerate(_POSITIONS):
        chronicle.on(listed, "登记阵地", partial(_open, mark=f"阵地 {number}", values=_position(cast, listed, *row)))
    for number in range(36):
        month, day = 1 + number // 3, 18 + 3 * (number % 3)
        when = chronicle.day(month, day)
        finding, text = _FINDINGS.get(number, ("none", None))
        values = dict(day=when, person_id=cast.named("程小满").id, finding=finding, text=text,
                      boards=4 if number % 9 == 1 else None)
        if text:
            values |= dict(handled="当日改正", handled_on=when)
        chronicle.on(when, "登记阵地巡查", partial(_patrol, mark=f"阵地 {number % len(_POSITIONS)}", values=values))
    signers = [cast.named(name).id for name in _SIGNERS]
    friday = date(chronicle.year, 1, 1)
    while friday.year == chronicle.year:
        friday += timedelta(days=(4 - friday.weekday()) % 7)
        chronicle.on(friday, "登记三审三校", partial(_review, cast=cast, signers=signers))
        friday += timedelta(days=1)
    chronicle.on(chronicle.day(11, 13), "三审三校退稿", partial(_send_back, cast=cast, signers=signers))


def _position(cast: Cast, listed: date, kind: str, name: str, platform: str, place: str, keeper: str, since: int,
    people: int | None, where: str | None) -> dict:
    return dict(kind=kind, name=name, platform=platform, department_id=cast.department(place, listed),
        person_id=cast.head(place).id,
                keeper_id=cast.named(keeper).id, reviewer_id=cast.office_head.id, opened_on=date(since, 3, 1),
                letter_on=listed, people=people,
                people_on=listed if people else None, real_names=kind.endswith("group"),
                three_reviews=not kind.endswith("group"), place=where)


def _open(hand: Hand, mark: str, values: dict) -> None:
    hand.save("position", mark, **values)


def _patrol(hand: Hand, mark: str, values: dict) -> None:
    hand.save("patrol", position_id=hand.marks[mark], **values)


def _review(hand: Hand, cast: Cast, signers: list[int]) -> None:
    """The week's pieces for web site and official account, entered as one line once all six signatures are there."""
    first = hand.day - timedelta(days=6)
    pieces = hand.session.scalar(select(func.count(Publication.id)).where(
        Publication.day.between(first, hand.day), Publication.channel.in_(("site", "wechat")))) or 0
    if not pieces:
        return
    sent = max(first - timedelta(days=2), date(hand.day.year, 1, 1))
    steps = {f"{step}_id": who for step, who in zip(_STEPS, signers)} | {f"{step}_on": sent for step in _STEPS}
    hand.save("review", day=sent, title=f"{hand.day.month}月{hand.day.day}日这一周官网公众号稿件", channels=",site,wechat,",
        medical=True, pieces=pieces,
              department_id=cast.department("党委办公室", sent), opinion="同意发布", **steps)


def _send_back(hand: Hand, cast: Cast, signers: list[int]) -> None:
    record = hand.save("review", day=hand.day, title="新设备宣传稿", department_id=cast.department("医学影像科", hand.day),
        channels=",wechat,", category="news",
                       medical=True, review1_id=signers[0], review1_on=hand.day)
    hand.act("review", record, "back", opinion="疗效表述过满，请改为有依据的说法")
