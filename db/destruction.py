"""Real deletion (销毁): records whose time is over, or that a person asked to have deleted, go for good.

Gone are the records with their parts, proofs, ties, late-entry notes, drafts, search words and everything the journal held
of them; then the file is packed anew, so that no byte of it stays. What remains is a destruction record: numbers and dates,
who decided and why, no contents. Source: domain.md P-09, P-10; 个人信息保护法 art. 19, 47.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, or_, select, text
from sqlalchemy.orm import Session

from db import journal
from db.destroyed import Destruction
from db.errors import Refusal
from db.late import LateEntry
from db.ledger import Ledger
from db.ledgers import LEDGERS, MODELS
from db.origin import Origin
from db.record import PUT_BY, Draft, Evidence, Relation
from db.workspace import Workspace

Progress = Callable[[int, int, str], None]
_MOST = 400  # ids in one statement
_DEEPEST = 99
Places = dict[str, set[int]]


@dataclass(frozen=True)
class Decision:
    """Who decided on a destruction, when, and on what ground."""

    by: str
    on: date
    basis: str


@dataclass(frozen=True)
class Destroyed:
    """What was done: the record of it, how many records of each ledger went, and proofs' files that could not be removed."""

    destruction_id: int
    number: str
    counts: dict[str, int]
    files: int
    left: tuple[Path, ...] = ()


def destroy(workspace: Workspace, wanted: Mapping[str, Sequence[int]], decision: Decision,
            progress: Progress = lambda *_: None) -> Destroyed:
    """Destroys records (ledger key → ids) with all that hangs on them. Raises Refusal; then nothing was changed.

    The last step packs the file; it cannot be cancelled in the middle, and nothing of it can be undone.
    """
    if not any(wanted.values()):
        raise Refusal("没有选中要销毁的记录，请先勾选。")
    if not decision.by.strip() or not decision.basis.strip():
        raise Refusal("请写明由谁决定销毁和销毁的依据。")
    progress(0, 0, "正在核对要销毁的记录…")
    with workspace.destroying(f"销毁记录 {sum(map(len, wanted.values()))} 条") as session:
        listed = {key: _listed(session, LEDGERS[key], ids) for key, ids in wanted.items() if ids}
        places = _all_that_goes(session, wanted)
        _let_go(session, places)
        objects = _objects(session, places.get(Evidence.__tablename__, set()))
        progress(0, 0, "正在销毁…")
        for table, ids in _children_first(places):
            _remove(session, table, ids)
        session.info[journal.GONE] = places
        journal.blank(session, [(table, one) for table, ids in places.items() for one in ids])
        at = workspace.clock()
        number = _next_number(session, at.year)
        record = Destruction(
            number=number, at=at, decided_by=decision.by.strip(), decided_on=decision.on, basis=decision.basis.strip(),
            listed=json.dumps(listed, ensure_ascii=False),
            removed=json.dumps({table: sorted(ids) for table, ids in sorted(places.items())}), files=len(objects))
        session.add(record)
        session.flush()
        destruction_id = record.id
    progress(0, 0, "正在整理文件，请不要关机…")
    workspace.pack()
    left = []
    for name in objects:
        place = workspace.evidence.place(name)
        try:
            place.unlink(missing_ok=True)
        except OSError:
            left.append(place)
        with suppress(OSError):
            place.parent.rmdir()
    return Destroyed(destruction_id, number, {key: len(rows) for key, rows in listed.items()}, len(objects), tuple(left))


def _listed(session: Session, ledger: Ledger, ids: Sequence[int]) -> list[list[Any]]:
    """[id, number, day] of each record, in the order of their days."""
    day = ledger.day if ledger.day is not None else ledger.model.created_at
    rows = []
    for some in _portions(ids):
        rows += session.execute(select(ledger.model.id, ledger.model.number, day).where(ledger.model.id.in_(some))).all()
    if len(rows) != len(set(ids)):
        raise Refusal(f"“{ledger.title}”里有选中的记录已经不在了，请重新打开期满清单。")
    return [[row[0], row[1], f"{row[2]:%Y-%m-%d}" if row[2] is not None else ""]
            for row in sorted(rows, key=lambda row: (str(row[2] or ""), row[0]))]


