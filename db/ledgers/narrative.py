"""Text blocks of reports that no count can supply: shortcomings and plans, kept so that the next report finds them (L20)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from db.fields import Choice, Day, Number, Prose, State, Text, keep, that_day
from db.ledger import Ledger, section
from db.record import Record

KINDS = (State("problem", "问题与不足", "warn"), State("plan", "下步打算", "calm"), State("practice", "特色做法", "good"))


class Narrative(Record):
    """One paragraph for the reports of the period in which ``day`` lies."""

    __tablename__ = "narrative"

    day: Mapped[date | None] = keep(Day("所属日期", required=True, default=that_day, help="落在哪个报告期，就进哪期报告"))
    kind: Mapped[str | None] = keep(Choice("类别", states=KINDS, required=True, default="problem", width=6))
    position: Mapped[int | None] = keep(Number("顺序", default=1, least=1, most=99, width=3))
    heading: Mapped[str | None] = keep(Text("小标题", required=True, width=14, limit=40))
    text: Mapped[str | None] = keep(Prose("内容", required=True, width=28, lines=5))


NARRATIVES = Ledger(
    key="narrative", title="问题与打算", model=Narrative, day=Narrative.day,
    columns=(Narrative.day, Narrative.kind, Narrative.position, Narrative.heading, Narrative.text),
    sections=(section("文字材料", Narrative.kind, Narrative.day, Narrative.position, Narrative.heading, Narrative.text),),
    title_of=(Narrative.heading,),
    help="还没有文字材料。写进报告的“问题与不足”“下步打算”，下一期报告还能接着用。")
