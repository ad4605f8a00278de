"""Changes to the vocabularies. Records keep a term's code, so a reworded or retired term stays readable everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Refusal
from db.record import VocabularyTerm
from db.vocabulary import add_term, shipped
from db.workspace import Workspace


def terms(workspace: Workspace, vocabulary: str) -> list[tuple[str, str, bool]]:
    """(code, label, retired) in the clerk's order."""
    with workspace.read() as session:
        return [tuple(row) for row in session.execute(
            select(VocabularyTerm.code, VocabularyTerm.label, VocabularyTerm.retired)
            .where(VocabularyTerm.vocabulary == vocabulary, VocabularyTerm.voided_at.is_(None))
            .order_by(VocabularyTerm.position, VocabularyTerm.id))]


def add(workspace: Workspace, vocabulary: str, label: str) -> str:
    """Adds a term and returns its code."""
    with workspace.transaction(f"词汇“{_title(vocabulary)}”增加“{label.strip()}”") as session:
        return add_term(session, vocabulary, label)


def rename(workspace: Workspace, vocabulary: str, code: str, label: str) -> None:
    """Gives a term another wording. Raises Refusal when it is empty or taken."""
    label = " ".join(label.split())
    if not label:
        raise Refusal("词条不能为空，请输入名称。")
    with workspace.transaction(f"词汇“{_title(vocabulary)}”改写“{label}”") as session:
        term = _term(session, vocabulary, code)
        taken = session.scalars(select(VocabularyTerm.id).where(
            VocabularyTerm.vocabulary == vocabulary, VocabularyTerm.label == label, VocabularyTerm.id != term.id,
            VocabularyTerm.voided_at.is_(None))).first()
        if taken is not None:
            raise Refusal(f"已经有“{label}”了，请换一个名称。")
        term.label = label


def retire(workspace: Workspace, vocabulary: str, code: str, retired: bool = True) -> None:
    """Takes a term out of the choices (or back in)."""
    with workspace.transaction(f"词汇“{_title(vocabulary)}”{'停用' if retired else '恢复'}词条") as session:
        _term(session, vocabulary, code).retired = retired


def reorder(workspace: Workspace, vocabulary: str, codes: Sequence[str]) -> None:
    """Puts the terms in the order of ``codes``."""
    with workspace.transaction(f"词汇“{_title(vocabulary)}”调整顺序") as session:
        for position, code in enumerate(codes):
            _term(session, vocabulary, code).position = position


def _term(session: Session, vocabulary: str, code: str) -> VocabularyTerm:
    return session.scalars(select(VocabularyTerm).where(
        VocabularyTerm.vocabulary == vocabulary, VocabularyTerm.code == code, VocabularyTerm.voided_at.is_(None))).one()


def _title(vocabulary: str) -> str:
    return shipped()[vocabulary][0]