def _all_that_goes(session: Session, wanted: Mapping[str, Sequence[int]]) -> Places:
    """The records, the parts in their forms, and all that is tied, attached or noted to any of them."""
    places: Places = {}

    def take(ledger: Ledger, ids: Sequence[int]) -> None:
        places.setdefault(ledger.key, set()).update(ids)
        for child in ledger.children:
            below = [one for some in _portions(ids)
                     for one in session.scalars(select(child.model.id).where(child.parent.in_(some)))]
            if below:
                take(child, below)

    for key, ids in wanted.items():
        take(LEDGERS[key], list(ids))
    hanging: Places = {}
    for table, ids in places.items():
        for some in _portions(ids):
            for model, owned in (
                (Evidence, (Evidence.owner_ledger == table) & Evidence.owner_id.in_(some)),
                (LateEntry, (LateEntry.ledger == table) & LateEntry.record_id.in_(some)),
                (Origin, (Origin.ledger == table) & Origin.record_id.in_(some)),
                (Relation, or_((Relation.from_ledger == table) & Relation.from_id.in_(some),
                               (Relation.to_ledger == table) & Relation.to_id.in_(some))),
            ):
                found = set(session.scalars(select(model.id).where(owned)))
                if found:
                    hanging.setdefault(model.__tablename__, set()).update(found)
    return places | hanging


def _let_go(session: Session, places: Places) -> None:
    """Empties the links of records that stay to records that go. Raises Refusal where a link must not be empty."""
    for ledger in LEDGERS.values():
        for link in ledger.links:
            gone, column = places.get(link.target, set()), getattr(ledger.model, link.name)
            for some in _portions(gone):
                for record in session.scalars(select(ledger.model).where(column.in_(some))):
                    if record.id in places.get(ledger.key, set()):
                        continue
                    if link.required:
                        raise Refusal(f"“{ledger.title} {record.number or ''}”的“{link.label}”还要用到选中的记录，请先处理它，再销毁。")
                    setattr(record, link.name, None)
    session.flush()


def _objects(session: Session, evidence_ids: set[int]) -> list[str]:
    """The files of these proofs that no other proof uses."""
    names: set[str] = set()
    for some in _portions(evidence_ids):
        names.update(session.scalars(select(Evidence.object).where(Evidence.id.in_(some))))
    kept = {one.object for one in session.scalars(select(Evidence).where(Evidence.object.in_(names))) if one.id not in evidence_ids}
    return sorted(names - kept)


def _children_first(places: Places) -> list[tuple[Table, set[int]]]:
    """Tables in an order in which nothing is removed while something still points to it."""
    keys = sorted(places, key=lambda key: -_depth(key) if key in LEDGERS else -_DEEPEST)
    return [(MODELS[key].__table__, places[key]) for key in keys]


def _depth(key: str) -> int:
    ledger, depth = LEDGERS[key], 0
    while ledger.parent is not None:
        ledger, depth = LEDGERS[ledger.field(ledger.parent).target], depth + 1
    return depth


def _remove(session: Session, table: Table, ids: set[int]) -> None:
    """Rows, search words, initials and drafts; below the session, whose journal does not allow a record to vanish."""
    connection, key = session.connection(), table.name
    own = [column for column in table.c if any(foreign.column.table is table for foreign in column.foreign_keys)]
    for some in _portions(ids):
        rows = text(f"SELECT id FROM search_row WHERE ledger=:key AND record_id IN ({','.join(map(str, some))})")
        for row in connection.execute(rows, {"key": key}).scalars().all():
            connection.execute(text("DELETE FROM search_text WHERE rowid=:row"), {"row": row})
            connection.execute(text("DELETE FROM search_row WHERE id=:row"), {"row": row})
        connection.execute(text(f"DELETE FROM name_initials WHERE ledger=:key AND record_id IN ({','.join(map(str, some))})"), {"key": key})
        drafts = Draft.__table__
        connection.execute(delete(drafts).where(drafts.c.ledger == key, drafts.c.record_id.in_(some)))
        connection.execute(delete(drafts).where(drafts.c.ledger == PUT_BY))  # may speak of any record
        for column in own:
            connection.execute(table.update().where(table.c.id.in_(some)).values({column.name: None}))
    for some in _portions(ids):
        connection.execute(delete(table).where(table.c.id.in_(some)))


def _next_number(session: Session, year: int) -> str:
    """XH-2026-001: the printed number of a destruction record."""
    prefix = f"XH-{year}-"
    given = session.scalars(select(Destruction.number).where(Destruction.number.startswith(prefix))).all()
    return f"{prefix}{max((int(number.removeprefix(prefix)) for number in given), default=0) + 1:03d}"


def _portions(ids: Any) -> list[list[int]]:
    wanted = sorted(ids)
    return [wanted[start:start + _MOST] for start in range(0, len(wanted), _MOST)]
