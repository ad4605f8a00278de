"""会议记录表 and 学习记录表: what the ledger holds of a meeting or a session, with room for what was said and for signing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.meeting import Meeting
from db.ledgers.study import Study
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid
from desktop.reports.forms.cells import line, pairs, wide, yes_or_no
from desktop.reports.forms.form import House, shown

_WIDTHS = (5, 9, 5, 9)


def meeting_form(session: Session, one: Meeting | None, words: Words, house: House) -> Document:
    """The record of one meeting, or a blank one."""

    def value(name: str) -> str:
        return shown(LEDGERS["meeting"], one, words, name)

    known = one is not None
    rows = [
        line("议　题", value("topic"), 3, 12),
        pairs(("会议日期", value("day"), 1), ("会议类别", value("kind"), 1)),
        pairs(("会议地点", "", 1), ("主持人", value("host_id").split(" ")[0], 1)),
        pairs(("应到人数", _people(one, "expected"), 1), ("实到人数", _people(one, "attended"), 1)),
        pairs(("意识形态\n专　　题", yes_or_no(one.ideology if one else None, known), 1),
              ("分析研判", yes_or_no(one.judgement if one else None, known), 1)),
        pairs(("纪要编号", value("minutes_no"), 1), ("记录人", "", 1)),
        wide("列席人员", "", 3, 12, 0),
        wide("研究讨论\n情　　况", "", 3, 60, 4),
        wide("研究结论\n或 决 议", value("conclusion"), 3, 40, 2),
        pairs(("主持人\n签　字", "", 1), ("记录人\n签　字", "", 1), least_mm=14),
    ]
    return _page("会议记录表", one, rows, house)


def study_form(session: Session, one: Study | None, words: Words, house: House) -> Document:
    """The record of one session, or a blank one."""

    def value(name: str) -> str:
        return shown(LEDGERS["study"], one, words, name)

    expert = "　".join(part for part in (value("lecturer"), value("lecturer_level")) if part)
    made_up = f"补学{one.made_up}人" if one and one.made_up else ""
    rows = [
        line("学习主题", value("topic"), 3, 12),
        pairs(("学习日期", value("day"), 1), ("学习类别", value("kind"), 1)),
        pairs(("学习地点", "", 1), ("主持人", value("host_id").split(" ")[0], 1)),
        pairs(("应到人数", _people(one, "expected"), 1), ("实到人数", _people(one, "attended"), 1)),
        line("缺席原因\n及 补 学", "　".join(part for part in (value("absence"), made_up) if part), 3),
        pairs(("辅导专家", expert, 1), ("记录人", "", 1)),
        wide("学习材料", value("material"), 3, 26, 1),
        line("中心发言", value("speakers"), 3),
        wide("学习讨论\n情　　况", "", 3, 70, 4),
        pairs(("主持人\n签　字", "", 1), ("记录人\n签　字", "", 1), least_mm=14),
    ]
    return _page("学习记录表", one, rows, house)


def _people(one: Any | None, name: str) -> str:
    number = getattr(one, name) if one is not None else None
    return "" if number is None else f"{number}人"


def _page(title: str, one: Any | None, rows: list[Any], house: House) -> Document:
    head = FormHead(title, f"编号：{one.number or '' if one else ''}", house.hospital)
    return house.document(title, head, Grid(_WIDTHS, tuple(rows)))
