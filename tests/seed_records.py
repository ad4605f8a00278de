"""Records that give the numbers of three real reports: one line for each statement, values only, names invented.

``put(key, count, **values)`` enters ``count`` records; a value may be a list (one for each record) or a function of the
record's place. Days are spread over the period unless given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import own_ledgers
from db.ledgers import LEDGERS
from db.ledgers.review import STEPS
from db.own_ledgers import GROUP, Wish
from db.periods import Period
from db.workspace import Workspace


@dataclass
class Desk:
    """Where records of one period are entered."""

    session: Session
    period: Period

    def put(self, key: str, count: int = 1, /, **values: Any) -> list[int]:
        """Enters records and returns their ids; the ledger's own day is filled in when not given."""
        ledger = LEDGERS[key]
        days = spread(self.period, count)
        if ledger.day is not None:
            values = {ledger.day.key: days} | values
        rows = [ledger.model(**{name: _one(value, place) for name, value in values.items()}) for place in range(count)]
        self.session.add_all(rows)
        self.session.flush()
        return [row.id for row in rows]

    def define(self, title: str, unit: str, count: int, **values: Any) -> None:
        """An own ledger with its records."""
        own_ledgers.define(self.session, title, unit, [Wish("说明", "text")])
        own_ledgers.register(self.session)
        key = next(ledger.key for ledger in LEDGERS.values() if ledger.group == GROUP and ledger.title == title)
        self.put(key, count, **({"quantity": 1, "title": lambda place: f"{title}{place + 1}"} | values))


def _one(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) else value(place) if callable(value) else value


