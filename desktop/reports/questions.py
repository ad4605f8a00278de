"""三十秒答问: a fixed set of questions that visitors ask, each answered on one page with rule, days, proofs and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import wording
from db.errors import Refusal
from db.figures import MEASURES, Figure, evaluate
from db.figures.measure import During
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.periods import Period
from db.record import Evidence, Relation
from db.report_data.numbers import numbers_of, ranges
from db.settings import read_setting
from db.workspace import Workspace
from desktop.reports.blocks import Document, Paragraph, Table, Title, Words

_DAYS = 24  # so many days are listed one by one
_NUMBERS = 160  # characters of record numbers
_CHUNK = 5000
_PARTS = {"half": "每半年", "quarter": "每季度", "month": "每月"}


@dataclass(frozen=True)
class Question:
    """``figure_id`` is the answer, ``more`` stands beside it; ``every`` half, quarter or month should have a record.

    ``day`` is the field whose dates are told, where it is not the one the figure is counted by.
    """

    key: str
    words: str
    figure_id: str
    more: tuple[str, ...] = ()
    every: str = ""
    day: str = ""


QUESTIONS: dict[str, Question] = {one.key: one for one in (
    Question("committee", "党委会专题研究意识形态工作几次？", "F053", ("F054", "Q101"), "half"),
    Question("judgement", "分析研判几次？", "F054", ("F252",), "quarter"),
    Question("study", "中心组集中学习几次，参学率多少？", "F066", ("F067", "F068", "Q155"), "quarter"),
    Question("first", "“第一议题”学习几次？", "F005", ("Q154",), "quarter"),
    Question("duty", "责任清单上的事办了多少？", "Q003", ("Q002", "Q004")),
    Question("pledge", "责任书签了多少，还有没签的吗？", "Q001", ("F002",), day="signed_on"),
    Question("talk", "谈心谈话多少次，谈了多少人次？", "Q201", ("F195", "Q206", "F049"), "month"),
    Question("opinion", "收集了多少意见建议，答复了吗？", "F110", ("Q355", "Q356")),
    Question("risk", "风险排查几轮，发现多少风险点？", "F106", ("F107", "Q252", "Q254"), "quarter"),
    Question("problem", "整改销号多少，还剩多少，有逾期的吗？", "Q303", ("Q302", "Q304", "Q305"), day="closed_on"),
    Question("supervision", "开展了几次督查检查，发现多少问题？", "F004", ("Q706", "F065")),
    Question("incident", "网络舆情多少起，都办结了吗？", "Q451", ("F028", "F029", "F091")),
    Question("review", "三审三校审核了多少信息？", "F094", ("F013", "Q654")),
    Question("lecture", "举办了多少讲座论坛，都先审后办了吗？", "Q401", ("F100", "F014", "F032")),
    Question("patrol", "阵地巡查几次，有没有漏掉的月份？", "F023", ("F103", "Q608", "Q610"), "month"),
    Question("publication", "发了多少稿件，市级以上媒体多少？", "Q501", ("F079", "F078", "F163", "F208"), "month"),
    Question("training", "培训演练几次，参加多少人次？", "Q751", ("Q753", "F114"), "half"),
)}


@dataclass(frozen=True)
class Answer:
    """One answered question. ``days`` and ``numbers`` are in words; ``records`` and ``proofs`` count records and proofs;
    ``gaps`` say what is missing."""

    question: str
    period: Period
    number: str
    rule: str
    more: tuple[tuple[str, str], ...]
    days: str
    numbers: str
    records: int
    proofs: int
    gaps: tuple[str, ...]


def answer(workspace: Workspace, key: str, period: Period, today: date) -> Answer:
    """The answer from today's records. Raises Refusal for a question that does not exist."""
    question = QUESTIONS.get(key)
    if question is None:
        raise Refusal(f"没有“{key}”这个问题，请从列表里选择。")
    with workspace.read() as session:
        figures = evaluate(session, period, (question.figure_id, *question.more))
        main = figures[question.figure_id]
        ledger = LEDGERS[main.ledger_key]
        days = _days(session, _day(question, ledger), main.record_ids)
        proven = _proven(session, ledger, main.record_ids)
        listed = ranges(main.record_ids, numbers_of(session, ledger, main.record_ids))
        gaps = (*_missing(question, period, days, today), *_unproven(ledger, main, len(proven)),
                *_not_all(figures.values()))
    shown = listed if len(listed) <= _NUMBERS else f"{listed[:_NUMBERS].rpartition('、')[0]}等"
    return Answer(f"{period.word}{question.words}", period, main.text or "没有可统计的记录", main.rule,
                  tuple((figures[one].label, _told(figures[one])) for one in question.more),
                  _in_words(days), shown, len(main.record_ids), sum(proven.values()), gaps)


