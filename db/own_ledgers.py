"""Ledgers that the clerk defines in the window (典型, 作品, 品牌, 大讲堂 …): date, name, quantity, attendances and a dozen fields.

Each one gets a table and a ``Ledger`` like any other, built when its file is opened, so that table, form, Excel, search,
history and figures serve it without knowing. Source: domain.md L19. The registry (``LEDGERS``) holds the own ledgers of
the file opened last; keys carry the definition's uid, so two files cannot confuse theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, Table, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.errors import Refusal
from db.fields import Day, Field, Flag, Link, Number, Prose, Term, Text, keep, that_day
from db.ledger import Ledger, section
from db.ledgers import LEDGERS, MODELS
from db.record import Base, Record, VocabularyTerm
from db.vocabulary import add_term, terms_of

KINDS = {"text": "一行文字", "prose": "多行文字", "number": "数字", "day": "日期", "flag": "是否", "term": "选项", "person": "人员",
         "department": "科室"}
MOST_FIELDS = 12
GROUP = "own"
_PERSONAL = ("身份证", "证件号", "手机", "电话", "住址", "工资", "病历", "评分", "排名")


class OwnLedger(Record):
    """The definition of one ledger of the clerk's own."""

    __tablename__ = "own_ledger"

    title: Mapped[str] = mapped_column(String(20), active_history=True)
    unit: Mapped[str] = mapped_column(String(4), active_history=True)  # what one record or its quantity counts in: 人, 篇, 期 …
    note: Mapped[str | None] = mapped_column(String(200), active_history=True)


class OwnField(Record):
    """One chosen field of it. ``name`` is its column and never changes; the label may."""

    __tablename__ = "own_field"

    ledger_id: Mapped[int] = mapped_column(Integer, active_history=True, index=True)
    name: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(20), active_history=True)
    kind: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(Integer, active_history=True)


@dataclass(frozen=True)
class Wish:
    """A field as the clerk asks for it; ``choices`` are the options of a ``term``.

    ``name`` is the column of a field that is there already ("" = a new one); a ``hidden`` field keeps its values.
    """

    label: str
    kind: str
    choices: tuple[str, ...] = ()
    name: str = ""
    hidden: bool = False


def check(title: str, unit: str, wishes: Sequence[Wish], own_title: str = "") -> None:
    """Raises Refusal when a name is taken or the fields make no sense. ``own_title`` is the present name of the ledger."""
    title = _plain(title)
    if not title or len(title) > 20:
        raise Refusal("台账名称应为 1 到 20 个字，请改正。")
    if title != own_title and title in {ledger.title for ledger in LEDGERS.values()}:
        raise Refusal(f"已经有叫“{title}”的台账，请换一个名称。")
    if not unit.strip() or len(unit.strip()) > 4:
        raise Refusal("计量单位应为 1 到 4 个字，例如“篇”“人”“期”，请改正。")
    taken = {field.label for field in _base_fields(unit).values()}
    shown = [wish for wish in wishes if not wish.hidden]
    for wish in shown:
        label = _plain(wish.label)
        if not label or len(label) > 20:
            raise Refusal("栏目名称应为 1 到 20 个字，请改正。")
        if label in taken:
            raise Refusal(f"栏目“{label}”重复了，请换一个名称。")
        if wish.kind not in KINDS:
            raise Refusal(f"栏目“{label}”的类型不对，请重新选择。")
        if any(word in label for word in _PERSONAL):
            raise Refusal(f"栏目“{label}”涉及不必要的个人信息或对人的评价，本程序不登记，请去掉。")
        if wish.kind == "term" and not any(_plain(choice) for choice in wish.choices):
            raise Refusal(f"栏目“{label}”是选项，请至少写一个选项。")
        taken.add(label)
    if len(shown) > MOST_FIELDS:
        raise Refusal(f"一本台账最多另加 {MOST_FIELDS} 个栏目。")


