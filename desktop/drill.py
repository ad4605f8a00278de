"""恢复演练: the newest backup on a drive is restored into a temporary place, looked through, made a report of, and removed.

A backup that was never restored is a hope. No Qt. What comes back is as encrypted as the backup is; the report stays in
memory; nothing of it is left on the disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.backup import BackupRefused, Code, note_check, restore, verify
from db.backup.contents import contents_of
from db.backup.manifest import Manifest
from db.backup.store import DATA, Store
from db.errors import Refusal
from db.periods import Period
from db.sticks import DRILLS
from db.workspace import Workspace

if TYPE_CHECKING:
    from desktop.reports.blocks import Document

_KEPT = 36  # drills remembered: three years
_TOLD = 3  # sentences kept of many alike
_RESERVE = 32 << 20  # bytes left free on the computer's disk
_WHERE = "临时位置（演练后已删除）"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Drill:
    """One rehearsal. ``rows``: (ledger, records by the backup's list, records found in what came back); ``report``: which one
    was made and how many pages it has; ``findings`` are sentences, none when all is well.
    """

    at: datetime
    stick: str
    medium: str
    snapshot: str
    file_name: str
    made_at: datetime
    size: int
    evidence: int
    rows: tuple[tuple[str, int, int], ...]
    report: str
    digest: str
    findings: tuple[str, ...]

    @property
    def records(self) -> int:
        return sum(found for _, _, found in self.rows)

    @property
    def good(self) -> bool:
        return not self.findings


def rehearse(workspace: Workspace, folder: Path, stick: str, progress: Progress = lambda *_: None) -> Drill:
    """Takes every step with the newest backup of this file on the drive of identity ``stick``, and keeps the result in the
    file and its log. Raises BackupRefused (another drive, none there, no room) or what ``progress`` raises; then no result.
    """
    store = Store.inside(folder)
    with store.guarded("演练没有做成", "备份没有改动"):
        name, manifest = _newest(workspace, store, stick)
        findings = verify(store.snap / name, progress=progress, keys=workspace.keys)
    rows, report, more = [(title, count, 0) for title, count in _expected(manifest)], "", []
    with _temporary(workspace.path, manifest.size) as place:
        try:
            rows, report, more = _try(workspace, store.snap / name, manifest, place / "演练.lvze", progress)
        except BackupRefused as refusal:
            if refusal.code != Code.DAMAGED:
                raise
            more = [str(refusal).replace("原来的台账没有改动", "没有恢复出来")]
    findings = [*dict.fromkeys((*findings, *more))]
    drill = Drill(workspace.clock(), stick, store.root.parent.name or store.label, name, manifest.file_name, manifest.made_at,
                  manifest.size, len(manifest.objects), tuple(row for row in rows if row[1] or row[2]), report,
                  manifest.files[DATA].sha256, tuple(findings))
    if not workspace.read_only:
        _keep(workspace, drill)
        note_check(workspace, store.snap / name, drill.good)
        workspace.log(f"恢复演练：{drill.medium} {name} {'完好' if drill.good else '有问题'}"[:200])
    return drill


def drills_of(workspace: Workspace) -> list[Drill]:
    """The rehearsals this file remembers, newest first."""
    return [Drill(**{**one, "at": datetime.fromisoformat(one["at"]), "made_at": datetime.fromisoformat(one["made_at"]),
                     "rows": tuple(map(tuple, one["rows"])), "findings": tuple(one["findings"])})
            for one in workspace.setting(DRILLS) or ()]


def sheet(workspace: Workspace, drill: Drill) -> Document:
    """恢复核验单 of a rehearsal, to be signed and filed."""
    from desktop.reports.forms import BackupCheck, House
    from desktop.reports.forms.backup_check import check_form

    with workspace.read() as session:
        check = BackupCheck(drill.file_name, drill.made_at, drill.at, drill.medium, "stick", drill.size, drill.evidence,
                            drill.rows, drill.findings, _WHERE, drill.digest)
        return check_form(session, check, workspace.words(session), House.of(session, workspace.clock().date()))


def _newest(workspace: Workspace, store: Store, stick: str) -> tuple[str, Manifest]:
    if store.identity() != stick:
        raise BackupRefused(Code.OTHER_STICK, f"“{store.label}”不是原来那个备份盘，请插上原来的盘再演练。")
    with workspace.read() as session:
        origin = contents_of(session.connection()).origin
    for name, manifest in store.manifests():
        if manifest.origin == origin and DATA in manifest.files:
            return name, manifest
    raise BackupRefused(Code.NO_BACKUP, f"“{store.label}”里没有这份台账的备份，请先备份一次再演练。")


def _expected(manifest: Manifest) -> Iterator[tuple[str, int]]:
    from db.ledgers import LEDGERS

    for key, count in manifest.counts.items():
        yield (LEDGERS[key].title if key in LEDGERS else key), count


@contextmanager
def _temporary(path: Path, size: int) -> Iterator[Path]:
    """A folder beside the file, where the same protection holds; removed when the block ends, and what a killed run left."""
    for left in path.parent.glob(f"{path.name}.drill-*"):
        shutil.rmtree(left, ignore_errors=True)
    place = path.with_name(f"{path.name}.drill-{os.getpid()}")
    try:
        if shutil.disk_usage(path.parent).free < 2 * size + _RESERVE:
            raise BackupRefused(Code.LOCAL, f"电脑磁盘的空间不够演练，还需要 {(2 * size + _RESERVE) >> 20} MB，请先清理；备份没有改动。")
        place.mkdir()
        yield place
    except OSError as error:
        raise BackupRefused(Code.LOCAL, f"不能在“{path.parent}”里演练，请检查磁盘空间和权限；备份没有改动。") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(place)


def _try(workspace: Workspace, snapshot: Path, manifest: Manifest, target: Path,
         progress: Progress) -> tuple[list[tuple[str, int, int]], str, list[str]]:
    """Restores, opens, counts, checks the proofs, makes one report. The journal was checked on the drive."""
    result = restore(snapshot, target, workspace.clock(), progress, keys=workspace.keys, rehearsal=True)
    findings = result.problems[:_TOLD]
    if len(result.problems) > _TOLD:
        findings.append(f"同样的情况还有 {len(result.problems) - _TOLD} 处。")
    with Workspace.open(target, clock=workspace.clock, keys=workspace.keys, beside=True) as restored:
        with restored.read() as session:
            inside = contents_of(session.connection())
        rows = [(inside.titles.get(key, key), count, inside.counts.get(key, 0)) for key, count in manifest.counts.items()]
        findings += [f"“{title}”应有 {wanted} 条，恢复出 {found} 条。" for title, wanted, found in rows if wanted != found]
        progress(0, 0, "正在核对佐证材料…")
        if bad := set(restored.evidence.damaged(list(inside.evidence))) - set(manifest.missing):
            findings.append(f"恢复出来的佐证材料有 {len(bad)} 份不见了或已损坏。")
        progress(0, 0, "正在用恢复出来的台账试做一份报告…")
        report, problem = _report(restored, inside.last_at)
        findings += [problem] if problem else []
    return rows, report, findings


def _report(restored: Workspace, last_at: datetime | None) -> tuple[str, str]:
    """(what was made, "") or ("", why not)."""
    from desktop.reports.composer import compose
    from desktop.reports.export import house_style
    from desktop.reports.pdf_writer import pdf_bytes

    period = Period.of("quarter", (last_at or restored.clock()).date())
    try:
        composed = compose(restored, "quarterly", period)
        _, pdf = pdf_bytes(composed.document, house_style(restored))
    except Refusal as refusal:
        return "", f"用恢复出来的台账没有做成报告：{refusal}"
    return f"{period.label}报告 {pdf.pages} 页", ""


def _keep(workspace: Workspace, drill: Drill) -> None:
    stored: list[Any] = workspace.setting(DRILLS) or []
    plain = asdict(drill) | {"at": drill.at.isoformat(), "made_at": drill.made_at.isoformat()}
    workspace.set_setting(DRILLS, [plain, *stored][:_KEPT])
