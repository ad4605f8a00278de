"""What reports have said already (C9), what a text claims (C10), and whether the journal is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select

from db import journal, late, tampering, wording
from db.checks.finding import Finding, Scope, some
from db.destroyed import destroyed_ids
from db.figures import MEASURES, Figure, evaluate, find
from db.figures.measure import During, Sum
from db.figures.stored import differences
from db.ledgers import LEDGERS, MODELS
from db.lists import ListQuery, ids
from db.periods import Period
from db.reports import Report, finals_of, stored_figures
from db.retention import expired

_NAMED = 5
_PARTS = {"evidence": "佐证材料", "relation": "关联", "vocabulary_term": "词汇", "report": "报告", "late_entry": "补录原因", "origin": "录入来源",
          "destruction": "销毁清单", "own_ledger": "自定义台账", "own_field": "自定义台账的栏目", "collection": "收集表", "collection_ask": "收集表"}


def reports(scope: Scope) -> Iterator[Finding]:
    """C9: final reports against today's records, and the four quarters of final reports against the year."""
    year = scope.period.end.year
    finals = finals_of(scope.session, year)
    for report in finals:
        period = Period.parse(report.period_code)
        if period.end < scope.period.start or period.start > scope.period.end:
            continue
        for one in differences(scope.session, report):
            measure = find(one.figure_id)
            assert measure is not None  # only figures that are still known are compared
            if one.gone and not one.come and not one.changed and set(one.gone) <= destroyed_ids(scope.session, measure.ledger.key):
                continue  # its records were destroyed when their time was over: the report stays what it was
            then, now = (one.then, one.now) if one.then != one.now else (one.exactly_then, one.exactly_now)
            yield Finding("C9", f"已定稿的“{report.title}”里“{one.label}”是{then}，按现在的记录是{now}，请核对。",
                          measure.ledger.key, one.come or one.gone or one.changed, True)
    quarters = [report for report in finals if report.kind == "quarterly"]
    if scope.period.kind == "year" and len({report.period_code for report in quarters}) == 4:
        yield from _sums(scope, quarters)
    halves = [report for report in finals if Period.parse(report.period_code).kind == "half"]
    if scope.period.kind == "year":
        yield from _halves(scope, halves)


def totals(scope: Scope) -> Iterator[Finding]:
    """C9 before anything is final: totals given for the whole year only are in no quarter's report."""
    if scope.period.kind != "year":
        return
    given = {one: measure for one, measure in MEASURES.items()
             if isinstance(measure.how, Sum) and isinstance(measure.over, During) and not measure.additive}
    year = scope.figures(list(given))
    quarters = [evaluate(scope.session, part, given) for part in scope.period.parts("quarter")]
    for one, measure in given.items():
        together = sum(quarter[one].value or 0 for quarter in quarters)
        if together != year[one].value:
            yield Finding("C9", f"“{measure.label}”四个季度合计 {together} {measure.unit}，全年是 {year[one].value} {measure.unit}："
                                f"{measure.why_not_added}，请在报告里说明。", measure.ledger.key, year[one].record_ids, False)


def _sums(scope: Scope, reports: list[Report]) -> Iterator[Finding]:
    quarters = list({report.period_code: stored_figures(report) for report in reports}.values())
    for one, figure in evaluate(scope.session, scope.period, _additive(*quarters)).items():
        together = sum(quarter[one]["value"] or 0 for quarter in quarters)
        if together != figure.value:
            before = {record for quarter in quarters for record in quarter[one].get("record_ids", ())}
            come, gone = set(figure.record_ids) - before, before - set(figure.record_ids)
            yield Finding("C9", f"“{figure.label}”四个季度报告合计 {together} {figure.unit}，"
                                f"全年记录是 {figure.value} {figure.unit}，对不上：{_why(len(come), len(gone))}，请核对。",
                          figure.ledger_key, tuple(sorted(come or gone)) or figure.record_ids, True)