def spread(period: Period, count: int) -> list[date]:
    """``count`` days over the period, in order."""
    span = (period.end - period.start).days
    return [period.start + timedelta(days=span * place // max(count, 1)) for place in range(count)]


def shares(total: int, count: int) -> list[int]:
    """A total in ``count`` parts that differ by one at most."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]


def signed(people: list[int], days: list[date]) -> dict[str, Any]:
    return {f"{step}_id": who for step, who in zip(STEPS, people)} | {f"{step}_on": days for step in STEPS}


def fill(workspace: Workspace, code: str, records: Callable[[Desk], None]) -> None:
    with workspace.transaction("录入") as session:
        records(Desk(session, Period.parse(code)))


def annual(desk: Desk) -> None:
    """An annual report with about ninety numbers (the second of the researched texts)."""
    put, period = desk.put, desk.period
    people = put("person", 6, name=lambda place: f"审核员{place + 1}")
    put("meeting", 12, kind="committee", topic="研究意识形态工作", ideology=True, judgement=lambda place: place % 3 == 2)
    put("document", 1, kind="points", title="年度工作要点")
    put("document", 5, kind="emergency", title=lambda place: f"预案{place + 1}")
    put("document", 1, kind="rule", title="实施细则")
    put("document", 1, kind="material", title="文化读本", copies=3000)
    for kind, times in (("quarter", 4), ("half", 2), ("year", 1)):
        put("document", times, kind=kind, title="报告", submit_by=spread(period, times),
            submitted_on=spread(period, times))
    (list_id,) = put("duty_list", 1, year=2025, version=1, title="责任清单", state="issued")
    put("duty", 8, list_id=list_id, tier=["first", "first", "direct", "direct", "dual", "dual", "department",
                                          "department"], party="岗位",
        content="内容", task=lambda place: f"任务{place + 1}")
    put("pledge", 17, year=2025, level="commitment", party_a="医院", party_b="师徒", due_on=date(2025, 3, 31),
        signed_on=date(2025, 3, 20))
    put("supervision", 4, kind="special", title="专项督查", scope="全院")
    put("supervision", 2, kind=["patrol", "daily"], title="督查", scope="全院")
    put("study", 14, kind="group", topic="集中学习", expected=[12] * 5 + [11] * 9, attended=[12] * 2 + [11] * 10 + [11] * 2)
    put("study", 5, kind="lecture", topic="专题辅导", lecturer_level=["province", "city", "city", "province", "city"],
        expected=60, attended=60)
    _annual_problems(desk)
    _annual_activities(desk)
    _annual_publicity(desk, people)
    _annual_places(desk, people)
    put("learning_total", 4, platform="xuexi", members=210, participants=210, average=[41, 42, 42, 43],
        source_note="后台")
    put("training", 2, kind="training", topic="network", title="网络安全培训", groups=",heads,key,", expected=60, attended=60)
    put("training", 2, kind="both", topic="ideology", scenario=["opinion", "mass"], title="培训暨演练", expected=80,
        attended=80)
    put("training", 4, kind="training", topic="youth", title="青年医师培训", groups=",youth,", expected=39, attended=39)
    put("care", 1, kind="leaflet", title="主题宣传", materials=1500)
    put("lecture", 23, kind="academic", role="host", title="学术活动", speaker="专家", event_on=spread(period, 23),
        speaker_checked=True,
        content_checked=True, approved_on=spread(period, 23), held_on=spread(period, 23), state="held")
    put("survey", 4, mode="questionnaire", title="思想动态调研", groups=",youth,")
    put("opinion", 136, source=lambda place: "talk" if place % 2 else "visit", content="建议")
    put("team_member", 3, team="monitor", role="监测", people=1, full_time=True, duty_roster=True, since=date(2024, 1, 1))
    put("team_member", 12, team="comment", role="评论", people=1, since=date(2024, 1, 1))
    put("team_member", 2, team="liaison", body=["网信部门", "公安部门"], since=date(2024, 1, 1))
    put("team_member", 2, team="youth", role="小组", people=20, since=date(2024, 1, 1))
    put("period_total", 4, kind="monitored", amount=[2800, 3000, 3100, 3100],
        since=[part.start for part in period.parts("quarter")],
        day=[part.end for part in period.parts("quarter")], source_note="监测服务单位")
    desk.define("健康大讲堂", "期", 8, people=300)
    desk.define("先进典型", "人", 12)
    desk.define("文化进校园", "所", 12, people=300)
    desk.define("优秀文章", "篇", 2, quantity=12)
    desk.define("选派进修", "名", 1, quantity=23)
    desk.define("青年导师", "名", 1, quantity=78)
    desk.define("评选活动", "项", 1)


def _annual_problems(desk: Desk) -> None:
    def closed(count: int, **values: Any) -> None:
        days = spread(desk.period, count)
        desk.put("problem", count, title="事项", found_on=days, deadline=days, closed_on=days, submitted_on=days,
                 accepted_on=days,
                 state="closed", **values)

    closed(23, source="committee")
    closed(15, source="supervision")
    closed(17, source="survey")
    closed(8, source="talk", issue_kind="sign")
    quarters = list(desk.period.parts("quarter"))
    rounds = desk.put("risk_round", 4, day=[part.start for part in quarters], quarter=[1, 2, 3, 4], scope="全院")
    desk.put("risk_point", 9, round_id=[rounds[place % 4] for place in range(9)], area=["dispute", "title", "pay"] * 3,
             point="风险", level="low",
             measure="措施")
    found = [datetime.combine(day, datetime.min.time()) for day in spread(desk.period, 4)]
    desk.put("incident", 4, found_at=found, type="opinion", level="sensitive", category="service", channel="forum",
             summary="事",
             judged_at=found, handled_at=found, replied_at=found,
             closed_at=[one + timedelta(days=days) for one, days in zip(found, (2, 7, 5, 3))],
             state="closed", secondary=False)


def _annual_activities(desk: Desk) -> None:
    put = desk.put
    put("activity", 8, form="warning-film", title=lambda place: f"警示片{place + 1}")
    put("activity", 2, form="site", title="现场教学")
    put("activity", 1, form="essay", title="征文", papers=67)
    put("activity", 3, form="match", title="演讲比赛")
    put("activity", 1, form="campaign", title="主题宣传")
    put("activity", 12, form="self-study", title="每月心得", papers_expected=39, papers=39)
    put("activity", 12, form="report", title="每月汇报", papers_expected=12, papers=12)
    put("activity", 6, form="theme-day", title="主题活动", papers=6)


def _annual_publicity(desk: Desk, people: list[int]) -> None:
    put = desk.put
    put("publication", 265, channel="wechat", category="health", title="专栏", column_name="专栏", pieces=1,
        reads=shares(150_000, 265),
        issue_no=lambda place: f"{place + 1}")
    put("publication", 12, channel="site", category="news", title="当月信息", pieces=shares(160, 12),
        reads=shares(530_000, 12))
    put("publication", 12, channel="douyin", category="health", form="video", title="当月短视频", pieces=shares(127, 12),
        reads=shares(2_300_000, 12))
    put("publication", 12, channel="press", category="news", level=["city", "province", "nation"] * 4, title="媒体报道",
        pieces=shares(38, 12))
    put("publication", 4, channel="journal", category="culture", title="院刊", issue_no=["1", "2", "3", "4"],
        pieces=shares(87, 4))
    put("publication", 1, channel="tv", category="culture", form="film", title="专题片", pieces=1)
    days = spread(desk.period, 12)
    put("review", 12, title="当月审核", pieces=shares(523, 12), state="passed", **signed(people, days))


def _annual_places(desk: Desk, people: list[int]) -> None:
    put, since = desk.put, date(2020, 1, 1)
    put("position", 4, kind="account", name="账号", platform=["wechat", "weibo", "app", "douyin"], opened_on=since,
        people=[80_321, None, None, None], people_on=desk.period.end)
    board, corridor, *_ = put("position", 4, kind=["board", "corridor", "wall", "museum"], name="阵地", opened_on=since)
    put("patrol", 12, position_id=lambda place: (board, corridor)[place % 2], finding="none", boards=shares(86, 12),
        person_id=people[0],
        day=[part.start for part in desk.period.parts("month")])


def quarterly(desk: Desk) -> None:
    """A fourth quarter's report (the first of the researched texts)."""
    put, period = desk.put, desk.period
    since = date(2020, 1, 1)
    (person,) = put("person", 1, name="负责人")
    (department,) = put("department", 1, name="内科")
    people = put("person", 6, name=lambda place: f"审核员{place + 1}")
    put("publication", 153, channel=lambda place: ("site", "wechat")[place % 2],
        category=lambda place: ("news", "party", "health", "model")[place % 4],
        form=lambda place: "video" if place % 8 == 2 else "article", title="稿件",
        theme=lambda place: ("grass-roots", "assessment", "season", "new-tech")[place % 4],
        column_name=lambda place: ("讲堂", "医生说")[place // 4 % 2] if place % 4 == 2 else None, pieces=1)
    put("review", 3, title="当月审核", pieces=51, state="passed", **signed(people, spread(period, 3)))
    put("lecture", 23, kind=lambda place: ("academic", "lecture")[place % 2],
        role=lambda place: ("host", "undertake")[place % 2], title="活动", speaker="专家",
        event_on=spread(period, 23), approved_on=spread(period, 23), held_on=spread(period, 23),
        filed_on=spread(period, 23), speaker_checked=True,
        content_checked=True, state="filed")
    found = [datetime.combine(day, datetime.min.time()) for day in spread(period, 8)]
    put("incident", 8, found_at=found, type=["consult", "opinion"] * 4, level="light",
        category=["service", "process"] * 4, channel="wechat", summary="事",
        judged_at=found, handled_at=found, replied_at=found, closed_at=found, state="closed", hyped=False)
    put("survey", 1, mode="1+1+N", title="调研", groups=",key,youth,senior,", leader_id=person)
    put("opinion", 34, source=lambda place: ("talk", "forum", "questionnaire")[place % 3], content="建议",
        replied_on=spread(period, 34), state="replied")
    put("talk", 4, held_on=spread(period, 4), speaker_id=person,
        topics=[",pressure,", ",title,", ",pay,", ",patients,"], follow_needed=True, state="done",
        people=1, kind="heart", form="one")
    put("position", 5, kind=["site", "account", "board", "screen", "hall"], name="阵地", opened_on=since,
        department_id=department)
    put("position", 2, kind=["work-group", "business-group"], name="群", opened_on=since, department_id=department,
        keeper_id=person, letter_on=since)
    put("patrol", 3, position_id=1, finding="none", person_id=person,
        day=[part.start for part in period.parts("month")])
    put("activity", 2, form=["morning", "branch-study"], topic="network", title="网络行为规范", attended=100, expected=120)
    put("activity", 1, form="warning", topic="nine", title="九项准则和案例", attended=100, expected=120)
    put("study", 2, kind="first", first_topic=True, topic="第一议题", expected=9, attended=9)
    put("training", 2, kind="briefing", topic="reform", title="政策宣讲", attended=60)
    put("care", 4, kind=["culture", "festival", "hardship", "volunteer"], title="关怀", people=30, volunteers=10,
        done=True)
    put("care", 1, kind="matter", title="办实事", done=True)
    put("problem", 6, title="关切", source="survey", found_on=spread(period, 6), deadline=period.end, measure="措施",
        department_id=department,
        accepted_on=spread(period, 6), state="done")
    put("supervision", 1, kind="special", title="督查", scope="全院")
    put("document", 2, kind="rule", title="制度")
    put("pledge", 4, year=2025, level="committee-branch", party_a="党委", party_b="支部", due_on=period.start,
        signed_on=period.start)
    put("team_member", 2, team="monitor", role="监测", people=1, duty_roster=True, since=since)
    desk.define("党建品牌", "个", 1)
    desk.define("党员示范岗", "个", 3)


def self_inspection(desk: Desk) -> None:
    """A self-inspection for a special supervision; its masked numbers are filled with our own (the fourth text)."""
    put, period = desk.put, desk.period
    since = date(2020, 1, 1)
    (secretary,) = put("person", 1, name="书记", duty_role="secretary")
    put("team_member", 7, team="lead", role="成员", since=date(2023, 3, 1))
    put("team_member", 3, team="network-lead", role="成员", since=since)
    put("team_member", 3, team=["publicity", "message", "comment"], role="队伍", people=[16, 8, 12], since=since)
    put("document", 2, kind="points", title=["党建工作要点", "医院工作要点"])
    put("document", 11, kind="rule", title=lambda place: f"制度{place + 1}")
    for title in ("上半年意识形态工作总结", "上半年网络意识形态工作总结"):
        put("document", 1, kind="half", title=title, submit_by=date(2023, 7, 10), submitted_on=date(2023, 7, 5))
    put("meeting", 5, kind="committee", topic="专题研究", ideology=True)
    put("meeting", 2, kind="convey", topic="传达会议精神", ideology=True)
    put("study", 10, kind="group", topic="集中学习", expected=11, attended=11)
    put("study", 2, kind="self", topic="书记带头学习", host_id=secretary, expected=1, attended=1)
    put("study", 2, kind="first", first_topic=True, topic="传达重要指示精神", expected=9, attended=9)
    put("study", 4, kind="first", first_topic=True, topic="第一议题", expected=9, attended=9)
    rounds = put("risk_round", 3, day=spread(period, 3), scope="全院", reported_on=spread(period, 3))
    put("risk_point", 4, round_id=rounds[0], area="dispute", point="风险", level="low", measure="措施")
    put("survey", 1, mode="visit", title="调研", reported_on=date(2023, 6, 30))
    put("activity", 3, form=["branch-meeting", "theme-day", "group-study"], title="组织生活")
    put("activity", 9, form="party-lecture", title="主题党课")
    put("activity", 4, form="book", title=["书甲", "书乙", "书丙", "书丁"], copies=90)
    put("activity", 12, form="self-test", title="学习自测")
    put("activity", 4, form="all-staff", title="全员教育")
    for form in ("match", "campaign", "site"):
        put("activity", 1, form=form, title="活动")
    put("learning_total", 2, platform=["xuexi", "law"], members=200, participants=190, source_note="后台")
    put("training", 3, kind="training", topic="opinion", title="舆情培训")
    put("training", 1, kind="training", topic="clean", title="法纪教育")
    put("training", 1, kind="training", groups=",union,", title="工会干部培训")
    put("talk", 4, held_on=spread(period, 4), speaker_id=secretary, people=[60, 120, 30, 58],
        kind=["entry", "heart", "leaving", "expert"], form="one", state="done")
    put("care", 17, kind="matter", title="办实事", done=True)
    put("care", 12, kind="joint-round", title="联合查房", done=True)
    put("care", 5, kind="visit", title="工会慰问", people=86)
    put("position", 3, kind="account", name="科室公众号", platform="wechat", opened_on=since, letter_on=since)
    put("position", 8, kind="work-group", name="工作群", platform="wechat", opened_on=since, real_names=True)
    put("position", 5, kind="work-group", name="清理的群", platform="qq", opened_on=since, closed_on=date(2023, 6, 1),
        state="closed")
    put("lecture", 18, kind="seminar", title="研讨", speaker="专家", event_on=spread(period, 18),
        approved_on=spread(period, 18), state="approved")
    put("publication", 26, channel="wechat", category="party", title="专栏", column_name="学习专栏",
        issue_no=lambda place: f"{place + 1}", pieces=1)
    put("publication", 33, channel="press", category="news", level=["nation"] + ["province"] * 8 + ["city"] * 24,
        title="报道", pieces=1)
    put("publication", 14, channel="video", category="health", form="video", title="科普视频", pieces=1)
    years = [2019] * 60 + [2020] * 80 + [2021] * 120 + [2022] * 160
    put("incident", 420, found_at=[datetime(year, 6, 1) for year in years],
        type=lambda place: ("complaint", "dispute")[place % 2], level="general",
        category=lambda place: "talk" if place % 100 < 43 else ("inform", "attitude")[place % 2], channel="phone",
        summary="事", closed_at=None)
    (visit,) = put("supervision", 1, kind="self", title="自查", scope="全院", basis="两份依据")
    put("check_item", 9, supervision_id=visit, area="lead", item="检查", result=["good"] * 6 + ["part"] * 2 + ["na"])
    put("problem", 7, title="问题", source="self", found_on=spread(period, 7), deadline=period.end, person_id=secretary,
        key=lambda place: place < 2, closed_on=lambda place: period.end if place == 0 else None)
