"""What the report page does with reports: draft, reopen, reword, finalise. No widgets in here.

Everything that sets pages or counts is slow enough for a worker's thread; rewording is quick and runs where it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from db import checks, drafts
from db.checks import Finding
from db.figures import Change, Figure, Part, evaluate, find
from db.figures.measure import During
from db.figures.stored import Difference
from db.journal import ChangeSet
from db.periods import Period
from db.report_data.texts import possible_reporters
from db.reports import FINAL, Report, stored_figures
from db.workspace import Workspace
from desktop.reports import edits, store
from desktop.reports.blocks import Block, Document
from desktop.reports.edits import Edit, Edited, Paragraphs
from desktop.reports.marks import walk
from desktop.reports.templates import KINDS

if TYPE_CHECKING:
    from desktop.reports.composer import Composed
    from desktop.reports.preview import Preview

_DRAFTS = "report"
_TOLD = 5  # changed figures told one by one
_NAMED = 3  # reworded sections
_CLAIM = "C10"  # a word such as 均 that a figure does not bear out; looked for again in the clerk's own words
Step = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Work:
    """One report as it lies on the desk: composed of today's figures with the clerk's wording, or sealed (``edited`` is None)."""

    kind: str
    period: Period
    document: Document
    figures: Mapping[str, Figure]
    changes: Mapping[str, Change]
    findings: tuple[Finding, ...]
    report_id: int | None
    composed: Composed | None = None
    edited: Edited | None = None
    person_id: int | None = None  # who reports, when it is one person's report

    @property
    def final(self) -> bool:
        return self.edited is None

    @property
    def title(self) -> str:
        return self.document.title

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks shown, by number."""
        return tuple(walk(self.document.blocks))

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The figures that stand in the text, in order of appearance."""
        from desktop.reports.composer import said

        return tuple(dict.fromkeys(figure_id for _, figure_id in said(self.blocks) if figure_id in self.figures))

    @property
    def empty(self) -> bool:
        """Whether nothing was recorded in the period; what merely stands (departments, accounts) makes no report."""
        return not self.final and not any(
            figure.record_ids for figure in self.figures.values()
            if (measure := find(figure.id)) is not None and isinstance(measure.over, During))

    @cached_property
    def reworded(self) -> tuple[int, ...]:
        """The numbers of the blocks shown that carry the clerk's words."""
        return tuple(number for number, source in enumerate(self.edited.sources) if source in self.edited.kept) if self.edited else ()

    def source(self, block: int) -> int | None:
        """The composed block that a block shown comes from, when its wording may be changed."""
        if self.edited is None or not edits.editable(self.blocks[block]):
            return None
        return self.edited.sources[block]

    def shown_at(self, source: int) -> int | None:
        """The first block shown that comes from a composed block."""
        return self.edited.sources.index(source) if self.edited and source in self.edited.sources else None

    @property
    def all_edits(self) -> tuple[Edit, ...]:
        """The clerk's edits: those in use in reading order, then those whose paragraph is gone."""
        return (*(self.edited.kept[source] for source in sorted(self.edited.kept)), *self.edited.lost) if self.edited else ()


@dataclass(frozen=True)
class Shown:
    """A report with its pages, and what the clerk should know about it."""

    work: Work
    preview: Preview
    news: tuple[str, ...] = ()


def kinds() -> dict[str, str]:
    """Key → name of every kind of report that can be made."""
    return {kind.key: kind.name for kind in KINDS.values() if kind.built}


def period_for(kind: str, chosen: Period, today: date) -> Period:
    """The period of this kind of report that goes with the period chosen for the window: the last part of it that has begun."""
    suitable = KINDS[kind].periods
    if chosen.kind in suitable:
        return chosen
    return Period.of(suitable[0], min(chosen.end, max(today, chosen.start)))


def set_pages(workspace: Workspace, work: Work, news: tuple[str, ...] = ()) -> Shown:
    """Sets the document in the hospital's layout."""
    from desktop.reports.export import house_style
    from desktop.reports.preview import preview

    return Shown(work, preview(work.document, house_style(workspace)), news)


def _with_edits(work: Work, wanted: tuple[Edit, ...]) -> Work:
    from desktop.reports.composer import said

    texts = {figure.id: figure.text or "无" for figure in work.figures.values()}
    edited = edits.apply(work.composed.document, wanted, texts)
    others = [finding for finding in work.composed.findings if finding.code != _CLAIM]
    claims = checks.claims(work.figures, said(walk(edited.document.blocks)))
    findings = sorted([*others, *claims], key=lambda finding: not finding.serious)
    return replace(work, document=edited.document, edited=edited, findings=tuple(findings))


# -- drafting and opening ----------------------------------------------------------------------------------------------


