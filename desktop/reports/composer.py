"""From records to a document: figures and texts of a period, put into the words of a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from db import checks
from db.checks import Finding
from db.errors import Refusal
from db.figures import Figure, evaluate
from db.periods import Period
from db.settings import read_setting
from db.workspace import Workspace
from desktop.reports import markup, template
from desktop.reports.blocks import Block, Document, FigureWords, Heading, Paragraph, Table, Title
from desktop.reports.material import Material
from desktop.reports.slots import Slots, changes
from desktop.reports.templates import KINDS, Kind, kind_of, template_text

_AGAINST = {"quarter": "上季度", "half": "上期", "year": "上年", "range": "上期"}
_PERIODS = {"quarter": "季度", "half": "半年", "year": "年度", "range": "时间段"}


@dataclass(frozen=True)
class Composed:
    """A document, every figure of its period, and what to look at before it is sent."""

    kind: str
    period: Period
    document: Document
    figures: dict[str, Figure]
    findings: tuple[Finding, ...]
    template_mark: str

    @property
    def used(self) -> dict[str, Figure]:
        """The figures the document states, in the order in which they appear."""
        return {one: self.figures[one] for _, one in said(self.document.blocks) if one in self.figures}


def compose(workspace: Workspace, kind: str, period: Period, made_on: date | None = None,
            today: date | None = None) -> Composed:
    """The report of a period as its template words it now.

    ``made_on`` stands under the signature; without it the day after the period's end, or today while the period runs.
    Raises Refusal for a kind that cannot be made, a period that does not suit it, or a broken template line.
    """
    sort, today = kind_of(kind), today or date.today()
    if period.kind not in sort.periods:
        wanted = "、".join(_PERIODS[one] for one in sort.periods)
        raise Refusal(f"“{sort.name}”要按{wanted}来做，现在选的是{period.label}，请改选报告期。")
    made_on = made_on or min(period.end + timedelta(days=1), today)
    text = template_text(workspace, kind)
    with workspace.read() as session:
        figures = evaluate(session, period)
        material = Material(session, period)
        hospital = read_setting(session, "hospital") or "本院"
        values = {
            "f": Slots(figures), "period": period, "hospital": hospital,
            "committee": read_setting(session, "party_committee") or f"中共{hospital}委员会",
            "addressee": read_setting(session, "addressee"),
            "shortcomings": material.texts("problem"), "plans": material.texts("plan"),
            "practices": material.texts("practice"),
            "problems": material.problems(), "duties": material.duties(),
            "change": changes(_once(lambda: evaluate(session, period.previous())), _AGAINST[period.kind]),
        }
        blocks = markup.parse(template.render(text, sort.name, values), made_on)
        found = [*material.findings, *checks.claims(figures, said(blocks)),
                 *checks.check(session, period, today, with_journal=False, counted=figures)]
    document = Document(blocks, _title(blocks, sort, period), str(values["committee"]), sort.name, made_on)
    return Composed(kind, period, document, figures, tuple(found), template.mark_of(text))


def said(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """(words, figure id) of every figure in the blocks, in order."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        spans: Iterable[object] = ()
        if isinstance(block, (Paragraph, Heading)):
            spans = block.spans
        elif isinstance(block, Table):
            spans = (cell for row in block.rows for cell in row)
        found += [(span.text, span.figure_id) for span in spans if isinstance(span, FigureWords)]
    return found


def _title(blocks: Iterable[Block], kind: Kind, period: Period) -> str:
    return next((block.text.replace("\n", "") for block in blocks if isinstance(block, Title)),
                f"{period.label}{kind.name}")


def _once(count: Callable[[], dict[str, Figure]]) -> Callable[[], dict[str, Figure]]:
    kept: dict[str, Figure] = {}

    def counted() -> dict[str, Figure]:
        if not kept:
            kept.update(count())
        return kept

    return counted


__all__ = ["KINDS", "Composed", "compose", "said"]
