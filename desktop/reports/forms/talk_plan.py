"""谈心谈话计划: the month's plan as a table, and the record forms with the names already in them, one to a page, to be taken
along and filled in by hand (domain.md section 6, job 2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import records
from db.ledgers import LEDGERS
from db.periods import Period
from db.talk_plan import read_plan
from desktop.reports.blocks import Document, FormHead
from desktop.reports.forms.form import House, day_text
from desktop.reports.forms.talk import record_form
from desktop.reports.list_layout import laid_out
from desktop.reports.papers import Paper
from desktop.reports.target import Step

if TYPE_CHECKING:
    from db.workspace import Workspace

_HEAD = ("序号", "计划日期", "谈话人", "谈话对象", "所在科室", "谈话类型", "完成情况")
_FORM = "谈心谈话记录表"


def papers(month: Period, open_talks: int) -> list[Paper]:
    """What can be printed of a month's plan; the forms only while talks are still to be held."""
    name = f"{month.label}谈心谈话计划"

    def plan(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            house = House.of(session, today)
            planned = read_plan(session, month, workspace.words(session))
        rows = [(str(number), day_text(one.planned_on), one.speaker, one.whom, one.department, one.kind,
                 f"{day_text(one.held_on)}已谈" if one.held_on else "") for number, one in enumerate(planned, 1)]
        [table] = laid_out("", _HEAD, rows, house.style, divided=False)
        head = FormHead(name, f"填表单位：{house.office}", f"共{len(rows)}次　{day_text(today)}", table.landscape)
        return house.document(name, head, table, numbered=True)

    def forms(workspace: Workspace, today: date, step: Step) -> Document:
        with workspace.read() as session:
            house, words = House.of(session, today), workspace.words(session)
            talks = [records.get(session, LEDGERS["talk"], one.id)
                     for one in read_plan(session, month, words) if one.held_on is None]
            pages = [record_form(session, talk, words, house) for talk in talks]
        return house.document(_FORM, *(block for page in pages for block in page.blocks))

    found = [Paper("谈话计划", month.label, plan, name, guarded=True)]
    if open_talks:
        found.append(Paper(f"{_FORM}（{open_talks} 份）", month.label, forms, f"{_FORM} {open_talks} 份",
                           "还没有谈的每次一张，姓名、职务、科室已经印好，谈话时手填", guarded=True))
    return found
