"""更正说明: a page that says which numbers of a final report have changed since, and because of which records.

The report itself stays as it was sealed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db import wording
from db.errors import Refusal
from db.figures.stored import Difference
from db.ledgers import LEDGERS
from db.report_data.numbers import numbers_of, ranges
from db.reports import FINAL, Report, stored_figures
from db.workspace import Workspace
from desktop.reports import store
from desktop.reports.blocks import Document, Paragraph, Signature, Table, Title, Words

_HEAD = ("序号", "数字名称", "定稿时", "现在", "变化的记录")
_WIDTHS = (5, 14, 12, 12, 26)


def correction_note(workspace: Workspace, report_id: int, today: date) -> Document:
    """The note on a final report. Raises Refusal for a draft, or when nothing differs."""
    report = store.load(workspace, report_id)
    if report.state != FINAL:
        raise Refusal("这份报告还没有定稿，重新取数就能更新数字，不用出更正说明。")
    found = store.differences(workspace, report_id)
    if not found:
        raise Refusal("定稿里的数字和现在的记录一致，不用出更正说明。")
    author = store.document_of(report).author
    with workspace.read() as session:
        rows = tuple(_row(session, report, place, one) for place, one in enumerate(found, start=1))
    sealed = f"于{wording.day(report.finalised_at.date())}定稿" if report.finalised_at else "已经定稿"
    blocks = (
        Title(f"关于《{report.title}》有关数字的更正说明"),
        Paragraph((Words(f"《{report.title}》{sealed}。定稿以后，台账记录有补登、修改或删除，截至{wording.day(today)}，"
                         f"文中有{len(found)}个数字与现在的记录不一致。原报告保持不变，现将有关数字更正如下。"),)),
        Table("", _HEAD, rows, _WIDTHS),
        Signature(author, today),
    )
    return Document(blocks, f"关于《{report.title}》有关数字的更正说明", author, "更正说明", today)


def _row(session: Session, report: Report, place: int, one: Difference) -> tuple[str, ...]:
    ledger = LEDGERS[stored_figures(report)[one.figure_id]["ledger"]]
    numbers = numbers_of(session, ledger, {*one.come, *one.gone, *one.changed})
    parts = [f"{words}：{ranges(ids, numbers)}" for words, ids in (
        ("新增", one.come), ("减少", one.gone), ("修改", one.changed)) if ids]
    same = one.then == one.now
    then, now = (f"{one.then}（{one.exactly_then}）", f"{one.now}（{one.exactly_now}）") if same else (one.then, one.now)
    return str(place), one.label, then, now, "\n".join(parts) or f"{ledger.title}的有关经过有变动"
