"""Statements that exclude each other: C1, C4, C5, C6 and C11 of domain.md 1.2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select

from db.checks.finding import Finding, Scope, some
from db.figures import MEASURES
from db.ledgers import LEDGERS
from db.ledgers.activity import ACTIVITIES, LEARNING_TOTALS, Activity, LearningTotal
from db.ledgers.incident import INCIDENTS, Incident
from db.ledgers.lecture import LECTURES, Lecture
from db.ledgers.meeting import MEETINGS, Meeting
from db.ledgers.position import PATROLS, Patrol
from db.ledgers.rectification import PROBLEMS, Problem
from db.ledgers.risk import RISK_ROUNDS, RiskPoint, RiskRound
from db.ledgers.study import STUDIES, Study
from db.ledgers.supervision import SUPERVISIONS, Supervision
from db.ledgers.team import TEAM_MEMBERS, TeamMember
from db.ledgers.training import TRAININGS, Training

_TOTALS = (("F079", "F016"), ("Q501", "F163"), ("F195", "F194"), ("Q302", "Q306"), ("Q252", "F112"), ("F110", "F044"),
           ("Q102", "Q103"), ("Q154", "Q153"), ("F017", "Q402"), ("Q451", "F027"), ("F213", "F216"),
           ("Q551", "F006"), ("Q751", "Q752"), ("Q801", "F050"), ("Q601", "F011"), ("F004", "F063"), ("Q706", "Q707"))


def attendance(scope: Scope) -> Iterator[Finding]:
    """C1: nobody attends who was not expected; a rate needs 应到 of every session."""
    for ledger, model in ((STUDIES, Study), (MEETINGS, Meeting), (ACTIVITIES, Activity), (TRAININGS, Training)):
        inside = scope.during(model.day)
        yield from some("C1", ledger, scope.ids(model, inside, model.attended > model.expected),
                        f"{ledger.title}有 {{n}} 次的实到人数多于应到人数，参学率会超过 100%，请核对签到表。")
        if ledger in (ACTIVITIES, TRAININGS):
            continue  # open to all comers: no rate is made of them without 应到
        yield from some("C1", ledger, scope.ids(model, inside, model.attended > 0,
                                                or_(model.expected.is_(None), model.expected == 0)),
                        f"{ledger.title}有 {{n}} 次填了实到、没有填应到，参学率算不准，请补填。")
    yield from some("C1", LEARNING_TOTALS, scope.ids(
        LearningTotal, scope.during(LearningTotal.day), LearningTotal.participants > LearningTotal.members),
                    "学习平台统计有 {n} 期的实参加人数多于应参加人数，参与率会超过 100%，请核对。")


def totals(scope: Scope) -> Iterator[Finding]:
    """C4: the groups of a figure add up to its total."""
    pairs = scope.figures([one for pair in _TOTALS for one in pair])
    for whole_id, groups_id in _TOTALS:
        whole, groups = pairs[whole_id], pairs[groups_id]
        together = sum(part.value for part in groups.parts)
        if together != whole.value:
            field = LEDGERS[whole.ledger_key].field(MEASURES[groups_id].how.by)
            missing = tuple(sorted(set(whole.record_ids) - set(groups.record_ids)))
            yield Finding("C4", f"“{whole.label}”共 {whole.value} {whole.unit}，按{field.label}合计 {together} {whole.unit}，"
                                f"对不上：有 {len(missing)} 条没有填“{field.label}”，请补填。", whole.ledger_key, missing, True)


def balance(scope: Scope) -> Iterator[Finding]:
    """C5: opening balance + found + reopened − closed = balance at the end; nothing is closed before it was found."""
    yield from some("C5", PROBLEMS, scope.ids(Problem, Problem.closed_on < Problem.found_on,
                                              Problem.found_on <= scope.period.end),
                    "有 {n} 项整改事项的销号日期早于发现日期，请改正。")
    unlike = or_((Problem.state == "closed") & Problem.closed_on.is_(None),
                 (Problem.state != "closed") & Problem.closed_on.is_not(None))
    yield from some("C5", PROBLEMS, scope.ids(Problem, Problem.found_on <= scope.period.end, unlike),
                    "有 {n} 项整改事项的状态与销号日期不一致，请核对。")
    now = scope.figures(["Q301", "Q302", "Q303", "Q304", "Q309"])
    opening, new, again, closed, left = (now[one].value for one in ("Q301", "Q302", "Q309", "Q303", "Q304"))
    if opening + new + again - closed != left:
        yield Finding("C5", f"整改台账对不上账：期初 {opening} 项，加新增 {new} 项和重新整改 {again} 项，减销号 {closed} 项，"
                            f"应剩 {opening + new + again - closed} 项，实际剩 {left} 项，请核对发现日期和销号日期。",
                      PROBLEMS.key, now["Q303"].record_ids, True)


def approval(scope: Scope) -> Iterator[Finding]:
    """C6: approved first, held afterwards."""
    held = scope.during(Lecture.held_on)
    yield from some("C6", LECTURES, scope.ids(Lecture, held, Lecture.approved_on > Lecture.held_on),
                    "有 {n} 场讲座论坛的批准日期晚于举办日期，属于先办后审，请说明情况。")
    yield from some("C6", LECTURES, scope.ids(Lecture, held, Lecture.approved_on.is_(None)),
                    "有 {n} 场讲座论坛没有批准记录就举办了，请补充说明。")


def order_of_days(scope: Scope) -> Iterator[Finding]:
    """C11: found ≤ judged ≤ handled ≤ replied ≤ closed; started ≤ submitted ≤ accepted ≤ closed."""
    start = datetime.combine(scope.period.start, time())
    after = datetime.combine(scope.period.end + timedelta(days=1), time())
    stamps = (Incident.found_at, Incident.judged_at, Incident.handled_at, Incident.replied_at, Incident.closed_at)
    days = (Problem.started_on, Problem.submitted_on, Problem.accepted_on, Problem.closed_on)
    yield from some("C11", INCIDENTS, scope.ids(Incident, Incident.found_at >= start, Incident.found_at < after,
                                                _wrong(stamps)),
                    "有 {n} 起舆情或投诉的发现、研判、处置、回复、办结时间先后颠倒，请改正。")
    yield from some("C11", PROBLEMS, scope.ids(Problem, Problem.found_on <= scope.period.end, _wrong(days)),
                    "有 {n} 项整改事项的启动、完成、验收、销号日期先后颠倒，请改正。")


def order_of_events(scope: Scope) -> Iterator[Finding]:
    """C11 elsewhere: handled after it was seen, reported after it was held, over after it began."""
    yield from some("C11", PATROLS, scope.ids(Patrol, scope.during(Patrol.day), Patrol.handled_on < Patrol.day),
                    "有 {n} 次巡查的处理日期早于巡查日期，请改正。")
    yield from some("C11", SUPERVISIONS, scope.ids(
        Supervision, scope.during(Supervision.day), Supervision.reported_on < Supervision.day),
                    "有 {n} 次督查的报告日期早于督查日期，请改正。")
    yield from some("C11", TEAM_MEMBERS, scope.ids(TeamMember, TeamMember.since <= scope.period.end,
                                                   TeamMember.until < TeamMember.since),
                    "有 {n} 名队伍成员的截止日期早于起始日期，请改正。")


def nothing_found(scope: Scope) -> Iterator[Finding]:
    """A round that found nothing has no risk points."""
    points = select(RiskPoint.round_id).where(RiskPoint.voided_at.is_(None))
    yield from some("C5", RISK_ROUNDS, scope.ids(RiskRound, scope.during(RiskRound.day),
                                                 RiskRound.nothing_found.is_(True), RiskRound.id.in_(points)),
                    "有 {n} 轮排查登记为未发现风险，却又登记了风险点，请核对。")


def _wrong(days: tuple) -> object:
    """SQL: any later day of the chain lies before any earlier one (blank ones are skipped)."""
    return or_(*(later < earlier for place, earlier in enumerate(days) for later in days[place + 1:]))


CHECKS = (attendance, totals, balance, approval, order_of_days, order_of_events, nothing_found)
