"""Writes and reads of single records for the generic screens, each write one undoable step with a Chinese name."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import late, records, talk_lock, vocabulary
from db.errors import Invalid
from db.journal import Tell
from db.ledger import Action, Ledger
from db.record import Record
from db.workspace import Workspace

NO_REASON = "请写明补录原因。"
_LABEL_LIMIT = 80
_TOLD_EVERY = 20  # records between two reports of progress


@dataclass(frozen=True)
class RecordView:
    """A record as read at one revision: plain values, nothing bound to the file any more."""

    id: int
    number: str | None
    revision: int
    title: str
    values: dict[str, Any]
    created_at: datetime
    changed_at: datetime
    voided: bool
    actions: tuple[Action, ...] = ()
    state: dict[str, str] = dataclass_field(default_factory=dict)  # computed states: field name → code
    late_reason: str | None = None  # why it was entered late, when it was


def read_record(workspace: Workspace, ledger: Ledger, record_id: int, today: date | None = None) -> RecordView:
    """The record with what can be done with it now. Raises Missing."""
    with workspace.read() as session:
        record = records.get(session, ledger, record_id)
        title = workspace.words(session).linked(ledger.key, record_id)
        computed: dict[str, str] = {}
        if ledger.derived:
            columns = (derived.expression(today or date.today()).label(derived.name) for derived in ledger.derived)
            query = select(*columns).select_from(ledger.model).where(ledger.model.id == record_id)
            computed = session.execute(query).one()._asdict()
        return RecordView(
            record.id,
            record.number,
            record.revision,
            title,
            {name: talk_lock.plain(session, value) for name, value in records.values_of(ledger, record).items()},
            record.created_at,
            record.changed_at,
            record.voided_at is not None,
            tuple(records.actions_for(ledger, record)),
            computed,
            kept.reason if (kept := late.entry_of(session, ledger, record_id)) is not None else None,
        )


def save_record(workspace: Workspace, ledger: Ledger, values: dict[str, Any], record_id: int | None = None,
                revision: int | None = None, today: date | None = None) -> int:
    """Creates a record, or changes the one read at ``revision``, and returns its id. Raises Invalid or Stale.

    ``values`` may hold the reason of a late entry (``late.REASON``); a late one without is Invalid.
    """
    with workspace.read() as session:
        label = f"新增{ledger.one}" if record_id is None else f"修改{_name(session, ledger, record_id)}"
    with workspace.transaction(label) as session:
        record = records.get(session, ledger, record_id) if record_id is not None else None
        return write_record(session, ledger, values, record, revision, today).id


def write_record(session: Session, ledger: Ledger, values: dict[str, Any], record: Record | None = None,
                 revision: int | None = None, today: date | None = None) -> Record:
    """Saves one record inside a step, with the note on a late entry. Raises Invalid or Stale like ``save_record``."""
    values = dict(values)
    reason = values.pop(late.REASON.name, None)
    lateness = late_entry(session, ledger, values, record, today or date.today())
    saved = records.save(session, ledger, values, record, revision, today)
    if lateness is not None and not (reason or lateness.reason):
        raise Invalid({late.REASON.name: NO_REASON})
    if ledger.event is not None:
        late.keep(session, ledger, saved.id, lateness, reason or (lateness.reason if lateness else ""))
    return saved


def late_entry(session: Session, ledger: Ledger, values: dict[str, Any], record: Record | None, today: date) -> late.Lateness | None:
    """How late ``values`` (some of the fields suffice) are entered; None in time."""
    whole = (records.values_of(ledger, record) if record is not None else {}) | values
    return late.lateness(session, ledger, whole, record, today)


def void_records(workspace: Workspace, ledger: Ledger, record_ids: list[int], tell: Tell | None = None) -> str:
    """Moves records into the recycle bin and returns the step's label."""
    with workspace.read() as session:
        label = (
            f"删除{_name(session, ledger, record_ids[0])}"
            if len(record_ids) == 1
            else f"删除{ledger.one} {len(record_ids)} 条"
        )
    with workspace.transaction(label) as session:
        for done, record_id in enumerate(record_ids):
            if tell is not None and done % _TOLD_EVERY == 0:
                tell(done, len(record_ids), f"正在删除第 {done + 1} 条，共 {len(record_ids)} 条…")
            records.void(session, ledger, record_id)
    return label


def restore_records(workspace: Workspace, ledger: Ledger, record_ids: list[int], tell: Tell | None = None) -> str:
    """Takes records out of the recycle bin and returns the step's label."""
    with workspace.read() as session:
        label = (
            f"恢复{_name(session, ledger, record_ids[0])}"
            if len(record_ids) == 1
            else f"恢复{ledger.one} {len(record_ids)} 条"
        )
    with workspace.transaction(label) as session:
        for done, record_id in enumerate(record_ids):
            if tell is not None and done % _TOLD_EVERY == 0:
                tell(done, len(record_ids), f"正在恢复第 {done + 1} 条，共 {len(record_ids)} 条…")
            records.restore(session, ledger, record_id)
    return label


def perform_action(
    workspace: Workspace,
    ledger: Ledger,
    record_id: int,
    action: Action,
    answers: dict[str, Any] | None = None,
    today: date | None = None,
) -> str | None:
    """Takes one step of a state machine. Raises Refusal at a gate; returns a sentence to show or None."""
    with workspace.read() as session:
        label = f"{action.label}：{_name(session, ledger, record_id)}"
    with workspace.transaction(label) as session:
        return records.act(session, ledger, records.get(session, ledger, record_id), action, answers, today)


def restore_value(
    workspace: Workspace, ledger: Ledger, record_id: int, attribute: str, value: Any, today: date | None = None
) -> None:
    """Puts an earlier value of one field back, with all checks. Raises Refusal."""
    with workspace.read() as session:
        label = f"恢复“{ledger.field(attribute).label}”：{_name(session, ledger, record_id)}"
    with workspace.transaction(label) as session:
        records.save(session, ledger, {attribute: value}, records.get(session, ledger, record_id), today=today)


def add_term(workspace: Workspace, name: str, label: str) -> str:
    """Adds the clerk's own term to the vocabulary ``name`` and returns its code. Raises Refusal."""
    with workspace.transaction(f"增加词条“{label}”"[:_LABEL_LIMIT]) as session:
        return vocabulary.add_term(session, name, label)


def add_named(workspace: Workspace, ledger: Ledger, name: str) -> int:
    """Adds a record of which only the name is known (a person met for the first time) and returns its id. Raises
    Refusal."""
    with workspace.transaction(f"增加{ledger.one}“{name}”"[:_LABEL_LIMIT]) as session:
        return records.save(session, ledger, {"name": ledger.field("name").parse(name)}).id


def name_of(workspace: Workspace, ledger: Ledger, record_id: int) -> str:
    """How a record is called in a sentence: 整改台账 ZG-2025-003."""
    with workspace.read() as session:
        return _name(session, ledger, record_id)


def _name(session: Session, ledger: Ledger, record_id: int) -> str:
    from db.ledgers import LEDGERS
    from db.vocabulary import Words

    record: Record = records.get(session, ledger, record_id)
    if record.number:
        return f"{ledger.one} {record.number}"
    title = Words(session, LEDGERS).linked(ledger.key, record_id)
    return f"{ledger.one} {title}"[:_LABEL_LIMIT]