def draft(workspace: Workspace, kind: str, code: str, today: date, step: Step, person_id: int | None = None) -> Shown:
    """Composes the report of a period afresh, puts the clerk's wording of the stored draft into it and stores it. Raises Refusal."""
    step(0, 3, "正在从台账取数…")
    report = store.draft_of(workspace, kind, code, person_id)
    work = _composed(workspace, kind, Period.parse(code), today, report, person_id)
    if work.empty and report is None:
        return set_pages(workspace, work)
    step(1, 3, "正在保存草稿…")
    news = _news(work, report)
    if not workspace.read_only:
        work = _saved(workspace, work, f"{'重新取数' if report else '起草'}：{work.title}")
    step(2, 3, "正在排版…")
    return set_pages(workspace, work, news)


def reopen(workspace: Workspace, report_id: int, today: date, step: Step) -> Shown:
    """A draft with today's figures, or a final report as it was sealed with what differs today. Raises Missing."""
    step(0, 2, "正在从台账取数…")
    report = store.load(workspace, report_id)
    period = Period.parse(report.period_code)
    if report.state == FINAL:
        figures, found = _sealed_figures(report), store.differences(workspace, report_id)
        findings = tuple(_changed(one, figures[one.figure_id].ledger_key) for one in found)
        work = Work(report.kind, period, store.document_of(report), figures, {}, findings, report.id,
                    person_id=report.actor_id)
        news = (f"定稿以后台账有改动，有 {len(found)} 个数字和定稿不同，列在右边。定稿的文字和数字没有变动。",) if found else ()
    else:
        work = _composed(workspace, report.kind, period, today, report, report.actor_id)
        news = _news(work, report)
    step(1, 2, "正在排版…")
    return set_pages(workspace, work, news)


def finalise(workspace: Workspace, work: Work, today: date, step: Step) -> Shown:
    """Seals the report shown: wording, figures and the records behind them. Raises Refusal when the records changed meanwhile."""
    step(0, 2, "正在定稿…")
    report_id = _saved(workspace, work, f"保存报告草稿：{work.title}").report_id
    store.finalise(workspace, report_id)
    return reopen(workspace, report_id, today, step)


def unseal(workspace: Workspace, work: Work, reason: str) -> None:
    """Makes the sealed report shown a draft again. Raises Refusal."""
    store.unseal(workspace, work.report_id, reason)


def check_unseal(workspace: Workspace, work: Work) -> None:
    """Raises Refusal when the sealed report shown cannot be a draft again: before a reason is asked for."""
    with workspace.read() as session:
        store.check_unseal(session, work.report_id)


def discard(workspace: Workspace, work: Work) -> None:
    """Takes the draft shown away; undo brings it back. Raises Refusal."""
    store.discard(workspace, work.report_id)


def stored(workspace: Workspace, kind: str, code: str, person_id: int | None = None) -> int | None:
    """The report kept for a kind and period (and who reports): the draft, else the newest final one."""
    entries = [entry for entry in store.list_reports(workspace, kind)
               if (entry.period.code, entry.actor_id) == (code, person_id)]
    return next((entry.id for entry in entries if not entry.final), entries[0].id if entries else None)


def exists(workspace: Workspace, report_id: int) -> bool:
    """Whether a report is kept (drafting it may have been undone)."""
    return any(entry.id == report_id for entry in store.list_reports(workspace))


def touches(changes: ChangeSet, work: Work) -> bool:
    """Whether a change was made to this very report (by undoing, for one)."""
    return work.report_id in changes.ids.get("report", ())


def people(workspace: Workspace) -> list[tuple[int, str]]:
    """Who may report on his or her own work: id and name with post, those with a leading role first."""
    with workspace.read() as session:
        return [(one, f"{name}（{post}）" if post else name) for one, name, post, _ in possible_reporters(session)]


def with_annex(workspace: Workspace, work: Work) -> Document:
    """The document shown with marks and the attachment 数据来源."""
    from desktop.reports.annex import annexed

    with workspace.read() as session:
        return annexed(session, work.document, work.figures)


def _composed(workspace: Workspace, kind: str, period: Period, today: date, report: Report | None,
              person_id: int | None = None) -> Work:
    from desktop.reports.composer import compose

    composed = compose(workspace, kind, period, today=today, person_id=person_id)
    figures, actor = composed.figures, person_id if KINDS[kind].personal else None
    with workspace.read() as session:
        before, year_before = (evaluate(session, span, actor_id=actor)
                               for span in (period.previous(), period.year_before()))
    changes = {one: Change(figure, before[one], year_before[one]) for one, figure in figures.items()}
    work = Work(kind, period, composed.document, composed.figures, changes, (), report.id if report else None, composed,
                person_id=composed.person_id)
    return _with_edits(work, edits.from_json(report.edits) if report else ())


