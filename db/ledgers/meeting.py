"""会议研究·分析研判: party committee meetings that studied ideology work. Source: domain.md L02, F053, F054."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Number, Prose, Term, Text, keep, that_day
from db.ledger import Ledger, Scene, section
from db.ledgers.organisation import person
from db.record import Record


class Meeting(Record):
    """One meeting."""

    __tablename__ = "meeting"

    day: Mapped[date | None] = keep(Day("会议日期", required=True, past=True, default=that_day, also=("日期", "时间")))
    kind: Mapped[str | None] = keep(Term("会议类别", vocabulary="meeting_kind", required=True, width=8))
    topic: Mapped[str | None] = keep(Text("议题", required=True, width=20, also=("主题", "会议议题")))
    ideology: Mapped[bool | None] = keep(Flag("意识形态专题", default=True, width=6))
    network: Mapped[bool | None] = keep(Flag("含网络意识形态", width=6))
    judgement: Mapped[bool | None] = keep(Flag("分析研判", width=5, help="会上对意识形态形势作了分析研判"))
    host_id: Mapped[int | None] = person("主持人")
    expected: Mapped[int | None] = keep(Number("应到", unit="人", width=4))
    attended: Mapped[int | None] = keep(Number("实到", unit="人", width=4))
    conclusion: Mapped[str | None] = keep(Prose("研究结论或决议", lines=4))
    minutes_no: Mapped[str | None] = keep(Text("纪要编号", width=9))


def attendance(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Attended never exceeds expected (domain.md 1.2, C1)."""
    if values.get("attended") is not None and values.get("expected") is not None and values["attended"] > values["expected"]:
        yield "attended", f"实到 {values['attended']} 人多于应到 {values['expected']} 人，请改正。"


MEETINGS = Ledger(
    key="meeting", title="会议研究", model=Meeting, day=Meeting.day, prefix="HY",
    columns=(Meeting.number, Meeting.day, Meeting.kind, Meeting.topic, Meeting.ideology, Meeting.judgement, Meeting.host_id, Meeting.expected,
             Meeting.attended),
    sections=(section("会议", Meeting.day, Meeting.kind, Meeting.topic, Meeting.ideology, Meeting.judgement, Meeting.network),
              section("到会与结论", Meeting.host_id, Meeting.expected, Meeting.attended, Meeting.conclusion, Meeting.minutes_no)),
    title_of=(Meeting.number, Meeting.topic), rules=(attendance,),
    help="还没有会议记录。党委会专题研究、分析研判、情况通报都记在这里。")
