"""培训签到表: the sheet that goes round at a session, as many lines as people are expected. Signatures stay on paper."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label
from desktop.reports.forms.form import House, shown

_LINES = 40
_MOST = 400


def sign_in_sheet(session: Session, one: Any | None, words: Words, house: House) -> Document:
    """The sheet of one session, or one with its name left open."""

    def value(name: str) -> str:
        return shown(LEDGERS["training"], one, words, name)

    lines = min(_MOST, max((one.expected or one.attended or _LINES) if one else _LINES, 2))
    half = (lines + 1) // 2
    rows = [
        GridRow((label("培训名称", 2), cell(value("title"), "left", 6)), 11),
        GridRow(
            (
                label("时　　间", 2),
                cell(value("day"), "value", 2),
                label("授 课 人", 2),
                cell(value("lecturer"), "value", 2),
            ),
            LINE_MM,
        ),
        GridRow(
            (
                label("主办科室", 2),
                cell(value("department_id"), "value", 2),
                label("组 织 者", 2),
                cell(value("host_id").split(" ")[0], "value", 2),
            ),
            LINE_MM,
        ),
        GridRow(
            (*map(label, ("序号", "姓　名", "科　室", "签　字")), *map(label, ("序号", "姓　名", "科　室", "签　字"))),
            LINE_MM,
        ),
    ]
    for number in range(1, half + 1):
        other = str(number + half) if number + half <= lines else ""
        rows.append(
            GridRow((cell(str(number)), cell(""), cell(""), cell(""), cell(other), cell(""), cell(""), cell("")), 8.2)
        )
    expected = f"应到{one.expected}人" if one and one.expected else "应到　　　人"
    head = FormHead("培训签到表", f"编号：{one.number or '' if one else ''}", f"{expected}　实到　　　人")
    return house.document("培训签到表", head, Grid((3, 5, 6, 6, 3, 5, 6, 6), tuple(rows), head=4), numbered=half > 20)
