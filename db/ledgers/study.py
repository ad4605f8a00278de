"""中心组学习/第一议题: study sessions with 应到/实到 kept per session, never derived from a roster (domain.md C1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Number, Prose, Term, Text, keep, that_day
from db.ledger import Ledger, section
from db.ledgers.meeting import attendance
from db.ledgers.organisation import person
from db.record import Record


class Study(Record):
    """One session."""

    __tablename__ = "study"

    day: Mapped[date | None] = keep(Day("学习日期", required=True, past=True, default=that_day, also=("日期", "时间")))
    kind: Mapped[str | None] = keep(Term("学习类别", vocabulary="study_kind", required=True, width=8))
    first_topic: Mapped[bool | None] = keep(Flag("第一议题", width=5))
    topic: Mapped[str | None] = keep(Text("主题", required=True, width=20, also=("学习主题",)))
    material: Mapped[str | None] = keep(Prose("学习材料", lines=3))
    host_id: Mapped[int | None] = person("主持人")
    speakers: Mapped[str | None] = keep(Text("中心发言人", width=10))
    lecturer: Mapped[str | None] = keep(Text("辅导专家", width=8, help="姓名和单位"))
    lecturer_level: Mapped[str | None] = keep(Term("专家层级", vocabulary="level"))
    expected: Mapped[int | None] = keep(Number("应到", required=True, unit="人", width=4, also=("应到人数",)))
    attended: Mapped[int | None] = keep(Number("实到", required=True, unit="人", width=4, also=("实到人数",)))
    absence: Mapped[str | None] = keep(Text("缺席原因", width=10, help="写原因和人数，不写姓名"))
    made_up: Mapped[int | None] = keep(Number("补学人数", unit="人", width=4))
    ideology: Mapped[bool | None] = keep(Flag("意识形态专题", width=6))
    reported: Mapped[bool | None] = keep(Flag("已报上级", help="一学一报", width=5))


STUDIES = Ledger(
    key="study", title="理论学习", model=Study, day=Study.day, prefix="XX",
    columns=(Study.number, Study.day, Study.kind, Study.first_topic, Study.topic, Study.host_id, Study.expected, Study.attended),
    sections=(section("学习", Study.day, Study.kind, Study.first_topic, Study.topic, Study.expected, Study.attended, Study.host_id),
              section("内容", Study.material, Study.speakers, Study.lecturer, Study.lecturer_level, Study.ideology),
              section("其他", Study.absence, Study.made_up, Study.reported, folded=True)),
    title_of=(Study.number, Study.topic), rules=(attendance,),
    help="还没有学习记录。每次学习记下应到、实到，年底参学率自动算出。")
