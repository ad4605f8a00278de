"""Period totals that the hospital is given by others (monitored items, readers): typed in with their source, never collected.

Source: domain.md section 5, N-3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.fields import Day, Number, Term, Text, keep, that_day
from db.ledger import Ledger, Scene, section
from db.record import Record


class PeriodTotal(Record):
    """One total for the days from ``since`` to ``day``."""

    __tablename__ = "period_total"

    kind: Mapped[str | None] = keep(Term("统计项目", vocabulary="total_kind", required=True, width=10))
    since: Mapped[date | None] = keep(Day("起始日期", required=True))
    day: Mapped[date | None] = keep(Day("截止日期", required=True, past=True, default=that_day))
    amount: Mapped[int | None] = keep(Number("数量", required=True, width=7, help="可以写 1.2万"))
    source_note: Mapped[str | None] = keep(Text("数据来源", required=True, width=14, help="哪个平台、哪张表、谁提供"))


def _order(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values["since"] > values["day"]:
        yield "since", "起始日期晚于截止日期，请改正。"


PERIOD_TOTALS = Ledger(
    key="period_total", title="外来总数", model=PeriodTotal, day=PeriodTotal.day, prefix="ZS",
    columns=(PeriodTotal.number, PeriodTotal.kind, PeriodTotal.since, PeriodTotal.day, PeriodTotal.amount, PeriodTotal.source_note),
    sections=(section("总数", PeriodTotal.kind, PeriodTotal.since, PeriodTotal.day, PeriodTotal.amount, PeriodTotal.source_note),),
    title_of=(PeriodTotal.number, PeriodTotal.kind), rules=(_order,),
    help="还没有总数。监测信息条数、粉丝阅读总量等由平台或上级给出的数，抄进来并写明来源。")
