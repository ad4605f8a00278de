"""Looking into a backup of the open file and bringing single records back from it, beside what they are today.

Records are known by their ``uid``: row numbers may mean other records once a file was restored and went on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from db import search
from db.backup.contents import Unsound, contents_of, reading
from db.backup.device import Device
from db.backup.errors import BackupRefused, Code
from db.backup.preview import made_at
from db.backup.source import find, open_source
from db.destroyed import destroyed_ids
from db.evidence import evidence_of
from db.fields import Field, Link
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.migrations import NEWEST
from db.record import Record, VocabularyTerm
from db.vocabulary import Words
from db.workspace import Workspace

KEPT_APART = {"id", "uid", "number", "revision", "created_at", "changed_at", "voided_at"}
"""Columns that are not content."""
_MANY = 500


class Fate(StrEnum):
    """What became of a record since the backup. The values are what the clerk reads."""

    SAME = "和现在一样"
    CHANGED = "现在不一样"
    VOIDED = "现在在回收站"
    GONE = "现在没有"
    DESTROYED = "已按规定销毁"


@dataclass(frozen=True)
class PastRecord:
    """A record in a backup. ``id`` is its row there."""

    id: int
    title: str
    changed_at: datetime
    fate: Fate


@dataclass(frozen=True)
class Line:
    """One field of a record, then and now. ``now`` is "" when there is no such record today."""

    label: str
    then: str
    now: str

    @property
    def same(self) -> bool:
        return self.then == self.now


class Past:
    """One backup of the open file: a snapshot's folder, a backup folder's newest one, or a local copy.

    Raises BackupRefused, NeedsPassword or WrongPassword when it cannot be opened or is not of this file. Every call opens
    the backup anew: a stick may be pulled out in between.
    """

    def __init__(self, path: Path, workspace: Workspace, password: str | None = None, code: str | None = None,
                 device: Device | None = None):
        self.source = find(Path(path), device)
        self.keys = open_source(self.source, password, code, workspace.keys)
        self.made_at = made_at(self.source)
        self.workspace = workspace
        with self.reading() as then, workspace.read() as now:
            there, here = contents_of(then.connection()), contents_of(now.connection())
            if there.origin != here.origin and not _related(then, now):
                raise BackupRefused(Code.NO_BACKUP, "这份备份不是现在这份台账的，不能从里面单取记录；可以把它整个恢复到另一个位置再看。")
            if there.version != NEWEST:
                raise BackupRefused(Code.NO_BACKUP, "这份备份是别的版本的程序做的，不能从里面单取记录；可以把它整个恢复到另一个位置再看。")
            self.ledgers = {key: count for key, count in there.counts.items() if key in LEDGERS and _readable(then, LEDGERS[key])}
            """The ledgers that can be looked into, with their numbers of records."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on the backup itself. What cannot be read there becomes a BackupRefused."""
        try:
            with reading(self.source.data, self.keys) as connection, Session(connection) as session:
                yield session
        except (Unsound, OSError) as error:
            raise BackupRefused(Code.DAMAGED, "这份备份读不下去了，盘可能已拔出，或备份已损坏；请插好盘再试，或改用另一份。") from error

    def find(self, ledger: Ledger, words: str = "", only_changed: bool = False, limit: int = 200) -> list[PastRecord]:
        """The newest records of a ledger that have the words; ``only_changed``: those that are not the same today."""
        model = ledger.model
        with self.reading() as then, self.workspace.read() as now:
            wanted = select(model).where(model.voided_at.is_(None)).order_by(model.id.desc())
            if phrase := search.phrase(words):
                hits = [row for row, in then.connection().exec_driver_sql(
                    search.matching(ledger.key).replace(":phrase", "?"), (phrase,))]
                wanted = wanted.where(model.id.in_(hits[:30_000]))
            titles, found = Words(then, LEDGERS), []
            rows = iter(then.scalars(wanted))
            while len(found) < limit and (some := [row for row, _ in zip(rows, range(_MANY), strict=False)]):
                today = by_uid(now, model, [record.uid for record in some])
                for record in some:
                    fate = self._fate(then, now, ledger, record, today.get(record.uid))
                    if not (only_changed and fate == Fate.SAME):
                        found.append(PastRecord(record.id, titles.linked(ledger.key, record.id), record.changed_at, fate))
            return found[:limit]

    def compare(self, ledger: Ledger, record_id: int) -> list[Line]:
        """The record in the backup and the one of today, field by field, then what hangs on them."""
        with self.reading() as then, self.workspace.read() as now:
            old = then.get_one(ledger.model, record_id)
            new = by_uid(now, ledger.model, [old.uid]).get(old.uid)
            sides = (old, Words(then, LEDGERS)), (new, Words(now, LEDGERS))
            lines = [Line("编号", old.number or "", (new.number or "") if new else "")] if ledger.prefix else []
            fields = ledger.form_fields()
            hidden = {field.name for field in fields} | {ledger.parent.key if ledger.parent is not None else ""}
            fields += [field for field in ledger.fields if field.name not in hidden]  # states and what actions wrote
            lines += [Line(field.label, *(_shown(field, record, words) for record, words in sides)) for field in fields]
            for child in ledger.children:
                lines.append(Line(child.title, *(_titles(session, child, record, words) for session, (record, words)
                                                 in zip((then, now), sides, strict=True))))
            lines.append(Line("佐证材料", *("、".join(one.file_name for one in evidence_of(session, ledger, record.id)) if record else ""
                                        for session, record in ((then, old), (now, new)))))
            return lines

    def _fate(self, then: Session, now: Session, ledger: Ledger, old: Record, new: Record | None) -> Fate:
        if new is None:
            return Fate.DESTROYED if is_destroyed(now, ledger, old) else Fate.GONE
        if new.voided_at is not None:
            return Fate.VOIDED
        if (old.revision, old.changed_at) != (new.revision, new.changed_at) and content(old) != content(new):
            return Fate.CHANGED
        proofs = {one.uid for one in evidence_of(then, ledger, old.id)}
        if not proofs <= {one.uid for one in evidence_of(now, ledger, new.id)}:
            return Fate.CHANGED
        for child in ledger.children:
            parts = parts_of(then, child, old)
            today = by_uid(now, child.model, [part.uid for part in parts])
            if any(self._fate(then, now, child, part, today.get(part.uid)) != Fate.SAME for part in parts):
                return Fate.CHANGED
        return Fate.SAME


