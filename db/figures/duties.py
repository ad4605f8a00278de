"""Figures of 责任清单, its due items and 责任书 (domain.md L01)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.sql import ColumnElement

from db.figures.measure import END, YEAR, Count, Distinct, During, Groups, Measure, OfYear, Rate, is_
from db.ledgers.duty import DUTIES, DUTY_ITEMS, DUTY_LISTS, PLEDGES, Duty, DutyItem, DutyList, Pledge


def _tier(code: str) -> ColumnElement[bool]:
    return DutyItem.duty_id.in_(select(Duty.id).where(Duty.tier == code))


_in_force = Duty.list_id.in_(select(DutyList.id).where(  # earlier versions are replaced and do not count twice
    DutyList.voided_at.is_(None), DutyList.state == "issued", DutyList.year == YEAR))
_counts = DutyItem.excused.is_(None)
_on_time = DutyItem.done_on.is_not(None) & (DutyItem.done_on <= DutyItem.due_on)
_done = DutyItem.done_on.is_not(None)

MEASURES = (
    Measure("F057", "意识形态工作责任清单", DUTY_LISTS, "份", "报告期所在年度已印发的责任清单，被新版替代的不计", Count(),
            is_(DutyList.state, "issued"), OfYear(DutyList.year)),
    Measure("F002", "责任书签订率", PLEDGES, "%", "报告期所在年度应签订的责任书中，截至期末已签订的占比",
            Rate(Pledge.signed_on <= END), None, OfYear(Pledge.year), part_unit="份"),
    Measure("Q001", "责任书签订数", PLEDGES, "份", "报告期所在年度的责任书中，截至期末已签订的份数", Count(),
            Pledge.signed_on <= END, OfYear(Pledge.year)),
    Measure("F135", "个人承诺书", PLEDGES, "份", "签订日期在报告期内、层级为个人承诺书的责任书", Count(), is_(Pledge.level, "commitment"),
            During(Pledge.signed_on)),
    Measure("Q002", "应办责任事项", DUTY_ITEMS, "项", "完成时限在报告期内的应办事项，注明不适用的不计", Count(), _counts),
    Measure("Q003", "已办责任事项", DUTY_ITEMS, "项", "完成时限在报告期内、已凭佐证办结的应办事项", Count(), _counts & _done),
    Measure("Q004", "责任事项办结率", DUTY_ITEMS, "%", "完成时限在报告期内的应办事项中已办结的占比，注明不适用的不计",
            Rate(_done), _counts, part_unit="项"),
    Measure("F152", "责任事项按时办结率", DUTY_ITEMS, "%", "完成时限在报告期内的应办事项中，在时限当天或之前办结的占比",
            Rate(_on_time), _counts, part_unit="项"),
    Measure("F230", "一岗双责事项办结率", DUTY_ITEMS, "%", "班子成员一岗双责的应办事项中已办结的占比",
            Rate(_done), _counts & _tier("dual"), part_unit="项"),
    Measure("F058", "责任层级", DUTIES, "级", "本年度已印发清单中责任事项分布的责任层级", Groups(Duty.tier), _in_force,
            part_unit="项"),
    Measure("F061", "责任事项", DUTIES, "项", "本年度已印发清单中的责任事项", Count(), _in_force),
    Measure("F151", "第一责任人责任事项", DUTIES, "项", "本年度已印发清单中党委书记第一责任人的责任事项", Count(),
            _in_force & (Duty.tier == "first")),
    Measure("F235", "党支部责任主体", DUTIES, "个", "本年度已印发清单中承担党支部责任的责任主体，同名的计一个", Distinct(Duty.party),
            _in_force & (Duty.tier == "branch")),
)
