"""Reports kept in the file: the wording as the clerk left it, with the figures it was written from.

A report is journalled like every record, but it is no ledger: nothing counts reports.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.record import Record

DRAFT, FINAL = "draft", "final"


class Report(Record):
    """One report. ``document`` is the JSON of its blocks, ``figures`` maps figure ids to what they were.

    ``template_mark`` tells which wording of the template it was composed from. ``edits`` is the JSON of the clerk's own
    wording, kept apart so that figures can be fetched again under it. Only 取消定稿 changes a final one.
    ``actor_id`` is who reports, when it is one person's report. ``seal`` is set on finalising, see ``Seal``.
    """

    __tablename__ = "report"

    kind: Mapped[str] = mapped_column(String(30), active_history=True)
    period_code: Mapped[str] = mapped_column(String(30), active_history=True, index=True)
    title: Mapped[str] = mapped_column(String(200), active_history=True)
    state: Mapped[str] = mapped_column(String(10), active_history=True)
    template_mark: Mapped[str] = mapped_column(String(64), active_history=True)
    document: Mapped[str] = mapped_column(Text, active_history=True)
    figures: Mapped[str] = mapped_column(Text, active_history=True)
    edits: Mapped[str] = mapped_column(Text, default="[]", active_history=True)
    finalised_at: Mapped[datetime | None] = mapped_column(DateTime, active_history=True)
    actor_id: Mapped[int | None] = mapped_column(active_history=True)
    seal: Mapped[str | None] = mapped_column(Text, active_history=True)

    @property
    def fixed(self) -> str | None:
        if self.state == FINAL:
            return f"“{self.title}”已经定稿，起草和修改它的步骤不能撤销；要改，请在“报告”里取消定稿。"
        return None


@dataclass(frozen=True)
class Seal:
    """What a final report was sealed with: the revision of every record behind a figure (ledger → id → revision), and
    the SHA-256 of its two files (docx, pdf)."""

    versions: dict[str, dict[int, int]]
    files: dict[str, str]

    def to_json(self) -> str:
        return json.dumps({"versions": self.versions, "files": self.files})

    @classmethod
    def from_json(cls, text: str | None) -> Seal:
        """Read back; a report that has no seal yet has an empty one."""
        plain = json.loads(text or "{}")
        versions = {key: {int(one): revision for one, revision in ids.items()}
                    for key, ids in plain.get("versions", {}).items()}
        return cls(versions, plain.get("files", {}))


def sealed_versions(report: Report) -> dict[str, dict[int, int]]:
    """Ledger → record id → revision when the report was sealed."""
    return Seal.from_json(report.seal).versions


def stored_figures(report: Report) -> dict[str, dict[str, Any]]:
    """The figures as they were: id → ``Figure.plain``."""
    return json.loads(report.figures)


def finals_of(session: Session, year: int) -> list[Report]:
    """The finalised reports of a year's periods, oldest period first."""
    return list(session.scalars(select(Report).where(
        Report.voided_at.is_(None), Report.state == FINAL,
        Report.period_code.startswith(str(year))).order_by(Report.period_code, Report.id)))
