"""Two ledgers of the clerk's own: 健康大讲堂 and 先进典型, defined in January and filled over the year."""

from __future__ import annotations

from functools import partial
from hashlib import md5
from typing import Any

from db import own_ledgers
from db.fields import Term
from db.ledgers import LEDGERS
from db.own_ledgers import Wish
from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

_HALL, _MODELS = "健康大讲堂", "先进典型"
_DEFINED = (
    (_HALL, "期", (Wish("主讲人", "text"), Wish("场地", "term", ("学术报告厅", "社区活动中心", "学校")), Wish("发放资料", "number"))),
    (_MODELS, "人", (Wish("所在科室", "department"), Wish("表彰层级", "term", ("院级", "市级", "省级")), Wish("宣传稿件", "number"))))
# month, day, title, speaker, place, audience, leaflets
_LECTURES = (
    (1, 23, "冬春养生", "孟主任", "学术报告厅", 180, 120), (3, 19, "护肝爱肝", "叶主任", "社区活动中心", 96, 90),
    (4, 16, "防跌倒", "邹主任", "社区活动中心", 110, 100), (5, 27, "控烟从我做起", "蔡医师", "学校", 420, 400),
    (7, 9, "夏季防中暑", "史主任", "学校", 260, 200), (9, 17, "脊柱健康进校园", "熊医师", "学校", 380, 300),
    (10, 28, "认识高血压", "蒋主任", "社区活动中心", 130, 120), (12, 11, "呼吸道疾病防治", "余医师", "学术报告厅", 210, 150))
# month, day, department, what is told, rank, pieces
_PEOPLE = (
    (3, 28, "护理部", "夜班里的守护者", "院级", 2), (5, 12, "护理部", "三十年护士长", "市级", 4), (6, 27, "急诊医学科", "抢救室的老党员", "院级", 2),
    (8, 19, "普外科", "手术台上的青年医师", "市级", 3), (9, 28, "医学检验科", "显微镜旁的细心人", "院级", 1),
    (10, 24, "妇产科", "产房里的笑声", "省级", 5), (11, 21, "药学部", "窗口前的耐心人", "院级", 2),
    (12, 15, "中医康复科", "下乡巡诊的中医师", "院级", 2))


def plan(chronicle: Chronicle, cast: Cast) -> None:
    for title, unit, wishes in _DEFINED:
        chronicle.on(chronicle.day(1, 6), f"建立台账：{title}", partial(_define, title=title, unit=unit, wishes=wishes))
    for month, day, title, speaker, place, people, leaflets in _LECTURES:
        when = chronicle.day(month, day)
        more = {"主讲人": speaker, "场地": place, "发放资料": leaflets}
        chronicle.on(when, f"新增{_HALL}", partial(_enter, ledger=_HALL,
                                                 values=dict(day=when, title=title, people=people), more=more))
    for month, day, department, title, rank, pieces in _PEOPLE:
        when = chronicle.day(month, day)
        more = {"所在科室": cast.department(department, when), "表彰层级": rank, "宣传稿件": pieces}
        chronicle.on(when, f"新增{_MODELS}", partial(_enter, ledger=_MODELS, values=dict(day=when, title=title),
                                                   more=more))


def _define(hand: Hand, title: str, unit: str, wishes: tuple[Wish, ...]) -> None:
    own_ledgers.define(hand.session, title, unit, list(wishes),
                       uid=md5(title.encode(), usedforsecurity=False).hexdigest())


def _enter(hand: Hand, ledger: str, values: dict[str, Any], more: dict[str, Any]) -> None:
    """``more`` are the values of the ledger's own fields by their labels."""
    kept = next(one for one in LEDGERS.values() if one.group == own_ledgers.GROUP and one.title == ledger)
    words = hand.workspace.words(hand.session)
    for field in kept.fields:
        if field.label in more:
            value = more[field.label]
            values[field.name] = field.parse(value, words) if isinstance(field, Term) else value
    hand.save(kept.key, **values)
