"""Figures of teams and bodies: dated memberships, counted as they stand at the period's end (domain.md L18)."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.sql import ColumnElement

from db.figures.measure import END, Always, Count, Distinct, During, Groups, Measure, Rate, Sum, UpTo, is_
from db.ledgers.organisation import DEPARTMENTS, Department, Person
from db.ledgers.team import TEAM_MEMBERS, TeamMember

_since = UpTo(TeamMember.since)
_active = or_(TeamMember.until.is_(None), TeamMember.until >= END)
_three = is_(TeamMember.team, "publicity", "message", "comment")
_in_force = (or_(Department.valid_from.is_(None), Department.valid_from <= END)
             & or_(Department.valid_to.is_(None), Department.valid_to >= END))
_with_branch = Department.id.in_(select(Person.department_id).where(Person.voided_at.is_(None),
                                                                    Person.branch_id.is_not(None)))


def _of(*teams: str) -> ColumnElement[bool]:
    return _active & is_(TeamMember.team, *teams)


MEASURES = (
    Measure("Q901", "工作队伍", TEAM_MEMBERS, "支", "期末在任的成员，按队伍或机构分组", Groups(TeamMember.team, TeamMember.people), _active,
            _since, part_unit="人"),
    Measure("F233", "意识形态工作领导小组", TEAM_MEMBERS, "个", "期末有在任成员的意识形态工作领导小组", Distinct(TeamMember.team), _of("lead"),
            _since),
    Measure("Q902", "领导小组成员", TEAM_MEMBERS, "人", "期末在任的意识形态工作领导小组成员", Sum(TeamMember.people), _of("lead"), _since),
    Measure("F168", "调整领导小组", TEAM_MEMBERS, "次", "起始日期在报告期内的领导小组成员变动，同一天的计一次", Distinct(TeamMember.since),
            is_(TeamMember.team, "lead")),
    Measure("F206", "网络舆情应对领导小组", TEAM_MEMBERS, "个", "期末有在任成员的网络舆情应对领导小组", Distinct(TeamMember.team),
            _of("network-lead"), _since),
    Measure("F086", "专职舆情监测员", TEAM_MEMBERS, "名", "期末在任、标明专职的舆情监测员", Sum(TeamMember.people),
            _of("monitor") & TeamMember.full_time.is_(True), _since),
    Measure("Q903", "舆情监测员", TEAM_MEMBERS, "名", "期末在任的舆情监测员，专职和兼职都计", Sum(TeamMember.people), _of("monitor"), _since),
    Measure("F025", "参加舆情监测值班", TEAM_MEMBERS, "人", "期末在任、标明参加值班的成员", Sum(TeamMember.people),
            _active & TeamMember.duty_roster.is_(True), _since, also=("F087",)),
    Measure("F144", "网络评论员", TEAM_MEMBERS, "人", "期末在任的网络评论员", Sum(TeamMember.people), _of("comment"), _since),
    Measure("F205", "宣传员、信息员和网评员队伍", TEAM_MEMBERS, "支", "期末在任的新闻宣传员、舆情信息员和网络评论员，按队伍分组",
            Groups(TeamMember.team, TeamMember.people), _active & _three, _since, part_unit="人"),
    Measure("F243", "充实宣传队伍", TEAM_MEMBERS, "名", "起始日期在报告期内的新闻宣传员、舆情信息员和网络评论员", Sum(TeamMember.people), _three),
    Measure("F075", "青年理论学习小组", TEAM_MEMBERS, "个", "期末在册的青年理论学习小组", Count(), _of("youth"), _since),
    Measure("Q904", "青年理论学习小组成员", TEAM_MEMBERS, "人", "期末在册的青年理论学习小组人数之和", Sum(TeamMember.people), _of("youth"), _since),
    Measure("F093", "联动单位", TEAM_MEMBERS, "个", "期末有效的联动单位，同名的计一个", Distinct(TeamMember.body), _of("liaison"), _since),
    Measure("F244", "新设科室", DEPARTMENTS, "个", "启用日期在报告期内的科室，含改名", Count(), span=During(Department.valid_from)),
    Measure("F156", "科室党支部覆盖率", DEPARTMENTS, "%", "期末在用的科室中，有职工编入党支部的占比", Rate(_with_branch), _in_force, Always(),
            part_unit="个"),
)