def _halves(scope: Scope, reports: list[Report]) -> Iterator[Finding]:
    """A half-year's number is never larger than the year's."""
    for report in reports:
        stored = stored_figures(report)
        for one, figure in evaluate(scope.session, scope.period, _additive(stored)).items():
            said = stored[one]["value"] or 0
            if said > (figure.value or 0):
                yield Finding("C9", f"已定稿的“{report.title}”里“{figure.label}”是 {said} {figure.unit}，"
                                    f"比全年记录的 {figure.value} {figure.unit}还多，请核对。", figure.ledger_key, figure.record_ids,
                                    True)


def _additive(*stored: dict[str, dict]) -> list[str]:
    return [one for one in set.intersection(*map(set, stored)) if (measure := find(one)) is not None
            and measure.additive]


def _why(come: int, gone: int) -> str:
    reasons = [f"{come} 条是定稿后补登或改了日期的"] if come else []
    reasons += [f"{gone} 条已经删除或改了日期"] if gone else []
    return "，".join(reasons) or "有记录的数量在定稿后改过"


def claims(figures: Mapping[str, Figure], said: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """C10: 均, 全部 and 未… only when the figure allows. ``said`` are (words, figure id) as they stand in a text."""
    for words, figure_id in said:
        figure = figures.get(figure_id)
        if figure is not None and not wording.claim_holds(words, figure.value, figure.hits, figure.total):
            yield Finding("C10", f"文中写的是“{words}”，但“{figure.label}”现在是{figure.text or '没有可统计的记录'}，请改写这一句。",
                          figure.ledger_key, figure.record_ids, True)


def entered_late(scope: Scope) -> Iterator[Finding]:
    """J2: what of the period was entered long after it happened; no fault, but to be told when somebody asks."""
    if not scope.session.scalar(select(late.LateEntry.id).where(late.LateEntry.voided_at.is_(None)).limit(1)):
        return
    for ledger in LEDGERS.values():
        if ledger.event is not None:
            query = ListQuery(ledger, period=scope.period, filters={"entered": {"late"}})
            yield from some("J2", ledger, sorted(ids(scope.session, query)),
                            "有 {n} 条是补录的，登记晚于发生较久，都写有原因；检查时请如实说明。", serious=False)


def past_their_time(scope: Scope) -> Iterator[Finding]:
    """D8: what is kept longer than the hospital decided (保存期限); asked of the whole year only."""
    if scope.period.kind != "year":
        return
    found: dict[str, list[int]] = {}
    for one in expired(scope.session, scope.today):
        if not one.voided:
            found.setdefault(one.ledger_key, []).append(one.record_id)
    for key, ids_ in found.items():
        yield from some("D8", LEDGERS[key], sorted(ids_),
                        "有 {n} 条已超过保存期限，请在“设置—保存期限”里核对，报批后销毁。", serious=False)


def chain(scope: Scope) -> Iterator[Finding]:
    """The journal's hash chain holds from the first step to the last."""
    step = journal.broken_at(scope.session)
    if step is not None:
        yield Finding("J1", f"修改日志从第 {step} 步起对不上，文件可能在程序之外被改动过，请与备份核对。", "", (), True)


def strays(scope: Scope) -> Iterator[Finding]:
    """J3: every record is what the journal says of it. One finding for each table and kind; the first few by number and field."""
    found: dict[tuple[str, str], list[tampering.Stray]] = {}
    for one in tampering.strays(scope.session):
        kind = "被改动过" if one.columns else "不见了" if one.missing else "没有来历"
        found.setdefault((one.table, kind), []).append(one)
    for (table, kind), those in found.items():
        ledger = LEDGERS.get(table)
        named = "；".join(
            (one.number or f"第{one.record_id}条") + (f"的{tampering.labels(MODELS[table], one.columns)}" if one.columns else "")
            for one in those[:_NAMED]) + (" 等" if len(those) > _NAMED else "")
        yield Finding("J3", f"“{ledger.title if ledger else _PARTS.get(table, '附属资料')}”有 {len(those)} 条记录{kind}（{named}），"
                            "操作日志里没有这一步，可能在程序之外动过文件，请与备份核对。",
                      table if ledger else "", tuple(one.record_id for one in those) if ledger and kind != "不见了" else (), True)
