"""Evidence (佐证材料): files kept beside the database under the hash of their content, never changed once there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.durable import sync_folder
from db.errors import Missing, Refusal
from db.ledger import Ledger
from db.record import Evidence, Record
from db.sealed import seal, unseal

if TYPE_CHECKING:
    from db.keyring import Keys

LARGEST = 200 * 1024 * 1024
_CHUNK = 1 << 20
_NOT_IN_TALKS = {".mp3", ".wav", ".m4a", ".amr", ".aac", ".mp4", ".mov", ".avi", ".mkv"}


@dataclass(frozen=True)
class Stored:
    """A file in the store: hash and size of its content, and name and size of the object that holds it."""

    sha256: str
    size: int
    object: str
    object_size: int


class EvidenceStore:
    """The folder ``FILE.files``: one object per content, ``ab/abcd…`` by the SHA-256 of what lies on the disk.

    With keys the objects are encrypted; their names tell nothing of the content.
    """

    def __init__(self, workspace_path: Path, keys: Keys | None = None):
        self.folder = workspace_path.with_name(workspace_path.name + ".files")
        self._key = keys.evidence if keys is not None else None

    def place(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def put(self, source: Path) -> Stored:
        """Copies a file in, synced to disk. Raises Refusal with the reason; then nothing of it stays."""
        try:
            size = source.stat().st_size
            if size > LARGEST:
                raise Refusal(
                    f"“{source.name}”有 {size // 1048576} MB，超过 {LARGEST // 1048576} MB，请压缩或拆分后再添加。")
            with source.open("rb") as reading:
                return self._take(reading)
        except OSError as error:
            raise Refusal(
                f"不能把“{source.name}”存入佐证材料：{error.strerror or error}。请检查文件能否打开、磁盘是否已满。") from error

    def put_content(self, blocks: Iterable[bytes]) -> Stored:
        """The same for a content that comes in pieces, as out of another store. Raises OSError, or what ``blocks`` raises."""
        return self._take(_Pieces(blocks))

    def _take(self, reading: BinaryIO | _Pieces) -> Stored:
        self.folder.mkdir(exist_ok=True)
        part = self.folder / f"incoming-{os.getpid()}.part"
        counted, outside = _Counted(reading), hashlib.sha256()
        try:
            with part.open("wb") as writing:
                for block in seal(self._key, counted) if self._key else iter(lambda: counted.read(_CHUNK), b""):
                    outside.update(block)
                    writing.write(block)
                writing.flush()
                os.fsync(writing.fileno())
                written = writing.tell()
            stored = Stored(counted.hash.hexdigest(), counted.size, outside.hexdigest(), written)
            target = self.place(stored.object)
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                os.replace(part, target)
                sync_folder(target.parent)
        finally:
            part.unlink(missing_ok=True)
        return stored

    def path(self, name: str) -> Path:
        """The object as it lies on the disk. Raises Missing when it is not there."""
        place = self.place(name)
        if not place.is_file():
            raise Missing("这份佐证材料的原件不在了，请从备份恢复后再打开。")
        return place

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of an object, decrypted. Raises Missing when it is not there or does not open."""
        with self.path(name).open("rb") as reading:
            yield from unseal(self._key, reading) if self._key else iter(lambda: reading.read(_CHUNK), b"")

    def damaged(self, names: Iterable[str]) -> list[str]:
        """Those objects that are missing or changed on the disk."""
        bad = []
        for name in names:
            try:
                with self.path(name).open("rb") as reading:
                    if hashlib.file_digest(reading, "sha256").hexdigest() != name:
                        bad.append(name)
            except (Missing, OSError):
                bad.append(name)
        return bad


class _Pieces:
    """Pieces of any size, read as a file is."""

    def __init__(self, blocks: Iterable[bytes]):
        self._blocks, self._rest = iter(blocks), b""

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (block := next(self._blocks, None)) is not None:
            self._rest += block
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class _Counted:
    """A file being read whose content is hashed and measured on the way."""

    def __init__(self, reading: BinaryIO | _Pieces):
        self._reading, self.hash, self.size = reading, hashlib.sha256(), 0

    def read(self, size: int) -> bytes:
        block = self._reading.read(size)
        self.hash.update(block)
        self.size += len(block)
        return block


def attach(session: Session, store: EvidenceStore, ledger: Ledger, record: Record, source: Path,
           title: str = "", proof_day: date | None = None) -> Evidence:
    """Attaches a file to a record. Talks take no sound or film (个人信息保护法 art. 6: no more than needed)."""
    if ledger.sensitive and source.suffix.lower() in _NOT_IN_TALKS:
        raise Refusal("谈话记录不附录音、录像，只附签字扫描件或照片，请另选文件。")
    stored = store.put(source)
    evidence = Evidence(owner_ledger=ledger.key, owner_id=record.id, title=title or source.stem, proof_day=proof_day,
                        file_name=source.name, size=stored.size, sha256=stored.sha256, object=stored.object,
                        object_size=stored.object_size)
    session.add(evidence)
    session.flush()
    return evidence


def evidence_of(session: Session, ledger: Ledger, record_id: int) -> list[Evidence]:
    return list(session.scalars(select(Evidence).where(
        Evidence.owner_ledger == ledger.key, Evidence.owner_id == record_id, Evidence.voided_at.is_(None)).order_by(Evidence.id)))
