"""舆情与投诉处置单: one matter from notice to closure with its four stamps (domain.md 3.6, L12). No patient is named."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.incident import Incident
from db.vocabulary import Words, terms_of
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, opinion, pairs, sign_line, ticks, wide, yes_or_no
from desktop.reports.forms.form import House, day_text, shown

_NOTES = ("注：不填写患者姓名、病历号和诊断，只填内部编号。",)


def handling_form(session: Session, one: Incident | None, words: Words, house: House) -> Document:
    """The form of one matter, or a blank one."""

    def value(name: str) -> str:
        return shown(LEDGERS["incident"], one, words, name)

    levels = ticks(terms_of(session, "incident_level"), (one.level,) if one and one.level else None)
    closed = bool(one and one.closed_at)
    rows = [
        pairs(("发现时间", value("found_at"), 1), ("内部编号", value("case_no"), 1)),
        pairs(("类　　型", value("type"), 1), ("来源渠道", value("channel"), 1)),
        pairs(("涉及方面", value("category"), 1), ("涉及科室", value("department_id"), 1)),
        GridRow((label("等　　级"), cell(levels, "left", 3)), LINE_MM),
        wide("基本情况", value("summary"), 3, 30, 3),
        GridRow((label("上报情况"), cell(_reported(one), "left", 3)), LINE_MM),
        *opinion("研判意见", value("judgement"), f"研判时间：{value('judged_at') or '　　　　　　　　　　'}", 3, 14, 2),
        *opinion(
            "处置措施",
            value("handling"),
            f"处置科室：{value('owner_department_id') or '　　　　　　'}　　处置时间：{value('handled_at') or '　　　　　　　　　　'}",
            3,
            16,
            3,
        ),
        pairs(("回复时间", value("replied_at"), 1), ("办结时间", value("closed_at"), 1)),
        pairs(
            ("引发次生\n舆　　情", yes_or_no(one.secondary if one else None, closed), 1),
            ("形成负面\n炒　　作", yes_or_no(one.hyped if one else None, closed), 1),
        ),
        wide("教训与\n改　进", value("lesson"), 3, 16, 1),
        *opinion("分管领导\n意　　见", "", sign_line(), 3, 10),
    ]
    head = FormHead("舆情与投诉处置单", f"编号：{one.number or '' if one else ''}", f"{house.hospital}")
    return house.document("舆情与投诉处置单", head, Grid((5, 10, 5, 10), tuple(rows), notes=_NOTES))


def _reported(one: Incident | None) -> str:
    if one is None:
        return "□未上报　□已上报（上报对象：　　　　　　日期：　　　　）"
    if not one.reported_to:
        return "未上报"
    return f"已上报{one.reported_to}" + (f"（{day_text(one.reported_on)}）" if one.reported_on else "")
