"""制度文件·上报材料: documents issued, and what must be submitted to whom by when (domain.md L17).

There is no secrecy grade among the fields, and a title that names one is refused: state secrets do not belong here
(section 5, P-17).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case
from sqlalchemy.orm import Mapped

from db.fields import Day, Derived, Link, Number, Prose, State, Term, Text, keep, that_day
from db.ledger import Ledger, Scene, section
from db.ledgers.organisation import department
from db.record import Record

SUBMISSION = (State("done", "已报送", "good"), State("late-done", "逾期报送", "warn"), State("late", "逾期未报", "bad"), State("open", "待报送", "warn"),
              State("none", "不用报送"))
_SECRET = re.compile(r"(绝密|机密|秘密)[★☆]?(级|\d*年|$)|^(绝密|机密|秘密)")


class IssuedDocument(Record):
    """One document, issued or due for submission."""

    __tablename__ = "document"

    day: Mapped[date | None] = keep(Day("日期", required=True, default=that_day, also=("印发日期", "形成日期")))
    kind: Mapped[str | None] = keep(Term("类别", vocabulary="document_kind", required=True, width=8))
    title: Mapped[str | None] = keep(Text("文件名称", required=True, width=22, also=("标题", "材料名称")))
    doc_no: Mapped[str | None] = keep(Text("文号", width=12))
    department_id: Mapped[int | None] = department("起草科室")
    risk_id: Mapped[int | None] = keep(Link("对应风险点", target="risk_point", help="应急预案针对的风险点", width=10))
    copies: Mapped[int | None] = keep(Number("印发数量", unit="份", width=5))
    submit_to: Mapped[str | None] = keep(Text("报送单位", width=9))
    submit_by: Mapped[date | None] = keep(Day("报送时限"))
    submitted_on: Mapped[date | None] = keep(Day("报送日期"))
    place: Mapped[str | None] = keep(Text("原件存放处", width=8))
    note: Mapped[str | None] = keep(Prose("说明", lines=2))


def submission(today: date) -> Any:
    document = IssuedDocument
    return case((document.submit_by.is_(None) & document.submitted_on.is_(None), "none"),
                (document.submitted_on.is_not(None) & (document.submit_by.is_(None) | (document.submitted_on <= document.submit_by)), "done"),
                (document.submitted_on.is_not(None), "late-done"), (document.submit_by < today, "late"), else_="open")


def _no_secrets(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ("title", "doc_no"):
        if values.get(name) and _SECRET.search(values[name]):
            yield name, "看起来是涉密文件。本程序不得登记、存储国家秘密，请按保密规定管理。"


DOCUMENTS = Ledger(
    key="document", title="制度文件", model=IssuedDocument, day=IssuedDocument.day, prefix="WJ",
    columns=(IssuedDocument.number, IssuedDocument.day, IssuedDocument.kind, IssuedDocument.title, IssuedDocument.doc_no, IssuedDocument.submit_to,
             IssuedDocument.submit_by, IssuedDocument.submitted_on,
             sent := Derived("报送", name="sent", expression=submission, states=SUBMISSION, width=6)),
    sections=(section("文件", IssuedDocument.day, IssuedDocument.kind, IssuedDocument.title, IssuedDocument.doc_no, IssuedDocument.department_id,
                      IssuedDocument.copies),
              section("报送", IssuedDocument.submit_to, IssuedDocument.submit_by, IssuedDocument.submitted_on),
              section("其他", IssuedDocument.risk_id, IssuedDocument.place, IssuedDocument.note, folded=True)),
    derived=(sent,), title_of=(IssuedDocument.number, IssuedDocument.title), rules=(_no_secrets,),
    help="还没有文件。制度、要点、预案、方案、总结和上报材料都记在这里；严禁登记涉密文件。")
