"""The journal's steps as a list, newest first, a page at a time; by what they were about and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import Session

from db.journal import Change, Step

KINDS = {"edit": "修改", "undo": "撤销", "redo": "重做", "event": "操作", "fixed": "定稿", "destroy": "销毁"}
# What a step was about shows in how its name begins: the names are the program's own words, never contents of records.
TOPICS = {
    "view": ("查看", ("查看", "打开佐证材料", "迎检查看")),
    "out": ("导出打印", ("导出", "打印", "恢复码存为", "个人信息副本")),
    "backup": ("备份恢复", ("备份", "从备份恢复", "恢复演练")),
    "delete": ("删除销毁", ("删除", "销毁")),
    "lock": ("密码", ("打开之前密码", "更改密码", "更换恢复码", "用恢复码", "设置密码", "谈话锁")),
}
CHANGED, OTHER = "changed", "other"
WORDS = {key: words for key, (words, _) in TOPICS.items()} | {CHANGED: "记录改动", OTHER: "其他"}
"""What the list can be narrowed to, in words."""
_PAGE = 500


@dataclass(frozen=True)
class StepLine:
    """One step: when, what, of which kind, and how many records it touched."""

    id: int
    at: datetime
    label: str
    kind: str
    records: int


@dataclass(frozen=True)
class StepQuery:
    """``topic`` is a key of WORDS or "" for all; days are inclusive, None = open."""

    topic: str = ""
    first: date | None = None
    last: date | None = None


def steps(session: Session, before: int | None = None, limit: int = 200, query: StepQuery = StepQuery()) -> list[StepLine]:
    """The ``limit`` newest steps that are asked for, or those older than step ``before``."""
    statement = select(Step.id, Step.at, Step.label, Step.kind).order_by(Step.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Step.id < before)
    rows = session.execute(statement.where(*_conditions(query))).all()
    touched = {step_id: number for step_id, number in session.execute(
        select(Change.step_id, func.count()).where(Change.step_id.in_([row.id for row in rows]))
        .group_by(Change.step_id))}
    return [StepLine(row.id, row.at, row.label, _kind(row.label, row.kind), touched.get(row.id, 0)) for row in rows]


def every(session: Session, query: StepQuery = StepQuery()) -> Iterator[StepLine]:
    """All steps that are asked for, newest first, read a page at a time."""
    before: int | None = None
    while found := steps(session, before, _PAGE, query):
        yield from found
        before = found[-1].id


def count(session: Session, query: StepQuery = StepQuery()) -> int:
    return session.scalar(select(func.count()).select_from(Step).where(*_conditions(query))) or 0


def _kind(label: str, kind: str) -> str:
    if kind in ("event", "edit", "destroy"):
        for words, begins in TOPICS.values():
            if label.startswith(begins):
                return words
    return KINDS.get(kind, kind)


def _conditions(query: StepQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.topic in TOPICS:
        found.append(_about(query.topic))
    elif query.topic:
        known = or_(*(_about(topic) for topic in TOPICS))
        found += [not_(known), Step.kind != "event" if query.topic == CHANGED else Step.kind == "event"]
    if query.first is not None:
        found.append(Step.at >= datetime.combine(query.first, time.min))
    if query.last is not None:
        found.append(Step.at <= datetime.combine(query.last, time.max))
    return found


def _about(topic: str) -> ColumnElement[bool]:
    return or_(*(Step.label.startswith(beginning, autoescape=True) for beginning in TOPICS[topic][1]))
