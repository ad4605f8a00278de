"""档案销毁清单: which records were destroyed, on whose decision and why; numbers and dates only (domain.md P-10)."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy.orm import Session

from db.destroyed import Destruction
from db.ledgers import LEDGERS
from db.vocabulary import Words
from desktop.reports.blocks import Document, FormHead, Grid, GridRow
from desktop.reports.forms.cells import cell, label, line, pairs, sign_line
from desktop.reports.forms.form import House, day_text

TITLE = "台账记录销毁清单"
_METHOD = "由程序从台账文件、修改历史、检索索引和佐证材料中彻底删除，并重新整理文件；本清单不含记录内容。"


def destruction_list(session: Session, record: Destruction, words: Words, house: House) -> Document:
    """The list of one destruction, to be signed and filed."""
    listed = record.rows()
    rows = [
        pairs(("清单编号", record.number or "", 1), ("销毁时间", day_text(record.at), 1)),
        pairs(("决定单位或人", record.decided_by, 1), ("决定日期", day_text(record.decided_on), 1)),
        line("销毁依据", record.basis, 3),
        line("销毁方式", _METHOD, 3, 14),
        pairs(("记录合计", f"{len(listed)}条", 1), ("佐证材料", f"{record.files}份", 1)),
        GridRow((label("台　　账"), label("编　　号", 2), label("记录日期"))),
    ]
    for key, members in groupby(listed, key=lambda row: row.ledger_key):
        title = LEDGERS[key].title if key in LEDGERS else "自建台账"
        rows += [GridRow((cell(title), cell(row.number, "value", 2), cell(row.day))) for row in members]
    rows += [line("销 毁 人", sign_line(), 3, 12), line("监 销 人", sign_line(), 3, 12), line("审 批 人", sign_line(), 3, 12)]
    head = FormHead(TITLE, house.hospital, f"共{len(listed)}条")
    return house.document(TITLE, head, Grid((8, 10, 7, 11), tuple(rows)), numbered=len(listed) > 18)