def _changed(difference: Difference, ledger_key: str) -> Finding:
    """What became of a sealed figure, with the records that came to it or went from it."""
    counts = [f"{words} {len(ids)} 条" for words, ids in (
        ("新增", difference.come), ("减少", difference.gone), ("修改", difference.changed)) if ids]
    because = f"依据的记录{'、'.join(counts)}" if counts else ""
    if difference.then == difference.now:  # 153 and 152 are both 150余篇
        sentence = (f"“{difference.label}”仍可写{difference.now}，准确数由{difference.exactly_then}变为{difference.exactly_now}"
                    f"{f'（{because}）' if because else ''}。")
    else:
        sentence = f"“{difference.label}”定稿时是{difference.then}，按现在的记录是{difference.now}{f'（{because}）' if because else ''}。"
    return Finding("C9", sentence, ledger_key, difference.come + difference.gone + difference.changed,
                   difference.then != difference.now)


def _sealed_figures(report: Report) -> dict[str, Figure]:
    """The figures a final report was sealed with, to be looked at like today's."""
    found = {}
    for one, was in stored_figures(report).items():
        parts = tuple(Part(part["code"], part["label"], part["value"], part["text"]) for part in was["parts"])
        found[one] = Figure(one, was["label"], was["value"], was["text"], was["rule"], was["unit"], was["ledger"], Period.parse(was["period"]),
                            parts, was.get("hits"), was.get("total"), ",".join(map(str, was.get("record_ids", ()))))
    return found


def _saved(workspace: Workspace, work: Work, label: str) -> Work:
    report_id = store.save_draft(workspace, work.composed, work.document, edits.to_json(work.all_edits), label[:200])
    return replace(work, report_id=report_id)


def _news(work: Work, report: Report | None) -> tuple[str, ...]:
    """What became of the stored draft: figures that changed, wording that was kept, wording that found no place."""
    if report is None:
        return ()
    then = stored_figures(report)
    changed = [f"{figure.label} {then[figure.id]['text'] or '无'} → {figure.text or '无'}" for figure in work.figures.values()
               if figure.id in work.used and figure.id in then and then[figure.id]["text"] != figure.text]
    news = []
    if changed:
        rest = f"，等 {len(changed)} 处" if len(changed) > _TOLD else ""
        news.append(f"数字有变化：{'；'.join(changed[:_TOLD])}{rest}。")
    if changed and work.edited.kept:
        sections = list(dict.fromkeys(work.edited.spots[source].section or "开头" for source in sorted(work.edited.kept)))
        rest = f"等 {len(sections)} 处" if len(sections) > _NAMED else ""
        news.append(f"改过的 {len(work.edited.kept)} 段文字照旧保留，其中的数字已更新：{'、'.join(sections[:_NAMED])}{rest}。")
    if work.edited.lost:
        news.append(f"有 {len(work.edited.lost)} 段改过的文字在新报告里找不到位置，列在右边“改动”里。")
    return tuple(news)


# -- the clerk's wording -----------------------------------------------------------------------------------------------


def reword(workspace: Workspace, work: Work, source: int, paragraphs: Paragraphs) -> Work:
    """Gives a composed block other words (none: takes it out) and stores them. Raises Refusal."""
    edit = edits.edit_of(work.edited.spots[source], paragraphs)
    others = {number: one for number, one in work.edited.kept.items() if number != source}
    kept = others | ({source: edit} if edit else {})
    return _reworded(workspace, work, (*kept.values(), *work.edited.lost), "改写报告文字" if paragraphs else "删去报告的一段")


def take_back(workspace: Workspace, work: Work, edit: Edit) -> Work:
    """Gives a block its template wording again, or forgets an edit whose block is gone. Raises Refusal."""
    return _reworded(workspace, work, tuple(one for one in work.all_edits if one != edit), "恢复报告的模板文字")


def _reworded(workspace: Workspace, work: Work, wanted: tuple[Edit, ...], label: str) -> Work:
    now = _with_edits(work, wanted)
    return _saved(workspace, now, f"{label}：{now.title}")


def keep_typed(workspace: Workspace, work: Work, source: int, paragraphs: Paragraphs, at: datetime) -> None:
    """Keeps what is being typed, against a crash. Not undoable."""
    spot = work.edited.spots[source]
    with workspace.scratch() as session:
        drafts.save_draft(session, _DRAFTS, work.report_id, None, {"edit": edits.to_json([edits.rewording(spot, paragraphs)])}, at)


def typed_of(workspace: Workspace, work: Work) -> Edit | None:
    """What was being typed into this report when the program ended without saving it."""
    with workspace.read() as session:
        found = [one for one in drafts.drafts_of(session, _DRAFTS) if one.record_id == work.report_id]
    return edits.from_json(found[0].typed["edit"])[0] if found else None


def forget_typed(workspace: Workspace, work: Work) -> None:
    """Fine when there is nothing; writes nothing then."""
    if typed_of(workspace, work) is not None:
        with workspace.scratch() as session:
            drafts.drop_draft(session, _DRAFTS, work.report_id)
