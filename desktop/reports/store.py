"""Reports kept in the file: one draft for each kind and period, and final ones that nothing changes any more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Missing, Refusal
from db.figures import Figure, evaluate, find
from db.figures.stored import Difference
from db.figures.stored import differences as _differences
from db.periods import Period
from db.reports import DRAFT, FINAL, Report, stored_figures
from db.workspace import Workspace
from desktop.reports.blocks import Document
from desktop.reports.composer import Composed, said


@dataclass(frozen=True)
class Entry:
    """A kept report in a list."""

    id: int
    kind: str
    period: Period
    title: str
    final: bool
    changed_at: datetime
    finalised_at: datetime | None


def save_draft(workspace: Workspace, composed: Composed, document: Document | None = None, edits: str = "[]",
               label: str | None = None) -> int:
    """Keeps a composed report as the draft of its kind and period and returns its id.

    ``document`` is the one with the clerk's wording in it (the composed one without); ``edits`` is the JSON of that
    wording (``desktop.reports.edits``), by which figures can be fetched anew under it.
    """
    document = document or composed.document
    kept = {one: composed.figures[one].plain(with_ids=False) for one in _used(document, composed.figures)}
    values = {"title": document.title, "template_mark": composed.template_mark, "document": document.to_json(),
              "figures": json.dumps(kept, ensure_ascii=False), "edits": edits}
    with workspace.transaction(label or f"保存报告草稿：{document.title}") as session:
        report = _draft(session, composed.kind, composed.period.code)
        if report is None:
            report = Report(kind=composed.kind, period_code=composed.period.code, state=DRAFT, **values)
            session.add(report)
        else:
            for name, value in values.items():
                if getattr(report, name) != value:
                    setattr(report, name, value)
        session.flush()
        return report.id


def draft_of(workspace: Workspace, kind: str, period_code: str) -> Report | None:
    """The draft of a kind and period, when there is one."""
    with workspace.read() as session:
        return _draft(session, kind, period_code)


def load(workspace: Workspace, report_id: int) -> Report:
    """A kept report; ``document_of`` reads its blocks. Raises Missing."""
    with workspace.read() as session:
        return _get(session, report_id)


def document_of(report: Report) -> Document:
    """The blocks of a kept report, with the figures where the clerk left them."""
    return Document.from_json(report.document)


def list_reports(workspace: Workspace, kind: str | None = None, year: int | None = None) -> list[Entry]:
    """The kept reports, of one kind or year when asked for, the newest period first and a draft before a final one."""
    statement = select(Report.id, Report.kind, Report.period_code, Report.title, Report.state, Report.changed_at,
                       Report.finalised_at).where(
        Report.voided_at.is_(None)).order_by(Report.period_code.desc(), Report.kind, Report.state, Report.id.desc())
    if kind is not None:
        statement = statement.where(Report.kind == kind)
    if year is not None:
        statement = statement.where(Report.period_code.startswith(str(year)))
    with workspace.read() as session:
        return [Entry(row.id, row.kind, Period.parse(row.period_code), row.title, row.state == FINAL, row.changed_at,
                      row.finalised_at)
                for row in session.execute(statement)]


def finalise(workspace: Workspace, report_id: int, even_if_different: bool = False) -> None:
    """Seals a draft with its figures and the records behind them.

    Raises Refusal when it is final already, or states other figures than the records give now and nobody insists.
    """
    with workspace.transaction("报告定稿") as session:
        report = _get(session, report_id)
        if report.state == FINAL:
            raise Refusal(f"“{report.title}”已经定稿，不用重复定稿。")
        differing = _differences(session, report)
        if differing and not even_if_different:
            listed = "、".join(f"{one.label}（文中{one.then}，现在{one.now}）" for one in differing[:3])
            raise Refusal(f"有 {len(differing)} 个数字与现在的记录不一致：{listed}，请重新取数后再定稿。")
        report.figures = json.dumps(_sealed(session, report), ensure_ascii=False)
        report.state, report.finalised_at = FINAL, workspace.clock()


def differences(workspace: Workspace, report_id: int) -> list[Difference]:
    """The figures of a kept report that today's records no longer give."""
    with workspace.read() as session:
        return _differences(session, _get(session, report_id))


def discard(workspace: Workspace, report_id: int) -> None:
    """Takes a draft away (undo brings it back). Raises Refusal for a final report."""
    with workspace.transaction("删除报告草稿") as session:
        report = _get(session, report_id)
        if report.state == FINAL:
            raise Refusal(f"“{report.title}”已经定稿，不能删除。")
        report.voided_at = workspace.clock()


def _draft(session: Session, kind: str, period_code: str) -> Report | None:
    return session.scalars(select(Report).where(
        Report.voided_at.is_(None), Report.state == DRAFT, Report.kind == kind,
        Report.period_code == period_code).order_by(Report.id)).first()


def _get(session: Session, report_id: int) -> Report:
    report = session.get(Report, report_id)
    if report is None or report.voided_at is not None:
        raise Missing("这份报告已经不在了，请刷新报告列表。")
    return report


def _used(document: Document, figures: Mapping[str, Figure]) -> list[str]:
    return list(dict.fromkeys(one for _, one in said(document.blocks) if one in figures))


def _sealed(session: Session, report: Report) -> dict[str, dict[str, object]]:
    """The figures as the report states them, with the ids of their records now."""
    stored = stored_figures(report)
    now = evaluate(session, Period.parse(report.period_code), [one for one in stored if find(one) is not None])
    return {one: was | ({"record_ids": list(now[one].record_ids)} if one in now else {}) for one, was in stored.items()}