def content(record: Record) -> dict[str, Any]:
    """What a record says, without number and bookkeeping."""
    return {column.key: getattr(record, column.key) for column in inspect(type(record)).column_attrs
            if column.key not in KEPT_APART}


def is_destroyed(now: Session, ledger: Ledger, old: Record) -> bool:
    """Whether a record that is gone was destroyed by rule: then its copies in backups are to be left alone, too."""
    return old.id in destroyed_ids(now, ledger.key)


def parts_of(session: Session, child: Ledger, record: Record | None) -> list[Record]:
    """The sub-records of a record, without those in the recycle bin."""
    if record is None:
        return []
    return list(session.scalars(select(child.model).where(
        child.parent == record.id, child.model.voided_at.is_(None)).order_by(child.model.id)))


def by_uid(session: Session, model: type[Record], uids: list[str]) -> dict[str, Record]:
    return {record.uid: record for record in session.scalars(select(model).where(model.uid.in_(uids)))}


def _related(then: Session, now: Session) -> bool:
    """Whether two files come from one: a salvaged file may have lost its first step, hardly all the words made at its birth."""
    words = (set(session.scalars(select(VocabularyTerm.uid).order_by(VocabularyTerm.id).limit(_MANY))) for session in (then, now))
    return bool(set.intersection(*words))


def _readable(session: Session, ledger: Ledger) -> bool:
    """Whether the backup has this ledger as it is today; fields of own ledgers may have come since."""
    there = {row[1] for row in session.connection().exec_driver_sql(f'PRAGMA table_info("{ledger.key}")')}
    return {column.name for column in ledger.model.__table__.columns} <= there


def _shown(field: Field, record: Record | None, words: Words) -> str:
    if record is None or not hasattr(record, field.name):
        return ""
    value = getattr(record, field.name)
    if value is not None and isinstance(field, Link) and field.target not in LEDGERS:
        return ""
    return field.display(value, words)


def _titles(session: Session, child: Ledger, record: Record | None, words: Words) -> str:
    return "、".join(words.linked(child.key, part.id) for part in parts_of(session, child, record))
