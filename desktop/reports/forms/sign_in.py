"""签到表: the sheet that goes round at a meeting or a session, as many lines as people are expected. Signatures stay on
paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import LINE_MM, cell, label
from desktop.reports.forms.form import House, shown

_FIRST_PAGE, _NEXT_PAGE = 19, 22
"""Lines of a page, two people to each; every page is filled, since more may come than were expected. The first one has room
for a long name above them."""
_LINE_MM = 8.2
_MOST = 400


@dataclass(frozen=True)
class SignIn:
    """Makes the sheet of one record of a ledger: its name across the page, then pairs of label and field."""

    title: str
    ledger_key: str
    name: tuple[str, str]
    pairs: tuple[tuple[str, str], ...]

    def __call__(self, session: Session, one: Any | None, words: Words, house: House) -> Document:
        """The sheet of one session, or one with its name left open."""
        return _sheet(self, one, words, house)


OF_MEETING = SignIn("会议签到表", "meeting", ("议　　题", "topic"), (
    ("时　　间", "day"), ("会议类别", "kind"), ("主 持 人", "host_id"), ("记 录 人", "")))
OF_STUDY = SignIn("学习签到表", "study", ("学习主题", "topic"), (
    ("时　　间", "day"), ("学习类别", "kind"), ("主 持 人", "host_id"), ("辅导专家", "lecturer")))
OF_TRAINING = SignIn("培训签到表", "training", ("培训名称", "title"), (
    ("时　　间", "day"), ("授 课 人", "lecturer"), ("主办科室", "department_id"), ("组 织 者", "host_id")))


def _sheet(sheet: SignIn, one: Any | None, words: Words, house: House) -> Document:
    ledger = LEDGERS[sheet.ledger_key]

    def value(name: str) -> str:
        told = shown(ledger, one, words, name) if name else ""
        return told.split(" ")[0] if name == "host_id" else told  # without the post

    people = min(_MOST, (one.expected or one.attended or 0) if one else 0)
    rows = [
        GridRow((label(sheet.name[0], 2), cell(value(sheet.name[1]), "left", 6)), 11),
        *(
            GridRow(tuple(part for head, name in two for part in (label(head, 2), cell(value(name), "value", 2))), LINE_MM)
            for two in (sheet.pairs[:2], sheet.pairs[2:])
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
    above = FormHead(sheet.title, f"编号：{one.number or '' if one else ''}", f"{expected}　实到　　　人")
    return house.document(sheet.title, above, Grid((3, 5, 6, 6, 3, 5, 6, 6), tuple(rows), head=4), numbered=pages > 1)
