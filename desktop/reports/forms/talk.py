"""谈心谈话记录表, filled from a talk or blank (domain.md 3.2)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.organisation import Person
from db.ledgers.talk import Talk, TalkFollowUp
from db.vocabulary import Words, terms_of
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label, line, pairs, ticks, wide, yes_or_no
from desktop.reports.forms.form import House, day_text, link, shown

_WIDTHS = (5, 9, 5, 9)
_NOTES = ("注：记内容要点，不记逐字稿；记录内容征得谈话对象本人同意，双方核对无误后签字。本表按内部资料保管。",)


def record_form(session: Session, talk: Talk | None, words: Words, house: House) -> Document:
    """The record of one talk; without a talk the form to be written on by hand."""

    def value(name: str) -> str:
        return shown(LEDGERS["talk"], talk, words, name)

    speaker = session.get(Person, talk.speaker_id) if talk and talk.speaker_id else None
    listener = session.get(Person, talk.person_id) if talk and talk.person_id else None
    # A talk with several people names its circle; the people sign on a sheet of their own.
    group = talk is not None and listener is None
    kinds = value("kind") if talk else ticks([*terms_of(session, "talk_kind")[:7], ("", "其他")], None, 4)
    forms = value("form") if talk else ticks(terms_of(session, "talk_form"), None)
    rows = [
        pairs(
            ("谈话时间", value("held_on") or (value("planned_on") and f"计划{value('planned_on')}"), 1),
            ("谈话地点", value("place"), 1),
        ),
        pairs(
            ("谈话人", speaker.name or "" if speaker else "", 1), ("职　务", speaker.post or "" if speaker else "", 1)
        ),
        pairs(("谈话对象", (listener.name or "" if listener else value("names")), 1), ("职　务", value("post"), 1)),
        pairs(
            ("所在科室", value("department_id"), 1),
            ("人　数", value("people") + "人" if talk and talk.people else "", 1),
        ),
    ]
    if talk is None:
        rows += [
            GridRow((label("谈话类型"), cell(kinds, "left", 3)), 14),
            GridRow((label("谈话形式"), cell(forms, "left", 3)), LINE_MM),
        ]
    else:
        rows.append(pairs(("谈话类型", kinds, 1), ("谈话形式", forms, 1)))
    rows += [
        line("话　题", value("topics"), 3),
        wide("谈话内容\n要　　点", value("content"), 3, 40, 4),
        wide("意见建议", value("opinion"), 3, 16, 1),
        wide("后续安排\n及 跟 进", _following(session, talk, words), 3, 16, 1),
        pairs(("记录人", value("recorder"), 1), ("告知日期", value("informed_on"), 1)),
        pairs(
            ("记录依据", value("legal_basis"), 1),
            ("重要问题\n报 党 委", yes_or_no(talk.to_committee if talk else None, talk is not None), 1),
        ),
        GridRow(
            (
                label("谈话人\n签　字"),
                cell("", "sign"),
                label("谈话对象\n签　　字"),
                cell("另附签到表" if group else "", "value"),
            ),
            16,
        ),
    ]
    head = FormHead("谈心谈话记录表", f"编号：{talk.number or ''}" if talk else "编号：", f"填表单位：{house.hospital}")
    return house.document("谈心谈话记录表", head, Grid(_WIDTHS, tuple(rows), notes=_NOTES))


def _following(session: Session, talk: Talk | None, words: Words) -> str:
    if talk is None:
        return ""
    steps = session.scalars(
        select(TalkFollowUp)
        .where(TalkFollowUp.talk_id == talk.id, TalkFollowUp.voided_at.is_(None))
        .order_by(TalkFollowUp.day)
    )
    lines = [shown(LEDGERS["talk"], talk, words, "arrangement")]
    if talk.follow_needed:
        until = f"，{day_text(talk.follow_by)}前" if talk.follow_by else ""
        lines.append(f"由{link(words, 'person', talk.follower_id).split(' ')[0]}跟进{until}。")
    lines += [f"{day_text(step.day)}：{shown(LEDGERS['talk_follow_up'], step, words, 'text')}" for step in steps]
    return "\n".join(line for line in lines if line)