def page(workspace: Workspace, answered: Answer, today: date) -> Document:
    """The answer on one page."""
    with workspace.read() as session:
        hospital = read_setting(session, "hospital") or ""
    rows = [("答", answered.number), *answered.more, ("统计范围", answered.period.label), ("口径", answered.rule),
            ("日期", answered.days or "没有记录"), ("记录", _records(answered)),
            ("佐证", f"共{answered.proofs}份" if answered.proofs else "没有佐证"),
            ("缺口", "".join(answered.gaps) or "没有发现缺口")]
    blocks = (Title(answered.question), Table("", ("项目", "内容"), tuple(rows), (12, 28)),
              Paragraph((Words(f"以上按{wording.day(today)}的台账记录统计。"),)))
    return Document(blocks, answered.question, hospital, "三十秒答问", today)


def _told(figure: Figure) -> str:
    """A figure in words; one counted by groups with each of them: 市级3篇、省级1篇."""
    return "、".join(f"{part.label}{part.text}" for part in figure.parts) or figure.text or "没有可统计的记录"


def _records(answered: Answer) -> str:
    return f"{answered.numbers}（共{answered.records}条）" if answered.records else "没有记录"


def _day(question: Question, ledger: Ledger) -> Any:
    """The field whose dates are told, None when there is none."""
    if question.day:
        return getattr(ledger.model, question.day)
    over = MEASURES[question.figure_id].over
    return over.day if isinstance(over, During) else ledger.day


def _days(session: Session, day: Any, ids: tuple[int, ...]) -> list[date]:
    if day is None:
        return []
    found: list[date] = []
    for start in range(0, len(ids), _CHUNK):
        found += [one.date() if isinstance(one, datetime) else one for one in session.scalars(
            select(day).where(day.class_.id.in_(ids[start:start + _CHUNK]))) if one is not None]
    return sorted(found)


def _in_words(days: list[date]) -> str:
    """The days one by one, or how many in each month when there are many."""
    if len(days) <= _DAYS:
        return wording.days(list(dict.fromkeys(days)))
    months = Counter((day.year, day.month) for day in days)
    several = len({year for year, _ in months}) > 1
    return "、".join(f"{f'{year}年' if several else ''}{month}月{count}条" for (year, month), count in months.items())


def _proven(session: Session, ledger: Ledger, ids: tuple[int, ...]) -> dict[int, int]:
    """Record → how many proofs it has: files attached to it and records tied to it as proof."""
    wanted, found = set(ids), Counter[int]()
    for rows in (select(Evidence.owner_id, func.count()).where(
                     Evidence.owner_ledger == ledger.key, Evidence.voided_at.is_(None)).group_by(Evidence.owner_id),
                 select(Relation.from_id, func.count()).where(
                     Relation.kind == "proof", Relation.from_ledger == ledger.key, Relation.voided_at.is_(None))
                 .group_by(Relation.from_id)):
        found.update({owner: count for owner, count in session.execute(rows) if owner in wanted})
    return found


def _missing(question: Question, period: Period, days: list[date], today: date) -> Iterable[str]:
    """The parts of the period, as far as it has run, that should have a record and have none."""
    if not question.every:
        return
    parts = [part for part in period.parts(question.every) if part.start <= today]
    empty = [part.label for part in parts if not any(part.contains(day) for day in days)]
    if empty:
        yield f"{_PARTS[question.every]}应有记录，{'、'.join(empty)}没有记录。"


def _unproven(ledger: Ledger, figure: Figure, proven: int) -> Iterable[str]:
    bare = len(figure.record_ids) - proven
    if bare:
        yield f"{ledger.title}有{bare}条没有佐证。"


def _not_all(figures: Iterable[Figure]) -> Iterable[str]:
    """Rates below 100 %: how many do not fit."""
    for figure in figures:
        if figure.total and figure.hits is not None and figure.hits < figure.total and figure.parts:
            yield f"{figure.label}{figure.text}，还差{figure.parts[1].text}。"
