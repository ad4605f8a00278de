"""Evidence (佐证材料): files kept beside the database under the hash of their content, never changed once there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Missing, Refusal
from db.ledger import Ledger
from db.record import Evidence, Record

LARGEST = 200 * 1024 * 1024
_CHUNK = 1 << 20
_NOT_IN_TALKS = {".mp3", ".wav", ".m4a", ".amr", ".aac", ".mp4", ".mov", ".avi", ".mkv"}


class EvidenceStore:
    """The folder ``FILE.files``: one object per content, ``ab/abcd…`` by SHA-256."""

    def __init__(self, workspace_path: Path):
        self.folder = workspace_path.with_name(workspace_path.name + ".files")

    def place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, source: Path) -> tuple[str, int]:
        """Copies a file in, synced to disk, and returns (SHA-256, size). Raises Refusal with the reason."""
        try:
            size = source.stat().st_size
            if size > LARGEST:
                raise Refusal(f"“{source.name}”有 {size // 1048576} MB，超过 {LARGEST // 1048576} MB，请压缩或拆分后再添加。")
            self.folder.mkdir(exist_ok=True)
            part = self.folder / f"incoming-{os.getpid()}.part"
            digest = hashlib.sha256()
            with source.open("rb") as reading, part.open("wb") as writing:
                while block := reading.read(_CHUNK):
                    digest.update(block)
                    writing.write(block)
                writing.flush()
                os.fsync(writing.fileno())
            target = self.place(digest.hexdigest())
            if target.exists():
                part.unlink()
            else:
                target.parent.mkdir(exist_ok=True)
                os.replace(part, target)
                sync_folder(target.parent)
            return digest.hexdigest(), size
        except OSError as error:
            raise Refusal(f"不能把“{source.name}”存入佐证材料：{error.strerror or error}。请检查文件能否打开、磁盘是否已满。") from error

    def path(self, sha256: str) -> Path:
        """The stored object. Raises Missing when it is not there."""
        place = self.place(sha256)
        if not place.is_file():
            raise Missing("这份佐证材料的原件不在了，请从备份恢复后再打开。")
        return place

    def damaged(self, hashes: Iterator[str] | list[str]) -> list[str]:
        """Those of ``hashes`` whose object is missing or has other content."""
        bad = []
        for sha256 in hashes:
            try:
                with self.path(sha256).open("rb") as reading:
                    if hashlib.file_digest(reading, "sha256").hexdigest() != sha256:
                        bad.append(sha256)
            except (Missing, OSError):
                bad.append(sha256)
        return bad


def attach(session: Session, store: EvidenceStore, ledger: Ledger, record: Record, source: Path,
           title: str = "", proof_day: date | None = None) -> Evidence:
    """Attaches a file to a record. Talks take no sound or film (个人信息保护法 art. 6: no more than needed)."""
    if ledger.sensitive and source.suffix.lower() in _NOT_IN_TALKS:
        raise Refusal("谈话记录不附录音、录像，只附签字扫描件或照片，请另选文件。")
    sha256, size = store.put(source)
    evidence = Evidence(owner_ledger=ledger.key, owner_id=record.id, title=title or source.stem, proof_day=proof_day,
                        file_name=source.name, size=size, sha256=sha256)
    session.add(evidence)
    session.flush()
    return evidence


def evidence_of(session: Session, ledger: Ledger, record_id: int) -> list[Evidence]:
    return list(session.scalars(select(Evidence).where(
        Evidence.owner_ledger == ledger.key, Evidence.owner_id == record_id, Evidence.voided_at.is_(None)).order_by(Evidence.id)))


def sync_folder(folder: Path) -> None:
    """Makes a rename in ``folder`` durable. Windows has no such call for folders and orders it itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
