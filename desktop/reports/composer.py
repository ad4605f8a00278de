"""From records to a document: figures and texts of a period, put into the words of a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from db import checks
from db.checks import Finding
from db.errors import Refusal
from db.figures import Figure, evaluate
from db.giving_way import give_way
from db.periods import Period
from db.settings import read_setting
from db.workspace import Workspace
from desktop.reports import markup, pictures, template
from desktop.reports.blocks import Block, Document, FigureWords, Heading, Paragraph, Table, Title
from desktop.reports.marks import walk
from desktop.reports.material import Material
from desktop.reports.matters import Matters
from desktop.reports.own_slots import own_ledgers
from desktop.reports.reporters import NOBODY, reporter
from desktop.reports.slots import Slots, changes
from desktop.reports.templates import KINDS, Kind, kind_of, template_text
from desktop.reports.veil import Veil

_AGAINST = {"quarter": "上季度", "half": "上期", "year": "上年", "range": "上期"}
_PERIODS = {"quarter": "季度", "half": "半年", "year": "年度", "range": "时间段"}


@dataclass(frozen=True)
class Composed:
    """A document, every figure of its period, and what to look at before it is sent.

    ``person_id`` is who reports, for a kind that is one person's report; its figures are what this person did.
    """

    kind: str
    period: Period
    document: Document
    figures: dict[str, Figure]
    findings: tuple[Finding, ...]
    template_mark: str
    person_id: int | None = None

    @property
    def used(self) -> dict[str, Figure]:
        """The figures the document states, in the order in which they appear."""
        return {one: self.figures[one] for _, one in said(walk(self.document.blocks)) if one in self.figures}


def compose(workspace: Workspace, kind: str, period: Period, made_on: date | None = None,
            today: date | None = None, person_id: int | None = None, annex: bool = False) -> Composed:
    """The report of a period as its template words it now.

    ``made_on`` stands under the signature; without it the day after the period's end, or today while the period runs.
    ``person_id``: who reports, for a personal kind; without it the party secretary. ``annex`` adds 数据来源.
    Raises Refusal for a kind that cannot be made, a period that does not suit it, or a broken template line.
    """
    sort, today = kind_of(kind), today or date.today()
    if period.kind not in sort.periods:
        wanted = "、".join(_PERIODS[one] for one in sort.periods)
        raise Refusal(f"“{sort.name}”要按{wanted}来做，现在选的是{period.label}，请改选报告期。")
    made_on = made_on or min(period.end + timedelta(days=1), today)
    text = template_text(workspace, kind)
    with workspace.read() as session:
        who = reporter(session, person_id) if sort.personal else None
        figures = evaluate(session, period, actor_id=who.id if who else None)
        veil = Veil(session)
        values = _values(session, period, figures, veil, who.id if who else None)
        if who:
            values |= {"post": who.post, "secretary": who.secretary, "deeds": who.deeds(session, period, veil)}
        give_way()
        blocks = markup.parse(template.render(text, sort.name, values), made_on)
        give_way()
        found = [*veil.findings, *checks.claims(figures, said(blocks)),
                 *checks.check(session, period, today, with_journal=False, counted={} if who else figures)]
        document = Document(blocks, _title(blocks, sort, period), str(values["committee"]), sort.name, made_on)
        if pictures.wanted(session, kind):
            document = pictures.pictured(session, document, period, figures)
        if annex:
            from desktop.reports.annex import annexed

            document = annexed(session, document, figures)
    kept = None if who is None or who is NOBODY else who.id
    return Composed(kind, period, document, figures, tuple(found), template.mark_of(text), kept)


def _values(session: Session, period: Period, figures: dict[str, Figure], veil: Veil,
            actor_id: int | None) -> dict[str, Any]:
    """What a template may use. What takes a query of its own is called, and asked for at the first call only."""
    hospital = read_setting(session, "hospital")
    committee = read_setting(session, "party_committee") or (f"中共{hospital}委员会" if hospital else "院党委")
    material = Material(session, period, veil, actor_id)
    matters = Matters(session, period, veil, material)
    earlier = cache(lambda: evaluate(session, period.previous(), actor_id=actor_id))
    return {
        "f": Slots(figures), "period": period, "hospital": hospital or "本院", "committee": committee,
        "addressee": read_setting(session, "addressee"),
        "shortcomings": material.texts("problem"), "plans": material.texts("plan"),
        "practices": material.texts("practice"), "problems": material.problems(), "duties": material.duties(),
        "papers": material.papers, "own": own_ledgers(session, figures),
        "aspects": cache(matters.by_aspect), "points": cache(matters.points), "areas": cache(matters.areas),
        "rounds": cache(matters.rounds), "basis": cache(matters.basis), "faults": cache(matters.faults),
        "change": changes(earlier, _AGAINST[period.kind]), "compared": lambda slot: not earlier()[slot.figure.id].zero,
    }


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


__all__ = ["KINDS", "Composed", "compose", "said"]
