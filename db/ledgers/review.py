"""信息发布三审三校: six signatures before release, no two steps by one person (domain.md 3.6, L10; check C7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped

from db.errors import Refusal
from db.fields import Choice, Day, Flag, Link, Number, State, Term, Terms, Text, keep, that_day
from db.ledger import Action, Ledger, Scene, section
from db.ledgers.organisation import department, person
from db.record import Record

STATES = (State("open", "审核中", "warn"), State("back", "退回修改", "bad"), State("passed", "审核完成", "good"),
          State("released", "已发布", "good"), State("withdrawn", "已撤稿", "bad"))
STEPS = ("review1", "proof1", "review2", "proof2", "review3", "proof3")
_NAMES = {"review1": "初审", "proof1": "一校", "review2": "复审", "proof2": "二校", "review3": "终审", "proof3": "三校"}


class Review(Record):
    """One manuscript on its way to release."""

    __tablename__ = "review"

    day: Mapped[date | None] = keep(Day("送审日期", required=True, past=True, default=that_day))
    title: Mapped[str | None] = keep(Text("稿件标题", required=True, width=20, also=("标题",)))
    department_id: Mapped[int | None] = department("来稿科室", required=True)
    author: Mapped[str | None] = keep(Text("作者", width=6))
    channels: Mapped[str | None] = keep(Terms("拟发布渠道", vocabulary="channel", required=True, width=8))
    category: Mapped[str | None] = keep(Term("稿件类别", vocabulary="publication_category", width=7))
    medical: Mapped[bool | None] = keep(Flag("含诊疗内容", help="含诊疗内容的加医务科审核", width=5))
    pieces: Mapped[int | None] = keep(Number("条数", default=1, least=1, most=100000, unit="条", width=2))
    review1_id: Mapped[int | None] = person("初审人", width=5)
    review1_on: Mapped[date | None] = keep(Day("初审日期"))
    proof1_id: Mapped[int | None] = person("一校人", width=5)
    proof1_on: Mapped[date | None] = keep(Day("一校日期"))
    review2_id: Mapped[int | None] = person("复审人", width=5)
    review2_on: Mapped[date | None] = keep(Day("复审日期"))
    proof2_id: Mapped[int | None] = person("二校人", width=5)
    proof2_on: Mapped[date | None] = keep(Day("二校日期"))
    review3_id: Mapped[int | None] = person("终审人", width=5)
    review3_on: Mapped[date | None] = keep(Day("终审日期"))
    proof3_id: Mapped[int | None] = person("三校人", width=5)
    proof3_on: Mapped[date | None] = keep(Day("三校日期"))
    opinion: Mapped[str | None] = keep(Text("审核意见", width=12))
    released_on: Mapped[date | None] = keep(Day("发布日期", readonly=True))
    publication_id: Mapped[int | None] = keep(Link("发稿记录", target="publication", readonly=True))
    problem: Mapped[bool | None] = keep(Flag("出现导向问题", width=6))
    problem_kind: Mapped[str | None] = keep(Term("问题类型", vocabulary="review_problem", width=7))
    state: Mapped[str | None] = keep(Choice("状态", states=STATES, readonly=True))


def _prepare(scene: Scene, values: dict[str, Any]) -> None:
    if values["state"] in ("open", "passed", "back"):
        whole = all(values.get(f"{step}_id") and values.get(f"{step}_on") for step in STEPS)
        values["state"] = "passed" if whole else ("back" if values["state"] == "back" else "open")


def _different_people(scene: Scene, values: dict[str, Any]) -> Iterable[tuple[str, str]]:
    seen: dict[int, str] = {}
    latest: tuple[date, str] | None = None
    for step in STEPS:
        who, when = values.get(f"{step}_id"), values.get(f"{step}_on")
        if who in seen and who is not None:
            yield f"{step}_id", f"“{_NAMES[seen[who]]}”和“{_NAMES[step]}”是同一个人，任何两个环节不能由一人担任，请另选。"
        if who is not None:
            seen[who] = step
        if when is not None and who is None:
            yield f"{step}_id", f"填了{_NAMES[step]}日期，请选择{_NAMES[step]}人。"
        if when is not None and latest is not None and when < latest[0]:
            yield f"{step}_on", f"{_NAMES[step]}日期早于{_NAMES[latest[1]]}日期，请改正。"
        if when is not None:
            latest = (when, step)


def _back(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.opinion, scene.record.state = answers["opinion"], "back"


def _release(scene: Scene, answers: dict[str, Any]) -> str:
    """Gate: all six signatures first. Makes the publication record, so that nothing is typed twice."""
    from db.ledgers.publication import PUBLICATIONS
    from db.links import tie
    from db.records import save

    record = scene.record
    last = max(getattr(record, f"{step}_on") for step in STEPS)
    if answers["day"] < last:
        raise Refusal("发布日期早于审核完成日期，请改正。")
    published = save(scene.session, PUBLICATIONS, {
        "day": answers["day"], "title": record.title, "channel": answers["channel"], "category": record.category or "news",
        "department_id": record.department_id, "author": record.author, "pieces": record.pieces}, today=scene.today)
    tie(scene.session, "same", record, published)
    record.released_on, record.publication_id, record.state = answers["day"], published.id, "released"
    return f"已登记发布，并生成发稿记录 {published.number}。"


def _withdraw(scene: Scene, answers: dict[str, Any]) -> None:
    scene.record.opinion, scene.record.state = answers["reason"], "withdrawn"


REVIEWS = Ledger(
    key="review", title="三审三校", model=Review, day=Review.day, prefix="SH",
    columns=(Review.number, Review.day, Review.title, Review.department_id, Review.channels, Review.pieces, Review.review1_id, Review.review2_id,
             Review.review3_id, Review.released_on, Review.state),
    sections=(section("稿件", Review.day, Review.title, Review.department_id, Review.author, Review.channels, Review.category, Review.medical,
                      Review.pieces),
              section("三审三校", *[getattr(Review, f"{step}_{part}") for step in STEPS for part in ("id", "on")]),
              section("意见与问题", Review.opinion, Review.problem, Review.problem_kind, folded=True)),
    title_of=(Review.number, Review.title), prepare=_prepare, rules=(_different_people,),
    actions=(Action("release", "发布", _release, when=lambda r: r.state == "passed", help="六个环节都签了才能发布",
                    ask=(Day("发布日期", required=True, name="day", default=that_day),
                         Term("发布渠道", vocabulary="channel", required=True, name="channel"))),
             Action("back", "退回修改", _back, when=lambda r: r.state in ("open", "passed"), ask=(Text("意见", required=True, name="opinion"),)),
             Action("withdraw", "撤稿", _withdraw, when=lambda r: r.state in ("open", "back", "passed", "released"),
                    ask=(Text("原因", required=True, name="reason"),))),
    help="还没有送审稿件。一篇稿件记一条，六个环节各签各的名字。")
