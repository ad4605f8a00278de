"""个人信息处理告知书: what a person is told before a talk is recorded (domain.md section 5, P-04; 个人信息保护法 art. 17, 29,
44-50). The boxes of consent are left for the person's own hand, always.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.ledgers.organisation import Person
from db.ledgers.talk import Talk
from db.settings import read_setting
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import DAY_BLANK, cell, label, wide
from desktop.reports.forms.form import House, day_text

_PARTS = (
    ("处 理 者", "{hospital}。具体由党委办公室负责，有疑问可以当面提出。"),
    ("处理目的", "履行党建和意识形态工作职责，如实留存谈心谈话情况，办理您提出的意见建议，不作其他用途。"),
    (
        "信息种类",
        "姓名、科室、职务；谈话的时间、地点、话题；您同意记录的内容要点和意见建议。\n不记录证件号码、住址、电话，不录音、不录像。",
    ),
    ("敏感信息", "健康状况、宗教信仰、家庭经济等敏感内容，未经您单独同意不予记录。"),
    ("保存方式\n和 期 限", "由专人保管在本院专用计算机上，不上网，不向院外提供。{kept}。"),
    ("使用方式", "用于办理有关事项。统计和报告只用数量，不出现姓名，不用于对个人打分、排名。"),
    (
        "您的权利",
        "查阅、复制与您有关的记录；要求更正、补充；要求解释说明；撤回同意；要求删除。\n撤回同意不影响此前已经进行的处理。",
    ),
)


def notice(session: Session, talk: Talk | None, words: Words, house: House) -> Document:
    """The notice for the person of a talk, or with the name left open."""
    person = session.get(Person, talk.person_id) if talk and talk.person_id else None
    years = read_setting(session, "talk_keep_years")
    kept = f"保存{years}年，期满删除" if years else "按本院归档规定的期限保存"
    told = {"hospital": house.hospital or "本院", "kept": kept}
    opening = "根据《中华人民共和国个人信息保护法》，现将谈心谈话中处理您个人信息的有关情况告知如下："
    day = day_text(talk.informed_on) if talk and talk.informed_on else DAY_BLANK
    rows = [
        GridRow((cell(f"{person.name if person else '　　　　　　'}同志：\n　　{opening}", "left", 4),), 20),
        *(wide(name, text.format(**told), 3, 16, 1) for name, text in _PARTS),
        GridRow((cell("我已了解上述内容，□同意　□不同意按此记录谈话内容要点。", "left", 4),), 12),
        GridRow((cell("涉及敏感内容的（没有的不填），□同意　□不同意单独记录。", "left", 4),), 12),
        GridRow((label("告知人\n签　字"), cell(""), label("谈话对象\n签　　字"), cell("")), 16),
        GridRow((label("告知日期"), cell(day.strip("　")), label("签字日期"), cell(DAY_BLANK.strip("　"))), 10),
    ]
    notes = ("注：一式两份，一份交谈话对象，一份随谈话记录保存。",)
    head = FormHead("个人信息处理告知书", "", house.hospital)
    return house.document("个人信息处理告知书", head, Grid((5, 10, 5, 10), tuple(rows), notes=notes))
