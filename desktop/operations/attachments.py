"""Writes of what hangs on a record: proofs (佐证材料) and ties to other records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from db import evidence, links, origin, records
from db.errors import Missing, Refusal
from db.ledger import Ledger
from db.ledgers import LEDGERS
from db.origin import Source
from db.record import Evidence, Relation
from db.workspace import Workspace
from desktop.operations import lent
from desktop.operations.records import name_of


@dataclass(frozen=True)
class Proof:
    """One attached file as the pane shows it. ``proof_day`` is the proof's own date; ``size`` in bytes."""

    id: int
    title: str
    file_name: str
    proof_day: date | None
    size: int
    object: str


@dataclass(frozen=True)
class TieLine:
    """One tie in words: what the other record is to this one, and where to find it."""

    relation_id: int
    word: str
    ledger_key: str
    record_id: int
    title: str


def proofs_of(workspace: Workspace, ledger: Ledger, record_id: int) -> list[Proof]:
    with workspace.read() as session:
        return [Proof(one.id, one.title, one.file_name, one.proof_day, one.size, one.object)
                for one in evidence.evidence_of(session, ledger, record_id)]


def attach_files(workspace: Workspace, ledger: Ledger, record_id: int, paths: list[Path]) -> None:
    """Attaches files to a record, all or none. Raises Refusal."""
    name = name_of(workspace, ledger, record_id)
    label = f"添加佐证“{paths[0].name}”：{name}" if len(paths) == 1 else f"添加佐证 {len(paths)} 份：{name}"
    with workspace.transaction(label[:200]) as session:
        record = records.get(session, ledger, record_id)
        for path in paths:
            if path.is_dir():
                raise Refusal(f"“{path.name}”是文件夹，请打开它选择里面的文件。")
            evidence.attach(session, workspace.evidence, ledger, record, path)


def change_proof(workspace: Workspace, proof_id: int, title: str, proof_day: date | None) -> None:
    """Gives a proof another title or date. Raises Refusal for an empty title."""
    if not title.strip():
        raise Refusal("佐证材料的名称不能为空，请填写。")
    with workspace.transaction(f"修改佐证“{title.strip()}”"[:200]) as session:
        one = _proof(session, proof_id)
        one.title, one.proof_day = title.strip(), proof_day


def drop_proof(workspace: Workspace, proof_id: int) -> str:
    """Moves a proof into the recycle bin (its bytes stay) and returns the step's label."""
    with workspace.read() as session:
        label = f"移除佐证“{_proof(session, proof_id).title}”"[:200]
    with workspace.transaction(label) as session:
        _proof(session, proof_id).voided_at = datetime.now()
    return label


def copy_of_proof(workspace: Workspace, proof: Proof) -> Path:
    """A copy under its own name in the program's own folder, for other programs: the original is never lent.

    ``lent.take_back`` removes it when the file is closed or locked. Of an encrypted file it is the one thing that lies
    in plain text on the disk meanwhile, so the log says that it was lent.
    """
    if workspace.inspection.on:
        with workspace.read() as session:
            owner = _proof(session, proof.id).owner_ledger
        if owner in LEDGERS and LEDGERS[owner].sensitive:
            raise Refusal("迎检模式下不能打开谈话的附件：上面可能有姓名和谈话内容。")
        workspace.note_inspected(f"迎检查看：佐证材料（编号 {proof.id}）")
    try:
        target = lent.new_place(proof.file_name)
        with target.open("wb") as writing:
            for block in workspace.evidence.blocks(proof.object):
                writing.write(block)
    except OSError as error:
        raise Refusal(f"不能打开“{proof.file_name}”：{error.strerror or error}。请检查磁盘是否已满。") from error
    if not workspace.read_only:
        workspace.log(f"打开佐证材料（编号 {proof.id}）")
    return target


def ties_of(workspace: Workspace, ledger: Ledger, record_id: int) -> list[TieLine]:
    """The living records this one is tied to."""
    with workspace.read() as session:
        words = workspace.words(session)
        found = links.ties_of(session, records.get(session, ledger, record_id))
        return [TieLine(tie.relation_id, tie.word, tie.ledger, tie.record_id, words.linked(tie.ledger, tie.record_id))
                for tie in found if tie.ledger in LEDGERS
                and records.get(session, LEDGERS[tie.ledger], tie.record_id).voided_at is None]


def origins_of(workspace: Workspace, ledger: Ledger, record_id: int) -> list[Source]:
    """The lines of tables that a record was taken from."""
    with workspace.read() as session:
        return origin.origins_of(session, ledger.key, record_id)


def tie_records(workspace: Workspace, kind: str, source: tuple[Ledger, int], target: tuple[Ledger, int]) -> None:
    """Connects two records (``db.links.KINDS``). Raises Refusal."""
    label = f"关联{name_of(workspace, *source)}与{name_of(workspace, *target)}"[:200]
    with workspace.transaction(label) as session:
        links.tie(session, kind, records.get(session, *source), records.get(session, *target))


def untie(workspace: Workspace, relation_id: int) -> None:
    with workspace.transaction("取消关联") as session:
        relation = session.get(Relation, relation_id)
        if relation is not None:
            relation.voided_at = datetime.now()


def _proof(session: Session, proof_id: int) -> Evidence:
    found = session.get(Evidence, proof_id)
    if found is None:
        raise Missing("这份佐证材料已经不在了，请刷新后再看。")
    return found