def define(session: Session, title: str, unit: str, wishes: list[Wish], note: str | None = None,
           uid: str | None = None) -> OwnLedger:
    """Makes a ledger with its table. Raises Refusal when the name is taken or the fields make no sense.

    ``uid`` is given only where files must come out the same each time (the sample hospital).
    """
    check(title, unit, wishes)
    definition = OwnLedger(title=_plain(title), unit=unit.strip(), note=note, **({"uid": uid} if uid else {}))
    session.add(definition)
    session.flush()
    for wish in wishes:
        _add_field(session, definition, wish)
    ledger = build(session, definition)
    ledger.model.__table__.create(session.connection())
    return definition


def add_field(session: Session, definition: OwnLedger, wish: Wish) -> None:
    """Adds one field to a ledger that may already hold records."""
    redefine(session, definition, definition.title, definition.unit, [*wishes_of(session, definition), wish], definition.note)


def redefine(session: Session, definition: OwnLedger, title: str, unit: str, wishes: Sequence[Wish],
             note: str | None = None) -> None:
    """Renames, adds, hides, shows and reorders; kinds stay, values are kept. Fields not named stay as they are. Raises Refusal."""
    check(title, unit, wishes, definition.title)
    definition.title, definition.unit, definition.note = _plain(title), unit.strip(), note
    have = {row.name: row for row in _rows(session, definition)}
    for position, wish in enumerate(wishes, start=1):
        row = have.get(wish.name)
        if row is None:
            row = _add_field(session, definition, wish)
            ledger = build(session, definition)
            column = ledger.model.__table__.c[row.name].type.compile(session.connection().dialect)
            session.execute(text(f"ALTER TABLE {ledger.key} ADD COLUMN {row.name} {column}"))
        elif row.kind == "term":
            _offer(session, definition, row.name, wish.choices)
        row.label, row.position = _plain(wish.label), position
        if wish.hidden != (row.voided_at is not None):
            row.voided_at = datetime.now() if wish.hidden else None
    session.flush()


def wishes_of(session: Session, definition: OwnLedger) -> list[Wish]:
    """The fields as they are, hidden ones included: what ``redefine`` takes."""
    return [Wish(row.label, row.kind,
                 tuple(label for _, label in terms_of(session, _vocabulary(definition, row.name))) if row.kind == "term" else (),
                 row.name, row.voided_at is not None) for row in _rows(session, definition)]


def find(session: Session, key: str) -> OwnLedger:
    """The definition behind a ledger's key. Raises KeyError."""
    for definition in definitions(session):
        if key_of(definition) == key:
            return definition
    raise KeyError(key)


def definitions(session: Session) -> Sequence[OwnLedger]:
    """All of them in the order they were made, closed ones (``voided_at``) included."""
    return session.scalars(select(OwnLedger).order_by(OwnLedger.id)).all()


def key_of(definition: OwnLedger) -> str:
    return f"own_{definition.uid[:12]}"


def register(session: Session) -> None:
    """Puts the own ledgers of this file, and only these, into the registry."""
    for key in [key for key, ledger in LEDGERS.items() if ledger.group == GROUP]:
        del LEDGERS[key], MODELS[key]
    for definition in definitions(session):
        if definition.voided_at is not None:
            continue
        ledger = build(session, definition)
        LEDGERS[ledger.key], MODELS[ledger.key] = ledger, ledger.model


