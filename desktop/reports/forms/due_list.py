"""到期清单: what is overdue and what falls due up to a day, to be handed out and signed for."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db import workdays
from db.overview import Due, due_until
from db.periods import Period
from desktop.reports.blocks import Block, Document, FormHead, Grid, GridRow, Heading, Table, Words
from desktop.reports.forms.cells import LINE_MM, cell, label
from desktop.reports.forms.form import House, day_text
from desktop.reports.papers import Paper
from desktop.reports.target import Step

if TYPE_CHECKING:
    from db.workspace import Workspace

_HEAD = ("序号", "类别", "事　项", "责任方", "到期日", "还有")
_WIDTHS = (6, 13, 29, 13, 12, 13)
_WAITING = ("待验收", "待销号")
_SIGNING = 4  # lines for those who take the list


def spans(today: date) -> tuple[tuple[str, date], ...]:
    """Up to when a list may reach: words and last day."""
    month = date(today.year, today.month, calendar.monthrange(today.year, today.month)[1])
    return (("到本周末", today + timedelta(days=6 - today.weekday())), ("到本月底", month), ("到本季度末", Period.of("quarter", today).end),
            ("到本年底", date(today.year, 12, 31)))


def papers(today: date) -> list[Paper]:
    """The lists for the dialog that previews, exports and prints."""
    return [Paper(words, "到期清单", partial(_make, last), f"到期清单（{words}）", f"逾期的，和 {last.isoformat()} 以前到期的。")
            for words, last in spans(today)]


def _make(last: date, workspace: Workspace, today: date, step: Step) -> Document:
    step(0, 2, "正在查到期的事项…")
    found = due_until(workspace.path, today, last, workspace.keys, workspace.inspection.names)
    with workspace.read() as session:
        return due_document(session, found, today, last)


def due_document(session: Session, found: Iterable[Due], today: date, last: date) -> Document:
    """The list: overdue, waiting for a decision, due up to ``last``. Talks stand with their number only."""
    house, listed = House.of(session, today), list(found)
    waiting = [due for due in listed if due.kind in _WAITING]
    late = [due for due in listed if due not in waiting and due.day is not None and due.day < today]
    rest = [due for due in listed if due not in waiting and due.day is not None and today <= due.day <= last]
    blocks: list[Block] = [FormHead("到期事项清单", f"填报单位：{house.hospital}", f"{day_text(today)}制")]
    for words, members in (("逾期", late), ("等待验收、销号", waiting), (f"今天至{last.month}月{last.day}日到期", rest)):
        if members:
            rows = tuple((str(place), due.kind, _title(due), due.who, _day(due.day, today), _left(due, today))
                         for place, due in enumerate(members, start=1))
            blocks.append(Table(f"{words}（{len(members)}件）", _HEAD, rows, _WIDTHS))
    if not listed:
        blocks.append(Table("没有逾期和到期的事项", _HEAD, (("", "", "无", "", "", ""),), _WIDTHS))
    blocks.append(Heading(1, (Words("签收"),)))  # stays with the places to sign
    signing = [GridRow((label("接收科室（支部）"), label("签　收　人"), label("签收日期")), LINE_MM)]
    signing += [GridRow((cell(""), cell(""), cell("")), LINE_MM) for _ in range(_SIGNING)]
    notes = ["注：到期日后面写的是还有几个工作日，法定节假日和周末不算，调休上班的日子算。"]
    if any(not workdays.is_known(due.day.year) for due in rest if due.day):
        notes.append("注：“暂算”的年份节假日安排还没有公布，按周一至周五推算。")
    blocks.append(Grid((3, 2, 2), tuple(signing), notes=tuple(notes)))
    return house.document("到期事项清单", *blocks, numbered=True)


def _day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}.{day.month}.{day.day}"


def _title(due: Due) -> str:
    return due.title.split("　")[0] if due.ledger_key == "talk" else due.title


def _left(due: Due, today: date) -> str:
    if due.kind in _WAITING:
        return f"已等{max((today - due.day).days, 0)}天" if due.day else "等待"
    if due.day < today:
        return f"逾期{(today - due.day).days}天"
    return "今天" if due.day == today else workdays.until(today, due.day).words.replace(" ", "")
