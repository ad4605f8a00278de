"""培训演练: training sessions, policy briefings and drills (domain.md L15)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from db.fields import Day, Number, Prose, Term, Terms, Text, keep, that_day
from db.ledger import Ledger, section
from db.ledgers.meeting import attendance
from db.ledgers.organisation import department, person
from db.record import Record


class Training(Record):
    """One session."""

    __tablename__ = "training"

    day: Mapped[date | None] = keep(Day("日期", required=True, past=True, default=that_day, also=("培训日期", "时间")))
    kind: Mapped[str | None] = keep(Term("类别", vocabulary="training_kind", required=True, width=7))
    title: Mapped[str | None] = keep(Text("名称", required=True, width=18, also=("培训名称", "主题")))
    topic: Mapped[str | None] = keep(Term("主题", vocabulary="training_topic", width=13))
    scenario: Mapped[str | None] = keep(Term("演练场景", vocabulary="drill_scenario", width=8))
    host_id: Mapped[int | None] = person("组织者")
    lecturer: Mapped[str | None] = keep(Text("授课人", width=7))
    department_id: Mapped[int | None] = department("主办科室")
    groups: Mapped[str | None] = keep(Terms("培训对象", vocabulary="staff_group", width=10))
    expected: Mapped[int | None] = keep(Number("应到", unit="人", width=4))
    attended: Mapped[int | None] = keep(Number("实到", required=True, unit="人", width=4, also=("参加人数",)))
    hours: Mapped[int | None] = keep(Number("学时", width=4))
    summary: Mapped[str | None] = keep(Prose("内容与效果", lines=3))


TRAININGS = Ledger(
    key="training", title="培训演练", model=Training, day=Training.day, prefix="PX",
    columns=(Training.number, Training.day, Training.kind, Training.title, Training.topic, Training.scenario, Training.groups, Training.expected,
             Training.attended),
    sections=(section("培训演练", Training.day, Training.kind, Training.title, Training.topic, Training.scenario, Training.department_id,
                      Training.host_id, Training.lecturer),
              section("对象与效果", Training.groups, Training.expected, Training.attended, Training.hours, Training.summary)),
    title_of=(Training.number, Training.title), rules=(attendance,),
    help="还没有培训演练。专题培训、政策宣讲、应急演练都记在这里。")
