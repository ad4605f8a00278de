"""Looking through a backup, the proof that it is whole (备份核验单) and that it was brought back (恢复核验单). No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import Refusal

if TYPE_CHECKING:
    from db.keyring import Keys
    from db.workspace import Workspace
    from desktop.reports.blocks import Document

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Looked:
    """What one backup holds. ``rows``: (ledger, records by the backup's own list, records found in it), those with any.

    ``last_at`` is when the last change in it was made; ``problems`` are sentences, none when the backup is whole.
    """

    snapshot: Path
    hospital: str
    file_name: str
    made_at: datetime
    last_at: datetime | None
    size: int
    evidence: int
    rows: tuple[tuple[str, int, int], ...]
    digest: str
    problems: tuple[str, ...]

    @property
    def records(self) -> int:
        return sum(found for _, _, found in self.rows)


def look_through(snapshot: Path, progress: Progress | None = None, password: str | None = None,
                 code: str | None = None, keys: Keys | None = None) -> Looked:
    """Reads every byte of a snapshot from its drive and counts what is in it; ``keys``: those of the open file.

    Raises NeedsPassword, WrongPassword, or Refusal when it is too badly damaged to be counted.
    """
    from db.backup import verify
    from db.backup.contents import Unsound, look_into
    from db.backup.source import find, open_source
    from db.backup.store import DATA

    source = find(snapshot)
    keys = open_source(source, password, code, keys)
    problems = verify(snapshot, progress=progress, keys=keys)
    manifest = source.manifest
    if manifest is None:
        raise Refusal("".join(problems) or "备份清单不见了或已损坏，这份备份不能用，请改用另一份。")
    try:
        inside = look_into(source.data, "", keys)
    except Unsound as error:
        raise Refusal("".join(problems) or "这份备份打不开，可能已损坏，请改用另一份。") from error
    rows = tuple((title, manifest.counts.get(key, 0), inside.counts.get(key, 0))
                 for key, title in inside.titles.items() if manifest.counts.get(key) or inside.counts.get(key))
    return Looked(snapshot, inside.hospital, manifest.file_name, manifest.made_at, inside.last_at, manifest.size,
                  len(manifest.objects), rows, manifest.files[DATA].sha256, tuple(problems))


def restored_sheet(looked: Looked, workspace: Workspace, medium: str) -> Document:
    """恢复核验单 of a file that was just restored: the backup's numbers against those of the open file."""
    from db.backup.contents import contents_of
    from desktop.reports.forms.backup_check import BackupCheck, check_form
    from desktop.reports.forms.form import House

    with workspace.read() as session:
        now = contents_of(session.connection())
        counts = {title: now.counts[key] for key, title in now.titles.items()}
        rows = tuple((title, wanted, counts.get(title, 0)) for title, wanted, _ in looked.rows)
        findings = [*looked.problems, *(f"“{title}”应有{wanted}条，恢复出{found}条。"
                                        for title, wanted, found in rows if wanted != found)]
        check = BackupCheck(looked.file_name, looked.made_at, workspace.clock(), medium, "stick", looked.size,
                            looked.evidence, rows, tuple(findings), str(workspace.path), looked.digest)
        return check_form(session, check, workspace.words(session), House.of(session, workspace.clock().date()))


def kept_sheet(workspace: Workspace, snapshot: Path, kind: str, progress: Progress) -> Document:
    """备份核验单 of a backup on a drive, read back whole now; ``kind`` is that of ``backup_check``'s places. The file
    remembers the answer. Raises BackupRefused, or Refusal for a backup that this file's password does not open.
    """
    from db.backup import note_check
    from db.backup.store import Store
    from db.keyfile import NeedsPassword
    from db.keyring import WrongPassword
    from desktop.reports.forms.backup_check import BackupCheck, check_form
    from desktop.reports.forms.form import House

    try:
        looked = look_through(snapshot, progress, keys=workspace.keys)
    except (NeedsPassword, WrongPassword) as refused:
        raise Refusal("这份备份是用别的密码做的，现在的密码打不开，核对不了条数，没有生成核验单。") from refused
    if not workspace.read_only:
        note_check(workspace, snapshot, not looked.problems)
    store = Store(snapshot.parent.parent)
    manifest = store.manifest(snapshot.name)
    with workspace.read() as session:
        check = BackupCheck(looked.file_name, looked.made_at, workspace.clock(), store.root.parent.name or store.label, kind,
                            looked.size, looked.evidence, looked.rows, looked.problems, digest=looked.digest,
                            lost=len(manifest.missing) if manifest else 0)
        return check_form(session, check, workspace.words(session), House.of(session, workspace.clock().date()))