def build(session: Session, definition: OwnLedger) -> Ledger:
    """The ``Ledger`` of a definition: class, columns, form. The class is made once per key and only ever grows."""
    key = key_of(definition)
    rows = _rows(session, definition)
    model = _classes.get(key)
    if model is None:
        columns = {name: keep(field) for name, field in _base_fields(definition.unit).items()}
        columns |= {row.name: keep(_field(definition, row)) for row in rows}
        model = _classes[key] = type(f"Own_{definition.uid[:12]}", (Record,), {"__tablename__": key, "__doc__": definition.title} | columns)
    for row in rows:
        if row.name not in model.__table__.c:
            setattr(model, row.name, keep(_field(definition, row)))
        else:
            model.__table__.c[row.name].info["field"].label = row.label
    shown = [getattr(model, row.name) for row in rows if row.voided_at is None]
    hidden = [getattr(model, row.name) for row in rows if row.voided_at is not None]
    for readonly, attributes in ((False, shown), (True, hidden)):
        for attribute in attributes:
            attribute.property.columns[0].info["field"].readonly = readonly
    model.__table__.c.quantity.info["field"].unit = definition.unit
    return Ledger(
        key=key, title=definition.title, model=model, day=model.day, event=model.day, prefix=f"Z{definition.id}", group=GROUP,
        columns=(model.number, model.day, model.title, model.quantity, model.people, *shown[:5]),
        sections=(section("内容", model.day, model.title, model.quantity, model.people, *shown), section("说明", model.note, folded=True)),
        title_of=(model.number, model.title),
        help=f"还没有“{definition.title}”记录。按 Ctrl+N 新增，或从 Excel 粘贴进来。")


def _base_fields(unit: str) -> dict[str, Field]:
    return {"day": Day("日期", required=True, default=that_day, also=("时间",)),
            "title": Text("名称", required=True, width=18, also=("题目", "标题", "项目", "姓名")),
            "quantity": Number("数量", default=1, unit=unit, width=5),
            "people": Number("人次", unit="人次", width=5, also=("受众", "参加人数")),
            "note": Prose("备注", lines=2)}


def _field(definition: OwnLedger, row: OwnField) -> Field:
    if row.kind == "term":
        return Term(row.label, vocabulary=_vocabulary(definition, row.name))
    if row.kind in ("person", "department"):
        return Link(row.label, target=row.kind, growing=True)
    kinds: dict[str, type[Field]] = {"text": Text, "prose": Prose, "number": Number, "day": Day, "flag": Flag}
    return kinds[row.kind](row.label)


def _rows(session: Session, definition: OwnLedger) -> Sequence[OwnField]:
    return session.scalars(select(OwnField).where(OwnField.ledger_id == definition.id).order_by(OwnField.position, OwnField.id)).all()


def _add_field(session: Session, definition: OwnLedger, wish: Wish) -> OwnField:
    number = len(_rows(session, definition)) + 1
    row = OwnField(ledger_id=definition.id, name=f"f{number}", label=_plain(wish.label), kind=wish.kind, position=number)
    session.add(row)
    if wish.kind == "term":
        _offer(session, definition, row.name, wish.choices)
    session.flush()
    return row


def _offer(session: Session, definition: OwnLedger, name: str, choices: Sequence[str]) -> None:
    """Makes ``choices`` the options of a field, in this order; others are retired, never lost."""
    vocabulary = _vocabulary(definition, name)
    wanted = list(dict.fromkeys(_plain(choice) for choice in choices if _plain(choice)))
    for choice in wanted:
        add_term(session, vocabulary, choice)
    for term in session.scalars(select(VocabularyTerm).where(VocabularyTerm.vocabulary == vocabulary)):
        term.retired = term.label not in wanted
        if not term.retired:
            term.position = wanted.index(term.label) + 1


def _plain(words: str) -> str:
    return " ".join(words.split())


def _vocabulary(definition: OwnLedger, name: str) -> str:
    return f"{key_of(definition)}_{name}"


_classes: dict[str, type[Record]] = {}
MODELS |= {model.__tablename__: model for model in (OwnLedger, OwnField)}  # type: ignore[attr-defined]


def fixed_tables() -> list[Table]:
    """The tables every file has: all but those of own ledgers seen so far."""
    return [table for table in Base.metadata.sorted_tables if table.name not in _classes]


def columns_of(ledger: Ledger) -> list[tuple[str, Any]]:
    """(label, attribute) of the numbers an own ledger can add up: its quantity, attendances and number fields."""
    return [(field.label, getattr(ledger.model, field.name)) for field in ledger.fields if isinstance(field, Number)]
