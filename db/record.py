"""The base of every stored record, and the two tables that tie records together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import DateTime, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    """Declarative base with constraint names, so that later migrations can rebuild SQLite tables by name."""

    metadata = MetaData(naming_convention={
        "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map: ClassVar[dict[Any, Any]] = {}


class Record(Base):
    """A row people own: journalled, undoable, deleted only into the recycle bin (``voided_at``).

    ``number`` is the printed number (编号) and is never given twice; ``revision`` makes a lost update an error.
    """

    __abstract__ = True

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, sort_order=-9)
    uid: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex, sort_order=-8)
    number: Mapped[str | None] = mapped_column(String(40), sort_order=-7)
    revision: Mapped[int] = mapped_column(Integer, sort_order=-6)
    created_at: Mapped[datetime] = mapped_column(DateTime, sort_order=-5)
    changed_at: Mapped[datetime] = mapped_column(DateTime, sort_order=-4)
    voided_at: Mapped[datetime | None] = mapped_column(DateTime, active_history=True, sort_order=-3)

    @property
    def fixed(self) -> str | None:
        """A sentence when nothing that was done to this record may be undone any more."""
        return None

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's calling convention
        return {"version_id_col": cls.revision}

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        return {"sqlite_autoincrement": True}


class Relation(Record):
    """A tie between two records of any ledgers, such as a duty's proof or a talk's opinion.

    ``kind`` says what the first is to the second (see ``db.links``).
    """

    __tablename__ = "relation"

    kind: Mapped[str] = mapped_column(String(20), active_history=True)
    from_ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    from_id: Mapped[int] = mapped_column(Integer, active_history=True, index=True)
    to_ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    to_id: Mapped[int] = mapped_column(Integer, active_history=True, index=True)


class Evidence(Record):
    """One proof (佐证材料) attached to a record.

    ``sha256`` and ``size`` are of the file as it was added; ``object`` and ``object_size`` of what lies in the store, which
    differs when the file is encrypted (``db.evidence``).
    """

    __tablename__ = "evidence"

    owner_ledger: Mapped[str] = mapped_column(String(40), active_history=True)
    owner_id: Mapped[int] = mapped_column(Integer, active_history=True, index=True)
    title: Mapped[str] = mapped_column(String(200), active_history=True)
    proof_day: Mapped[date | None] = mapped_column(active_history=True)  # the proof's own date, not the day it was added
    file_name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(64), index=True)
    object_size: Mapped[int] = mapped_column(Integer)


class Setting(Base):
    """One setting of this file (hospital name, limits …) as JSON text."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String)


class Counter(Base):
    """The last number given in a numbering series; numbers of deleted records are not given again."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(60), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class VocabularyTerm(Record):
    """One term of a vocabulary. Records keep ``code``; a retired term stays readable but is not offered."""

    __tablename__ = "vocabulary_term"

    vocabulary: Mapped[str] = mapped_column(String(40), active_history=True, index=True)
    code: Mapped[str] = mapped_column(String(60), active_history=True)
    label: Mapped[str] = mapped_column(String(60), active_history=True)
    position: Mapped[int] = mapped_column(Integer, active_history=True)
    retired: Mapped[bool] = mapped_column(default=False, active_history=True)
    note: Mapped[str | None] = mapped_column(String(200), active_history=True)


PUT_BY = "put_by"  # stands for a ledger in the draft of what was half typed in dialogs


class Draft(Base):
    """What was typed into a form and not yet saved; survives a crash. ``record_id`` 0 = a new record."""

    __tablename__ = "draft"

    ledger: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    values: Mapped[str] = mapped_column(String)
    saved_at: Mapped[datetime] = mapped_column(DateTime)
