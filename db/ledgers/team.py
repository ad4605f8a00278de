"""队伍与机构: leading groups, monitors, commentators, liaison bodies - dated memberships, counted at a period's end (L18)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.fields import Day, Flag, Number, Term, Text, keep
from db.ledger import Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record


class TeamMember(Record):
    """One membership of a person in a team, or one body that the hospital works with."""

    __tablename__ = "team_member"

    team: Mapped[str | None] = keep(Term("队伍或机构", vocabulary="team", required=True, width=10))
    role: Mapped[str | None] = keep(Text("职责", width=8))
    person_id: Mapped[int | None] = person("成员")
    body: Mapped[str | None] = keep(Text("联动单位", width=10, help="与外单位联动时填写，不选成员"))
    department_id: Mapped[int | None] = department("科室")
    people: Mapped[int | None] = keep(Number("人数", default=1, least=1, most=10000, unit="人", width=4, help="按组登记时填写组的人数"))
    full_time: Mapped[bool | None] = keep(Flag("专职", width=3))
    duty_roster: Mapped[bool | None] = keep(Flag("参加值班", width=4))
    since: Mapped[date | None] = keep(Day("起始日期", required=True))
    until: Mapped[date | None] = keep(Day("截止日期"))


def _one_of(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if values.get("until") and values["until"] < values["since"]:
        yield "until", "截止日期早于起始日期，请改正。"
    if not values.get("person_id") and not values.get("body") and not values.get("role"):
        yield "person_id", "请选择成员，或填写联动单位，或写明职责和人数。"


TEAM_MEMBERS = Ledger(
    key="team_member", title="队伍与机构", model=TeamMember, day=TeamMember.since, prefix="DW",
    columns=(TeamMember.team, TeamMember.role, TeamMember.person_id, TeamMember.body, TeamMember.people, TeamMember.full_time, TeamMember.since,
             TeamMember.until),
    sections=(section("队伍", TeamMember.team, TeamMember.role, TeamMember.person_id, TeamMember.body, TeamMember.department_id, TeamMember.people),
              section("任期", TeamMember.since, TeamMember.until, TeamMember.full_time, TeamMember.duty_roster)),
    title_of=(TeamMember.team, TeamMember.role), rules=(_one_of,),
    help="还没有队伍。领导小组、舆情监测员、网络评论员、联动单位都记在这里，按起止日期统计人数。")
