"""阵地 with their patrols: three places are looked at in every month."""

from __future__ import annotations

from datetime import date
from functools import partial

from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

# kind, name, platform, department, keeper, opened in, followers or members, place
_POSITIONS = (
    ("site", "云岭二院官方网站", "web", "党委办公室", "陆少川", 2015, None, None),
    ("account", "云岭二院微信公众号", "wechat", "党委办公室", "何雨晴", 2016, 41200, None),
    ("account", "云岭二院视频号", "video", "党委办公室", "何雨晴", 2022, 6800, None),
    ("account", "云岭二院抖音号", "douyin", "党委办公室", "陆少川", 2023, 12400, None),
    ("account", "云岭二院健康科普号", "wechat", "护理部", "彭冬梅", 2020, 9300, None),
    ("work-group", "院务工作群", "wecom", "党委办公室", "唐清和", 2019, 96, None),
    ("work-group", "护理工作群", "wecom", "护理部", "曹秀珍", 2019, 268, None),
    ("work-group", "急诊工作群", "wechat", "急诊医学科", "史铁山", 2020, 47, None),
    ("work-group", "心内工作群", "wechat", "心血管内科", "蒋维平", 2020, 38, None),
    ("work-group", "妇产科工作群", "wechat", "妇产科", "陶静怡", 2020, 52, None),
    ("work-group", "检验科工作群", "wecom", "医学检验科", "段承业", 2021, 24, None),
    ("work-group", "住院医师轮转群", "qq", "医务科", "邓浩然", 2018, 33, None),
    ("business-group", "胸痛中心联络群", "wechat", "心血管内科", "蔡晓峰", 2021, 112, None),
    ("patient-group", "慢病随访群", "wecom", "呼吸与消化内科", "余晓棠", 2023, 186, None),
    ("board", "门诊楼宣传栏", "real", "党委办公室", "程小满", 2012, None, "门诊楼一层"),
    ("board", "住院楼宣传栏", "real", "护理部", "彭冬梅", 2012, None, "住院楼一层"),
    ("screen", "门诊大厅电子屏", "real", "医务科", "邓浩然", 2018, None, "门诊大厅"),
    ("screen", "急诊楼电子屏", "real", "急诊医学科", "史铁山", 2020, None, "急诊楼一层"),
    ("wall", "院史文化墙", "real", "党委办公室", "程小满", 2019, None, "行政楼一层"),
    ("museum", "院史陈列室", "real", "党委办公室", "唐清和", 2020, None, "行政楼二层"),
    ("civil", "新时代文明实践所", "real", "党委办公室", "程小满", 2024, None, "门诊楼二层"),
    ("corridor", "文化长廊", "real", "党委办公室", "程小满", 2021, None, "行政楼连廊"),
    ("hall", "学术报告厅", "real", "医务科", "冯廷玉", 2014, None, "科教楼三层"),
    ("journal", "院刊《云岭医声》", "real", "党委办公室", "何雨晴", 2017, None, None))
_FINDINGS = {  # which patrol of the year found what: (place, kind, words, what was done)
    3: ("云岭二院抖音号", "typo", "一条短视频字幕有错别字。", "当日改正"), 9: ("门诊楼宣传栏", "expired", "两块展板内容过期。", "当日更换"),
    14: ("急诊工作群", "owner", "群主已调岗，没有登记变更。", "当日变更登记"), 20: ("文化长廊", "worn", "角落喷绘破损。", "当日取下重做"),
    27: ("住院楼宣传栏", "idle", "两个月没有更新。", "当日更新"), 33: ("云岭二院官方网站", "typo", "一篇稿件正文有两处错字。", "当日改正")}
_BOARDS = {"门诊楼宣传栏": 6, "住院楼宣传栏": 5, "文化长廊": 8, "院史文化墙": 2}  # renewed when it is the place's turn
_NAMES = tuple(row[1] for row in _POSITIONS)
_CLOSED = ("住院医师轮转群", 9, 19)  # a group given up in the autumn


def plan(chronicle: Chronicle, cast: Cast) -> None:
    listed = chronicle.day(1, 8)
    for number, row in enumerate(_POSITIONS):
        chronicle.on(listed, "登记阵地", partial(_open, mark=f"阵地 {number}", values=_position(cast, listed, *row)))
    for number in range(36):
        month, day = 1 + number // 3, 18 + 3 * (number % 3)
        when = chronicle.day(month, day)
        place, finding, text, handled = _FINDINGS.get(number, (_NAMES[number % len(_NAMES)], "none", None, None))
        values = dict(day=when, person_id=cast.named("程小满").id, finding=finding, text=text, handled=handled,
                      handled_on=when if handled else None, boards=_BOARDS.get(place) if number % 2 else None)
        chronicle.on(when, "登记阵地巡查", partial(_patrol, mark=f"阵地 {_NAMES.index(place)}", values=values))
    name, month, day = _CLOSED
    when = chronicle.day(month, day)
    chronicle.on(when, "停用阵地", partial(_close, mark=f"阵地 {_NAMES.index(name)}", day=when))


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


def _close(hand: Hand, mark: str, day: date) -> None:
    hand.act("position", hand.get("position", mark), "close", day=day)
