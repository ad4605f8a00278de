"""Figures of the hospital's own places, accounts and groups, and of the patrols along them (domain.md L09).

Places are counted as they stand at the period's end. A group is a name, an owner and a number, never its members.
"""

from __future__ import annotations

from sqlalchemy import func, or_, select

from db.figures.measure import END, START, Count, Distinct, During, Groups, Measure, Rate, Sum, UpTo, is_
from db.ledgers.position import PATROLS, POSITIONS, Patrol, Position

_opened = UpTo(Position.opened_on)
_used = or_(Position.closed_on.is_(None), Position.closed_on > END)
_group = is_(Position.kind, "work-group", "business-group", "patient-group")
_account = is_(Position.kind, "account")
_signed = Position.letter_on <= END
_physical = is_(Position.kind, "board", "wall", "screen", "hall", "museum", "corridor", "civil")
_renewed = Position.id.in_(select(Patrol.position_id).where(
    Patrol.voided_at.is_(None), Patrol.boards > 0, Patrol.day.between(START, END)))
_found = Patrol.finding != "none"

MEASURES = (
    Measure("Q601", "宣传思想文化阵地", POSITIONS, "个", "期末在用的各类阵地", Count(), _used, _opened),
    Measure("F011", "阵地类别", POSITIONS, "类", "期末在用的阵地，按阵地类别分组", Groups(Position.kind), _used, _opened, part_unit="个"),
    Measure("F012", "阵地归口管理率", POSITIONS, "%", "期末在用的阵地中，写明主管科室的占比", Rate(Position.department_id.is_not(None)), _used,
            _opened, part_unit="个"),
    Measure("Q602", "阵地责任到人率", POSITIONS, "%", "期末在用的阵地中，写明责任人的占比", Rate(Position.person_id.is_not(None)), _used,
            _opened, part_unit="个"),
    Measure("Q603", "落实三审三校的阵地", POSITIONS, "个", "期末在用、标明落实三审三校的阵地", Count(), _used & Position.three_reviews.is_(True),
            _opened),
    Measure("Q604", "工作群等网络社群", POSITIONS, "个", "期末在用的工作群、业务交流群和医患群", Count(), _used & _group, _opened),
    Measure("F021", "网络社群类别", POSITIONS, "类", "期末在用的工作群、业务交流群和医患群，按类别分组", Groups(Position.kind), _used & _group,
            _opened, part_unit="个"),
    Measure("F022", "群主责任落实率", POSITIONS, "%", "期末在用的网络社群中，明确群主并在期末前签订责任书或承诺书的占比",
            Rate(Position.keeper_id.is_not(None) & _signed), _used & _group, _opened, part_unit="个"),
    Measure("F211", "群成员实名率", POSITIONS, "%", "期末在用的网络社群中，成员全部实名的占比", Rate(Position.real_names.is_(True)),
            _used & _group,
            _opened, part_unit="个"),
    Measure("F210", "清理停用的网络社群", POSITIONS, "个", "停用日期在报告期内的工作群、业务交流群和医患群", Count(), _group,
            During(Position.closed_on)),
    Measure("Q605", "新媒体账号", POSITIONS, "个", "期末在用的新媒体账号", Count(), _used & _account, _opened),
    Measure("F140", "新媒体平台", POSITIONS, "个", "期末在用的新媒体账号，按平台分组", Groups(Position.platform), _used & _account, _opened,
            part_unit="个", also=("F255",)),
    Measure("F245", "微信平台账号", POSITIONS, "个", "期末在用、平台为微信的新媒体账号", Count(),
            _used & _account & is_(Position.platform, "wechat"),
            _opened),
    Measure("F141", "微信公众号粉丝", POSITIONS, "人", "期末在用、平台为微信的新媒体账号粉丝数之和，人数截止日不晚于期末", Sum(Position.people),
            _used & _account & is_(Position.platform, "wechat") & (Position.people_on <= END), _opened, passed=True),
    Measure("F200", "账号运营责任书签订率", POSITIONS, "%", "期末在用的新媒体账号中，在期末前签订责任书的占比", Rate(_signed), _used & _account, _opened,
            part_unit="个"),
    Measure("Q606", "实体阵地", POSITIONS, "类", "期末在用的宣传栏、文化墙、电子屏、报告厅、展览馆、文化长廊等实体阵地，按类别分组",
            Groups(Position.kind), _used & _physical, _opened, part_unit="个"),
    Measure("F102", "展览馆、文化墙和宣传栏", POSITIONS, "类", "期末在用的展览馆、文化墙、宣传栏，按类别分组", Groups(Position.kind),
            _used & is_(Position.kind, "museum", "wall", "board"), _opened, part_unit="个"),
    Measure("F084", "更新展板的阵地", POSITIONS, "类", "报告期内更新过展板的阵地，按类别分组", Groups(Position.kind), _used & _renewed, _opened,
            part_unit="个"),
    Measure("F241", "新时代文明实践所", POSITIONS, "个", "期末在用、类别为新时代文明实践所的阵地", Count(), _used & is_(Position.kind, "civil"),
            _opened),
    Measure("F023", "阵地巡查", PATROLS, "次", "巡查日期在报告期内的巡查", Count()),
    Measure("F103", "开展巡查的月份", PATROLS, "个月", "巡查日期在报告期内的巡查分布的月份", Distinct(func.strftime("%Y-%m", Patrol.day))),
    Measure("Q607", "巡查覆盖阵地", PATROLS, "个", "巡查日期在报告期内巡查到的阵地，同一阵地计一个", Distinct(Patrol.position_id)),
    Measure("Q608", "巡查发现问题", PATROLS, "个", "巡查日期在报告期内、发现问题的巡查", Count(), _found),
    Measure("Q609", "巡查问题类型", PATROLS, "种", "巡查日期在报告期内、发现问题的巡查，按问题类型分组", Groups(Patrol.finding), _found,
            part_unit="个"),
    Measure("Q610", "巡查问题处理率", PATROLS, "%", "巡查日期在报告期内、发现问题的巡查中已登记处理日期的占比", Rate(Patrol.handled_on.is_not(None)),
            _found, part_unit="个"),
    Measure("F085", "更新展板", PATROLS, "块", "巡查日期在报告期内更新的展板之和", Sum(Patrol.boards)),
)
