"""责任清单: one version of a year's list as a table, the levels of responsibility merged (domain.md 3.1)."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers import LEDGERS
from db.ledgers.duty import Duty, DutyList
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import DAY_BLANK, cell, label
from desktop.reports.forms.form import House, day_text

_HEAD = ("责任层级", "序号", "责任主体", "责任内容", "具体任务", "频　次", "完成时限", "佐证来自", "依　据")
_WIDTHS = (12, 6, 12, 22, 22, 9, 13, 10, 16)
_BLANK_ROWS = 8
_UNTIL = {"month": "每月末", "quarter": "每季度末", "half": "6月、12月底", "any": "随时"}


def duty_table(session: Session, duty_list: DutyList | None, words: Words, house: House) -> Document:
    """The table of one version; without one a blank one for the departments and branches."""
    if duty_list is None:
        return _blank(house)
    ledger = LEDGERS["duty"]
    duties = session.scalars(
        select(Duty).where(Duty.list_id == duty_list.id, Duty.voided_at.is_(None)).order_by(Duty.id)
    ).all()
    order = list(dict.fromkeys(duty.tier for duty in duties))
    rows = [GridRow(tuple(label(name) for name in _HEAD))]
    number = 0
    for tier, group in groupby(sorted(duties, key=lambda duty: order.index(duty.tier)), key=lambda duty: duty.tier):
        members = list(group)
        for place, duty in enumerate(members):
            number += 1
            first = (cell(words.term("duty_tier", tier or ""), "value", down=len(members)),) if place == 0 else ()
            rows.append(
                GridRow(
                    (
                        *first,
                        cell(str(number)),
                        cell(duty.party or ""),
                        cell(duty.content or "", "left"),
                        cell(duty.task or "", "left"),
                        cell(_often(ledger.field("frequency").display(duty.frequency), duty.times)),
                        cell(_until(duty)),
                        cell(ledger.field("proof_ledger").display(duty.proof_ledger, words)),
                        cell(duty.basis or "", "left"),
                    ),
                    8,
                )
            )
    if not duties:
        rows.append(GridRow((cell("清单里还没有责任事项。", "value", len(_HEAD)),), 16))
    title = (duty_list.title or "责任清单").replace(house.hospital, "") or "责任清单"
    issued = f"{day_text(duty_list.issued_on)}印发" if duty_list.issued_on else "草拟稿"
    head = FormHead(title, f"制表单位：{house.office}", f"第{duty_list.version or 1}版　{issued}", landscape=True)
    notes = (f"依据：{duty_list.basis}",) if duty_list.basis else ()
    return house.document(
        title, head, Grid(_WIDTHS, tuple(rows), head=1, landscape=True, notes=notes), numbered=True, subject="责任清单"
    )


def _blank(house: House) -> Document:
    title = f"{house.today.year}年意识形态工作责任清单"
    rows = [GridRow(tuple(label(name) for name in _HEAD))]
    rows += [
        GridRow((cell(""), cell(str(number)), *(cell("") for _ in _HEAD[2:])), 11, 1) for number in range(1, _BLANK_ROWS + 1)
    ]
    head = FormHead(title, "填报科室（支部）：", f"填报日期：{DAY_BLANK}", landscape=True)
    notes = ("注：频次填每月、每季度、每半年、每年或随时；佐证填哪本台账的记录能够证明做到了。",)
    grid = Grid(_WIDTHS, tuple(rows), head=1, landscape=True, notes=notes)
    return house.document(title, head, grid, numbered=True, subject="责任清单")


def _often(frequency: str, times: int | None) -> str:
    return frequency if (times or 1) == 1 else f"{frequency}{times}次"


def _until(duty: Duty) -> str:
    if duty.frequency == "year":
        return f"{duty.due_month or 12}月底前"
    return _UNTIL.get(duty.frequency or "", "")
