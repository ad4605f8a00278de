"""培训签到表: the sheet that goes round at a session, as many lines as people are expected. Signatures stay on paper."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label
from desktop.reports.forms.form import House, shown

_FIRST_PAGE, _NEXT_PAGE = 20, 22
"""Lines of a page, two people to each; every page is filled, since more may come than were expected."""
_LINE_MM = 8.2
_MOST = 400


def sign_in_sheet(session: Session, one: Any | None, words: Words, house: House) -> Document:
    """The sheet of one session, or one with its name left open."""

    def value(name: str) -> str:
        return shown(LEDGERS["training"], one, words, name)

    people = min(_MOST, (one.expected or one.attended or 0) if one else 0)
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
    done, lines, pages = 0, _FIRST_PAGE, 0
    while done < people or not pages:
        for number in range(done + 1, done + lines + 1):
            blank = (cell(""), cell(""), cell(""))
            rows.append(GridRow((cell(str(number)), *blank, cell(str(number + lines)), *blank), _LINE_MM))
        done, lines, pages = done + 2 * lines, _NEXT_PAGE, pages + 1
    expected = f"应到{one.expected}人" if one and one.expected else "应到　　　人"
    head = FormHead("培训签到表", f"编号：{one.number or '' if one else ''}", f"{expected}　实到　　　人")
    return house.document("培训签到表", head, Grid((3, 5, 6, 6, 3, 5, 6, 6), tuple(rows), head=4), numbered=pages > 1)
