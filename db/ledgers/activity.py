"""学习教育活动: party lectures, theme days, films, site visits, contests, books (domain.md L04, the largest ledger).

Points of learning platforms are kept only as a period's average over a unit, never per person (section 5, N-5).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Link, Number, Prose, Term, Text, keep, that_day
from db.ledger import Ledger, Scene, section
from db.ledgers.meeting import attendance
from db.ledgers.organisation import department, person
from db.record import Record


class Activity(Record):
    """One event of study or education."""

    __tablename__ = "activity"

    day: Mapped[date | None] = keep(Day("活动日期", required=True, past=True, default=that_day, also=("日期", "时间")))
    form: Mapped[str | None] = keep(Term("活动形式", vocabulary="activity_form", required=True, width=8, also=("形式",)))
    title: Mapped[str | None] = keep(Text("活动名称", required=True, width=20, also=("主题", "活动主题", "片名", "书名")))
    topic: Mapped[str | None] = keep(Term("学习主题", vocabulary="activity_topic", width=8))
    branch_id: Mapped[int | None] = keep(Link("支部", target="branch", width=8))
    department_id: Mapped[int | None] = department("科室")
    host_id: Mapped[int | None] = person("主讲或主持人")
    place: Mapped[str | None] = keep(Text("地点", width=8))
    expected: Mapped[int | None] = keep(Number("应到", unit="人", width=4))
    attended: Mapped[int | None] = keep(Number("实到", unit="人", width=4, also=("参加人数",)))
    papers_expected: Mapped[int | None] = keep(Number("应交心得", unit="篇", width=5))
    papers: Mapped[int | None] = keep(Number("心得体会", unit="篇", width=5))
    copies: Mapped[int | None] = keep(Number("发放数量", unit="份", width=5, help="书籍、资料等"))
    discipline: Mapped[bool | None] = keep(Flag("重申纪律和网络言行规范", width=7))
    content: Mapped[str | None] = keep(Prose("内容", lines=3))


class LearningTotal(Record):
    """A period's totals of a learning platform for the whole unit or a branch, copied from its own statistics."""

    __tablename__ = "learning_total"

    day: Mapped[date | None] = keep(Day("统计截止日", required=True, past=True, default=that_day))
    platform: Mapped[str | None] = keep(Term("学习平台", vocabulary="platform", required=True, width=7))
    branch_id: Mapped[int | None] = keep(Link("支部", target="branch", help="不选表示全院", width=8))
    members: Mapped[int | None] = keep(Number("应参加人数", required=True, unit="人", width=5))
    participants: Mapped[int | None] = keep(Number("实参加人数", required=True, unit="人", width=5))
    average: Mapped[int | None] = keep(Number("人均日分", unit="分", width=5, help="平台统计的平均值，不登记个人分数"))
    source_note: Mapped[str | None] = keep(Text("数据来源", required=True, width=12))


def _participation(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values["participants"] > values["members"]:
        yield "participants", "实参加人数多于应参加人数，请改正。"


ACTIVITIES = Ledger(
    key="activity", title="学习教育活动", model=Activity, day=Activity.day, prefix="HD",
    columns=(Activity.number, Activity.day, Activity.form, Activity.title, Activity.branch_id, Activity.host_id, Activity.expected, Activity.attended,
             Activity.papers),
    sections=(section("活动", Activity.day, Activity.form, Activity.title, Activity.topic, Activity.branch_id, Activity.department_id,
                      Activity.host_id, Activity.place),
              section("人数与成果", Activity.expected, Activity.attended, Activity.papers_expected, Activity.papers, Activity.copies,
                      Activity.discipline, Activity.content)),
    title_of=(Activity.number, Activity.title), rules=(attendance,),
    help="还没有活动记录。三会一课、主题党日、党课、观影、现场教学、竞赛都记在这里。")

LEARNING_TOTALS = Ledger(
    key="learning_total", title="学习平台统计", model=LearningTotal, day=LearningTotal.day, prefix="PT",
    columns=(LearningTotal.number, LearningTotal.day, LearningTotal.platform, LearningTotal.branch_id, LearningTotal.members,
             LearningTotal.participants, LearningTotal.average),
    sections=(section("平台统计", LearningTotal.day, LearningTotal.platform, LearningTotal.branch_id, LearningTotal.members,
                      LearningTotal.participants, LearningTotal.average, LearningTotal.source_note),),
    title_of=(LearningTotal.number, LearningTotal.day), rules=(_participation,),
    help="还没有平台统计。只登记全院或支部的总数和平均数，不登记个人积分。")
