"""Reports kept in the file: one draft for each kind and period, and final ones that nothing changes any more."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Missing, Refusal
from db.figures import Figure, evaluate
from db.figures.stored import Difference, known_figures, versions_of
from db.figures.stored import differences as _differences
from db.periods import Period
from db.reports import DRAFT, FINAL, Report, Seal, stored_figures
from db.workspace import Workspace
from desktop.reports.blocks import Document
from desktop.reports.composer import Composed, said
from desktop.reports.export import house_style, write_files
from desktop.reports.marks import walk
from desktop.reports.style import Style


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
    actor_id: int | None = None


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
        report = _draft(session, composed.kind, composed.period.code, composed.person_id)
        if report is None:
            report = Report(kind=composed.kind, period_code=composed.period.code, actor_id=composed.person_id,
                            state=DRAFT, **values)
            session.add(report)
        else:
            for name, value in values.items():
                if getattr(report, name) != value:
                    setattr(report, name, value)
        session.flush()
        return report.id


def draft_of(workspace: Workspace, kind: str, period_code: str, actor_id: int | None = None) -> Report | None:
    """The draft of a kind and period (and of who reports), when there is one."""
    with workspace.read() as session:
        return _draft(session, kind, period_code, actor_id)


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
                       Report.finalised_at, Report.actor_id).where(
        Report.voided_at.is_(None)).order_by(Report.period_code.desc(), Report.kind, Report.state, Report.id.desc())
    if kind is not None:
        statement = statement.where(Report.kind == kind)
    if year is not None:
        statement = statement.where(Report.period_code.startswith(str(year)))
    with workspace.read() as session:
        return [Entry(row.id, row.kind, Period.parse(row.period_code), row.title, row.state == FINAL, row.changed_at,
                      row.finalised_at, row.actor_id)
                for row in session.execute(statement)]


def finalise(workspace: Workspace, report_id: int, even_if_different: bool = False) -> None:
    """Seals a draft with its figures, the records behind them as they are now, and the hashes of its two files.

    Raises Refusal when it is final already, or states other figures than the records give now and nobody insists.
    """
    files = hashes(document_of(load(workspace, report_id)), house_style(workspace))
    title = load(workspace, report_id).title
    with workspace.transaction(f"报告定稿：{title}"[:200], undoable=False) as session:
        report = _get(session, report_id)
        if report.state == FINAL:
            raise Refusal(f"“{report.title}”已经定稿，不用重复定稿。")
        differing = _differences(session, report)
        if differing and not even_if_different:
            listed = "、".join(f"{one.label}（文中{one.then}，现在{one.now}）" for one in differing[:3])
            raise Refusal(f"有 {len(differing)} 个数字与现在的记录不一致：{listed}，请重新取数后再定稿。")
        figures, versions = _sealed(session, report)
        report.figures, report.seal = json.dumps(figures, ensure_ascii=False), Seal(versions, files).to_json()
        report.state, report.finalised_at = FINAL, workspace.clock()


def unseal(workspace: Workspace, report_id: int, reason: str) -> None:
    """Makes a final report a draft again (取消定稿); the reason stands in the log. Raises Refusal when it is no final one,
    no reason is given, or its kind and period have another draft by now."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal("请写明取消定稿的理由，会记入操作日志。")
    title = load(workspace, report_id).title
    with workspace.transaction(f"取消定稿：{title}（{reason}）"[:200], undoable=False) as session:
        check_unseal(session, report_id)
        report = _get(session, report_id)
        report.state, report.finalised_at, report.seal = DRAFT, None, None


def check_unseal(session: Session, report_id: int) -> None:
    """Raises Refusal when a report is no final one, or its kind and period have another draft by now."""
    report = _get(session, report_id)
    if report.state != FINAL:
        raise Refusal(f"“{report.title}”还没有定稿，不用取消。")
    if _draft(session, report.kind, report.period_code, report.actor_id) is not None:
        raise Refusal("这一期已经另有一份草稿。请先在“已存报告”里打开那份草稿，点“更多—删除草稿”，再取消定稿。")


def differences(workspace: Workspace, report_id: int) -> list[Difference]:
    """The figures of a kept report that today's records no longer give."""
    with workspace.read() as session:
        return _differences(session, _get(session, report_id))


def hashes(document: Document, style: Style) -> dict[str, str]:
    """The SHA-256 of the Word and the PDF file of a document, which are the same whenever they are written in a layout."""
    with tempfile.TemporaryDirectory(prefix="lvze") as folder:
        targets = [Path(folder, f"report.{suffix}") for suffix in ("docx", "pdf")]
        write_files(document, targets, lambda *_: None, style)
        return {target.suffix[1:]: hashlib.sha256(target.read_bytes()).hexdigest() for target in targets}


def is_sealed_file(report: Report, path: Path) -> bool:
    """Whether a file is, byte for byte, one of the two a final report was sealed with. Raises Refusal."""
    try:
        with path.open("rb") as reading:
            found = hashlib.file_digest(reading, "sha256").hexdigest()
    except OSError as error:
        raise Refusal(f"不能读取“{path.name}”，请检查文件是否还在、能否打开。") from error
    return found in Seal.from_json(report.seal).files.values()


def discard(workspace: Workspace, report_id: int) -> None:
    """Takes a draft away (undo brings it back). Raises Refusal for a final report."""
    title = load(workspace, report_id).title
    with workspace.transaction(f"删除报告草稿：{title}"[:200]) as session:
        report = _get(session, report_id)
        if report.state == FINAL:
            raise Refusal(f"“{report.title}”已经定稿，不能删除。")
        report.voided_at = workspace.clock()


def _draft(session: Session, kind: str, period_code: str, actor_id: int | None) -> Report | None:
    return session.scalars(select(Report).where(
        Report.voided_at.is_(None), Report.state == DRAFT, Report.kind == kind, Report.actor_id == actor_id,
        Report.period_code == period_code).order_by(Report.id)).first()


def _get(session: Session, report_id: int) -> Report:
    report = session.get(Report, report_id)
    if report is None or report.voided_at is not None:
        raise Missing("这份报告已经不在了，请刷新报告列表。")
    return report


def _used(document: Document, figures: Mapping[str, Figure]) -> list[str]:
    return list(dict.fromkeys(one for _, one in said(walk(document.blocks)) if one in figures))


def _sealed(session: Session, report: Report) -> tuple[dict[str, dict[str, object]], dict[str, dict[int, int]]]:
    """The figures as the report states them, with the ids of their records now, and those records' revisions."""
    known = known_figures(session, report)
    now = evaluate(session, Period.parse(report.period_code), known, report.actor_id)
    figures = {one: was | ({"record_ids": list(now[one].record_ids)} if one in now else {})
               for one, was in stored_figures(report).items()}
    return figures, versions_of(session, now)
