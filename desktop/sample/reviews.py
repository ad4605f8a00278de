"""三审三校: week by week as one line; from the autumn on, when the new rules applied, each piece by itself."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import func, select

from db.ledgers.publication import Publication
from db.ledgers.review import STEPS, Review
from desktop.sample.chronicle import Chronicle, Hand
from desktop.sample.people import Cast

PIECEWISE_FROM = 10  # the month from which each piece has its own six signatures
_OWN_MEDIA = ("site", "wechat", "video", "douyin")
_SIGNERS = ("何雨晴", "程小满", "唐清和", "陆少川", "沈若兰", "乔月华")


def plan(chronicle: Chronicle, cast: Cast) -> None:
    first, last = date(chronicle.year, 1, 1), date(chronicle.year, 12, 31)
    while first <= last:
        end = min(first + timedelta(days=(4 - first.weekday()) % 7), last)
        chronicle.on(end, "登记三审三校", partial(_week, cast=cast, first=first))
        first = end + timedelta(days=1)
    chronicle.on(chronicle.day(6, 24), "三审三校撤稿", partial(_withdraw, cast=cast))
    chronicle.on(chronicle.day(11, 13), "三审三校退稿", partial(_send_back, cast=cast))


def signatures(cast: Cast, sent: date) -> dict[str, object]:
    """Six different people, all within the day."""
    return {f"{step}_id": cast.named(name).id for step, name in zip(STEPS,
                                                                    _SIGNERS)} | {f"{step}_on": sent for step in STEPS}


def release(hand: Hand, cast: Cast, piece: dict) -> None:
    """One piece signed and released; the release makes the publication, the rest of what is known is added to it."""
    day = piece["day"]
    sent = max(day - timedelta(days=2), date(day.year, 1, 1))
    medical = piece["category"] in ("health", "news")
    review = hand.save("review", day=sent, title=piece["title"], department_id=piece["department_id"],
                       channels=f",{piece['channel']},",
                       category=piece["category"], medical=medical, opinion="同意发布",
                       problem_kind="typo" if day.day == 21 else "none",
                       **signatures(cast, sent))
    hand.act("review", review, "release", day=day, channel=piece["channel"])
    hand.follow("same", review, "发稿")
    hand.change("publication", "发稿", **piece)


def _week(hand: Hand, cast: Cast, first: date) -> None:
    """The week's pieces in the hospital's own media that have no line of their own, signed together."""
    alone = select(Review.publication_id).where(Review.publication_id.is_not(None))
    pieces = hand.session.scalar(select(func.sum(Publication.pieces)).where(
        Publication.day.between(first, hand.day), Publication.channel.in_(_OWN_MEDIA), Publication.id.not_in(alone)))
    if pieces:
        sent = max(first - timedelta(days=1), date(hand.day.year, 1, 1))
        hand.save("review", day=sent, title=f"{hand.day.month}月{hand.day.day}日这一周新媒体稿件", pieces=pieces, medical=True,
                  channels=f",{','.join(_OWN_MEDIA)},", department_id=cast.department("党委办公室", sent), opinion="同意发布",
                  **signatures(cast, sent))


def _send_back(hand: Hand, cast: Cast) -> None:
    record = hand.save("review", day=hand.day, title="新设备宣传稿", channels=",wechat,", category="news", medical=True,
                       department_id=cast.department("医学影像科", hand.day), review1_id=cast.named(_SIGNERS[0]).id,
                       review1_on=hand.day, problem_kind="fact")
    hand.act("review", record, "back", opinion="疗效表述过满，请改为有依据的说法")


def _withdraw(hand: Hand, cast: Cast) -> None:
    record = hand.save("review", day=hand.day, title="停诊公告（旧版）", channels=",site,", category="notice",
                       department_id=cast.department("医务科", hand.day), problem_kind="typo")
    hand.act("review", record, "withdraw", reason="停诊日期有误，重新起草")
