"""宣传发稿统计表: how many pieces by channel and level, by category, and month by month (domain.md section 6, job 8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.ledgers.publication import Publication
from db.vocabulary import Words, terms_of
from desktop.reports.blocks import Document, FormHead, Remark, Table
from desktop.reports.forms.form import House

_TOTAL, _NONE = "合计", "未填"
_CHUNK = 500


def tally(session: Session, ids: Collection[int] | None, words: Words, house: House) -> Document:
    """Counts the pieces of these records, or of all; one record may stand for several pieces."""
    pieces = _read(session, ids)
    channels, levels, categories = (_labels(session, vocabulary, {one[place] for one in pieces})
                                    for place, vocabulary in ((1, "channel"), (2, "level"), (3, "publication_category")))
    by_place = Counter[tuple[str, str]]()
    by_category, by_month = Counter[str](), Counter[str]()
    for month, channel, level, category, number in pieces:
        by_place[channels[channel], levels[level]] += number
        by_category[categories[category]] += number
        by_month[month] += number
    across = [label for label in levels.values() if any(by_place[channel, label] for channel in channels.values())]
    total = sum(by_month.values())
    rows = [(channel, *(_shown(by_place[channel, level]) for level in across),
             str(sum(by_place[channel, level] for level in across))) for channel in channels.values()]
    sums = tuple(str(sum(by_place[channel, level] for channel in channels.values())) for level in across)
    run, months = 0, []
    for month in sorted(by_month):
        run = by_month[month] + (run if months and month[:4] == months[-1][0][:4] else 0)
        months.append((f"{month[:4]}年{int(month[5:])}月", str(by_month[month]), str(run)))
    names = [month for month, _, _ in months]
    span = "至".join([*names[:1], *names[1:][-1:]])
    head = FormHead("宣传发稿统计表", f"填报单位：{house.hospital}", span)
    return house.document(
        "宣传发稿统计表", head,
        Table("按发布渠道和媒体层级（篇）", ("发布渠道", *across, _TOTAL), (*rows, (_TOTAL, *sums, str(total)))),
        Table("按稿件类别（篇）", ("稿件类别", "篇数"), (*((label, str(by_category[label])) for label in categories.values()),
                                                (_TOTAL, str(total)))),
        Table("按月份（篇）", ("月份", "当月", "当年累计"), tuple(months)),
        Remark("篇数按列表里的发稿记录相加，列表筛选什么就统计什么；当年累计从列表里这一年的第一条算起"), numbered=True)


def _read(session: Session, ids: Collection[int] | None) -> list[tuple[str, str | None, str | None, str | None, int]]:
    """(month as 2025-03, channel, level, category, pieces) of every record."""
    wanted = select(Publication.day, Publication.channel, Publication.level, Publication.category,
                    Publication.pieces).where(Publication.voided_at.is_(None))
    asked = [wanted] if ids is None else [
        wanted.where(Publication.id.in_(list(ids)[start:start + _CHUNK])) for start in range(0, len(ids), _CHUNK)]
    return [(f"{day:%Y-%m}", channel, level, category, 1 if number is None else number)
            for query in asked for day, channel, level, category, number in session.execute(query)]


def _labels(session: Session, vocabulary: str, met: set[str | None]) -> dict[str | None, str]:
    """The labels of the codes met, in the order of the vocabulary."""
    found: dict[str | None, str] = {code: label for code, label in terms_of(session, vocabulary, True) if code in met}
    return found | ({None: _NONE} if None in met else {})


def _shown(number: int) -> str:
    return str(number) if number else ""
