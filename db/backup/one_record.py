"""Bringing one record back from a backup, as a new step that can be undone: its fields, what belongs to it, its proofs and
its ties. What is meanwhile gone is not made up: it is left out and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import links, records
from db.backup.errors import BackupRefused
from db.backup.past import Past, by_uid, content, is_destroyed, parts_of
from db.errors import Missing, Refusal
from db.evidence import evidence_of
from db.fields import Link
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.record import Evidence, Record, Relation
from db.sealed import unseal
from db.vocabulary import Words

if TYPE_CHECKING:
    from db.workspace import Workspace


@dataclass(frozen=True)
class BroughtBack:
    """What came back: the record's row today, its title, and sentences about what could not."""

    record_id: int
    title: str
    notes: tuple[str, ...]


def bring_back(past: Past, ledger: Ledger, record_id: int) -> BroughtBack:
    """Gives the record of today the content it had in the backup; one that is gone is made again, with its number.

    One journalled step; 撤销 takes it back. What was added to the record since stays. Raises Refusal when the record may
    not be changed any more or a record it must point to is gone, BackupRefused when the backup cannot be read.
    """
    workspace = past.workspace
    with past.reading() as then:
        old = then.get_one(ledger.model, record_id)
        title = Words(then, LEDGERS).linked(ledger.key, record_id)
        name = old.number or (ledger.title if ledger.sensitive else title)
        with workspace.transaction(f"从备份取回：{ledger.one} {name}"[:200]) as now:
            work = _Work(past, then, now, workspace)
            new = work.record(ledger, old)
            work.ties(ledger, old, new)
            return BroughtBack(new.id, title, tuple(work.notes))


