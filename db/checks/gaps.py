"""What should be there and is not: rounds and study of every quarter (C8), duties, pledges, deadlines, proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import or_, select

from db.checks.finding import Finding, Scope, some
from db.ledgers.document import DOCUMENTS, IssuedDocument
from db.ledgers.duty import DUTY_ITEMS, PLEDGES, DutyItem, Pledge
from db.ledgers.lecture import LECTURES, Lecture
from db.ledgers.meeting import MEETINGS, Meeting
from db.ledgers.position import PATROLS, POSITIONS, Patrol, Position
from db.ledgers.rectification import PROBLEMS, Problem
from db.ledgers.risk import RISK_ROUNDS, RiskRound
from db.ledgers.study import STUDIES, Study
from db.ledgers.talk import TALKS, Talk
from db.periods import Period
from db.record import Evidence

_LATE_ROUND = 45  # days after a quarter in which a round marked as that quarter's still counts for it


def rounds(scope: Scope) -> Iterator[Finding]:
    """C8: one round of risk checks in every quarter."""
    grace = timedelta(days=_LATE_ROUND)
    known = scope.session.execute(select(RiskRound.day, RiskRound.quarter).where(
        RiskRound.voided_at.is_(None), RiskRound.day.between(scope.period.start, scope.period.end + grace))).all()
    for part in _begun(scope, "quarter"):
        number = (part.start.month + 2) // 3
        inside = any(part.contains(day) and quarter in (None, number) for day, quarter in known)
        if not inside and not any(part.end < day <= part.end + grace and quarter == number for day, quarter in known):
            yield _missing(scope, "C8", part, "没有风险隐患排查记录，请补登；没有发现风险也要登记。", RISK_ROUNDS.key)


def studies(scope: Scope) -> Iterator[Finding]:
    """C8: the study group meets at least once in every quarter."""
    for part in _begun(scope, "quarter"):
        if not scope.ids(Study, Study.day.between(part.start, part.end), Study.kind.in_(("group", "seminar", "wide"))):
            yield _missing(scope, "C8", part, "没有中心组集中学习记录，请补登。", STUDIES.key)


def committee(scope: Scope) -> Iterator[Finding]:
    """C8: the party committee studies ideology work in every half-year (duty calendar, domain.md 3.7)."""
    if scope.period.kind in ("half", "year"):
        for part in _begun(scope, "half"):
            if not scope.ids(Meeting, Meeting.day.between(part.start, part.end), Meeting.kind == "committee",
                             Meeting.ideology.is_(True)):
                yield _missing(scope, "C8", part, "没有党委会专题研究意识形态工作的记录，请补登。", MEETINGS.key)


def patrols(scope: Scope) -> Iterator[Finding]:
    """C8: every month somebody walks along the hospital's places, and each place is seen in the year."""
    there = (Position.opened_on <= scope.until, or_(Position.closed_on.is_(None), Position.closed_on > scope.until))
    places = scope.ids(Position, *there)
    if not places:
        return
    for part in _begun(scope, "month"):
        if not scope.ids(Patrol, Patrol.day.between(part.start, part.end)):
            yield _missing(scope, "C8", part, "没有阵地巡查记录，请补登；没有发现问题也要登记。", PATROLS.key)
    seen = select(Patrol.position_id).where(Patrol.voided_at.is_(None), scope.during(Patrol.day))
    if scope.period.kind == "year":
        yield from some("C8", POSITIONS, scope.ids(Position, *there, Position.opened_on < scope.period.start,
                                                   Position.id.not_in(seen)),
                        "有 {n} 个阵地全年没有巡查过，请安排巡查。", serious=False)


def duties(scope: Scope) -> Iterator[Finding]:
    """Duties whose day has passed, and letters of responsibility not signed."""
    yield from some("D1", DUTY_ITEMS, scope.ids(
        DutyItem, scope.during(DutyItem.due_on), DutyItem.due_on < scope.today, DutyItem.done_on.is_(None),
        DutyItem.excused.is_(None)),
                    "有 {n} 项责任事项已过完成时限还没有办结，请办结、补佐证或注明不适用的原因。")
    yield from some("D2", PLEDGES, scope.ids(Pledge, Pledge.year == scope.period.end.year, Pledge.due_on < scope.until,
                                             Pledge.signed_on.is_(None)),
                    "有 {n} 份责任书已过应签日期还没有签订，请尽快签订。")


def deadlines(scope: Scope) -> Iterator[Finding]:
    """Overdue rectification, follow-ups and lectures without an outcome."""
    yield from some("D3", PROBLEMS, scope.ids(
        Problem, Problem.found_on <= scope.until, Problem.deadline < scope.until,
        or_(Problem.submitted_on.is_(None), Problem.submitted_on > scope.until), Problem.closed_on.is_(None)),
                    "有 {n} 项整改事项到期末已经逾期，请推进整改或按程序延期。")
    yield from some("D4", TALKS, scope.ids(
        Talk, scope.during(Talk.held_on), Talk.follow_needed.is_(True), Talk.state != "done",
        Talk.follow_by < scope.today),
                    "有 {n} 次谈话的跟进期限已过还没有办结，请登记跟进情况。", serious=False)
    yield from some("D5", LECTURES, scope.ids(
        Lecture, scope.during(Lecture.event_on), Lecture.event_on < scope.today, Lecture.held_on.is_(None),
        Lecture.state.in_(("applied", "approved"))),
                    "有 {n} 场讲座论坛的拟举办日期已过，还没有登记举办或取消。", serious=False)


def submissions(scope: Scope) -> Iterator[Finding]:
    """Reports that had to be handed in by now."""
    yield from some("D7", DOCUMENTS, scope.ids(
        IssuedDocument, scope.during(IssuedDocument.submit_by), IssuedDocument.submit_by < scope.today,
        IssuedDocument.submitted_on.is_(None)),
                    "有 {n} 份材料已过报送时限还没有报送，请尽快报送或登记报送日期。")


def proofs(scope: Scope) -> Iterator[Finding]:
    """Items reported as done without any proof."""
    proven = select(Evidence.owner_id).where(Evidence.owner_ledger == PROBLEMS.key, Evidence.voided_at.is_(None))
    yield from some("D6", PROBLEMS, scope.ids(
        Problem, scope.during(Problem.submitted_on), Problem.state.in_(("check", "done", "closed")),
        Problem.id.not_in(proven)),
                    "有 {n} 项整改事项报了完成却没有佐证材料，请补附。")


def _begun(scope: Scope, kind: str) -> Iterator[Period]:
    return (part for part in scope.period.parts(kind) if part.start <= scope.today)


def _missing(scope: Scope, code: str, part: Period, words: str, ledger_key: str) -> Finding:
    over = part.end < scope.today
    return Finding(code, f"{part.label}{'' if over else '还'}{words}", ledger_key, (), over)


CHECKS = (rounds, studies, committee, patrols, duties, deadlines, submissions, proofs)
