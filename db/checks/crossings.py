"""Numbers of different people, ledgers and days that must fit each other: C1, C2, C3 and C7 of domain.md 1.2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from sqlalchemy import func, or_, select

from db.checks.finding import Finding, Scope, some
from db.figures.reviews import whole
from db.ledgers.activity import ACTIVITIES, Activity
from db.ledgers.publication import PUBLICATIONS, Publication
from db.ledgers.rectification import PROBLEMS, Problem
from db.ledgers.review import REVIEWS, STEPS, Review
from db.ledgers.study import STUDIES, Study

REVIEWED_CHANNELS = ("site", "wechat", "video", "douyin", "weibo")
"""The hospital's own accounts: nothing goes out there without six signatures (domain.md 3.6)."""
_BEFORE = timedelta(days=14)  # a piece may be signed so long before the period in which it goes out


def group_size(scope: Scope) -> Iterator[Finding]:
    """C1: a study group of a fixed size is expected in the same number each time; another number needs a reason."""
    rows = scope.session.execute(select(Study.expected, func.count(), func.group_concat(Study.id)).where(
        Study.voided_at.is_(None), scope.during(Study.day), Study.kind.in_(("group", "seminar")), Study.expected > 0)
        .group_by(Study.expected).order_by(func.count().desc(), Study.expected)).all()
    if len(rows) > 1:
        told = "、".join(f"{expected} 人的 {times} 次" for expected, times, _ in rows)
        ids = tuple(sorted(int(one) for _, _, group in rows[1:] for one in group.split(",")))
        yield Finding("C1", f"中心组集中学习各次应到人数不一样：应到{told}，总参学率与固定的成员人数对不上，请核对成员变动。",
                      STUDIES.key, ids, False)


def papers(scope: Scope) -> Iterator[Finding]:
    """C2: people × months = papers: as many are received as were expected, never more."""
    inside = (scope.during(Activity.day), Activity.papers_expected.is_not(None))
    yield from some("C2", ACTIVITIES, scope.ids(Activity, *inside, Activity.papers > Activity.papers_expected),
                    "有 {n} 次学习收到的心得多于应交篇数，请核对应交人数和篇数。")
    ids = scope.ids(Activity, *inside, func.coalesce(Activity.papers, 0) < Activity.papers_expected)
    if ids:
        expected, received = scope.session.execute(select(
            func.total(Activity.papers_expected), func.total(Activity.papers)).where(Activity.id.in_(ids))).one()
        expected, received = int(expected), int(received)
        yield Finding("C2", f"有 {len(ids)} 次学习的心得没有交齐：应交 {expected} 篇，收到 {received} 篇，还差 {expected - received} 篇。",
                      ACTIVITIES.key, ids, False)


def reviewed(scope: Scope) -> Iterator[Finding]:
    """C3: at least as many pieces are signed as go out on the hospital's own accounts.

    Signatures of the two weeks before the period count as well; whether pieces are entered one by one or as a week's
    total makes no difference.
    """
    out = [Publication.voided_at.is_(None), scope.during(Publication.day), Publication.channel.in_(REVIEWED_CHANNELS)]
    published = scope.session.scalar(select(func.coalesce(func.sum(Publication.pieces), 0)).where(*out)) or 0
    signed = scope.session.scalar(select(func.coalesce(func.sum(Review.pieces), 0)).where(
        Review.voided_at.is_(None), whole,
        Review.proof3_on.between(scope.period.start - _BEFORE, scope.period.end))) or 0
    if signed < published:
        tied = select(Review.publication_id).where(Review.voided_at.is_(None), Review.publication_id.is_not(None))
        said = f"完成三审三校的只有 {signed} 条，少 {published - signed} 条" if signed else "没有一条三审三校记录"
        yield Finding("C3", f"{scope.period.label}官网和新媒体账号发布 {published} 条，{said}，请补登审核记录或核对发稿数。",
                      PUBLICATIONS.key, scope.ids(Publication, *out, Publication.id.not_in(tied)), signed > 0)


def signers(scope: Scope) -> Iterator[Finding]:
    """C7: no two of the six steps by one person, nothing out before all six; nobody verifies his own work."""
    people = [getattr(Review, f"{step}_id") for step in STEPS]
    days = [getattr(Review, f"{step}_on") for step in STEPS]
    inside = or_(scope.during(Review.day), scope.during(Review.released_on))
    yield from some("C7", REVIEWS, scope.ids(Review, inside,
                                             or_(*(one == other for one, other in combinations(people, 2)))),
                    "有 {n} 件稿件的三审三校有两个环节是同一个人，请核对。")
    yield from some("C7", REVIEWS, scope.ids(Review, inside, Review.state == "released", ~whole),
                    "有 {n} 件稿件六个环节没有签齐就发布了，请补充说明。")
    last = func.max(*(func.coalesce(day, "") for day in days))
    yield from some("C7", REVIEWS, scope.ids(Review, inside, Review.released_on < last),
                    "有 {n} 件稿件的发布日期早于审核完成日期，请改正。")
    yield from some("C11", REVIEWS, scope.ids(Review, inside,
                                              or_(*(later < earlier for earlier, later in combinations(days, 2)))),
                    "有 {n} 件稿件的三审三校日期先后颠倒，请改正。")
    yield from some("C7", PROBLEMS, scope.ids(Problem, Problem.found_on <= scope.period.end,
                                              Problem.verifier_id == Problem.person_id),
                    "有 {n} 项整改事项的验收人就是责任人，请另选人验收。")


CHECKS = (group_size, papers, reviewed, signers)