@dataclass
class _Work:
    past: Past
    then: Session
    now: Session
    workspace: Workspace
    notes: list[str] = field(default_factory=list)

    def record(self, ledger: Ledger, old: Record, parent: int | None = None) -> Record:
        """One record with its parts and proofs. ``parent`` is the row of the record it is a part of."""
        new = by_uid(self.now, ledger.model, [old.uid]).get(old.uid)
        if new is not None and new.fixed:
            raise Refusal(new.fixed)
        if new is None and is_destroyed(self.now, ledger, old):
            raise Refusal("这条记录已按规定销毁，不能从备份里取回。")
        values = self._values(ledger, old)
        if parent is not None:
            values[ledger.parent.key] = parent
        if new is None:
            new = ledger.model(uid=old.uid, **values)
            new.number = self._number(ledger, old, values)
            self.now.add(new)
        else:
            self._must_allow(ledger, new, values)
            new.voided_at = None
            for name, value in values.items():
                if getattr(new, name) != value:
                    setattr(new, name, value)
        records.touch(self.now, ledger, new)
        self._proofs(ledger, old, new)
        for child in ledger.children:
            parts = parts_of(self.then, child, old)
            for part in parts:
                self.record(child, part, new.id)
            later = {part.uid for part in parts_of(self.now, child, new)} - {part.uid for part in parts}
            if later:
                self.notes.append(f"备份之后新增的{child.title} {len(later)} 条没有动。")
        return new

    def _must_allow(self, ledger: Ledger, new: Record, values: dict[str, Any]) -> None:
        """A record that is finalised, or that the old content would make wrong, stays as it is."""
        if all(getattr(new, name) == value for name, value in values.items()):
            return
        known = {one.name for one in ledger.fields}
        found = records.problems(self.now, ledger, {name: value for name, value in values.items() if name in known}, new)
        if found:
            raise Refusal(f"这条{ledger.one}不能取回：{'；'.join(one.rstrip('。') for one in found.values())}。")

    def _values(self, ledger: Ledger, old: Record) -> dict[str, Any]:
        values = content(old)
        for link in ledger.links:
            if values.get(link.name) is not None and (ledger.parent is None or link.name != ledger.parent.key):
                values[link.name] = self._linked(ledger, link, values[link.name])
        return values

    def _linked(self, ledger: Ledger, link: Link, row: int) -> int | None:
        """Today's row of the record that the old one pointed to."""
        target = LEDGERS.get(link.target)
        then = self.then.get(target.model, row) if target is not None else None
        now = by_uid(self.now, target.model, [then.uid]).get(then.uid) if then is not None else None
        if now is not None and now.voided_at is None:
            return now.id
        called = f"{target.title}“{Words(self.then, LEDGERS).linked(link.target, row)}”" if then is not None else "的记录"
        if now is None and link.required:
            raise Refusal(f"这条{ledger.one}的“{link.label}”是{called}，现在台账里没有，请先从备份里取回那一条。")
        if now is None:
            self.notes.append(f"“{link.label}”原来是{called}，现在台账里没有，没有接上。")
            return None
        self.notes.append(f"“{link.label}”是{called}，那一条现在在回收站里。")
        return now.id

    def _number(self, ledger: Ledger, old: Record, values: dict[str, Any]) -> str | None:
        if old.number is None:
            return None
        taken = self.now.scalar(select(ledger.model.id).where(ledger.model.number == old.number))
        if taken is None:
            return old.number
        number = records.next_number(self.now, ledger, values, date.today())
        self.notes.append(f"原编号 {old.number} 已给了别的记录，取回的这条编为 {number}。")
        return number

    # -- proofs ----------------------------------------------------------------------------------------------------

    def _proofs(self, ledger: Ledger, old: Record, new: Record) -> None:
        for proof in evidence_of(self.then, ledger, old.id):
            there = by_uid(self.now, Evidence, [proof.uid]).get(proof.uid)
            stored = self._content(proof, there)
            if stored is None:
                self.notes.append(f"佐证材料“{proof.file_name}”的原件在备份里没有或已损坏，没有取回。")
                continue
            if there is None:
                values = content(proof) | stored | {"owner_ledger": ledger.key, "owner_id": new.id}
                self.now.add(Evidence(uid=proof.uid, **values))
            else:
                there.voided_at = None
                for name, value in (stored | {"owner_id": new.id}).items():
                    if getattr(there, name) != value:
                        setattr(there, name, value)
        self.now.flush()

    def _content(self, proof: Evidence, there: Evidence | None) -> dict[str, Any] | None:
        """Object and size of a proof's content in today's store, brought from the backup when it is not there."""
        store = self.workspace.evidence
        for one in (there, proof):
            if one is not None and not store.damaged([one.object]):
                return {"object": one.object, "object_size": one.object_size}
        try:
            stored = store.put_content(self._blocks(proof))
        except (OSError, Missing, BackupRefused):
            return None
        if stored.sha256 != proof.sha256:
            return None
        return {"object": stored.object, "object_size": stored.object_size}

    def _blocks(self, proof: Evidence) -> Iterator[bytes]:
        """A proof's content out of the backup, decrypted. Raises OSError or Missing."""
        if self.past.source.store is None:
            raise Missing("")
        with self.past.source.store.object(proof.object).open("rb") as reading:
            if self.past.keys is not None:
                yield from unseal(self.past.keys.evidence, reading)
            else:
                yield from iter(lambda: reading.read(1 << 20), b"")

    # -- ties ------------------------------------------------------------------------------------------------------

    def ties(self, ledger: Ledger, old: Record, new: Record) -> None:
        """Ties to records that are still there are tied again; lost ones are counted."""
        rows = self.then.scalars(select(Relation).where(Relation.voided_at.is_(None), or_(
            (Relation.from_ledger == ledger.key) & (Relation.from_id == old.id),
            (Relation.to_ledger == ledger.key) & (Relation.to_id == old.id))))
        lost = 0
        for row in rows:
            source = (row.from_ledger, row.from_id) == (ledger.key, old.id)
            key, other_id = (row.to_ledger, row.to_id) if source else (row.from_ledger, row.from_id)
            other = self._today(key, other_id)
            if other is None:
                lost += 1
            elif source:
                links.tie(self.now, row.kind, new, other)
            else:
                links.tie(self.now, row.kind, other, new)
        if lost:
            self.notes.append(f"原来关联的 {lost} 条记录现在不在台账里，没有接上。")

    def _today(self, key: str, row: int) -> Record | None:
        then = self.then.get(LEDGERS[key].model, row) if key in LEDGERS else None
        now = by_uid(self.now, LEDGERS[key].model, [then.uid]).get(then.uid) if then is not None else None
        return now if now is not None and now.voided_at is None else None
